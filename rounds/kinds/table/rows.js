// The first step: what the alternatives are and who controls each, and the learner's own ones.

import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { saying } from "../../ui/exercise/saying.js";
import { h, paragraphs } from "../../ui/shared/dom.js";
import { storable } from "../../ui/shared/merge_patch.js";
import { numberInput, typedInput } from "../../ui/shared/number_fields.js";
import { keyed } from "./arranging.js";
import { CONTROLS, figure, finite } from "./model.js";

function controlChoices(name, save) {
  const inputs = Object.entries(CONTROLS).map(([value, label]) => {
    const input = h("input", { type: "radio", name, value, onchange: () => save(value) });
    return { value, input, node: h("label", { class: "rounds-choice" }, input, h("span", {}, label)) };
  });
  return {
    node: h("div", { class: "rounds-choices" }, inputs.map((one) => one.node)),
    show(control) { for (const { value, input } of inputs) input.checked = control === value; },
  };
}

// What the table says of it, where there is no room beside it for the table itself.
function scoresOf(row, exercise) {
  const line = (label, value) => h("li", {}, h("span", {}, label), h("b", {}, value));
  return h("ul", { class: "rounds-scores", "aria-label": `What “${row.label}” serves, of 100` },
    exercise.interests.map((interest) => line(interest.label, figure(row.scores[interest.id]))), line("Chance", `${figure(row.p * 100)}%`));
}

// An alternative of the exercise: given facts, and the audit.
function givenRow(row, number, { exercise, change, id }) {
  const choices = controlChoices(id(row.id), (control) => change({ control: { [row.id]: control } }));
  const facts = h("div", { id: id("facts"), class: "rounds-facts" }, paragraphs(row.text));
  const said = saying();
  return {
    node: h("fieldset", { class: "rounds-row", "data-item": `control-${row.id}`, "aria-describedby": facts.id },
      h("legend", { class: "rounds-legend" }, h("span", { class: "rounds-number" }, `${number + 1}. `), h("b", {}, row.label)),
      h("div", {}, facts, scoresOf(row, exercise), choices.node, said.node)),
    update(control, remark) {
      choices.show(control);
      said.show(remark);
    },
  };
}

// An alternative that the learner adds: its name, scores, probability and control are theirs.
function ownRow(row, { exercise, change, id, remove }) {
  const save = (patch) => change({ own: { [row.id]: patch } });
  const label = typedInput({
    label: "What is it?", class: "rounds-typed rounds-wide", dir: "auto",
    read: (text) => ({ value: storable(text.trim()) || null }), write: (text) => text, save: (text) => save({ label: text ?? "" }),
  });
  const scores = exercise.interests.map((interest) => numberInput({
    label: interest.label, unit: "of 100", least: 0, most: 100, save: (value) => save({ scores: { [interest.id]: value } }),
  }));
  const chance = numberInput({
    label: "How likely is it to come off?", unit: "%", least: 0, most: 100,
    save: (value) => save({ p: typeof value === "number" ? value / 100 : value }),
  });
  const choices = controlChoices(id(row.id), (control) => save({ control }));
  const choicesName = id("control");
  const scoresName = id("scores");
  const removing = h("button", { type: "button", class: "rounds-button", onclick: () => remove(row.id) });
  const said = saying();
  return {
    fields: [label, ...scores, chance], first: label.input,
    nodes: [h("fieldset", { class: "rounds-row rounds-own", "data-item": `control-${row.id}` },
      h("legend", { class: "rounds-legend" }, h("b", {}, `Your own alternative ${row.id.slice(4)}`)),
      h("div", {}, label.node,
        h("div", { role: "group", "aria-labelledby": scoresName }, h("p", { id: scoresName }, "How well does it serve each interest?"),
          h("div", { class: "rounds-fields" }, scores.map((field) => field.node))),
        chance.node,
        h("div", { role: "radiogroup", "aria-labelledby": choicesName }, h("p", { id: choicesName }, "Who controls it?"), choices.node),
        said.node, removing))],
    update(now, remarks) {
      label.show(now.named || null);
      exercise.interests.forEach((interest, n) => scores[n].show(now.scores[interest.id]));
      chance.show(finite(now.p) ? Math.round(now.p * 1e8) / 1e6 : now.p);
      choices.show(now.control);
      removing.textContent = `Remove “${now.label}”`;
      said.show(remarks[`control-${row.id}`]);
    },
  };
}

// `shown` is told which alternative is asked for, where they come one at a time.
export function rowsPart({ exercise, change, id, shown }) {
  let answer = {};
  let own = [];
  let kept = new Map();
  let gone = null; // what was removed last, for one step back
  const given = exercise.alternatives.map((row, number) => ({ row, part: givenRow(row, number, { exercise, change, id }) }));
  const place = h("div", {});
  const showOwn = keyed(place, (row) => ownRow(row, { exercise, change, id, remove }));
  const adding = h("button", { type: "button", class: "rounds-button", onclick: add }, "Add an alternative of your own");
  const undoing = h("button", { type: "button", class: "rounds-button", hidden: true, onclick: undo });
  const full = h("p", { class: "rounds-hint" });

  // Not one of those that are counted, since nobody has to add any: after the last of them.
  const ownPart = exercise.own_rows ? h("div", { class: "rounds-own-rows" }, place, h("div", { class: "rounds-adding" }, adding, undoing, full)) : null;
  const items = given.map(({ row, part }) => ({ id: `control-${row.id}`, node: h("div", {}, part.node) }));
  const audit = oneAtATime({
    items, label: "alternative",
    shown(name) {
      shown(name?.replace("control-", ""));
      ownPart?.classList.toggle("rounds-own-waits", name !== null && name !== items.at(-1).id);
    },
    answered: (name) => Boolean(answer.control?.[name.replace("control-", "")]),
  });

  // Done with, it folds: the table says who controls what. In the list, and on paper, it never does.
  const reopening = h("button", { type: "button", class: "rounds-button rounds-reopen", onclick() {
    fold(false);
    audit.focus();
  } }, "Look at this again");
  const element = h("div", { class: "rounds-audit" },
    h("h4", {}, "Who controls each alternative?"),
    h("p", { class: "rounds-hint" }, "A BATNA is yours to carry out. An alternative counts if it is your own decision or is secured in writing."),
    reopening, audit.node, ownPart);
  element.addEventListener("rounds-show", ({ target }) => {
    fold(false);
    if (ownPart?.contains(target)) audit.show(items.at(-1).id);
  });
  let folds = null; // known once there are answers
  function fold(whether) {
    folds = whether;
    element.classList.toggle("rounds-folded", folds);
  }

  const names = () => Array.from({ length: exercise.own_rows }, (_, n) => `own-${n + 1}`);
  const free = () => names().find((name) => !answer.own?.[name]);
  function add() {
    const name = free();
    if (!name) return;
    gone = null;
    change({ own: { [name]: { label: "" } } });
    kept.get(name).first.focus();
  }
  // If the row was chosen as a BATNA, that question is asked again.
  function remove(name) {
    const chosen = Object.keys(answer.choice || {}).filter((profile) => answer.choice[profile] === name);
    const choice = (value) => (chosen.length ? { choice: Object.fromEntries(chosen.map((profile) => [profile, value])) } : {});
    for (const field of kept.get(name).fields) field.flush();
    gone = { name, label: own.find((row) => row.id === name).label, back: { own: { [name]: answer.own[name] }, ...choice(name) } };
    change({ own: { [name]: null }, ...choice(null) });
    undoing.focus();
  }
  function undo() {
    const { name, back } = gone;
    gone = null;
    change(back);
    kept.get(name).first.focus();
  }
  return {
    element,
    leave: () => audit.leave(),
    flush() { for (const row of kept.values()) for (const field of row.fields) field.flush(); },
    update(rows, now, said) {
      answer = now;
      for (const { row, part } of given) part.update(now.control?.[row.id], said[`control-${row.id}`]);
      own = rows.filter((row) => row.own);
      kept = showOwn(own, said);
      if (gone && now.own?.[gone.name]) gone = null;
      undoing.hidden = !gone;
      undoing.textContent = gone ? `Undo: bring back “${gone.label}”` : "";
      adding.hidden = !free();
      audit.update();
      if (folds === null) fold(exercise.alternatives.every((row) => now.control?.[row.id]));
      full.textContent = !own.length ? "Only if one comes to mind." : free() ? "" : `That is all the room there is: ${exercise.own_rows} of your own.`;
    },
  };
}
