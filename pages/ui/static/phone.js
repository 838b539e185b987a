// @ts-check
// On a phone the columns are pages that swipe.

import { make } from "./dom.js";

const PHONE = "(max-width: 760px)";

/**
 * @param {HTMLElement} columns
 * @param {string[]} words on the tabs, one for each page
 * @param {[HTMLElement, HTMLElement][]} [kept] what is on the last page there, and where it is otherwise
 * @returns {HTMLElement} the tabs
 */
export function pagesOf(columns, words, kept = []) {
  const more = make("section", { class: "column more", "aria-label": "Set-up and reasons" });
  if (kept.length) columns.append(more);
  const phone = window.matchMedia(PHONE);
  const buttons = words.map((each) => make("button", {}, each));
  const tabs = make("nav", { class: "tabs", "aria-label": "Charts" }, ...buttons);
  const mark = () => {
    const at = Math.round(columns.scrollLeft / (columns.clientWidth || 1));
    buttons.forEach((button, i) => button.setAttribute("aria-current", String(i === at)));
  };
  buttons.forEach((button, i) => (button.onclick = () => columns.scrollTo({ left: i * columns.clientWidth })));
  columns.addEventListener("scroll", mark, { passive: true });
  const arrange = () => {
    for (const [element, home] of kept) (phone.matches ? more : home).append(element);
    mark();
  };
  arrange();
  phone.addEventListener("change", arrange);
  return tabs;
}
