// Choosing all that apply: check boxes, in groups with their own scene or as the lines of a conversation.

import { saying } from "../../ui/exercise/saying.js";
import { h, paragraphs } from "../../ui/shared/dom.js";

export function makeView({ exercise, change, id }) {
  const boxes = new Map();
  const line = (item) => {
    const input = h("input", { type: "checkbox", onchange: () => change({ [item.id]: input.checked ? true : null }) });
    const said = saying();
    boxes.set(item.id, { input, said });
    const speaker = item.speaker ? h("b", { class: "rounds-speaker" }, `${item.speaker}: `) : null;
    return h("li", { class: "rounds-pick", "data-item": item.id },
      h("label", { class: "rounds-check" }, input, h("span", {}, speaker, item.text)), said.node);
  };
  const list = (items, attributes) =>
    h(exercise.style === "transcript" ? "ol" : "ul", { class: `rounds-picks rounds-${exercise.style}`, ...attributes }, items.map(line));
  const parts = exercise.groups.length
    ? exercise.groups.map((group) => {
      const label = id("group");
      return h("div", { class: "rounds-group", role: "group", "aria-labelledby": label },
        h("h4", { id: label }, group.label), paragraphs(group.text, "rounds-case"),
        list(exercise.items.filter((item) => item.group === group.id)));
    })
    : [list(exercise.items, { "aria-label": exercise.title })];
  return {
    element: h("div", { class: "rounds-select" }, parts),
    howMuch(answer, status) {
      const ticks = Object.values(answer).filter((value) => value === true).length;
      if (!ticks) return "nothing chosen yet";
      const lines = `${ticks} ${exercise.style === "transcript" ? "marked" : "chosen"}`;
      return status.total > 1 ? `${lines}, in ${status.answered} of ${status.total} parts` : lines;
    },
    update(answer, said) {
      for (const [name, box] of boxes) {
        box.input.checked = answer[name] === true;
        box.said.show(said[name]);
      }
    },
  };
}
