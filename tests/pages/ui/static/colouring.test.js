import assert from "node:assert/strict";
import { test } from "node:test";

import { coloured } from "../../../../pages/ui/static/colouring.js";

const rolesOf = (line) =>
  coloured(line)[0]
    .filter(({ role }) => role)
    .map(({ text, role }) => [text, role]);

test("nothing of a text is lost", () => {
  for (const text of [
    "",
    "\n\n",
    "def f(x):  # why\n    return 'a' + \"b\" * .5e-3",
    '"""\na\n"""\n1',
    "'open\n\t😀",
    '"""open',
  ]) {
    const joined = coloured(text).map((pieces) => pieces.map((piece) => piece.text).join(""));
    assert.equal(joined.join("\n"), text);
  }
});

test("words, names that are defined, numbers, texts and comments have their roles", () => {
  assert.deepEqual(rolesOf("def scale(a=1.5e3, b2=2):  # to 10"), [
    ["def", "word"],
    ["scale", "defined"],
    ["1.5e3", "number"],
    ["2", "number"],
    ["# to 10", "comment"],
  ]);
  assert.deepEqual(rolesOf("return 'a # b' if x else \"c\""), [
    ["return", "word"],
    ["'a # b'", "text"],
    ["if", "word"],
    ["else", "word"],
    ['"c"', "text"],
  ]);
});

test("a text of several lines is one over all of them", () => {
  const lines = coloured('"""One.\n\nreturn 1\n""" + 2');
  assert.deepEqual(
    lines.map((pieces) => pieces.map(({ role }) => role)),
    [["text"], [], ["text"], ["text", "", "number"]],
  );
  assert.deepEqual(rolesOf('"""One."""'), [['"""One."""', "text"]]);
});
