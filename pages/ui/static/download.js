// @ts-check
// Taking a chart away: as a picture, or as a table of its points.

/** @import { Figure, Plotly, PlotHost } from "./figures.js" */

/**
 * @param {Plotly} Plotly
 * @param {PlotHost} host
 * @param {object} options
 * @param {string} options.format `png` or `svg`
 * @param {string} options.title what stands above it
 * @param {string} options.background
 * @param {string} options.filename without its ending
 * @param {object[]} options.labels what stands above the chart, as annotations
 */
export async function downloadPicture(Plotly, host, { format, title, background, filename, labels }) {
  const margin = { ...host.layout.margin, t: 48 };
  const layout = {
    ...host.layout,
    paper_bgcolor: background,
    title: { text: title },
    margin,
    annotations: [...(host.layout.annotations ?? []), ...labels],
  };
  const { offsetWidth: width, offsetHeight: height } = host;
  const scale = format === "png" ? 2 : 1;
  await Plotly.downloadImage({ data: host.data ?? [], layout }, { format, scale, width, height, filename });
}

/**
 * @param {Pick<Figure, "data">} figure
 * @param {string} filename without its ending
 */
export function downloadTable(figure, filename) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([tableOf(figure)], { type: "text/csv" }));
  link.download = `${filename}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/**
 * All points of a figure, one a line; those of a surface or a matrix by their row and column. The form of CSV is that of
 * `lossviz/export/tables.py`.
 *
 * @param {Pick<Figure, "data">} figure
 */
export function tableOf({ data }) {
  const rows = data.flatMap(({ name, x = [], y = [], z = [] }) => {
    if (!Array.isArray(z[0])) return x.map((_, i) => [name, x[i], y[i], z[i]]);
    return z.flatMap((row, r) => (Array.isArray(row) ? row.map((value, c) => [name, x[c], y[r], value]) : []));
  });
  return UTF8_MARK + [["line", "x", "y", "z"], ...rows].map((row) => row.map(quoted).join(",")).join("\n");
}

const UTF8_MARK = "\ufeff";

// How texts begin that spreadsheets take for formulas, in letters of either width; and those with an apostrophe.
const FORMULA = /^\s*['=+\-@\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** @param {unknown} value */
function quoted(value) {
  if (typeof value !== "string") return value ?? "";
  const text = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""')}"`;
}
