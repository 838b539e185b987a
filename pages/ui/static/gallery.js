// The gallery: a card for each loss, narrowed down by words and by claims without asking the server.

const STYLE = `
.lossviz-gallery { color: var(--st-text-color); font-family: var(--st-font, inherit); font-size: 14px; }
.lossviz-gallery [hidden] { display: none !important; }
.lossviz-gallery button, .lossviz-gallery input {
  box-sizing: border-box; margin: 0; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius, 8px);
}
.lossviz-gallery button:hover { border-color: var(--st-primary-color); cursor: pointer; }
/* Apart from the edge, which tells what is pressed or open. */
.lossviz-gallery :is(button, input):focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
.lossviz-filters { display: flex; flex-wrap: wrap; align-items: center; gap: 12px 16px; }
.lossviz-search { display: flex; flex: 1 1 240px; max-width: 400px; align-items: center; gap: 8px; }
.lossviz-search input { flex: 1; min-width: 0; height: 36px; padding: 0 10px; font-size: 16px; } /* iOS zooms if less */
.lossviz-search input::placeholder { color: inherit; opacity: 0.75; }
.lossviz-claims { display: flex; flex-wrap: wrap; gap: 8px; }
.lossviz-gallery .lossviz-claim, .lossviz-gallery .lossviz-again { min-height: 32px; padding: 2px 12px; }
.lossviz-gallery .lossviz-claim[aria-pressed="true"] {
  border: 2px solid var(--st-primary-color); padding: 1px 11px;
  background: color-mix(in srgb, var(--st-primary-color) 15%, transparent);
}
.lossviz-count { opacity: 0.75; font-variant-numeric: tabular-nums; white-space: nowrap; }
.lossviz-none { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; margin: 24px 0; }
.lossviz-task h3 { margin: 24px 0 12px; padding: 0; font-size: 18px; line-height: 1.3; font-weight: 600; }
.lossviz-cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px; }
@media (max-width: 640px) {
  .lossviz-cards { grid-template-columns: repeat(auto-fill, minmax(min(140px, 100%), 1fr)); }
}
.lossviz-gallery .lossviz-card {
  display: flex; flex-direction: column; align-items: stretch; gap: 4px; min-width: 0; padding: 10px; text-align: left;
}
.lossviz-gallery .lossviz-card:is(:hover, [aria-current]) {
  border-color: var(--st-primary-color); box-shadow: inset 0 0 0 1px var(--st-primary-color);
}
.lossviz-gallery .lossviz-card[aria-current] { background: var(--st-secondary-background-color); }
.lossviz-card svg { display: block; width: 100%; height: auto; margin-bottom: 4px; }
.lossviz-card path { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.lossviz-axis { stroke: var(--st-border-color); stroke-width: 1; }
.lossviz-curve { stroke: var(--st-primary-color); stroke-width: 2; stroke-linecap: round; }
.lossviz-label {
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden;
  overflow-wrap: anywhere; line-height: 1.3; font-weight: 600;
}
.lossviz-properties { font-size: 12px; line-height: 1.4; opacity: 0.75; }
`;
const SHAPES = ["svg", "path"];
const galleries = new WeakMap(); // by its host: the newest component and, once they are there, its parts
const filter = { text: "", claims: new Set() }; // what was asked for stays when the page builds a new host
let content;

// Called again with each run of the page: what is built stays, and only the open loss may be another one.
export function draw(component) {
  const host = component.parentElement.querySelector(".lossviz-gallery");
  const known = galleries.has(host);
  const gallery = known ? galleries.get(host) : { host };
  gallery.component = component;
  if (known) return mark(gallery);
  galleries.set(host, gallery);
  host.addEventListener("click", (event) => press(gallery, event.target.closest("button")));
  host.addEventListener("input", (event) => {
    filter.text = event.target.value;
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

async function fill(gallery) {
  const style = make("style", {}, STYLE);
  const loaded = await load().catch(console.error);
  if (loaded) {
    gallery.host.replaceChildren(style, ...build(gallery, loaded));
    sift(gallery);
    mark(gallery);
  } else {
    const again = make("button", { class: "lossviz-again", "data-does": "retry" }, "Try again");
    const told = make("div", { class: "lossviz-none", role: "alert" }, "The losses could not be loaded.", again);
    gallery.host.replaceChildren(style, told);
  }
}

function build(gallery, { tasks, claims, losses }) {
  const search = make("input", { type: "search", placeholder: "name, word or author", autocomplete: "off" });
  search.value = filter.text;
  const toggles = Object.entries(claims).map(([claim, title]) => {
    return make("button", { class: "lossviz-claim", "data-does": "claim", "data-claim": claim, title }, claim);
  });
  const status = make("div", { role: "status", class: "lossviz-count" });
  const all = make("button", { class: "lossviz-again", "data-does": "reset" }, "Show all");
  const none = make("p", { class: "lossviz-none" }, "No loss fits. Remove a filter.", all);
  const sections = tasks.map((task) => sectionOf(task, losses.filter((loss) => loss.task === task.name)));
  Object.assign(gallery, { search, toggles, status, none, sections });
  const filters = [
    make("label", { class: "lossviz-search" }, "Search", search),
    make("div", { class: "lossviz-claims", role: "group", "aria-label": "Show only losses that are" }, ...toggles),
    status,
  ];
  return [make("div", { class: "lossviz-filters" }, ...filters), none, ...sections.map(({ place }) => place)];
}

function sectionOf({ label, axis }, losses) {
  const heading = make("h3");
  const cards = losses.map((loss) => ({ loss, card: cardOf(loss, axis) }));
  const grid = make("div", { class: "lossviz-cards" }, ...cards.map(({ card }) => card));
  return { label, heading, cards, place: make("section", { class: "lossviz-task" }, heading, grid) };
}

function cardOf(loss, axis) {
  const { name, label, summary } = loss;
  const told = { "aria-label": label, "aria-description": summary, title: summary };
  const words = make("span", { class: "lossviz-label" }, label);
  const properties = make("span", { class: "lossviz-properties" }, loss.claims.join("\u00a0· "));
  const attributes = { class: "lossviz-card", "data-does": "open", "data-name": name, ...told };
  return make("button", attributes, pictureOf(loss, axis), words, properties);
}

function pictureOf({ x, y }, axis) {
  const centred = axis === "error" || axis === "margin"; // zero is in the middle of these
  const lines = centred ? "M0 54.5H100M50 1V54.5" : "M0 54.5H100";
  const zero = make("path", { class: "lossviz-axis", d: lines });
  const curve = make("path", { class: "lossviz-curve", d: pathOf(x ?? y.map((_, i) => i), y) });
  return make("svg", { viewBox: "0 0 100 56", "aria-hidden": "true" }, zero, curve);
}

function pathOf(x, y) {
  const [first, last] = [x[0], x.at(-1)];
  // Half a stroke away from the edges, which would cut it off.
  const points = y.map((value, i) => [1 + (98 * (x[i] - first)) / (last - first), 54.5 - 52.5 * value]);
  return `M${points.map((point) => point.map((number) => number.toFixed(1)).join(" ")).join("L")}`;
}

// What buttons do, by their attribute `data-does`.
const ACTIONS = {
  open: ({ component }, { name }) => component.setTriggerValue("opened", name),
  claim: (gallery, { claim }) => {
    if (!filter.claims.delete(claim)) filter.claims.add(claim);
    sift(gallery);
  },
  reset: (gallery) => {
    filter.text = gallery.search.value = "";
    filter.claims.clear();
    sift(gallery);
    gallery.search.focus(); // the button that had it is gone
  },
  retry: (gallery) => void fill(gallery).then(() => gallery.host.querySelector("input, button").focus()),
};

function press(gallery, button) {
  if (button) ACTIONS[button.dataset.does](gallery, button.dataset);
}

// Hides what does not fit.
function sift({ toggles, status, none, sections }) {
  for (const toggle of toggles) toggle.setAttribute("aria-pressed", String(filter.claims.has(toggle.dataset.claim)));
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  let [shown, total] = [0, 0];
  for (const { place, heading, label, cards } of sections) {
    for (const { card, loss } of cards) card.hidden = !fits(loss, words);
    const count = cards.filter(({ card }) => !card.hidden).length;
    place.hidden = count === 0;
    heading.textContent = `${label} · ${count}`;
    shown += count;
    total += cards.length;
  }
  none.hidden = shown > 0;
  status.textContent = shown === total ? `${total} losses` : `${shown} of ${total} losses`;
}

function fits(loss, words) {
  return words.every((word) => loss.words.includes(word)) && [...filter.claims].every((c) => loss.claims.includes(c));
}

function mark({ component, sections = [] }) {
  for (const { card, loss } of sections.flatMap(({ cards }) => cards)) {
    if (loss.name === component.data?.opened) card.setAttribute("aria-current", "true");
    else card.removeAttribute("aria-current");
  }
}

function make(tag, attributes = {}, ...children) {
  const space = SHAPES.includes(tag) ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml";
  const element = document.createElementNS(space, tag);
  if (tag === "button") element.type = "button"; // not one that submits a form
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
