// The grid: a row for each alternative, a column for each interest with its weight as a bar, then the chance, who controls
// it, E, and the BATNA, which the learner marks. Cells are shaded by their value, which stands in them.

import { h } from "../../ui/shared/dom.js";
import { arrange, keyed } from "./arranging.js";
import { expected, figure, finite, ranked, total } from "./model.js";
import { stepsPart } from "./steps.js";

const CONTROL = { own: "Yours", secured: "In writing", "needs-yes": "Needs a yes" };

// A table on a wide page; on a phone the style shows each row as a card. The roles are spelled out, since some
// screen readers take a table that isn't displayed as one for something else.
function cell(name, className, ...children) { return h("td", { role: "cell", class: className, "data-name": name }, ...children); }

// How dark a cell is: its value, of 100. The deepest is a third of the accent, so that words stay readable.
function shade(node, value) {
  if (finite(value)) node.style.setProperty("--rounds-fill", `${Math.round(Math.min(Math.max(value, 0), 100) * 0.34)}%`);
  else node.style.removeProperty("--rounds-fill");
}

function gridRow(row, { exercise, profile, change, id, name, legend }) {
  const yours = profile.compute.includes(row.id);
  const label = h("span", { class: "rounds-row-name", id: id("row") });
  const scores = exercise.interests.map((interest) => cell(interest.label, "rounds-shaded"));
  const chance = cell("Chance", "rounds-chance");
  const control = cell("Control", "rounds-control");
  const worth = h("span", { class: "rounds-worth" });
  const value = cell("E", "rounds-shaded rounds-e", worth);
  const pick = h("input", { type: "radio", name, value: row.id, "aria-describedby": legend,
    onchange: () => change({ choice: { [profile.id]: row.id } }) });
  const picking = h("td", { role: "cell", class: "rounds-picking", "data-item": `choice-${profile.id}` },
    h("label", { class: "rounds-choice" }, pick, h("span", { class: "rounds-pick-word", "aria-hidden": "true" }, "BATNA")));
  const main = h("tr", { role: "row", class: yours ? `rounds-yours rounds-yours-${exercise.use}` : null },
    h("th", { role: "rowheader", scope: "row" }, label), scores, chance, control, value, picking);
  const steps = yours ? stepsPart({ exercise, profile, row, change, labelledby: label.id }) : null;
  const below = yours ? h("tr", { role: "row", class: "rounds-below", "data-item": `total-${profile.id}-${row.id}` },
    h("td", { role: "cell", colspan: exercise.interests.length + 5 }, steps.node)) : null;
  return {
    field: steps?.field, nodes: [main, below].filter(Boolean),
    // What the weights decide; a slider that moves asks for no more.
    weigh(e) {
      const words = finite(e) ? figure(e) : yours ? "your turn" : "–";
      if (worth.textContent === words) return;
      worth.textContent = words;
      worth.classList.toggle("rounds-turn", yours && !finite(e));
      shade(value, e);
    },
    update(now, { weights, answer, said, next, pointed }) {
      label.textContent = now.label;
      main.classList.toggle("rounds-out", now.counts === false);
      main.classList.toggle("rounds-pointed", now.id === pointed);
      exercise.interests.forEach(({ id }, n) => {
        scores[n].textContent = finite(now.scores[id]) ? figure(now.scores[id]) : "–";
        shade(scores[n], now.scores[id]);
      });
      chance.textContent = finite(now.p) ? `${figure(now.p * 100)}%` : "–";
      control.textContent = now.counts === null ? "not said yet" : now.counts ? CONTROL[now.control] : `${CONTROL[now.control]}: doesn’t count`;
      control.classList.toggle("rounds-unknown", now.counts === null);
      const mine = answer.totals?.[profile.id]?.[row.id];
      pick.setAttribute("aria-label", now.whole ? `${now.label} is the BATNA` : `${now.label} (fill it in above first)`);
      pick.checked = answer.choice?.[profile.id] === now.id;
      pick.disabled = !now.whole && !pick.checked;
      main.classList.toggle("rounds-chosen", pick.checked);
      below?.classList.toggle("rounds-later", next !== undefined && next !== now.id && !finite(mine));
      steps?.update(weights, mine, said[`total-${profile.id}-${row.id}`]);
    },
  };
}

function weightBar(word = "weight ") {
  const fill = h("i");
  const number = h("span", { class: "rounds-weight-number" });
  const node = h("span", { class: "rounds-column-weight" }, h("span", { class: "rounds-bar", "aria-hidden": "true" }, fill), number);
  return {
    node,
    show(weight, known) {
      number.textContent = known ? `${word}${figure(weight)}` : "";
      fill.style.setProperty("--rounds-share", `${known ? Math.min(weight, 100) : 0}%`);
    },
  };
}

// Rows are sorted by E where the weights are the learner's own; `legend` names the question that the last column asks.
export function gridPart({ exercise, profile, change, id, legend }) {
  const bars = exercise.interests.map(() => weightBar());
  const listed = exercise.interests.map(() => weightBar("")); // on a phone, where the heads of the columns aren't shown
  const body = h("tbody", { role: "rowgroup" });
  const name = id("choice");
  const showRows = keyed(body, (row) => gridRow(row, { exercise, profile, change, id, name, legend }));
  const head = (className, ...children) => h("th", { role: "columnheader", scope: "col", class: className }, ...children);
  const caption = h("caption", { id: id("caption") }, `What each alternative is worth for ${profile.label}${profile.weights ? "" : ", the highest E first"}`);
  const scroll = h("div", { class: "rounds-scroll", role: "group", "aria-labelledby": caption.id },
    h("table", { class: "rounds-table rounds-batna-grid", role: "table", "aria-labelledby": caption.id }, caption,
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, head(null, "Alternative"),
        exercise.interests.map((interest, n) => head("rounds-interest", h("span", {}, interest.label), bars[n].node)),
        head("rounds-head-chance", "Chance"), head("rounds-head-control", "Control"), head("rounds-head-e", "Expected value E"), head("rounds-head-batna", "BATNA"))),
      body));
  // A table that does not fit scrolls by itself, and then the keyboard must reach it.
  const observer = new ResizeObserver(() => {
    if (scroll.scrollWidth > scroll.clientWidth) scroll.setAttribute("tabindex", "0");
    else scroll.removeAttribute("tabindex");
  });
  observer.observe(scroll);
  const list = profile.weights ? h("ul", { class: "rounds-weights", "aria-label": `Weights for ${profile.label}` },
    exercise.interests.map((interest, n) => h("li", {}, h("span", {}, interest.label), listed[n].node))) : null;
  let kept = new Map();
  let pointed = null;

  function weigh(rows, { weights, answer, veiled }) {
    for (const all of list ? [bars, listed] : [bars]) exercise.interests.forEach((interest, n) => all[n].show(weights[interest.id], total(weights) > 0));
    const worths = new Map(rows.map((row) => {
      const e = profile.compute.includes(row.id) ? answer.totals?.[profile.id]?.[row.id]
        : veiled.includes(row.id) ? null : expected(exercise, row, weights);
      return [row, finite(e) ? e : null];
    }));
    for (const [row, e] of worths) kept.get(row.id).weigh(e);
    const order = profile.weights ? rows : ranked(rows, (row) => worths.get(row));
    arrange(body, order.map((row) => kept.get(row.id).nodes));
    return order.map((row) => ({ row, worth: worths.get(row) }));
  }
  return {
    node: h("div", {}, list, scroll),
    // The row of the alternative that is asked for above.
    point(row) {
      pointed = row;
      for (const [name, part] of kept) part.nodes[0].classList.toggle("rounds-pointed", name === pointed);
    },
    fields: () => [...kept.values()].map((row) => row.field).filter(Boolean),
    leave() { observer.disconnect(); },
    // Both return the rows in the order in which they stand, with what each is worth.
    update(rows, now) {
      const next = rows.find(({ id: row }) => profile.compute.includes(row) && !finite(now.answer.totals?.[profile.id]?.[row]))?.id;
      kept = showRows(rows, { ...now, next, pointed });
      return weigh(rows, now);
    },
    weigh,
  };
}
