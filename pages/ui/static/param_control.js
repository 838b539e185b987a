// @ts-check
// The control of a parameter among Streamlit's own parts of a page: charts follow the hand by the socket, and the page
// is told what the hand leaves.

import { send } from "./connection.js";
import { control } from "./control.js";
import { find, make } from "./dom.js";

/** @import { Component } from "./component.js" */
/** @import { Control } from "./control.js" */
/** @import { ControlTold, ParamControlData } from "./messages.js" */

/**
 * @typedef {object} Drawn
 * @property {Component<ParamControlData, ControlTold>} component the newest
 * @property {Control} control
 */

/** @type {WeakMap<HTMLElement, Drawn>} */
const known = new WeakMap(); // by host

/** @param {Component<ParamControlData, ControlTold>} component */
export function draw(component) {
  /** @type {HTMLElement} */
  const host = find(component.parentElement, ".lossviz-param-control");
  const drawn = known.get(host);
  if (drawn && drawn.component.data.control.name === component.data.control.name) {
    drawn.component = component;
    drawn.control.show(component.data.control);
    return;
  }
  const refused = make("p", { role: "alert" });
  const made = {
    component,
    control: control(component.data.control, {
      large: true,
      move(value) {
        refused.replaceChildren();
        send({ control: component.data.control.name, value, held: true });
      },
      settle: (value) => made.component.setTriggerValue("settled", value),
      refuse: (sentence) => refused.replaceChildren(sentence),
    }),
  };
  known.set(host, made);
  host.replaceChildren(made.control.element, refused);
}
