// @ts-check
// A text of code that is written: numbers of its lines, colours, and what is wrong with it beside the line.

import { coloured } from "./colouring.js";
import { make } from "./dom.js";
import { withCode } from "./sentence.js";
import { spoken } from "./spoken.js";
import { indented, lineBelow, outdented } from "./typing.js";

/** @import { Piece } from "./colouring.js" */
/** @import { Fault } from "./messages.js" */
/** @import { Edit } from "./typing.js" */

const HINT = "Tab indents. Escape and then Tab leaves the text; Escape twice closes the editor.";

/** How long a visitor must not have typed before what is wrong is said, in milliseconds: half a word always is. */
const CALM = 600;

let made = 0;

/**
 * @typedef {object} Source
 * @property {HTMLElement} element
 * @property {HTMLTextAreaElement} area
 * @property {(text: string) => void} put shows another text
 * @property {(fault: Fault | null) => void} judge says what is wrong with it
 * @property {(line: number) => void} point marks a line, and shows it
 */

/**
 * @param {() => void} changed is told when the visitor has changed the text
 * @returns {Source}
 */
export function sourceOf(changed) {
  const id = `lossviz-source-${(made += 1)}`;
  const area = make("textarea", {
    id,
    "aria-label": "The code of your loss",
    "aria-describedby": `${id}-fault ${id}-hint`,
    spellcheck: "false",
    autocomplete: "off",
    autocapitalize: "off",
    rows: 1,
  });
  const under = make("div", { class: "under", "aria-hidden": "true" });
  const words = make("p", { id: `${id}-fault`, class: "fault" });
  const hint = make("p", { id: `${id}-hint`, class: "unseen" }, HINT);
  const lines = make("div", { class: "lines" }, under, area, words);
  const element = make("div", { class: "source" }, lines, hint, spoken(words));
  /** @type {Fault | null} */
  let fault = null;
  let pointed = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let calm;
  let shown = false; // whether what is wrong is said

  const scroll = () => {
    under.style.width = `${area.clientWidth}px`; // as wide as the text, so that lines break alike
    under.style.transform = `translateY(${-area.scrollTop}px)`;
    placeFault();
  };
  const placeFault = () => {
    words.hidden = !(fault && shown);
    if (!fault || words.hidden) return;
    const row = /** @type {HTMLElement | undefined} */ (under.children[fault.line - 1]);
    if (!row) return;
    const caret = area.value.slice(0, area.selectionEnd).split("\n").length;
    const typed = /** @type {HTMLElement} */ (under.children[caret - 1]);
    const covered = caret > fault.line && typed.offsetTop < row.offsetTop + row.offsetHeight + words.offsetHeight;
    const last = document.activeElement === area && covered ? typed : row;
    const below = last.offsetTop + last.offsetHeight - area.scrollTop;
    const room = below + words.offsetHeight <= area.clientHeight;
    words.style.top = `${room ? below : Math.max(0, row.offsetTop - area.scrollTop - words.offsetHeight)}px`;
  };
  const paint = () => {
    const rows = coloured(area.value);
    under.replaceChildren(...rows.map((pieces, i) => rowOf(pieces, i + 1, shown ? fault : null, pointed)));
    area.setAttribute("aria-invalid", String(Boolean(fault && shown)));
    words.replaceChildren(...(fault && shown ? withCode(fault.words) : []));
    scroll();
  };
  const show = () => {
    clearTimeout(calm);
    shown = Boolean(fault);
    paint();
  };
  area.addEventListener("input", () => {
    pointed = 0;
    clearTimeout(calm);
    calm = setTimeout(show, CALM);
    paint();
    changed();
  });
  area.addEventListener("scroll", scroll, { passive: true });
  area.addEventListener("blur", show);
  area.addEventListener("keyup", placeFault);
  area.addEventListener("pointerup", placeFault);
  new ResizeObserver(scroll).observe(area);
  listenToKeys(area);
  return {
    element,
    area,
    put(text) {
      if (area.value === text) return;
      area.value = text;
      pointed = 0;
      area.setSelectionRange(0, 0);
      paint();
    },
    judge(now) {
      fault = now;
      if (!fault || document.activeElement !== area) show();
      else if (shown) paint();
      else {
        clearTimeout(calm);
        calm = setTimeout(show, CALM);
      }
    },
    point(line) {
      pointed = line;
      const row = /** @type {HTMLElement | undefined} */ (under.children[line - 1]);
      if (row) area.scrollTop = Math.max(0, row.offsetTop - area.clientHeight / 3);
      paint();
    },
  };
}

/**
 * @param {Piece[]} pieces
 * @param {number} line which one it is
 * @param {Fault | null} fault
 * @param {number} pointed
 */
function rowOf(pieces, line, fault, pointed) {
  const wrong = fault?.line === line;
  const row = make("div", { class: wrong ? "bad" : line === pointed ? "pointed" : undefined });
  const spans = wrong ? cut(pieces, fault.column) : pieces;
  row.append(...spans.map(({ text, role }) => (role ? make("span", { class: role }, text) : text)));
  return row;
}

/**
 * Pieces of which what stands from a column to the end of the word is marked.
 *
 * @param {Piece[]} pieces
 * @param {number} column
 */
function cut(pieces, column) {
  const line = pieces.map(({ text }) => text).join("");
  const from = Math.min(column, line.length) - 1;
  const length = /^(\w+|.)/.exec(line.slice(Math.max(from, 0)))?.[0].length ?? 1;
  let at = 0;
  return pieces.flatMap(({ text, role }) => {
    const [start, end] = [Math.max(from - at, 0), Math.max(from + length - at, 0)];
    at += text.length;
    const parts = [text.slice(0, start), text.slice(start, end), text.slice(end)];
    return parts
      .map((part, i) => ({ text: part, role: i === 1 ? `${role} here`.trim() : role }))
      .filter((part) => part.text);
  });
}

/** @param {HTMLTextAreaElement} area */
function listenToKeys(area) {
  let leaving = false; // whether the next Tab leaves
  area.addEventListener("keydown", (event) => {
    const { key, shiftKey } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (key === "Escape" && !leaving) {
      leaving = true;
      event.stopPropagation(); // the second one closes
      return;
    }
    if (key === "Shift") return;
    const stays = !leaving;
    leaving = false;
    const { value, selectionStart: from, selectionEnd: to } = area;
    const edit =
      key === "Enter"
        ? lineBelow(value, from, to)
        : key === "Tab" && stays
          ? (shiftKey ? outdented : indented)(value, from, to)
          : undefined;
    if (!edit) return;
    event.preventDefault();
    replace(area, edit);
  });
  area.addEventListener("blur", () => (leaving = false));
}

/**
 * Replaces a piece of the text so that the browser can undo it.
 *
 * @param {HTMLTextAreaElement} area
 * @param {Edit} edit
 */
function replace(area, { from, to, put, selected }) {
  area.setSelectionRange(from, to);
  if (!document.execCommand(put ? "insertText" : "delete", false, put) && from !== to + put.length) {
    area.setRangeText(put, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(...selected);
}
