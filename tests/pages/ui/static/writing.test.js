import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { PAUSE, REST, writingOf } from "../../../../pages/ui/static/writing.js";

const { setTimeout, clearTimeout } = globalThis;

/** Time, which passes when the test says so. */
const clock = {
  now: 0,
  timers: new Map(),
  setTimeout: (act, pause) => clock.timers.set(clock.timers.size + 1, { act, at: clock.now + pause }).size,
  clearTimeout: (timer) => clock.timers.has(timer) && clock.timers.set(timer, { at: Infinity }),
  tick(milliseconds) {
    clock.now += milliseconds;
    for (const [timer, { act, at }] of clock.timers) {
      if (at > clock.now) continue;
      clock.clearTimeout(timer);
      act();
    }
  },
};

let told;
let writing;

beforeEach(() => {
  Object.assign(globalThis, { setTimeout: clock.setTimeout, clearTimeout: clock.clearTimeout });
  clock.timers.clear();
  told = [];
  writing = writingOf((held) => told.push(held));
});
afterEach(() => Object.assign(globalThis, { setTimeout, clearTimeout }));

test("a text is told after a pause, and once more when it rests", () => {
  for (let i = 0; i < 5; i++) {
    writing.changed();
    clock.tick(PAUSE - 1);
  }
  assert.deepEqual(told, []);
  assert.ok(writing.untold());
  clock.tick(1);
  assert.deepEqual(told, [true]);
  assert.ok(!writing.untold());
  clock.tick(REST);
  assert.deepEqual(told, [true, false]);
  clock.tick(10 * REST);
  assert.deepEqual(told, [true, false]);
});

test("who leaves the text has written it", () => {
  writing.changed();
  writing.settle();
  writing.settle();
  clock.tick(REST);
  assert.deepEqual(told, [false]);
});

test("nothing is told of a text in whose place another one comes", () => {
  writing.changed();
  writing.drop();
  clock.tick(REST);
  writing.settle();
  assert.deepEqual(told, []);
});
