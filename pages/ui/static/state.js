// @ts-check
// What each chart of the page has to show, and where it stands.

/** @import { Figure, Layout, Part, PlotHost, Trace } from "./figures.js" */
/** @import { Frame } from "./frame.js" */
/** @import { ChartNews, Click, FigureNews, PointsNews } from "./messages.js" */
/** @import { View } from "./compare.js" */
/** @import { Group } from "./slider.js" */
/** @import { Theme } from "./theme.js" */

/**
 * @typedef {object} Chart what a chart has to show, and how its drawing stands
 * @property {string} key
 * @property {Promise<unknown>} queue ends when all is done that was asked for
 * @property {string} title
 * @property {string} alt
 * @property {{ names: Record<string, string>, whole: Part }[]} parts of the last figure, with the names of their values
 *   by place
 * @property {Record<string, unknown>} values of the last figure, by their names
 * @property {number} zooms how often the zoom was reset
 * @property {boolean} stale whether something else is painted than it has to show
 * @property {boolean} inSight
 * @property {Figure} [figure]
 * @property {Group} [group]
 * @property {View} [drawn] what Plotly has drawn last
 * @property {View} [painted] what is seen, which may have moved since
 * @property {boolean} [turning] whether another place of the slider is about to be drawn
 * @property {ReturnType<typeof setTimeout>} [waiting] until the slider rests
 * @property {boolean} [insisting] whether it is tried again after a while
 * @property {PlotHost} [listening] the host that tells what the pointer does
 *
 * @typedef {object} Place where a chart stands
 * @property {PlotHost} host
 * @property {number | "fill"} height in pixels, or as high as the page makes the host
 * @property {boolean} compact whether it stands in a cell of a page that says by a unit how large everything is
 * @property {number} unit that unit in pixels
 * @property {number} letters their size in pixels
 * @property {Theme} theme
 * @property {string} library the address of plotly.js
 * @property {Frame["heading"]} heading
 * @property {Frame["buttons"]} buttons
 * @property {Frame["sliding"]} sliding
 * @property {Frame["layer"]} layer
 * @property {((point: Click) => void) | undefined} clicked
 *
 * @typedef {Chart & Place & { figure: Figure }} Shown a chart that has a figure and its place on the page
 */

/** @type {Map<string, Chart & Partial<Place>>} */
export const charts = new Map();

/**
 * The chart of a name: its place on the page, which may come later, and what it has to show.
 *
 * @param {string} key
 */
export function chartOf(key) {
  const fresh = {
    title: "",
    alt: "",
    parts: [],
    values: {},
    zooms: 1,
    stale: false,
    inSight: true,
  };
  /** @type {Chart & Partial<Place>} */
  const chart = charts.get(key) ?? { key, queue: Promise.resolve(), ...fresh };
  charts.set(key, chart);
  return chart;
}

/**
 * What is asked of a chart is done in the order in which it was asked. Who asks is told of a failure.
 *
 * @param {string} key
 * @param {(chart: Chart & Partial<Place>) => unknown} action
 */
export function queued(key, action) {
  const chart = chartOf(key);
  const done = chart.queue.then(() => action(chart));
  chart.queue = done.catch(() => {});
  return done;
}

/**
 * @param {Chart & Partial<Place>} chart
 * @returns {chart is Shown}
 */
export const isShown = (chart) => Boolean(chart.figure && chart.host?.isConnected);

/**
 * Takes note of news: a figure, points that are appended to the one that is shown, or none, which wipe it.
 *
 * @param {Chart} chart
 * @param {ChartNews} news
 * @param {Chart["values"]} [values] all that it can name, see `valuesOf`
 */
export function note(chart, news, values = valuesOf([news])) {
  if (!news) {
    Object.assign(chart, { figure: undefined, parts: [], values: {} });
    return;
  }
  const figure = "points" in news ? longer(chart.figure, news) : figureOf(news, chart, values);
  Object.assign(chart, { figure, title: news.title, alt: news.alt });
}

/**
 * All values that news of some charts can name: those of all charts before the news, and those that come with it. What
 * one chart has is not sent for another.
 *
 * @param {ChartNews[]} news
 * @returns {Chart["values"]}
 */
export function valuesOf(news) {
  const values = Object.assign({}, ...[...charts.values()].map((chart) => chart.values));
  for (const each of news) {
    if (!each || "points" in each) continue;
    for (const [name, text] of Object.entries(each.values)) values[name] ??= JSON.parse(text);
  }
  return values;
}

/**
 * Puts a figure together. What it has in common with the last one is the same object, by which it is seen at once.
 *
 * @param {FigureNews} news
 * @param {Chart} chart
 * @param {Chart["values"]} known
 * @returns {Figure}
 */
function figureOf(news, chart, known) {
  /** @type {Chart["values"]} */
  const values = {};
  const parts = news.parts.map((changes, i) => {
    const before = news.whole ? undefined : chart.parts[i];
    const names = patched(before?.names, changes);
    for (const name of Object.values(names)) values[name] = known[name];
    return before && names === before.names ? before : { names, whole: wholeOf(names, values) };
  });
  Object.assign(chart, { parts, values });
  const all = parts.map(({ whole }) => whole);
  const layout = /** @type {Layout} */ (all.pop());
  return { data: /** @type {Trace[]} */ (all), layout };
}

/**
 * The names of a part after some changes, the same object if there are none; null takes one away.
 *
 * @param {Record<string, string>} [names]
 * @param {Record<string, string | null>} [changes]
 * @returns {Record<string, string>}
 */
function patched(names = {}, changes = {}) {
  const pairs = Object.entries(changes);
  if (!pairs.length) return names;
  const now = { ...names };
  for (const [place, name] of pairs) {
    if (name === null) delete now[place];
    else now[place] = name;
  }
  return now;
}

/**
 * @param {Record<string, string>} names of the values of a part, by their places
 * @param {Record<string, unknown>} values by their names
 */
function wholeOf({ "": rest, ...names }, values) {
  /** @type {Record<string, unknown>} */
  const whole = { .../** @type {object} */ (values[rest]) };
  for (const [place, name] of Object.entries(names)) {
    const [first, second] = place.split(".");
    whole[first] = second ? { .../** @type {object} */ (whole[first]), [second]: values[name] } : values[name];
  }
  return /** @type {Part} */ (whole);
}

/**
 * Plotly holds the arrays that it was given: a copy is longer, they are not.
 *
 * @param {Figure | undefined} figure
 * @param {PointsNews} news
 * @returns {Figure}
 */
function longer(figure, { points, until }) {
  if (!figure) throw new Error("Points must come for a chart that has a figure. It has none.");
  const data = figure.data.map((trace, i) => {
    if (!points[i]) return trace;
    return {
      ...trace,
      x: [...(trace.x ?? []), ...points[i].x],
      y: [...(trace.y ?? []), ...points[i].y],
    };
  });
  const { playhead } = figure.layout;
  return { data, layout: playhead ? { ...figure.layout, playhead: { ...playhead, at: until } } : figure.layout };
}
