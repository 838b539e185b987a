// @ts-check
// How many examples of each class are taken for each class, as a table.

import { make } from "./dom.js";

/** @import { ConfusionPart } from "./messages.js" */
/** @import { Part } from "./train.js" */

const FEW = 5; // most classes with room for what is held out, and was before; of more, cells tell it when pointed at

/** @returns {Part} */
export function confusionOf() {
  const table = make("table");
  const second = make("span");
  return {
    element: make("div", { class: "confusion" }, make("p", {}, make("b", {}, "Confusion"), second), table),
    show({ confusion }) {
      if (!confusion) return;
      const many = confusion.names.length > FEW;
      second.textContent = ` rows are true, columns predicted${many ? "" : " · small: held out"}`;
      table.classList.toggle("many", many);
      table.replaceChildren(headOf(confusion), bodyOf(confusion));
    },
  };
}

/** @param {ConfusionPart} counts */
const headOf = ({ names }) =>
  make(
    "thead",
    {},
    make("tr", {}, make("td"), ...names.map((name) => make("th", { scope: "col", title: name }, name))),
  );

/** @param {ConfusionPart} counts */
function bodyOf(counts) {
  const rows = counts.names.map((name, row) =>
    make(
      "tr",
      {},
      make("th", { scope: "row", title: name }, name),
      ...counts.names.map((_, column) => cellOf(counts, row, column)),
    ),
  );
  return make("tbody", {}, ...rows);
}

/**
 * @param {ConfusionPart} counts
 * @param {number} row
 * @param {number} column
 */
function cellOf({ names, train, held_out, before }, row, column) {
  const [now, held] = [train[row][column], held_out[row]?.[column] ?? 0];
  const earlier = before[row]?.[column] ?? now;
  const many = names.length > FEW;
  const kind = row === column ? "right" : now + (many ? 0 : held) ? "wrong" : "none";
  const was = earlier === now ? "" : `before ${earlier}`;
  if (many) {
    const told = [`${now} of ${names[row]} are taken for ${names[column]}`, held ? `held out ${held}` : "", was];
    return make("td", { class: kind, title: told.filter(Boolean).join("; ") }, String(now));
  }
  const parts = [String(now), ...(held ? [make("small", {}, String(held))] : [])];
  if (was) parts.push(make("i", {}, was));
  return make("td", { class: kind }, ...parts);
}
