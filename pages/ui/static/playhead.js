// @ts-check
// The playhead on charts of what happens by epoch: a line that can be dragged, and a veil over what comes after it. It
// is HTML above the charts, and moves without Plotly; those of one name move together.

import { axesOf } from "./path.js";
import { areaOf, layered, putAt } from "./over.js";
import { charts, isShown } from "./state.js";

/** @import { Playhead } from "./figures.js" */
/** @import { Shown } from "./state.js" */

/**
 * @callback Listener
 * @param {string} key of the chart on which it was moved
 * @param {number} epoch
 * @param {boolean} held whether it is still held
 * @returns {void}
 */

/** @type {Set<Listener>} */
const listeners = new Set();
/** @type {Map<string, { at: number, held: boolean, since: Playhead }>} what a visitor moved, until the server says more */
const ahead = new Map();

const CLICK = 4; // pixels within which the pointer has not been dragged

/**
 * Lets playheads tell where visitors move them.
 *
 * @param {Listener} listener
 * @returns {() => void} ends it
 */
export function onPlayhead(listener) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * Where a playhead is: where the visitor has it, until a figure says another place.
 *
 * @param {Playhead} playhead
 */
function whereIs(playhead) {
  const mine = ahead.get(playhead.name);
  if (mine && (mine.held || mine.since.at === playhead.at)) return mine.at;
  ahead.delete(playhead.name);
  return playhead.at;
}

/**
 * @param {Shown} chart
 * @param {number} at
 * @param {boolean} held
 */
function moveTo(chart, at, held) {
  const playhead = chart.figure.layout.playhead;
  if (!playhead) return;
  const epoch = Math.min(Math.max(Math.round(at), 0), playhead.last);
  ahead.set(playhead.name, { at: epoch, held, since: playhead });
  for (const other of sharing(playhead)) writePlayhead(other);
  for (const listener of listeners) listener(chart.key, epoch, held);
}

/**
 * The charts that have a playhead.
 *
 * @param {Playhead} playhead
 * @returns {Shown[]}
 */
const sharing = ({ name }) =>
  [...charts.values()].filter(isShown).filter(({ figure }) => figure.layout.playhead?.name === name);

/**
 * Writes the playhead of a chart, or takes it away.
 *
 * @param {Shown} chart
 */
export function writePlayhead(chart) {
  const { host, layer } = chart;
  const { playhead } = chart.figure.layout;
  const head = layered(layer, "lossviz-playhead", (made) => listenTo(made, () => chart));
  const veil = layered(layer, "lossviz-veil");
  const axes = playhead && axesOf(host, { type: "scatter" });
  const at = playhead ? whereIs(playhead) : 0;
  const across = axes?.across(at) ?? NaN;
  const length = axes?.xaxis._length ?? 0;
  head.hidden = !(across >= -0.5 && across <= length + 0.5);
  veil.hidden = !(across < length);
  if (!axes || !playhead) return;
  const area = areaOf(host);
  const [left, from] = [axes.xaxis._offset, Math.max(across, 0)];
  putAt(head, { x: left + across, ...area });
  putAt(veil, { x: left + from, ...area, width: Math.max(length - from, 0) });
  const told = {
    role: "slider",
    "aria-label": playhead.name,
    "aria-valuemin": 0,
    "aria-valuemax": playhead.last,
    "aria-valuenow": at,
  };
  for (const [name, value] of Object.entries(told)) head.setAttribute(name, String(value));
  head.tabIndex = sharing(playhead)[0] === chart ? 0 : -1; // one stop for all of them
}

/** @type {Record<string, (at: number, last: number) => number>} */
const KEYS = {
  ArrowLeft: (at) => at - 1,
  ArrowDown: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  ArrowUp: (at) => at + 1,
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * @param {HTMLElement} head
 * @param {() => Shown} chartNow
 */
function listenTo(head, chartNow) {
  let grip = 0; // from the playhead to the pointer that holds it
  head.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    head.setPointerCapture(event.pointerId);
    const { left, width } = head.getBoundingClientRect();
    grip = event.clientX - left - width / 2;
    event.preventDefault(); // selects nothing
    head.focus({ preventScroll: true });
  });
  head.addEventListener("pointermove", (event) => {
    if (head.hasPointerCapture(event.pointerId)) moveTo(chartNow(), epochAt(chartNow(), event.clientX - grip), true);
  });
  head.addEventListener("lostpointercapture", () =>
    moveTo(chartNow(), Number(head.getAttribute("aria-valuenow")), false),
  );
  head.addEventListener("keydown", (event) => {
    const playhead = chartNow().figure.layout.playhead;
    const step = KEYS[event.key];
    if (!playhead || !step || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = whereIs(playhead);
    const next = step(at, playhead.last);
    event.preventDefault();
    event.stopPropagation(); // the page has keys of its own
    moveTo(chartNow(), event.shiftKey && event.key.startsWith("Arrow") ? at + 10 * (next - at) : next, false);
  });
}

/**
 * @param {Shown} chart
 * @param {number} right of the pointer on the page
 */
function epochAt({ host }, right) {
  const axis = host._fullLayout.xaxis;
  const place = axis.p2l(right - host.getBoundingClientRect().left - axis._offset);
  return axis.type === "log" ? 10 ** place : place;
}

/**
 * Lets a click on a chart bring its playhead there.
 *
 * @param {HTMLElement} host
 * @param {() => Shown | undefined} chartNow
 */
export function seekByClick(host, chartNow) {
  host.addEventListener("pointerdown", ({ clientX, clientY, button, target }) => {
    const onArea = target instanceof Element && target.closest(".nsewdrag");
    if (button || !onArea) return;
    const released = (/** @type {PointerEvent} */ up) => {
      const chart = chartNow();
      const near = Math.hypot(up.clientX - clientX, up.clientY - clientY) < CLICK;
      if (chart && near) moveTo(chart, epochAt(chart, clientX), false);
    };
    addEventListener("pointerup", released, { once: true }); // Plotly lays something over the page meanwhile
  });
}
