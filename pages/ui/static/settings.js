// @ts-check
// What is set on a page: controls that tell the server what they are turned to, and menus with headings.

import { control } from "./control.js";
import { make } from "./dom.js";

/** @import { ControlData, ControlValue, Option } from "./messages.js" */

/** @typedef {(control: string, value: ControlValue, held?: boolean) => void} Turn tells the server what is turned */

/**
 * A control that tells the server what it is turned to.
 *
 * @param {ControlData} data
 * @param {Turn} turn
 * @param {{ refuse?: (words: string) => void, large?: boolean }} options
 */
export function controlled(data, turn, options) {
  return control(data, {
    ...options,
    move: (value) => turn(data.name, value, true),
    settle: (value) => turn(data.name, value),
  });
}

/**
 * What a menu offers, under headings.
 *
 * @param {Option[]} options
 */
export function grouped(options) {
  const groups = new Map(options.map(({ group }) => [group, group ? make("optgroup", { label: group }) : undefined]));
  for (const { value, label, group, hint } of options) {
    const option = make("option", { value, title: hint }, label);
    groups.get(group)?.append(option);
  }
  const plain = options.filter(({ group }) => !group);
  return [
    ...plain.map(({ value, label, hint }) => make("option", { value, title: hint }, label)),
    ...[...groups.values()].filter((group) => group !== undefined),
  ];
}
