import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fits, marksOf, pathOf, zeroLines } from "../../../../pages/ui/static/gallery.js";

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

test("every loss has a curve within its card, or one that is marked where it leaves it", () => {
  for (const { name, y } of losses) {
    const points = pathOf(y).slice(1).split("L");
    const places = points.map((point) => point.split(" ").map(Number));
    assert.ok(
      places.every(([across, down]) => across >= 1 && across <= 99 && down <= 55),
      name,
    );
    assert.equal(
      places.some(([, down]) => down < 2),
      marksOf(y) !== "",
      name,
    );
  }
});

test("a curve that is cut off is not drawn as one that rests, and one that rests is not cut off", () => {
  const { linex, truncated_squared } = Object.fromEntries(losses.map(({ name, y }) => [name, y]));
  assert.ok(Math.max(...linex) > 1);
  assert.equal(Math.max(...truncated_squared), 1);
});

test("a triangle is where a curve leaves its card, on the way up and on the way down", () => {
  assert.equal(marksOf([0, 0.5, 1, 0]), "");
  assert.equal(marksOf([0, 0, 2]), "M71.5 6L74.5 0.5L77.5 6Z");
  assert.equal(marksOf([2, 0, 0]), "M22.5 6L25.5 0.5L28.5 6Z");
});

test("a loss fits if it has all words and all claims", () => {
  const loss = { words: "huber peter j. huber 1964", claims: ["convex", "robust"] };
  const asked = (text, ...claims) => fits(loss, { text, claims });
  assert.ok(asked(""));
  assert.ok(asked("  Huber 1964 ", "convex"));
  assert.ok(!asked("huber 1965"));
  assert.ok(!asked("huber", "bounded"));
});
