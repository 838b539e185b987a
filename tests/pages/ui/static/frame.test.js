import assert from "node:assert/strict";
import { test } from "node:test";

import { partsOf } from "../../../../pages/ui/static/frame.js";

test("what comes after the last sign of a title is its rest", () => {
  assert.deepEqual(partsOf("Loss | by epoch"), ["Loss", "by epoch"]);
  assert.deepEqual(partsOf("a | b | by epoch"), ["a | b", "by epoch"]);
  assert.deepEqual(partsOf("Loss"), ["Loss", ""]);
});
