// @ts-check
// What lines say at a place, and how numbers are written.

/** @import { Value } from "./figures.js" */

/**
 * The value of a line at a place: between two points on the straight line from one to the other. Without points on both
 * sides, or in a gap, it is not a number.
 *
 * @param {Value[]} x increasing
 * @param {Value[]} y
 * @param {number} place
 * @returns {number}
 */
export function valueAt(x, y, place) {
  let [low, high] = [0, x.length - 1];
  if (high < 0 || !(numberOf(x[low]) <= place) || !(place <= numberOf(x[high]))) return NaN;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (numberOf(x[middle]) <= place) low = middle;
    else high = middle;
  }
  const [from, to] = [numberOf(x[low]), numberOf(x[high])];
  const [before, after] = [numberOf(y[low]), numberOf(y[high])];
  if (place === to) return after;
  if (place === from) return before;
  return before + ((after - before) * (place - from)) / (to - from);
}

/** @param {Value | undefined} value */
const numberOf = (value) => (typeof value === "number" ? value : NaN);

/**
 * A number as it is read: to four digits, with the sign for minus that type has.
 *
 * @param {number} value
 */
export function words(value) {
  const size = Math.abs(value);
  const short =
    size !== 0 && (size < 1e-4 || size >= 1e5) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return short.replaceAll("-", "−");
}
