import assert from "node:assert/strict";
import { test } from "node:test";

import { tableOf } from "../../../../pages/ui/static/download.js";

test("a line has its points, one a row", () => {
  const table = tableOf({ data: [{ name: "loss", x: [0, 1], y: [0.5, null] }] });
  assert.equal(table, '\ufeff"line","x","y","z"\n"loss",0,0.5,\n"loss",1,,');
});

test("a surface has its points by row and column", () => {
  const surface = {
    name: "cost",
    x: [1, 2],
    y: [8, 9],
    z: [
      [0, 1],
      [2, 3],
    ],
  };
  assert.deepEqual(
    tableOf({ data: [surface] })
      .split("\n")
      .slice(1),
    ['"cost",1,8,0', '"cost",2,8,1', '"cost",1,9,2', '"cost",2,9,3'],
  );
});

test("points in space have three numbers", () => {
  assert.equal(tableOf({ data: [{ name: "w", x: [1], y: [2], z: [3] }] }).split("\n")[1], '"w",1,2,3');
});

test("no text is a formula for a spreadsheet, and a number stays one", () => {
  const texts = ["=1+1", " =1+1", "+a", "-a", "@a", "'a", "\uff1d1", "\t=1", "a=1", "−0.5", "-0.5", "+1e-3", "."];
  const [, ...lines] = tableOf({ data: [{ name: "=x", x: texts, y: texts.map(() => -1) }] }).split("\n");
  assert.deepEqual(
    lines,
    texts.map((text, i) => `"'=x","${i < 8 ? "'" : ""}${text}",-1,`),
  );
});

test("names may hold what divides a table", () => {
  assert.equal(tableOf({ data: [{ name: 'a "b", c', x: [1], y: [2] }] }).split("\n")[1], '"a ""b"", c",1,2,');
});
