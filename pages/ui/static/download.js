// @ts-check
// Taking a chart away: as a picture, or as a table of its points.

import { SIZE, slideOf } from "./slide.js";

/** @import { Figure, Plotly } from "./figures.js" */
/** @import { Shown } from "./state.js" */

/**
 * @param {Plotly} Plotly
 * @param {Shown} chart
 * @param {string} format `png`, of twice as many pixels as its size says, or `svg`
 * @param {string} filename without its ending
 */
export async function downloadPicture(Plotly, chart, format, filename) {
  const scale = format === "png" ? 2 : 1;
  await Plotly.downloadImage(await slideOf(Plotly, chart), { format, scale, ...SIZE, filename });
}

/**
 * @param {Pick<Figure, "data">} figure
 * @param {string} filename without its ending
 */
export function downloadTable(figure, filename) {
  save(new Blob([tableOf(figure)], { type: "text/csv" }), `${filename}.csv`);
}

/**
 * @param {Blob} content
 * @param {string} filename
 */
export function save(content, filename) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = filename;
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
