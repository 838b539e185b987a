// @ts-check
// Loading plotly.js, which is large and runs once the browser has drawn the controls and has nothing else to do.

import { make } from "./dom.js";

/** @import { Plotly } from "./figures.js" */

/** @type {Promise<Plotly> | undefined} */
let library;
let foreseen = "";

/**
 * @param {string} address below the page's
 * @returns {Promise<Plotly>}
 */
export async function loadPlotly(address) {
  if (window.Plotly) return window.Plotly;
  library ??= idle()
    .then(() => load(address))
    .catch((error) => {
      library = undefined; // who asks again lets it be loaded again
      throw error;
    });
  return library;
}

/**
 * Lets the browser get it, once, while there is nothing yet to draw.
 *
 * @param {string} address below the page's
 */
export function foresee(address) {
  const href = new URL(address, document.baseURI).href;
  if (window.Plotly || foreseen === href) return;
  foreseen = href;
  document.head.append(make("link", { rel: "preload", as: "script", href }));
}

/** @returns {Promise<unknown>} */
function idle() {
  const whenIdle = window.requestIdleCallback ?? setTimeout; // Safari has no idle callbacks
  return new Promise((resolve) => whenIdle(resolve, { timeout: 3000 }));
}

/**
 * @param {string} address
 * @returns {Promise<Plotly>}
 */
function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(address, document.baseURI).href;
    script.onload = script.onerror = () => {
      if (window.Plotly) return resolve(window.Plotly);
      script.remove();
      reject(new Error("Plotly could not be loaded."));
    };
    document.head.append(script);
  });
}
