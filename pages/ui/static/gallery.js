// @ts-check
// The gallery: a card for each loss, narrowed down by words and by claims without asking the server.

import { make, find, styled } from "./dom.js";

/** @import { Component } from "./component.js" */
/** @import { Card, GalleryFile, GalleryTold, TaskGroup } from "./messages.js" */

/**
 * @typedef {{ loss: Card, card: HTMLButtonElement }} Drawn
 *
 * @typedef {object} Section
 * @property {string} label
 * @property {HTMLElement} heading
 * @property {HTMLElement} place
 * @property {Drawn[]} cards
 *
 * @typedef {object} Parts what is there once the losses are loaded
 * @property {HTMLInputElement} search
 * @property {HTMLButtonElement[]} toggles
 * @property {HTMLElement} status
 * @property {HTMLElement} none
 * @property {Section[]} sections
 *
 * @typedef {object} Gallery
 * @property {HTMLElement} host
 * @property {Component<undefined, GalleryTold>} component the newest
 * @property {Parts} [parts]
 */

/** @type {WeakMap<HTMLElement, Gallery>} */
const galleries = new WeakMap(); // by host
/** @type {{ text: string, claims: Set<string> }} */
const filter = { text: "", claims: new Set() }; // what was asked for stays when the page builds a new host
/** @type {Promise<GalleryFile> | undefined} */
let content;

/**
 * Called again with each run of the page: what is built stays.
 *
 * @param {Component<undefined, GalleryTold>} component
 */
export function draw(component) {
  /** @type {HTMLElement} */
  const host = find(component.parentElement, ".lossviz-gallery");
  const known = galleries.get(host);
  const gallery = known ?? { host, component };
  gallery.component = component;
  if (known) return;
  galleries.set(host, gallery);
  host.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("button");
    if (button) ACTIONS[button.dataset.does ?? ""](gallery, button.dataset);
  });
  host.addEventListener("input", ({ target }) => {
    filter.text = /** @type {HTMLInputElement} */ (target).value;
    sift(gallery);
  });
  void fill(gallery);
}

function load() {
  content ??= fetch(new URL("gallery.json", import.meta.url))
    .then((response) => {
      if (!response.ok) throw new Error(`The gallery's content: status ${response.status}.`);
      return response.json();
    })
    .catch((error) => {
      content = undefined; // the next attempt asks again
      throw error;
    });
  return content;
}

/** @param {Gallery} gallery */
async function fill(gallery) {
  const [loaded] = await Promise.all([load().catch(console.error), styled("gallery.css")]);
  if (loaded) {
    gallery.host.replaceChildren(...build(gallery, loaded));
    sift(gallery);
  } else {
    const again = make("button", { class: "lossviz-again", "data-does": "retry" }, "Try again");
    const told = make("div", { class: "lossviz-none", role: "alert" }, "The losses could not be loaded.", again);
    gallery.host.replaceChildren(told);
  }
}

/**
 * @param {Gallery} gallery
 * @param {GalleryFile} file
 */
function build(gallery, { tasks, claims, losses }) {
  const search = make("input", {
    type: "search",
    placeholder: "name, word or author",
    autocomplete: "off",
  });
  search.value = filter.text;
  const toggles = Object.entries(claims).map(([claim, title]) => {
    return make(
      "button",
      {
        class: "lossviz-claim",
        "data-does": "claim",
        "data-claim": claim,
        title,
      },
      claim,
    );
  });
  const status = make("div", { role: "status", class: "lossviz-count" });
  const all = make("button", { class: "lossviz-again", "data-does": "reset" }, "Show all");
  const none = make("p", { class: "lossviz-none" }, "No loss fits. Remove a filter.", all);
  const sections = tasks.map((task) => sectionOf(task, losses));
  gallery.parts = { search, toggles, status, none, sections };
  const filters = [
    make("label", { class: "lossviz-search" }, "Search", search),
    make(
      "div",
      {
        class: "lossviz-claims",
        role: "group",
        "aria-label": "Show only losses that are",
      },
      ...toggles,
    ),
    status,
  ];
  return [make("div", { class: "lossviz-filters" }, ...filters), none, ...sections.map(({ place }) => place)];
}

/**
 * @param {TaskGroup} task
 * @param {Card[]} losses
 * @returns {Section}
 */
function sectionOf({ name, label }, losses) {
  const heading = make("h2");
  const cards = losses.filter((loss) => loss.task === name).map((loss) => ({ loss, card: cardOf(loss) }));
  const grid = make("div", { class: "lossviz-cards" }, ...cards.map(({ card }) => card));
  return {
    label,
    heading,
    cards,
    place: make("section", { class: "lossviz-task" }, heading, grid),
  };
}

/** @param {Card} loss */
function cardOf(loss) {
  const { name, label, summary, claims } = loss;
  const words = make("span", { class: "lossviz-label" }, label);
  // Not part of the name, for who hears 57 of them.
  const properties = make("span", { class: "lossviz-properties", "aria-hidden": "true" }, claims.join("\u00a0· "));
  const attributes = {
    class: "lossviz-card",
    "data-does": "open",
    "data-name": name,
    "aria-description": [claims.join(", "), summary].filter(Boolean).join(". "),
    title: summary,
  };
  return make("button", attributes, pictureOf(loss), words, properties);
}

/** @param {Card} loss */
function pictureOf({ y, centred }) {
  const zero = make("path", { class: "lossviz-axis", d: zeroLines(centred) });
  const curve = make("path", { class: "lossviz-curve", d: pathOf(y) });
  const marks = make("path", { class: "lossviz-beyond", d: marksOf(y) });
  return make("svg", { viewBox: "0 0 100 56", "aria-hidden": "true" }, zero, curve, marks);
}

/**
 * Where nothing is paid, and where zero is on the axis, if it is in the middle.
 *
 * @param {boolean} centred
 */
export const zeroLines = (centred) => (centred ? "M0 54.5H100M50 1V54.5" : "M0 54.5H100");

/**
 * A curve over the width of a card, half a stroke away from the edges, which would cut it off.
 *
 * @param {number[]} heights from 0 to 1, and more where it leaves the card
 */
export function pathOf(heights) {
  const points = heights.map((height, i) => [1 + (98 * i) / (heights.length - 1), 54.5 - 52.5 * height]);
  return `M${points.map((point) => point.map((number) => number.toFixed(1)).join(" ")).join("L")}`;
}

/**
 * Small triangles at the upper edge where a curve leaves its card, or comes into it from above.
 *
 * @param {number[]} heights of which 1 is at the edge
 */
export function marksOf(heights) {
  const step = 98 / (heights.length - 1);
  const crossings = heights.slice(1).flatMap((height, i) => {
    const before = heights[i];
    return before > 1 !== height > 1 ? [1 + step * (i + (1 - before) / (height - before))] : [];
  });
  return crossings
    .map((across) => `M${(across - 3).toFixed(1)} 6L${across.toFixed(1)} 0.5L${(across + 3).toFixed(1)} 6Z`)
    .join("");
}

/**
 * What buttons do, by their attribute `data-does`.
 *
 * @type {Record<string, (gallery: Gallery, button: DOMStringMap) => void>}
 */
const ACTIONS = {
  open: ({ component }, { name }) => component.setTriggerValue("opened", name ?? ""),
  claim: (gallery, { claim = "" }) => {
    if (!filter.claims.delete(claim)) filter.claims.add(claim);
    sift(gallery);
  },
  reset: (gallery) => {
    filter.text = "";
    filter.claims.clear();
    sift(gallery);
    if (!gallery.parts) return;
    gallery.parts.search.value = "";
    gallery.parts.search.focus(); // the button that had it is gone
  },
  retry: (gallery) => void fill(gallery).then(() => find(gallery.host, "input, button").focus()),
};

/**
 * Hides what does not fit.
 *
 * @param {Gallery} gallery
 */
function sift({ parts }) {
  if (!parts) return;
  const { toggles, status, none, sections } = parts;
  for (const toggle of toggles) {
    toggle.setAttribute("aria-pressed", String(filter.claims.has(toggle.dataset.claim ?? "")));
  }
  let [shown, total] = [0, 0];
  for (const { place, heading, label, cards } of sections) {
    for (const { card, loss } of cards) card.hidden = !fits(loss, filter);
    const count = cards.filter(({ card }) => !card.hidden).length;
    place.hidden = count === 0;
    heading.textContent = `${label} · ${count}`;
    shown += count;
    total += cards.length;
  }
  none.hidden = shown > 0;
  status.textContent = shown === total ? `${total} losses` : `${shown} of ${total} losses`;
}

/**
 * Whether a loss has all words and all claims that are asked for.
 *
 * @param {Pick<Card, "words" | "claims">} loss
 * @param {{ text: string, claims: Iterable<string> }} asked
 */
export function fits(loss, { text, claims }) {
  const words = text.toLowerCase().split(/\s+/);
  return words.every((word) => loss.words.includes(word)) && [...claims].every((claim) => loss.claims.includes(claim));
}
