// A Plotly chart that is mounted once and then only told what is new.
//
// A message holds a figure, or points to append to its first traces. Of a figure it holds the names of all parts, which
// are its traces and then its layout, and those parts that the last figure did not have. Points are appended only if
// `from` is what is drawn already. A repeated message changes nothing; after a gap the whole figure is asked for.

// Other words are colours of runs, which are the theme's text colours: a name in the page has the colour of its line.
const WORDS = {
  text: "text-color",
  faint: "gray-text-color",
  background: "background-color",
  accent: "primary-color",
  grid: "border-color",
};
const states = new WeakMap();
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
  if (Array.isArray(value)) return key === "colorscale" ? value.map(([at, word]) => [at, theme.colour(word)]) : value;
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, coloured(part, theme, name)]));
  }
  return key === "color" ? theme.colour(value) : value;
}

function layoutOf(figure, theme, height) {
  const layout = coloured({ ...figure.layout, shapes: undefined, annotations: undefined }, theme);
  // Measuring labels to fit them draws twice; the charts that grow have room for theirs.
  const automargin = !figure.data.some((trace) => trace.meta?.label);
  const [grid, text] = [theme.colour("grid"), theme.colour("text")];
  const axis = { gridcolor: grid, zerolinecolor: grid, linecolor: grid, automargin };
  for (const name of Object.keys(layout).filter((name) => /^[xy]axis/.test(name))) {
    layout[name] = { ...axis, ...layout[name], title: { standoff: 8, ...layout[name].title } };
  }
  if (layout.scene) {
    const side = { gridcolor: grid, zerolinecolor: grid, color: text, showbackground: false };
    const camera = { eye: { x: 1.6, y: -1.6, z: 0.7 }, center: { x: 0, y: 0, z: -0.1 } };
    layout.scene = { ...layout.scene, aspectmode: "cube", camera };
    for (const name of ["xaxis", "yaxis", "zaxis"]) layout.scene[name] = { ...side, ...layout.scene[name] };
  }
  return {
    ...layout,
    height,
    autosize: true,
    uirevision: "kept",
    showlegend: false,
    hovermode: layout.hovermode ?? "closest",
    font: { family: theme.font, size: 13, color: text },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    margin: { l: 62, r: automargin ? 16 : 76, t: 18, b: 44 },
    hoverlabel: { font: { family: theme.font, size: 13 } },
    shapes: (figure.layout.shapes ?? []).map((shape) => coloured(shape, theme)),
    annotations: annotationsOf(figure, theme, height),
  };
}

// A label at the end of each line, in place of a legend.
function annotationsOf(figure, theme, height) {
  const fixed = (figure.layout.annotations ?? []).map((annotation) => ({ font: { size: 12 }, ...annotation }));
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
  spread(labels, (label) => ((label.y - low) / span) * (height - 80), height - 70);
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

async function render(host, state) {
  const Plotly = await loadPlotly();
  const data = state.figure.data.map((trace) => coloured(trace, state.theme));
  const config = { displaylogo: false, responsive: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] };
  await Plotly.react(host, data, layoutOf(state.figure, state.theme, state.height), config);
}

async function append(host, state, points) {
  const Plotly = await loadPlotly();
  // Plotly holds the arrays that it was given: a copy is longer, they are not.
  state.figure.data = state.figure.data.map((trace, i) =>
    points[i] ? { ...trace, x: [...trace.x, ...points[i].x], y: [...trace.y, ...points[i].y] } : trace,
  );
  host.layout.annotations = annotationsOf(state.figure, state.theme, state.height); // drawn along with the points
  const numbers = points.map((_, i) => i);
  await Plotly.extendTraces(host, { x: points.map((p) => p.x), y: points.map((p) => p.y) }, numbers);
}

function entitle(heading, title) {
  const [strong, rest] = title.split(" | ");
  const bold = document.createElement("strong");
  bold.textContent = strong;
  heading.replaceChildren(bold, rest ? ` ${rest}` : "");
}

// The figure of a message, or nothing if it builds on a part that never came.
function figureOf(data, state) {
  const known = { ...state.parts, ...data.parts };
  if (!data.names?.every((name) => name in known)) return undefined;
  const parts = data.names.map((name) => known[name]);
  state.parts = Object.fromEntries(data.names.map((name, i) => [name, parts[i]]));
  return { data: parts.slice(0, -1), layout: parts.at(-1) };
}

export function draw({ data, parentElement, setTriggerValue }) {
  const host = parentElement.querySelector(".lossviz-chart");
  entitle(parentElement.querySelector(".lossviz-title"), data.title);
  let state = states.get(host);
  if (!state) {
    state = { queue: Promise.resolve(), theme: {}, parts: {} };
    states.set(host, state);
    // A host of no width is not displayed, and Plotly cannot measure it.
    new ResizeObserver(() => host.data && host.offsetWidth && window.Plotly.Plots.resize(host)).observe(host);
  }
  // Messages are worked off one after another, in the order in which they came.
  state.queue = state.queue.then(() => take(host, state, data, setTriggerValue)).catch(console.error);
}

async function take(host, state, data, setTriggerValue) {
  // Drawing would end a drag: who is about to zoom comes first.
  while (host._dragging) await new Promise((resolve) => setTimeout(resolve, 50));
  const theme = readTheme(host);
  const retold = theme.told !== state.theme.told;
  state.theme = theme;
  host.setAttribute("role", "figure");
  host.setAttribute("aria-label", data.alt);
  const appended = data.append && data.run === state.run && data.append.from <= state.drawn;
  const figure = data.version !== state.version ? figureOf(structuredClone(data), state) : undefined;
  if (figure) {
    const { version, height, run, drawn } = data;
    Object.assign(state, { figure, version, height, run, drawn });
    await render(host, state);
  } else if (appended && data.append.from === state.drawn) {
    state.drawn = data.append.to;
    await append(host, state, data.append.points);
  } else if (!appended && data.version !== state.version) {
    setTriggerValue("gap", String(performance.now()));
  } else if (retold && state.figure) {
    await render(host, state);
  }
}
