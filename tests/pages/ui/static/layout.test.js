import assert from "node:assert/strict";
import { test } from "node:test";

import { layoutOf, roomFor } from "../../../../pages/ui/static/layout.js";

const theme = { colour: (word) => `<${word}>`, font: "Sans", told: "" };

const line = (label, ...y) => ({ type: "scatter", x: y.map((_, i) => i), y, line: { color: "blue" }, meta: { label } });
const host = { offsetWidth: 400, offsetHeight: 300 };
const sizes = { height: 340, compact: false, unit: 16, letters: 13, host };
const chart = (figure, more = {}) => ({ figure, theme, zooms: 1, ...sizes, ...more });

test("what the figure notes has letters of its own, or those of all notes", () => {
  const layout = { annotations: [{ text: "here", font: { size: 9, color: "text" } }, { text: "there" }] };
  const { annotations } = layoutOf(chart({ data: [line("run 1", 1)], layout }));
  assert.deepEqual(
    annotations.map(({ text, font }) => [text, font.size]),
    [
      ["here", 9],
      ["there", 12],
    ],
  );
  assert.equal(annotations[0].font.color, "<text>");
});

test("there is room for the longest label", () => {
  assert.equal(roomFor([line("ab", 1)]), 76);
  assert.equal(roomFor([line("twelve signs", 1), line("ab", 1)]), 96);
});

test("axes have the colours of the theme and keep what is their own", () => {
  const { xaxis, yaxis2 } = layoutOf(
    chart({ data: [], layout: { xaxis: { title: { text: "epoch" } }, yaxis2: { gridcolor: "none" } } }),
  );
  assert.deepEqual(xaxis.title, { standoff: 8, text: "epoch" });
  assert.equal(xaxis.gridcolor, "<grid>");
  assert.equal(yaxis2.gridcolor, "none");
});

test("only charts without labels measure those of their axes", () => {
  const margin = (data) => layoutOf(chart({ data, layout: { xaxis: {} } }));
  assert.equal(margin([line("run 1", 1)]).xaxis.automargin, false);
  assert.equal(margin([]).xaxis.automargin, true);
  assert.equal(margin([]).margin.r, 16);
});

test("a figure is never written into", () => {
  const layout = { xaxis: { range: [0, 1] }, slider: { label: "Epoch" }, shapes: [{ line: { color: "text" } }] };
  const figure = { data: [], layout: structuredClone(layout) };
  const made = layoutOf(chart(figure));
  made.xaxis.range[0] = 7;
  assert.deepEqual(figure.layout, layout);
  assert.deepEqual([made.slider, made.shapes], [undefined, [{ line: { color: "<text>" } }]]);
});

test("a scene has three sides of the theme", () => {
  const { scene } = layoutOf(chart({ data: [], layout: { scene: { xaxis: { title: "w" } } } }));
  assert.equal(scene.aspectmode, "cube");
  assert.deepEqual([scene.xaxis.title, scene.zaxis.color], ["w", "<text>"]);
});

test("what is not Plotly's is not given to it, and it says nothing where all lines are read", () => {
  const layout = { playhead: { name: "Epoch", at: 1, last: 3 }, reading: { group: "epoch", label: "epoch" } };
  const made = layoutOf(chart({ data: [], layout }));
  assert.deepEqual([made.playhead, made.reading, made.hovermode], [undefined, undefined, false]);
  assert.equal(layoutOf(chart({ data: [], layout: {} })).hovermode, "closest");
});

test("a compact chart has the size of its host, and margins that are multiples of the unit", () => {
  const compact = { compact: true, unit: 10, letters: 8.1, height: "fill" };
  const titled = { xaxis: { title: { text: "epoch" } }, yaxis: { title: { text: "loss" } } };
  const made = layoutOf(chart({ data: [line("run 1", 1)], layout: titled }, compact));
  assert.deepEqual([made.width, made.height, made.autosize, made.font.size], [400, 300, false, 8.1]);
  assert.deepEqual(made.margin, { l: 27, r: 56, t: 14.5, b: 23.5 });
  assert.deepEqual([made.xaxis.title, made.yaxis.automargin], [{ text: "" }, false]);
  const bare = layoutOf(chart({ data: [], layout: { xaxis: { showticklabels: false } } }, compact));
  assert.deepEqual([bare.margin.r, bare.margin.b], [6, 9]);
});
