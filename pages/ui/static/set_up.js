// @ts-check
// One line on what else is set; each of its parts unfolds over the charts.

import { make } from "./dom.js";
import { controlled, grouped } from "./settings.js";
import { unfolding } from "./sheet.js";

/** @import { Control } from "./control.js" */
/** @import { Panel, SetUpPart } from "./messages.js" */
/** @import { Turn } from "./settings.js" */
/** @import { Part } from "./train.js" */

/**
 * @param {Turn} turn
 * @returns {Part}
 */
export function setUpOf(turn) {
  const element = make("nav", { class: "set-up", "aria-label": "What else is set" });
  /** @type {Map<string, ReturnType<typeof lineOf>>} */
  const lines = new Map();
  return {
    element,
    show(news, all) {
      if (!news.set_up && !news.values && !news.controls) return;
      for (const part of all.set_up ?? []) {
        const line = lines.get(part.kind) ?? lineOf(part, turn);
        if (!lines.has(part.kind)) element.append(line.element);
        lines.set(part.kind, line);
        line.show(part, all);
      }
    },
  };
}

/**
 * @param {SetUpPart} first
 * @param {Turn} turn
 */
function lineOf({ kind, label }, turn) {
  const words = make("span");
  const rows = make("div", { class: "rows" });
  const refused = make("p", { class: "refused", role: "alert" });
  const pick = make("select", { "aria-label": label });
  pick.onchange = () => turn(kind, pick.value);
  const sheet = make("div", { class: "sheet" }, pick, rows, refused);
  if (kind === "dataset") pick.after(ownData(turn, sheet));
  const element = unfolding(make("span", {}, make("b", {}, label), " ", words), sheet);
  /** @type {Map<string, Control>} */
  let controls = new Map();
  let told = "";
  return {
    element,
    show(/** @type {SetUpPart} */ part, /** @type {Panel} */ all) {
      const { controls: data = {}, values = {} } = all;
      if (words.textContent !== part.words) words.textContent = part.words;
      const now = JSON.stringify([part.options, part.controls.map((name) => data[name])]);
      if (now !== told) {
        told = now;
        pick.hidden = !part.options.length;
        pick.replaceChildren(...grouped(part.options));
        const refuse = (/** @type {string} */ sentence) => (refused.textContent = sentence);
        controls = new Map(part.controls.map((name) => [name, controlled(data[name], turn, { refuse })]));
        rows.replaceChildren(...[...controls].map(([name, each]) => row(name, data[name].label, each, turn)));
      }
      pick.value = part.chosen;
      for (const [name, each] of controls) each.show(values[name]);
    },
  };
}

/**
 * What opens the dialog on tables of the visitor's own.
 *
 * @param {Turn} turn
 * @param {HTMLElement} sheet
 */
function ownData(turn, sheet) {
  const button = make("button", { class: "choice" }, "Your own data…");
  button.onclick = () => {
    sheet.hidePopover();
    turn("show_own_data", true);
  };
  return button;
}

/**
 * @param {string} name
 * @param {string} label
 * @param {Control} each
 * @param {Turn} turn
 */
function row(name, label, each, turn) {
  const take = make("button", { class: "take", title: "Take it in hand: its slider goes on top" }, "↑");
  take.setAttribute("aria-label", `Take ${label} in hand`);
  take.onclick = () => turn("take_hand", name);
  return make("div", { class: "row" }, each.element, take);
}
