// The BATNA table: who controls each alternative, what it is worth under each person's weights, the
// BATNA that follows, and what it takes for another one to win.

import { saying } from "../../ui/exercise/saying.js";
import { h, paragraphs, resting } from "../../ui/shared/dom.js";
import { numberInput, readNumber, whenLeaving, writeNumber } from "../../ui/shared/number_fields.js";
import { expected, figure, finite, keyed, tableRows, total, utility, weightsOf } from "./model.js";
import { makePicture } from "./picture.js";
import { rowsPart } from "./rows.js";

const COUNTED = { true: "yes", false: "no", null: "not audited yet" };

// A table on a wide page; on a phone the style shows each row as a card. The roles are spelled out, since some
// screen readers take a table that isn't displayed as one for something else.
function cell(name, ...children) { return h("td", { role: "cell", "data-name": name }, ...children); }

function weightsPart(exercise, profile, change, id) {
  const sum = h("p", { class: "rounds-sum" });
  const spoken = resting();
  const fields = exercise.interests.map((interest) => numberInput({
    label: interest.label, least: 0, most: 100, save: (value) => change({ weights: { [profile.id]: { [interest.id]: value } } }),
  }));
  // While the learner types; what can't be read as a number counts as nothing.
  const showSum = () => {
    const now = fields.reduce((sum, field) => {
      const typed = readNumber(field.input.value) ?? 0;
      return sum + (Number.isFinite(typed) ? typed : 0);
    }, 0);
    const off = figure(Math.abs(now - 100));
    const text = `Sum ${figure(now)} of 100${off === "0" ? " ✓" : `: ${off} ${now < 100 ? "to give" : "too many"}. It counts once it is 100.`}`;
    if (sum.textContent !== text) sum.textContent = text;
  };
  const name = id("weights");
  return {
    fields,
    node: h("div", { role: "group", "aria-labelledby": name, "data-for": `weights-${profile.id}`, oninput() { showSum(); spoken.say(sum.textContent); } },
      h("p", { id: name }, "How much does each interest weigh for you? Share out 100."),
      h("div", { class: "rounds-fields" }, fields.map((field) => field.node)), sum, spoken.node),
    update(answer) {
      const saved = answer.weights?.[profile.id] || {};
      exercise.interests.forEach((interest, n) => fields[n].show(saved[interest.id]));
      showSum();
    },
  };
}

function tableRow(row, exercise, profile, change) {
  const yours = profile.compute.includes(row.id);
  const field = yours ? numberInput({
    name: `Expected value of ${row.label} for ${profile.label}`, least: 0, most: 100,
    save: (value) => change({ totals: { [profile.id]: { [row.id]: value } } }),
  }) : null;
  const said = saying();
  const label = h("th", { role: "rowheader", scope: "row" });
  const scores = exercise.interests.map((interest) => cell(interest.label));
  const chance = cell("Probability");
  const worth = yours ? cell("Expected value", h("span", { class: "rounds-turn" }, "your turn"), field.box) : cell("Expected value");
  const counts = cell("Counts?");
  const main = h("tr", { role: "row", "data-for": yours ? `total-${profile.id}-${row.id}` : null }, label, scores, chance, worth, counts);
  const below = yours ? h("tr", { role: "row", class: "rounds-below", "data-item": `total-${profile.id}-${row.id}` },
    h("td", { role: "cell", colspan: exercise.interests.length + 4 }, field.problem, said.node)) : null;
  return {
    field, nodes: [main, below].filter(Boolean),
    update(now, weights, answer, remarks) {
      label.textContent = now.label;
      exercise.interests.forEach(({ id }, n) => { scores[n].textContent = finite(now.scores[id]) ? figure(now.scores[id]) : "–"; });
      chance.textContent = finite(now.p) ? `${figure(now.p * 100)}%` : "–";
      counts.textContent = COUNTED[now.counts];
      if (yours) {
        field.show(answer.totals?.[profile.id]?.[row.id]);
        said.show(remarks[`total-${profile.id}-${row.id}`]);
      } else {
        const value = expected(exercise, now, weights);
        worth.textContent = value === null ? "–" : figure(value);
      }
    },
  };
}

// How the tool works out one of its rows, with the figures.
function example(exercise, profile, weights) {
  const rule = "U is the weighted mean of the scores. E = p × U + (1 − p) × U of what remains when it fails.";
  const stay = exercise.alternatives.find((row) => row.id === exercise.status_quo);
  const shown = exercise.alternatives.filter((row) => row !== stay && !profile.compute.includes(row.id));
  const row = shown.find((one) => one.p < 1) || shown[0];
  const round = (value) => writeNumber(Math.round(value * 100) / 100);
  if (!row || !total(weights)) return rule;
  const u = utility(row.scores, weights);
  const terms = exercise.interests.map(({ id }) => `${round(weights[id])} × ${round(row.scores[id])}`).join(" + ");
  const base = utility(stay.scores, weights);
  return `${rule} For “${row.label}”: U = (${terms}) ÷ ${round(total(weights))} = ${round(u)}, and `
    + `E = ${round(row.p)} × ${round(u)} + ${round(1 - row.p)} × ${round(base)} = ${round(expected(exercise, row, weights))}. `
    + `The ${round(base)} is U of “${stay.label}”.`;
}

function choicePart(exercise, profile, change, id) {
  const name = id("choice");
  const place = h("div", { class: "rounds-choices" });
  const show = keyed(place, (row) => {
    const input = h("input", { type: "radio", name, value: row.id, onchange: () => change({ choice: { [profile.id]: row.id } }) });
    const label = h("span", {});
    return {
      nodes: [h("label", { class: "rounds-choice" }, input, label)],
      update(now, chosen) {
        label.textContent = now.whole ? now.label : `${now.label} (fill it in above first)`;
        input.checked = chosen === now.id;
        input.disabled = !now.whole && !input.checked;
      },
    };
  });
  const said = saying();
  return {
    node: h("fieldset", { class: "rounds-row", "data-item": `choice-${profile.id}` },
      h("legend", { class: "rounds-legend" }, `Which alternative is the BATNA for ${profile.label}?`), h("div", {}, place, said.node)),
    update(rows, answer, remarks) {
      show(rows, answer.choice?.[profile.id]);
      said.show(remarks[`choice-${profile.id}`]);
    },
  };
}

function profilePart({ exercise, profile, change, id }) {
  const own = profile.weights ? null : weightsPart(exercise, profile, change, id);
  const heads = exercise.interests.map((interest) => ({ interest, weight: h("span", { class: "rounds-column-weight" }) }));
  const body = h("tbody", { role: "rowgroup" });
  const showRows = keyed(body, (row) => tableRow(row, exercise, profile, change));
  const head = (...children) => h("th", { role: "columnheader", scope: "col" }, ...children);
  const caption = h("caption", { id: id("caption") }, `What each alternative is worth for ${profile.label}`);
  const scroll = h("div", { class: "rounds-scroll", role: "group", "aria-labelledby": caption.id },
    h("table", { class: "rounds-table", role: "table" }, caption,
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head("Alternative"),
        heads.map(({ interest, weight }) => head(interest.label, weight)), head("Probability"), head("Expected value E"), head("Counts?"))),
      body));
  // A table that does not fit scrolls by itself, and then the keyboard must reach it.
  const observer = new ResizeObserver(() => {
    if (scroll.scrollWidth > scroll.clientWidth) scroll.setAttribute("tabindex", "0");
    else scroll.removeAttribute("tabindex");
  });
  observer.observe(scroll);
  const given = h("p", { class: "rounds-given" });
  const how = h("p", { class: "rounds-hint" });
  const choice = choicePart(exercise, profile, change, id);
  const value = numberInput({
    label: `Reservation value for ${profile.label}`, unit: "points", least: 0, most: 100,
    save: (now) => change({ rv: { [profile.id]: now } }),
  });
  const valueSaid = saying();
  const picture = exercise.sensitivity ? makePicture({ exercise, profile, id }) : null;
  let kept = new Map();
  return {
    element: h("div", { class: "rounds-profile" }, h("h4", {}, profile.label), paragraphs(profile.text),
      own?.node, given, scroll, how, choice.node,
      h("div", { class: "rounds-row", "data-item": `rv-${profile.id}` }, value.node, valueSaid.node), picture?.element),
    fields: () => [...(own?.fields || []), ...[...kept.values()].map((row) => row.field).filter(Boolean), value],
    leave() {
      observer.disconnect();
      picture?.leave();
    },
    update(rows, answer, said) {
      const weights = weightsOf(exercise, profile, answer);
      own?.update(answer);
      for (const { interest, weight } of heads) weight.textContent = total(weights) ? ` weight ${figure(weights[interest.id])}` : "";
      given.textContent = own ? "" : `Weights: ${heads.map(({ interest }) => `${interest.label} ${figure(weights[interest.id])}`).join(", ")}.`;
      kept = showRows(rows, weights, answer, said);
      how.textContent = example(exercise, profile, weights);
      choice.update(rows, answer, said);
      value.show(answer.rv?.[profile.id]);
      valueSaid.show(said[`rv-${profile.id}`]);
      // A picture could be turned until it shows what is asked under other weights, so those come first as well.
      const open = exercise.profiles.flatMap((one) => one.compute.filter((row) => !finite(answer.totals?.[one.id]?.[row])));
      const decided = exercise.profiles.filter((one) => one.weights || one === profile).every((one) =>
        rows.some((row) => row.id === answer.choice?.[one.id]) && finite(answer.rv?.[one.id]));
      picture?.update(rows, weights, exercise.alternatives.filter((row) => open.includes(row.id)), decided);
    },
  };
}

export function makeView({ exercise, change, id }) {
  const first = rowsPart({ exercise, change, id });
  const profiles = exercise.profiles.map((profile) => profilePart({ exercise, profile, change, id }));
  const flush = () => {
    first.flush();
    for (const profile of profiles) for (const field of profile.fields()) field.flush();
  };
  const stop = whenLeaving(flush);
  const meanings = exercise.interests.filter((interest) => interest.means);
  return {
    element: h("div", { class: "rounds-batna" },
      meanings.length ? h("ul", { class: "rounds-bins" }, meanings.map((interest) => h("li", {}, h("b", {}, interest.label), " ", interest.means))) : null,
      first.element, profiles.map((profile) => profile.element)),
    howMuch: (answer, status) => `${status.answered} of ${status.total} answered`,
    update(answer, said) {
      const rows = tableRows(exercise, answer);
      first.update(rows, answer, said);
      for (const profile of profiles) profile.update(rows, answer, said);
    },
    flush,
    leave() {
      flush();
      stop();
      for (const profile of profiles) profile.leave();
    },
  };
}
