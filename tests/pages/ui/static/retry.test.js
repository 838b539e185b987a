import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { backoff, retried } from "../../../../pages/ui/static/retry.js";

/** An action that fails some times. */
function failing(times) {
  const seen = [];
  return {
    seen,
    async act(failures) {
      seen.push(failures);
      if (seen.length <= times) throw new Error(`failure ${seen.length}`);
      return "done";
    },
  };
}

test("pauses double up to the longest", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 100].map((failures) => backoff(failures, 1000, 30_000));
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test("what fails is tried again, and is told how often it has failed", async (t) => {
  t.after(() => mock.restoreAll());
  const warned = mock.method(console, "warn", () => {});
  const { seen, act } = failing(2);
  assert.equal(await retried(act, { attempts: 5, first: 1 }), "done");
  assert.deepEqual(seen, [0, 1, 2]);
  assert.equal(warned.mock.callCount(), 2);
});

test("the last failure is told to who asked", async (t) => {
  t.after(() => mock.restoreAll());
  mock.method(console, "warn", () => {});
  const { seen, act } = failing(9);
  await assert.rejects(retried(act, { attempts: 3, first: 1 }), /failure 3/);
  assert.equal(seen.length, 3);
});
