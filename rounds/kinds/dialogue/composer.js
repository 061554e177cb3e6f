// Where learners write their own line before they see the lines to choose from, the way one writes a message.

import { freshId, h } from "../../ui/shared/dom.js";
import { NO_DRAFT } from "./draft.js";

export const MOST_LETTERS = 600;
const EMPTY = "Try it in your own words first. Two words are enough.";

// What was written at each step, by its number; an answer can come from anywhere.
export function ownLines(answer) {
  const lines = answer?.lines;
  if (lines === null || typeof lines !== "object" || Array.isArray(lines)) return {};
  return Object.fromEntries(Object.entries(lines).filter(([, text]) => typeof text === "string" && text.trim()));
}

// Takes the lines of a conversation back, one by one: so it still says what is gone once the next line is added to it.
export function withoutLines(answer) {
  return Object.fromEntries(Object.keys(ownLines(answer)).map((step) => [step, null]));
}

// On a touch screen Enter starts a new line, as in other chats, and the button sends.
export function sends({ key, shiftKey, isComposing }, touch) {
  return key === "Enter" && !shiftKey && !isComposing && !touch;
}

// `send` takes the line; `changed` is told when the learner wants to write first, or not after all; `draft` keeps what
// isn't sent yet.
export function makeComposer({ send, changed, draft = NO_DRAFT }) {
  let asked = Boolean(draft.text); // the learner chose to write first, for as long as this conversation lasts
  let must = false; // here everyone writes first
  let open = false;
  const name = freshId("own-line");
  const touch = () => matchMedia("(hover: none) and (pointer: coarse)").matches;
  const words = h("p", { class: "rounds-talk-nudge", role: "status", id: `${name}-nudge` });
  const keys = h("p", { class: "rounds-hint rounds-talk-keys", id: `${name}-keys` }, "Enter sends. Shift+Enter starts a new line.");
  const area = h("textarea", { id: name, rows: "1", dir: "auto", maxlength: MOST_LETTERS, "aria-describedby": `${words.id} ${keys.id}`, oninput: fit, onkeydown: typed });
  const grows = h("div", { class: "rounds-grows" }, area);
  const skip = h("button", { type: "button", class: "rounds-act", onclick() { want(false); } }, "Just show the lines");
  const node = h("div", { class: "rounds-talk-composer", hidden: true },
    h("label", { for: name, class: "rounds-talk-turn-head" }, "What would you say?"),
    h("div", { class: "rounds-talk-compose" }, grows, h("button", { type: "button", class: "rounds-button rounds-talk-send", onclick: submit }, "Send")),
    words, h("div", { class: "rounds-talk-turn-foot" }, keys, skip));
  const offer = h("button", { type: "button", class: "rounds-act rounds-talk-write-first", hidden: true, onclick() { want(true); } }, "Write my own line first");

  function fit() {
    grows.dataset.text = `${area.value}\n`; // a copy of the text, unseen, gives the box its height
    draft.keep(area.value);
    if (area.value.trim()) words.textContent = "";
    stayInView();
  }

  // It grows downward, and what one types has to be seen.
  function stayInView() {
    if (document.activeElement === area) node.scrollIntoView({ block: "nearest", behavior: "instant" });
  }

  function typed(event) {
    if (!sends(event, touch())) return;
    event.preventDefault();
    if (!event.repeat) submit();
  }

  function submit() {
    const text = area.value.trim();
    if (!text) {
      words.textContent = EMPTY;
      area.focus({ preventScroll: true });
      return stayInView();
    }
    area.value = "";
    fit();
    return send(text);
  }

  function want(writing) {
    asked = writing;
    changed();
  }

  area.value = draft.text;
  fit();
  return {
    node, offer,
    get open() { return open; },
    // Whether there is something to write now, before the lines show.
    show({ write, written, ended }) {
      must = Boolean(write);
      open = !ended && !written && (must || asked);
      node.hidden = !open;
      skip.hidden = must;
      keys.hidden = touch();
      offer.hidden = open || written || ended || must;
      if (!open) words.textContent = "";
      return open;
    },
    focus() { area.focus({ preventScroll: true }); },
    // A keyboard on the screen would cover what was just said.
    get ready() { return open && !touch(); },
    startOver() {
      asked = false;
      area.value = "";
      fit();
    },
  };
}
