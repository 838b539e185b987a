import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fits, pathOf, zeroLines } from "../../../../pages/ui/static/gallery.js";

const file = new URL("../../../../pages/ui/static/gallery.json", import.meta.url);
const { losses } = JSON.parse(readFileSync(file, "utf-8"));

test("zero is drawn in the middle where it lies there", () => {
  const lines = Object.fromEntries(losses.map(({ name, centred }) => [name, zeroLines(centred)]));
  for (const name of ["huber", "hinge"]) assert.match(lines[name], /M50 /);
  assert.doesNotMatch(lines.binary_crossentropy, /M50 /);
});

test("a curve spans its card, half a stroke from the edges", () => {
  assert.equal(pathOf([0, 1, 0.5]), "M1.0 54.5L50.0 2.0L99.0 28.3");
});

test("every loss has a curve within its card", () => {
  for (const { y } of losses) {
    for (const point of pathOf(y).slice(1).split("L")) {
      const [across, down] = point.split(" ").map(Number);
      assert.ok(across >= 1 && across <= 99 && down >= 1 && down <= 55, point);
    }
  }
});

test("a loss fits if it has all words and all claims", () => {
  const loss = { words: "huber peter j. huber 1964", claims: ["convex", "robust"] };
  const asked = (text, ...claims) => fits(loss, { text, claims });
  assert.ok(asked(""));
  assert.ok(asked("  Huber 1964 ", "convex"));
  assert.ok(!asked("huber 1965"));
  assert.ok(!asked("huber", "bounded"));
});
