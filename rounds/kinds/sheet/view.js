// The preparation sheet: choose a case, read it, and fill in seven entries that follow from one another, or a worksheet's lines.

import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { saying } from "../../ui/exercise/saying.js";
import { h, paragraphs } from "../../ui/shared/dom.js";
import { members } from "../../ui/shared/merge_patch.js";
import { numberInput, whenLeaving, writeNumber } from "../../ui/shared/number_fields.js";
import { choiceEntry, nameOf, UNSAID, words } from "./choices.js";
import { worksheetPart } from "./worksheet.js";

// A table on a wide page, a card for each row on a phone, where only the figures of the interest one prepares for are shown;
// the roles are spelled out, since some screen readers take a table that isn't displayed as one for something else. Cells
// are shaded by their value, and the column of that interest and the row of the BATNA stand out.
function worthTable(kase, id) {
  const caption = h("caption", { id: id("caption") }, `Which agreement would be just as good for you? In ${kase.unit}`);
  const head = (...children) => h("th", { role: "columnheader", scope: "col" }, ...children);
  const all = kase.alternatives.flatMap((row) => kase.interests.map((interest) => row.worth[interest.id]));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const heads = kase.interests.map((interest) => head(nameOf(interest)));
  const rows = kase.alternatives.map((row) => {
    const cells = kase.interests.map((interest) => {
      const cell = h("td", { role: "cell", class: "rounds-shaded", "data-name": nameOf(interest) }, writeNumber(row.worth[interest.id]));
      cell.style.setProperty("--rounds-fill", `${Math.round(34 * (row.worth[interest.id] - low) / (high - low || 1))}%`);
      return cell;
    });
    return { row, cells, node: h("tr", { role: "row" }, h("th", { role: "rowheader", scope: "row" }, words(row)), cells) };
  });
  const table = h("table", { class: "rounds-table rounds-worths", role: "table" }, caption,
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head("If there is no agreement"), heads)),
    h("tbody", { role: "rowgroup" }, rows.map((one) => one.node)));
  return {
    node: h("div", { class: "rounds-scroll", role: "group", "aria-labelledby": caption.id }, table,
      h("p", { class: "rounds-hint rounds-figures-wait" }, "Choose your interest in line 1: its figures appear here.")),
    update({ interest, batna }) {
      const mine = kase.interests.findIndex((one) => one.id === interest);
      table.classList.toggle("rounds-focused", mine >= 0);
      heads.forEach((one, n) => one.classList.toggle("rounds-mine", n === mine));
      for (const { row, cells, node } of rows) {
        node.classList.toggle("rounds-chosen", row.id === batna);
        cells.forEach((one, n) => one.classList.toggle("rounds-mine", n === mine));
      }
    },
  };
}

// A figure in the case's unit.
function figureEntry({ legend, hint, kase, save, id }) {
  const said = [saying(), saying()]; // a target is the end of two links
  const about = h("p", { id: id("hint"), class: "rounds-hint" }, hint);
  const field = numberInput({ label: legend, unit: kase.unit, least: kase.least, most: kase.most, describedby: about.id, save });
  return {
    said: said[0], second: said[1],
    node: (attributes) => h("div", { class: "rounds-row", ...attributes }, field.node, about, said[0].node, said[1].node),
    show: field.show,
    flush: field.flush,
    words: (value) => (finite(value) ? `${writeNumber(value)} ${kase.unit}` : UNSAID),
  };
}

function finite(value) { return typeof value === "number" && Number.isFinite(value); }

function entriesOf(kase, change, id) {
  const save = (entry) => (value) => change({ [kase.id]: { [entry]: value } });
  const range = (s) => `${writeNumber(s.low)} to ${writeNumber(s.high)}, middle ${writeNumber(s.middle)}`;
  const standards = kase.standards.map((s) => ({ ...s, text: `${s.text} (${range(s)})` }));
  const alternatives = kase.alternatives.map((a) => ({ ...a, shown: h("span", {}, nameOf(a)) })); // the table above says more
  const away = kase.wants === "more" ? "Less than this" : "More than this";
  return {
    interest: choiceEntry({ legend: "1. The interest you prepare for", hint: "One that is truly yours: why do you want what you want?",
      options: kase.interests, save: save("interest"), id }),
    batna: choiceEntry({ legend: "2. Your BATNA for this interest", hint: "The best of what you can count on if there is no agreement.",
      options: alternatives, save: save("batna"), id }),
    rv: figureEntry({ legend: "3. Your reservation value", hint: `${away}, and you walk away to your BATNA. The table of the case says where that is.`,
      kase, save: save("rv"), id }),
    standard: choiceEntry({ legend: "4. The standard you rest on", hint: "A yardstick that both sides can call fair.",
      options: standards, save: save("standard"), id }),
    target: figureEntry({ legend: "5. Your target", hint: "What you hope for: the middle of your standard.", kase, save: save("target"), id }),
    ask: figureEntry({ legend: "6. Your ask", hint: "What you say first: better for you than your target, and still within your standard.",
      kase, save: save("ask"), id }),
    trade: choiceEntry({ legend: "7. The trade you bring", hint: "What you put on the table that serves your interest.",
      options: kase.trades, save: save("trade"), id }),
  };
}

// The whole sheet, to read aloud before going in: our words, and the learner's at every second place.
function readBack(entries, written) {
  const say = (entry) => `\0${entries[entry].words(written[entry])}\0`;
  return (`Because what matters to me is ${say("interest")}, and as my BATNA is ${say("batna")}, I walk away at ${say("rv")}. `
    + `As my standard is ${say("standard")}, I hope for ${say("target")}, and I ask for ${say("ask")}. `
    + `To get there I bring ${say("trade")}.`).split("\0");
}

// Where a link ends, and what is said of it in practice.
const ENDS = { "interest-batna": "batna", "batna-rv": "rv", "rv-target": "target", "standard-target": "target", "target-ask": "ask", "interest-trade": "trade" };

function casePart(kase, { change, id }) {
  const entries = entriesOf(kase, change, id);
  const heading = id("case");
  const sentence = h("p", { class: "rounds-read-back" }); // read on reaching it: announced at each change it would drown out the rest
  const table = worthTable(kase, id);
  let filled = {};
  const story = h("details", { class: "rounds-story", open: true }, h("summary", {}, "The case"), paragraphs(kase.text));
  const phone = window.matchMedia("(max-width: 640px)");
  const lines = oneAtATime({
    items: Object.entries(entries).map(([entry, made]) => ({ id: `${kase.id}-${entry}`, node: h("div", {}, made.node({ "data-item": `${kase.id}-${entry}` })) })),
    shown(name) { if (name && phone.matches && name !== `${kase.id}-interest`) story.open = false; }, // the first line is behind one
    answered: (name) => [undefined, null, ""].every((nothing) => filled[name.slice(kase.id.length + 1)] !== nothing), label: "line",
  });
  // A table that does not fit scrolls by itself, and then the keyboard must reach it.
  const observer = new ResizeObserver(() => {
    if (table.node.scrollWidth > table.node.clientWidth) table.node.setAttribute("tabindex", "0");
    else table.node.removeAttribute("tabindex");
  });
  observer.observe(table.node);
  const node = h("div", { role: "group", "aria-labelledby": heading, "data-case": kase.id, hidden: true },
    h("h4", { id: heading }, kase.label), story, table.node, lines.node,
    h("h5", {}, "Your sheet, read back"), sentence);
  return {
    node,
    flush() { for (const entry of Object.values(entries)) entry.flush(); },
    leave() {
      observer.disconnect();
      lines.leave();
    },
    update(chosen, written, said) {
      node.hidden = !chosen;
      filled = written;
      table.update(written);
      for (const [entry, made] of Object.entries(entries)) made.show(written[entry]);
      for (const [link, entry] of Object.entries(ENDS)) {
        entries[entry][link === "standard-target" ? "second" : "said"].show(said[`${kase.id}-${link}`]);
      }
      lines.update();
      const parts = readBack(entries, written);
      if (sentence.textContent !== parts.join("")) {
        sentence.replaceChildren(...parts.map((part, n) => (n % 2 ? h("b", { class: part === UNSAID ? "rounds-unsaid" : null }, part) : part)));
      }
    },
  };
}

export function makeView({ exercise, change, id }) {
  const name = id("cases");
  const inputs = exercise.cases.map((kase) => h("input", { type: "radio", name, value: kase.id, onchange: () => {
    for (const part of parts) part.flush();
    change({ case: kase.id });
  } }));
  const choosing = h("fieldset", { class: "rounds-row", "data-item": "case" },
    h("legend", { class: "rounds-legend" }, h("b", {}, "Which case are you preparing?")),
    h("div", {}, h("p", { class: "rounds-hint" }, "Only the case chosen here counts. You can look at another one and come back: what you wrote stays."),
      h("div", { class: "rounds-choices" }, exercise.cases.map((kase, n) => h("label", { class: "rounds-choice" }, inputs[n], h("span", {}, kase.label))))));
  const parts = exercise.cases.map((kase) => (kase.lines ? worksheetPart : casePart)(kase, { change, id }));
  const flush = () => { for (const part of parts) part.flush(); };
  const stop = whenLeaving(flush);
  return {
    element: h("div", { class: "rounds-batna rounds-sheet" }, choosing, parts.map((part) => part.node)),
    howMuch: (answer, status) => `${status.answered} of ${status.total} answered`,
    update(answer, said) {
      exercise.cases.forEach((kase, n) => {
        inputs[n].checked = answer.case === kase.id;
        parts[n].update(answer.case === kase.id, members(answer[kase.id]) ? answer[kase.id] : {}, said);
      });
    },
    flush,
    leave() {
      flush();
      stop();
      for (const part of parts) part.leave();
    },
  };
}
