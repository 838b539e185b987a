// @ts-check
// One loss on one screen: the loss above, and below it its shape, its family, and what predictions cost.

import { controlsIn } from "./bar.js";
import { place } from "./chart.js";
import { onPanel, send } from "./connection.js";
import { costsOf } from "./costs.js";
import { make, styled } from "./dom.js";
import { editorOf } from "./editor.js";
import { listenToEditKey } from "./keys.js";
import { pagesOf } from "./phone.js";
import { say } from "./sentence.js";
import { controlled, grouped } from "./settings.js";
import { shareTheme } from "./theme.js";
import { titleOf } from "./title.js";

/** @import { Component } from "./component.js" */
/** @import { Control } from "./control.js" */
/** @import { LossTold, Panel, ScreenData } from "./messages.js" */
/** @import { Turn } from "./settings.js" */
/** @import { Part } from "./train.js" */

/** @type {WeakMap<HTMLElement, { component: Component<ScreenData, LossTold> }>} */
const drawn = new WeakMap();

/** @param {Component<ScreenData, LossTold>} component */
export function draw(component) {
  const root = /** @type {HTMLElement} */ (component.parentElement.querySelector(".lossviz-loss"));
  const known = drawn.get(root);
  if (known) known.component = component;
  else {
    const begun = { component };
    drawn.set(root, begun);
    const train = () => begun.component.setTriggerValue("train", true);
    void Promise.all([styled("page.css"), styled("loss.css"), styled("formula.css")]).then(() => furnish(root, train));
  }
  Object.assign(root.dataset, component.data);
  shareTheme(root);
  placeCharts(root);
}

/** @param {HTMLElement} root */
function placeCharts(root) {
  for (const each of root.querySelectorAll(".lossviz-chart")) {
    const host = /** @type {HTMLElement} */ (each);
    const library = root.dataset.plotly ?? "";
    if (host.dataset.key) place(host.dataset.key, host, { library, height: "fill", compact: true });
  }
}

/**
 * @param {HTMLElement} root
 * @param {() => void} train
 */
function furnish(root, train) {
  const turn = (/** @type {string} */ control, /** @type {any} */ value, held = false) =>
    send({ control, value, held });
  const whole = make("div", { class: "whole" });
  const editor = editorOf(turn);
  const bar = barOf(turn, { train, edit: editor.open }, whole);
  const second = secondOf(turn, () => placeCharts(root));
  const costs = costsOf(turn, whole);
  const shape = column("Shape", "", cell("loss"));
  const columns = make("div", { class: "columns" }, shape, second.element, costs.element);
  const screen = make("div", { class: "screen" }, columns, editor.element);
  const tabs = pagesOf(columns, ["Shape", "Range", "Costs"]);
  root.replaceChildren(bar.element, tabs, screen);
  placeCharts(root);
  listenToEditKey(root, editor.open);
  onPanel((news, all) => {
    if (root.isConnected) for (const part of [bar, second, costs, editor]) part.show(news, all);
  });
}

/**
 * The loss, its formula, its controls, and what is claimed of it.
 *
 * @param {Turn} turn
 * @param {{ train: () => void, edit: () => void }} open trains with the loss, or opens the editor
 * @param {HTMLElement} whole where a formula stands that is too long for the bar
 * @returns {Part}
 */
function barOf(turn, open, whole) {
  const title = titleOf(turn, open.edit);
  const hands = make("div", { class: "hands" });
  const claims = make("p", { class: "claims" });
  const wrong = make("p", { class: "sentence", role: "alert" });
  const target = make("div", { class: "target" });
  const all = make("button", { class: "quiet" }, "All losses");
  all.onclick = () => turn("loss", "");
  const taken = make("button", { class: "strong", title: "Opens the Train page with this loss and these values" });
  taken.append("Train with this");
  taken.onclick = open.train;
  const element = make(
    "section",
    { class: "bar", "aria-label": "The loss" },
    make("div", { class: "first" }, title.element, hands),
    make("div", { class: "speech" }, claims, wrong, target, all, taken),
  );
  const refuse = (/** @type {string} */ words) => say(wrong, words ? [{ text: words, role: "wrong" }] : []);
  const controls = controlsIn(hands, turn, refuse);
  const aim = targetIn(target, turn, refuse);
  return {
    element,
    show(news, known) {
      title.show(news, known);
      const { formula } = title;
      if (news.loss) whole.innerHTML = formula.scrollWidth > formula.clientWidth ? formula.innerHTML : "";
      if (news.claims) {
        const claimed = news.claims.map(({ words, holds, help }) =>
          make("span", { class: holds ? "holds" : "fails", title: help }, words),
        );
        claims.replaceChildren(...claimed);
      }
      if (news.sentence || news.values) say(wrong, known.sentence ?? []);
      controls.show(news, known);
      aim(known);
    },
  };
}

/**
 * @param {HTMLElement} host
 * @param {Turn} turn
 * @param {(words: string) => void} refuse
 */
function targetIn(host, turn, refuse) {
  /** @type {Control | undefined} */
  let shown;
  let told = "";
  return (/** @type {Panel} */ { controls = {}, values = {} }) => {
    const data = controls.target;
    const now = JSON.stringify(data ?? null);
    if (now !== told) {
      told = now;
      shown = data && controlled(data, turn, { refuse });
      host.replaceChildren(...(shown ? [shown.element] : []));
    }
    shown?.show(values.target);
  };
}

/**
 * The chart beside the shape: the range of the parameter in hand, or what a loss without one has instead.
 *
 * @param {Turn} turn
 * @param {() => void} placed
 * @returns {Part}
 */
function secondOf(turn, placed) {
  const over = make("select", { "aria-label": "Range of" });
  over.onchange = () => turn("over", over.value);
  const element = column("Family", over);
  const title = /** @type {HTMLElement} */ (element.querySelector("h2"));
  return {
    element,
    show({ second }) {
      if (!second) return;
      title.textContent = second.title;
      over.hidden = second.options.length < 2;
      over.replaceChildren(...grouped(second.options));
      over.value = second.chosen;
      const now = element.querySelector(".lossviz-chart");
      if (now instanceof HTMLElement && now.dataset.key === second.chart) return;
      now?.parentElement?.remove();
      element.append(cell(second.chart));
      placed();
    },
  };
}

/**
 * @param {string} title
 * @param {HTMLElement | string} beside
 * @param {...HTMLElement} cells
 */
export function column(title, beside, ...cells) {
  const head = make("div", { class: "head" }, make("h2", {}, title), beside);
  return make("section", { class: "column", "aria-label": title }, head, ...cells);
}

/** @param {string} key */
function cell(key) {
  const host = make("div", { class: "lossviz-chart" });
  host.dataset.key = key;
  return make("div", { class: "cell tall" }, host);
}
