// @ts-check
// What the traces of a figure show at a place of its slider.

/** @import { Figure, Picture, Slider, Trace, Value } from "./figures.js" */

/** @param {Slider} slider */
export const numbersOf = (slider) => slider.numbers ?? slider.values.map((_, i) => i);

/**
 * The last place up to a number.
 *
 * @param {Slider} slider
 * @param {number} number
 */
export function placeOf(slider, number) {
  const numbers = numbersOf(slider);
  const next = numbers.findIndex((each) => each > number);
  return next < 0 ? numbers.length - 1 : Math.max(next - 1, 0);
}

/**
 * The whole figure as it is at a number of its slider, and which traces differ.
 *
 * @param {Figure} figure
 * @param {number} [number] without it, the figure as it is
 * @returns {{ data: Trace[], changed: Record<number, Partial<Trace>>, shapes?: object[] }}
 */
export function shownAt({ data, layout }, number) {
  const { slider } = layout;
  if (!slider || number === undefined) return { data, changed: {}, shapes: layout.shapes };
  const place = placeOf(slider, number);
  const changed = slider.cut ? cutAt(data, number) : pictured(slider.pictures?.[place] ?? []);
  return {
    data: data.map((trace, i) => ({ ...trace, ...changed[i] })),
    changed,
    shapes: slider.shapes?.[place] ?? layout.shapes,
  };
}

/**
 * @param {Picture[]} picture
 * @returns {Record<number, Partial<Trace>>}
 */
const pictured = (picture) =>
  Object.fromEntries(picture.map((part, i) => [i, Array.isArray(part) ? { y: part } : part]));

/**
 * @param {Trace[]} data
 * @param {number} number
 */
function cutAt(data, number) {
  /** @type {Record<number, { x: Value[], y: Value[] }>} */
  const changed = {};
  data.forEach(({ x = [], y = [], meta }, i) => {
    if (!meta?.cut) return;
    const length = x.filter((value) => Number(value) <= number).length;
    changed[i] = { x: x.slice(0, length), y: y.slice(0, length) };
  });
  data.forEach(({ meta }, i) => {
    const lines = meta?.tips?.map((line) => changed[line]);
    if (lines)
      changed[i] = {
        x: lines.map(({ x }) => lastOf(x)),
        y: lines.map(({ y }) => lastOf(y)),
      };
  });
  return changed;
}

/** @param {Value[]} values */
const lastOf = (values) => values.at(-1) ?? null;
