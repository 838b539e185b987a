// @ts-check
// Buttons for files that the server makes when they are asked for.

import { make, find, styled } from "./dom.js";
import { save } from "./download.js";
import { retried } from "./retry.js";

/** @import { Component } from "./component.js" */
/** @import { DownloadsData, FileData, FilesKey } from "./messages.js" */

/** The header that says whose file is asked for. @type {FilesKey} */
const KEY = "lossviz-key";
const [ATTEMPTS, FIRST] = [4, 500]; // how often a file is asked for, and milliseconds after the first failure

/** @type {WeakMap<HTMLElement, string>} */
const drawn = new WeakMap();

/** @param {Component<DownloadsData>} component */
export function draw({ data, parentElement }) {
  /** @type {HTMLElement} */
  const host = find(parentElement, ".lossviz-downloads");
  const now = JSON.stringify(data);
  if (drawn.get(host) === now) return; // what the mouse has pressed stays until it lets go
  drawn.set(host, now);
  void styled("control.css");
  const failed = make("p", { role: "alert" });
  host.replaceChildren(...data.files.map((file) => buttonOf(file, data.key, failed)), failed);
}

/**
 * @param {FileData} file
 * @param {string} key
 * @param {HTMLElement} failed says why there is none
 */
function buttonOf(file, key, failed) {
  const button = make("button", { title: file.help }, file.label);
  button.onclick = async () => {
    button.setAttribute("aria-busy", "true");
    failed.replaceChildren();
    try {
      save(await retried(() => fetched(file, key), { attempts: ATTEMPTS, first: FIRST }), file.name);
    } catch (error) {
      failed.replaceChildren(`${file.label} could not be made. ${error instanceof Error ? error.message : ""}`);
    }
    button.removeAttribute("aria-busy");
  };
  return button;
}

/**
 * @param {FileData} file
 * @param {string} key
 */
async function fetched({ name }, key) {
  const address = new URL(`files/${encodeURIComponent(name)}`, document.baseURI);
  const answer = await fetch(address, { headers: { [KEY]: key } });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.blob();
}
