// @ts-check
// The editor on a page of Streamlit's parts: it unfolds over the left of the page, and what is written is used by a click.

import { send } from "./connection.js";
import { find, make, styled } from "./dom.js";
import { editorOf } from "./editor.js";
import { listenToEditKey } from "./keys.js";
import { follow } from "./panel.js";
import { shareTheme } from "./theme.js";

/** @import { Component } from "./component.js" */

/** @type {WeakSet<HTMLElement>} */
const furnished = new WeakSet();

/** @param {Component<undefined>} component */
export function draw({ parentElement }) {
  /** @type {HTMLElement} */
  const host = find(parentElement, ".lossviz-own");
  shareTheme(host);
  if (furnished.has(host)) return;
  furnished.add(host);
  void styled("page.css");
  const editor = editorOf((control, value, held = false) => send({ control, value, held }));
  const button = make("button", { class: "quiet" }, "My own loss …");
  button.onclick = editor.open;
  listenToEditKey(host, editor.open);
  host.replaceChildren(button, editor.element);
  for (const part of /** @type {const} */ (["source", "texts", "check_up", "editing"])) {
    follow(part, (told) => host.isConnected && editor.show({ [part]: told }, {}));
  }
}
