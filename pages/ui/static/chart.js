// @ts-check
// Plotly charts that are mounted once and then only told what is new.
//
// News of a chart is a figure, or points to append to its first traces. Of a figure it has the names of all parts,
// which are its traces and then its layout, and those parts that the last figure did not have. News may come before the
// chart has its place on the page.

import { ACTIONS } from "./actions.js";
import { entitle, framed } from "./frame.js";
import { paint } from "./paint.js";
import { seekByClick } from "./playhead.js";
import { foresee } from "./plotly.js";
import { followPointer } from "./reading.js";
import { pause } from "./retry.js";
import { finish, furnish } from "./slider.js";
import { chartOf, isShown, note, queued } from "./state.js";
import { readTheme } from "./theme.js";

/** @import { Component } from "./component.js" */
/** @import { PlotHost } from "./figures.js" */
/** @import { ChartData, ChartNews, ChartTold, Click } from "./messages.js" */
/** @import { Chart, Shown } from "./state.js" */

const REST = 200; // milliseconds
const LATER = 30_000; // milliseconds from a failure to the next attempts

let printing = false;

// On paper all charts are finished, those out of sight, too.
globalThis.addEventListener?.("beforeprint", () => {
  printing = true;
  finish();
  printing = false;
});

/**
 * Tells of a failure and tries again after a while, for as long as it takes.
 *
 * @param {string} key
 */
function insist(key) {
  return (/** @type {unknown} */ error) => {
    console.error(error);
    const chart = chartOf(key);
    if (chart.insisting) return;
    chart.insisting = true;
    setTimeout(() => {
      chart.insisting = false;
      queued(key, () => chart.stale && isShown(chart) && paint(chart)).catch(insist(key));
    }, LATER);
  };
}

/**
 * Draws what the slider of a chart has come to. Charts out of sight wait until it rests, so that those in sight are
 * drawn more often.
 *
 * @param {Chart} chart
 */
function turn(chart) {
  clearTimeout(chart.waiting);
  if (chart.inSight || printing) turnNow(chart);
  else chart.waiting = setTimeout(() => turnNow(chart), REST);
}

/**
 * What is being drawn is followed by the newest.
 *
 * @param {Chart} chart
 */
function turnNow(chart) {
  chart.waiting = undefined;
  if (chart.turning) return;
  chart.turning = true;
  queued(chart.key, async (now) => {
    now.turning = false;
    if (isShown(now) && now.host.data && now.figure.layout.slider) await paint(now);
    now.host?.dispatchEvent(new Event("lossviz-turned"));
  }).catch(insist(chart.key));
}

/**
 * Waits until a chart has its place on the page, but not for long.
 *
 * @param {string} key
 * @param {number} [patience] in milliseconds
 */
export async function placed(key, patience = 300) {
  const end = performance.now() + patience;
  while (!chartOf(key).host?.isConnected && performance.now() < end) await new Promise(requestAnimationFrame);
}

/**
 * Gives a chart its place in a component of its own. Called again when the theme changes.
 *
 * @param {Component<ChartData, ChartTold>} component
 */
export function draw({ data, parentElement, setTriggerValue }) {
  const { key, height, clicks, compact, plotly: library, about } = data;
  const host = /** @type {PlotHost} */ (parentElement.querySelector(".lossviz-chart"));
  const clicked = clicks ? (/** @type {Click} */ point) => setTriggerValue("clicked", point) : undefined;
  host.dataset.about = about ?? "";
  place(key, host, { height, library, compact, clicked });
}

/**
 * Gives a chart its place. Called again when the theme changes.
 *
 * @param {string} key
 * @param {HTMLElement} element in which it is drawn
 * @param {object} options
 * @param {string} options.library the address of plotly.js below the page's
 * @param {number | "fill"} [options.height] in pixels, or as high as the page makes the element
 * @param {boolean} [options.compact] whether all sizes are multiples of the page's unit, `--u`, the heading lies above
 *   the chart, and the buttons appear where they are needed
 * @param {(point: Click) => void} [options.clicked] is told what is clicked on
 */
export function place(key, element, { library, height = 340, compact = false, clicked }) {
  const host = /** @type {PlotHost} */ (element);
  foresee(library);
  // One that fills its place must not hold that open.
  Object.assign(host.style, height === "fill" ? { minHeight: 0, overflow: "hidden" } : { minHeight: `${height}px` });
  queued(key, async (chart) => {
    const theme = readTheme(host);
    if (host !== chart.host || theme.told !== chart.theme?.told) chart.stale = true;
    Object.assign(chart, { host, height, compact, theme, library, clicked, ...frameOf(host, key, compact) });
    if (!chart.stale || !isShown(chart)) return;
    entitle(host, chart, chart);
    furnish(chart, () => turn(chart));
    await paint(chart);
  }).catch(insist(key));
}

/**
 * Puts a frame around a host, and watches its size and whether it is in sight.
 *
 * @param {PlotHost} host
 * @param {string} key
 * @param {boolean} compact
 */
function frameOf(host, key, compact) {
  /** @param {(chart: Shown) => unknown} act */
  const press = (act) => () => void queued(key, (chart) => isShown(chart) && act(chart)).catch(console.error);
  const actions = Object.fromEntries(Object.entries(ACTIONS).map(([words, act]) => [words, press(act)]));
  const { frame, made } = framed(host, actions, compact);
  if (made) {
    const chartNow = () => {
      const chart = chartOf(key);
      return isShown(chart) && chart.host === host ? chart : undefined;
    };
    new ResizeObserver(() => resize(chartNow())).observe(host);
    new IntersectionObserver((entries) => see(key, host, Boolean(entries.at(-1)?.isIntersecting))).observe(host);
    followPointer(host, chartNow);
    seekByClick(host, chartNow);
  }
  return frame;
}

/**
 * Draws a chart in the size of its host, if that has another one. Browsers tell of a size once a picture.
 *
 * @param {Shown | undefined} chart
 */
function resize(chart) {
  if (!chart?.host.data || !chart.host.offsetWidth) return; // Plotly cannot measure what is not displayed
  if (!chart.compact && chart.height !== "fill") {
    void window.Plotly?.Plots.resize(chart.host);
    return;
  }
  queued(chart.key, (now) => {
    if (!isShown(now)) return undefined;
    const { width, height } = now.host.layout;
    if (width === now.host.offsetWidth && height === now.host.offsetHeight) return undefined;
    now.stale = true; // all sizes may be others: those of letters and margins, too
    return paint(now);
  }).catch(insist(chart.key));
}

/**
 * @param {string} key
 * @param {PlotHost} host
 * @param {boolean} inSight
 */
function see(key, host, inSight) {
  const chart = chartOf(key);
  if (chart.host !== host) return; // it has left the page
  chart.inSight = inSight;
  if (inSight && chart.waiting) turn(chart);
}

/**
 * Shows a new figure, or lets the one that is shown grow; no news wipe it. Ends once that is painted, if the chart has
 * its place, and fails if it cannot be.
 *
 * @param {string} key
 * @param {ChartNews} news
 * @param {Chart["values"]} values all that it can name
 */
export function show(key, news, values) {
  return queued(key, async (chart) => {
    // Drawing would end a drag: who is about to zoom comes first.
    while (news && chart.host?._dragging) await pause(50);
    note(chart, news, values);
    if (!news) return;
    if (!isShown(chart)) {
      chart.stale = true;
      return;
    }
    entitle(chart.host, chart, chart);
    furnish(chart, () => turn(chart));
    await paint(chart);
  });
}
