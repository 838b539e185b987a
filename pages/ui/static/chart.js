// Plotly charts that are mounted once and then only told what is new.
//
// News of a chart is a figure, or points to append to its first traces. Of a figure it has the names of all parts,
// which are its traces and then its layout, and those parts that the last figure did not have. News may come before the
// chart has its place on the page.

import { furnish, shown, sliderRow } from "./player.js";

// Other words are colours of runs, which are the theme's text colours: a name in the page has the colour of its line.
const WORDS = {
  text: "text-color",
  faint: "gray-text-color",
  background: "background-color",
  accent: "primary-color",
  grid: "border-color",
};
const REST = 200; // milliseconds
const charts = new Map();
let plotly;

// Plotly is large: it is loaded once the browser has drawn the controls and has nothing else to do.
function loadPlotly() {
  const whenIdle = window.requestIdleCallback ?? setTimeout; // Safari has no idle callbacks
  plotly ??= new Promise((idle) => whenIdle(idle, { timeout: 3000 })).then(
    () =>
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL("../plotly/plotly.min.js", import.meta.url).href;
        script.onload = () => resolve(window.Plotly);
        script.onerror = () => {
          plotly = undefined; // the next chart tries again
          reject(new Error("Plotly could not be loaded."));
        };
        document.head.append(script);
      }),
  );
  return plotly;
}

function readTheme(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(`--st-${name}`).trim();
  const colour = (word) => read(WORDS[word] ?? `${word}-text-color`) || word;
  const font = read("font");
  return { colour, font, told: [font, ...Object.keys(WORDS).map(colour)].join() };
}

// Words for colours become the colours of the theme, wherever a colour can stand.
function coloured(value, theme, key = "") {
  if (Array.isArray(value)) {
    if (key === "color") return value.map((word) => theme.colour(word));
    return key === "colorscale" ? value.map(([at, word]) => [at, theme.colour(word)]) : value;
  }
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, coloured(part, theme, name)]));
  }
  if (key === "fillcolor") return pale(theme.colour(value));
  return key === "color" || key === "arrowcolor" ? theme.colour(value) : value;
}

// Areas are pale, so that lines on them are seen; Plotly chooses where the theme's colour has another form.
const pale = (colour) => (/^#[0-9a-f]{6}$/i.test(colour) ? `${colour}30` : undefined);

function layoutOf({ figure, theme, height, zooms }) {
  // A copy, since Plotly writes the visitor's zoom into it.
  const ours = { shapes: undefined, annotations: undefined, slider: undefined };
  const layout = coloured(structuredClone({ ...figure.layout, ...ours }), theme);
  // Measuring labels to fit them draws twice; the charts that grow have room for theirs.
  const automargin = !figure.data.some((trace) => trace.meta?.label);
  const [grid, text] = [theme.colour("grid"), theme.colour("text")];
  const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, automargin };
  for (const name of Object.keys(layout).filter((name) => /^[xy]axis/.test(name))) {
    layout[name] = { ...axis, ...layout[name], title: { standoff: 8, ...layout[name].title } };
  }
  if (layout.scene) {
    const side = { gridcolor: grid, zerolinecolor: grid, color: text, showbackground: false };
    const camera = { eye: { x: 1.75, y: -1.75, z: 0.75 }, center: { x: 0, y: 0, z: -0.1 } };
    layout.scene = { ...layout.scene, aspectmode: "cube", camera };
    for (const name of ["xaxis", "yaxis", "zaxis"]) layout.scene[name] = { ...side, ...layout.scene[name] };
  }
  return {
    ...layout,
    height,
    autosize: true,
    uirevision: zooms, // as long as it is the same, the visitor's zoom stays
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

// Pixels for the longest label at the end of a line.
function roomFor(traces) {
  const longest = Math.max(...traces.map((trace) => trace.meta?.label?.length ?? 0));
  return Math.max(76, 12 + 7 * longest);
}

// A label at the end of each line, in place of a legend.
function annotationsOf(figure, theme, height) {
  const fixed = (figure.layout.annotations ?? []).map((note) => coloured({ font: { size: 12 }, ...note }, theme));
  const logarithmic = (axis) => figure.layout[axis]?.type === "log";
  const ends = figure.data.filter((trace) => trace.meta?.label && trace.x.length);
  const labels = ends.map((trace) => ({
    x: logarithmic("xaxis") ? Math.log10(trace.x.at(-1)) : trace.x.at(-1),
    y: logarithmic("yaxis") ? Math.log10(trace.y.at(-1)) : trace.y.at(-1),
    text: trace.meta.label,
    showarrow: false,
    xanchor: "left",
    xshift: 6,
    font: { color: theme.colour(trace.line.color), size: 13 },
  }));
  const values = figure.data.flatMap((trace) => (trace.yaxis ? [] : trace.y)).filter(Number.isFinite);
  const scale = logarithmic("yaxis") ? Math.log10 : Number;
  const low = figure.layout.yaxis?.rangemode === "tozero" ? 0 : scale(Math.min(...values));
  const span = scale(Math.max(...values)) - low || 1;
  const [bottom, top] = figure.layout.yaxis?.domain ?? [0, 1]; // the part of the chart that the axis has
  const pixels = (top - bottom) * (height - 80);
  spread(labels, (label) => ((label.y - low) / span) * pixels, pixels + 10);
  return [...fixed, ...labels];
}

// Shift labels off each other: upwards first, and down again from the top of the chart.
function spread(labels, position, top) {
  labels.sort((a, b) => a.y - b.y);
  const line = 16;
  const places = labels.map(position);
  places.forEach((place, i) => (places[i] = i ? Math.max(place, places[i - 1] + line) : place));
  for (let i = places.length - 1; i >= 0; i--) {
    places[i] = Math.min(places[i], i === places.length - 1 ? top : places[i + 1] - line);
    labels[i].yshift = places[i] - position(labels[i]);
  }
}

async function render(chart) {
  const Plotly = await loadPlotly();
  const now = shown(chart);
  chart.picture = undefined;
  const data = now.data.map((trace) => coloured(trace, chart.theme));
  const { layout } = chart.figure;
  // Labels stand at the ends of whole lines.
  const figure = { data: layout.slider?.cut ? chart.figure.data : now.data, layout: { ...layout, shapes: now.shapes } };
  // Plotly's own bar of buttons changes the page's styles each time, for which all of the page is measured again.
  await Plotly.react(chart.host, data, layoutOf({ ...chart, figure }), { displayModeBar: false, responsive: false });
  listen(chart);
}

async function append(chart, points) {
  const Plotly = await loadPlotly();
  chart.host.layout.annotations = annotationsOf(chart.figure, chart.theme, chart.height); // drawn along with the points
  const numbers = points.map((_, i) => i);
  await Plotly.extendTraces(chart.host, { x: points.map((p) => p.x), y: points.map((p) => p.y) }, numbers);
}

// Draws what the slider of a chart has come to. Charts out of sight wait until it rests, so that those in sight are
// drawn more often.
function turn(chart) {
  clearTimeout(chart.waiting);
  if (chart.inSight !== false) turnNow(chart);
  else chart.waiting = setTimeout(() => turnNow(chart), REST);
}

// What is being drawn is followed by the newest.
function turnNow(chart) {
  chart.waiting = undefined;
  if (chart.turning) return;
  chart.turning = true;
  void queued(chart.key, async () => {
    chart.turning = false;
    if (chart.host?.data && chart.figure.layout.slider) await redraw(chart);
    chart.host?.dispatchEvent(new Event("lossviz-turned"));
  });
}

function see(chart, host, inSight) {
  if (chart.host !== host) return; // it has left the page
  chart.inSight = inSight;
  if (inSight && chart.waiting) turn(chart);
}

async function redraw(chart) {
  const { changed, shapes } = shown(chart);
  // Neighbours are often alike, confusion matrices above all.
  const picture = JSON.stringify([changed, shapes]);
  if (picture === chart.picture) return;
  chart.picture = picture;
  const numbers = Object.keys(changed).map(Number);
  const parts = Object.values(changed);
  const lines = numbers.every((i) => chart.figure.data[i].type === "scatter");
  if (lines && !chart.figure.layout.slider.shapes) {
    // In half the time of a restyle, since axes and labels stay as they are.
    const frame = { mode: "immediate", transition: { duration: 0 }, frame: { duration: 0, redraw: false } };
    await window.Plotly.animate(chart.host, { data: parts, traces: numbers }, frame);
    return;
  }
  const names = [...new Set(parts.flatMap(Object.keys))];
  const update = Object.fromEntries(names.map((name) => [name, parts.map((part) => part[name])]));
  const layout = { shapes: (shapes ?? []).map((shape) => coloured(shape, chart.theme)) };
  await window.Plotly.update(chart.host, update, layout, numbers);
}

// What a visitor can do with a chart, by the words on the button.
const ACTIONS = {
  "Reset zoom": async (chart) => {
    chart.zooms += 1;
    await render(chart);
  },
  PNG: (chart) => download(chart, "png"),
  SVG: (chart) => download(chart, "svg"),
  CSV: (chart) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([tableOf(chart.figure.layout.slider?.cut ? chart.figure : shown(chart))], { type: "text/csv" }));
    link.download = `${fileName(chart)}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  },
};

async function download(chart, format) {
  const background = chart.theme.colour("background");
  const layout = { ...chart.host.layout, paper_bgcolor: background, title: { text: chart.heading.textContent } };
  const margin = { ...layout.margin, t: 48 };
  const picture = { data: chart.host.data, layout: { ...layout, margin } };
  const { offsetWidth: width, offsetHeight: height } = chart.host;
  const scale = format === "png" ? 2 : 1;
  await window.Plotly.downloadImage(picture, { format, scale, width, height, filename: fileName(chart) });
}

// What stands out in a title, and the rest. Names of runs may hold the sign that divides them.
function partsOf(title) {
  const parts = title.split(" | ");
  const rest = parts.length > 1 ? parts.pop() : "";
  return [parts.join(" | "), rest];
}

const nameOf = (chart) => partsOf(chart.title)[0];
const fileName = (chart) => `lossviz ${nameOf(chart).toLowerCase()}`;

// All points of a figure, one a line; those of a surface or a matrix by their row and column.
function tableOf(figure) {
  const quoted = (value) => (typeof value === "string" ? `"${value.replaceAll('"', '""')}"` : (value ?? ""));
  const rows = figure.data.flatMap(({ name, x = [], y = [], z }) => {
    if (!Array.isArray(z?.[0])) return x.map((_, i) => [name, x[i], y[i], z?.[i]]);
    return z.flatMap((row, r) => row.map((value, c) => [name, x[c], y[r], value]));
  });
  return [["line", "x", "y", "z"], ...rows].map((row) => row.map(quoted).join(",")).join("\n");
}

function entitle({ host, heading, buttons, title, alt }) {
  const [strong, rest] = partsOf(title);
  const bold = document.createElement("strong");
  bold.textContent = strong;
  heading.replaceChildren(bold, rest ? ` ${rest}` : "");
  host.setAttribute("role", "figure");
  host.setAttribute("aria-label", alt);
  for (const button of buttons.children) button.setAttribute("aria-label", `${button.textContent}: ${strong}`);
}

// Marks a run in all charts by letting the others fade: the one whose line the pointer is on, or that is named.
export function mark(run) {
  for (const { host } of charts.values()) {
    for (const line of host?.querySelectorAll(".scatterlayer .trace") ?? []) {
      const trace = line.__data__?.[0]?.trace; // where Plotly's drawing keeps what it draws
      const own = trace?.meta?.run;
      line.style.opacity = run && own && own !== run ? 0.15 : (trace?.opacity ?? "");
    }
  }
}

function listen(chart) {
  if (chart.listening === chart.host) return;
  chart.listening = chart.host;
  chart.host.on("plotly_hover", ({ points }) => mark(points[0].data.meta?.run));
  chart.host.on("plotly_unhover", () => mark());
  // What is clicked on is told to the page, if it wants to know.
  chart.host.on("plotly_click", ({ points: [{ x, y }] }) => chart.clicks && chart.tell("clicked", { x, y }));
}

// The chart of a name: its place on the page, which may come later, and what it has to show.
function chartOf(key) {
  if (!charts.has(key)) charts.set(key, { key, queue: Promise.resolve(), parts: {}, theme: {}, zooms: 1 });
  return charts.get(key);
}

// Waits until a chart has its place on the page, but not for long.
export async function placed(key, patience = 300) {
  const end = performance.now() + patience;
  while (!chartOf(key).host?.isConnected && performance.now() < end) await new Promise(requestAnimationFrame);
}

// What is asked of a chart is done in the order in which it was asked.
function queued(key, action) {
  const chart = chartOf(key);
  chart.queue = chart.queue.then(() => action(chart)).catch(console.error);
  return chart.queue;
}

// Gives a chart its place. Called again when the theme changes.
export function draw({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".lossviz-chart");
  host.style.minHeight = `${data.height}px`;
  void queued(data.key, async (chart) => {
    const theme = readTheme(host);
    const same = host === chart.host && theme.told === chart.theme.told;
    Object.assign(chart, { host, height: data.height, theme, ...furnished(host, data.key) });
    Object.assign(chart, { clicks: data.clicks, tell: setTriggerValue });
    if (same || !chart.figure) return;
    entitle(chart);
    furnish(chart, () => turn(chart));
    await render(chart);
  });
}

// Puts a heading and buttons above a host, once.
function furnished(host, key) {
  const row = host.previousElementSibling ?? document.createElement("div");
  if (!row.isConnected) {
    row.style.cssText = "display: flex; align-items: baseline; gap: 0 8px";
    row.append(document.createElement("div"), document.createElement("div"));
    row.firstChild.style.flex = "1";
    row.lastChild.style.whiteSpace = "nowrap";
    const press = (act) => () => queued(key, (chart) => chart.figure && act(chart));
    row.lastChild.append(...Object.entries(ACTIONS).map(([words, act]) => buttonOf(words, press(act))));
    host.before(row);
    host.after(sliderRow());
    // A host of no width is not displayed, and Plotly cannot measure it.
    new ResizeObserver(() => host.data && host.offsetWidth && window.Plotly.Plots.resize(host)).observe(host);
    new IntersectionObserver((entries) => see(chartOf(key), host, entries.at(-1).isIntersecting)).observe(host);
  }
  return { heading: row.firstChild, buttons: row.lastChild };
}

function buttonOf(words, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.style.cssText = `font: inherit; font-size: 12px; color: inherit; opacity: 0.7;
    background: none; border: none; padding: 2px 4px; cursor: pointer`;
  button.onclick = act;
  return button;
}

// Shows a new figure, or lets the one that is shown grow; no news wipe it.
export function show(key, news) {
  return queued(key, async (chart) => {
    if (!news) return void Object.assign(chart, { figure: undefined, parts: {} });
    // Drawing would end a drag: who is about to zoom comes first.
    while (chart.host?._dragging) await new Promise((resolve) => setTimeout(resolve, 50));
    chart.title = news.title;
    chart.alt = news.alt;
    if (news.order) chart.figure = figureOf(news, chart);
    else chart.figure.data = chart.figure.data.map((trace, i) => longer(trace, news.points[i]));
    if (!chart.host?.isConnected) return;
    entitle(chart);
    if (news.order) furnish(chart, () => turn(chart));
    await (news.order ? render(chart) : append(chart, news.points));
  });
}

function figureOf(news, chart) {
  const known = { ...chart.parts, ...news.parts };
  chart.parts = Object.fromEntries(news.order.map((name) => [name, known[name]]));
  const parts = news.order.map((name) => known[name]);
  return { data: parts.slice(0, -1), layout: parts.at(-1) };
}

// Plotly holds the arrays that it was given: a copy is longer, they are not.
function longer(trace, points) {
  return points ? { ...trace, x: [...trace.x, ...points.x], y: [...trace.y, ...points.y] } : trace;
}
