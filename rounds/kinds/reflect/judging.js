// Assessing your own reflection, line by line of the rubric. Saved the way an answer is, but never an answer.

import { makeSaver } from "../../ui/exercise/saver.js";
import { h } from "../../ui/shared/dom.js";
import { merge } from "../../ui/shared/merge_patch.js";
import { here, rescueButton, showing } from "../../ui/shared/page_state.js";

export function makeJudging({ exercise, model, id }) {
  const titleId = id("judging");
  let problem = "";

  const said = h("p", { class: "rounds-judged", role: "status" });
  const rescuing = rescueButton((text) => {
    problem = `Not saved by Binder. ${text}`;
    show();
  });
  const changed = h("p", { class: "rounds-stale", hidden: true }, "You have changed your text since you judged it. Look once more whether the points still fit.");
  const lines = exercise.rubric.map((line) => {
    const name = id(line.id);
    const radios = line.levels.map((_, points) =>
      h("input", { type: "radio", name, value: String(points), onchange() { change({ [line.id]: points }); } }));
    const node = h("fieldset", { class: "rounds-row", "data-line": line.id }, h("legend", { class: "rounds-legend" }, line.label),
      h("div", { class: "rounds-levels-choice" }, radios.map((radio, points) => h("label", { class: "rounds-choice" }, radio,
        h("span", {}, h("b", {}, `${points} ${points === 1 ? "point" : "points"}`), h("span", {}, line.levels[points]))))));
    return { line, node, show(points) { radios.forEach((radio, at) => { radio.checked = at === points; }); } };
  });
  const node = h("section", { class: "rounds-judging", "aria-labelledby": titleId, hidden: true },
    h("h4", { id: titleId }, "Judge your own"),
    h("p", {}, "For each line, choose what comes nearest to your text. Nobody grades this; it is for you."),
    changed, lines.map((line) => line.node), said, rescuing);

  function levels() { return merge(model.get("judging")?.levels || {}, saver.pending || {}); }

  function sentence(own) {
    const given = Object.values(own), all = exercise.rubric.length;
    if (problem) return `⚠ ${problem}`;
    if (!given.length) return "";
    if (given.length < all) return `You have judged ${given.length} of ${all} lines. Not graded.`;
    return `You gave yourself ${given.reduce((sum, points) => sum + points, 0)} of ${3 * all}. Not graded.`;
  }

  function show() {
    const now = model.get("judging") || {}, own = levels();
    node.hidden = !now.open && !saver.pending;
    changed.hidden = !now.changed;
    for (const line of lines) line.show(own[line.line.id]);
    rescuing.hidden = document.activeElement !== rescuing && !(problem && here.forgets);
    said.classList.toggle("rounds-status-problem", Boolean(problem));
    const text = sentence(own);
    if (said.textContent !== text) said.textContent = text;
  }

  const saver = makeSaver({
    learner: model.get("learner"), exercise: `${exercise.id}.judged`,
    send: (patch, number) => model.send({ do: "judge", change: patch, n: number }),
    saved: () => ({ answer: levels(), time: model.get("judging")?.saved }),
    moved(state, event) {
      if (event === "confirmed") problem = "";
      if (event === "late") {
        problem = here.forgets ? `Not saved: the notebook is not answering. ${here.ended}`
          : "Not saved yet: the notebook is not answering. Your choice is kept in this browser and is saved when you reload this page.";
      }
      show();
    },
  });
  const { change } = saver;

  function line() {
    const time = saver.pending ? saver.changed : model.get("judging")?.saved;
    return time ? { v: 1, ...model.get("line"), time, exercise: `${exercise.id}/judged`, answer: levels() } : null; // rounds/storage/self_assessment.py
  }

  function onMessage(message) {
    if (message.judged) saver.confirm(message.judged);
    if (message.unjudged) {
      problem = message.problem;
      saver.refuse(message.unjudged);
    }
  }

  const listeners = [["change:judging", show], ["msg:custom", onMessage]];
  for (const [name, listener] of listeners) model.on(name, listener);
  const gone = showing(saver.name, line);
  show();
  saver.begin();
  return {
    node,
    leave() {
      gone();
      saver.leave();
      for (const [name, listener] of listeners) model.off(name, listener);
    },
  };
}
