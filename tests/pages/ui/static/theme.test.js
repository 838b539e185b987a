import assert from "node:assert/strict";
import { test } from "node:test";

import { coloured, themeOf } from "../../../../pages/ui/static/theme.js";

const VARIABLES = {
  "text-color": "#111111",
  "blue-text-color": "#0000ff",
  "border-color": "rgb(1, 2, 3)",
  font: "Sans",
};
const theme = themeOf((name) => VARIABLES[name] ?? "");

test("words for colours are read from the theme, and others stay as they are", () => {
  assert.equal(theme.colour("text"), "#111111");
  assert.equal(theme.colour("blue"), "#0000ff");
  assert.equal(theme.colour("#abcdef"), "#abcdef");
  assert.equal(theme.font, "Sans");
});

test("another colour of the theme is told", () => {
  const other = themeOf((name) => (name === "text-color" ? "#222222" : (VARIABLES[name] ?? "")));
  assert.notEqual(other.told, theme.told);
});

test("colours are replaced wherever one can stand, and nothing else", () => {
  const trace = {
    name: "blue",
    line: { color: "blue", width: 2 },
    marker: { color: ["blue", "text"] },
    colorscale: [
      [0, "text"],
      [1, "blue"],
    ],
    arrowcolor: "text",
    x: ["blue"],
  };
  assert.deepEqual(coloured(trace, theme), {
    name: "blue",
    line: { color: "#0000ff", width: 2 },
    marker: { color: ["#0000ff", "#111111"] },
    colorscale: [
      [0, "#111111"],
      [1, "#0000ff"],
    ],
    arrowcolor: "#111111",
    x: ["blue"],
  });
});

test("areas are pale, where the colour has a form that can be made so", () => {
  assert.deepEqual(coloured({ fillcolor: "blue" }, theme), { fillcolor: "#0000ff30" });
  assert.deepEqual(coloured({ fillcolor: "grid" }, theme), { fillcolor: undefined });
});
