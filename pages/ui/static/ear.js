// Lets the part of the page in which it stands be drawn again when the server calls for it.

import { listen } from "./live.js";

export function draw({ data, setTriggerValue }) {
  listen(data.part, () => setTriggerValue("call", true));
}
