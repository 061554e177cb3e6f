// Practice: what is said of one item, in a place that a screen reader watches.

import { h, paragraphs } from "../shared/dom.js";

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
    },
  };
}
