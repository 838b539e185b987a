// @ts-check
// Labels at the ends of lines, in place of a legend. They are HTML above the chart, since Plotly lays out a whole chart
// again when one of its annotations changes.

import { make } from "./dom.js";
import { axesOf } from "./path.js";
import { layered } from "./over.js";
import { valueAt } from "./values.js";

/** @import { PlotHost, Trace } from "./figures.js" */
/** @import { Axes } from "./path.js" */
/** @import { Shown } from "./state.js" */

/**
 * @typedef {object} Label
 * @property {string} text
 * @property {string} colour
 * @property {number} x in pixels of the host
 * @property {number} y its middle
 * @property {boolean} [ends] whether it ends at x, and does not begin there
 */

const BEFORE_LABEL = 6; // pixels between a line and its label
const LINE = 1.2; // the height of a label by the size of its letters
const BELOW = 1.77; // the middle of the title of a compact axis below the axis, in units

/**
 * Writes the labels of a chart where its lines end, and the title of its axis if Plotly does not.
 *
 * @param {Shown} chart
 */
export function writeLabels(chart) {
  const labels = [...labelsOf(chart, chart.painted?.data ?? []), ...titleOf(chart)];
  const box = layered(chart.layer, "lossviz-labels", (made) => made.setAttribute("aria-hidden", "true"));
  while (box.children.length < labels.length) box.append(make("span"));
  for (const [i, child] of [...box.children].entries()) {
    const element = /** @type {HTMLElement} */ (child);
    const label = labels[i];
    element.hidden = !label;
    if (!label) continue;
    const { text, colour, x, y, ends } = label;
    if (element.textContent !== text) element.textContent = text;
    element.style.color = colour;
    element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) translate(${ends ? -100 : 0}%, -50%)`;
  }
}

/**
 * What stands at the ends of the lines of a chart that Plotly has drawn.
 *
 * @param {Pick<Shown, "host" | "theme" | "letters">} chart
 * @param {Trace[]} data
 * @returns {Label[]}
 */
export function labelsOf({ host, theme, letters }, data) {
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
    const middles = labels.map(({ y }) => y);
    const places = spread(middles, LINE * letters, top, top + length);
    return labels.map((label, i) => ({ ...label, y: places[i] }));
  });
}

/**
 * The title of the axis of x, in the corner below it: a compact chart has no room for one in the middle.
 *
 * @param {Shown} chart
 * @returns {Label[]}
 */
function titleOf({ host, theme, compact, unit, figure }) {
  const axis = figure.layout.xaxis;
  if (!compact || !axis?.title?.text || axis.showticklabels === false) return [];
  const { l, t, w, h } = host._fullLayout._size;
  return [
    { text: plainOf(axis.title.text), colour: theme.colour("faint"), x: l + w, y: t + h + BELOW * unit, ends: true },
  ];
}

/**
 * What a text says that is written for Plotly, which reads tags and entities.
 *
 * @param {string} text
 */
function plainOf(text) {
  return text.includes("&") ? (new DOMParser().parseFromString(text, "text/html").body.textContent ?? "") : text;
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
 * Labels of a chart as Plotly's annotations, for pictures of it.
 *
 * @param {PlotHost} host
 * @param {Label[]} labels
 * @param {number} letters
 */
export function notesOf(host, labels, letters) {
  const { l, t, w, h } = host._fullLayout._size;
  return labels.map(({ text, colour, x, y, ends }) => ({
    text: escaped(text),
    font: { color: colour, size: letters },
    x: (x - l) / w,
    y: 1 - (y - t) / h,
    xref: "paper",
    yref: "paper",
    xanchor: ends ? "right" : "left",
    yanchor: "middle",
    showarrow: false,
  }));
}

/**
 * A text for Plotly to show as it stands, for it reads tags and entities.
 *
 * @param {string} text
 */
export const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
