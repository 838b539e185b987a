// @ts-check
// The check-up of a loss: what is wrong with it, worth knowing of it or right, each line with its evidence.

import { make } from "./dom.js";
import { withCode } from "./sentence.js";

/** @import { CheckUpPart, FindingPart, FindingPicture } from "./messages.js" */

/** What a level is called, one of it and several. @type {Record<string, [string, string]>} */
const LEVELS = {
  fault: ["fault", "faults"],
  warning: ["warning", "warnings"],
  note: ["note", "notes"],
  good: ["right", "right"],
};

/** The marks of levels, in a square of 12. @type {Record<string, string>} */
const MARKS = {
  fault: "M3 3 9 9M9 3 3 9",
  warning: "M6 1.5 11 10.5H1ZM6 4.5V7.2M6 8.6V9",
  note: "M6 5.2V9.5M6 2.6V3",
  good: "M2 6.5 5 9.5 10 3",
};

const [WIDTH, HEIGHT] = [112, 48]; // of a picture, in pixels

/**
 * @param {(line: number) => void} point shows a line of the text
 * @returns {{ element: HTMLElement, show: (part: CheckUpPart) => void }}
 */
export function checkUpOf(point) {
  const head = make("p", { class: "found", role: "status" });
  const list = make("ul", {});
  const element = make("section", { class: "check-up", "aria-label": "Check-up", tabindex: "0" }, head, list);
  let told = "";
  return {
    element,
    show({ findings, fresh, failed }) {
      element.classList.toggle("stale", !fresh);
      head.textContent = failed || countsIn(findings);
      const now = JSON.stringify(findings);
      if (now === told) return;
      told = now;
      list.replaceChildren(...findings.map((finding) => rowOf(finding, point)));
    },
  };
}

/** @param {FindingPart[]} findings */
function countsIn(findings) {
  if (!findings.length) return "Check-up: it is looked at …";
  const counts = Object.entries(LEVELS).map(([level, [one, several]]) => {
    const n = findings.filter((finding) => finding.level === level).length;
    return n && `${n} ${n === 1 ? one : several}`;
  });
  return `Check-up: ${counts.filter(Boolean).join(", ")}`;
}

/**
 * @param {FindingPart} finding
 * @param {(line: number) => void} point
 */
function rowOf({ level, words, instead, line, picture }, point) {
  const mark = make(
    "svg",
    { viewBox: "0 0 12 12", class: "mark", "aria-hidden": "true" },
    make("path", { d: MARKS[level] }),
  );
  const said = make("p", {}, make("span", { class: "unseen" }, `${LEVELS[level][0]}: `), ...withCode(words));
  if (instead) said.append(" ", make("em", {}, ...withCode(instead)));
  if (line) {
    const button = make("button", { class: "line", title: "Marks this line of the text" }, `line ${line}`);
    said.append(" ", button);
  }
  const row = make(
    "li",
    { class: "lossviz-finding", "data-level": level },
    mark,
    said,
    ...(picture ? [drawn(picture)] : []),
  );
  if (line) row.onclick = () => point(line);
  return row;
}

/**
 * The cost on a way of predictions, with the place that is meant, and the line below which it should stay.
 *
 * @param {FindingPicture} picture
 */
function drawn({ axis, position, cost, at, chord }) {
  const { across, up } = scaleOf(position, [...cost, ...chord.map(([, height]) => height)]);
  const path = (/** @type {[number, number | null][]} */ points) =>
    points
      .map(([x, y], i) => (y === null ? "" : `${i && points[i - 1][1] !== null ? "L" : "M"}${across(x)},${up(y)}`))
      .join("");
  const line = make("path", { class: "cost", d: path(position.map((x, i) => [x, cost[i]])) });
  const place = make("path", { class: "at", d: `M${across(at)},0V${HEIGHT}` });
  const bound = make("path", { class: "chord", d: path(chord.map(([x, y]) => [x, y])) });
  const label = `The cost, by: ${axis}`;
  return make(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "seen", role: "img", "aria-label": label },
    place,
    bound,
    line,
  );
}

/**
 * Where a picture has places and costs, in pixels.
 *
 * @param {number[]} position
 * @param {(number | null)[]} cost
 */
export function scaleOf(position, cost) {
  const known = cost.filter((each) => each !== null);
  const [left, right] = [Math.min(...position), Math.max(...position)];
  const [low, high] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
  const share = (/** @type {number} */ value, /** @type {number} */ from, /** @type {number} */ to) =>
    to > from ? (value - from) / (to - from) : 0.5;
  return {
    across: (/** @type {number} */ x) => (2 + share(x, left, right) * (WIDTH - 4)).toFixed(1),
    up: (/** @type {number} */ y) => (HEIGHT - 3 - share(y, low, high) * (HEIGHT - 6)).toFixed(1),
  };
}
