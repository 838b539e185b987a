// @ts-check
// Python in colours: which pieces of a line are words of the language, names that are defined, numbers, texts, comments.

/** @typedef {{ text: string, role: string }} Piece a role is one of `ROLES`, or empty */

const WORDS =
  "and|as|class|def|elif|else|False|for|from|if|import|in|is|lambda|None|not|or|pass|raise|return|True|while|with";

const ROLES = ["comment", "text", "number", "defined", "word"];

/** One group for each role. A name behind `def` or `class` is defined. */
const PIECES = new RegExp(
  [
    "(#.*)",
    `("""|'''|"(?:[^"\\\\]|\\\\.)*"?|'(?:[^'\\\\]|\\\\.)*'?)`,
    "((?<![\\w.])(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)",
    "((?<=\\b(?:def|class)\\s+)\\w+)",
    `(\\b(?:${WORDS})\\b)`,
  ].join("|"),
  "g",
);

/**
 * The lines of a text, in pieces.
 *
 * @param {string} text
 * @returns {Piece[][]}
 */
export function coloured(text) {
  let open = ""; // the quotes of a text of several lines
  return text.split("\n").map((line) => {
    /** @type {Piece[]} */
    const pieces = [];
    let at = 0;
    const add = (/** @type {number} */ to, role = "") => {
      if (to > at) pieces.push({ text: line.slice(at, to), role });
      at = to;
    };
    while (at < line.length) {
      if (open) {
        const end = line.indexOf(open, at);
        add(end < 0 ? line.length : end + open.length, "text");
        if (end >= 0) open = "";
        continue;
      }
      PIECES.lastIndex = at;
      const found = PIECES.exec(line);
      if (!found) {
        add(line.length);
        break;
      }
      add(found.index);
      const role = ROLES[found.slice(1).findIndex((group) => group !== undefined)];
      if (role === "text" && found[0].length === 3 && /^("""|''')$/.test(found[0])) {
        open = found[0];
        const end = line.indexOf(open, at + open.length);
        add(end < 0 ? line.length : end + open.length, role);
        if (end >= 0) open = "";
      } else {
        add(found.index + found[0].length, role);
      }
    }
    return pieces;
  });
}
