// @ts-check
// A chart as a figure for a slide: of one size on all screens, in larger letters, with a title that says of what it is,
// a legend, and room for all that is written.

import { make } from "./dom.js";
import { partsOf } from "./frame.js";
import { escaped, labelsOf, notesOf } from "./labels.js";
import { layoutOf } from "./layout.js";
import { shown } from "./paint.js";
import { coloured } from "./theme.js";

/** @import { Axis, Figure, Layout, Marker, Plotly, Trace } from "./figures.js" */
/** @import { Shown } from "./state.js" */

/** In pixels; a slide is 16 : 9. */
export const SIZE = { width: 1280, height: 720 };

// A picture has not the fonts of the page, and what is measured in one and drawn in another is clipped.
const FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif";
const LETTERS = 22; // pixels
const SMALL = 17; // of what a title says second
const EDGE = 28;
const LARGER = 1.5; // strokes and marks, whose letters on the page are that much smaller
const KEY = 64; // pixels beside each name in a legend

/**
 * @param {Plotly} Plotly
 * @param {Shown} chart
 * @returns {Promise<Figure>}
 */
export async function slideOf(Plotly, chart) {
  const { data, shapes } = shown(chart);
  const host = /** @type {any} */ (
    make("div", { style: `position: fixed; left: -9999px; width: ${SIZE.width}px; height: ${SIZE.height}px` })
  );
  document.body.append(host);
  try {
    const theme = { ...chart.theme, font: FONT };
    const own = { ...chart, theme, host, compact: false, letters: LETTERS, height: /** @type {const} */ ("fill") };
    const layout = layoutOf({ ...own, figure: { data, layout: { ...chart.figure.layout, shapes } } });
    const written = data.map(inFull);
    const traces = listed(written).map((trace) => larger(coloured(trace, chart.theme)));
    seenAs(layout, chart);
    framed(layout, traces, chart);
    await Plotly.react(host, traces, layout, { staticPlot: true });
    const notes = notesOf(host, labelsOf(own, written), LETTERS);
    return { data: traces, layout: { ...layout, annotations: [...(layout.annotations ?? []), ...notes] } };
  } finally {
    Plotly.purge(host);
    host.remove();
  }
}

/**
 * Lets axes end where they do on the page, zoomed or not, and have room for what stands at them.
 *
 * @param {Layout} layout
 * @param {Shown} chart
 */
function seenAs(layout, { host, figure }) {
  const now = /** @type {Record<string, any>} */ (host._fullLayout);
  for (const name of Object.keys(layout).filter((each) => /^[xy]axis/.test(each))) {
    const axis = /** @type {Axis} */ (layout[name]);
    Object.assign(axis, { automargin: true, range: [...now[name].range], autorange: false });
    axis.tickfont = largerFont(axis.tickfont);
    const read = name === "xaxis" ? figure.layout.reading?.label : "";
    if (read && !axis.title?.text) axis.title = { text: read, standoff: 8 }; // on the page a chart below says it
    if (name === "xaxis") axis.showticklabels = true;
  }
  if (layout.scene) layout.scene = { ...layout.scene, camera: now.scene?.camera };
}

/**
 * Writes the title and makes room for it, for labels at line ends and for the legend.
 *
 * @param {Layout} layout
 * @param {Trace[]} traces
 * @param {Shown} chart
 */
function framed(layout, traces, { title, host, theme }) {
  const [strong, rest] = partsOf(title);
  const about = wrapped(host.closest("[data-about]")?.getAttribute("data-about") ?? "");
  const names = traces.filter(({ showlegend }) => showlegend).map(({ name }) => name ?? "");
  const labels = traces.map(({ meta }) => wide(meta?.label ?? "", LETTERS));
  const rows = Math.ceil(sum(names.map((name) => KEY + wide(name, SMALL))) / (SIZE.width - 3 * EDGE));
  const text = `<b>${escaped(strong)}</b> ${escaped(rest)}`.trim();
  const below = { text: about.map(escaped).join("<br>"), font: { size: SMALL, color: theme.colour("faint") } };
  Object.assign(layout, SIZE, {
    paper_bgcolor: theme.colour("background"),
    title: {
      ...{ text, subtitle: below, xref: "container", yref: "container" },
      ...{ x: EDGE / SIZE.width, xanchor: "left", y: 1 - EDGE / SIZE.height, yanchor: "top", font: { size: LETTERS } },
    },
    showlegend: names.length > 1,
    legend: {
      ...{ orientation: "h", font: { size: SMALL }, itemsizing: "trace", bgcolor: "rgba(0,0,0,0)" },
      ...{ xref: "container", yref: "container", x: EDGE / SIZE.width, xanchor: "left", y: 0.01, yanchor: "bottom" },
    },
    margin: {
      l: 64,
      r: EDGE + 8 + Math.max(0, ...labels),
      t: 2 * EDGE + LETTERS + 1.5 * SMALL * about.length + (about.length ? 12 : 0),
      b: 64 + (names.length > 1 ? 1.6 * SMALL * (rows + 1) : 0),
    },
  });
}

/**
 * Which traces a legend names: of those with one name, the one that is drawn strongest.
 *
 * @param {Trace[]} data
 * @returns {Trace[]}
 */
export function listed(data) {
  /** @type {Map<string, number>} */
  const strongest = new Map();
  const strength = (/** @type {number} */ i) => Number(data[i].opacity ?? 1);
  for (const [i, { name, type, line, marker }] of data.entries()) {
    const known = name ? strongest.get(name) : undefined;
    if (!name || type !== "scatter" || !(line || marker)) continue;
    if (known === undefined || strength(known) < strength(i)) strongest.set(name, i);
  }
  return data.map((trace, i) => {
    const name = trace.name ? escaped(trace.name) : trace.name;
    return { ...trace, name, showlegend: strongest.get(trace.name ?? "") === i };
  });
}

/**
 * There is room for the whole name at the end of a line.
 *
 * @param {Trace} trace
 * @returns {Trace}
 */
const inFull = (trace) =>
  trace.meta?.label?.includes("…") ? { ...trace, meta: { ...trace.meta, label: trace.name } } : trace;

/**
 * @param {Trace} trace
 * @returns {Trace}
 */
function larger(trace) {
  const { line, marker } = trace;
  const grown = { ...trace, textfont: largerFont(trace.textfont) };
  if (line) grown.line = { ...line, width: LARGER * Number(line.width ?? 2), simplify: false };
  if (marker) grown.marker = { ...marker, size: times(marker.size ?? 6) };
  return grown;
}

/**
 * @param {any} font
 * @returns {object | undefined}
 */
const largerFont = (font) => font && { ...font, size: LARGER * (font.size ?? LETTERS / LARGER) };

/**
 * @param {NonNullable<Marker["size"]>} size
 * @returns {NonNullable<Marker["size"]>}
 */
const times = (size) => (Array.isArray(size) ? size.map((each) => LARGER * each) : LARGER * size);

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/**
 * The width of a text in pixels.
 *
 * @param {string} text
 * @param {number} letters
 */
function wide(text, letters) {
  const pen = document.createElement("canvas").getContext("2d");
  if (!pen) return 0.6 * letters * text.length;
  pen.font = `${letters}px ${FONT}`;
  return pen.measureText(text).width;
}

/**
 * A text in lines that fit the width of a slide.
 *
 * @param {string} text
 * @returns {string[]}
 */
function wrapped(text) {
  /** @type {string[]} */
  const lines = [];
  for (const word of text.split(" ").filter(Boolean)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && wide(longer, SMALL) < SIZE.width - 3 * EDGE) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
