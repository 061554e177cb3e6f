// How things stand: the other side's name and face, a gauge a quantity, and what was learned so far.

import { freshId, h } from "../../ui/shared/dom.js";
import { face } from "./face.js";
import { boxes, figureAndWord } from "./spoken.js";

export function makeStanding({ other: first }) {
  let other = first; // whom the first move may have chosen
  const name = h("b", { class: "rounds-talk-with" }, other);
  const gauges = h("ul", { class: "rounds-talk-quantities", "aria-label": "Where things stand" });
  const cards = h("ul", { class: "rounds-talk-learned", id: freshId("learned"), hidden: true, "aria-label": "What you have learned so far" });
  const count = h("button", { type: "button", class: "rounds-act rounds-talk-learned-count", hidden: true, "aria-expanded": "false", "aria-controls": cards.id, onclick: turn });
  let shown = "";
  let learnedShown = "[]";

  function turn() {
    cards.hidden = !cards.hidden;
    count.setAttribute("aria-expanded", String(!cards.hidden));
  }

  function gauge({ label, told, scale }) {
    const { figure, word } = figureAndWord(told);
    const words = [h("span", { class: "rounds-talk-gauge-name" }, `${label}: `), h("b", {}, figure), word ? h("span", { class: "rounds-sr rounds-talk-gauge-word" }, ` (${word})`) : null];
    if (!scale) return h("li", {}, words);
    const drawn = boxes(scale).map((share) => h("i", { style: `--full: ${100 * share}%` }));
    return h("li", {}, h("span", {}, words), h("span", { class: "rounds-talk-gauge", "aria-hidden": "true" }, drawn));
  }

  return {
    node: h("div", { class: "rounds-talk-standing" }, face(other), name, count, gauges, cards),
    show({ values = [], learned = [], other: with_ = first }) {
      if (with_ !== other) {
        other = with_;
        name.previousSibling.replaceWith(face(other));
        name.textContent = other;
      }
      const now = JSON.stringify(values);
      if (now !== shown) {
        shown = now;
        gauges.replaceChildren(...values.map(gauge));
        gauges.hidden = !values.length;
      }
      const learnedNow = JSON.stringify(learned);
      if (learnedNow === learnedShown) return;
      learnedShown = learnedNow;
      count.hidden = !learned.length;
      count.textContent = `${learned.length} learned`;
      cards.replaceChildren(...learned.map((label) => h("li", {}, label)));
      if (!learned.length && !cards.hidden) turn();
    },
  };
}
