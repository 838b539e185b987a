// @ts-check
// What keys do to a text of code beyond what they do to any text.

const INDENT = "    ";

/**
 * @typedef {object} Edit what replaces a piece of a text
 * @property {number} from the first character that goes
 * @property {number} to the first one behind it that stays
 * @property {string} put what comes instead
 * @property {[number, number]} selected what is selected then, from and to
 */

/**
 * A line that begins below another one, as far to the right as that; behind a colon or an open bracket further.
 *
 * @param {string} text
 * @param {number} from where the selection begins
 * @param {number} to where it ends
 * @returns {Edit}
 */
export function lineBelow(text, from, to) {
  const before = text.slice(startOf(text, from), from);
  const deeper = /[:([{]\s*(#.*)?$/.test(before);
  const put = `\n${marginOf(before)}${deeper ? INDENT : ""}`;
  return { from, to, put, selected: [from + put.length, from + put.length] };
}

/**
 * Lines moved to the right, or without a selection as many spaces as lead to the next step.
 *
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @returns {Edit}
 */
export function indented(text, from, to) {
  if (from !== to) return moved(text, from, to, (line) => (line ? INDENT + line : line));
  const column = from - startOf(text, from);
  const put = " ".repeat(INDENT.length - (column % INDENT.length));
  return { from, to, put, selected: [from + put.length, from + put.length] };
}

/**
 * Lines moved to the left, the one of the caret without a selection.
 *
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @returns {Edit}
 */
export function outdented(text, from, to) {
  return moved(text, from, to, (line) => line.slice(Math.min(marginOf(line).length, INDENT.length)));
}

/**
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {(line: string) => string} move
 * @returns {Edit}
 */
function moved(text, from, to, move) {
  const start = startOf(text, from);
  const last = to > from && text[to - 1] === "\n" ? to - 1 : to; // a line of which nothing is selected stays
  const end = text.indexOf("\n", last) < 0 ? text.length : text.indexOf("\n", last);
  const lines = text.slice(start, end).split("\n");
  const now = lines.map(move);
  const first = now[0].length - lines[0].length;
  const put = now.join("\n");
  const begin = Math.max(start, from + first);
  return { from: start, to: end, put, selected: [begin, Math.max(begin, to + put.length - (end - start))] };
}

/**
 * @param {string} text
 * @param {number} place
 */
const startOf = (text, place) => text.lastIndexOf("\n", place - 1) + 1;

/** @param {string} line */
const marginOf = (line) => /^ */.exec(line)?.[0] ?? "";
