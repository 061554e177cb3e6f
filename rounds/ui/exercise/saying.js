// Practice: what is said of one item, in a place that a screen reader watches. What is said of a choice just made comes
// into view, where the choice can stay in view with it.

import { h, paragraphs } from "../shared/dom.js";

function bringIntoView(node) {
  const choice = document.activeElement;
  if (!choice?.matches("[type=radio], [type=checkbox]") || !node.parentElement?.contains(choice)) return;
  const below = node.getBoundingClientRect().bottom - window.innerHeight;
  if (below <= 0) return;
  const bar = Number.parseFloat(getComputedStyle(choice).scrollMarginTop) || 0;
  const fits = choice.getBoundingClientRect().top - bar > below;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
  (fits ? node : choice).scrollIntoView({ block: fits ? "end" : "start", behavior });
}

export function saying() {
  const node = h("div", { class: "rounds-said", "aria-live": "polite" });
  let shown = "";
  return {
    node,
    show(said) {
      const key = JSON.stringify(said || "");
      if (key === shown) return;
      shown = key;
      node.replaceChildren();
      node.className = `rounds-said${said ? ` rounds-${said.verdict}` : ""}`;
      if (!said) return;
      const [first, ...rest] = [...paragraphs(said.slip), ...paragraphs(said.text)];
      first?.prepend(h("span", { class: "rounds-verdict" }, h("span", { "aria-hidden": "true" }, said.icon), ` ${said.word}. `));
      node.append(...[first, ...rest].filter(Boolean));
      bringIntoView(node);
    },
  };
}
