// Sorting: one group of radio buttons a statement, which the keyboard and a screen reader know already;
// two groups where a second question is asked of each.

import { saying } from "../../ui/exercise/saying.js";
import { h } from "../../ui/shared/dom.js";

export function makeView({ exercise, change, id }) {
  const { then } = exercise;
  // The radio buttons of one question; `key` is where the answer keeps it.
  const question = (key, bins) => {
    const name = id(key.replace("/", "-"));
    const inputs = new Map();
    const choices = h("div", { class: "rounds-choices" }, bins.map((bin) => {
      const input = h("input", { type: "radio", name, value: bin.id, onchange: () => change({ [key]: bin.id }) });
      inputs.set(bin.id, input);
      return h("label", { class: "rounds-choice" }, input, h("span", {}, bin.label));
    }));
    return { key, inputs, choices };
  };
  const asked = (ask, choices) => {
    const label = id("ask");
    return h("div", { class: "rounds-asked", role: "radiogroup", "aria-labelledby": label },
      h("p", { id: label, class: "rounds-ask" }, ask), choices);
  };
  const rows = exercise.items.map((item, number) => {
    const first = question(item.id, exercise.bins);
    const second = then ? question(`${item.id}/then`, then.bins) : null;
    const said = saying();
    const node = h("fieldset", { class: "rounds-row", "data-item": item.id },
      h("legend", { class: "rounds-legend" }, h("span", { class: "rounds-number" }, `${number + 1}. `), item.text),
      then ? h("div", { class: "rounds-both" }, asked(exercise.ask, first.choices), asked(then.ask, second.choices)) : first.choices,
      said.node);
    return { item, questions: second ? [first, second] : [first], said, node };
  });
  // A plain list: JupyterLab's own style for <dl> overlaps on a phone.
  const meanings = (bins) => (bins.some((bin) => bin.means) ? h("ul", { class: "rounds-bins" },
    bins.filter((bin) => bin.means).map((bin) => h("li", {}, h("b", {}, bin.label), " ", bin.means))) : null);
  const explained = (ask, bins) => (bins.some((bin) => bin.means) ? [h("p", { class: "rounds-ask" }, ask), meanings(bins)] : []);
  return {
    element: h("div", { class: "rounds-sort" },
      then ? [...explained(exercise.ask, exercise.bins), ...explained(then.ask, then.bins)] : meanings(exercise.bins),
      rows.map((row) => row.node)),
    howMuch: (answer, status) => `${status.answered} of ${status.total} answered`,
    update(answer, said) {
      for (const { item, questions, said: place, node } of rows) {
        for (const { key, inputs } of questions) {
          for (const [bin, input] of inputs) input.checked = answer[key] === bin;
        }
        node.classList.toggle("rounds-done", questions.every(({ key, inputs }) => inputs.has(answer[key])));
        place.show(said[item.id]);
      }
    },
  };
}
