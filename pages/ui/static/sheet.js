// @ts-check
// What unfolds over the page on a click, and moves nothing.

import { make } from "./dom.js";

let made = 0;

/**
 * A button that unfolds a sheet below itself; a click elsewhere or Escape folds it away.
 *
 * @param {string | Node} words
 * @param {HTMLElement} sheet
 */
export function unfolding(words, sheet) {
  const id = `lossviz-sheet-${(made += 1)}`;
  const button = make("button", { class: "unfolds", popovertarget: id }, words);
  sheet.id = id;
  sheet.popover = "auto";
  sheet.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
    const { left, bottom } = button.getBoundingClientRect();
    sheet.style.top = `${bottom + 6}px`;
    sheet.style.left = `${left}px`;
    // It is measured once it is there.
    requestAnimationFrame(() => {
      const over = sheet.getBoundingClientRect().right - document.documentElement.clientWidth + 12;
      if (over > 0) sheet.style.left = `${Math.max(12, left - over)}px`;
      const below = sheet.getBoundingClientRect().bottom - window.innerHeight + 12;
      if (below > 0) sheet.style.top = `${Math.max(12, bottom + 6 - below)}px`;
    });
  });
  return make("div", { class: "menu" }, button, sheet);
}
