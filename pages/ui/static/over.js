// @ts-check
// The layer of HTML that lies above a chart: what moves there does not let Plotly lay out anything.

import { make } from "./dom.js";

/** @import { PlotHost } from "./figures.js" */

// In this program and not in a file of styles, so that a report, which has no files beside it, has them, too.
const STYLE = `
.lossviz-over { position: absolute; inset: 0; overflow: hidden; pointer-events: none; white-space: nowrap;
  line-height: 1.2; font-variant-numeric: tabular-nums; color: var(--st-text-color); }
.lossviz-over > *, .lossviz-labels > * { position: absolute; top: 0; left: 0; }
.lossviz-crosshair { width: 1px; margin-left: -0.5px; background: var(--st-gray-text-color); }
.lossviz-over .lossviz-reading { padding: 0.3em 0.6em; border: 1px solid var(--st-border-color); border-radius: 0.4em;
  background: var(--st-background-color); z-index: 3; }
.lossviz-reading div { display: flex; justify-content: space-between; gap: 1.2em; }
.lossviz-veil { background: var(--st-background-color); opacity: 0.55; }
.lossviz-playhead { width: 20px; margin-left: -10px; pointer-events: auto; touch-action: pan-y; cursor: ew-resize; z-index: 2;
  outline: none; }
.lossviz-playhead::before { content: ""; position: absolute; inset: 0 9.25px; background: var(--st-primary-color); }
.lossviz-playhead::after { content: ""; position: absolute; top: -5px; left: 5px; width: 10px; height: 10px; border-radius: 50%;
  background: var(--st-primary-color); }
.lossviz-playhead:focus-visible::after, .lossviz-playhead:hover::after { box-shadow: 0 0 0 3px var(--st-background-color),
  0 0 0 5px var(--st-primary-color); }
.lossviz-compact .lossviz-head { display: flex; justify-content: space-between; align-items: baseline; right: 0; z-index: 1; }
.lossviz-compact .lossviz-buttons { opacity: 0; pointer-events: auto; background: var(--st-background-color); }
.lossviz-compact:hover .lossviz-buttons, .lossviz-compact:focus-within .lossviz-buttons { opacity: 1; }
`;

/**
 * The layer above a host, which is empty and new.
 *
 * @param {HTMLElement} host
 */
export function layerOver(host) {
  if (!document.getElementById("lossviz-over")) document.head.append(make("style", { id: "lossviz-over" }, STYLE));
  host.style.position = "relative";
  // A page that outlives its server may have the layer of an earlier version.
  host.querySelector(":scope > .lossviz-over")?.remove();
  const layer = make("div", { class: "lossviz-over" });
  host.append(layer);
  return layer;
}

/**
 * The element of a class in a layer, made once.
 *
 * @param {HTMLElement} layer
 * @param {string} name of the class
 * @param {(made: HTMLElement) => void} [begin] is told when it is made
 * @returns {HTMLElement}
 */
export function layered(layer, name, begin) {
  const known = /** @type {HTMLElement | null} */ (layer.querySelector(`:scope > .${name}`));
  if (known) return known;
  const made = make("div", { class: name });
  layer.append(made);
  begin?.(made);
  return made;
}

/**
 * The upper end and the height of all that Plotly draws in, in pixels of the host.
 *
 * @param {PlotHost} host
 */
export function areaOf(host) {
  const { t: y, h: height } = host._fullLayout._size;
  return { y, height };
}

/**
 * @param {HTMLElement} element
 * @param {{ x: number, y: number, width?: number, height?: number }} box in pixels of the host
 */
export function putAt(element, { x, y, width, height }) {
  element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  if (width !== undefined) element.style.width = `${width.toFixed(1)}px`;
  if (height !== undefined) element.style.height = `${height.toFixed(1)}px`;
}
