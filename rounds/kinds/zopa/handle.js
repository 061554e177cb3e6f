// A handle on an axis: a native slider that fills its lane, and over it the sign that moves along. What is set with a
// pointer is handed on when it is let go; with keys, once they have rested long enough that nobody is still on the way.
// Until it is touched it has no value, wherever it waits.

import { h, svg } from "../../ui/shared/dom.js";
import { middleOf, shareOf, written } from "./axis.js";

const KEYS_REST_MS = 900;
const SLIDER_KEYS = /^(Arrow|Home|End|Page)/;
// In a box of 24 by 24.
const SIGNS = {
  rv: "M10 3H14V21H10Z",
  target: "M7 4L19 12L7 20Z",
  ask: "M12 3L20 12L12 21L4 12Z",
  low: "M16 4V20L6 12Z",
  high: "M8 4V20L18 12Z",
};

// `name` is that of the question; `sign` one of SIGNS; `label` what stands at the handle, `spoken` its whole name; a sign that is `mirrored`
// points to the left;// `moved` hears of every step, `save` of what is set.
export function makeHandle({ name, sign, label, spoken, scale, mirrored = false, moved: tell, save }) {
  const { least, most, step, unit } = scale;
  const input = h("input", {
    type: "range", class: "rounds-handle rounds-unset", "aria-label": spoken, min: least, max: most, step, value: middleOf(scale),
  });
  const figure = h("b", {});
  const drawn = h("span", { class: "rounds-lane-drawn", "aria-hidden": "true" },
    h("span", { class: "rounds-stretch" }),
    h("span", { class: "rounds-lane-label" }, h("span", { class: "rounds-lane-name" }, label), " ", figure),
    h("span", { class: "rounds-pin" }, svg("svg", { viewBox: "0 0 24 24", width: 20, height: 20 }, svg("path", { d: SIGNS[sign] }))));
  const node = h("div", { class: `rounds-lane${mirrored ? " rounds-mirrored" : ""}`, "data-for": name, "data-sign": sign }, drawn, input);
  let set = null;
  let moved = null; // a setting that is not handed on yet
  let keys = false;
  let pressed = null; // while a pointer is down: what was set before
  let timer = null;

  function draw() {
    const value = moved ?? set;
    if (value !== null && Number(input.value) !== value) input.value = value;
    input.setAttribute("aria-valuetext", value === null ? "not set yet" : `${written(value)} ${unit}`);
    input.classList.toggle("rounds-unset", value === null);
    node.classList.toggle("rounds-waits", value === null);
    node.style.setProperty("--at", shareOf(Number(input.value), scale));
    figure.textContent = value === null ? "?" : written(value);
  }
  function flush() {
    clearTimeout(timer);
    const value = moved;
    if (value === null) return;
    if (value !== set) save(value); // which shows it, too
    moved = null;
  }
  function touch() {
    moved = Number(input.value);
    draw();
    tell(moved);
    clearTimeout(timer);
    if (keys) timer = setTimeout(flush, KEYS_REST_MS);
  }
  // A finger that turns out to scroll the page has set nothing.
  function takeBack() {
    const { value } = pressed ?? {};
    pressed = null;
    if (value === undefined) return;
    moved = null;
    input.value = value ?? middleOf(scale);
    draw();
    tell(value);
  }
  // If the thumb is already on the wanted value nothing moves, but it is a setting all the same.
  const unset = () => set === null && moved === null;
  const on = {
    input: touch,
    keydown: (event) => { if (SLIDER_KEYS.test(event.key)) keys = true; },
    pointerdown() {
      keys = false;
      pressed = { value: moved ?? set };
    },
    pointerup() { pressed = null; },
    touchend() { pressed = null; },
    pointercancel: takeBack,
    change: () => { if (!keys && !pressed) flush(); },
    click: () => { if (unset()) { touch(); flush(); } },
    keyup: (event) => { if (SLIDER_KEYS.test(event.key) && unset()) touch(); },
    blur: flush,
  };
  for (const [event, listener] of Object.entries(on)) input.addEventListener(event, listener);
  draw();
  return {
    node,
    flush,
    value: () => moved ?? set,
    show(value) {
      set = value;
      if (moved === null) draw();
    },
    // The stretch from another figure of the same side to this one.
    stretch(from, impossible) {
      const value = moved ?? set;
      node.classList.toggle("rounds-stretched", from !== null && value !== null);
      node.classList.toggle("rounds-impossible", impossible);
      if (from === null || value === null) return;
      const ends = [shareOf(from, scale), shareOf(value, scale)];
      node.style.setProperty("--low", Math.min(...ends));
      node.style.setProperty("--high", Math.max(...ends));
    },
  };
}
