// The opening question: a box that grows with the line typed in it. In the second try, the first line stands beside it.

import { h } from "../../ui/shared/dom.js";

const TYPING_MS = 800;

export function makeView({ exercise, change, id, model }) {
  const name = id("line");
  let waiting = false; // there is text that is not handed on yet
  let timer = null;
  const hint = exercise.hint ? h("p", { id: `${name}-hint`, class: "rounds-hint" }, exercise.hint) : null;
  const area = h("textarea", { id: name, rows: "2", dir: "auto", "aria-describedby": hint?.id, oninput: typed, onblur: flush });
  const grows = h("div", { class: "rounds-grows" }, area);
  const first = exercise.again ? h("blockquote", { class: "rounds-first-line", dir: "auto" }) : null;

  function fit() { grows.dataset.text = `${area.value}\n`; } // a copy of the text, unseen, gives the box its height

  function flush() {
    clearTimeout(timer);
    if (!waiting) return;
    waiting = false;
    change({ line: area.value === "" ? null : area.value });
  }

  function typed() {
    fit();
    waiting = true;
    clearTimeout(timer);
    timer = setTimeout(flush, TYPING_MS);
  }

  function showFirst() {
    if (!first) return;
    const line = textOf(model.get("earlier"));
    first.classList.toggle("rounds-first-line-blank", !line.trim());
    first.textContent = line.trim() ? line : "You left it blank, and that's fine. Now you have something to say.";
  }

  if (first) model.on("change:earlier", showFirst);
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  showFirst();
  return {
    element: h("div", { class: `rounds-opening${first ? " rounds-opening-again" : ""}` },
      first ? h("div", {}, h("p", { class: "rounds-field-name" }, "What you wrote at the start"), first) : null,
      h("div", { "data-item": "line" },
        h("label", { for: name, class: first ? "rounds-field-name" : "rounds-sr" }, first ? "Your second try" : exercise.title), grows, hint)),
    howMuch: () => "",
    update(answer) {
      if (!waiting && area.value !== textOf(answer)) area.value = textOf(answer);
      fit();
    },
    flush,
    leave() {
      flush();
      if (first) model.off("change:earlier", showFirst);
      window.removeEventListener("pagehide", flush);
      document.removeEventListener("visibilitychange", flush);
    },
  };
}

function textOf(answer) {
  return typeof answer?.line === "string" ? answer.line : "";
}
