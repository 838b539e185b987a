import assert from "node:assert/strict";
import { test } from "node:test";

import { indented, lineBelow, outdented } from "../../../../pages/ui/static/typing.js";

/** A text in which the selection stands between bars, or the caret is one bar. */
function after(key, marked) {
  const from = marked.indexOf("|");
  const to = marked.lastIndexOf("|") - (marked.lastIndexOf("|") > from ? 1 : 0);
  const text = marked.replaceAll("|", "");
  const edit = key(text, from, to);
  const now = text.slice(0, edit.from) + edit.put + text.slice(edit.to);
  const [start, end] = edit.selected;
  return now.slice(0, start) + "|" + (end > start ? now.slice(start, end) + "|" : "") + now.slice(end);
}

test("a line below another one begins as that one does", () => {
  assert.equal(after(lineBelow, "    a = 1|"), "    a = 1\n    |");
  assert.equal(after(lineBelow, "a = 1|"), "a = 1\n|");
  assert.equal(after(lineBelow, "    a| = 1"), "    a\n    | = 1");
});

test("behind a colon, an open bracket and their comments it begins further to the right", () => {
  assert.equal(after(lineBelow, "def f(x):|"), "def f(x):\n    |");
  assert.equal(after(lineBelow, "  return max(|"), "  return max(\n      |");
  assert.equal(after(lineBelow, "class A:  # a class|"), "class A:  # a class\n    |");
  assert.equal(after(lineBelow, "a[1:|2]"), "a[1:\n    |2]");
});

test("what is selected gives way to a new line", () => {
  assert.equal(after(lineBelow, "  ab|cd|ef"), "  ab\n  |ef");
});

test("a tab leads to the next step", () => {
  assert.equal(after(indented, "|a"), "    |a");
  assert.equal(after(indented, "ab|"), "ab  |");
  assert.equal(after(indented, "x\nabcd|"), "x\nabcd    |");
});

test("selected lines move to the right and back", () => {
  assert.equal(after(indented, "a\n|b\n\nc|\nd"), "a\n    |b\n\n    c|\nd");
  assert.equal(after(outdented, "a\n    |b\n\n    c|\nd"), "a\n|b\n\nc|\nd");
  assert.equal(after(indented, "|a\n|b"), "    |a\n|b");
});

test("without a selection the line of the caret moves back, as far as it has spaces", () => {
  assert.equal(after(outdented, "      a|b"), "  a|b");
  assert.equal(after(outdented, "  |ab"), "|ab");
  assert.equal(after(outdented, "a|b"), "a|b");
  assert.equal(after(outdented, "    a\n  |  b"), "    a\n|b");
});
