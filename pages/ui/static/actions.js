// @ts-check
// What a visitor can do with a chart by its buttons.

import { downloadPicture, downloadTable } from "./download.js";
import { partsOf } from "./frame.js";
import { notesOf } from "./labels.js";
import { paint, shown } from "./paint.js";
import { loadPlotly } from "./plotly.js";

/** @import { Chart, Shown } from "./state.js" */

/**
 * By the words on the button.
 *
 * @type {Record<string, (chart: Shown) => unknown>}
 */
export const ACTIONS = {
  "Reset zoom": (chart) => {
    chart.zooms += 1;
    chart.stale = true; // where the axes end is not a matter of what is shown
    return paint(chart);
  },
  PNG: (chart) => picture(chart, "png"),
  SVG: (chart) => picture(chart, "svg"),
  CSV: (chart) => downloadTable(chart.figure.layout.slider?.cut ? chart.figure : shown(chart), fileName(chart)),
};

/**
 * @param {Shown} chart
 * @param {string} format
 */
async function picture(chart, format) {
  const [title, background] = [chart.heading.textContent ?? "", chart.theme.colour("background")];
  const Plotly = await loadPlotly(chart.library);
  await downloadPicture(Plotly, chart.host, {
    format,
    title,
    background,
    filename: fileName(chart),
    labels: notesOf(chart.host, chart.letters),
  });
}

/** @param {Chart} chart */
const fileName = ({ title }) => `lossviz ${partsOf(title)[0].toLowerCase()}`;
