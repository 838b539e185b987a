// @ts-check
// Reading all lines at one place: a thin line follows the pointer in all charts of a group, with a box of their values.

import { make } from "./dom.js";
import { axesOf } from "./path.js";
import { areaOf, layered, putAt } from "./over.js";
import { charts, isShown } from "./state.js";
import { valueAt, words } from "./values.js";

/** @import { PlotHost, Trace } from "./figures.js" */
/** @import { Shown } from "./state.js" */

/**
 * @typedef {object} Row what one line says
 * @property {string} name
 * @property {string} colour
 * @property {number} value
 * @property {number} height in pixels of the host
 */

const BESIDE = 12; // pixels between the line and the box

/** @type {Map<string, number>} where the pointer is in each group */
const pointed = new Map();

/**
 * Follows the pointer over a host.
 *
 * @param {PlotHost} host
 * @param {() => Shown | undefined} chartNow what stands there
 */
export function followPointer(host, chartNow) {
  host.addEventListener("pointermove", ({ clientX, clientY }) => read(chartNow(), clientX, clientY));
  host.addEventListener("pointerleave", () => read(chartNow(), NaN, NaN));
}

/**
 * Reads all charts of a group where the pointer is on one of them.
 *
 * @param {Shown | undefined} chart
 * @param {number} right of the pointer on the page
 * @param {number} down
 */
function read(chart, right, down) {
  const reading = chart?.figure.layout.reading;
  if (!chart || !reading) return;
  const place = placeUnder(chart.host, right, down);
  if (place === undefined) pointed.delete(reading.group);
  else pointed.set(reading.group, reading.whole ? Math.round(place) : place);
  for (const other of charts.values()) {
    if (isShown(other) && other.figure.layout.reading?.group === reading.group) writeReading(other);
  }
}

/**
 * The number on the axis of x under the pointer, if that is on the area of the plot.
 *
 * @param {PlotHost} host
 * @param {number} right
 * @param {number} down
 */
function placeUnder(host, right, down) {
  const axis = host._fullLayout?.xaxis;
  if (!axis) return undefined;
  const { left, top } = host.getBoundingClientRect();
  const area = areaOf(host);
  const [x, y] = [right - left - axis._offset, down - top - area.y];
  if (!(x >= 0 && x <= axis._length && y >= 0 && y <= area.height)) return undefined;
  const place = axis.p2l(x);
  return axis.type === "log" ? 10 ** place : place;
}

/**
 * Writes the line and the box of a chart, or takes them away.
 *
 * @param {Shown} chart
 */
export function writeReading(chart) {
  const { host, layer, painted } = chart;
  const reading = chart.figure.layout.reading;
  const place = reading && pointed.get(reading.group);
  const axes = place === undefined ? undefined : axesOf(host, { type: "scatter" });
  const across = axes?.across(place) ?? NaN;
  const seen = across >= -0.5 && across <= (axes?.xaxis._length ?? 0) + 0.5;
  const line = layered(layer, "lossviz-crosshair");
  const box = layered(layer, "lossviz-reading");
  line.hidden = box.hidden = !seen;
  if (!seen || !axes || !reading || place === undefined) return;
  const area = areaOf(host);
  const x = axes.xaxis._offset + across;
  putAt(line, { x, ...area });
  const rows = rowsAt(chart, painted?.data ?? [], place);
  box.hidden = !rows.length;
  box.replaceChildren(make("b", {}, `${reading.label} ${words(place)}`), ...rows.map(lineOf));
  // Beside the line, where there is room; and where most lines are not.
  const [width, height] = [box.offsetWidth, box.offsetHeight];
  const left = x + BESIDE + width > host.offsetWidth ? x - BESIDE - width : x + BESIDE;
  const middle = rows.reduce((sum, row) => sum + row.height, 0) / rows.length;
  const top = middle > area.y + area.height / 2 ? area.y + 2 : area.y + area.height - height - 2;
  putAt(box, { x: Math.max(left, 0), y: top });
}

/**
 * What the named lines of a chart say at a place.
 *
 * @param {Shown} chart
 * @param {Trace[]} data
 * @param {number} place
 * @returns {Row[]}
 */
function rowsAt({ host, theme }, data, place) {
  return data.flatMap((trace) => {
    const { name, x = [], y = [], line, mode } = trace;
    const value = name && mode?.includes("lines") ? valueAt(x, y, place) : NaN;
    const axes = Number.isFinite(value) ? axesOf(host, trace) : undefined;
    if (!name || !axes) return [];
    const height = Math.min(Math.max(axes.up(value), 0), axes.yaxis._length) + axes.yaxis._offset;
    return [{ name, colour: theme.colour(line?.color ?? "text"), value, height }];
  });
}

/** @param {Row} row */
function lineOf({ name, colour, value }) {
  return make("div", { style: `color: ${colour}` }, make("span", {}, name), make("b", {}, words(value)));
}
