import assert from "node:assert/strict";
import { test } from "node:test";

import { seats, ticksOf } from "../../../../pages/ui/static/ticks.js";

const data = { kind: "slider", low: 0, high: 2, log: false, default: 0.1 };
const marks = [
  { value: 0, words: "squared error" },
  { value: 0.1, words: "" },
  { value: 1, words: "both pull alike" },
];

test("words of marks come before the numbers of the ends, and the default has its tick", () => {
  const ticks = ticksOf({ ...data, marks });
  assert.deepEqual(
    ticks.map(({ value, words, brief, start }) => [value, words, brief, start]),
    [
      [0, "0: squared error", "0", false],
      [1, "1: both pull alike", "1", false],
      [2, "", "2", false],
      [0.1, "", "", true],
    ],
  );
  assert.deepEqual(
    ticks.map(({ place }) => place),
    [0, 0.5, 1, 0.05],
  );
});

test("a minus is a minus", () => {
  assert.equal(ticksOf({ ...data, low: -6, marks: [] })[0].brief, "−6");
});

test("an end that is the default has one number", () => {
  const ticks = ticksOf({ ...data, default: 0, marks: [{ value: 0, words: "" }] });
  assert.deepEqual(
    ticks.map(({ value, brief }) => [value, brief]),
    [
      [0, "0"],
      [2, "2"],
    ],
  );
});

const wish = (at, ...widths) => ({ at, widths });

test("words stand below their ticks, and not beyond the ends", () => {
  assert.deepEqual(seats([wish(0, 50), wish(100, 40), wish(200, 30)], 200, 10), [
    { chosen: 0, left: 0 },
    { chosen: 0, left: 80 },
    { chosen: 0, left: 170 },
  ]);
});

test("what would touch is said in fewer words, or not at all", () => {
  assert.deepEqual(
    seats([wish(0, 60), wish(50, 60, 20), wish(55, 60, 10), wish(100, 0, 10)], 100, 10).map(({ chosen }) => chosen),
    [0, -1, -1, 1],
  );
  assert.deepEqual(seats([wish(0, 60), wish(90, 40, 10)], 100, 10)[1], { chosen: 1, left: 85 });
});

test("no two words touch, wherever they would like to be", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 200; round++) {
    const wishes = Array.from({ length: 7 }, () => wish(random() * 300, random() * 120, random() * 20));
    const taken = seats(wishes, 300, 5)
      .map(({ chosen, left }, i) => [left, left + (wishes[i].widths[chosen] ?? NaN)])
      .filter(([, end]) => end === end)
      .sort(([a], [b]) => a - b);
    assert.ok(taken.every(([left, end], i) => left >= 0 && end <= 300.001 && (!i || left >= taken[i - 1][1] + 5)));
  }
});
