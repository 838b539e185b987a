// @ts-check
// What stands around a chart: its heading and its buttons above, its slider below.

import { make } from "./dom.js";
import { layerOver } from "./over.js";
import { sliderRow } from "./slider.js";

/** @import { SliderRow } from "./slider.js" */

/**
 * @typedef {object} Frame
 * @property {HTMLElement} heading
 * @property {HTMLElement} buttons
 * @property {SliderRow} sliding
 * @property {HTMLElement} layer what lies above the chart
 */

const BUTTON = `font: inherit; font-size: 12px; color: inherit; opacity: 0.7; background: none; border: none;
  padding: 2px 4px; cursor: pointer`;

/** @type {WeakMap<HTMLElement, Frame>} */
const frames = new WeakMap();

/**
 * Puts a frame around a host, once.
 *
 * @param {HTMLElement} host
 * @param {Record<string, () => void>} actions what buttons do, by the words on them
 * @param {boolean} compact whether heading and buttons lie above the chart, the buttons only while they are needed
 * @returns {{ frame: Frame, made: boolean }}
 */
export function framed(host, actions, compact) {
  const known = frames.get(host);
  if (known) return { frame: known, made: false };
  const heading = make("div", { style: "flex: 1" });
  const buttons = make("div", { class: "lossviz-buttons", style: "white-space: nowrap" });
  for (const [words, act] of Object.entries(actions)) {
    const button = make("button", { style: compact ? `${BUTTON}; font-size: inherit` : BUTTON }, words);
    button.onclick = act;
    buttons.append(button);
  }
  // A page that outlives its server may have the frame of an earlier version.
  for (const earlier of [compact ? null : host.previousElementSibling, host.nextElementSibling]) earlier?.remove();
  const frame = { heading, buttons, sliding: sliderRow(), layer: layerOver(host) };
  frames.set(host, frame);
  host.classList.toggle("lossviz-compact", compact);
  if (compact) {
    frame.layer.append(make("div", { class: "lossviz-head" }, heading, buttons));
  } else {
    host.before(make("div", { style: "display: flex; align-items: baseline; gap: 0 8px" }, heading, buttons));
  }
  host.after(frame.sliding.row);
  return { frame, made: true };
}

/**
 * @param {HTMLElement} host
 * @param {Frame} frame
 * @param {{ title: string, alt: string }} words
 */
export function entitle(host, { heading, buttons }, { title, alt }) {
  const [strong, rest] = partsOf(title);
  heading.replaceChildren(make("strong", {}, strong), rest ? ` ${rest}` : "");
  host.setAttribute("role", "figure");
  host.setAttribute("aria-label", alt);
  for (const button of buttons.children) button.setAttribute("aria-label", `${button.textContent}: ${strong}`);
}

/**
 * What stands out in a title, and the rest. Names of runs may hold the sign that divides them.
 *
 * @param {string} title
 * @returns {[string, string]}
 */
export function partsOf(title) {
  const parts = title.split(" | ");
  const rest = parts.length > 1 ? (parts.pop() ?? "") : "";
  return [parts.join(" | "), rest];
}
