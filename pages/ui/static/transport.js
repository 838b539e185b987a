// @ts-check
// The transport: play, one epoch, stop, begin again, speed and the epoch that is looked at, like a media player.

import { make } from "./dom.js";

/** @import { Turn } from "./settings.js" */
/** @import { Part } from "./train.js" */

/** @type {Record<string, string>} */
const SIGNS = {
  play: "M3.5 1.8v12.4L14 8z",
  pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
  step: "M3 2.5v11l7-5.5zM11 2.5h2v11h-2z",
  stop: "M3.5 3.5h9v9h-9z",
  reset: "M3 2.5h2v11H3zM13 2.5v11L6 8z",
  pin: "M5 1.5h6v1.3l-1 .7v3.7l2 1.6v1.3H8.7V15H7.3v-4.9H4V8.8l2-1.6V3.5l-1-.7z",
};

/**
 * @param {Turn} turn
 * @returns {Part}
 */
export function transportOf(turn) {
  const press = (/** @type {string} */ act) => () => turn(act, true);
  const play = button("play", "Play");
  const step = button("step", "One epoch", press("step"));
  const stop = button("stop", "Stop", press("stop"));
  const reset = button("reset", "Begin again, paused before the first epoch", press("reset"));
  const pin = button("pin", "Keep this run on the charts", press("pin"));
  const speed = make("select", { "aria-label": "Speed" });
  speed.onchange = () => turn("set_speed", speed.value);
  const epoch = make("output", { "aria-live": "off" }); // it changes many times a second
  return {
    element: make(
      "div",
      { class: "transport", role: "group", "aria-label": "Transport" },
      play,
      step,
      stop,
      reset,
      speed,
      pin,
      epoch,
    ),
    show(news, all) {
      const now = all.epoch;
      if (!now || !(news.epoch || news.waits !== undefined)) return;
      const act = now.playing ? "pause" : "play";
      play.replaceChildren(sign(act));
      play.onclick = press(act);
      name(play, now.playing ? "Pause" : now.runs ? "Play" : "Replay");
      step.disabled = !now.runs && now.at >= now.last;
      stop.disabled = !now.runs;
      if (speed.options.length !== now.speeds.length)
        speed.replaceChildren(...now.speeds.map((each) => new Option(each)));
      speed.value = now.speed;
      const at = make("b", {}, String(now.at));
      if (all.waits) epoch.replaceChildren(all.waits);
      else epoch.replaceChildren(now.words ? `${now.words} ` : "epoch ", at, ` / ${now.last}`);
    },
  };
}

/**
 * @param {string} act
 * @param {string} words
 * @param {() => void} [press]
 */
function button(act, words, press) {
  const made = make("button", { class: act }, sign(act));
  if (press) made.onclick = press;
  name(made, words);
  return made;
}

/**
 * @param {HTMLElement} element
 * @param {string} words
 */
function name(element, words) {
  element.setAttribute("aria-label", words);
  element.title = words;
}

/** @param {string} act */
const sign = (act) => make("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, make("path", { d: SIGNS[act] }));
