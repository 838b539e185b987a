import assert from "node:assert/strict";
import { test } from "node:test";

import { bandOf, pathOf, scaleOf } from "../../../../pages/ui/static/path.js";

/** An axis of a hundred pixels, which rounds them as Plotly does. */
const axis = (type, range) => ({
  type,
  range,
  l2p: (value) => Math.round((100 * 100 * (value - range[0])) / (range[1] - range[0])) / 100,
});
const scales = { across: scaleOf(axis("linear", [0, 10])), up: scaleOf(axis("linear", [10, 0])) };

test("a scale goes from one end of an axis to the other", () => {
  const scale = scaleOf(axis("linear", [1000, 3000]));
  assert.deepEqual([1000, 2000, 3000].map(scale), [0, 50, 100]);
});

test("a logarithmic axis counts in powers, and has no place for zero", () => {
  const scale = scaleOf(axis("log", [0, 2]));
  assert.deepEqual([1, 10, 100].map(scale), [0, 50, 100]);
  assert.equal(Number.isFinite(scale(0)), false);
  assert.equal(Number.isFinite(scale(-1)), false);
});

test("what is not a number has no place", () => {
  assert.ok(Number.isNaN(scales.across(null)));
  assert.ok(Number.isNaN(scales.across("1")));
  assert.equal(scaleOf(axis("category", [0, 1])), undefined);
});

test("a line goes from point to point, to a tenth of a pixel", () => {
  assert.equal(pathOf([0, 1, 2.0159], [0, 5, 10], scales), "M0,100L10,50L20.2,0");
});

test("a line has gaps where a point has no place", () => {
  assert.equal(pathOf([0, 1, 2, 3], [0, null, 10, 10], scales), "M0,100M20,0L30,0");
  assert.equal(pathOf([], [], scales), "");
});

test("a line in steps holds each value until the next point", () => {
  assert.equal(pathOf([0, 1, 2], [0, 5, 10], scales, "hv"), "M0,100H10V50H20V0");
});

test("a line does not go on for ever", () => {
  assert.equal(pathOf([0, 1], [0, -1e30], scales), "M0,100L10,100000");
});

test("a band goes along the upper line and back along the lower one, without gaps", () => {
  const [upper, lower] = [
    [9, null, 8],
    [1, 2, 3],
  ].map((y) => ({ type: "scatter", x: [0, 1, 2], y }));
  assert.equal(bandOf(upper, lower, scales), "M0,10L20,20L20,70L10,80L0,90Z");
  assert.equal(bandOf({ type: "scatter" }, { type: "scatter" }, scales), "");
});
