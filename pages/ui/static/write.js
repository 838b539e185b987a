// @ts-check
// Writing traces into the SVG that Plotly has drawn.

import { MOVING } from "./compare.js";
import { bandOf, pathOf } from "./path.js";
import { canPaint, paintPoint } from "./symbols.js";

/** @import { PlotHost, Trace } from "./figures.js" */
/** @import { Axes } from "./path.js" */
/** @import { Theme } from "./theme.js" */

const NOTHING = "M0,0"; // a path of which nothing is seen

/**
 * @typedef {object} Move of one trace
 * @property {string[]} names of what differs
 * @property {Axes} axes
 * @property {Theme} theme
 * @property {Trace} before
 * @property {Trace} now
 * @property {Trace[]} all of the picture to which it moves
 */

/**
 * What writes a trace into the SVG; undefined if the SVG does not have the elements for it.
 *
 * @param {PlotHost} host
 * @param {number} i
 * @param {Move} move
 * @returns {(() => void) | undefined}
 */
export function writerOf(host, i, move) {
  const { names } = move;
  const { uid, visible } = host._fullData[i];
  if (!names.some((name) => MOVING.includes(name))) return nothing;
  if (visible !== true) return move.now.x?.length ? undefined : nothing; // Plotly hides what has no points
  const drawn = host.querySelector(`.scatterlayer .trace${uid}`);
  const mode = host._fullData[i].mode ?? "";
  const writers = [mode.includes("lines") ? lineWriter(drawn, move) : nothing];
  writers.push(mode.includes("markers") ? pointsWriter(drawn, move) : nothing);
  writers.push(bandWriter(host, i, move), bandWriter(host, i + 1, move)); // the one below the line, and the one above
  if (!writers.every((write) => write !== undefined)) return undefined;
  return () => {
    for (const write of writers) write?.();
  };
}

const nothing = () => {};

/**
 * @param {PlotHost} host
 * @param {number} i the number of the upper line of a band; of other lines nothing is written
 * @param {Move} move
 */
function bandWriter(host, i, { axes, all }) {
  if (all[i]?.fill !== "tonexty") return nothing;
  // Plotly draws a band below its lower line.
  const area = i && host.querySelector(`.scatterlayer .trace${host._fullData[i - 1].uid} path.js-fill`);
  return area ? () => area.setAttribute("d", bandOf(all[i], all[i - 1], axes) || NOTHING) : undefined;
}

/**
 * @param {Element | null} drawn
 * @param {Move} move
 */
function lineWriter(drawn, { axes: { across, up }, now: { x = [], y = [], line } }) {
  // Plotly has a path for each piece between gaps; all pieces go into the first.
  const [path, ...rest] = drawn?.querySelectorAll("path.js-line") ?? [];
  if (!path) return x.length ? undefined : nothing;
  return () => {
    path.setAttribute("d", pathOf(x, y, { across, up }, line?.shape) || NOTHING);
    for (const piece of rest) piece.setAttribute("d", NOTHING);
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
