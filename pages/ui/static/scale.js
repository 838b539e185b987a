// @ts-check
// Where values lie on the track of a slider, which of them a hand can reach, and how they are written and read.

/** @import { ControlData, ControlValue } from "./messages.js" */

/** @typedef {Pick<ControlData, "low" | "high" | "log" | "whole" | "default" | "marks">} Scale */
/** @typedef {"drag" | "key" | "fine"} Pace how far a value is from the next one */

/** How many values there are at least along a track whose steps are equal. */
const COUNTS = { drag: 150, key: 50, fine: 500 };

/** Where steps are ratios: the step as a share of the power of ten below, for a first digit of 1, of 2 to 4, and above. */
const SHARES = { drag: [0.02, 0.05, 0.1], key: [0.1, 0.2, 0.5], fine: [0.01, 0.02, 0.05] };

/** Without the last digits, which are those of binary fractions. */
const tidy = (/** @type {number} */ value) => Number(value.toPrecision(12));

const between = (/** @type {number} */ low, /** @type {number} */ value, /** @type {number} */ high) =>
  Math.min(Math.max(value, low), high);

/**
 * Where a value is, from 0 at the left end to 1 at the right.
 *
 * @param {Scale} scale
 * @param {number} value
 */
export function placeOf({ low, high, log }, value) {
  if (high <= low) return 0;
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return between(0, share, 1);
}

/**
 * The step at a value.
 *
 * @param {Scale} scale
 * @param {number} value
 * @param {Pace} pace
 */
function stepAt({ low, high, log, whole }, value, pace) {
  let step;
  if (log) {
    const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
    step = power * SHARES[pace][value / power < 2 - 1e-9 ? 0 : value / power < 5 - 1e-9 ? 1 : 2];
  } else {
    const most = (high - low) / COUNTS[pace];
    const power = 10 ** Math.floor(Math.log10(most) + 1e-9);
    step = power * (most / power >= 5 ? 5 : most / power >= 2 ? 2 : 1);
  }
  return whole ? Math.max(1, Math.round(step)) : step;
}

/** Values that can be reached whatever the steps are. */
const anchors = (/** @type {Scale} */ { low, high, default: start, marks }) =>
  [low, high, Number(start), ...marks.map(({ value }) => value)].filter((value) => low <= value && value <= high);

/**
 * The value at a place, rounded to digits that make sense there; the default and all marks can be had.
 *
 * @param {Scale} scale
 * @param {number} place from 0 to 1
 */
export function valueAt(scale, place) {
  const { low, high, log } = scale;
  const exact = log ? low * (high / low) ** place : low + place * (high - low);
  const step = stepAt(scale, exact, "drag");
  const round = between(low, tidy(Math.round(exact / step) * step), high);
  const far = (/** @type {number} */ value) => Math.abs(placeOf(scale, value) - place);
  return anchors(scale).reduce((best, value) => (far(value) < far(best) ? value : best), round);
}

/**
 * The next value that is a multiple of the step, a mark or an end.
 *
 * @param {Scale} scale
 * @param {number} value
 * @param {number} steps how many, to the left if negative
 * @param {Pace} pace
 */
export function stepped(scale, value, steps, pace = "key") {
  const up = steps > 0;
  let now = value;
  for (let i = 0; i < Math.abs(steps); i++) {
    const step = stepAt(scale, up ? now : now * (1 - 1e-6), pace); // below 2 steps are those of 1.9
    const count = now / step;
    const next = tidy((up ? Math.floor(count + 1e-6) + 1 : Math.ceil(count - 1e-6) - 1) * step);
    const passed = anchors(scale).filter((mark) => (up ? now < mark && mark < next : next < mark && mark < now));
    now = between(scale.low, passed.length ? (up ? Math.min : Math.max)(...passed) : next, scale.high);
  }
  return now;
}

/**
 * A value in words: as many decimals as the steps have, or more where it has them.
 *
 * @param {Pick<ControlData, "kind"> & Scale} scale
 * @param {ControlValue} value
 */
export function textOf(scale, value) {
  if (typeof value !== "number") return typeof value === "boolean" ? (value ? "on" : "off") : value;
  const { kind, log, whole } = scale;
  let text = String(value);
  if (kind === "slider" && !log && !whole) {
    const decimals = Math.max(0, -Math.floor(Math.log10(stepAt(scale, value, "drag")) + 1e-9));
    const fixed = value.toFixed(decimals);
    if (Number(fixed) === value) text = fixed;
  }
  return text.replaceAll("-", "−");
}

/**
 * Reads what was typed; undefined if it is not a value that is accepted.
 *
 * @param {Pick<ControlData, "value" | "whole" | "least" | "most">} data
 * @param {string} typed
 * @returns {number | string | undefined}
 */
export function read({ value, whole, least, most }, typed) {
  const text = narrow(typed.trim()).replaceAll(/[−–]/g, "-");
  if (typeof value === "string") return text || undefined; // several numbers, which the server reads
  if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(text)) return undefined; // a thousand to some, and one to others
  if (!/^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const number = Number(text.replace(",", ".")) + 0; // -0 becomes 0
  const accepted = number >= (least ?? -Infinity) && number <= (most ?? Infinity) && Number.isFinite(number);
  return accepted && (!whole || Number.isInteger(number)) ? number : undefined;
}

/**
 * Digits and signs as wide as Chinese ones, in letters of ASCII.
 *
 * @param {string} text
 */
const narrow = (text) =>
  text.replaceAll(/[\uff0b-\uff0e\uff10-\uff1b]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));

/**
 * Says that what was typed is not accepted.
 *
 * @param {Pick<ControlData, "label" | "domain">} data
 * @param {string} typed
 * @param {string} kept what it stays at
 */
export function refusal({ label, domain }, typed, kept) {
  const text = typed.trim();
  const got = text.length > 40 ? `${text.slice(0, 40)}…` : text || "nothing";
  return `The ${label} must be ${domain}. Got ${got} instead; it stays at ${kept}.`;
}

/**
 * The same control with a range in which a value lies.
 *
 * @template {ControlData} Data
 * @param {Data} data
 * @param {ControlValue} value
 * @returns {Data}
 */
export function holding(data, value) {
  if (data.kind !== "slider" || typeof value !== "number") return data;
  return { ...data, low: Math.min(data.low, value), high: Math.max(data.high, value) };
}
