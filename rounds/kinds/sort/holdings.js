// What the bins hold: in each its meaning, and a line for every card in it, which takes that card up again.
import { h, freshId } from "../../ui/shared/dom.js";
import { firstWords, held } from "./bins.js";

export function makeHoldings(bins, items, takeUp) {
  const chips = new Map(items.map((item) => {
    const sign = h("span", { class: "rounds-chip-sign" });
    const button = h("button", { type: "button", class: "rounds-chip", tabindex: "-1", "aria-label": item.text, onclick: () => takeUp(item.id) },
      sign, h("span", {}, firstWords(item.text)));
    return [item.id, { button, sign, node: h("li", {}, button) }];
  }));
  const parts = new Map(bins.map((bin) => {
    const means = bin.means ? h("p", { id: freshId("means"), class: "rounds-means" }, bin.means) : null;
    const list = h("ul", { class: "rounds-held", "aria-label": `In “${bin.label}”`, onkeydown: onArrow });
    return [bin.id, { means, list, count: h("span", { class: "rounds-count" }), node: h("div", { class: "rounds-bin-body" }, means, list) }];
  }));
  // What a bin holds is one stop of Tab; the arrows go from line to line.
  function stopAt(button) { for (const one of button.closest("ul").querySelectorAll("button")) one.tabIndex = one === button ? 0 : -1; }
  function onArrow(event) {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key], all = [...event.currentTarget.querySelectorAll("button")];
    if (!step) return;
    event.preventDefault();
    const to = all[(all.indexOf(event.target) + step + all.length) % all.length];
    stopAt(to);
    to.focus();
  }
  return {
    meaning: (bin) => parts.get(bin).means?.id,
    // Into the bins of the card that is shown.
    moveTo(cells) {
      for (const cell of cells) {
        const { node, count } = parts.get(cell.dataset.bin);
        if (node.parentNode === cell) return;
        cell.querySelector("label").append(count);
        cell.append(node);
      }
    },
    update(answer, said) {
      if (!items.length) return;
      for (const [bin, inside] of held(items, bins, answer)) {
        const { list, count } = parts.get(bin), nodes = inside.map((item) => chips.get(item.id).node).reverse(); // the last one on top
        if (list.childElementCount !== nodes.length || nodes.some((node, at) => list.children[at] !== node)) {
          list.replaceChildren(...nodes);
          if (nodes.length) stopAt(nodes[0].firstElementChild);
        }
        count.textContent = nodes.length ? `${nodes.length}` : "";
        for (const item of inside) {
          const { verdict = "", icon = "", word = "" } = said[item.id] ?? {}, { button, sign } = chips.get(item.id);
          button.className = `rounds-chip ${verdict && `rounds-chip-${verdict}`}`.trim();
          button.setAttribute("aria-label", word ? `${item.text} ${word}.` : item.text);
          sign.textContent = icon;
        }
      }
    },
  };
}
