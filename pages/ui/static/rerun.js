// @ts-check
// Lets the part of the page in which it stands be drawn again when the server calls for it.

import { listen } from "./connection.js";

/** @import { Component } from "./component.js" */
/** @import { RerunData, RerunTold } from "./messages.js" */

/** @param {Component<RerunData, RerunTold>} component */
export function draw({ data, setTriggerValue }) {
  listen(data.part, () => setTriggerValue("call", true));
}
