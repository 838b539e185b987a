// @ts-check
// What a hand does with a value: it takes it, moves it and lets it go.

/** @import { ControlValue } from "./messages.js" */

/** How long after the last key a change is over, in milliseconds. */
const REST = 800;

/**
 * @typedef {object} Hand
 * @property {ControlValue} value
 * @property {ControlValue | null} before what it was when it was last taken
 * @property {boolean} held
 * @property {() => void} take
 * @property {(value: ControlValue) => void} move
 * @property {() => void} rest lets it go in a while, unless it is moved again: several keys are one change
 * @property {() => void} letGo
 * @property {() => void} giveUp puts it back where it was, and lets it go
 * @property {(value: ControlValue) => void} set takes it, moves it and lets it go
 * @property {(value: ControlValue, before?: ControlValue | null) => void} show says what the server has; not heard
 *   while it is held
 *
 * @typedef {object} Heard what others hear of it
 * @property {(value: ControlValue) => void} move each value while it is held
 * @property {(value: ControlValue) => void} settle the last one, once it is let go
 */

/**
 * @param {ControlValue} start
 * @param {Heard} heard
 * @param {() => void} paint shows it, whenever anything has changed
 * @returns {Hand}
 */
export function handOf(start, heard, paint) {
  let moved = false;
  /** @type {Pick<Hand, "value" | "before">} */
  let taken;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Hand} */
  const hand = {
    value: start,
    before: null,
    held: false,
    take() {
      clearTimeout(timer);
      if (hand.held) return;
      hand.held = true;
      moved = false;
      taken = { value: hand.value, before: hand.before };
    },
    move(value) {
      hand.take();
      if (value === hand.value) return;
      if (!moved) hand.before = hand.value;
      moved = true;
      hand.value = value;
      paint();
      heard.move(value);
    },
    rest() {
      clearTimeout(timer);
      timer = setTimeout(hand.letGo, REST);
    },
    letGo() {
      clearTimeout(timer);
      if (!hand.held) return;
      hand.held = false;
      paint();
      if (moved) heard.settle(hand.value);
    },
    giveUp() {
      if (!hand.held) return;
      hand.move(taken.value);
      hand.before = taken.before;
      hand.letGo();
    },
    set(value) {
      hand.letGo();
      hand.move(value);
      hand.letGo();
    },
    show(value, before) {
      const [now, then] = [hand.value, hand.before];
      if (hand.held || (value === now && (before === undefined || before === then))) return;
      hand.value = value;
      if (before !== undefined) hand.before = before;
      paint();
    },
  };
  return hand;
}
