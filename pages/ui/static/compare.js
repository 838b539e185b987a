// @ts-check
// What differs between two pictures of a chart, and whether that can be moved.

/** @import { Layout, Trace } from "./figures.js" */

/**
 * @typedef {object} View what a chart shows
 * @property {Trace[]} data
 * @property {Layout} layout
 * @property {object[]} [shapes]
 */

// Nothing of these is drawn, unless the trace has texts.
const SAID = ["name", "meta", "hovertemplate", "text", "customdata"];
export const MOVING = ["x", "y", "marker.color", "marker.symbol"];
const FILLS = [undefined, "none", "tonexty"];
const OVERLAID = ["playhead"]; // what is drawn above the chart

/**
 * Whether two values are the same: objects and lists by what they hold.
 *
 * @param {unknown} one
 * @param {unknown} other
 * @returns {boolean}
 */
export function same(one, other) {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one)) {
    return Array.isArray(other) && one.length === other.length && one.every((value, i) => same(value, other[i]));
  }
  return isRecord(one) && isRecord(other) && !differing(one, other).length;
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The names of the attributes in which two records differ; those of a marker one by one.
 *
 * @param {Record<string, unknown>} one
 * @param {Record<string, unknown>} other
 * @returns {string[]}
 */
export function differing(one, other) {
  if (one === other) return [];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => {
    const [before, now] = [one[name], other[name]];
    if (name === "marker" && isRecord(before) && isRecord(now)) {
      return differing(before, now).map((part) => `marker.${part}`);
    }
    return same(before, now) ? [] : [name];
  });
}

/**
 * What differs between two pictures, by the numbers of the traces; undefined if that cannot be moved.
 *
 * @param {View} before
 * @param {View} now
 * @returns {Map<number, string[]> | undefined}
 */
export function movesOf(before, now) {
  const rest = differing(before.layout, now.layout).filter((name) => !OVERLAID.includes(name));
  if (rest.length || before.data.length !== now.data.length || !same(before.shapes, now.shapes)) return undefined;
  /** @type {Map<number, string[]>} */
  const moves = new Map();
  for (const [i, trace] of now.data.entries()) {
    const names = differing(before.data[i], trace);
    if (!names.length) continue;
    const texts = trace.mode?.includes("text");
    if (trace.type !== "scatter" || texts || trace.line?.shape === "spline") return undefined;
    if (!FILLS.includes(trace.fill)) return undefined;
    if (!names.every((name) => SAID.includes(name) || MOVING.includes(name))) return undefined;
    moves.set(i, names);
  }
  return moves;
}
