// @ts-check
// Where numbers are on axes that Plotly has drawn, and the paths of lines.

/** @import { DrawnAxis, PlotHost, Trace, Value } from "./figures.js" */

/** @typedef {(value: Value | undefined) => number} Scale from a number to pixels; what has no place is not a number */

/**
 * @typedef {object} Axes
 * @property {DrawnAxis} xaxis
 * @property {DrawnAxis} yaxis
 * @property {Scale} across
 * @property {Scale} up
 */

const FAR = 1e5; // pixels, beyond which no line has to go

/**
 * @param {DrawnAxis} axis
 * @returns {Scale | undefined} for axes of numbers
 */
export function scaleOf(axis) {
  if (axis.type !== "linear" && axis.type !== "log") return undefined;
  const [first, last] = axis.range;
  const start = axis.l2p(first); // Plotly rounds pixels, so the scale is taken from one end to the other
  const step = (axis.l2p(last) - start) / (last - first);
  const power = axis.type === "log";
  return (value) => (typeof value === "number" ? start + step * ((power ? Math.log10(value) : value) - first) : NaN);
}

/**
 * @param {PlotHost} host
 * @param {Trace} trace
 * @returns {Axes | undefined} of numbers; others do not move
 */
export function axesOf(host, { xaxis: x = "x", yaxis: y = "y" }) {
  const xaxis = host._fullLayout?.[`xaxis${x.slice(1)}`];
  const yaxis = host._fullLayout?.[`yaxis${y.slice(1)}`];
  const [across, up] = [xaxis && scaleOf(xaxis), yaxis && scaleOf(yaxis)];
  return across && up && { xaxis, yaxis, across, up };
}

/**
 * The path of a line: with gaps where a point has no place, and in steps if its shape is `hv`.
 *
 * @param {Value[]} x
 * @param {Value[]} y
 * @param {{ across: Scale, up: Scale }} scales
 * @param {string} [shape]
 */
export function pathOf(x, y, { across, up }, shape = "linear") {
  let text = "";
  let goesOn = false;
  for (let n = 0; n < x.length; n++) {
    const [right, down] = [across(x[n]), up(y[n])];
    const known = Number.isFinite(right) && Number.isFinite(down);
    if (known) {
      const [left, top] = [rounded(right), rounded(down)];
      if (!goesOn) text += `M${left},${top}`;
      else text += shape === "hv" ? `H${left}V${top}` : `L${left},${top}`;
    }
    goesOn = known;
  }
  return text;
}

/**
 * The outline of the band between two lines: along the upper one, and back along the lower one. It has no gaps.
 *
 * @param {Trace} upper
 * @param {Trace} lower
 * @param {{ across: Scale, up: Scale }} scales
 */
export function bandOf(upper, lower, { across, up }) {
  /** @param {Trace} trace */
  const pointsOf = ({ x = [], y = [] }) =>
    x.map((value, n) => [across(value), up(y[n])]).filter((point) => point.every(Number.isFinite));
  const outline = [...pointsOf(upper), ...pointsOf(lower).reverse()];
  return outline.length ? `M${outline.map((point) => point.map(rounded).join()).join("L")}Z` : "";
}

/**
 * To a tenth of a pixel.
 *
 * @param {number} pixels
 */
const rounded = (pixels) => Math.round(10 * Math.min(Math.max(pixels, -FAR), FAR)) / 10;
