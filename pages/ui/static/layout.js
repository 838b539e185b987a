// @ts-check
// The layout of a chart: what is the same in all figures, and labels at the ends of lines in place of a legend.

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
  const copied = { ...figure.layout, shapes: undefined, annotations: undefined, slider: undefined };
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
    annotations: annotationsOf(figure, theme, height),
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

/**
 * What the figure notes, and a label at the end of each line that has one.
 *
 * @param {Figure} figure
 * @param {Theme} theme
 * @param {number} height in pixels
 * @returns {object[]}
 */
export function annotationsOf({ data, layout }, theme, height) {
  const fixed = (layout.annotations ?? []).map((note) => coloured({ font: { size: 12 }, ...note }, theme));
  /** @param {{ type?: string }} [axis] */
  const scaleOf = (axis) => (axis?.type === "log" ? Math.log10 : Number);
  const [across, up] = [scaleOf(layout.xaxis), scaleOf(layout.yaxis)];
  const labels = data.flatMap(({ x = [], y = [], line, meta }) => {
    if (!meta?.label || !x.length) return [];
    const font = { color: theme.colour(line?.color ?? "text"), size: 13 };
    const place = { x: across(Number(x.at(-1))), y: up(Number(y.at(-1))) };
    return [
      {
        ...place,
        text: meta.label,
        showarrow: false,
        xanchor: "left",
        xshift: 6,
        font,
      },
    ];
  });
  const numbers = /** @type {number[]} */ (
    data.flatMap((trace) => (trace.yaxis ? [] : (trace.y ?? []))).filter(Number.isFinite)
  );
  const low = layout.yaxis?.rangemode === "tozero" ? 0 : up(Math.min(...numbers));
  const span = up(Math.max(...numbers)) - low || 1;
  const [bottom, top] = layout.yaxis?.domain ?? [0, 1]; // the part of the chart that the axis has
  const pixels = (top - bottom) * (height - 80);
  return [...fixed, ...spread(labels, (label) => ((label.y - low) / span) * pixels, pixels + 10)];
}

/**
 * Shifts labels off each other: upwards first, and down again from the top of the chart.
 *
 * @template {{ y: number }} Label
 * @param {Label[]} labels
 * @param {(label: Label) => number} position in pixels from the bottom
 * @param {number} top in pixels
 * @returns {(Label & { yshift: number })[]} from the lowest to the highest
 */
export function spread(labels, position, top) {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  const line = 16;
  const places = sorted.map(position);
  places.forEach((place, i) => (places[i] = i ? Math.max(place, places[i - 1] + line) : place));
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i], i === places.length - 1 ? top : places[i + 1] - line);
  }
  return sorted.map((label, i) => ({
    ...label,
    yshift: places[i] - position(label),
  }));
}
