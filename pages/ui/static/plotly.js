// @ts-check
// Loading plotly.js, which is large: once the browser has drawn the controls and has nothing else to do.

/** @import { Plotly } from "./figures.js" */

/** @type {Promise<Plotly> | undefined} */
let library;

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
