// From a list to an exercise that stands elsewhere on the page.

import { h } from "./dom.js";

// Several notebooks may be open in tabs behind each other, with exercises of the same names: the one around `from`.
export function goTo(from, id) {
  const page = from.closest(".jp-Notebook, main") ?? document;
  const card = page.querySelector(`[data-exercise="${CSS.escape(id)}"]`);
  const title = card?.querySelector(".rounds-title");
  if (!title) return null; // not shown yet, or its cell was taken out
  card.dispatchEvent(new CustomEvent("rounds-start"));
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
  card.scrollIntoView({ block: "start", behavior: "instant" });
  return card;
}

// A link that JupyterLab must not follow: to it, what stands behind # is a place in its own address.
export function leading(from, id, ...words) {
  const go = (event) => { event.preventDefault(); goTo(from, id); };
  return h("a", { href: `#${encodeURIComponent(id)}`, class: "rounds-link", onclick: go }, ...words);
}
