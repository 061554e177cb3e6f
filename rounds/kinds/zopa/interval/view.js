// Form `interval`: a lower and an upper end for each figure that the clues speak of.

import { saying } from "../../../ui/exercise/saying.js";
import { h, paragraphs } from "../../../ui/shared/dom.js";
import { writeNumber } from "../../../ui/shared/number_fields.js";
import { makeScale } from "../slider.js";

export function intervalView({ exercise, change }) {
  const estimates = exercise.estimates.map((one, number) => {
    const ends = Object.entries({ low: "At least", high: "At most" }).map(([end, label]) =>
      ({ end, scale: makeScale({ label, scale: one, save: (value) => change({ [one.id]: { [end]: value } }) }) }));
    const words = h("p", { class: "rounds-where" });
    const said = saying();
    return {
      name: one.id,
      node: h("fieldset", { class: "rounds-row", "data-item": one.id },
        h("legend", { class: "rounds-legend" }, h("b", {}, `${number + 1}. ${one.label}`)),
        h("div", {}, paragraphs(one.text), ends.map(({ scale }) => scale.node), words, said.node)),
      flush() { for (const { scale } of ends) scale.flush(); },
      show(answer, remark) {
        for (const { end, scale } of ends) scale.show(answer?.[end]);
        const set = [answer?.low, answer?.high].filter((value) => typeof value === "number").sort((a, b) => a - b);
        const text = set.length < 2 ? "Set both ends." : `From ${writeNumber(set[0])} to ${writeNumber(set[1])} ${one.unit}: ${writeNumber(set[1] - set[0])} wide.`;
        if (words.textContent !== text) words.textContent = text;
        said.show(remark);
      },
    };
  });
  return {
    element: h("div", { class: "rounds-intervals" }, estimates.map((one) => one.node)),
    flush() { for (const one of estimates) one.flush(); },
    update(answer, said) { for (const one of estimates) one.show(answer[one.name], said[one.name]); },
    stop() {},
  };
}
