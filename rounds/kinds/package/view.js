// A deal over several issues: a level for each, and what role the issue plays. What a choice is worth is
// worked out here; the kernel sends the points once.

import { capital } from "../../ui/shared/text.js";
import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { saying } from "../../ui/exercise/saying.js";
import { h } from "../../ui/shared/dom.js";
import { writeNumber } from "../../ui/shared/number_fields.js";
import { OTHER, OWN, clauseWords, count, makeDeals, picturedDeal, sum } from "./deals.js";
import { makeDealsPicture } from "./picture.js";

const TRIED_MS = 900; // a deal that lasts this long is an offer, and not a step on the way to one

function levelRow(issue, level, points, { exercise, change, name }) {
  const input = h("input", { type: "radio", name, value: level.id, onchange: () => change({ deal: { [issue.id]: level.id } }) });
  const worth = (side, label) => h("span", { class: "rounds-worth" }, h("span", { class: "rounds-sr" }, ", "),
    h("span", { class: "rounds-worth-side" }, `${label} `), h("span", {}, writeNumber(points[side])));
  return {
    input,
    node: h("label", { class: "rounds-level" }, input, h("span", { class: "rounds-level-label" }, level.label),
      worth(OWN, exercise.own.label), worth(OTHER, exercise.other.label)),
  };
}

function issuePart(issue, number, scene, { exercise, change, id }) {
  const name = id(issue.id);
  const rows = issue.levels.map((level) => levelRow(issue, level, scene.points[issue.id][level.id], { exercise, change, name }));
  const hint = issue.id === scene.clause.issue
    ? h("p", { class: "rounds-hint", id: id("clause") }, issue.levels.map((level) => clauseWords(exercise, scene, level)).join(" ")) : null;
  const role = h("select", {
    id: id("role"), class: "rounds-role", onchange: () => change({ roles: { [issue.id]: role.value || null } }),
  }, h("option", { value: "" }, "Choose its role"), scene.roles.map((one) => h("option", { value: one.id }, one.label)));
  const said = saying();
  return {
    node: h("div", { class: "rounds-issue", "data-issue": issue.id },
      h("fieldset", { "aria-describedby": hint?.id },
        h("legend", { class: "rounds-legend" }, h("span", { class: "rounds-number" }, `${number + 1}. `), h("b", {}, issue.label)),
        h("div", { class: "rounds-levels-list" }, rows.map((row) => row.node)), hint),
      h("div", { class: "rounds-role-line", "data-item": `role-${issue.id}` },
        h("label", { for: role.id }, h("span", { class: "rounds-sr" }, `${issue.label}: `), "Its role"), role, said.node)),
    update(answer, remarks) {
      for (const { input } of rows) input.checked = answer.deal?.[issue.id] === input.value;
      const given = answer.roles?.[issue.id];
      role.value = scene.roles.some((one) => one.id === given) ? given : "";
      said.show(remarks[`role-${issue.id}`]);
    },
  };
}

// What the deal is worth to each side, always in view while the learner chooses.
function totalsPart(exercise, deals, id) {
  const head = (text) => h("th", { role: "columnheader", scope: "col" }, text);
  const sides = [exercise.own.label, exercise.other.label].map((label, side) => {
    const [total, apart] = [h("td", { role: "cell", class: "rounds-total" }), h("td", { role: "cell" })];
    return { total, apart, node: h("tr", { role: "row" }, h("th", { role: "rowheader", scope: "row" }, label), total,
      h("td", { role: "cell" }, writeNumber(deals.batna[side])), apart) };
  });
  const state = h("p", { id: id("state"), class: "rounds-deal-state" });
  const live = h("p", { class: "rounds-sr", "aria-live": "polite" });
  let resting = null;
  return {
    element: h("div", { class: "rounds-totals" },
      h("table", { class: "rounds-sums", role: "table", "aria-label": "What this deal is worth", "aria-describedby": state.id },
        h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head("Side"), head(capital(exercise.unit)), head("BATNA"), head("Against the BATNA"))),
        h("tbody", { role: "rowgroup" }, sides.map((side) => side.node))), state, live),
    leave() { clearTimeout(resting); },
    show(now, settled, words, first) {
      const whole = settled === exercise.issues.length;
      sides.forEach(({ total, apart }, side) => {
        total.textContent = writeNumber(now[side]);
        const by = sum([now[side], -deals.batna[side]]);
        apart.textContent = !whole ? "–" : by > 0 ? `▲ ${writeNumber(by)} better` : by < 0 ? `▼ ${writeNumber(-by)} worse` : "= the same";
      });
      const text = whole ? "" : `${settled} of ${exercise.issues.length} issues settled; the points so far.`;
      if (state.textContent !== text) state.textContent = text;
      const same = live.dataset.words === words;
      live.dataset.words = words;
      if (first || same) return;
      clearTimeout(resting);
      // Said once the keys rest: arrow keys pass over levels on their way.
      resting = setTimeout(() => { live.textContent = whole ? words : `${text} ${exercise.own.label} ${now[OWN]}, ${exercise.other.label} ${now[OTHER]}.`; }, TRIED_MS);
    },
  };
}

// The deals that were tried on this page, to go back to; nothing of it is saved.
function triedPart(exercise, deals, { change, id }) {
  const body = h("tbody", { role: "rowgroup" });
  const caption = h("caption", { id: id("tried") }, "Deals you tried on this page");
  const head = (text) => h("th", { role: "columnheader", scope: "col" }, text);
  const element = h("div", { class: "rounds-tried", hidden: true },
    h("table", { class: "rounds-table", role: "table" }, caption, h("thead", { role: "rowgroup" },
      h("tr", { role: "row" }, head("Deal"), head(exercise.own.label), head(exercise.other.label), head("Better for both"), head("Go back"))), body));
  const known = new Map();
  let waiting = null;
  const cell = (name, text) => h("td", { role: "cell", "data-name": name }, text);
  function add(levels) {
    const key = levels.join("/");
    if (known.has(key)) return;
    const worth = deals.worth(levels);
    const better = deals.better(worth);
    const number = known.size + 1;
    const back = h("button", { type: "button", class: "rounds-act", onclick: () => {
      change({ deal: Object.fromEntries(exercise.issues.map((issue, n) => [issue.id, levels[n]])) });
    } }, `Show deal ${number}`);
    const names = levels.map((level, n) => exercise.issues[n].levels.find((one) => one.id === level).label);
    known.set(key, number);
    body.prepend(h("tr", { role: "row" }, h("th", { role: "rowheader", scope: "row" }, `${number}. ${names.join("; ")}`),
      cell(exercise.own.label, writeNumber(worth[OWN])), cell(exercise.other.label, writeNumber(worth[OTHER])),
      cell("Better for both", deals.efficient(worth) ? "none: on the frontier" : better ? count(better, "deal", "deals") : "none"), h("td", { role: "cell" }, back)));
    element.hidden = false;
  }
  return {
    element,
    leave() { clearTimeout(waiting); },
    show(levels) {
      clearTimeout(waiting);
      if (levels) waiting = setTimeout(() => add(levels), TRIED_MS);
    },
  };
}

export function makeView({ exercise, change, id }) {
  const element = h("div", { class: "rounds-package" });
  let parts = null;
  let latest = {};

  function build(scene) {
    const deals = makeDeals(exercise, scene);
    const issues = exercise.issues.map((issue, number) => issuePart(issue, number, scene, { exercise, change, id }));
    const said = saying();
    const steps = oneAtATime({
      items: issues.map(({ node }, number) => ({ id: exercise.issues[number].id, node })), label: "issue",
      answered: (name) => Boolean(latest.deal?.[name] && latest.roles?.[name]),
    });
    parts = {
      deals, issues, said, steps,
      totals: totalsPart(exercise, deals, id), picture: makeDealsPicture(exercise, deals), tried: triedPart(exercise, deals, { change, id }),
    };
    element.replaceChildren(
      h("div", { class: "rounds-watch" }, h("div", { class: "rounds-watching" }, parts.totals.element, parts.picture.element)),
      h("div", { class: "rounds-issues" }, steps.node),
      h("div", { class: "rounds-deals-side" }, h("div", { "data-item": "deal" }, said.node),
        h("details", { class: "rounds-meanings" }, h("summary", {}, "The figures behind the picture"), parts.picture.legend)), parts.tried.element);
  }

  return {
    element,
    speaks: true, // it answers what one does, also to who only hears it
    howMuch: (answer, status) => `${status.answered} of ${status.total} answered`,
    update(answer, remarks, scene) {
      const first = !parts;
      latest = answer;
      if (!parts && scene.points) build(scene);
      if (!parts) return;
      parts.deals.take(scene);
      const levels = exercise.issues.map((issue) => answer.deal?.[issue.id]).map((level, n) => (exercise.issues[n].levels.some((one) => one.id === level) ? level : null));
      const settled = levels.filter((level) => level !== null).length;
      const whole = settled === levels.length;
      const now = parts.deals.worth(levels);
      const words = picturedDeal(exercise, parts.deals, now, settled);
      for (const part of parts.issues) part.update(answer, remarks);
      parts.steps.update();
      parts.said.show(remarks.deal);
      parts.totals.show(now, settled, words, first);
      parts.picture.show(whole ? now : null, words);
      parts.tried.show(whole && !first ? levels : null);
    },
    leave() { for (const part of ["totals", "picture", "tried", "steps"]) parts?.[part].leave(); },
  };
}
