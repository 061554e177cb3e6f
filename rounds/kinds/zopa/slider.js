// A figure on a scale: a native slider, and beside it the same figure to type. What is set with a pointer is
// handed on when it is let go; with keys, once they have rested long enough that nobody is still on the way. Until it is touched it has no value.

import { freshId, h } from "../../ui/shared/dom.js";
import { numberInput, writeNumber } from "../../ui/shared/number_fields.js";

const KEYS_REST_MS = 900;
const SLIDER_KEYS = /^(Arrow|Home|End|Page)/;

export function makeScale({ label, means, scale, save }) {
  const own = freshId("scale");
  const { least, most, step, unit } = scale;
  const middle = least + Math.round((most - least) / 2 / step) * step;
  const field = numberInput({ name: `${label}, as a number`, unit, least, most, save });
  const input = h("input", { id: own, type: "range", class: "rounds-range", min: least, max: most, step, value: middle });
  // For the eye; people who hear the slider get it as its value.
  const unsetYet = h("span", { class: "rounds-not-set", "aria-hidden": "true" }, "not set yet");
  let set = null;
  let moved = null; // a setting that is not handed on yet
  let keys = false;
  let timer = null;
  function display(value) {
    const figure = typeof value === "number"; // else nothing is set, or what was typed can't be read
    if (figure && Number(input.value) !== value) input.value = value;
    input.setAttribute("aria-valuetext", figure ? `${writeNumber(value)} ${unit}` : "not set yet");
    input.classList.toggle("rounds-unset", !figure);
    unsetYet.hidden = value !== null;
    field.show(value);
  }
  function flush() {
    clearTimeout(timer);
    const value = moved;
    moved = null;
    if (value !== null && value !== set) save(value);
  }
  function touch() {
    moved = Number(input.value);
    display(moved);
    clearTimeout(timer);
    if (keys) timer = setTimeout(flush, KEYS_REST_MS);
  }
  // If the thumb is already on the wanted value nothing moves, but it is a setting all the same.
  const unset = () => set === null && moved === null;
  const on = {
    input: touch,
    keydown: (event) => { if (SLIDER_KEYS.test(event.key)) keys = true; },
    pointerdown: () => { keys = false; },
    change: () => { if (!keys) flush(); },
    click: () => { if (unset()) { touch(); flush(); } },
    keyup: (event) => { if (SLIDER_KEYS.test(event.key) && unset()) touch(); },
    blur: flush,
  };
  for (const [name, listener] of Object.entries(on)) input.addEventListener(name, listener);
  return {
    node: h("div", { class: "rounds-scale" },
      h("div", { class: "rounds-scale-head" },
        h("label", { for: own }, label, means ? h("span", { class: "rounds-scale-means" }, means) : null), unsetYet, field.box),
      h("span", { class: "rounds-dial-track" }, h("span", { "aria-hidden": "true" }, writeNumber(least)), input,
        h("span", { "aria-hidden": "true" }, writeNumber(most))), field.problem),
    flush() { flush(); field.flush(); },
    show(value) {
      set = value ?? null;
      if (moved === null) display(set);
    },
  };
}

// Radio buttons for a single choice.
export function makeRadios(options, save) {
  const name = freshId("choice");
  const inputs = options.map(({ id }) => h("input", { type: "radio", name, value: id, onchange: () => save(id) }));
  return {
    node: h("div", { class: "rounds-choices" },
      options.map(({ text }, at) => h("label", { class: "rounds-choice" }, inputs[at], h("span", {}, text)))),
    show(value) { for (const input of inputs) input.checked = input.value === value; },
  };
}
