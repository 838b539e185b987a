// @ts-check
// Painting charts with Plotly. A chart that could not be painted is painted again from its whole figure.

import { writeLabels } from "./labels.js";
import { layoutOf, measure } from "./layout.js";
import { moved } from "./move.js";
import { shownAt } from "./pictures.js";
import { writePlayhead } from "./playhead.js";
import { loadPlotly } from "./plotly.js";
import { pause, retried } from "./retry.js";
import { writeReading } from "./reading.js";
import { charts, isShown, queued } from "./state.js";
import { coloured } from "./theme.js";

/** @import { Trace } from "./figures.js" */
/** @import { View } from "./compare.js" */
/** @import { Shown } from "./state.js" */

const ATTEMPTS = { attempts: 5, first: 250 }; // before a chart is told to have failed

let draws = 0; // by Plotly, of all charts
/** @type {Promise<unknown>} */
let begun = Promise.resolve(); // once all charts are drawn that have begun to be

/**
 * Paints what a chart has to show: by moving what is painted if that is enough, else all of it.
 *
 * @param {Shown} chart
 */
export async function paint(chart) {
  const whole = chart.stale;
  chart.stale = true;
  await retried(async (failures) => {
    if (!chart.host.isConnected) return; // it is painted when it has its next place
    if (failures) clear(chart);
    const now = viewOf(chart);
    if (whole || failures || !moved(chart, now)) await render(chart, now);
    chart.painted = now;
    chart.stale = false;
    overlay(chart);
    chart.host.dispatchEvent(new Event("lossviz-painted"));
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

/**
 * @param {Shown} chart
 * @returns {View}
 */
function viewOf(chart) {
  const { data, shapes } = shown(chart);
  return { data, layout: chart.figure.layout, shapes };
}

/**
 * @param {Shown} chart
 * @param {View} now
 */
async function render(chart, now) {
  const Plotly = await loadPlotly(chart.library);
  // The first picture of each chart takes long: the browser shows one before it draws the next.
  if (!chart.host.data) await (begun = begun.then(() => pause(0)));
  const data = now.data.map((trace) => unthinned(coloured(trace, chart.theme)));
  draws += 1;
  measure(chart);
  const figure = { data: chart.figure.data, layout: { ...now.layout, shapes: now.shapes } };
  // What has moved since Plotly drew last is news to it, too.
  const layout = { ...layoutOf({ ...chart, figure }), datarevision: draws };
  // Plotly's own bar of buttons changes the page's styles each time, for which all of the page is measured again.
  await Plotly.react(chart.host, data, layout, { displayModeBar: false, responsive: false });
  chart.drawn = now;
  listen(chart);
}

/**
 * A line of which all points are drawn: it has to be the same after it has moved and after it has been drawn anew.
 *
 * @param {Trace} trace
 * @returns {Trace}
 */
const unthinned = (trace) =>
  trace.type === "scatter" ? { ...trace, line: { ...trace.line, simplify: false } } : trace;

/**
 * Writes what stands above the chart.
 *
 * @param {Shown} chart
 */
function overlay(chart) {
  if (!chart.painted || !chart.host._fullLayout) return;
  writeLabels(chart);
  writeReading(chart);
  writePlayhead(chart);
}

/**
 * Lets axes fit themselves to what has moved since Plotly last looked for that.
 *
 * @param {Shown} chart
 */
function fit({ key }) {
  return queued(key, (chart) => {
    if (!isShown(chart) || chart.drawn === chart.painted) return undefined;
    chart.stale = true;
    return paint(chart);
  });
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
  chart.host.on("plotly_afterplot", () => overlay(chart)); // also after a zoom, or in another size
  chart.host.on("plotly_relayout", (changes) => {
    if (Object.keys(changes).some((name) => name.endsWith("autorange"))) void fit(chart).catch(console.error);
  });
  chart.host.on("plotly_hover", ({ points }) => mark(points[0].data.meta?.run));
  chart.host.on("plotly_unhover", () => mark());
  // What is clicked on is told to the page, if it wants to know.
  chart.host.on("plotly_click", ({ points: [{ x, y }] }) => chart.clicked?.({ x, y }));
}
