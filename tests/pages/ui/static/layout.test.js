import assert from "node:assert/strict";
import { test } from "node:test";

import { layoutOf, roomFor } from "../../../../pages/ui/static/layout.js";

const theme = { colour: (word) => `<${word}>`, font: "Sans", told: "" };

const line = (label, ...y) => ({ type: "scatter", x: y.map((_, i) => i), y, line: { color: "blue" }, meta: { label } });
const chart = (figure) => ({ figure, theme, height: 340, zooms: 1 });

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
