// @ts-check
// Words that change, for those who hear the page.

import { make } from "./dom.js";

/** How long words must stay as they are before they are said, in milliseconds. */
const REST = 400;

/** As `unseen` of `page.css`, for parts that may stand outside of it. */
const UNSEEN = "position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%)";

/**
 * Says what stands in an element to those who do not see it: once it is at rest, and not for each move of a hand.
 *
 * @param {HTMLElement} source
 * @param {() => boolean} [held] whether a hand moves what the words are about
 * @returns {HTMLElement} what is said, to be placed where it is not hidden
 */
export function spoken(source, held = () => false) {
  const status = make("p", { role: "status", style: UNSEEN });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const say = () => {
    if (held()) wait();
    else if (status.textContent !== source.textContent) status.textContent = source.textContent;
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(say, REST);
  };
  new MutationObserver(wait).observe(source, { childList: true });
  wait();
  return status;
}
