// @ts-check
// What predictions cost by a loss, and its exact values at one place.

import { make } from "./dom.js";
import { controlled } from "./settings.js";

/** @import { Control } from "./control.js" */
/** @import { CostsPart } from "./messages.js" */
/** @import { Turn } from "./settings.js" */
/** @import { Part } from "./train.js" */

/**
 * @param {Turn} turn
 * @param {HTMLElement} below what else stands there
 * @returns {Part}
 */
export function costsOf(turn, below) {
  const table = make("div");
  const read = make("div", { class: "read" });
  const exact = make("p", { class: "exact" });
  const refused = make("p", { class: "refused", role: "alert" });
  const head = make("div", { class: "head" }, make("h2", {}, "What predictions cost"));
  const cell = make("div", { class: "cell tall costs" }, table, exact, read, refused, below);
  const element = make("section", { class: "column", "aria-label": "What predictions cost" }, head, cell);
  /** @type {Control | undefined} */
  let place;
  let told = "";
  return {
    element,
    show({ costs, controls, values }, all) {
      if (costs) {
        table.replaceChildren(tableOf(costs));
        exact.textContent = costs.exact;
      }
      const data = (all.controls ?? {}).at;
      if (controls && data && JSON.stringify(data) !== told) {
        told = JSON.stringify(data);
        place = controlled(data, turn, { refuse: (words) => (refused.textContent = words) });
        read.replaceChildren(place.element);
      }
      if (values) refused.textContent = "";
      if (all.values) place?.show(all.values.at);
    },
  };
}

/** @param {CostsPart} costs */
function tableOf({ columns, rows }) {
  const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col" }, column)));
  const body = rows.map(([prediction, ...numbers]) => {
    const cells = numbers.map((number) => make("td", {}, number));
    return make("tr", {}, make("th", { scope: "row" }, prediction), ...cells);
  });
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}
