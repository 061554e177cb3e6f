// Values to work out. Where an item has a dial, it is set first and the value is predicted for it.

import { saying } from "../../ui/exercise/saying.js";
import { freshId, h } from "../../ui/shared/dom.js";
import { numberInput, whenLeaving, writeNumber } from "../../ui/shared/number_fields.js";

const DIAL_MS = 400; // a dial that moves is handed on when it rests
const DIAL_KEYS = /^(Arrow|Home|End|Page)/;

// A native slider. Until it is touched it has no value, wherever its thumb is.
function makeDial(dial, save) {
  const own = freshId("dial");
  const middle = dial.least + Math.round((dial.most - dial.least) / 2 / dial.step) * dial.step;
  const input = h("input", { id: own, type: "range", class: "rounds-range", min: dial.least, max: dial.most, step: dial.step, value: middle });
  const value = h("b", { class: "rounds-dial-value", "aria-hidden": "true" }); // aria-valuetext says the same
  const words = (figure) => (dial.percent ? `${writeNumber(Math.round(figure * 1e6) / 1e4)}%` : writeNumber(figure));
  let moved = null; // a setting that is not handed on yet
  let set = null;
  let timer = null;
  function flush() {
    clearTimeout(timer);
    const figure = moved;
    moved = null;
    if (figure !== null && figure !== set) save(figure);
  }
  function say(figure) {
    value.textContent = figure === null ? "not set yet" : words(figure);
    input.setAttribute("aria-valuetext", value.textContent);
    input.classList.toggle("rounds-unset", figure === null);
  }
  function touch() {
    moved = Number(input.value);
    say(moved);
    clearTimeout(timer);
    timer = setTimeout(flush, DIAL_MS);
  }
  input.addEventListener("input", touch);
  // If the thumb is already on the wanted value nothing moves, but it is a setting all the same.
  const touchUnset = () => { if (set === null && moved === null) touch(); };
  input.addEventListener("click", touchUnset);
  input.addEventListener("keyup", (event) => { if (DIAL_KEYS.test(event.key)) touchUnset(); });
  input.addEventListener("blur", flush);
  return {
    node: h("div", { class: "rounds-dial" }, h("label", { for: own }, dial.label), value,
      h("span", { class: "rounds-dial-track" }, h("span", { "aria-hidden": "true" }, words(dial.least)), input,
        h("span", { "aria-hidden": "true" }, words(dial.most)))),
    flush,
    show(figure) {
      set = figure;
      if (moved !== null) return;
      if (figure !== null && Number(input.value) !== figure) input.value = figure;
      say(figure);
    },
  };
}

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
  const flush = () => { for (const item of items) item.flush(); };
  const stop = whenLeaving(flush);
  return {
    element: h("div", { class: "rounds-values" }, items.map((item) => item.node)),
    howMuch: (answer, status) => `${status.answered} of ${status.total} answered`,
    update(answer, said) {
      items.forEach((item, at) => item.update(answer[exercise.items[at].id], said[exercise.items[at].id]));
    },
    flush,
    leave() { flush(); stop(); },
  };
}
