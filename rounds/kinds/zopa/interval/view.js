// Form `interval`: for each figure that the clues speak of, an axis with a handle for either end of a range.

import { oneAtATime } from "../../../ui/exercise/one_at_a_time.js";
import { saying } from "../../../ui/exercise/saying.js";
import { h, paragraphs } from "../../../ui/shared/dom.js";
import { numberInput } from "../../../ui/shared/number_fields.js";
import { figureOf } from "../axis.js";
import { makeHandle } from "../handle.js";
import { makePlot } from "../plot.js";
import { betweenOf, sentenceOf } from "./reading.js";

const ENDS = { low: "at least", high: "at most" };

function makeEstimate(estimate, number, change, moved) {
  const { id, label, unit, least, most } = estimate;
  const said = saying();
  const ends = Object.entries(ENDS).map(([end, words]) => {
    const save = (value) => change({ [id]: { [end]: value } });
    const field = numberInput({ label: words.replace("a", "A"), unit, least, most, save });
    const handle = makeHandle({ name: id, sign: end, label: words, spoken: `${label}: ${words}`, scale: estimate, save, moved(value) {
      field.show(value);
      draw(true);
      moved();
    } });
    field.node.dataset.end = end;
    return { end, field, handle };
  });
  const [low, high] = ends.map(({ handle }) => handle.node);
  const plot = makePlot({ label: `${label}, in ${unit}`, scale: estimate, above: [low], below: [high] });
  function draw(aloud) {
    const set = ends.map(({ handle }) => handle.value());
    plot.show({ between: betweenOf(set), said: sentenceOf(set, unit), aloud });
  }
  const node = h("fieldset", { class: "rounds-row", "data-item": id },
    h("legend", { class: "rounds-legend" }, h("b", {}, `${number}. ${label}`)),
    h("div", {}, paragraphs(estimate.text), plot.node, h("div", { class: "rounds-interval-ends" }, ends.map(({ field }) => field.node)), said.node));
  return {
    id, node,
    flush() { for (const { handle, field } of ends) { handle.flush(); field.flush(); } },
    show(entry, remark) {
      for (const { end, field, handle } of ends) {
        const value = entry?.[end] ?? null;
        handle.show(figureOf(value, estimate));
        if (handle.value() === null || handle.value() === value) field.show(value);
      }
      draw(node.contains(document.activeElement));
      said.show(remark);
    },
  };
}

export function intervalView({ exercise, change }) {
  let answer = {};
  const estimates = exercise.estimates.map((one, at) => makeEstimate(one, at + 1, change, () => {}));
  const pages = oneAtATime({
    items: estimates.map(({ id, node }) => ({ id, node })), label: "limit",
    answered: (id) => Object.keys(ENDS).every((end) => figureOf(answer[id]?.[end], exercise.estimates.find((one) => one.id === id)) !== null),
  });
  return {
    element: h("div", { class: "rounds-intervals" }, pages.node),
    flush() { for (const one of estimates) one.flush(); },
    leave: pages.leave,
    update(now, said) {
      answer = now;
      for (const one of estimates) one.show(answer[one.id], said[one.id]);
      pages.update();
    },
  };
}
