// The table of runs: sorted, grouped and marked in the browser; what changes a run is told to the server.
//
// Acts have numbers, and are told again with the next one until the server has done them: of two that come while the
// page is drawn, Streamlit forgets the first.

import { mark } from "./chart.js";

const STYLE = `
.lossviz-table { overflow-x: auto; color: var(--st-text-color); font-size: 14px; }
.lossviz-table table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.lossviz-table th, .lossviz-table td { padding: 4px 8px; text-align: left; border-bottom: 1px solid var(--st-border-color);
  vertical-align: middle; }
.lossviz-table td { white-space: nowrap; }
.lossviz-table tbody tr:hover, .lossviz-table tbody tr[aria-current] { background: var(--st-secondary-background-color); }
.lossviz-table button, .lossviz-table input { font: inherit; color: inherit; background: none;
  border: 1px solid transparent; border-radius: 6px; padding: 2px 6px; min-height: 28px; }
.lossviz-table button:hover, .lossviz-table input:hover { border-color: var(--st-border-color); cursor: pointer; }
.lossviz-table :is(button, input):focus-visible { outline: 2px solid var(--st-primary-color); }
.lossviz-table th button { font-weight: 600; padding: 2px 0; text-align: left; }
.lossviz-table td button { font-size: 12px; padding: 2px 4px; }
.lossviz-table input { width: 11em; max-width: 40vw; cursor: text; }
@supports (field-sizing: content) { .lossviz-table input { width: auto; min-width: 5em; field-sizing: content; } }
/* What can be done with a run stays in sight where there is room for it. */
@media (min-width: 700px) {
  .lossviz-table tr > .lossviz-actions { position: sticky; right: 0; background: var(--st-background-color); }
  .lossviz-table tbody tr:is(:hover, [aria-current]) > .lossviz-actions { background: var(--st-secondary-background-color); }
}
.lossviz-table .lossviz-run { display: flex; align-items: center; gap: 6px; }
.lossviz-table .lossviz-group th { padding-top: 14px; font-weight: 600; opacity: 0.8; }
.lossviz-table tr.lossviz-hidden .lossviz-run svg, .lossviz-table tr.lossviz-hidden td { opacity: 0.45; }
`;
const tables = new WeakMap(); // by host: how it is sorted, and the newest component

export function draw(component) {
  const host = component.parentElement.querySelector(".lossviz-table");
  const table = tables.get(host) ?? { column: null, down: false, acts: [] };
  table.acts = table.acts.filter(({ number }) => number > component.data.done);
  const told = JSON.stringify({ ...component.data, done: undefined });
  const news = told !== table.told;
  tables.set(host, Object.assign(table, { host, component, told, data: component.data }));
  if (news) build(table);
}

function build(table) {
  const { host, data } = table;
  const active = host.getRootNode().activeElement;
  const [focused, typed] = host.contains(active) ? [active.dataset.id, active.value] : [];
  const head = make("tr", {}, ...data.columns.map((column, i) => headOf(table, column, i)), make("th", { class: "lossviz-actions" }, "Actions"));
  const body = groupsOf(table).flatMap(([words, rows]) => [
    ...(words ? [make("tr", { class: "lossviz-group" }, make("th", { colspan: data.columns.length + 1 }, words))] : []),
    ...rows.map((row) => rowOf(table, row)),
  ]);
  host.replaceChildren(
    make("style", {}, STYLE),
    make("table", { "aria-label": data.label }, make("thead", {}, head), make("tbody", {}, ...body)),
  );
  const again = focused && host.querySelector(`[data-id="${CSS.escape(focused)}"]`);
  if (again) {
    again.focus();
    if (focused.startsWith("name ")) again.value = typed; // what is half typed is not lost
  }
}

function headOf(table, column, i) {
  const arrow = table.column === i ? (table.down ? " ↓" : " ↑") : "";
  const button = make("button", { "data-id": `sort ${i}`, title: column.help }, column.label + arrow);
  button.onclick = () => {
    table.down = table.column === i && !table.down;
    table.column = i;
    build(table);
  };
  const sort = table.column === i ? (table.down ? "descending" : "ascending") : "none";
  return make("th", { scope: "col", "aria-sort": sort }, button);
}

// Rows in their order, apart by the column by which they are grouped.
function groupsOf({ data, column, down }) {
  const rows = [...data.rows];
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));
  if (column !== null) {
    rows.sort((a, b) => {
      const [x, y] = [a.values[column], b.values[column]];
      if (x === null || y === null) return (x === null) - (y === null); // what is missing comes last
      return (down ? -1 : 1) * compare(x, y);
    });
  }
  if (data.group === null) return [["", rows]];
  const groups = new Map();
  for (const row of rows) {
    const text = row.texts[data.group];
    groups.set(text, [...(groups.get(text) ?? []), row]);
  }
  return [...groups].map(([text, members]) => [`${data.columns[data.group].label}: ${text}`, members]);
}

function rowOf(table, row) {
  const tell = (what, value = null) => {
    const number = (table.acts.at(-1)?.number ?? table.data.done) + 1;
    table.acts.push({ number, what, run: row.key, value });
    table.component.setTriggerValue("acts", table.acts);
  };
  const name = make("input", { type: "text", value: row.name, maxlength: 40, "aria-label": `Name of ${row.name}` });
  name.dataset.id = `name ${row.key}`;
  name.onchange = () => {
    name.value = name.value.trim() || row.name; // no run is without a name
    if (name.value !== row.name) tell("rename", name.value);
  };
  const buttonOf = (what, words) => {
    const button = make("button", { "data-id": `${what} ${row.key}`, "aria-label": `${words} ${row.name}` }, words);
    button.onclick = () => tell(what);
    return button;
  };
  const line = make("tr", row.hidden ? { class: "lossviz-hidden" } : {});
  if (row.focused) line.setAttribute("aria-current", "true");
  line.append(
    make("th", { scope: "row" }, make("div", { class: "lossviz-run" }, swatchOf(row), name)),
    ...row.texts.slice(1).map((text) => make("td", {}, text)),
    make("td", { class: "lossviz-actions" }, buttonOf("rewind", "Rewind"), buttonOf("hide", row.hidden ? "Show" : "Hide"), buttonOf("delete", "Delete")),
  );
  line.onmouseenter = line.onfocus = () => mark(row.key);
  line.onmouseleave = () => mark();
  line.addEventListener("focusin", () => mark(row.key));
  line.addEventListener("focusout", () => mark());
  return line;
}

// The colour and the dash of the run's lines.
function swatchOf({ colour, dash }) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ width: 26, height: 8, "aria-hidden": "true" })) svg.setAttribute(name, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M0 4H26");
  path.style.cssText = `stroke: var(--st-${colour}-text-color); stroke-width: 3; stroke-dasharray: ${
    { solid: "none", dash: "6 4", longdash: "11 4" }[dash]
  }`;
  svg.append(path);
  return svg;
}

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, value);
  if (name === "button") element.type = "button";
  element.append(...children);
  return element;
}
