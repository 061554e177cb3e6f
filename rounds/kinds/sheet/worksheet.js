// A case without figures: its text, its lines one at a time, and what was chosen in all of them, to read over in the end.

import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { h, paragraphs } from "../../ui/shared/dom.js";
import { checksEntry, choiceEntry, nameOf, UNSAID } from "./choices.js";

function lineEntry(line, kase, change, id) {
  const save = (value) => change({ [kase.id]: { [line.id]: value } });
  const made = (line.many ? checksEntry : choiceEntry)({ legend: line.label, hint: line.hint, options: line.options, save, id });
  const chosen = line.many ? made.chosen : (value) => line.options.filter((option) => option.id === value);
  return { ...made, line, chosen, note: h("span", { class: "rounds-note" }) };
}

export function worksheetPart(kase, { change, id }) {
  const entries = kase.lines.map((line) => lineEntry(line, kase, change, id));
  const heading = id("case");
  let filled = {};
  const story = h("details", { class: "rounds-story", open: true }, h("summary", {}, "The case"), paragraphs(kase.text));
  const phone = window.matchMedia("(max-width: 640px)");
  const name = (entry) => `${kase.id}-${entry.line.id}`;
  const lines = oneAtATime({
    items: entries.map((entry) => ({ id: name(entry), node: h("div", {}, entry.node({ "data-item": name(entry) })) })),
    shown(which) { if (which && phone.matches && which !== name(entries[0])) story.open = false; }, // the first line is behind one
    answered: (which) => entries.some((entry) => name(entry) === which && entry.chosen(filled[entry.line.id]).length > 0),
    label: "line",
  });
  const node = h("div", { role: "group", "aria-labelledby": heading, "data-case": kase.id, hidden: true },
    h("h4", { id: heading }, kase.label), story, lines.node,
    h("h5", {}, "Your worksheet, read back"),
    h("ul", { class: "rounds-read-back rounds-notes" }, entries.map((entry) => h("li", {}, h("b", {}, entry.line.label), entry.note))));
  return {
    node,
    flush() {},
    leave: lines.leave,
    update(chosen, written, said) {
      node.hidden = !chosen;
      filled = written;
      for (const entry of entries) {
        const value = written[entry.line.id];
        entry.show(value);
        entry.said.show(said[name(entry)]);
        const names = entry.chosen(value).map(nameOf);
        const text = names.length ? names.join(" · ") : UNSAID;
        if (entry.note.textContent !== text) entry.note.textContent = text;
        entry.note.classList.toggle("rounds-unsaid", !names.length);
      }
      lines.update();
    },
  };
}
