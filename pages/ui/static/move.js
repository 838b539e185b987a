// @ts-check
// Moving what Plotly has drawn, without Plotly: the paths of lines and the places of points are written into its own SVG,
// at the scale of its own axes. That takes a tenth of the time of a whole paint, and leaves a visitor's zoom alone.
//
// What Plotly keeps of the figure follows (`data`, `_fullData`, `calcdata`), so that it draws the same when it draws
// again by itself: after a zoom, or in another size.

import { pathOf, scaleOf } from "./path.js";
import { canPaint, paintPoint } from "./symbols.js";
import { coloured } from "./theme.js";

/** @import { DrawnAxis, Layout, PlotHost, Trace, Value } from "./figures.js" */
/** @import { Scale } from "./path.js" */
/** @import { Theme } from "./theme.js" */

/**
 * @typedef {object} View what a chart shows
 * @property {Trace[]} data
 * @property {Layout} layout
 * @property {object[]} [shapes]
 *
 * @typedef {object} Axes
 * @property {DrawnAxis} xaxis
 * @property {DrawnAxis} yaxis
 * @property {Scale} across
 * @property {Scale} up
 */

// Nothing of these is drawn, unless the trace has texts.
const SAID = ["name", "meta", "hovertemplate", "text", "customdata"];
const MOVING = ["x", "y", "marker.color", "marker.symbol"];
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
    if (trace.type !== "scatter" || texts || trace.fill || trace.line?.shape === "spline") return undefined;
    if (!names.every((name) => SAID.includes(name) || MOVING.includes(name))) return undefined;
    moves.set(i, names);
  }
  return moves;
}

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
    const write = axes && writerOf(host, i, { names, axes, theme, before: painted.data[i], now: now.data[i] });
    if (!axes || !write || !haveRoom(axes, now.data[i], drawn.data[i])) return false;
    writing.push(write, () => settle(host, i, names, axes, coloured(now.data[i], theme)));
  }
  for (const write of writing) write();
  return true;
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
 * @typedef {object} Move of one trace
 * @property {string[]} names of what differs
 * @property {Axes} axes
 * @property {Theme} theme
 * @property {Trace} before
 * @property {Trace} now
 */

/**
 * What writes a trace into the SVG; undefined if the SVG does not have the elements for it.
 *
 * @param {PlotHost} host
 * @param {number} i
 * @param {Move} move
 * @returns {(() => void) | undefined}
 */
function writerOf(host, i, move) {
  const { names } = move;
  const { uid, visible } = host._fullData[i];
  if (!names.some((name) => MOVING.includes(name)) || visible !== true) return () => {};
  const drawn = host.querySelector(`.scatterlayer .trace${uid}`);
  const mode = host._fullData[i].mode ?? "";
  const line = mode.includes("lines") ? lineWriter(drawn, move) : () => {};
  const points = mode.includes("markers") ? pointsWriter(drawn, move) : () => {};
  if (!line || !points) return undefined;
  return () => {
    line();
    points();
  };
}

/**
 * @param {Element | null} drawn
 * @param {Move} move
 */
function lineWriter(drawn, { axes: { across, up }, now: { x = [], y = [], line } }) {
  // Plotly has a path for each piece between gaps; all pieces go into the first.
  const [path, ...rest] = drawn?.querySelectorAll("path.js-line") ?? [];
  if (!path) return x.length ? undefined : () => {};
  return () => {
    path.setAttribute("d", pathOf(x, y, { across, up }, line?.shape) || "M0,0");
    for (const piece of rest) piece.setAttribute("d", "M0,0");
  };
}

/**
 * @param {Element | null} drawn
 * @param {Move} move
 */
function pointsWriter(drawn, { names, axes: { across, up }, theme, before, now }) {
  const { x = [], y = [] } = now;
  const points = /** @type {SVGPathElement[]} */ ([...(drawn?.querySelectorAll("path.point") ?? [])]);
  const painted = names.some((name) => name.startsWith("marker."));
  // Plotly takes points away that have no place.
  if (points.length !== x.length || (painted && !canPaint(now))) return undefined;
  const places = x.map((value, n) => [across(value), up(y[n])]);
  if (!places.flat().every(Number.isFinite)) return undefined;
  return () => {
    for (const [n, point] of points.entries()) {
      if (x[n] !== before.x?.[n] || y[n] !== before.y?.[n]) {
        point.setAttribute("transform", `translate(${places[n].map((place) => place.toFixed(1))})`);
      }
      if (painted) paintPoint(point, now, n, theme);
    }
  };
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
