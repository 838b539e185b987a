import assert from "node:assert/strict";
import { test } from "node:test";

import { chartOf, note } from "../../../../pages/ui/static/state.js";

const [line, other, layout] = [
  { type: "scatter", x: [0], y: [1] },
  { type: "scatter", x: [0], y: [2] },
  { xaxis: { title: {} } },
];
const words = { title: "Loss | by epoch", alt: "A line." };

test("a chart of one name is the same one", () => {
  assert.equal(chartOf("same"), chartOf("same"));
  assert.notEqual(chartOf("same"), chartOf("another"));
});

test("a figure is put together from new parts and those of the last one", () => {
  const chart = chartOf("parts");
  note(chart, { ...words, order: ["a", "l"], parts: { a: line, l: layout } });
  note(chart, { ...words, title: "Loss", order: ["a", "b", "l"], parts: { b: other } });
  assert.deepEqual(chart.figure, { data: [line, other], layout });
  assert.deepEqual([chart.title, chart.alt], ["Loss", "A line."]);
});

test("parts that the last figure did not have are forgotten", () => {
  const chart = chartOf("forgotten");
  note(chart, { ...words, order: ["a", "b", "l"], parts: { a: line, b: other, l: layout } });
  note(chart, { ...words, order: ["a", "l"], parts: {} });
  assert.deepEqual(Object.keys(chart.parts), ["a", "l"]);
});

test("points make the first lines longer, and leave arrays alone that Plotly holds", () => {
  const chart = chartOf("longer");
  note(chart, { ...words, order: ["a", "b", "l"], parts: { a: line, b: other, l: layout } });
  note(chart, { ...words, points: [{ x: [1, 2], y: [3, null] }] });
  assert.deepEqual(chart.figure.data, [{ type: "scatter", x: [0, 1, 2], y: [1, 3, null] }, other]);
  assert.deepEqual(line, { type: "scatter", x: [0], y: [1] });
});

test("no news wipe a chart, and points for it are refused then", () => {
  const chart = chartOf("wiped");
  note(chart, { ...words, order: ["a", "l"], parts: { a: line, l: layout } });
  note(chart, null);
  assert.equal(chart.figure, undefined);
  assert.throws(() => note(chart, { ...words, points: [] }), /It has none/);
});
