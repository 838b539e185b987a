// @ts-check
// The ticks below the track of a slider, with words where there is room for them.

import { make } from "./dom.js";
import { placeOf } from "./scale.js";

/** @import { ControlData } from "./messages.js" */

/**
 * @typedef {object} Tick
 * @property {number} value
 * @property {number} place from 0 to 1
 * @property {boolean} start whether it is the default
 * @property {string} words longest first: all that is said of it
 * @property {string} brief the number alone
 *
 * @typedef {object} Wish words that would like to stand at a place
 * @property {number} at the middle of its tick
 * @property {number[]} widths of what could be said, the most first
 *
 * @typedef {object} Seat
 * @property {number} chosen which of the words; -1 if there is no room
 * @property {number} left where they begin
 */

const plain = (/** @type {number} */ value) => String(value).replace("-", "−");

/**
 * The ticks of a slider: its marks, and its ends by their numbers.
 *
 * @param {ControlData} data
 * @returns {Tick[]} those first whose words matter most
 */
export function ticksOf(data) {
  const tick = (/** @type {number} */ value, /** @type {string} */ words) => ({
    value,
    place: placeOf(data, value),
    start: value === data.default,
    words: words ? `${plain(value)}: ${words}` : "",
    brief: words ? plain(value) : "",
  });
  const marks = data.marks.map(({ value, words }) => tick(value, words));
  const ends = [data.low, data.high].map((value) => ({ ...tick(value, ""), brief: plain(value) }));
  const said = marks.filter(({ words }) => words);
  const free = ends.filter(({ value }) => !said.some((mark) => mark.value === value));
  return [...said, ...free, ...marks.filter(({ words, value }) => !words && value !== data.low && value !== data.high)];
}

/**
 * Gives words a place below their ticks, none touching another one or beyond the ends.
 *
 * @param {Wish[]} wishes those first that matter most
 * @param {number} width of all
 * @param {number} gap between words
 * @returns {Seat[]}
 */
export function seats(wishes, width, gap) {
  /** @type {[number, number][]} */
  const taken = [];
  return wishes.map(({ at, widths }) => {
    for (const [chosen, own] of widths.entries()) {
      if (!own || own > width) continue;
      const left = Math.min(Math.max(0, at - own / 2), width - own);
      if (taken.some(([begin, end]) => left < end + gap && begin - gap < left + own)) continue;
      taken.push([left, left + own]);
      return { chosen, left };
    }
    return { chosen: -1, left: at };
  });
}

/**
 * Draws them.
 *
 * @param {HTMLElement} host as wide as the track
 * @param {ControlData} data
 * @param {(value: number) => void} choose is told the tick whose words are clicked on
 */
export function drawTicks(host, data, choose) {
  const ticks = ticksOf(data);
  const lines = ticks.map(({ place, start }) => {
    return make("i", { class: `lossviz-tick${start ? " lossviz-default" : ""}`, style: `--place: ${place}` });
  });
  const words = ticks.map(({ value, words: all, brief }) =>
    [all, brief].map((text) => {
      const label = make("span", { class: "lossviz-words" }, text);
      label.onclick = () => choose(value);
      return label;
    }),
  );
  host.replaceChildren(...lines, ...words.flat());
  const wishes = lines.map((line, i) => ({ at: line.offsetLeft, widths: words[i].map((label) => label.offsetWidth) }));
  const gap = parseFloat(getComputedStyle(host).fontSize);
  seats(wishes, host.clientWidth, gap).forEach(({ chosen, left }, i) => {
    words[i].forEach((label, j) => {
      if (j === chosen) label.style.left = `${left}px`;
      else label.remove();
    });
  });
}
