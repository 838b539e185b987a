// @ts-check
// Words that follow the hand: pieces of a sentence with roles, and the marks of a key.

import { make } from "./dom.js";

/** @import { Span } from "./messages.js" */

/**
 * @param {HTMLElement} place
 * @param {Span[]} spans
 */
export function say(place, spans) {
  place.classList.toggle(
    "wrong",
    spans.some(({ role }) => role === "wrong"),
  );
  place.replaceChildren(...spans.map(({ text, role }) => (role ? make("span", { class: role }, text) : text)));
}

/**
 * Words in which code stands between backticks, as nodes.
 *
 * @param {string} words
 * @returns {(Node | string)[]}
 */
export const withCode = (words) => words.split("`").map((part, i) => (i % 2 ? make("code", {}, part) : part));

/** @type {Record<string, string>} */
const FORMS = {
  dot: "M6 1.5a4.5 4.5 0 1 0 .01 0Z",
  ring: "M6 1.5a4.5 4.5 0 1 0 .01 0Z",
  diamond: "M6 .5 11.5 6 6 11.5.5 6Z",
};

/**
 * A mark as it stands in a chart.
 *
 * @param {string} form
 * @param {string} colour the word for it
 */
export function marked(form, colour) {
  const own = colour === "text" ? "currentColor" : `var(--st-${colour}-text-color)`;
  const style = `stroke: ${own}; fill: ${form === "ring" ? "none" : own}; stroke-width: ${form === "ring" ? 1.6 : 0}`;
  const shape = make("path", { d: FORMS[form], style });
  return make("svg", { viewBox: "0 0 12 12", "aria-hidden": "true", class: "mark" }, shape);
}
