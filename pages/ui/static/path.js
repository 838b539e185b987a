// @ts-check
// Where numbers are on axes that Plotly has drawn, and the paths of lines.

/** @import { DrawnAxis, Value } from "./figures.js" */

/** @typedef {(value: Value | undefined) => number} Scale from a number to pixels; what has no place is not a number */

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
 * To a tenth of a pixel.
 *
 * @param {number} pixels
 */
const rounded = (pixels) => Math.round(10 * Math.min(Math.max(pixels, -FAR), FAR)) / 10;
