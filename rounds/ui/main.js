// The front end of all cards, as one module: a page loads it once. Each card has a function that shows it, takes a model
// (traits and messages, as anywidget gives it) and an element, and returns what ends it.

import { views } from "kinds:views";
import { card } from "./exercise/card.js";
import * as backup from "./pages/backup.js";
import * as contents from "./pages/contents.js";
import * as submit from "./pages/submit.js";
import * as summaryCard from "./pages/summary_card.js";
import * as transcript from "./pages/transcript.js";

// An exercise with other figures (answers were brought back) is another card.
function exercise({ model, el }) {
  const show = () => card(model, el, views[model.get("exercise").kind]);
  let leave = show();
  function again() {
    leave();
    el.replaceChildren();
    leave = show();
  }
  model.on("change:exercise", again);
  return () => {
    model.off("change:exercise", again);
    leave();
  };
}

export const cards = {
  exercise,
  backup: backup.render,
  contents: contents.render,
  submit: submit.render,
  summary_card: summaryCard.render,
  transcript: transcript.render,
};
