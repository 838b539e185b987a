// @ts-check
// The layout of a chart: what is the same in all figures.

import { coloured } from "./theme.js";

/** @import { Axis, Figure, Layout, Trace } from "./figures.js" */
/** @import { Theme } from "./theme.js" */

/**
 * @param {object} chart
 * @param {Figure} chart.figure
 * @param {Theme} chart.theme
 * @param {number} chart.height in pixels
 * @param {number} chart.zooms as long as it is the same, the visitor's zoom stays
 * @returns {Layout}
 */
export function layoutOf({ figure, theme, height, zooms }) {
  // A copy, since Plotly writes the visitor's zoom into it.
  /** @type {Layout} */
  const copied = {
    ...figure.layout,
    shapes: undefined,
    annotations: undefined,
    slider: undefined,
    playhead: undefined,
  };
  const layout = coloured(structuredClone(copied), theme);
  // Measuring labels to fit them draws twice; the charts that grow have room for theirs.
  const automargin = !figure.data.some((trace) => trace.meta?.label);
  const [grid, text] = [theme.colour("grid"), theme.colour("text")];
  const axis = {
    gridcolor: grid,
    zerolinecolor: grid,
    linecolor: grid,
    automargin,
  };
  for (const name of Object.keys(layout).filter((each) => /^[xy]axis/.test(each))) {
    const own = /** @type {Axis} */ (layout[name]);
    layout[name] = { ...axis, ...own, title: { standoff: 8, ...own.title } };
  }
  if (layout.scene) layout.scene = sceneOf(layout.scene, grid, text);
  return {
    ...layout,
    height,
    autosize: true,
    uirevision: zooms,
    showlegend: false,
    hovermode: layout.hovermode ?? "closest",
    font: { family: theme.font, size: 13, color: text },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    margin: { l: 62, r: automargin ? 16 : roomFor(figure.data), t: 18, b: 44 },
    hoverlabel: { font: { family: theme.font, size: 13 } },
    shapes: (figure.layout.shapes ?? []).map((shape) => coloured(shape, theme)),
    annotations: (figure.layout.annotations ?? []).map((note) => coloured({ font: { size: 12 }, ...note }, theme)),
  };
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
