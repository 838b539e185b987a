import assert from "node:assert/strict";
import { test } from "node:test";

import { valueAt, words } from "../../../../pages/ui/static/values.js";

test("between two points a line has the value on the straight line", () => {
  const at = (place) => valueAt([0, 10, 30], [1, 2, 0], place);
  assert.deepEqual([0, 5, 10, 20, 30].map(at), [1, 1.5, 2, 1, 0]);
});

test("beyond its ends, in gaps and without points a line has no value", () => {
  for (const value of [
    valueAt([0, 1], [1, 2], -0.1),
    valueAt([0, 1], [1, 2], 1.1),
    valueAt([0, 1, 2], [1, null, 2], 0.5),
    valueAt([], [], 0),
  ])
    assert.ok(Number.isNaN(value));
  assert.equal(valueAt([0, 1, 2], [1, null, 2], 2), 2);
  assert.equal(valueAt([3], [7], 3), 7);
});

test("numbers have four digits and a proper minus", () => {
  assert.deepEqual([0, 120, -1.23456, 0.000051, 123456].map(words), ["0", "120", "−1.235", "5.10e−5", "1.23e+5"]);
});
