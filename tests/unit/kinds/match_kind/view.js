// Matching clues with choices: a list to choose from for each clue, and below it what practice says of the choice.

import { saying } from "../../ui/exercise/saying.js";
import { h } from "../../ui/shared/dom.js";

export function makeView({ exercise, change }) {
  const rows = new Map(exercise.clues.map((clue) => [clue.id, {
    list: h("select", { class: "rounds-select-one", onchange: (event) => change({ [clue.id]: event.target.value || null }) },
      [h("option", { value: "" }, "Choose"), ...exercise.choices.map((choice) => h("option", { value: choice.id }, choice.label))]),
    said: saying(),
  }]));
  return {
    element: h("ul", { class: "rounds-match" }, exercise.clues.map((clue) => h("li", { "data-item": clue.id },
      h("label", {}, clue.text, rows.get(clue.id).list), rows.get(clue.id).said.node))),
    howMuch: (answer, status) => `${status.answered} of ${status.total} matched`,
    update(answer, said) {
      for (const [name, row] of rows) {
        row.list.value = answer[name] ?? "";
        row.said.show(said[name]);
      }
    },
  };
}
