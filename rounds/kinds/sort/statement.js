// A statement as a card: who says it, what, and a grip to drag it by.
import { h, svg, freshId } from "../../ui/shared/dom.js";
import { spoken } from "./bins.js";

const DOTS = [[4, 4], [12, 4], [4, 10], [12, 10], [4, 16], [12, 16]];

// `longest` is the longest statement of the exercise: every card is as high as that one, so that the bins stay where they are.
export function statementCard(item, number, longest) {
  const { who, words } = spoken(item.text);
  const sign = h("span", { class: "rounds-sign" });
  const text = h("p", { id: freshId("statement"), class: "rounds-statement" },
    h("span", { class: "rounds-number" }, `${number}. `), who ? [h("span", { class: "rounds-who" }, who), " "] : null, h("span", { class: "rounds-words" }, words), sign);
  const grip = h("span", { class: "rounds-grip", "aria-hidden": "true" },
    svg("svg", { width: 16, height: 20, viewBox: "0 0 16 20", "aria-hidden": "true" }, DOTS.map(([cx, cy]) => svg("circle", { cx, cy, r: 1.7, fill: "currentColor" }))));
  // What was said of it once it was graded.
  function showSign(said) {
    sign.className = `rounds-sign ${said ? `rounds-${said.verdict}` : ""}`.trim();
    sign.replaceChildren(...(said ? [" ", h("span", { class: "rounds-verdict" }, h("span", { "aria-hidden": "true" }, said.icon), ` ${said.word}`)] : []));
  }
  return { showSign, node: h("div", { class: "rounds-statement-card", "data-longest": longest }, text, grip), words: text, grip };
}
