import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { chartOf, charts, note, valuesOf } from "../../../../pages/ui/static/state.js";

const [line, other, layout] = [
  { type: "scatter", x: [0], y: [1] },
  { type: "scatter", x: [0], y: [2] },
  { xaxis: { title: {} } },
];
/** News of a figure whose parts are sent whole. */
const whole = (...parts) => ({
  whole: true,
  parts: parts.map((_, i) => ({ "": `${i}'` })),
  values: Object.fromEntries(parts.map((part, i) => [`${i}'`, JSON.stringify(part)])),
});
const words = { title: "Loss | by epoch", alt: "A line." };

// Names of values say what they are; here each test has names of its own.
beforeEach(() => charts.clear());

test("a chart of one name is the same one", () => {
  assert.equal(chartOf("same"), chartOf("same"));
  assert.notEqual(chartOf("same"), chartOf("another"));
});

test("a figure is put together from what is new and the last one, of which parts stay the same objects", () => {
  const chart = chartOf("parts");
  note(chart, { ...words, ...whole(line, layout) });
  const [first] = chart.figure.data;
  const added = { parts: [{}, { "": "b" }, { "": "1'" }], values: { b: JSON.stringify(other) } };
  note(chart, { ...words, title: "Loss", ...added });
  assert.deepEqual(chart.figure, { data: [line, other], layout });
  assert.equal(chart.figure.data[0], first);
  assert.deepEqual([chart.title, chart.alt], ["Loss", "A line."]);
});

test("a part is put together from new values and those of the last figure", () => {
  const chart = chartOf("values");
  const values = { s: '{"type":"scatter","marker":{"size":7}}', x: "[0,1]", y: "[1,2]", c: '["red","blue"]', l: "{}" };
  const parts = [{ "": "s", x: "x", y: "y", "marker.color": "c" }, { "": "l" }];
  note(chart, { ...words, whole: true, parts, values });
  const [before] = chart.figure.data;
  assert.deepEqual(before, {
    type: "scatter",
    x: [0, 1],
    y: [1, 2],
    marker: { size: 7, color: ["red", "blue"] },
  });
  note(chart, { ...words, parts: [{ y: "z", "marker.color": null }, {}], values: { z: "[3,4]" } });
  const [now] = chart.figure.data;
  assert.deepEqual(now, { type: "scatter", x: [0, 1], y: [3, 4], marker: { size: 7 } });
  assert.equal(now.x, before.x);
  assert.deepEqual(before.y, [1, 2]);
});

test("a figure that is told whole has nothing of the last one", () => {
  const chart = chartOf("whole");
  const values = { s: '{"type":"scatter"}', y: "[1]", n: '"old"', l: "{}" };
  note(chart, { ...words, whole: true, parts: [{ "": "s", y: "y", name: "n" }, { "": "l" }], values });
  note(chart, { ...words, whole: true, parts: [{ "": "s", y: "y" }, { "": "l" }], values });
  assert.deepEqual(chart.figure.data, [{ type: "scatter", y: [1] }]);
});

test("what the last figure did not have is forgotten", () => {
  const chart = chartOf("forgotten");
  note(chart, { ...words, ...whole(line, other, layout) });
  note(chart, { ...words, parts: [{}, { "": "2'" }], values: {} });
  assert.deepEqual(chart.figure, { data: [line], layout });
  assert.deepEqual([chart.parts.length, Object.keys(chart.values)], [2, ["0'", "2'"]]);
});

test("points make the first lines longer, and leave arrays alone that Plotly holds", () => {
  const chart = chartOf("longer");
  note(chart, { ...words, ...whole(line, other, layout) });
  note(chart, { ...words, points: [{ x: [1, 2], y: [3, null] }] });
  assert.deepEqual(chart.figure.data, [{ type: "scatter", x: [0, 1, 2], y: [1, 3, null] }, other]);
  assert.deepEqual(line, { type: "scatter", x: [0], y: [1] });
});

test("no news wipe a chart, and points for it are refused then", () => {
  const chart = chartOf("wiped");
  note(chart, { ...words, ...whole(line, layout) });
  note(chart, null);
  assert.equal(chart.figure, undefined);
  assert.throws(() => note(chart, { ...words, points: [] }), /It has none/);
});

test("a value that one chart has is named by another, also in the news that take it from the first one", () => {
  const [one, two] = [chartOf("one"), chartOf("two")];
  const both = { "": "s", x: "x" };
  const values = { s: '{"type":"scatter"}', x: "[0,1]", l: "{}" };
  const news = [
    { ...words, whole: true, parts: [{ ...both }, { "": "l" }], values },
    { ...words, whole: true, parts: [{ ...both }, { "": "l" }], values: {} },
  ];
  const all = valuesOf(news);
  note(one, news[0], all);
  note(two, news[1], all);
  assert.deepEqual(two.figure, { data: [{ type: "scatter", x: [0, 1] }], layout: {} });
  assert.equal(two.figure.data[0].x, one.figure.data[0].x);
  const later = [
    { ...words, parts: [{ x: "z" }, {}], values: { z: "[5]" } },
    { ...words, parts: [{ y: "x" }, {}], values: {} },
  ];
  const held = valuesOf(later);
  note(one, later[0], held);
  note(two, later[1], held);
  assert.deepEqual(two.figure.data, [{ type: "scatter", x: [0, 1], y: [0, 1] }]);
  assert.deepEqual(one.figure.data, [{ type: "scatter", x: [5] }]);
});
