// Form `zone`: both sides' values as handles on one axis, and below it the questions, with a field for each figure.

import { oneAtATime } from "../../../ui/exercise/one_at_a_time.js";
import { saying } from "../../../ui/exercise/saying.js";
import { freshId, h } from "../../../ui/shared/dom.js";
import { numberInput, writeNumber } from "../../../ui/shared/number_fields.js";
import { makeHandle } from "../handle.js";
import { makePlot } from "../plot.js";
import { NAMES, betweenOf, impossibleSides, readAnswer, sentenceOf, warningOf } from "./reading.js";

const MEANS = { rv: "the worst deal still worth taking", target: "a good deal that can be justified" };

// Radio buttons for a single choice.
function makeRadios(options, save) {
  const name = freshId("choice");
  const inputs = options.map(({ id }) => h("input", { type: "radio", name, value: id, onchange: () => save(id) }));
  return {
    node: h("div", { class: "rounds-choices" },
      options.map(({ text }, at) => h("label", { class: "rounds-choice" }, inputs[at], h("span", {}, text)))),
    show(value) { for (const input of inputs) input.checked = input.value === value; },
  };
}

export function zoneView({ exercise, change }) {
  const { own, other, scale, asks } = exercise;
  const questions = []; // { name, node, flush, show(answer, remark) } in the order of the page
  const handles = {};
  let answer = {};
  let pages = null;

  function question(name, legend, nodes, show, flush = () => {}) {
    const said = saying();
    const node = h("fieldset", { class: "rounds-row rounds-asked-for", "data-item": name },
      h("legend", { class: "rounds-legend" }, legend), h("div", {}, nodes, said.node));
    questions.push({ name, node, flush, show(all, remark) { show(all[name]); said.show(remark); } });
  }

  // A figure: a handle on the axis, and a field in which the same figure can be typed.
  function figure(name, { sign, label, whose, means, mirrored }) {
    const save = (value) => {
      pages.show(name); // what is said of it stands there
      change({ [name]: value });
    };
    const spoken = `${whose}: ${label}`;
    const field = numberInput({ name: spoken, unit: scale.unit, least: scale.least, most: scale.most, save });
    const handle = handles[name] = makeHandle({ name, sign, label, spoken, scale, mirrored, save, moved(value) {
      field.show(value);
      draw(true);
    } });
    question(name, [h("b", {}, spoken), h("span", { class: "rounds-scale-means" }, `, ${means}`)], [field.box, field.problem], (value) => {
      handle.show(readAnswer(exercise, answer)[name]);
      if (handle.value() === null || handle.value() === value) field.show(value);
    }, () => { handle.flush(); field.flush(); });
    field.input.addEventListener("focus", () => handle.node.classList.add("rounds-looked-at"));
    field.input.addEventListener("blur", () => handle.node.classList.remove("rounds-looked-at"));
  }

  for (const [side, { label: whose }] of Object.entries({ own, other })) {
    const mirrored = (own.wants === "less") === (side === "own"); // towards what is better for this side
    for (const sign of Object.keys(NAMES)) {
      if (asks.includes(`${side}-${sign}`)) figure(`${side}-${sign}`, { sign, label: NAMES[sign], whose, means: MEANS[sign], mirrored });
    }
  }
  if (asks.includes("ask")) figure("ask", { sign: "ask", label: "opening ask", whose: own.label, means: "the figure named first" });
  if (asks.includes("zone")) {
    const exists = makeRadios([{ id: "yes", text: "Yes, there is a zone" }, { id: "no", text: "No, there is none" }],
      (value) => change({ zone: { exists: value } }));
    const width = numberInput({ label: "How far apart are both reservation values?", unit: scale.unit, least: 0, most: scale.most - scale.least,
      save: (value) => change({ zone: { width: value } }) });
    question("zone", h("b", {}, "Is there a zone of possible agreement?"), [exists.node, width.node], (zone) => {
      exists.show(zone?.exists);
      width.show(zone?.width);
    }, width.flush);
  }
  if (asks.includes("share")) {
    const field = numberInput({ label: "Share of the surplus", unit: "percent", least: -100, most: 200, save: (value) => change({ share: value }) });
    question("share", h("b", {}, `${own.label}: which share of the surplus would a deal of ${writeNumber(Number(exercise.deal))} ${scale.unit} bring this side?`),
      field.node, field.show, field.flush);
  }
  if (asks.includes("rescue")) {
    const choice = makeRadios(exercise.rescue, (value) => change({ rescue: value }));
    choice.node.classList.add("rounds-rescues");
    question("rescue", h("b", {}, "Which issue, put on the table as well, would open a zone?"), choice.node, choice.show);
  }

  const lanes = (names) => names.filter((name) => name in handles).map((name) => handles[name].node);
  const plot = makePlot({
    label: `${own.label} and ${other.label} on one axis, in ${scale.unit}`, scale, heads: [own.label, other.label],
    above: lanes(["ask", "own-target", "own-rv"]), below: lanes(["other-rv", "other-target"]),
  });
  // What is set, with what is under way.
  function draw(aloud) {
    const set = readAnswer(exercise, answer);
    for (const [name, handle] of Object.entries(handles)) set[name] = handle.value();
    const impossible = impossibleSides(exercise, set);
    for (const side of ["own", "other"]) handles[`${side}-target`]?.stretch(set[`${side}-rv`], impossible.includes(side));
    plot.show({ between: betweenOf(exercise, set), said: sentenceOf(exercise, set), problem: warningOf(exercise, set), aloud });
  }
  const isAnswered = (name) => {
    const set = readAnswer(exercise, answer);
    if (name === "zone") return set.exists !== null && set.width !== null;
    return name === "rescue" ? Boolean(answer.rescue) : set[name] !== null;
  };
  pages = oneAtATime({ items: questions.map(({ name, node }) => ({ id: name, node })), answered: isAnswered, label: "question" });
  const element = h("div", { class: "rounds-zopa" }, plot.node, pages.node);
  return {
    element,
    flush() { for (const one of questions) one.flush(); },
    leave: pages.leave,
    update(now, said) {
      answer = now;
      for (const one of questions) one.show(answer, said[one.name]);
      draw(element.contains(document.activeElement));
      pages.update();
    },
  };
}
