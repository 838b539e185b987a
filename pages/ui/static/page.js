// @ts-check
// What all pages share, for those that are made of Streamlit's own parts: their look, and the name on a phone.

import { styled } from "./dom.js";

export function draw() {
  void styled("page.css");
}
