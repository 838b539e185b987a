// @ts-check
// What a visitor can do with a chart by its buttons.

import { downloadPicture, downloadTable } from "./download.js";
import { partsOf } from "./frame.js";
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
  await downloadPicture(await loadPlotly(chart.library), chart, format, fileName(chart));
}

/** @param {Chart} chart */
const fileName = ({ title }) => `lossviz ${partsOf(title)[0].toLowerCase()}`;
