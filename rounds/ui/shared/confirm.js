// Grading shows the right answers: where something is not answered yet, it asks in place first.

import { freshId, h } from "./dom.js";

// The question below `button`; `go` runs if the learner says yes, and `onward` if they go on answering instead.
export function askBefore(button, go, onward, anyway = "Grade anyway") {
  const words = h("p", { id: freshId("ask") });
  const question = h("div", {
    class: "rounds-question", role: "group", tabindex: "-1", "aria-labelledby": words.id, hidden: true,
    onkeydown(event) { if (event.key === "Escape") back(); },
  }, words, h("div", { class: "rounds-buttons" },
    h("button", { type: "button", class: "rounds-button", onclick() { back(); go(); } }, anyway),
    h("button", { type: "button", class: "rounds-button", onclick() { back(); onward(); } }, "Go on answering")));
  function close() { question.hidden = true; }
  function back() {
    close();
    button.focus();
  }
  function ask(text) {
    words.textContent = text;
    question.hidden = false;
    question.focus(); // which reads its words aloud, once
  }
  return { node: question, ask, close };
}

// Says that the kernel is at work, which may take seconds the first time; where it is quick, nothing.
export function workingSign() {
  const node = h("p", { class: "rounds-working", role: "status" });
  let timers = [];
  function say(text) { node.textContent = text; }
  function stop() {
    timers.forEach(clearTimeout);
    timers = [];
    say("");
  }
  function start() {
    stop();
    timers = [
      setTimeout(say, 300, "Working…"),
      setTimeout(say, 15000, "Still working. If nothing happens, reload this page. Everything saved so far is kept."),
    ];
  }
  return { node, start, stop };
}
