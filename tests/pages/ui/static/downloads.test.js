import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

const elementOf = () => ({
  ...{ attributes: {}, children: [], href: "" },
  setAttribute: function (name, value) {
    this.attributes[name] = value;
  },
  removeAttribute: function (name) {
    delete this.attributes[name];
  },
  append: function (...more) {
    this.children.push(...more);
  },
  replaceChildren: function (...more) {
    this.children = more;
  },
  click: () => saved.push("a file"),
});
const saved = [];
Object.assign(globalThis, {
  document: { baseURI: "http://localhost/lab/compare", createElementNS: elementOf, createElement: elementOf },
  setTimeout: (act) => act(),
});
Object.assign(globalThis.document, { head: elementOf() });
URL.createObjectURL = () => "blob:";
URL.revokeObjectURL = () => {};
const { draw } = await import("../../../../pages/ui/static/downloads.js");

const file = { label: "Script", name: "run.py", help: "A file." };
let host;

beforeEach(() => {
  mock.method(console, "warn", () => {});
  host = elementOf();
  saved.length = 0;
});

afterEach(() => mock.restoreAll());

const drawn = (data) => draw({ data, parentElement: { querySelector: () => host } });

test("a button stays the same until there is another file", () => {
  drawn({ key: "1", files: [file] });
  const [button] = host.children;
  drawn({ key: "1", files: [{ ...file }] });
  assert.equal(host.children[0], button);
  drawn({ key: "2", files: [file] });
  assert.notEqual(host.children[0], button);
});

test("a file is asked for where the page is, again after a failure, and saved", async () => {
  const asked = [];
  globalThis.fetch = async (address, { headers }) => {
    asked.push(`${address} ${headers["lossviz-key"]}`);
    if (asked.length < 3) throw new TypeError("Failed to fetch");
    return { ok: true, blob: async () => ({}) };
  };
  drawn({ key: "1", files: [file] });
  await host.children[0].onclick();
  assert.deepEqual(asked, Array(3).fill("http://localhost/lab/files/run.py 1"));
  assert.deepEqual(saved, ["a file"]);
});

test("why there is no file is said", async () => {
  globalThis.fetch = async () => ({ ok: false, text: async () => "It fails." });
  drawn({ key: "1", files: [file] });
  await host.children[0].onclick();
  assert.deepEqual(host.children[1].children, ["Script could not be made. It fails."]);
  assert.deepEqual(saved, []);
  assert.deepEqual(host.children[0].attributes["aria-busy"], undefined);
});
