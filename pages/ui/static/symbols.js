// @ts-check
// Markers whose colour or symbol changes, drawn as Plotly draws them.

/** @import { Trace } from "./figures.js" */
/** @import { Theme } from "./theme.js" */

/** @type {Record<string, (radius: number) => string>} */
const SYMBOLS = {
  circle: (r) => `M${r},0A${r},${r} 0 1,1 0,-${r}A${r},${r} 0 0,1 ${r},0Z`,
  square: (r) => `M${r},${r}H-${r}V-${r}H${r}Z`,
  diamond: (r) => {
    const far = Math.round(130 * r) / 100;
    return `M${far},0L0,${far}L-${far},0L0,-${far}Z`;
  },
};

const OPEN = "-open";

/** Plotly's numbers of symbols; 100 more for open ones. */
const NUMBERED = ["circle", "square", "diamond"];

/** @param {string | number} symbol */
const named = (symbol) =>
  typeof symbol === "string" ? symbol : `${NUMBERED[symbol % 100]}${symbol >= 100 ? OPEN : ""}`;

/**
 * @param {unknown} values one for all, or a list
 * @param {number} n
 */
const nth = (values, n) => (Array.isArray(values) ? values[n] : values);

/**
 * @param {Trace} trace
 * @param {number} n
 * @returns {string}
 */
const symbolOf = ({ marker }, n) => named(nth(marker?.symbol, n) ?? "circle");

/**
 * Whether all symbols of a trace are known here.
 *
 * @param {Trace} trace
 */
export const canPaint = (trace) =>
  [trace.marker?.symbol ?? []].flat().every((symbol) => named(symbol).replace(OPEN, "") in SYMBOLS) &&
  !Array.isArray(trace.marker?.line?.color);

/**
 * @param {SVGPathElement} point
 * @param {Trace} trace
 * @param {number} n which point it is
 * @param {Theme} theme
 */
export function paintPoint(point, trace, n, theme) {
  const { size, color, line } = trace.marker ?? {};
  const symbol = symbolOf(trace, n);
  const open = symbol.endsWith(OPEN);
  const path = SYMBOLS[symbol.replace(OPEN, "")](Math.round((100 * (nth(size, n) ?? 6)) / 2) / 100);
  const colour = theme.colour(nth(color, n));
  const width = line?.width ?? 0;
  const edge = /** @type {string} */ (line?.color ?? colour);
  if (point.getAttribute("d") !== path) point.setAttribute("d", path);
  point.style.fill = open ? "none" : colour;
  if (open || width) point.style.stroke = open ? colour : theme.colour(edge);
  point.style.strokeWidth = `${open ? width || 1 : width}px`;
}
