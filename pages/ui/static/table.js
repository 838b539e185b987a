// @ts-check
// The table of runs: sorted, grouped and marked in the browser; what changes a run is told to the server.
//
// Acts have numbers, and are told again with the next one until the server has done them: of two that come while the
// page is drawn, Streamlit forgets the first.

import { make, find, styled } from "./dom.js";
import { mark } from "./paint.js";
import { follow } from "./panel.js";

/** @import { Component } from "./component.js" */
/** @import { Act, Column, Row, TableData, TableTold } from "./messages.js" */

/**
 * @typedef {object} Sorting
 * @property {number | null} column the number of the column by which it is sorted
 * @property {boolean} down
 *
 * @typedef {object} Drawing
 * @property {HTMLElement} host
 * @property {Component<TableData, TableTold>} component the newest
 * @property {string} [told] all that it shows, to see whether it is news
 * @property {Act[]} acts that the server may not have done yet
 * @property {boolean} pressed whether a pointer is pressed on it
 */

/** @type {WeakMap<HTMLElement, Drawing & Sorting>} */
const tables = new WeakMap(); // by host

/** @param {Component<TableData, TableTold>} component */
export function draw(component) {
  /** @type {HTMLElement} */
  const host = find(component.parentElement, ".lossviz-table");
  const table = tables.get(host) ?? {
    host,
    component,
    column: null,
    down: false,
    acts: [],
    pressed: false,
  };
  if (!tables.has(host)) {
    follow("table", (data) => drawTable(Object.assign(table, { component: { ...table.component, data } })));
    host.addEventListener("pointerdown", () => hold(table));
  }
  tables.set(host, table);
  table.component = component;
  drawTable(table);
}

/**
 * Leaves the table as it is until the pointer is let go: there is no click on what was replaced meanwhile.
 *
 * @param {Drawing & Sorting} table
 */
function hold(table) {
  table.pressed = true;
  const over = new AbortController();
  const letGo = () => {
    over.abort();
    setTimeout(() => drawTable(Object.assign(table, { pressed: false }))); // once the click is heard
  };
  for (const kind of ["pointerup", "pointercancel"]) addEventListener(kind, letGo, { signal: over.signal });
}

/** @param {Drawing & Sorting} table */
function drawTable(table) {
  if (table.pressed) return;
  const { component } = table;
  table.acts = table.acts.filter(({ number }) => number > component.data.done);
  const told = JSON.stringify({ ...component.data, done: undefined });
  if (told === table.told) return;
  table.told = told;
  void styled("table.css").then(() => build(table));
}

/** @param {Drawing & Sorting} table */
function build(table) {
  const { host } = table;
  const { data } = table.component;
  const active = /** @type {Document | ShadowRoot} */ (host.getRootNode()).activeElement;
  const focused = active instanceof HTMLElement && host.contains(active) ? active : undefined;
  const id = focused?.dataset.id ?? "";
  const actions = make("th", { class: "lossviz-actions" }, "Actions");
  const head = make("tr", {}, ...data.columns.map((column, i) => headOf(table, column, i)), actions);
  const body = groupsOf(data, table).flatMap(([words, rows]) => {
    const title = make("th", { colspan: data.columns.length + 1 }, words);
    const lines = rows.map((row) => rowOf(table, row));
    return words ? [make("tr", { class: "lossviz-group" }, title), ...lines] : lines;
  });
  host.replaceChildren(
    make("table", { "aria-label": data.label }, make("thead", {}, head), make("tbody", {}, ...body)),
  );
  const again = id ? host.querySelector(`[data-id="${CSS.escape(id)}"]`) : null;
  if (!(again instanceof HTMLElement)) return;
  again.focus();
  // What is half typed is not lost.
  if (again instanceof HTMLInputElement && focused instanceof HTMLInputElement) again.value = focused.value;
}

/**
 * @param {Drawing & Sorting} table
 * @param {Column} column
 * @param {number} i
 */
function headOf(table, column, i) {
  const sorted = table.column === i;
  const arrow = sorted ? (table.down ? " ↓" : " ↑") : "";
  const button = make("button", { "data-id": `sort ${i}`, title: column.help }, column.label + arrow);
  button.onclick = () => {
    table.down = table.column === i && !table.down;
    table.column = i;
    build(table);
  };
  const order = sorted ? (table.down ? "descending" : "ascending") : "none";
  return make("th", { scope: "col", "aria-sort": order }, button);
}

/**
 * Rows in their order, apart by the column by which they are grouped.
 *
 * @param {Pick<TableData, "columns" | "rows" | "group">} data
 * @param {Sorting} sorting
 * @returns {[string, Row[]][]} the words above each group
 */
export function groupsOf({ columns, rows, group }, { column, down }) {
  const sorted = column === null ? rows : [...rows].sort((a, b) => compared(a.values[column], b.values[column], down));
  if (group === null) return [["", sorted]];
  /** @type {Map<string, Row[]>} */
  const groups = new Map();
  for (const row of sorted) {
    const text = row.texts[group];
    groups.set(text, [...(groups.get(text) ?? []), row]);
  }
  return [...groups].map(([text, members]) => [`${columns[group].label}: ${text}`, members]);
}

/**
 * @param {Row["values"][number]} a
 * @param {Row["values"][number]} b
 * @param {boolean} down
 */
function compared(a, b, down) {
  if (a === null || b === null) return Number(a === null) - Number(b === null); // what is missing comes last
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));
  return down ? -order : order;
}

/**
 * @param {Drawing} table
 * @param {Row} row
 */
function rowOf(table, row) {
  /**
   * @param {Act["what"]} what
   * @param {Act["value"]} value
   */
  const tell = (what, value = null) => {
    const number = (table.acts.at(-1)?.number ?? table.component.data.done) + 1;
    table.acts.push({ number, what, run: row.key, value });
    table.component.setTriggerValue("acts", table.acts);
  };
  const told = {
    "data-id": `name ${row.key}`,
    "aria-label": `Name of ${row.name}`,
  };
  const name = make("input", {
    type: "text",
    value: row.name,
    maxlength: table.component.data.longest_name,
    ...told,
  });
  name.onchange = () => {
    name.value = name.value.trim() || row.name; // no run is without a name
    if (name.value !== row.name) tell("rename", name.value);
  };
  /**
   * @param {Act["what"]} what
   * @param {string} words
   */
  const buttonOf = (what, words) => {
    const button = make("button", { "data-id": `${what} ${row.key}`, "aria-label": `${words} ${row.name}` }, words);
    button.onclick = () => tell(what);
    return button;
  };
  const buttons = [
    buttonOf("rewind", "Rewind"),
    buttonOf("hide", row.hidden ? "Show" : "Hide"),
    buttonOf("delete", "Delete"),
  ];
  const line = make(
    "tr",
    {
      class: row.hidden ? "lossviz-hidden" : undefined,
      "aria-current": row.focused ? "true" : undefined,
    },
    make("th", { scope: "row" }, make("div", { class: "lossviz-run" }, swatchOf(row), name)),
    ...row.texts.slice(1).map((text) => make("td", {}, text)),
    make("td", { class: "lossviz-actions" }, ...buttons),
  );
  line.onmouseenter = line.onfocus = () => mark(row.key);
  line.onmouseleave = () => mark();
  line.addEventListener("focusin", () => mark(row.key));
  line.addEventListener("focusout", () => mark());
  return line;
}

/** @type {Record<Row["dash"], string>} how Plotly's dashes are drawn by others */
const DASHES = { solid: "none", dash: "6 4", dashdot: "6 4 2 4", longdash: "11 4", longdashdot: "11 4 2 4" };

/**
 * The colour and the dash of the run's lines.
 *
 * @param {Row} row
 */
function swatchOf({ colour, dash }) {
  const style = `stroke: var(--st-${colour}-text-color); stroke-width: 3; stroke-dasharray: ${DASHES[dash]}`;
  return make("svg", { width: 26, height: 8, "aria-hidden": "true" }, make("path", { d: "M0 4H26", style }));
}
