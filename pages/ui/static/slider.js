// @ts-check
// Sliders below charts: they change what charts show in the browser alone, and can play like an animation.

import { make } from "./dom.js";
import { numbersOf, placeOf } from "./pictures.js";

/** @import { Figure, Slider } from "./figures.js" */

/**
 * @typedef {ReturnType<typeof sliderRow>} SliderRow
 *
 * @typedef {object} Sliding a chart that a slider moves
 * @property {string} key
 * @property {Figure} figure
 * @property {HTMLElement} host
 * @property {SliderRow} sliding
 * @property {Group} [group]
 *
 * @typedef {object} Member a chart of a group
 * @property {HTMLElement} host
 * @property {SliderRow} sliding
 * @property {Slider} slider
 * @property {() => void} turn draws another place
 *
 * @typedef {object} Group charts that move together
 * @property {Map<string, Member>} charts by their keys
 * @property {number} speed
 * @property {boolean} playing
 * @property {number} at the number that they are at
 * @property {string} [told] what its slider is, to see whether it is another one
 */

/** @type {Record<string, number>} */
const SPEEDS = {
  "¼ speed": 0.25,
  "½ speed": 0.5,
  "Normal speed": 1,
  "4 × speed": 4,
};

/** @type {Map<string, Group>} */
const groups = new Map();

/**
 * @param {string} name
 * @returns {Group}
 */
function groupOf(name) {
  const group = groups.get(name) ?? {
    charts: new Map(),
    speed: 1,
    playing: false,
    at: Infinity,
  };
  groups.set(name, group);
  return group;
}

/**
 * Enters a chart into its group, and shows its slider if it has one.
 *
 * @param {Sliding} chart
 * @param {() => void} turn draws another place
 */
export function furnish(chart, turn) {
  const { slider } = chart.figure.layout;
  const { host, sliding } = chart;
  chart.group?.charts.delete(chart.key);
  chart.group = undefined;
  sliding.row.style.display = slider && !slider.hidden ? "flex" : "none";
  if (!slider) return;
  const group = groupOf(slider.group ?? chart.key);
  chart.group = group;
  const member = { host, sliding, slider, turn };
  group.charts.set(chart.key, member);
  if (slider.hidden) return;
  const told = JSON.stringify([slider.label, slider.values]);
  if (told !== group.told) {
    const playing = Boolean(slider.starts && !window.matchMedia("(prefers-reduced-motion: reduce)").matches);
    const played = group.playing;
    Object.assign(group, {
      told,
      at: numbersOf(slider)[playing ? 0 : slider.at],
      playing,
    });
    if (playing && !played) requestAnimationFrame((now) => play(group, now));
  }
  furnishRow(member, group);
}

/**
 * @param {Member} member
 * @param {Group} group
 */
function furnishRow({ slider, sliding }, group) {
  const { button, speed, label, input } = sliding;
  const numbers = numbersOf(slider);
  label.textContent = slider.label;
  input.min = "0";
  input.max = String(slider.values.length - 1);
  button.hidden = speed.hidden = !slider.plays;
  input.oninput = () => {
    group.playing = false;
    move(group, numbers[Number(input.value)]);
  };
  button.onclick = () => {
    group.playing = !group.playing;
    if (group.playing && group.at >= numbers[numbers.length - 1]) group.at = numbers[0];
    tell(group);
    if (group.playing) requestAnimationFrame((now) => play(group, now));
  };
  speed.onchange = () => (group.speed = SPEEDS[speed.value]);
  tell(group);
}

/**
 * Says on every slider of a group where it is.
 *
 * @param {Group} group
 */
function tell(group) {
  for (const { slider, sliding } of group.charts.values()) {
    if (slider.hidden) continue;
    const { button, input, value } = sliding;
    input.value = String(placeOf(slider, group.at));
    value.textContent = slider.values[Number(input.value)];
    input.setAttribute("aria-valuetext", value.textContent);
    button.textContent = group.playing ? "Pause" : "Play";
  }
}

/**
 * @param {Group} group
 * @param {number} number
 */
function move(group, number) {
  group.at = number;
  tell(group);
  for (const chart of group.charts.values()) chart.turn();
}

/**
 * @param {Group} group
 * @param {number} before when it was last moved
 */
function play(group, before) {
  const leader = [...group.charts.values()].find(({ slider, host }) => slider.plays && host.isConnected);
  if (!group.playing || !leader?.slider.plays) {
    group.playing = false;
    return;
  }
  const numbers = numbersOf(leader.slider);
  const [first, last] = [numbers[0], numbers[numbers.length - 1]];
  const share = group.speed / leader.slider.plays; // of all of it, a second
  requestAnimationFrame((now) => {
    if (!group.playing) return;
    const next = group.at + ((now - before) / 1000) * share * (last - first);
    group.playing = next < last;
    move(group, Math.min(next, last));
    if (group.playing) play(group, now);
  });
}

/** Ends what plays, at the last place of all. */
export function finish() {
  for (const group of groups.values()) {
    const leader = [...group.charts.values()].find(({ slider }) => slider.plays);
    if (group.playing && leader) {
      group.playing = false;
      move(group, numbersOf(leader.slider).at(-1) ?? group.at);
    }
  }
}

/** The parts of a slider, in a row that is not shown yet. */
export function sliderRow() {
  const style = `font: inherit; color: inherit; background: none; border: 1px solid var(--st-border-color);
    border-radius: 6px; padding: 2px 10px; min-height: 30px; cursor: pointer`;
  const id = `lossviz-slider-${Math.random().toString(36).slice(2)}`;
  const button = make("button", { style });
  const speed = make("select", { style, "aria-label": "Speed" });
  speed.append(...Object.entries(SPEEDS).map(([words, times]) => new Option(words, words, times === 1, times === 1)));
  const label = make("label", { for: id });
  const track = "flex: 1; min-width: 120px; accent-color: var(--st-primary-color)";
  const input = make("input", { type: "range", id, style: track });
  const value = make("output", {
    "aria-live": "off", // the slider says it
    style: "min-width: 4em; font-variant-numeric: tabular-nums",
  });
  const place = `display: none; flex-wrap: wrap; align-items: center; gap: 4px 12px; padding: 0 16px 8px 62px;
    font-size: 14px`;
  const row = make("div", { class: "lossviz-slider", style: place }, button, speed, label, input, value);
  return { row, button, speed, label, input, value };
}
