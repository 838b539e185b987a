// @ts-check
// The visitor's socket: it brings what charts and words have to show, and asks for more once that is painted.

import { placed, show } from "./chart.js";
import { find } from "./dom.js";
import { backoff } from "./retry.js";
import { spoken } from "./spoken.js";

/** @import { Component } from "./component.js" */
/** @import { ConnectionData, News, Painted, Panel, Protocol, ServerMessage, Turned, UnknownToken } from "./messages.js" */

/** The server closes with it when it does not know the token, and never will again. @type {UnknownToken} */
const UNKNOWN = 4404;
/** @type {Protocol} */
const PROTOCOL = "lossviz";
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
 * Sends what is turned to the server. What is turned while there is no connection is not heard.
 *
 * @param {Turned} turned
 */
export function send(turned) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(turned));
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

/** By which token this tab was known before the page was loaded again. */
function remembered() {
  try {
    return sessionStorage.getItem("lossviz") ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

/** @param {string} known */
function remember(known) {
  try {
    sessionStorage.setItem("lossviz", known);
  } catch {
    // Loading the page again will begin anew.
  }
}

/** @param {string} known */
function connect(known) {
  const address = new URL("connection", document.baseURI);
  address.protocol = address.protocol.replace("http", "ws");
  const before = remembered();
  const mine = new WebSocket(address, [PROTOCOL, known, ...(before && before !== known ? [before] : [])]);
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
    if (mine !== socket || code === UNKNOWN) return; // the page will bring a new token
    failures += 1;
    setTimeout(() => mine === socket && connect(known), backoff(failures, RETRY, LONGEST));
  };
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
  remember(known);
  last = message;
  tell();
  if (message.awaited) await placed(message.awaited);
  /** @type {unknown[]} */
  const errors = [];
  // All at once: no picture shows another state than the others. If one fails the others are painted all the same.
  const charts = Object.entries(message.charts).map(([key, news]) =>
    show(key, news).catch((error) => errors.push(error)),
  );
  if (Object.keys(message.panel).length) {
    panel = { ...panel, ...message.panel };
    showPanel?.(message.panel, panel);
  }
  await Promise.all(charts);
  if (!errors.length) acknowledge(message.number, mine);
  if (message.call) callForPage();
  if (errors.length) throw errors[0];
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
