// @ts-check
// The Train page on one screen: the loss above, and below it what an error costs, how it trains, what the model does.

import { place } from "./chart.js";
import { barOf } from "./bar.js";
import { confusionOf } from "./confusion.js";
import { onPanel, send } from "./connection.js";
import { make, styled } from "./dom.js";
import { editorOf } from "./editor.js";
import { footOf } from "./foot.js";
import { helpOf, listenToEditKey, listenToKeys } from "./keys.js";
import { menusOf } from "./menus.js";
import { pagesOf } from "./phone.js";
import { onPlayhead } from "./playhead.js";
import { marked } from "./sentence.js";
import { spoken } from "./spoken.js";
import { shareTheme } from "./theme.js";
import { transportOf } from "./transport.js";

/** @import { Component } from "./component.js" */
/** @import { KeyMark, Panel, ScreenData } from "./messages.js" */

/**
 * @typedef {object} Part something of the screen that follows the panel
 * @property {HTMLElement} element
 * @property {(news: Panel, all: Panel) => void} show
 */

/** @type {WeakMap<HTMLElement, boolean>} */
const drawn = new WeakMap();

/** @param {Component<ScreenData>} component */
export function draw({ data, parentElement }) {
  const root = /** @type {HTMLElement} */ (parentElement.querySelector(".lossviz-train"));
  if (!drawn.has(root)) {
    drawn.set(root, true);
    void Promise.all([styled("page.css"), styled("train.css"), styled("formula.css")]).then(() => furnish(root));
  }
  for (const host of root.querySelectorAll(".lossviz-chart"))
    placeChart(/** @type {HTMLElement} */ (host), data.plotly);
  Object.assign(root.dataset, data);
  shareTheme(root);
}

/**
 * @param {HTMLElement} host
 * @param {string} library
 */
function placeChart(host, library) {
  place(host.dataset.key ?? "", host, { library, height: "fill", compact: true });
}

/** @param {HTMLElement} root */
function furnish(root) {
  const turn = (/** @type {string} */ control, /** @type {any} */ value, held = false) =>
    send({ control, value, held });
  const editor = editorOf(turn);
  const bar = barOf(turn, editor.open);
  const transport = transportOf(turn);
  const confusion = confusionOf();
  const foot = footOf();
  const help = helpOf();
  const menus = menusOf(turn, () => help.showPopover());
  const [costs, training, model] = columnsOf(transport.element, confusion.element);
  const columns = make("div", { class: "columns" }, costs.element, training, model.element);
  const screen = make("div", { class: "screen" }, columns, foot.element, editor.element);
  const status = spoken(bar.sentence, bar.held);
  const tabs = pagesOf(
    columns,
    ["Loss", "Training", "Model", "More"],
    [
      [bar.setUp, bar.element],
      [foot.element, screen],
    ],
  );
  root.replaceChildren(menus.element, bar.element, tabs, screen, help, status);
  for (const host of root.querySelectorAll(".lossviz-chart")) {
    placeChart(/** @type {HTMLElement} */ (host), root.dataset.plotly ?? "");
  }
  /** @type {Part[]} */
  const parts = [menus, bar, transport, confusion, foot, costs, model, editor];
  onPanel((news, all) => {
    if (!root.isConnected) return;
    root.dataset.state = all.waits || (all.shows ? "ready" : "empty");
    for (const part of parts) part.show(news, all);
  });
  onPlayhead((_, epoch, held) => turn("epoch", epoch, held));
  listenToKeys(root, { turn, bar, help });
  listenToEditKey(root, editor.open);
}

/**
 * @param {HTMLElement} transport
 * @param {HTMLElement} confusion
 * @returns {[Part, HTMLElement, Part]}
 */
function columnsOf(transport, confusion) {
  const keys = make("div", { class: "key" });
  const [fit, outputs] = [cell("fit", "tall"), cell("outputs")];
  const matrix = make("div", { class: "cell" }, confusion);
  const costs = column("What an error costs", make("div"), cell("cost"), cell("slope"));
  const training = column("How it trains", transport, cell("loss"), cell("metric"));
  const model = column("What the model does", keys, fit, outputs, matrix);
  return [
    { element: costs, show() {} },
    training,
    {
      element: model,
      show({ confusion: counts, key }) {
        if (counts !== undefined) {
          fit.hidden = Boolean(counts);
          outputs.hidden = matrix.hidden = !counts;
        }
        if (key) keys.replaceChildren(...key.map(keyOf));
      },
    },
  ];
}

/**
 * @param {string} title
 * @param {HTMLElement} beside
 * @param {...HTMLElement} cells
 */
function column(title, beside, ...cells) {
  const head = make("div", { class: "head" }, make("h2", {}, title), beside);
  return make("section", { class: "column", "aria-label": title }, head, ...cells);
}

/**
 * @param {string} key
 * @param {string} [more]
 */
function cell(key, more = "") {
  const host = make("div", { class: "lossviz-chart" });
  host.dataset.key = key;
  return make("div", { class: `cell ${more}` }, host);
}

/** @param {KeyMark} mark */
const keyOf = ({ mark, colour, words }) => make("span", {}, marked(mark, colour), words);
