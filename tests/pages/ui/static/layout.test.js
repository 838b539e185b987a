import assert from "node:assert/strict";
import { test } from "node:test";

import { annotationsOf, layoutOf, roomFor, spread } from "../../../../pages/ui/static/layout.js";

const theme = { colour: (word) => `<${word}>`, font: "Sans", told: "" };

const line = (label, ...y) => ({ type: "scatter", x: y.map((_, i) => i), y, line: { color: "blue" }, meta: { label } });
const chart = (figure) => ({ figure, theme, height: 340, zooms: 1 });

test("labels stand at the ends of their lines, in their colours", () => {
  const [label] = annotationsOf({ data: [line("run 1", 3, 1, 2)], layout: {} }, theme, 340);
  assert.deepEqual([label.x, label.y, label.text, label.font.color], [2, 2, "run 1", "<blue>"]);
});

test("on logarithmic axes labels stand where Plotly counts in powers", () => {
  const layout = { xaxis: { type: "log" }, yaxis: { type: "log" } };
  const trace = { ...line("run 1", 1, 1000), x: [1, 100] };
  const [label] = annotationsOf({ data: [trace], layout }, theme, 340);
  assert.deepEqual([label.x, label.y], [2, 3]);
});

test("lines without points, and without labels, have none", () => {
  const data = [line("run 1"), { ...line("", 1, 2), meta: {} }, { type: "scatter", x: [1], y: [1] }];
  assert.deepEqual(annotationsOf({ data, layout: {} }, theme, 340), []);
});

test("what the figure notes itself comes first", () => {
  const layout = { annotations: [{ text: "here", font: { size: 9, color: "text" } }, { text: "there" }] };
  const notes = annotationsOf({ data: [line("run 1", 1)], layout }, theme, 340);
  assert.deepEqual(
    notes.map(({ text, font }) => [text, font.size]),
    [
      ["here", 9],
      ["there", 12],
      ["run 1", 13],
    ],
  );
  assert.equal(notes[0].font.color, "<text>");
});

test("labels that lie on each other are shifted by a line each", () => {
  const shifted = spread([{ y: 5 }, { y: 0 }, { y: 6 }], ({ y }) => y, 300);
  assert.deepEqual(shifted, [
    { y: 0, yshift: 0 },
    { y: 5, yshift: 11 },
    { y: 6, yshift: 26 },
  ]);
});

test("labels that would leave the chart above are shifted down", () => {
  const places = spread([{ y: 99 }, { y: 100 }], ({ y }) => y, 104).map(({ y, yshift }) => y + yshift);
  assert.deepEqual(places, [88, 104]);
});

test("labels far from each other stay where they are", () => {
  const shifts = spread([{ y: 0 }, { y: 50 }, { y: 100 }], ({ y }) => y, 110).map(({ yshift }) => yshift);
  assert.deepEqual(shifts, [0, 0, 0]);
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
