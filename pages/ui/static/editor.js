// @ts-check
// The editor of a loss of one's own: it stands over the charts' left part, and what is written is seen on the others.

import { checkUpOf } from "./check_up.js";
import { send, unheardText, unheardTurn } from "./connection.js";
import { make, styled } from "./dom.js";
import { grouped } from "./settings.js";
import { sourceOf } from "./source.js";
import { writingOf } from "./writing.js";

/** @import { Panel } from "./messages.js" */
/** @import { Turn } from "./settings.js" */

/**
 * @typedef {object} Editor
 * @property {HTMLElement} element
 * @property {(news: Panel, all: Panel) => void} show
 * @property {() => void} open opens it, and takes the focus there
 */

/**
 * @param {Turn} turn
 * @returns {Editor}
 */
export function editorOf(turn) {
  void styled("editor.css");
  let longest = Infinity;
  const begin = make("select", { "aria-label": "Begin with" });
  const close = make("button", { class: "icon", "aria-label": "Close the editor", title: "Close (Escape)" }, "×");
  const about = make("p", { class: "understood" });
  const source = sourceOf(() => {
    if (tooLong()) writing.drop();
    else writing.changed();
  });
  const { area } = source;
  const checkUp = checkUpOf(source.point);
  const writing = writingOf((held) => send({ written: wellFormed(area.value), held }));
  const use = make("button", { class: "strong" });
  use.onclick = () => {
    writing.settle();
    turn("use_text", true);
  };
  const element = make(
    "section",
    { class: "editor", "aria-label": "My own loss" },
    make("div", { class: "head" }, make("h2", {}, "My own loss"), begin, use, close),
    source.element,
    about,
    checkUp.element,
  );
  element.hidden = true;
  /** @type {Element | null} */
  let before = null; // what had the focus

  const tooLong = () => {
    const { length } = wellFormed(area.value);
    if (length <= longest) return false;
    const words = `A loss must have at most ${longest} characters. Got ${length} instead.`;
    source.judge({ line: area.value.slice(0, longest).split("\n").length, column: 1, words });
    return true;
  };
  const fold = (/** @type {boolean} */ shown) => {
    if (element.hidden !== shown) return;
    element.hidden = !shown;
    if (shown) {
      before = document.activeElement;
      area.focus({ preventScroll: true });
    } else {
      writing.settle();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    }
  };
  const shut = () => {
    fold(false);
    turn("edit", false);
  };
  close.onclick = shut;
  area.addEventListener("blur", writing.settle);
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    shut();
  });
  begin.onchange = () => {
    writing.drop();
    turn("take_text", begin.value);
    begin.value = "";
    area.focus({ preventScroll: true });
  };
  return {
    element,
    open() {
      fold(true);
      turn("edit", true);
    },
    show({ editing, source: told, texts, check_up: found }) {
      if (found) checkUp.show(found);
      if (texts) begin.replaceChildren(make("option", { value: "" }, "Begin with …"), ...grouped(texts));
      if (told) {
        longest = told.longest;
        use.hidden = !told.use;
        use.textContent = told.use;
        use.disabled = Boolean(told.fault);
        if (about.textContent !== told.about) about.textContent = told.about;
        const own = writing.untold() || unheardText() || area.value.length > longest; // newer than what is told
        if (!own) source.put(told.text);
        if (wellFormed(area.value) === told.text) source.judge(told.fault);
      }
      if (editing !== undefined && !unheardTurn("edit")) fold(editing);
    },
  };
}

/**
 * A text as it can be sent: halves of characters are none.
 *
 * @param {string} text
 */
const wellFormed = (text) => text.replace(/\p{Surrogate}/gu, "\ufffd");
