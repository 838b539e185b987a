// @ts-check
// The bar: the loss, its formula, its controls, one sentence on what they do, and one line on what else is set.

import { make } from "./dom.js";
import { say } from "./sentence.js";
import { controlled } from "./settings.js";
import { setUpOf } from "./set_up.js";
import { titleOf } from "./title.js";

/** @import { Control } from "./control.js" */
/** @import { ControlData, Panel } from "./messages.js" */
/** @import { Turn } from "./settings.js" */
/** @import { Part } from "./train.js" */

/**
 * @param {Turn} turn
 * @param {() => void} edit opens the editor
 * @returns {Part & { step: (steps: number, fine: boolean) => void, held: () => boolean, setUp: HTMLElement,
 *   sentence: HTMLElement }}
 */
export function barOf(turn, edit) {
  const title = titleOf(turn, edit);
  const hands = make("div", { class: "hands" });
  const sentence = make("p", { class: "sentence" });
  const question = make("p", { class: "question" });
  const setUp = setUpOf(turn);
  const element = make(
    "section",
    { class: "bar", "aria-label": "The loss" },
    make("div", { class: "first" }, title.element, hands),
    make("div", { class: "speech" }, sentence, question),
    setUp.element,
  );
  const controls = controlsIn(hands, turn, (words) => say(sentence, [{ text: words, role: "wrong" }]));
  return {
    element,
    setUp: setUp.element,
    sentence,
    held: () => controls.all().some((each) => each.held()),
    step: (steps, fine) => controls.all()[0]?.step(steps, fine),
    show(news, all) {
      title.show(news, all);
      if (news.question !== undefined) question.textContent = news.question;
      if (news.sentence) say(sentence, news.sentence);
      controls.show(news, all);
      setUp.show(news, all);
    },
  };
}

/**
 * The controls of the bar, the one in hand first.
 *
 * @param {HTMLElement} hands
 * @param {Turn} turn
 * @param {(words: string) => void} refuse
 */
export function controlsIn(hands, turn, refuse) {
  /** @type {Map<string, Control>} */
  let known = new Map();
  /** @type {Control[]} */
  let shown = [];
  return {
    all: () => shown,
    show(/** @type {Panel} */ news, /** @type {Panel} */ all) {
      const { bar = [], controls = {}, values = {} } = all;
      if (news.bar || news.controls) {
        const before = known;
        known = new Map(
          bar.map((name, i) => [keyOf(controls[name], i), before.get(keyOf(controls[name], i)) ?? made(i)]),
        );
        function made(/** @type {number} */ i) {
          return controlled(controls[bar[i]], turn, { refuse, large: true });
        }
        shown = [...known.values()];
        hands.dataset.count = String(shown.length);
        const elements = shown.map(({ element }) => element);
        if (elements.some((each, i) => each !== hands.children[i]) || elements.length !== hands.children.length) {
          hands.replaceChildren(...elements);
        }
      }
      // Who tells no ring leaves it to the hand.
      const ring = (/** @type {number} */ i) => ("ring" in all ? (i ? null : all.ring) : undefined);
      bar.forEach((name, i) => shown[i].show(values[name], ring(i)));
    },
  };
}

/**
 * @param {ControlData} data
 * @param {number} place
 */
const keyOf = (data, place) => `${place} ${JSON.stringify(data)}`;
