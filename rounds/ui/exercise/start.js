// An exercise that nobody has begun is its title and a button, so that a fresh page is short and shows one thing at a time.
// The first one stands open, whatever was begun is open, and so is everything for those who like lists, and on paper.

import { h } from "../shared/dom.js";
import { here } from "../shared/page_state.js";
import { onViewChange, preferredView } from "./one_at_a_time.js";

const LONG = 160; // characters: a longer first sentence is no line to start with

// The first sentence of a text, if it is short.
export function firstSentence(text) {
  const [sentence] = (text || "").trim().match(/^[^\n]+?[.!?]['"’”)]*(?=\s|$)/) || [""];
  return sentence.length <= LONG ? sentence : "";
}

// `name` tells this exercise from others; `begun` says whether anything is answered; `opened` is called once it opens.
// `line` is the button with what stands beside it, and `show` has to be called with the card whenever something changed.
export function startLine({ name, exercise, opens, begun, opened }) {
  const button = h("button", { type: "button", class: "rounds-button rounds-start", "aria-label": `Start: ${exercise.title}`, onclick: start }, "Start");
  const line = h("div", { class: "rounds-start-line" }, h("p", {}, firstSentence(exercise.case) || firstSentence(exercise.task)), button);
  let card = null;
  const closed = () => preferredView() === "one" && !opens && !here.started.has(name) && !begun();
  function show(root) {
    card = root;
    const is = closed();
    root.classList.toggle("rounds-unstarted", is);
    line.hidden = !is;
  }
  function start() {
    if (line.hidden) return;
    here.started.add(name);
    show(card);
    opened();
    const title = card.querySelector(".rounds-title");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
  const leave = onViewChange(() => {
    show(card);
    opened();
  });
  return { line, show, start, leave };
}
