// @ts-check
// The layout of a chart: what is the same in all figures.

import { make } from "./dom.js";
import { coloured } from "./theme.js";

/** @import { Axis, Figure, Layout, Trace } from "./figures.js" */
/** @import { Place } from "./state.js" */
/** @import { Theme } from "./theme.js" */

const APART = ["shapes", "annotations", "slider", "reading", "playhead"]; // not Plotly's, or coloured otherwise
const LETTERS = 13; // pixels
const COMPACT = { letters: 0.81, left: 2.7, labels: 5.6, right: 0.6, top: 1.45, ticks: 2.35, bottom: 0.9 }; // units

/**
 * Measures the unit of the page and takes note of the size of letters, for a chart that is about to be drawn.
 *
 * @param {Pick<Place, "compact" | "layer" | "unit" | "letters">} chart
 */
export function measure(chart) {
  const { compact, layer } = chart;
  const probe = make("div", { style: "visibility: hidden; width: calc(10 * var(--u, 16px))" });
  if (compact) layer.append(probe);
  chart.unit = compact ? probe.getBoundingClientRect().width / 10 : 16;
  probe.remove();
  chart.letters = compact ? COMPACT.letters * chart.unit : LETTERS;
  layer.style.fontSize = `${chart.letters}px`;
}

/**
 * @param {object} chart
 * @param {Figure} chart.figure
 * @param {Theme} chart.theme
 * @param {Place["height"]} chart.height
 * @param {number} chart.zooms as long as it is the same, the visitor's zoom stays
 * @param {boolean} chart.compact
 * @param {number} chart.unit
 * @param {number} chart.letters
 * @param {{ offsetWidth: number, offsetHeight: number }} chart.host
 * @returns {Layout}
 */
export function layoutOf({ figure, theme, height, zooms, compact, unit, letters, host }) {
  // A copy, since Plotly writes the visitor's zoom into it.
  const { shapes = [], annotations = [], reading } = figure.layout;
  const names = Object.keys(figure.layout).filter((name) => !APART.includes(name));
  const own = Object.fromEntries(names.map((name) => [name, figure.layout[name]]));
  const layout = /** @type {Layout} */ (coloured(structuredClone(own), theme));
  const labelled = figure.data.some((trace) => trace.meta?.label);
  // Measuring labels to fit them draws twice; the charts that grow have room for theirs.
  const automargin = !labelled && !compact;
  const axis = axisOf(theme, automargin);
  for (const name of Object.keys(layout).filter((each) => /^[xy]axis/.test(each))) {
    const given = /** @type {Axis} */ (layout[name]);
    layout[name] = { ...axis, ...given, title: compact ? { text: "" } : { standoff: 8, ...given.title } };
  }
  if (layout.scene) layout.scene = sceneOf(layout.scene, theme.colour("grid"), theme.colour("text"));
  const fixed = compact || height === "fill";
  const size = fixed ? { width: host.offsetWidth, height: host.offsetHeight } : { height };
  const margin = compact ? marginOf(figure, unit) : { l: 62, r: automargin ? 16 : roomFor(figure.data), t: 18, b: 44 };
  return {
    ...layout,
    ...size,
    autosize: !fixed,
    uirevision: zooms,
    showlegend: false,
    hovermode: reading ? false : (layout.hovermode ?? "closest"),
    font: { family: theme.font, size: letters, color: theme.colour("text") },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    margin,
    hoverlabel: { font: { family: theme.font, size: letters } },
    shapes: shapes.map((shape) => coloured(shape, theme)),
    annotations: annotations.map((note) => coloured({ font: { size: letters - 1 }, ...note }, theme)),
  };
}

/**
 * @param {Theme} theme
 * @param {boolean} automargin
 */
function axisOf(theme, automargin) {
  const grid = theme.colour("grid");
  return { gridcolor: grid, zerolinecolor: grid, linecolor: grid, automargin };
}

/**
 * @param {Figure} figure
 * @param {number} unit
 */
function marginOf({ data, layout }, unit) {
  const labelled = data.some((trace) => trace.meta?.label);
  const ticks = layout.xaxis?.showticklabels !== false;
  const { left: l, labels, right, top: t, ticks: below, bottom } = COMPACT;
  const units = { l, r: labelled ? labels : right, t, b: ticks ? below : bottom };
  return Object.fromEntries(Object.entries(units).map(([side, n]) => [side, n * unit]));
}

/**
 * @param {Record<string, unknown>} scene
 * @param {string} grid
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
function sceneOf(scene, grid, text) {
  const side = {
    gridcolor: grid,
    zerolinecolor: grid,
    color: text,
    showbackground: false,
  };
  const sides = ["xaxis", "yaxis", "zaxis"].map((name) => [name, { ...side, .../** @type {object} */ (scene[name]) }]);
  const camera = {
    eye: { x: 1.75, y: -1.75, z: 0.75 },
    center: { x: 0, y: 0, z: -0.1 },
  };
  return { ...scene, aspectmode: "cube", camera, ...Object.fromEntries(sides) };
}

/**
 * Pixels for the longest label at the end of a line.
 *
 * @param {Trace[]} traces
 */
export function roomFor(traces) {
  const longest = Math.max(...traces.map((trace) => trace.meta?.label?.length ?? 0));
  return Math.max(76, 12 + 7 * longest);
}
