// The learner's own weights, as sliders that share out 100 between them, and as numbers for those who type.

import { h } from "../../ui/shared/dom.js";
import { numberInput, readNumber } from "../../ui/shared/number_fields.js";
import { figure, finite, sharedOut, total, weightsOf } from "./model.js";

// `moving` is told the weights while a slider moves; they are saved once it is let go.
export function weightsPart({ exercise, profile, change, id, moving }) {
  const settled = new Set(); // what the learner has set, and other sliders leave alone as long as they can
  let saved = {};
  let now = null; // the weights while a slider moves
  const sum = h("p", { class: "rounds-sum" });
  const fields = exercise.interests.map((interest) => numberInput({
    label: interest.label, least: 0, most: 100,
    save(value) {
      settled.add(interest.id);
      change({ weights: { [profile.id]: { [interest.id]: value } } });
    },
  }));
  const sliders = exercise.interests.map((interest) => h("input", {
    type: "range", class: "rounds-range", min: 0, max: 100, step: 1, "aria-label": `Weight of ${interest.label}`,
    oninput: ({ target }) => slide(interest.id, Number(target.value)), onchange: letGo,
  }));
  const name = id("weights");

  function slide(interest, percent) {
    for (const field of fields) field.flush();
    now = sharedOut(now ?? weightsOf(exercise, profile, { weights: { [profile.id]: saved } }), interest, percent, settled);
    settled.add(interest);
    show(now); // the sum is shown by `oninput` of the group
    moving(now);
  }
  function letGo() {
    if (!now) return;
    const weights = now;
    now = null;
    change({ weights: { [profile.id]: weights } });
  }
  function show(weights) {
    exercise.interests.forEach((interest, n) => {
      const weight = weights[interest.id];
      fields[n].show(weight);
      const place = finite(weight) ? weight : 0;
      if (Number(sliders[n].value) !== place) sliders[n].value = place;
      sliders[n].classList.toggle("rounds-unset", !finite(weight));
      sliders[n].setAttribute("aria-valuetext", finite(weight) ? `${figure(weight)}%` : "not set yet");
    });
  }
  // Also while one types; what can't be read as a number counts as nothing.
  function showSum() {
    const typed = Object.fromEntries(fields.map((field, n) => {
      const value = readNumber(field.input.value) ?? 0;
      return [n, Number.isFinite(value) ? value : 0];
    }));
    const off = figure(Math.abs(total(typed) - 100));
    const text = `Sum ${figure(total(typed))} of 100${off === "0" ? " ✓" : `: ${off} ${total(typed) < 100 ? "to give" : "too many"}. It counts once it is 100.`}`;
    if (sum.textContent !== text) sum.textContent = text;
  }
  return {
    fields, letGo, sum,
    node: h("div", { class: "rounds-weigh", role: "group", "aria-labelledby": name, "data-for": `weights-${profile.id}`, oninput: showSum },
      h("p", { id: name }, "How much does each interest weigh for you? Share out 100: move one, and the others make room."),
      exercise.interests.map((interest, n) => h("div", { class: "rounds-weigh-row" }, fields[n].node, sliders[n])), sum),
    update(answer) {
      saved = answer.weights?.[profile.id] || {};
      if (now) return;
      show(saved);
      showSum();
    },
  };
}
