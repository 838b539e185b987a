import assert from "node:assert/strict";
import { test } from "node:test";

import { handOf } from "../../../../pages/ui/static/hand.js";

function taken(start = 1, paint = () => {}) {
  const heard = [];
  const heardBy = {
    move: (value) => heard.push(["move", value]),
    settle: (value) => heard.push(["settle", value]),
  };
  return { heard, hand: handOf(start, heardBy, paint) };
}

test("each value is heard while it is held, and the last one once when it is let go", () => {
  const { hand, heard } = taken();
  hand.take();
  for (const value of [2, 3, 3, 2]) hand.move(value);
  hand.letGo();
  hand.letGo();
  assert.deepEqual(heard, [
    ["move", 2],
    ["move", 3],
    ["move", 2],
    ["settle", 2],
  ]);
  assert.equal(hand.before, 1);
});

test("what was only touched is not heard, and what was before stays", () => {
  const { hand, heard } = taken();
  hand.set(2);
  hand.take();
  hand.letGo();
  assert.deepEqual(heard, [
    ["move", 2],
    ["settle", 2],
  ]);
  assert.equal(hand.before, 1);
});

test("the server does not move what is held", () => {
  const { hand } = taken();
  hand.move(2);
  hand.show(1, null);
  assert.deepEqual([hand.value, hand.before], [2, 1]);
  hand.letGo();
  hand.show(5);
  assert.deepEqual([hand.value, hand.before], [5, 1]);
  hand.show(5, null);
  assert.equal(hand.before, null);
});

test("several keys are one change, which is over a while after the last", (context) => {
  const { setTimeout, clearTimeout } = globalThis;
  context.after(() => Object.assign(globalThis, { setTimeout, clearTimeout }));
  const timers = new Map();
  globalThis.setTimeout = (act, ms) => timers.set(timers.size + 1, { act, ms }).size;
  globalThis.clearTimeout = (timer) => timers.delete(timer);
  const { hand, heard } = taken();
  for (const value of [2, 3, 4]) {
    hand.move(value);
    hand.rest();
  }
  assert.equal(hand.held, true);
  const [{ act, ms }, ...others] = timers.values();
  assert.deepEqual([ms, others], [800, []]);
  act();
  assert.deepEqual([hand.held, heard.at(-1), heard.length, hand.before], [false, ["settle", 4], 4, 1]);
});

test("a value that is set ends the change before it", () => {
  const { hand, heard } = taken();
  hand.move(2);
  hand.rest();
  hand.set(7);
  assert.deepEqual(heard, [
    ["move", 2],
    ["settle", 2],
    ["move", 7],
    ["settle", 7],
  ]);
  assert.equal(hand.before, 2);
});

test("what is given up is as it was, and heard", () => {
  const { hand, heard } = taken();
  hand.set(2);
  heard.length = 0;
  hand.take();
  hand.move(3);
  hand.giveUp();
  hand.giveUp();
  assert.deepEqual(heard, [
    ["move", 3],
    ["move", 2],
    ["settle", 2],
  ]);
  assert.deepEqual([hand.value, hand.before, hand.held], [2, 1, false]);
});

test("what is shown already is not painted again", () => {
  let painted = 0;
  const { hand } = taken(1, () => (painted += 1));
  for (const [value, before] of [[1], [1, null], [2, 1], [2, 1], [2], [2, null]]) hand.show(value, before);
  assert.equal(painted, 2);
});
