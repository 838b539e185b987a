import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

/** A socket that the test opens, closes and lets speak. */
class Socket {
  static OPEN = 1;
  static made = [];

  constructor(address, protocols) {
    Object.assign(this, { address: String(address), protocols, readyState: Socket.OPEN, sent: [] });
    Socket.made.push(this);
  }

  send(text) {
    this.sent.push(text);
  }

  close(code = 1000) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

/** Time, which passes when the test says so. */
const clock = {
  now: 0,
  waiting: [],
  setTimeout: (act, pause = 0) => void clock.waiting.push({ act, at: clock.now + pause }),
  tick(milliseconds) {
    clock.now += milliseconds;
    const due = clock.waiting.filter(({ at }) => at <= clock.now);
    clock.waiting = clock.waiting.filter(({ at }) => at > clock.now);
    for (const { act } of due) act();
  },
};

const kept = new Map();
const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text) };
Object.assign(globalThis, {
  WebSocket: Socket,
  setTimeout: clock.setTimeout,
  document: { baseURI: "http://localhost:8501/lab/compare?seed=1" },
  sessionStorage: storage,
});
let draw, listen, onPanel, send, unheardText; // of a page that has just been loaded
const load = async () => {
  const address = `../../../../pages/ui/static/connection.js?${numbers}`;
  ({ draw, listen, onPanel, send, unheardText } = await import(address));
};

// Behind the bar stands already what is said to those who do not see it.
const elementOf = () => ({ style: {}, setAttribute() {}, nextElementSibling: {} });
const place = {
  style: {},
  parts: { ".lossviz-standing": elementOf(), progress: elementOf() },
  querySelector: (selector) => place.parts[selector],
};
const newest = () => Socket.made.at(-1);
const message = (number, more = {}) => ({
  ...{ number, charts: {}, standing: `message ${number}`, share: null, call: false, awaited: null, panel: {} },
  ...{ heard: 0, kept: {} },
  ...more,
});
const settled = () => new Promise((resolve) => setImmediate(resolve));
const tell = async (socket, news) => {
  socket.onmessage({ data: JSON.stringify(news) });
  await settled();
};
let numbers = 0;

beforeEach(async () => {
  mock.method(console, "error", () => {});
  Socket.made.length = 0;
  kept.clear();
  clock.waiting = [];
  await load();
  draw({ data: { token: `token${(numbers += 1)}`, shown: true }, parentElement: place });
});

afterEach(() => {
  mock.restoreAll();
});

test("a token has one socket, however often the page is drawn", () => {
  draw({ data: { token: `token${numbers}`, shown: false }, parentElement: place });
  assert.deepEqual(
    Socket.made.map(({ address, protocols }) => [address, protocols]),
    [["ws://localhost:8501/lab/connection", ["lossviz", `token${numbers}`]]],
  );
  assert.equal(place.style.display, "none");
});

test("a message is acknowledged, and its words are shown", async () => {
  await tell(newest(), message(7, { share: 0.5 }));
  assert.deepEqual(newest().sent, ['{"painted":7}']);
  assert.equal(place.parts[".lossviz-standing"].textContent, "message 7");
  assert.equal(place.parts.progress.value, 0.5);
});

test("what cannot be painted is not acknowledged, and nothing is after it", async () => {
  const socket = newest();
  const points = { title: "Loss", alt: "", points: [] }; // for a chart that has no figure
  socket.onmessage({ data: JSON.stringify(message(1, { charts: { unknown: points } })) });
  socket.onmessage({ data: JSON.stringify(message(2)) });
  for (let i = 0; i < 3; i++) {
    await settled();
    clock.tick(1);
  }
  assert.deepEqual(socket.sent, []);
  assert.equal(socket.readyState, 3);
  clock.tick(1000);
  assert.equal(Socket.made.length, 2);
  await tell(newest(), message(3));
  assert.deepEqual(newest().sent, ['{"painted":3}']);
});

test("a lost socket is opened again, later each time, and soon again after a message", async () => {
  const pauses = [];
  for (let i = 0; i < 7; i++) {
    const before = Socket.made.length;
    newest().close(1006);
    let pause = 0;
    for (; Socket.made.length === before; pause += 500) clock.tick(500);
    pauses.push(pause);
  }
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  await tell(newest(), message(1));
  newest().close(1006);
  clock.tick(1000);
  assert.equal(Socket.made.length, 9);
});

test("a token that the server does not know is not asked for again, but the page for the next one", () => {
  const calls = [];
  listen(() => calls.push(clock.now));
  newest().close(4404);
  for (let i = 0; i < 2000; i++) clock.tick(500);
  assert.equal(Socket.made.length, 1);
  assert.deepEqual(
    calls.slice(0, 7).map((at) => at - calls[0]),
    [0, 1000, 3000, 7000, 15_000, 25_000, 35_000],
  );
  assert.equal(calls.length, 60, "it ends");
  draw({ data: { token: `token${(numbers += 1)}`, shown: true }, parentElement: place });
  assert.equal(Socket.made.length, 2);
  assert.equal(newest().protocols[1], `token${numbers}`);
});

test("a new token ends the socket of the last one", async () => {
  const old = newest();
  draw({ data: { token: `token${(numbers += 1)}`, shown: true }, parentElement: place });
  assert.equal(old.readyState, 3);
  await tell(old, message(9));
  assert.deepEqual(old.sent, []);
  clock.tick(600_000);
  assert.equal(Socket.made.length, 2);
});

test("a tab that is loaded again says by which token it was known until it hears of its own", async () => {
  kept.set("lossviz", "earlier");
  draw({ data: { token: `token${(numbers += 1)}`, shown: true }, parentElement: place });
  assert.deepEqual(newest().protocols, ["lossviz", `token${numbers}`, "earlier"]);
  newest().close(1006);
  clock.tick(1000);
  assert.deepEqual(newest().protocols, ["lossviz", `token${numbers}`, "earlier"]);
  await tell(newest(), message(1));
  assert.equal(kept.get("lossviz"), `token${numbers}`);
});

test("the page is called for, also before it is there to be called", async () => {
  const calls = [];
  await tell(newest(), { moved: true });
  listen(() => calls.push("page"));
  await tell(newest(), message(1, { call: true }));
  assert.deepEqual(calls, ["page", "page"]);
});

// What is turned while there is no connection

const turn = (control, value, held = false) => send({ control, value, held });
const said = (socket) => socket.sent.map((text) => JSON.parse(text)).filter(({ number }) => number);

test("what is turned while there is no connection is said once there is one, the newest of what was held", async () => {
  turn("pin", true);
  await tell(newest(), message(1));
  assert.deepEqual(said(newest()), [{ control: "pin", value: true, held: false, number: 1 }]);
  await tell(newest(), message(2, { heard: 1 }));
  newest().close(1006);
  for (const value of [1, 2, 3]) turn("seed", value, true);
  turn("seed", 3);
  turn("pin", true);
  clock.tick(1000);
  assert.deepEqual(said(newest()), [], "not before the server has said what it knows");
  await tell(newest(), message(3, { heard: 1 }));
  const again = said(newest());
  assert.deepEqual(
    again.map(({ control, value, held }) => [control, value, held]),
    [
      ["seed", 3, true],
      ["seed", 3, false],
      ["pin", true, false],
    ],
  );
  await tell(newest(), message(4, { heard: again[1].number }));
  assert.equal(said(newest()).length, 3, "each once by a socket");
  newest().close(1006);
  clock.tick(1000);
  await tell(newest(), message(5, { heard: again[1].number }));
  assert.deepEqual(said(newest()), again.slice(2));
});

test("what is written while there is no connection is said once there is one, the newest of what was held", async () => {
  await tell(newest(), message(1));
  newest().close(1006);
  for (const text of ["e", "e*", "e**2"]) send({ written: text, held: true });
  turn("seed", 1, true);
  send({ written: "e**2", held: false });
  assert.ok(unheardText());
  clock.tick(1000);
  await tell(newest(), message(2));
  assert.deepEqual(
    said(newest()).map(({ written, control, held }) => [written ?? control, held]),
    [
      ["e**2", true],
      ["seed", true],
      ["e**2", false],
    ],
  );
  await tell(newest(), message(3, { heard: said(newest()).at(-1).number }));
  assert.ok(!unheardText());
});

test("a page that was loaded again goes on with the numbers of what the server has heard", async () => {
  await tell(newest(), message(1, { heard: 41 }));
  turn("pin", true);
  assert.deepEqual(
    said(newest()).map(({ number }) => number),
    [42],
  );
});

test("who turns something for long without a connection does not fill the memory", async () => {
  for (let i = 0; i < 1000; i++) turn("seed", i);
  await tell(newest(), message(1));
  assert.equal(said(newest()).length, 200);
  assert.equal(said(newest()).at(-1).value, 999);
});

test("a page that has lost the server says so, with what was turned, and that it was there all the time", async () => {
  const seen = [];
  onPanel((news) => seen.push(news));
  await tell(newest(), message(1, { panel: { values: { seed: 0, epochs: 5 } } }));
  const before = newest().protocols[1];
  newest().close(1006);
  turn("seed", 3);
  clock.tick(1000);
  newest().close(1006);
  assert.deepEqual(seen.at(-1).values, { seed: 3, epochs: 5 });
  assert.match(seen.at(-1).sentence[0].text, /connection is lost/);
  draw({ data: { token: `token${(numbers += 1)}`, shown: true }, parentElement: place });
  assert.deepEqual(newest().protocols, ["lossviz", `token${numbers}`, before, "same"]);
});

// What the browser keeps

test("what the server has asked to keep is given back to one that has forgotten it", async () => {
  await tell(newest(), message(1, { kept: { A: "a", B: "b" } }));
  await tell(newest(), message(2, { kept: { A: "c" } }));
  numbers += 1;
  await load(); // the page is loaded again
  draw({ data: { token: `token${numbers}`, shown: true }, parentElement: place });
  await tell(newest(), { forgotten: true });
  assert.deepEqual(newest().sent, ['{"kept":{"A":"c","B":"b"}}']);
  await tell(newest(), message(1, { kept: { B: "d" } }));
  assert.deepEqual(JSON.parse(kept.get("lossviz-kept")), { A: "c", B: "d" });
});

test("a browser that keeps nothing says so", async () => {
  await tell(newest(), { forgotten: true });
  assert.deepEqual(newest().sent, ['{"kept":{}}']);
});
