// A conversation. The kernel plays the other side; `scene` is where it has got to. Saying a line takes two
// steps, choosing it and saying it, since nothing said in a graded conversation can be taken back.

import { saying } from "../../ui/exercise/saying.js";
import { h, paragraphs } from "../../ui/shared/dom.js";

export function makeView({ exercise, change, id, alone }) {
  // People who study alone may try as often as they like; in a course a graded conversation is held once.
  const final = exercise.use === "graded" && !alone;
  const movesOf = (answer) => (Array.isArray(answer.moves) ? answer.moves : []);
  const rows = []; // the steps on the page
  let moves = [];
  let scene = {};
  let shownKey = null; // the scene whose moves are on the page
  let said = null; // what the learner said last: where the moves will be by then
  let shownLearned = "[]"; // so that what is already there isn't written again
  let undo = null; // the conversation before "Start over"

  const values = h("ul", { class: "rounds-quantities", "aria-label": "Where things stand" });
  const list = h("ol", { class: "rounds-steps" });
  const learned = h("ul", { class: "rounds-learned" });
  const learnedBox = h("div", { class: "rounds-learned-box", role: "group", "aria-label": "What you have learned so far", hidden: true },
    h("p", {}, h("b", {}, "What you have learned so far")), learned);
  // A log: a screen reader speaks what is added, and nothing that was there before.
  const log = h("div", { role: "log", "aria-label": `What was said so far, with ${exercise.other}` }, list);
  const heading = h("h4", { tabindex: "-1", class: "rounds-now-heading" });
  const opening = h("div", { class: "rounds-opening" });
  const note = h("p", { id: id("note"), class: "rounds-hint" });
  const choices = h("div", { class: "rounds-lines-to-say" });
  const problem = h("p", { class: "rounds-problem", "aria-live": "polite" });
  const button = h("button", { type: "button", class: "rounds-button rounds-say", onclick: sayIt }, "Say this");
  const field = h("fieldset", { class: "rounds-moves", "aria-describedby": note.id },
    h("legend", { class: "rounds-legend" }, "What do you say?"), choices);
  const again = h("button", { type: "button", class: "rounds-button", onclick: startOver });
  const asking = h("div", { "data-for": "moves" }, field, problem, button);

  function speech(speaker, text) {
    const parts = paragraphs(text);
    parts[0]?.prepend(h("b", { class: "rounds-speaker" }, `${speaker}: `));
    return parts;
  }

  function addStep(at) {
    const before = h("div", { class: "rounds-opening" });
    const you = h("div", { class: "rounds-you" });
    const other = h("div", { class: "rounds-other" });
    const changes = h("ul", { class: "rounds-changes", "aria-label": "What changed" });
    const remark = saying();
    remark.node.removeAttribute("aria-live"); // it is in the log, which is read aloud
    const label = h("h4", {});
    const node = h("li", { "data-item": `step-${at}` }, label, before, you, other, changes, remark.node);
    list.append(node);
    let shown = "";
    rows.push({
      node, remark,
      // `other` is filled in where the learner's line already is.
      show(step) {
        const key = JSON.stringify(step);
        if (key === shown) return;
        const same = shown && JSON.parse(shown);
        shown = key;
        if (!same || same.said !== step.said || same.opening !== step.opening) {
          label.textContent = step.label || "";
          label.hidden = !step.label;
          before.replaceChildren(...paragraphs(step.opening));
          you.replaceChildren(...speech(exercise.you, step.said));
        }
        other.replaceChildren(...(step.waiting ? [h("p", {}, "…")] : speech(exercise.other, step.answer)));
        changes.replaceChildren(...(step.changes || []).map((one) => h("li", {}, one)));
        changes.hidden = !changes.childElementCount;
      },
    });
  }

  function showSteps(steps) {
    while (rows.length > steps.length) rows.pop().node.remove();
    while (rows.length < steps.length) addStep(rows.length);
    steps.forEach((step, at) => rows[at].show(step));
  }

  function sayIt() {
    if (button.getAttribute("aria-disabled")) return;
    const picked = choices.querySelector("input:checked");
    problem.textContent = picked ? "" : "⚠ Choose what you say first.";
    if (!picked) {
      choices.querySelector("input")?.focus();
      return;
    }
    undo = null;
    // Only on top of what could be played: a line that isn't possible anymore would block all that follow.
    const line = [...moves.slice(0, scene.steps.length), picked.value];
    said = line.join("/");
    change({ moves: line });
  }

  function startOver() {
    const back = undo;
    undo = back ? null : moves;
    change({ moves: back || [] });
  }

  function showMoves(waiting) {
    if (!waiting && shownKey !== scene.key) {
      shownKey = scene.key;
      problem.textContent = "";
      const name = id("move");
      choices.replaceChildren(...(scene.moves || []).map((move) =>
        h("label", { class: "rounds-check" }, h("input", { type: "radio", name, value: move.id }), h("span", {}, move.text))));
    }
    field.disabled = waiting;
    // Not `disabled`, which would throw a keyboard's user back to the top of the page.
    if (waiting) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
    button.textContent = waiting ? "Waiting for the answer …" : "Say this";
    asking.hidden = !waiting && Boolean(scene.ended);
  }

  return {
    element: h("div", { class: "rounds-talk" }, log, heading, values, learnedBox, opening, note, asking,
      final ? null : h("div", { class: "rounds-again" }, again)),
    speaks: true, // it answers what one does, also to who only hears it
    howMuch(answer) {
      const count = movesOf(answer).length;
      const lines = `${count || "nothing"} ${count ? (count === 1 ? "line " : "lines ") : ""}said`;
      return scene.ended && scene.key === movesOf(answer).join("/") ? `${lines}, the conversation has ended` : `${lines}${count ? "" : " yet"}`;
    },
    update(answer, remarks, now) {
      moves = movesOf(answer);
      scene = now;
      const waiting = scene.key !== moves.join("/");
      const steps = [...(scene.steps || [])];
      const next = moves[steps.length];
      const line = waiting && moves.join("/").startsWith(scene.key) ? (scene.moves || []).find((move) => move.id === next) : null;
      if (line) steps.push({ label: scene.label, opening: scene.opening, said: line.text, waiting: true });
      showSteps(waiting && !line && moves.length < steps.length ? [] : steps);
      rows.forEach((row, at) => row.remark.show(remarks[`step-${at}`]));
      heading.hidden = Boolean(line) || scene.key === undefined;
      heading.textContent = scene.label || (scene.ended ? "How it ends" : "Now");
      opening.replaceChildren(...(line ? [] : paragraphs(scene.opening)));
      values.replaceChildren(...(scene.values || []).map((one) => h("li", {}, `${one.label}: `, h("b", {}, one.told))));
      const learnedNow = JSON.stringify(scene.learned || []);
      if (learnedNow !== shownLearned) {
        shownLearned = learnedNow;
        learned.replaceChildren(...(scene.learned || []).map((label) => h("li", {}, label)));
      }
      learnedBox.hidden = !learned.childElementCount;
      values.hidden = !values.childElementCount;
      note.textContent = moves.length ? "" : final
        ? "What is said is said: you cannot take a line back. Choose a line, then press “Say this”."
        : "Choose a line, then press “Say this”. You can start over as often as you like.";
      showMoves(waiting);
      again.hidden = !moves.length && !undo;
      again.textContent = undo ? "Undo: back to where you were" : "Start over";
      if (!waiting && said === scene.key) {
        // On to what comes next, unless the learner has gone elsewhere in the meantime.
        const focus = document.activeElement;
        if (focus === document.body || focus === button) heading.focus();
        said = null;
      }
    },
  };
}
