// @ts-check
// Labels at the ends of lines, in place of a legend. They are HTML above the chart, since Plotly lays out a whole chart
// again when one of its annotations changes.

import { make } from "./dom.js";
import { axesOf } from "./move.js";
import { valueAt } from "./values.js";

/** @import { PlotHost, Trace } from "./figures.js" */
/** @import { Axes } from "./move.js" */
/** @import { Theme } from "./theme.js" */

/**
 * @typedef {object} Label
 * @property {string} text
 * @property {string} colour
 * @property {number} x its left, in pixels of the host
 * @property {number} y its middle
 */

const BEFORE_LABEL = 6; // pixels between a line and its label
const LINE = 1.2; // the height of a label by the size of its letters

/** @type {WeakMap<PlotHost, Label[]>} */
const written = new WeakMap();

/**
 * Writes the labels of a chart where its lines end, and returns them.
 *
 * @param {object} chart
 * @param {PlotHost} chart.host
 * @param {HTMLElement} chart.labels in which they stand, above the whole host
 * @param {Theme} chart.theme
 * @param {number} chart.letters the size of letters in pixels
 * @param {Trace[]} data
 */
export function writeLabels({ host, labels: box, theme, letters }, data) {
  const labels = labelsOf(host, theme, letters, data);
  written.set(host, labels);
  while (box.children.length < labels.length)
    box.append(make("span", { style: "position: absolute; left: 0; top: 0" }));
  for (const [i, child] of [...box.children].entries()) {
    const element = /** @type {HTMLElement} */ (child);
    const label = labels[i];
    element.hidden = !label;
    if (!label) continue;
    const { text, colour, x, y } = label;
    if (element.textContent !== text) element.textContent = text;
    element.style.color = colour;
    element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translateY(-50%)`;
  }
}

/**
 * @param {PlotHost} host
 * @param {Theme} theme
 * @param {number} letters
 * @param {Trace[]} data
 * @returns {Label[]}
 */
function labelsOf(host, theme, letters, data) {
  /** @type {Map<Axes["yaxis"], Label[]>} */
  const byAxis = new Map();
  for (const [i, trace] of data.entries()) {
    const axes = trace.meta?.label && host._fullData?.[i]?.visible === true ? axesOf(host, trace) : undefined;
    const end = axes && endOf(axes, trace);
    if (!axes || !end) continue;
    const { xaxis, yaxis } = axes;
    const [x, y] = [xaxis._offset + end.x + BEFORE_LABEL, yaxis._offset + end.y];
    const label = { text: trace.meta?.label ?? "", colour: theme.colour(trace.line?.color ?? "text"), x, y };
    byAxis.set(yaxis, [...(byAxis.get(yaxis) ?? []), label]);
  }
  return [...byAxis].flatMap(([{ _offset: top, _length: length }, labels]) => {
    const places = spread(labels.map(({ y }) => y), LINE * letters, top, top + length); // prettier-ignore
    return labels.map((label, i) => ({ ...label, y: places[i] }));
  });
}

/**
 * Where a line ends in sight, in pixels of the plot's area: at its last point, or where it leaves the area at the right.
 *
 * @param {Axes} axes
 * @param {Trace} trace
 */
function endOf({ xaxis, across, up }, { x = [], y = [] }) {
  let last = x.length - 1;
  while (last >= 0 && !(Number.isFinite(across(x[last])) && Number.isFinite(up(y[last])))) last -= 1;
  if (last < 0) return undefined;
  const right = across(x[last]);
  if (right < 0) return undefined;
  if (right <= xaxis._length) return { x: right, y: up(y[last]) };
  const edge = xaxis.p2l(xaxis._length);
  const height = up(valueAt(x, y, xaxis.type === "log" ? 10 ** edge : edge));
  return Number.isFinite(height) ? { x: xaxis._length, y: height } : undefined;
}

/**
 * Shifts labels off each other: downwards first, and up again from the lower end.
 *
 * @param {number[]} places of their middles
 * @param {number} line the height of one
 * @param {number} top the end above
 * @param {number} bottom the end below
 * @returns {number[]} their places, in the same order
 */
export function spread(places, line, top, bottom) {
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const spaced = [...places];
  let least = top;
  for (const i of order) {
    spaced[i] = Math.max(spaced[i], least);
    least = spaced[i] + line;
  }
  let most = bottom;
  for (const i of order.reverse()) {
    spaced[i] = Math.min(spaced[i], most);
    most = spaced[i] - line;
  }
  return spaced;
}

/**
 * The labels of a chart as Plotly's annotations, for pictures of it.
 *
 * @param {PlotHost} host
 * @param {number} letters
 */
export function notesOf(host, letters) {
  const { l, t, w, h } = sizeOf(host);
  return (written.get(host) ?? []).map(({ text, colour, x, y }) => ({
    text: escaped(text),
    font: { color: colour, size: letters },
    x: (x - l) / w,
    y: 1 - (y - t) / h,
    xref: "paper",
    yref: "paper",
    xanchor: "left",
    yanchor: "middle",
    showarrow: false,
  }));
}

/**
 * The margins of the plot's area at the left and the top, its width and its height.
 *
 * @param {PlotHost} host
 */
const sizeOf = (host) =>
  /** @type {{ l: number, t: number, w: number, h: number }} */ (/** @type {unknown} */ (host._fullLayout._size));

/**
 * A text for Plotly to show as it stands, for it reads tags and entities.
 *
 * @param {string} text
 */
export const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
