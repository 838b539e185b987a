// @ts-check
// Painting charts with Plotly. A chart that could not be painted is painted again from its whole figure.

import { annotationsOf, layoutOf } from "./layout.js";
import { shownAt } from "./pictures.js";
import { loadPlotly } from "./plotly.js";
import { retried } from "./retry.js";
import { charts } from "./state.js";
import { coloured } from "./theme.js";

/** @import { Trace } from "./figures.js" */
/** @import { NewPoints } from "./messages.js" */
/** @import { Shown } from "./state.js" */

const ATTEMPTS = { attempts: 5, first: 250 }; // before a chart is told to have failed

/**
 * Paints a chart: by a change of what is painted if that is right, else all of it.
 *
 * @param {Shown} chart
 * @param {() => Promise<unknown>} [change]
 */
export async function paint(chart, change) {
  const whole = chart.stale || !change;
  chart.stale = true;
  await retried(async (failures) => {
    if (!chart.host.isConnected) return; // it is painted when it has its next place
    if (failures) clear(chart);
    await (whole || failures ? render(chart) : change());
    chart.stale = false;
  }, ATTEMPTS);
}

/**
 * Takes away what is painted: after a failure nobody knows what Plotly holds.
 *
 * @param {Shown} chart
 */
function clear(chart) {
  window.Plotly?.purge(chart.host);
  chart.listening = undefined;
}

/** @param {Shown} chart */
export const shown = ({ figure, group }) => shownAt(figure, group?.at);

/** @param {Shown} chart */
async function render(chart) {
  const Plotly = await loadPlotly(chart.library);
  const now = shown(chart);
  chart.picture = undefined;
  const data = now.data.map((trace) => coloured(trace, chart.theme));
  const { layout } = chart.figure;
  // Labels stand at the ends of whole lines.
  const figure = {
    data: layout.slider?.cut ? chart.figure.data : now.data,
    layout: { ...layout, shapes: now.shapes },
  };
  // Plotly's own bar of buttons changes the page's styles each time, for which all of the page is measured again.
  await Plotly.react(chart.host, data, layoutOf({ ...chart, figure }), {
    displayModeBar: false,
    responsive: false,
  });
  listen(chart);
}

/**
 * @param {Shown} chart
 * @param {NewPoints[]} points
 */
export async function append(chart, points) {
  const Plotly = await loadPlotly(chart.library);
  chart.host.layout.annotations = annotationsOf(chart.figure, chart.theme, chart.height); // drawn along with the points
  const numbers = points.map((_, i) => i);
  await Plotly.extendTraces(chart.host, { x: points.map((p) => p.x), y: points.map((p) => p.y) }, numbers);
}

/** @param {Shown} chart */
export async function redraw(chart) {
  const { changed, shapes } = shown(chart);
  // Neighbours are often alike, confusion matrices above all.
  const picture = JSON.stringify([changed, shapes]);
  if (picture === chart.picture) return;
  chart.picture = picture;
  const Plotly = await loadPlotly(chart.library);
  const numbers = Object.keys(changed).map(Number);
  const parts = Object.values(changed);
  const lines = numbers.every((i) => chart.figure.data[i].type === "scatter");
  if (lines && !chart.figure.layout.slider?.shapes) {
    // In half the time of a restyle, since axes and labels stay as they are.
    const frame = {
      mode: "immediate",
      transition: { duration: 0 },
      frame: { duration: 0, redraw: false },
    };
    await Plotly.animate(chart.host, { data: parts, traces: numbers }, frame);
    return;
  }
  const names = [...new Set(parts.flatMap(Object.keys))];
  const update = Object.fromEntries(names.map((name) => [name, parts.map((part) => part[name])]));
  const layout = {
    shapes: (shapes ?? []).map((shape) => coloured(shape, chart.theme)),
  };
  await Plotly.update(chart.host, update, layout, numbers);
}

/**
 * Marks a run in all charts by letting the others fade: the one whose line the pointer is on, or that is named.
 *
 * @param {string} [run]
 */
export function mark(run) {
  for (const { host } of charts.values()) {
    for (const line of host?.querySelectorAll(".scatterlayer .trace") ?? []) {
      const drawn = /** @type {SVGElement & { __data__?: { trace: Trace }[] }} */ (line);
      const trace = drawn.__data__?.[0]?.trace; // where Plotly's drawing keeps what it draws
      const own = trace?.meta?.run;
      drawn.style.opacity = run && own && own !== run ? "0.15" : String(trace?.opacity ?? "");
    }
  }
}

/** @param {Shown} chart */
function listen(chart) {
  if (chart.listening === chart.host) return;
  chart.listening = chart.host;
  chart.host.on("plotly_hover", ({ points }) => mark(points[0].data.meta?.run));
  chart.host.on("plotly_unhover", () => mark());
  // What is clicked on is told to the page, if it wants to know.
  chart.host.on("plotly_click", ({ points: [{ x, y }] }) => chart.clicked?.({ x, y }));
}
