import assert from "node:assert/strict";
import { test } from "node:test";

import { groupsOf } from "../../../../pages/ui/static/table.js";

const columns = [
  { label: "Run", help: "" },
  { label: "Loss", help: "" },
  { label: "Best", help: "" },
];
const rowOf = (name, loss, best) => ({ name, texts: [name, loss, String(best)], values: [name, loss, best] });
const rows = [rowOf("b", "Huber", 10), rowOf("a", "Fair", null), rowOf("c", "Huber", 9)];

const names = (group, column, down = false) =>
  groupsOf({ columns, rows, group }, { column, down }).map(([words, members]) => [
    words,
    members.map((row) => row.name),
  ]);

test("rows stand in their order until they are sorted", () => {
  assert.deepEqual(names(null, null), [["", ["b", "a", "c"]]]);
});

test("numbers are sorted as numbers, texts as texts", () => {
  assert.deepEqual(names(null, 2), [["", ["c", "b", "a"]]]);
  assert.deepEqual(names(null, 0), [["", ["a", "b", "c"]]]);
});

test("what is missing comes last, up and down", () => {
  assert.deepEqual(names(null, 2, true), [["", ["b", "c", "a"]]]);
});

test("groups hold what is alike, in the order of their first rows", () => {
  assert.deepEqual(names(1, 2), [
    ["Loss: Huber", ["c", "b"]],
    ["Loss: Fair", ["a"]],
  ]);
});

test("sorting leaves the rows as they came", () => {
  names(null, 2);
  assert.deepEqual(
    rows.map((row) => row.name),
    ["b", "a", "c"],
  );
});
