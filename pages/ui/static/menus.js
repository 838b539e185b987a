// @ts-check
// What stands at the right of the page's header: demonstrations, the article's recipes, and help with keys.

import { make } from "./dom.js";
import { unfolding } from "./sheet.js";

/** @import { Turn } from "./settings.js" */
/** @import { Option } from "./messages.js" */
/** @import { Part } from "./train.js" */

/**
 * @param {Turn} turn
 * @param {() => void} help
 * @returns {Part}
 */
export function menusOf(turn, help) {
  const keys = make("button", { class: "icon", "aria-label": "Keyboard", title: "Keyboard" }, "?");
  keys.onclick = help;
  const demos = menuOf("Demos", (value) => turn("take_demo", value));
  const recipes = menuOf("Recipes", (value) => turn("take_recipe", value));
  return {
    element: make("nav", { class: "menus", "aria-label": "Examples" }, demos.element, recipes.element, keys),
    show(news, all) {
      if (news.demos) demos.offer(news.demos);
      if (news.recipes) recipes.offer(news.recipes);
      demos.mark(all.opened ?? "");
      recipes.mark(all.opened ?? "");
    },
  };
}

/**
 * @param {string} label
 * @param {(value: string) => void} take
 */
function menuOf(label, take) {
  const sheet = make("div", { class: "sheet list" });
  /** @type {Map<string, HTMLElement>} */
  const rows = new Map();
  return {
    element: unfolding(label, sheet),
    offer(/** @type {Option[]} */ options) {
      rows.clear();
      for (const { value, label: words, hint } of options) {
        const row = make("button", { class: "choice" }, make("b", {}, words), make("span", {}, hint));
        row.onclick = () => {
          sheet.hidePopover();
          take(value);
        };
        rows.set(value, row);
      }
      sheet.replaceChildren(...rows.values());
    },
    mark(/** @type {string} */ opened) {
      for (const [value, row] of rows) row.toggleAttribute("aria-current", value === opened);
    },
  };
}
