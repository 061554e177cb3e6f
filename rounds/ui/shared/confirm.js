// Marking shows the right answers: where something is not answered yet, it asks in place first.

// The question below `button`; `go` is what is done when one says so, and `onward` when one goes on answering instead.
function askBefore(button, go, onward, anyway = "Mark anyway") {
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
