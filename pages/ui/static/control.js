// @ts-check
// The control of a parameter: a slider with a field, a field alone, a menu or a switch.

import { make, styled } from "./dom.js";
import { handOf } from "./hand.js";
import { holding, placeOf, read, refusal, stepped, textOf, valueAt } from "./scale.js";
import { drawTicks } from "./ticks.js";

/** @import { ControlData, ControlValue } from "./messages.js" */
/** @import { Hand } from "./hand.js" */

/**
 * @typedef {object} Options
 * @property {(value: ControlValue) => void} move is told each value while the hand holds it
 * @property {(value: ControlValue) => void} settle is told the value that the hand leaves, once
 * @property {(sentence: string) => void} [refuse] is told why what was typed is not accepted
 * @property {boolean} [large] whether it is the one in hand; otherwise all is in one row
 *
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {(next: ControlData | ControlValue, before?: ControlValue | null) => void} show says what the server has:
 *   a value, or all; not heard while it is held. `before` is what it was before the change, null if there was none.
 * @property {(steps: number, fine?: boolean) => void} step moves it as so many keys do
 * @property {() => void} focus
 * @property {() => boolean} held
 *
 * @typedef {object} Parts what its kinds share
 * @property {ControlData} data with a range in which the value lies
 * @property {Hand} hand
 * @property {string} id of what the label belongs to
 * @property {Options} options
 *
 * @typedef {object} Body what a kind adds
 * @property {HTMLElement} main what gets the focus
 * @property {HTMLElement[]} nodes
 * @property {() => void} paint shows the value
 */

let made = 0;

/**
 * @param {ControlData} data
 * @param {Options} options
 * @returns {Control}
 */
export function control(data, options) {
  void styled("control.css");
  let given = data; // by the server, the newest
  const hand = handOf(data.value, options, () => paint());
  const parts = { data: holding(data, data.value), hand, id: `lossviz-control-${++made}`, options };
  const body = BODIES[data.kind](parts);
  const label = make("label", { for: parts.id });
  const start = make("span");
  const back = make("button", { class: "lossviz-back" }, start);
  back.onclick = () => hand.set(parts.data.default);
  const element = make("div", {}, label, ...body.nodes, ...(data.kind === "switch" ? [] : [back]));
  element.dataset.name = data.name;
  element.dataset.kind = data.kind;
  element.className = `lossviz-control lossviz-${options.large ? "large" : "compact"}`;
  const describe = () => {
    const { label: words, symbol, default: first } = given;
    label.replaceChildren(words, ...(symbol && symbol !== words ? [" ", make("i", {}, symbol)] : []));
    start.textContent = back.title = `default ${textOf(given, first)}`;
    label.title = body.main.title = explained(given);
    body.main.setAttribute("aria-description", label.title);
  };
  const paint = () => {
    if (!hand.held) parts.data = holding(given, hand.value); // a range does not change below the hand
    back.disabled = hand.value === given.default;
    body.paint();
  };
  describe();
  paint();
  return {
    element,
    show(next, before) {
      if (typeof next !== "object") return hand.show(next, before);
      hand.show(next.value, before);
      if (hand.held || next === given) return undefined;
      given = next;
      describe();
      return paint();
    },
    step: (steps, fine = false) => step(parts, steps, fine),
    focus: () => body.main.focus(),
    held: () => hand.held,
  };
}

/** What it does, which values it accepts, and what is special about some. */
const explained = (/** @type {ControlData} */ data) =>
  [`${data.help} ${data.domain[0].toUpperCase()}${data.domain.slice(1)}.`]
    .concat(data.marks.filter(({ words }) => words).map(({ value, words }) => `${textOf(data, value)}: ${words}.`))
    .join(" ");

/**
 * @param {Parts} parts
 * @param {number} steps
 * @param {boolean} fine
 */
function step({ data, hand }, steps, fine) {
  if (typeof hand.value !== "number") return;
  const { kind, least, most } = data;
  const next = Math.min(Math.max(hand.value + steps, least ?? -Infinity), most ?? Infinity);
  hand.move(kind === "slider" ? stepped(data, hand.value, steps, fine ? "fine" : "key") : next);
  hand.rest();
}

/**
 * Keys move a number, and several are one change.
 *
 * @param {Parts} parts
 * @param {HTMLInputElement} input
 * @param {Record<string, number>} keys how many steps each of them makes
 */
function listenToKeys(parts, input, keys) {
  input.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    event.preventDefault();
    step(parts, keys[event.key], event.shiftKey);
  });
  input.addEventListener("blur", parts.hand.letGo);
}

/** @type {Record<string, number>} */
const ALONG = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 };

/**
 * @param {Parts} parts
 * @returns {Body}
 */
function sliderBody(parts) {
  const { hand, id } = parts;
  const range = make("input", { type: "range", id, min: 0, max: 1, step: "any" });
  const was = make("i", { class: "lossviz-was" });
  const ticks = make("div", { class: "lossviz-ticks", "aria-hidden": "true" });
  const track = make("div", { class: "lossviz-track" }, range, was, ticks);
  const field = fieldOf(parts);
  let followed = false; // whether moves are heard from the pointer, and no more from the browser's slider
  range.oninput = () => followed || hand.move(valueAt(parts.data, Number(range.value)));
  range.onchange = () => hand.letGo(); // by assistive technology, which sends no pointer
  range.ondblclick = () => hand.set(parts.data.default);
  range.onpointerdown = ({ pointerType }) => {
    hand.letGo(); // what keys have changed
    hand.take();
    const end = new AbortController();
    const options = { signal: end.signal, capture: true }; // wherever the pointer is
    const over = (/** @type {() => void} */ act) => () => {
      end.abort();
      followed = false;
      act();
    };
    addEventListener("pointerup", over(hand.letGo), options);
    addEventListener("pointercancel", over(hand.giveUp), options); // a finger that scrolls the page
    if (pointerType === "touch") return; // which may be about to scroll
    follow(range, options, (place) => {
      followed = true;
      hand.move(valueAt(parts.data, place));
    });
  };
  listenToKeys(parts, range, ALONG);
  range.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hand.giveUp();
    if (key !== "Home" && key !== "End") return;
    hand.move(key === "Home" ? parts.data.low : parts.data.high);
    hand.rest();
  });
  let told = "";
  const furnish = () => drawTicks(ticks, parts.data, hand.set);
  new ResizeObserver(furnish).observe(ticks);
  return {
    main: range,
    nodes: [track, field.input],
    paint() {
      const { data } = parts;
      const value = Number(hand.value);
      const place = placeOf(data, value);
      if (Number(range.value) !== place) range.value = String(place);
      track.style.setProperty("--place", String(place));
      const mark = data.marks.find((each) => each.value === value)?.words;
      range.setAttribute("aria-valuetext", [textOf(data, value), mark].filter(Boolean).join(", "));
      const before = Number(hand.before ?? NaN);
      was.hidden = !(before !== value && data.low <= before && before <= data.high);
      if (!was.hidden) was.style.setProperty("--place", String(placeOf(data, before)));
      const now = JSON.stringify([data.low, data.high, data.log, data.default, data.marks]);
      if (now !== told) furnish();
      told = now;
      field.paint();
    },
  };
}

/**
 * Tells where on a slider a pointer is. A browser keeps all moves until it draws its next picture, and tells the last one
 * then: the first one since the last picture is told at once. A page that was not got safely hears of none so early, and
 * loses half a picture.
 *
 * @param {HTMLInputElement} range
 * @param {AddEventListenerOptions} options
 * @param {(place: number) => void} tell is told it from 0 to 1
 */
function follow(range, options, tell) {
  let early = true; // whether the next move is the first since the last picture
  const hear = (/** @type {Event} */ event) => {
    if (!(event instanceof PointerEvent)) return;
    const { left, width, height } = range.getBoundingClientRect(); // the thumb is as wide as the track is high
    tell(Math.min(Math.max((event.clientX - left - height / 2) / (width - height), 0), 1));
  };
  const hearEarly = (/** @type {Event} */ event) => {
    if (early) hear(event);
    early = false;
  };
  const hearLast = (/** @type {Event} */ event) => {
    hear(event);
    early = true;
  };
  addEventListener("pointerrawupdate", hearEarly, options);
  addEventListener("pointermove", hearLast, options);
}

/**
 * What a number is typed into.
 *
 * @param {Parts} parts
 * @param {string} [id] if it has the label
 */
function fieldOf(parts, id) {
  const { hand, options } = parts;
  const mode = typeof hand.value === "number" ? (parts.data.whole ? "numeric" : "decimal") : "text";
  const input = make("input", { type: "text", class: "lossviz-field", id, inputmode: mode, autocomplete: "off" });
  let shown = "";
  const paint = () => {
    const text = textOf(parts.data, hand.value);
    if (text !== shown) input.value = text; // what is half typed is not lost while nothing changes
    shown = text;
    if (!id) input.setAttribute("aria-label", `${parts.data.label}, exact value`);
  };
  const enter = () => {
    const typed = input.value;
    if (typed === shown) return;
    const value = read(parts.data, typed);
    shown = "";
    if (value === undefined) options.refuse?.(refusal(parts.data, typed, textOf(parts.data, hand.value)));
    else hand.set(value);
    paint();
  };
  input.onchange = enter;
  input.onfocus = () => input.select();
  input.addEventListener("keydown", ({ key }) => {
    if (key === "Enter") enter();
    if (key === "Escape") input.value = shown;
  });
  if (typeof hand.value === "number") {
    listenToKeys(parts, input, { ArrowDown: -1, ArrowUp: 1, PageDown: -10, PageUp: 10 });
  }
  return { input, paint };
}

/**
 * @param {Parts} parts
 * @returns {Body}
 */
function fieldBody(parts) {
  const { input, paint } = fieldOf(parts, parts.id);
  if (typeof parts.hand.value !== "number") return { main: input, nodes: [input], paint };
  const [less, more] = [-1, 1].map((steps) => {
    const words = `${parts.data.label}, one ${steps < 0 ? "less" : "more"}`;
    const button = make("button", { class: "lossviz-step", "aria-label": words }, steps < 0 ? "−" : "+");
    button.onclick = () => step(parts, steps, false);
    button.onblur = () => parts.hand.letGo();
    return button;
  });
  return { main: input, nodes: [make("div", { class: "lossviz-stepper" }, less, input, more)], paint };
}

/**
 * @param {Parts} parts
 * @returns {Body}
 */
function menuBody({ data, hand, id }) {
  const select = make("select", { id });
  select.append(...data.options.map((option) => new Option(option, option)));
  select.onchange = () => hand.set(select.value);
  return { main: select, nodes: [select], paint: () => void (select.value = String(hand.value)) };
}

/**
 * @param {Parts} parts
 * @returns {Body}
 */
function switchBody({ hand, id }) {
  const box = make("input", { type: "checkbox", role: "switch", id });
  box.onchange = () => hand.set(box.checked);
  return { main: box, nodes: [box], paint: () => void (box.checked = hand.value === true) };
}

/** @type {Record<ControlData["kind"], (parts: Parts) => Body>} */
const BODIES = { slider: sliderBody, field: fieldBody, menu: menuBody, switch: switchBody };
