import assert from "node:assert/strict";
import { test } from "node:test";

import { differing, movesOf, same } from "../../../../pages/ui/static/compare.js";

const line = { type: "scatter", mode: "lines", x: [0, 1], y: [1, 2], line: { color: "blue" }, name: "run" };
const dots = { type: "scatter", mode: "markers", x: [0], y: [1], marker: { size: 7, color: ["red"] } };
const view = (data, layout = { xaxis: { range: [0, 1] } }) => ({ data, layout, shapes: undefined });
const moves = (...changes) => {
  const before = [line, dots];
  return movesOf(view(before), view(before.map((trace, i) => ({ ...trace, ...changes[i] }))));
};

test("values are the same by what they hold", () => {
  assert.ok(same([1, [2, null]], [1, [2, null]]));
  assert.ok(same({ a: [1], b: { c: "x" } }, { b: { c: "x" }, a: [1] }));
  for (const [one, other] of [
    [[1, 2], [1]],
    [[1], [2]],
    [{ a: 1 }, { a: 1, b: 2 }],
    [null, {}],
    [[], {}],
    ["1", 1],
  ])
    assert.ok(!same(one, other), JSON.stringify([one, other]));
});

test("attributes that differ are named, those of a marker one by one", () => {
  assert.deepEqual(differing(dots, { ...dots, x: [1], marker: { size: 7, color: ["blue"] } }), ["x", "marker.color"]);
  assert.deepEqual(differing(line, { ...line, y: [1, 2] }), []);
});

test("what moves is told by trace", () => {
  assert.deepEqual([...moves({ y: [3, 4] }, {})], [[0, ["y"]]]);
  assert.deepEqual(
    [
      ...moves(
        { x: [0, 1, 2], y: [1, 2, 3], name: "other", meta: { label: "a" } },
        { marker: { ...dots.marker, color: ["x"] } },
      ),
    ],
    [
      [0, ["x", "y", "name", "meta"]],
      [1, ["marker.color"]],
    ],
  );
  assert.deepEqual([...moves({ y: [1, 2] })], []);
});

test("another style, another size of points, texts and areas are not moved", () => {
  assert.equal(moves({ line: { color: "red" } }), undefined);
  assert.equal(moves({ visible: false }), undefined);
  assert.equal(moves({}, { marker: { ...dots.marker, size: 9 } }), undefined);
  assert.equal(moves({ mode: "lines+text", y: [0, 0] }), undefined);
  const area = { ...line, fill: "tozeroy" };
  const band = { ...line, fill: "tonexty" };
  assert.equal(movesOf(view([line, band]), view([line, { ...band, y: [0, 0] }]))?.size, 1);
  assert.equal(movesOf(view([area]), view([{ ...area, y: [0, 0] }])), undefined);
  const matrix = { type: "heatmap", z: [[1]] };
  assert.equal(movesOf(view([matrix]), view([{ ...matrix, z: [[2]] }])), undefined);
  assert.deepEqual([...movesOf(view([matrix, line]), view([{ ...matrix }, { ...line, y: [0, 0] }]))], [[1, ["y"]]]);
});

test("another layout, or another number of traces, is not moved; what lies above the chart does not count", () => {
  assert.equal(movesOf(view([line]), view([line], { xaxis: { range: [0, 2] } })), undefined);
  assert.equal(movesOf(view([line]), view([line, line])), undefined);
  assert.equal(movesOf(view([line]), { ...view([line]), shapes: [{}] }), undefined);
  const headed = view([line], { xaxis: { range: [0, 1] }, playhead: { at: 3 } });
  assert.deepEqual([...movesOf(view([line]), headed)], []);
});
