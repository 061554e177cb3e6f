// An expected value that the learner works out, in three small steps below its row. The first two are for working only:
// they aren't saved, and practice says at once whether they are right. The third is the answer.

import { saying } from "../../ui/exercise/saying.js";
import { h } from "../../ui/shared/dom.js";
import { numberInput, writeNumber } from "../../ui/shared/number_fields.js";
import { finite, total, utility } from "./model.js";

const NEAR = 0.5; // as in marking.py

function round(value) { return writeNumber(Math.round(value * 100) / 100); }

// The weighted scores as one writes them down: "(50 × 85 + 10 × 40) ÷ 100".
function weighing(exercise, row, weights) {
  const terms = exercise.interests.map(({ id }) => `${round(weights[id])} × ${round(row.scores[id])}`);
  return `(${terms.join(" + ")}) ÷ ${round(total(weights))}`;
}

// How the table works out one of its own rows, in the same three steps. Null where there is none to show; `veiled` are rows
// that are still to be worked out for someone else.
export function workedExample(exercise, profile, weights, veiled) {
  const stay = exercise.alternatives.find(({ id }) => id === exercise.status_quo);
  const shown = exercise.alternatives.filter((row) => row !== stay && ![...profile.compute, ...veiled].includes(row.id));
  const row = shown.find((one) => one.p < 1) || shown[0];
  if (!row || !total(weights)) return null;
  const [u, base] = [utility(row.scores, weights), utility(stay.scores, weights)];
  return {
    row,
    steps: [
      `Weigh the scores: U = ${weighing(exercise, row, weights)} = ${round(u)}.`,
      `Times the chance that it comes off: ${round(row.p)} × ${round(u)} = ${round(row.p * u)}.`,
      `Plus what remains if it doesn’t, which is “${stay.label}” with its U of ${round(base)}: `
        + `${round(row.p * u)} + ${round(1 - row.p)} × ${round(base)} = ${round(row.p * u + (1 - row.p) * base)}. That is E.`,
    ],
  };
}

// A field to work in: nothing of it is saved.
function scratch(name, changed) {
  let value = null;
  const sign = h("span", { class: "rounds-step-sign", "aria-live": "polite" });
  const field = numberInput({ name, least: -1e6, most: 1e6, save(typed) {
    value = finite(typed) ? typed : null;
    field.show(typed);
    changed();
  } });
  return {
    field, sign,
    value: () => value,
    judge(right) {
      const text = value === null || right === null ? "" : Math.abs(value - right) <= NEAR ? "✓ right" : "✗ not yet";
      if (sign.textContent !== text) sign.textContent = text;
      sign.classList.toggle("rounds-step-right", text.startsWith("✓"));
    },
  };
}

// `labelledby` is where the row's name stands.
export function stepsPart({ exercise, profile, row, change, labelledby }) {
  const practice = exercise.use === "practice";
  const stay = exercise.alternatives.find(({ id }) => id === exercise.status_quo);
  let weights = {};
  const first = scratch("Step 1: the weighted scores", show);
  const second = scratch("Step 2: times the chance", show);
  const field = numberInput({
    name: `Expected value of ${row.label} for ${profile.label}`, least: 0, most: 100,
    save: (value) => change({ totals: { [profile.id]: { [row.id]: value } } }),
  });
  const said = saying();
  const sums = [1, 2, 3].map(() => h("span", { class: "rounds-step-sum" }));
  const step = (n, words, part, sign) => h("li", { class: "rounds-step" },
    h("span", { class: "rounds-step-words" }, h("b", {}, `${n}. `), words), sums[n - 1],
    h("span", { class: "rounds-step-field" }, h("span", { "aria-hidden": "true" }, n === 3 ? "E =" : "="), part.box, sign), part.problem);

  function show() {
    const u = first.value(), part = second.value();
    const right = practice && total(weights) ? utility(row.scores, weights) : null;
    const open = exercise.profiles.some((one) => one.compute.includes(stay.id)); // then its U is asked for
    const base = practice && !open && total(weights) ? round(utility(stay.scores, weights)) : "U";
    sums[0].textContent = practice && total(weights) ? weighing(exercise, row, weights) : "each score × its weight, all added, ÷ 100";
    sums[1].textContent = `${practice ? round(row.p) : "the chance"} × ${u === null ? "step 1" : round(u)}`;
    sums[2].textContent = `${part === null ? "step 2" : round(part)} + ${practice ? round(1 - row.p) : "the rest of the chance"} × ${base === "U" ? `U of “${stay.label}”` : base}`;
    first.judge(right);
    second.judge(right === null ? null : row.p * right);
  }
  const node = h("div", { class: "rounds-working", role: "group", "aria-labelledby": labelledby },
      h("ol", { class: "rounds-three" },
        step(1, "Weigh the scores", first.field, first.sign),
        step(2, "Times the chance that it comes off", second.field, second.sign),
        step(3, `Plus what remains if it doesn’t: “${stay.label}”`, field)), said.node);
  return {
    field, node,
    update(nowWeights, value, remark) {
      weights = nowWeights;
      field.show(value);
      said.show(remark);
      show();
      // Once it is right there is nothing left to work out.
      node.classList.toggle("rounds-done", remark?.verdict === "right" && first.value() === null && second.value() === null);
    },
  };
}
