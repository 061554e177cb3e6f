// Choosing all that apply: check boxes that fill the width, in parts that are shown one at a time: groups with a scene of
// their own, or some items of a long list. The lines of a conversation stay together, as they were said.

import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { saying } from "../../ui/exercise/saying.js";
import { h, paragraphs } from "../../ui/shared/dom.js";
import { partsOf } from "./parts.js";

export function makeView({ exercise, change, id }) {
  const boxes = new Map();
  const conversation = exercise.style === "transcript";
  const line = (item) => {
    const input = h("input", { type: "checkbox", onchange: () => change({ [item.id]: input.checked ? true : null }) });
    const said = saying();
    boxes.set(item.id, { input, said });
    const speaker = item.speaker ? h("b", { class: "rounds-speaker" }, `${item.speaker}: `) : null;
    return h("li", { class: "rounds-pick", "data-item": item.id },
      h("label", { class: "rounds-check" }, input, h("span", {}, speaker, item.text)), said.node);
  };
  const list = (items, attributes) =>
    h(conversation ? "ol" : "ul", { class: `rounds-picks rounds-${exercise.style}`, ...attributes }, items.map(line));
  const parts = partsOf(exercise).map(({ group, items }, at, all) => {
    if (!group) return { items, node: h("div", {}, list(items, { "aria-label": all.length > 1 ? `${exercise.title}, part ${at + 1}` : exercise.title })) };
    const label = id("group");
    return { items, node: h("div", { class: "rounds-group", role: "group", "aria-labelledby": label },
      h("h4", { id: label }, group.label), paragraphs(group.text, "rounds-case"), list(items)) };
  });
  let answer = {};
  // A part goes by its first item, which is also what the kernel calls it where nothing in it is chosen.
  const steps = oneAtATime({
    items: parts.map(({ items, node }) => ({ id: items[0].id, node })),
    answered: (name) => parts.find(({ items }) => items[0].id === name).items.some((item) => answer[item.id] === true),
    label: "part",
  });
  return {
    element: h("div", { class: "rounds-select" }, steps.node),
    howMuch(_, status) {
      const ticks = Object.values(answer).filter((value) => value === true).length;
      if (!ticks) return "nothing chosen yet";
      const lines = `${ticks} ${conversation ? "marked" : "chosen"}`;
      return status.total > 1 ? `${lines}, in ${status.answered} of ${status.total} parts` : lines;
    },
    update(now, said) {
      answer = now;
      for (const [name, box] of boxes) {
        box.input.checked = answer[name] === true;
        box.said.show(said[name]);
      }
      steps.update();
    },
    leave: steps.leave,
  };
}
