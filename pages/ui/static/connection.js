// @ts-check
// The visitor's socket: it brings what charts and words have to show, and asks for more once that is painted.

import { placed, show } from "./chart.js";
import { find } from "./dom.js";
import { backoff } from "./retry.js";
import { spoken } from "./spoken.js";
import { valuesOf } from "./state.js";

/** @import { Component } from "./component.js" */
/** @import { ConnectionData, Kept, News, Painted, Panel, Protocol, Same, ServerMessage, Turned } from "./messages.js" */
/** @import { UnknownToken, Written } from "./messages.js" */

/** @typedef {Turned | Written} Act what a visitor does */

/** The server closes with it when it does not know the token, and never will again. @type {UnknownToken} */
const UNKNOWN = 4404;
/** @type {Protocol} */
const PROTOCOL = "lossviz";
/** @type {Same} */
const SAME = "same";
const MOST_CALLS = 60; // for the page, while the server is away: ten minutes
const MOST_UNHEARD = 200; // of what is turned while there is no connection
const AWAY = "The connection is lost. What you change is kept here, and done once it is back.";
const [RETRY, LONGEST] = [1000, 10_000]; // milliseconds from a lost connection to the next attempt, at first and at most

/** @type {(() => void) | undefined} draws the page again */
let callPage;
let called = false; // before the page was there to be called
/** @type {HTMLElement | undefined} */
let place;
/** @type {string | undefined} */
let token;
/** @type {WebSocket | undefined} */
let socket;
/** @type {Promise<unknown>} */
let queue = Promise.resolve();
let failures = 0; // since a message was last painted
/** @type {string | undefined} */
let mineBefore; // the token by which the server has known this page last
/** @type {WebSocket | undefined} */
let heardBy; // the socket by which the server has told news
/** @type {Act[]} */
let unheard = []; // what was done, as far as the server has not said that it knows
let turns = 0;
/** @type {Pick<News, "standing" | "share">} */
let last = { standing: "", share: null };
/** @type {Panel} all that was told of the panel */
let panel = {};
/** @type {((news: Panel, all: Panel) => void) | undefined} */
let showPanel;

/**
 * Lets the page be drawn again.
 *
 * @param {() => void} call
 */
export function listen(call) {
  callPage = call;
  if (called) call();
  called = false;
}

/**
 * Sends what is turned or written to the server: at once, or when there is a connection again.
 *
 * @param {Omit<Turned, "number"> | Omit<Written, "number">} told
 */
export function send(told) {
  const act = { ...told, number: ++turns };
  const last = unheard.at(-1);
  if (last?.held && act.held && sameOf(last) === sameOf(act)) unheard.pop(); // the newest value counts
  unheard = [...unheard, act].slice(-MOST_UNHEARD);
  if (heardBy === socket) say(act);
}

/**
 * What an act is done to.
 *
 * @param {Act} act
 */
const sameOf = (act) => ("control" in act ? act.control : undefined);

/** Whether a text has been written that the server has not heard of. */
export const unheardText = () => unheard.some((act) => "written" in act);

/**
 * Whether a control has been turned without the server having heard of it.
 *
 * @param {string} control
 */
export const unheardTurn = (control) => unheard.some((act) => sameOf(act) === control);

/** @param {Act | Painted | Kept} message */
function say(message) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/**
 * Lets the panel of the page be shown, now and whenever there is news of it.
 *
 * @param {(news: Panel, all: Panel) => void} show gets the parts that are new, and all of them
 */
export function onPanel(show) {
  showPanel = show;
  if (Object.keys(panel).length) show(panel, panel);
}

/** @param {Component<ConnectionData>} component */
export function draw({ data, parentElement }) {
  place = parentElement;
  const { words, bar } = shownIn(place);
  words.style.cssText = "font-size: 14px; opacity: 0.7";
  bar.style.cssText = "display: block; width: 100%; margin: 2px 0 0; accent-color: var(--st-primary-color)";
  bar.setAttribute("aria-label", "Progress");
  if (!bar.nextElementSibling) bar.after(spoken(words));
  place.style.display = data.shown ? "" : "none";
  tell();
  if (data.token === token) return;
  token = data.token;
  failures = 0;
  panel = {};
  const old = socket;
  connect(token);
  old?.close();
}

/**
 * What this tab has kept, also if the page was loaded again since: by which token it was known, or what it had.
 *
 * @param {"lossviz" | "lossviz-kept"} name
 */
function remembered(name) {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

/**
 * @param {"lossviz" | "lossviz-kept"} name
 * @param {string} text
 */
function remember(name, text) {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // Loading the page again will begin anew.
  }
}

/** @returns {Record<string, string>} what the server has asked to keep */
function kept() {
  try {
    return JSON.parse(remembered("lossviz-kept"));
  } catch {
    return {}; // nothing yet
  }
}

/** @param {string} known */
function connect(known) {
  const address = new URL("connection", document.baseURI);
  address.protocol = address.protocol.replace("http", "ws");
  const before = mineBefore ?? remembered("lossviz");
  const names = before && before !== known ? [before, ...(mineBefore ? [SAME] : [])] : [];
  const mine = new WebSocket(address, [PROTOCOL, known, ...names]);
  socket = mine;
  let failed = false;
  // One message after another: the points of the next are appended to what this one paints. After one that could not be
  // painted none is taken: with the next connection everything comes again.
  mine.onmessage = ({ data }) => {
    queue = queue
      .then(() => (failed || mine !== socket ? undefined : take(JSON.parse(data), mine, known)))
      .catch((error) => {
        console.error(error);
        failed = true;
        mine.close();
      });
  };
  mine.onclose = ({ code }) => {
    if (mine !== socket) return;
    if (code === UNKNOWN) {
      askForToken(mine);
      return;
    }
    failures += 1;
    if (failures > 1) tellPanel(whileAway()); // until all is told again
    setTimeout(() => mine === socket && connect(known), backoff(failures, RETRY, LONGEST));
  };
}

/**
 * Lets the page be drawn, which brings another token; again, later each time, as long as Streamlit has no connection. The
 * old token is never asked for again.
 *
 * @param {WebSocket} mine
 * @param {number} [times] how often that was done
 */
function askForToken(mine, times = 0) {
  if (mine !== socket || times === MOST_CALLS) return;
  callForPage();
  setTimeout(() => askForToken(mine, times + 1), backoff(times + 1, RETRY, LONGEST));
}

/**
 * @param {ServerMessage} message
 * @param {WebSocket} mine
 * @param {string} known
 */
async function take(message, mine, known) {
  if ("moved" in message) {
    callForPage(); // which brings the token of what was before
    return;
  }
  if ("forgotten" in message) {
    say({ kept: kept() });
    return;
  }
  if (mineBefore !== known) remember("lossviz", known); // once: writing it takes time that a picture has not
  mineBefore = known;
  if (Object.keys(message.kept).length) remember("lossviz-kept", JSON.stringify({ ...kept(), ...message.kept }));
  hear(message.heard, mine);
  last = message;
  tell();
  if (message.awaited) await placed(message.awaited);
  /** @type {unknown[]} */
  const errors = [];
  // All at once: no picture shows another state than the others. If one fails the others are painted all the same.
  const values = valuesOf(Object.values(message.charts));
  const charts = Object.entries(message.charts).map(([key, news]) =>
    show(key, news, values).catch((error) => errors.push(error)),
  );
  if (Object.keys(message.panel).length) tellPanel(message.panel);
  await Promise.all(charts);
  if (!errors.length) acknowledge(message.number, mine);
  if (message.call) callForPage();
  if (errors.length) throw errors[0];
}

/**
 * Says what the server has not heard, once by each socket.
 *
 * @param {number} last the number of what it has heard last
 * @param {WebSocket} mine
 */
function hear(last, mine) {
  turns = Math.max(turns, last);
  unheard = unheard.filter(({ number }) => number > last);
  if (heardBy === mine) return;
  heardBy = mine;
  unheard.forEach(say);
}

/** @returns {Panel} */
function whileAway() {
  const { values = {} } = panel;
  const turned = unheard.flatMap((act) =>
    "control" in act && act.control in values ? [[act.control, act.value]] : [],
  );
  const sentence = [{ text: AWAY, role: /** @type {const} */ ("wrong") }];
  return { sentence, ...(turned.length ? { values: { ...values, ...Object.fromEntries(turned) } } : {}) };
}

/** @param {Panel} news */
function tellPanel(news) {
  panel = { ...panel, ...news };
  showPanel?.(news, panel);
}

/**
 * @param {number} number
 * @param {WebSocket} mine
 */
function acknowledge(number, mine) {
  failures = 0;
  /** @type {Painted} */
  const answer = { painted: number };
  if (mine.readyState === WebSocket.OPEN) mine.send(JSON.stringify(answer));
}

function callForPage() {
  if (callPage) callPage();
  else called = true;
}

/** @param {HTMLElement} parent */
function shownIn(parent) {
  return {
    words: /** @type {HTMLElement} */ (find(parent, ".lossviz-standing")),
    bar: /** @type {HTMLProgressElement} */ (find(parent, "progress")),
  };
}

function tell() {
  if (!place) return;
  const { words, bar } = shownIn(place);
  words.textContent = last.standing;
  bar.style.visibility = last.share === null ? "hidden" : ""; // its place stays, so that the page does not jump
  bar.value = last.share ?? 0;
}
