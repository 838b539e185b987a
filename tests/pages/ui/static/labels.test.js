import assert from "node:assert/strict";
import { test } from "node:test";

import { escaped, spread } from "../../../../pages/ui/static/labels.js";

test("labels that lie on each other are shifted by a line each", () => {
  assert.deepEqual(spread([105, 100, 106], 16, 0, 300), [116, 100, 132]);
});

test("labels that would leave the chart below are shifted up", () => {
  assert.deepEqual(spread([100, 99], 16, 0, 104), [104, 88]);
});

test("labels beyond an end of the chart are held at it", () => {
  assert.deepEqual(spread([-50, 400], 16, 10, 300), [10, 300]);
});

test("labels far from each other stay where they are", () => {
  assert.deepEqual(spread([0, 50, 100], 16, 0, 110), [0, 50, 100]);
});

test("a name is shown by Plotly as it stands", () => {
  assert.equal(escaped("<b>a & b</b>"), "&lt;b&gt;a &amp; b&lt;/b&gt;");
});
