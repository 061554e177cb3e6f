// The pile of cards that are not placed: of many, one on top at a time, or all as a list. Which cards are in it changes.

import { onViewChange, preferredView, preferView } from "../../ui/exercise/one_at_a_time.js";
import { h } from "../../ui/shared/dom.js";

const FEW = 8; // cards that are seen all at once: whoever orders them compares them

// Where in a pile of `size` cards one is, after it changed: the same place, or the last card.
export function within(at, size) { return Math.max(0, Math.min(at, size - 1)); }

export function makeDeck(list) {
  let view = preferredView();
  let at = 0;
  let many = null; // whether it was a high pile to begin with
  const place = h("span", { class: "rounds-place" });
  const other = h("button", { type: "button", class: "rounds-other-view", onclick: () => preferView(view === "one" ? "list" : "one") });
  const step = (by) => {
    at = within(at + by, list.children.length);
    show();
    list.children[at]?.querySelector(".rounds-order-text")?.focus({ preventScroll: true });
  };
  const back = h("button", { type: "button", class: "rounds-button", onclick: () => step(-1) }, "Card before");
  const next = h("button", { type: "button", class: "rounds-button rounds-next", onclick: () => step(1) }, "Next card");
  const steps = h("div", { class: "rounds-steps" }, back, next);
  const line = h("div", { class: "rounds-place-line" }, place, other);

  function show() {
    const cards = [...list.children];
    many ??= cards.length > FEW;
    const one = many && view === "one" && cards.length > 1;
    at = within(at, cards.length);
    list.classList.toggle("rounds-one", one);
    list.classList.toggle("rounds-deck", one);
    cards.forEach((card, number) => card.classList.toggle("rounds-away", one && number !== at));
    place.textContent = one ? `Card ${at + 1} of ${cards.length}` : "";
    other.textContent = view === "one" ? "Show all as a list" : "Show one card at a time";
    steps.hidden = !one;
    line.hidden = !many || cards.length < 2;
    back.disabled = at === 0;
    next.disabled = at === cards.length - 1;
  }
  const stop = onViewChange((preferred) => {
    view = preferred;
    show();
  });
  return {
    line, steps, show, leave: stop,
    reveal(card) {
      const found = [...list.children].indexOf(card);
      if (found >= 0) at = found;
      show();
    },
  };
}
