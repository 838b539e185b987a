import assert from "node:assert/strict";
import { test } from "node:test";

import { chartOf, note } from "../../../../pages/ui/static/state.js";

const [line, other, layout] = [
  { type: "scatter", x: [0], y: [1] },
  { type: "scatter", x: [0], y: [2] },
  { xaxis: { title: {} } },
];
/** News of a figure whose parts are sent whole. */
const whole = (parts) => ({
  parts: Object.fromEntries(Object.keys(parts).map((name) => [name, { "": `${name}'` }])),
  values: Object.fromEntries(Object.entries(parts).map(([name, part]) => [`${name}'`, JSON.stringify(part)])),
});
const words = { title: "Loss | by epoch", alt: "A line." };

test("a chart of one name is the same one", () => {
  assert.equal(chartOf("same"), chartOf("same"));
  assert.notEqual(chartOf("same"), chartOf("another"));
});

test("a figure is put together from new parts and those of the last one, which stay the same objects", () => {
  const chart = chartOf("parts");
  note(chart, { ...words, order: ["a", "l"], ...whole({ a: line, l: layout }) });
  const [first] = chart.figure.data;
  note(chart, { ...words, title: "Loss", order: ["a", "b", "l"], ...whole({ b: other }) });
  assert.deepEqual(chart.figure, { data: [line, other], layout });
  assert.equal(chart.figure.data[0], first);
  assert.deepEqual([chart.title, chart.alt], ["Loss", "A line."]);
});

test("a part is put together from new values and those of the last figure", () => {
  const chart = chartOf("values");
  const values = { s: '{"type":"scatter","marker":{"size":7}}', x: "[0,1]", y: "[1,2]", c: '["red","blue"]', l: "{}" };
  const parts = { a: { "": "s", x: "x", y: "y", "marker.color": "c" }, l: { "": "l" } };
  note(chart, { ...words, order: ["a", "l"], parts, values });
  const [before] = chart.figure.data;
  assert.deepEqual(before, {
    type: "scatter",
    x: [0, 1],
    y: [1, 2],
    marker: { size: 7, color: ["red", "blue"] },
  });
  const moved = { b: { ...parts.a, y: "z" } };
  note(chart, { ...words, order: ["b", "l"], parts: moved, values: { z: "[3,4]" } });
  const [now] = chart.figure.data;
  assert.deepEqual(now.y, [3, 4]);
  assert.equal(now.x, before.x);
  assert.deepEqual(before.y, [1, 2]);
});

test("what the last figure did not have is forgotten", () => {
  const chart = chartOf("forgotten");
  note(chart, { ...words, order: ["a", "b", "l"], ...whole({ a: line, b: other, l: layout }) });
  note(chart, { ...words, order: ["a", "l"], parts: {}, values: {} });
  assert.deepEqual(
    [Object.keys(chart.parts), Object.keys(chart.values)],
    [
      ["a", "l"],
      ["a'", "l'"],
    ],
  );
});

test("points make the first lines longer, and leave arrays alone that Plotly holds", () => {
  const chart = chartOf("longer");
  note(chart, { ...words, order: ["a", "b", "l"], ...whole({ a: line, b: other, l: layout }) });
  note(chart, { ...words, points: [{ x: [1, 2], y: [3, null] }] });
  assert.deepEqual(chart.figure.data, [{ type: "scatter", x: [0, 1, 2], y: [1, 3, null] }, other]);
  assert.deepEqual(line, { type: "scatter", x: [0], y: [1] });
});

test("no news wipe a chart, and points for it are refused then", () => {
  const chart = chartOf("wiped");
  note(chart, { ...words, order: ["a", "l"], ...whole({ a: line, l: layout }) });
  note(chart, null);
  assert.equal(chart.figure, undefined);
  assert.throws(() => note(chart, { ...words, points: [] }), /It has none/);
});
