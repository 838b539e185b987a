// @ts-check
// Parts of the panel for components that show one of them each.

import { onPanel } from "./connection.js";

/** @import { Panel } from "./messages.js" */

/** @type {Map<keyof Panel, (part: any) => void>} */
const shown = new Map();

/**
 * Lets a part of the panel be shown, now and whenever there is news of it.
 *
 * @template {keyof Panel} Name
 * @param {Name} name
 * @param {(part: Required<Panel>[Name]) => void} show
 */
export function follow(name, show) {
  shown.set(name, show);
  onPanel((news) => {
    for (const [part, tell] of shown) if (part in news) tell(news[part]);
  });
}
