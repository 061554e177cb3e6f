// What each of a few names means. On a phone the list is folded, since the exercise itself should be in sight.

import { h } from "./dom.js";

const NARROW = "(max-width: 760px)";

// `entries` are { label, means, more } with `more` for people who only hear them; null where nothing needs a meaning.
export function meanings(title, entries) {
  if (!entries.some((entry) => entry.means)) return null;
  // A plain list: JupyterLab's own style for <dl> overlaps on a phone.
  const list = h("ul", { class: "rounds-bins" }, entries.filter((entry) => entry.means)
    .map((entry) => h("li", {}, h("b", {}, entry.label), " ", entry.means, entry.more ? h("span", { class: "rounds-sr" }, ` ${entry.more}`) : null)));
  return h("details", { class: "rounds-meanings", open: !window.matchMedia?.(NARROW).matches }, h("summary", {}, title), list);
}
