// @ts-check
// How many examples of each class are taken for each class, as a table.

import { make } from "./dom.js";

/** @import { ConfusionPart } from "./messages.js" */
/** @import { Part } from "./train.js" */

/** @returns {Part} */
export function confusionOf() {
  const table = make("table");
  const title = make("p", {}, make("b", {}, "Confusion"), " rows are true, columns predicted · small: held out");
  return {
    element: make("div", { class: "confusion" }, title, table),
    show({ confusion }) {
      if (confusion) table.replaceChildren(headOf(confusion), bodyOf(confusion));
    },
  };
}

/** @param {ConfusionPart} counts */
const headOf = ({ names }) =>
  make("thead", {}, make("tr", {}, make("td"), ...names.map((name) => make("th", { scope: "col" }, name))));

/** @param {ConfusionPart} counts */
function bodyOf(counts) {
  const rows = counts.names.map((name, row) =>
    make("tr", {}, make("th", { scope: "row" }, name), ...counts.names.map((_, column) => cellOf(counts, row, column))),
  );
  return make("tbody", {}, ...rows);
}

/**
 * @param {ConfusionPart} counts
 * @param {number} row
 * @param {number} column
 */
function cellOf({ train, held_out, before }, row, column) {
  const [now, held] = [train[row][column], held_out[row]?.[column] ?? 0];
  const earlier = before[row]?.[column] ?? now;
  const kind = row === column ? "right" : now + held ? "wrong" : "none";
  const parts = [String(now), ...(held ? [make("small", {}, String(held))] : [])];
  if (earlier !== now) parts.push(make("i", {}, `before ${earlier}`));
  return make("td", { class: kind }, ...parts);
}
