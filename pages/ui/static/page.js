// @ts-check
// What all pages share, for those that are made of Streamlit's own parts: their look, and the name on a phone.

import { styled } from "./dom.js";
import { shareTheme } from "./theme.js";

/** @import { Component } from "./component.js" */

/** @param {Component<undefined>} component */
export function draw({ parentElement }) {
  void styled("page.css");
  shareTheme(parentElement);
}
