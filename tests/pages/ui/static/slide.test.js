import assert from "node:assert/strict";
import { test } from "node:test";

import { listed } from "../../../../pages/ui/static/slide.js";

const line = { type: "scatter", line: { color: "blue" } };
const named = (/** @type {object[]} */ data) =>
  listed(/** @type {any} */ (data)).map(({ name, showlegend }) => [name, showlegend]);

test("a legend names each line once, by the one that is drawn strongest", () => {
  const faint = { ...line, name: "a", opacity: 0.25 };
  assert.deepEqual(named([faint, { ...line, name: "b" }, { ...line, name: "a" }, { ...line, name: "b" }]), [
    ["a", false],
    ["b", true],
    ["a", true],
    ["b", false],
  ]);
});

test("a legend names nothing without a name, and no maps", () => {
  assert.deepEqual(named([line, { type: "heatmap", name: "map" }]), [
    [undefined, false],
    ["map", false],
  ]);
});

test("a name in a legend is shown as it stands", () => {
  assert.deepEqual(named([{ ...line, name: "<b>&" }]), [["&lt;b&gt;&amp;", true]]);
});
