// @ts-check
// One sentence that follows the hand, among Streamlit's own parts of a page.

import { find, styled } from "./dom.js";
import { follow } from "./panel.js";
import { say } from "./sentence.js";
import { spoken } from "./spoken.js";

/** @import { Component } from "./component.js" */

/** @param {Component<undefined>} component */
export function draw({ parentElement }) {
  void styled("page.css");
  /** @type {HTMLElement} */
  const place = find(parentElement, ".sentence");
  follow("sentence", (spans) => say(place, spans));
  if (!place.nextElementSibling) place.after(spoken(place));
}
