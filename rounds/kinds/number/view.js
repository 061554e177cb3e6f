// Values to work out. Where an item has a dial, it is set first and the value is predicted for it.

import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { saying } from "../../ui/exercise/saying.js";
import { h } from "../../ui/shared/dom.js";
import { numberInput, whenLeaving, writeNumber } from "../../ui/shared/number_fields.js";
import { makeDial } from "./dial.js";

export function makeView({ exercise, change, id }) {
  const items = exercise.items.map((item, number) => {
    const hint = item.dial ? h("p", { id: id("hint"), class: "rounds-hint", "aria-live": "polite" }) : null;
    const said = saying();
    let last = null;
    let before = null; // what was predicted for an earlier setting of the dial
    const field = numberInput({
      label: item.dial ? "Your prediction" : "Your answer",
      unit: item.unit, least: item.least, most: item.most, describedby: hint?.id,
      save: (value) => change({ [item.id]: { value } }),
    });
    const dial = item.dial ? makeDial(item.dial, (figure) => {
      // A prediction is made before the value is shown, so it holds for one setting only.
      before = last ?? before;
      change({ [item.id]: { dial: figure, value: null } });
    }) : null;
    return {
      flush() { dial?.flush(); field.flush(); },
      node: h("fieldset", { class: "rounds-row", "data-item": item.id },
        h("legend", { class: "rounds-legend" },
          exercise.items.length > 1 ? h("span", { class: "rounds-number" }, `${number + 1}. `) : null, item.text),
        h("div", {}, dial?.node, hint, field.node, said.node)),
      update(answer, remark) {
        last = answer?.value ?? null;
        field.show(last);
        if (dial) {
          const figure = answer?.dial ?? null;
          dial.show(figure);
          field.input.readOnly = figure === null;
          if (last !== null) before = null;
          const text = figure === null ? "Set this first, then predict."
            : before === null ? "" : `The setting is new, so predict again. Before, you had written ${typeof before === "string" ? before : writeNumber(before)}.`;
          if (hint.textContent !== text) hint.textContent = text;
        }
        said.show(remark);
      },
    };
  });
  let now = {};
  const pages = oneAtATime({
    items: items.map(({ node }, at) => ({ id: exercise.items[at].id, node })), label: "question",
    answered: (name) => typeof now[name]?.value === "number",
  });
  const flush = () => { for (const item of items) item.flush(); };
  const stop = whenLeaving(flush);
  return {
    element: h("div", { class: "rounds-values" }, pages.node),
    howMuch: (answer, status) => `${status.answered} of ${status.total} answered`,
    update(answer, said) {
      now = answer;
      items.forEach((item, at) => item.update(answer[exercise.items[at].id], said[exercise.items[at].id]));
      pages.update();
    },
    flush,
    leave() {
      flush();
      stop();
      pages.leave();
    },
  };
}
