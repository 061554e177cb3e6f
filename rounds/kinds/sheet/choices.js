// The entries of a sheet that are chosen: one of a few options, or all that belong.

import { saying } from "../../ui/exercise/saying.js";
import { h } from "../../ui/shared/dom.js";

export const UNSAID = "…";

export function nameOf(option) { return option.label || option.text; }

export function words(option) { return h("span", {}, option.label ? [h("b", {}, option.label), ": "] : null, option.text); }

// One of a few options, as radio buttons.
export function choiceEntry({ legend, hint, options, save, id }) {
  const name = id("choice");
  const said = saying();
  const about = hint ? h("p", { id: id("hint"), class: "rounds-hint" }, hint) : null;
  const inputs = options.map((option) => {
    const input = h("input", { type: "radio", name, value: option.id, onchange: () => save(option.id) });
    return { option, input, node: h("label", { class: "rounds-choice" }, input, option.shown || words(option)) };
  });
  return {
    legend, said,
    node: (attributes) => h("fieldset", { class: "rounds-row", "aria-describedby": about?.id, ...attributes },
      h("legend", { class: "rounds-legend" }, h("b", {}, legend)),
      h("div", {}, about, h("div", { class: "rounds-choices" }, inputs.map((one) => one.node)), said.node)),
    show(value) { for (const { option, input } of inputs) input.checked = option.id === value; },
    flush() {},
    words: (value) => {
      const chosen = options.find((option) => option.id === value);
      return chosen ? `“${nameOf(chosen).replace(/[.\s]+$/, "")}”` : UNSAID; // without its last stop, inside a sentence
    },
  };
}

// All that belong, as check boxes.
export function checksEntry({ legend, hint, options, save, id }) {
  const said = saying();
  const about = hint ? h("p", { id: id("hint"), class: "rounds-hint" }, hint) : null;
  const inputs = options.map((option) => {
    const input = h("input", { type: "checkbox", onchange: () => save({ [option.id]: input.checked ? true : null }) });
    return { option, input, node: h("label", { class: "rounds-choice" }, input, words(option)) };
  });
  const chosen = (value) => options.filter((option) => value?.[option.id] === true);
  return {
    said,
    node: (attributes) => h("fieldset", { class: "rounds-row", "aria-describedby": about?.id, ...attributes },
      h("legend", { class: "rounds-legend" }, h("b", {}, legend)),
      h("div", {}, about, h("div", { class: "rounds-choices" }, inputs.map((one) => one.node)), said.node)),
    show(value) { for (const { option, input } of inputs) input.checked = value?.[option.id] === true; },
    chosen,
  };
}
