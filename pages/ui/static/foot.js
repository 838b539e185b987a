// @ts-check
// What came of it, and why: below the charts.

import { make } from "./dom.js";
import { say } from "./sentence.js";

/** @import { Measure } from "./messages.js" */
/** @import { Part } from "./train.js" */

/** @returns {Part} */
export function footOf() {
  const reason = make("p", { class: "reason" });
  const measures = make("dl", { class: "measures" });
  return {
    element: make("section", { class: "foot", "aria-label": "Reasons and yardsticks" }, reason, measures),
    show(news) {
      if (news.reason) say(reason, news.reason);
      if (news.measures) measures.replaceChildren(...news.measures.map(measureOf));
    },
  };
}

/** @param {Measure} measure */
function measureOf({ label, train, held_out, before }) {
  const value = make("dd", {}, train);
  if (held_out) value.append(make("small", {}, ` · ${held_out} held out`));
  const element = make("div", {}, make("dt", {}, label), value);
  if (before) element.title = `before: ${before}`;
  return element;
}
