// The BATNA table: who controls each alternative, what it is worth under each person's weights, the
// BATNA that follows, and what it takes for another one to win.

import { meanings } from "../../ui/shared/meanings.js";
import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { saying } from "../../ui/exercise/saying.js";
import { h, paragraphs, resting } from "../../ui/shared/dom.js";
import { numberInput, whenLeaving } from "../../ui/shared/number_fields.js";
import { gridPart } from "./grid.js";
import { figure, finite, tableRows, total, weightsOf } from "./model.js";
import { makePicture } from "./picture.js";
import { rowsPart } from "./rows.js";
import { workedExample } from "./steps.js";
import { weightsPart } from "./weights.js";

// Whether nothing is asked for a person anymore; of somebody's own weights, they add up to 100.
function settled(exercise, profile, answer) {
  const weighed = profile.weights || Math.abs(total(weightsOf(exercise, profile, answer)) - 100) < 1e-6;
  return weighed && profile.compute.every((row) => finite(answer.totals?.[profile.id]?.[row]))
    && answer.choice?.[profile.id] !== undefined && finite(answer.rv?.[profile.id]);
}

// How the table works out its own figures, to fold out.
function examplePart(exercise, profile) {
  const title = h("span");
  const steps = h("ol");
  const node = h("details", { class: "rounds-example" }, h("summary", {}, "How E is worked out", title), steps);
  return {
    node,
    update(weights, veiled) {
      const example = workedExample(exercise, profile, weights, veiled);
      node.hidden = !example;
      if (!example) return;
      title.textContent = `: “${example.row.label}” in three steps`;
      steps.replaceChildren(...example.steps.map((step) => h("li", {}, step)));
    },
  };
}

function profilePart({ exercise, profile, change, id }) {
  let last = null; // what was shown last, for the moments in which a slider moves
  const spoken = resting();
  const who = profile.label.replace(/^You\b/, "you"); // within a sentence
  const own = profile.weights ? null : weightsPart({ exercise, profile, change, id, moving: weigh });
  const question = h("p", { id: id("question"), class: "rounds-asks" }, `Which alternative is the BATNA for ${who}? Mark it in the table.`);
  const grid = gridPart({ exercise, profile, change, id, legend: question.id });
  const example = examplePart(exercise, profile);
  const choiceSaid = saying();
  const value = numberInput({
    label: `Reservation value for ${who}`, unit: "points", least: 0, most: 100,
    save: (now) => change({ rv: { [profile.id]: now } }),
  });
  const valueSaid = saying();
  const picture = exercise.sensitivity ? makePicture({ exercise, profile, id }) : null;
  const hidden = h("p", { class: "rounds-hint" });
  const node = h("div", { class: "rounds-profile" }, h("h4", {}, profile.label), paragraphs(profile.text), own?.node,
    grid.node, spoken.node, hidden, example.node,
    h("div", { class: "rounds-row", "data-item": `choice-${profile.id}` }, question, choiceSaid.node),
    h("div", { class: "rounds-row", "data-item": `rv-${profile.id}` }, value.node, valueSaid.node), picture?.element);
  let order = [];

  function weigh(weights) { order = grid.weigh(last.rows, { ...last, weights }); }
  // The order, once the sliders rest.
  function speak() {
    const worth = order.filter((one) => one.worth !== null);
    if (worth.length) spoken.say(`${own.sum.textContent} In order: ${worth.map(({ row, worth: e }) => `${row.label} ${figure(e)}`).join(", ")}.`);
  }
  own?.node.addEventListener("input", () => { if (last) speak(); });
  return {
    node,
    fields: () => [...(own?.fields || []), ...grid.fields(), value],
    flush() { own?.letGo(); },
    point: grid.point,
    leave() {
      grid.leave();
      picture?.leave();
    },
    update(rows, answer, said) {
      const weights = weightsOf(exercise, profile, answer);
      const open = exercise.profiles.flatMap((one) => one.compute.filter((row) => !finite(answer.totals?.[one.id]?.[row])));
      // Weights of one's own could be those of somebody for whom a row is still to be worked out.
      const veiled = own ? open : [];
      last = { rows, answer, said, veiled };
      own?.update(answer);
      order = grid.update(rows, { ...last, weights });
      const names = veiled.map((row) => `“${exercise.alternatives.find((one) => one.id === row).label}”`);
      hidden.textContent = names.length ? `E of ${names.join(" and ")} shows here once you have worked it out above.` : "";
      example.update(weights, veiled);
      choiceSaid.show(said[`choice-${profile.id}`]);
      value.show(answer.rv?.[profile.id]);
      valueSaid.show(said[`rv-${profile.id}`]);
      // A picture could be turned until it shows what is asked under other weights, so those come first as well.
      const decided = exercise.profiles.filter((one) => one.weights || one === profile).every((one) =>
        rows.some((row) => row.id === answer.choice?.[one.id]) && finite(answer.rv?.[one.id]));
      picture?.update(rows, weights, exercise.alternatives.filter((row) => open.includes(row.id)), decided);
    },
  };
}

export function makeView({ exercise, change, id }) {
  let answer = {};
  const audit = rowsPart({ exercise, change, id, shown: (row) => profiles.forEach((profile) => profile.point(row)) });
  const profiles = exercise.profiles.map((profile) => profilePart({ exercise, profile, change, id }));
  const people = oneAtATime({
    items: profiles.map(({ node }, n) => ({ id: exercise.profiles[n].id, node })), label: "person",
    answered: (name) => settled(exercise, exercise.profiles.find((one) => one.id === name), answer),
  });
  const flush = () => {
    audit.flush();
    for (const profile of profiles) {
      profile.flush();
      for (const field of profile.fields()) field.flush();
    }
  };
  const stop = whenLeaving(flush);
  people.node.classList.add("rounds-people");
  people.node.prepend(h("h4", { class: "rounds-people-title" }, "What is each alternative worth?"),
    h("p", { class: "rounds-hint" }, `${exercise.profiles.some((one) => one.compute.length) ? "Work out each E that is left open. " : ""}Mark the BATNA, and enter the reservation value that follows.`));
  const element = h("div", { class: "rounds-batna" },
    meanings("What the interests mean", exercise.interests), audit.element, people.node);
  return {
    element,
    howMuch: (now, status) => `${status.answered} of ${status.total} answered`,
    update(now, said) {
      answer = now;
      const rows = tableRows(exercise, answer);
      audit.update(rows, answer, said);
      for (const profile of profiles) profile.update(rows, answer, said);
      people.update();
      element.classList.toggle("rounds-auditing", exercise.alternatives.some((row) => !answer.control?.[row.id]));
    },
    flush,
    leave() {
      flush();
      stop();
      audit.leave();
      people.leave();
      for (const profile of profiles) profile.leave();
    },
  };
}
