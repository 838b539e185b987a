// @ts-check
// Lets the page be drawn again when the server calls for it.

import { listen } from "./connection.js";
import { nameOurFile } from "./outage.js";

/** @import { Component } from "./component.js" */
/** @import { RerunTold } from "./messages.js" */

/** @param {Component<undefined, RerunTold>} component */
export function draw({ setTriggerValue }) {
  nameOurFile();
  listen(() => setTriggerValue("call", true));
}
