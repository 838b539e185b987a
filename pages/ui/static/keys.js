// @ts-check
// What keys do on the Train page, and help with them.

import { make } from "./dom.js";

/** @import { Turn } from "./settings.js" */

const HELP = {
  Space: "play, pause",
  "← →": "one epoch back, on; with Shift ten",
  "[ ]": "the parameter in hand down, up; with Shift a fine step",
  E: "write a loss of your own, beginning with this one",
  "Ctrl Z": "undo one change",
  "?": "this list",
};

/** @returns {HTMLElement} */
export function helpOf() {
  const rows = Object.entries(HELP).flatMap(([key, words]) => [make("dt", {}, key), make("dd", {}, words)]);
  const element = make("div", { class: "sheet help" }, make("b", {}, "Keyboard"), make("dl", {}, ...rows));
  element.popover = "auto";
  return element;
}

/**
 * Whether keys belong to what is typed into, and not to the page.
 *
 * @param {KeyboardEvent} event
 */
function isTyped(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  return target.matches("input:not([type=range], [type=checkbox]), textarea, select, [contenteditable=true]");
}

/**
 * Lets a key open the editor.
 *
 * @param {HTMLElement} root
 * @param {() => void} edit
 */
export function listenToEditKey(root, edit) {
  document.addEventListener("keydown", (event) => {
    if (!root.isConnected || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key.toLowerCase() !== "e" || isTyped(event)) return;
    event.preventDefault(); // it is not typed into the text that opens
    edit();
  });
}

/**
 * @param {HTMLElement} root
 * @param {object} parts
 * @param {Turn} parts.turn
 * @param {{ step: (steps: number, fine: boolean) => void }} parts.bar
 * @param {HTMLElement} parts.help
 */
export function listenToKeys(root, { turn, bar, help }) {
  const epochs = () => /** @type {HTMLElement | null} */ (root.querySelector("[role=slider][aria-valuemax]"));
  document.addEventListener("keydown", (event) => {
    if (!root.isConnected || event.defaultPrevented || event.altKey) return;
    const target = /** @type {HTMLElement} */ (event.target);
    if (isTyped(event)) return;
    const { key, shiftKey } = event;
    if (event.ctrlKey || event.metaKey) {
      if (key.toLowerCase() !== "z" || shiftKey) return;
      turn("undo", true);
    } else if (key === " ") {
      if (target.closest("button, a, summary, input, [role=tab]")) return;
      turn(root.querySelector(".transport .play")?.getAttribute("aria-label") === "Pause" ? "pause" : "play", true);
    } else if (key === "[" || key === "]" || key === "{" || key === "}") {
      bar.step(key === "[" || key === "{" ? -1 : 1, shiftKey);
    } else if (
      (key === "ArrowLeft" || key === "ArrowRight") &&
      !target.closest("input, [role=slider], [role=radiogroup], [role=tablist]")
    ) {
      epochs()?.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey }));
    } else if (key === "?") {
      help.togglePopover();
    } else {
      return;
    }
    event.preventDefault();
  });
}
