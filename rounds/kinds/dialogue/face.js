// A speaker's portrait: words stand beside it wherever it is shown.

import { h } from "../../ui/shared/dom.js";
import { portrait } from "../../ui/pictures/portraits.js";

export function face(name, size) {
  return h("span", { class: "rounds-talk-face", "aria-hidden": "true" }, portrait(name, { size }));
}
