// @ts-check
// What a bar begins with: the loss as a menu, its formula with the present values, and what it does in a sentence.

import { make } from "./dom.js";
import { grouped } from "./settings.js";

/** @import { Panel } from "./messages.js" */
/** @import { Turn } from "./settings.js" */

const EDIT = "edit";

/**
 * @param {Turn} turn
 * @param {() => void} edit opens the editor
 * @returns {{ element: HTMLElement, formula: HTMLElement, show: (news: Panel, all: Panel) => void }}
 */
export function titleOf(turn, edit) {
  const pick = make("select", { "aria-label": "Loss" });
  let shown = "";
  pick.onchange = () => {
    const chosen = pick.value;
    if (chosen !== EDIT) return turn("loss", chosen);
    pick.value = shown;
    return edit();
  };
  const formula = make("div", { class: "formula" });
  const about = make("p", { class: "about" });
  const write = make("button", { class: "edit", title: "Opens its text" }, "Edit");
  write.onclick = edit;
  return {
    element: make(
      "div",
      { class: "loss" },
      make("h1", {}, pick),
      formula,
      make("div", { class: "told" }, write, about),
    ),
    formula,
    show({ losses, own, loss }, all) {
      if (losses || own) {
        const write = make("option", { value: EDIT }, "My own loss …");
        pick.replaceChildren(write, ...grouped([...(all.own ?? []), ...(all.losses ?? [])]));
        pick.value = shown;
      }
      if (!loss) return;
      const another = shown !== loss.name || !formula.firstChild;
      pick.value = shown = loss.name;
      formula.innerHTML = loss.formula; // made from declarations
      if (another) fit(pick, formula);
      write.hidden = !(all.own ?? []).some(({ value }) => value === loss.name);
      about.textContent = about.title = loss.summary;
      formula.title = loss.notation;
    },
  };
}

/**
 * Makes a long name and a large formula smaller, so that both have room.
 *
 * @param {HTMLSelectElement} pick
 * @param {HTMLElement} formula
 */
function fit(pick, formula) {
  const letters = pick.selectedOptions[0]?.label.length ?? 0;
  pick.style.setProperty("--smaller", String(Math.min(1, Math.max(0.7, 20 / letters))));
  formula.style.removeProperty("--smaller");
  const { clientWidth, scrollWidth, clientHeight, scrollHeight } = formula;
  const share = Math.min(clientWidth / Math.max(scrollWidth, 1), clientHeight / Math.max(scrollHeight, 1));
  formula.style.setProperty("--smaller", String(Math.max(0.6, share)));
}
