// What is said above an exercise that has changed since it was answered, with the earlier answer on request.

import { h } from "../shared/dom.js";
import { day } from "../shared/text.js";

function sentence({ time, changed, total, replaced }) {
  const on = day(time) && ` on ${day(time)}`;
  if (replaced) return `This exercise takes the place of ${changed === 1 ? "one" : changed} that you answered${on}. What you answered is kept, and this one is open.`;
  const since = `This exercise has changed since you answered it${on}.`;
  if (total < 2) return `${since} Your earlier answer is kept, and the exercise is open again.`;
  return `${since} Your earlier answers are kept: ${changed} of ${total} parts ${changed === 1 ? "has changed and is" : "have changed and are"} open again.`;
}

export function changedNote() {
  const node = h("div", { class: "rounds-changed", hidden: true });
  let told = "";
  return {
    node,
    // Filled again only when it says something else: one may be reading it.
    show(before) {
      const now = JSON.stringify(before || {});
      if (now === told) return;
      told = now;
      node.hidden = !before?.total;
      node.replaceChildren();
      if (node.hidden) return;
      node.append(h("p", {}, sentence(before)));
      if (before.lines.length) node.append(h("details", {}, h("summary", {}, "Show my earlier answer"),
        h("p", { class: "rounds-changed-words" }, "What you answered, in today's wording. What's gone from the exercise isn't shown."),
        h("ul", {}, before.lines.map((line) => h("li", {}, line)))));
    },
  };
}
