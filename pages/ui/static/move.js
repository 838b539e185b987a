// @ts-check
// Moving what Plotly has drawn, without Plotly: the paths of lines and the places of points are written into its own SVG,
// at the scale of its own axes. That takes a tenth of the time of a whole paint, and leaves a visitor's zoom alone.
//
// What Plotly keeps of the figure follows (`data`, `_fullData`, `calcdata`), so that it draws the same when it draws
// again by itself: after a zoom, or in another size.

import { movesOf } from "./compare.js";
import { axesOf } from "./path.js";
import { coloured } from "./theme.js";
import { writerOf } from "./write.js";

/** @import { View } from "./compare.js" */
/** @import { DrawnAxis, PlotHost, Trace, Value } from "./figures.js" */
/** @import { Axes, Scale } from "./path.js" */
/** @import { Theme } from "./theme.js" */

/**
 * Moves a chart from one picture to another, if that can be done; nothing is written if not.
 *
 * @param {object} chart
 * @param {PlotHost} chart.host
 * @param {Theme} chart.theme
 * @param {View} [chart.drawn]
 * @param {View} [chart.painted]
 * @param {View} now
 * @returns {boolean}
 */
export function moved({ host, theme, drawn, painted }, now) {
  const moves = painted && movesOf(painted, now);
  if (!painted || !drawn || !moves) return false;
  const writing = [];
  for (const [i, names] of moves) {
    const axes = axesOf(host, now.data[i]);
    const write =
      axes && writerOf(host, i, { names, axes, theme, before: painted.data[i], now: now.data[i], all: now.data });
    if (!axes || !write || !haveRoom(axes, now.data[i], drawn.data[i])) return false;
    writing.push(write, () => settle(host, i, names, axes, coloured(now.data[i], theme)));
  }
  for (const write of writing) write();
  return true;
}

/**
 * Whether a trace is well seen on its axes. Those that fit themselves to what is drawn would have to be drawn again when
 * it leaves them, or no longer needs half of what it did.
 *
 * @param {Axes} axes
 * @param {Trace} now
 * @param {Trace} drawn when Plotly last fitted them
 */
function haveRoom({ xaxis, yaxis, across, up }, now, drawn) {
  const ways = /** @type {const} */ ([
    [xaxis, across, now.x, drawn.x],
    [yaxis, up, now.y, drawn.y],
  ]);
  return ways.every(([axis, scale, values, before]) => {
    if (!axis.autorange || values === before) return true;
    const [low, high] = reachOf(values, scale);
    const [lowest, highest] = reachOf(before, scale);
    return low >= 0 && high <= axis._length && high - low >= (highest - lowest) / 2;
  });
}

/**
 * @param {Value[]} [values]
 * @param {Scale} [scale]
 */
function reachOf(values = [], scale = Number) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    const place = scale(value);
    if (place < low) low = place;
    if (place > high) high = place;
  }
  return [low, high];
}

/**
 * Lets what Plotly keeps of a trace follow.
 *
 * @param {PlotHost} host
 * @param {number} i
 * @param {string[]} names
 * @param {Axes} axes
 * @param {Trace} now in the colours of the theme
 */
function settle(host, i, names, { xaxis, yaxis }, now) {
  const points = host.calcdata[i];
  for (const kept of [host.data?.[i], host._fullData[i]]) {
    for (const name of names) if (kept) put(kept, now, name);
  }
  const { x = [], y = [], text, marker } = now;
  if (points.length > Math.max(x.length, 1)) points.length = Math.max(x.length, 1); // the first one holds the trace
  for (let n = 0; n < Math.max(x.length, 1); n++) {
    const place = [x[n], y[n]].map((value) => (typeof value === "number" ? value : NaN));
    const right = isOn(xaxis, place[0]) && isOn(yaxis, place[1]);
    const point = Object.assign((points[n] ??= { i: n }), right ? { x: place[0], y: place[1] } : NOWHERE);
    if (Array.isArray(marker?.color)) point.mc = marker.color[n];
    if (Array.isArray(marker?.symbol)) point.mx = marker.symbol[n];
    if (Array.isArray(text)) point.tx = text[n];
  }
}

const NOWHERE = { x: undefined, y: undefined };

/**
 * @param {DrawnAxis} axis
 * @param {number} value
 */
const isOn = ({ type }, value) => Number.isFinite(value) && (type !== "log" || value > 0);

/**
 * @param {Trace} kept
 * @param {Trace} now
 * @param {string} name
 */
function put(kept, now, name) {
  const [first, second] = name.split(".");
  if (second) kept.marker = { ...kept.marker, [second]: now.marker?.[second] };
  else kept[first] = now[first];
}
