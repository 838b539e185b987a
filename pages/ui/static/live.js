// The visitor's socket: it brings what charts and words have to show, and asks for more once that is drawn.

import { placed, show } from "./chart.js";

const RETRY = 1000; // milliseconds from a lost connection to the next attempt
const parts = new Map(); // how a part of the page is called, by its name
const called = new Set(); // parts that were called before they were there
let place;
let token;
let socket;
let queue = Promise.resolve();
let last = { standing: "", share: null };

export function listen(part, call) {
  parts.set(part, call);
  if (called.delete(part)) call();
}

export function draw({ data, parentElement }) {
  place = parentElement;
  const [words, bar] = place.querySelectorAll(".lossviz-standing, progress");
  words.style.cssText = "font-size: 14px; opacity: 0.7";
  // As high as the slider that stands here while the playhead rests, so that the page does not jump.
  bar.style.cssText = "width: 100%; margin: 24px 0 40px; accent-color: var(--st-primary-color)";
  bar.setAttribute("aria-label", "Progress");
  place.style.display = data.told ? "" : "none";
  tell();
  if (data.token === token) return;
  token = data.token;
  socket?.close();
  const before = remembered();
  connect(before === token ? "" : before);
}

// By which token this tab was known before the page was loaded again.
function remembered() {
  try {
    return sessionStorage.getItem("lossviz") ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

function remember() {
  try {
    sessionStorage.setItem("lossviz", token);
  } catch {
    // Loading the page again will begin anew.
  }
}

function connect(before = "") {
  const address = new URL(`live/${token}`, document.baseURI);
  address.protocol = address.protocol.replace("http", "ws");
  if (before) address.searchParams.set("before", before);
  const mine = new WebSocket(address);
  socket = mine;
  // One message after another: the points of the next are appended to what this one draws.
  mine.onmessage = ({ data }) => {
    queue = queue.then(() => take(JSON.parse(data), mine)).catch((error) => {
      console.error(error);
      mine.close(); // with the next connection everything comes again
    });
  };
  mine.onclose = () => setTimeout(() => mine === socket && connect(), RETRY);
}

async function take(message, mine) {
  if (message.moved) return call(message.call); // the page that follows brings the token of what was before
  remember();
  last = message;
  tell();
  if (message.awaited) await placed(message.awaited);
  for (const [key, news] of Object.entries(message.charts)) {
    await show(key, news);
    await new Promise((resolve) => setTimeout(resolve)); // lets the browser paint one chart before the next
  }
  if (mine.readyState === WebSocket.OPEN) mine.send(String(message.number));
  call(message.call);
}

function call(part) {
  if (parts.has(part)) parts.get(part)();
  else if (part) called.add(part);
}

function tell() {
  const [words, bar] = place.querySelectorAll(".lossviz-standing, progress");
  words.textContent = last.standing;
  bar.hidden = last.share === null;
  bar.value = last.share ?? 0;
}
