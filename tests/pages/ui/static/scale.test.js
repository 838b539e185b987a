import assert from "node:assert/strict";
import { test } from "node:test";

import { holding, placeOf, read, refusal, stepped, textOf, valueAt } from "../../../../pages/ui/static/scale.js";

const base = { kind: "slider", log: false, whole: false, marks: [] };
const factor = { ...base, low: 0, high: 2, default: 0.1, marks: [{ value: 1, words: "both pull alike" }] };
const shape = { ...base, low: -6, high: 2, default: 0, marks: [{ value: -2, words: "Geman–McClure" }] };
const biweight = { ...base, low: 0.1, high: 10, log: true, default: 4.685 };
const rate = { ...base, low: 1e-4, high: 1, log: true, default: 0.001 };
const epochs = { ...base, low: 10, high: 2000, log: true, whole: true, default: 300 };
const units = { ...base, low: 1, high: 32, whole: true, default: 4 };
const level = { ...base, low: 0.001, high: 0.999, default: 0.9, marks: [{ value: 0.5, words: "median" }] };
const scales = { factor, shape, biweight, rate, epochs, units, level };

const places = Array.from({ length: 1001 }, (_, i) => i / 1000);
const digits = (value) => String(Math.abs(value)).replace(/e.*/, "").replace(".", "").replace(/^0+/, "").length;

test("the track goes from end to end, by differences or by ratios", () => {
  assert.deepEqual(
    [0, 0.5, 2].map((value) => placeOf(factor, value)),
    [0, 0.25, 1],
  );
  assert.ok(Math.abs(placeOf(rate, 0.01) - 0.5) < 1e-12);
  assert.equal(placeOf(factor, 3), 1);
  assert.equal(placeOf({ ...factor, low: 1, high: 1 }, 1), 0);
});

for (const [name, scale] of Object.entries(scales)) {
  test(`every place of ${name} has a round value within the ends`, () => {
    const values = places.map((place) => valueAt(scale, place));
    assert.deepEqual([values[0], values.at(-1)], [scale.low, scale.high]);
    assert.deepEqual(
      values,
      [...values].sort((a, b) => a - b),
    );
    for (const value of values) {
      assert.ok(scale.low <= value && value <= scale.high);
      assert.ok(value === scale.default || digits(value) <= 4, String(value));
      assert.ok(!scale.whole || Number.isInteger(value));
    }
    assert.ok(new Set(values).size >= Math.min(100, scale.high - scale.low), "it is not coarse");
  });

  test(`the default and the marks of ${name} are reached by hand and by key`, () => {
    for (const value of [scale.default, ...scale.marks.map((mark) => mark.value)]) {
      assert.equal(valueAt(scale, placeOf(scale, value)), value);
      const passed = [scale.low];
      while (passed.at(-1) < value) passed.push(stepped(scale, passed.at(-1), 1));
      assert.equal(passed.at(-1), value);
      const back = [scale.high];
      while (back.at(-1) > value) back.push(stepped(scale, back.at(-1), -1));
      assert.equal(back.at(-1), value);
    }
  });

  test(`what a hand leaves on ${name} stays where it is put`, () => {
    for (const place of places) {
      const value = valueAt(scale, place);
      assert.equal(valueAt(scale, placeOf(scale, value)), value);
    }
  });
}

test("keys step to round values, and not beyond the ends", () => {
  assert.equal(stepped(factor, 0.1, 1), 0.12);
  assert.equal(stepped(factor, 0.105, -1), 0.1);
  assert.equal(stepped(factor, 0.1, 10), 0.3);
  assert.equal(stepped(factor, 1.99, 10), 2);
  assert.equal(stepped(factor, 0, -1), 0);
  assert.equal(stepped(epochs, 300, 1), 320);
  assert.equal(stepped(units, 4, -1), 3);
});

test("steps are ratios where the track is, up and down alike", () => {
  assert.deepEqual(
    [1, 1.9, 2, 4.8, 5].map((value) => stepped(biweight, value, 1)),
    [1.1, 2, 2.2, 5, 5.5],
  );
  assert.deepEqual(
    [1.1, 2, 2.2, 5.5, 1].map((value) => stepped(biweight, value, -1)),
    [1, 1.9, 2, 5, 0.95],
  );
});

test("fine steps are a tenth", () => {
  assert.equal(stepped(factor, 0.1, 1, "fine"), 0.102);
  assert.equal(stepped(biweight, 1, 1, "fine"), 1.01);
  assert.equal(stepped(units, 4, 1, "fine"), 5);
});

test("a value is written with the decimals of the steps, or with its own", () => {
  assert.deepEqual(
    [0.1, 1, 0.105].map((value) => textOf(factor, value)),
    ["0.10", "1.00", "0.105"],
  );
  assert.deepEqual([textOf(shape, -2), textOf(rate, 0.001), textOf(rate, 1e-7)], ["−2.00", "0.001", "1e−7"]);
  assert.deepEqual([textOf(units, 4), textOf({ ...base, kind: "field", whole: true }, 31)], ["4", "31"]);
  assert.deepEqual([textOf(base, true), textOf(base, false), textOf(base, "relu")], ["on", "off", "relu"]);
});

const number = { value: 1, whole: false, least: -5, most: 100 };

test("what is typed is read with either decimal sign and either minus", () => {
  const typed = [
    "0.5",
    "0,5",
    " 7 ",
    ".5",
    "5.",
    "−2",
    "-2",
    "1e1",
    "1e−1",
    "+3",
    "-0",
    "１，２",
    "－２．５",
    "0,500",
    "1.000",
  ];
  assert.deepEqual(
    typed.map((text) => read(number, text)),
    [0.5, 0.5, 7, 0.5, 5, -2, -2, 10, 0.1, 3, 0, 1.2, -2.5, 0.5, 1],
  );
});

test("what is no accepted number is not read", () => {
  for (const text of [
    "",
    "a",
    "1,000.5",
    "1,000",
    "-12,345",
    "１，０００",
    "1.000,5",
    "1²",
    "0x10",
    "1e999",
    "Infinity",
    "--1",
    "101",
    "-5.1",
    "1 2",
  ]) {
    assert.equal(read(number, text), undefined, text);
  }
  assert.equal(read({ ...number, whole: true }, "1.5"), undefined);
  assert.equal(read({ ...number, least: null, most: null }, "-1e6"), -1e6);
});

test("several numbers are read by the server", () => {
  assert.equal(read({ ...number, value: "1,2" }, " −1, 2 "), "-1, 2");
  assert.equal(read({ ...number, value: "1,2" }, " "), undefined);
});

test("a refusal says what it is, what it must be, what came and what it stays at", () => {
  const data = { label: "regularization factor", domain: "a number in [0, 100]" };
  assert.equal(
    refusal(data, "", "0.10"),
    "The regularization factor must be a number in [0, 100]. Got nothing instead; it stays at 0.10.",
  );
  assert.match(refusal(data, "9".repeat(99), "1"), /Got 9{40}… instead/);
});

test("a range grows with a value beyond it", () => {
  assert.deepEqual({ ...holding(factor, 3) }, { ...factor, high: 3 });
  assert.equal(holding({ ...factor, kind: "field" }, 3).high, 2);
});
