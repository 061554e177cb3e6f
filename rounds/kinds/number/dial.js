// A dial: a half circle to turn, and a picture that moves along. The slider it is for the keyboard and for who hears it
// lies over the drawing and is a native one. Until it is touched it has no value, wherever its needle is.

import { freshId, h, svg } from "../../ui/shared/dom.js";
import { writeNumber } from "../../ui/shared/number_fields.js";
import { CENTER, arc, ends, pointAt, settingAt, shareOf } from "./half_circle.js";

const REST_MS = 400; // a dial that moves is handed on when it rests
const KEYS = /^(Arrow|Home|End|Page)/;

// Of a hundred times, so many: ten rows of ten dots.
function makeHundred() {
  const dots = Array.from({ length: 100 }, (_, at) => svg("circle", { cx: 5 + (at % 10) * 10, cy: 5 + Math.floor(at / 10) * 10, r: 3.6 }));
  const words = h("span", {});
  return {
    node: h("span", { class: "rounds-hundred", "aria-hidden": "true" }, svg("svg", { viewBox: "0 0 100 100", width: 100, height: 100 }, dots), words),
    show(share) {
      const count = share === null ? 0 : Math.round(share * 100);
      dots.forEach((dot, at) => dot.setAttribute("class", at < count ? "rounds-full" : ""));
      words.textContent = share === null ? "of 100" : `${count} of 100`;
    },
  };
}

export function makeDial(dial, save) {
  const { least, most, step, percent } = dial;
  const named = freshId("dial");
  const middle = least + Math.round((most - least) / 2 / step) * step;
  const words = (figure) => (percent ? `${writeNumber(Math.round(figure * 1e6) / 1e4)}%` : writeNumber(figure));
  const input = h("input", { type: "range", class: "rounds-range", "aria-labelledby": named, min: least, max: most, step, value: middle });
  const hundred = percent ? makeHundred() : null;
  const filled = svg("path", { class: "rounds-wheel-filled" });
  // The arc is what is turned, so that a finger anywhere else scrolls the page.
  const grip = svg("path", { class: "rounds-wheel-grip", d: arc(0, 1) });
  const needle = svg("line", { class: "rounds-wheel-needle", x1: CENTER.x, y1: CENTER.y });
  const knob = svg("circle", { class: "rounds-wheel-knob", r: 13 });
  const value = svg("text", { class: "rounds-wheel-value", x: CENTER.x, y: CENTER.y - 22 });
  const [from, to] = ends();
  const face = svg("svg", { class: "rounds-wheel-face", viewBox: "0 0 260 162", "aria-hidden": "true" },
    svg("path", { class: "rounds-wheel-arc", d: arc(0, 1) }), filled, needle, svg("circle", { class: "rounds-wheel-hub", cx: CENTER.x, cy: CENTER.y, r: 5 }), knob, value, grip,
    svg("text", { class: "rounds-wheel-end", x: from.x, y: from.y + 28 }, words(least)), svg("text", { class: "rounds-wheel-end", x: to.x, y: to.y + 28 }, words(most)));
  let moved = null; // a setting that is not handed on yet
  let set = null;
  let timer = null;

  function flush() {
    clearTimeout(timer);
    const figure = moved;
    moved = null;
    if (figure !== null && figure !== set) save(figure);
  }
  function draw(figure) {
    const share = shareOf(Number(input.value), dial), at = pointAt(share);
    filled.setAttribute("d", figure === null ? "" : arc(0, share));
    for (const [name, place] of Object.entries({ x2: at.x, y2: at.y })) needle.setAttribute(name, place);
    for (const [name, place] of Object.entries({ cx: at.x, cy: at.y })) knob.setAttribute(name, place);
    value.textContent = figure === null ? "?" : words(figure);
    input.setAttribute("aria-valuetext", figure === null ? "not set yet" : words(figure));
    input.classList.toggle("rounds-unset", figure === null);
    node.classList.toggle("rounds-wheel-waits", figure === null);
    hundred?.show(figure);
  }
  function touch() {
    moved = Number(input.value);
    draw(moved);
    clearTimeout(timer);
    timer = setTimeout(flush, REST_MS);
  }
  // If the needle is already on the wanted value nothing moves, but it is a setting all the same.
  const touchUnset = () => { if (set === null && moved === null) touch(); };
  input.addEventListener("input", touch);
  input.addEventListener("click", touchUnset);
  input.addEventListener("keydown", () => node.classList.remove("rounds-wheel-turned"));
  input.addEventListener("keyup", (event) => { if (KEYS.test(event.key)) touchUnset(); });
  input.addEventListener("blur", flush);

  // Turned with a mouse, a pen or a finger, from wherever it is pressed.
  function turn(event) {
    const box = face.getBoundingClientRect(), scale = 260 / box.width;
    input.value = settingAt((event.clientX - box.left) * scale, (event.clientY - box.top) * scale, dial);
    touch();
  }
  grip.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    node.classList.add("rounds-wheel-turned");
    input.focus({ preventScroll: true });
    grip.setPointerCapture(event.pointerId);
    turn(event);
  });
  grip.addEventListener("pointermove", (event) => { if (grip.hasPointerCapture(event.pointerId)) turn(event); });
  grip.addEventListener("pointerup", flush);

  // In a label, so that the drawing is a part of the slider's target.
  const node = h("label", { class: "rounds-wheel" }, h("span", { id: named, class: "rounds-wheel-name" }, dial.label),
    h("span", { class: "rounds-wheel-drawn" }, h("span", { class: "rounds-wheel-turn" }, face, input), hundred?.node));
  draw(null);
  return {
    node, flush,
    show(figure) {
      set = figure;
      if (moved !== null) return;
      if (figure !== null && Number(input.value) !== figure) input.value = figure;
      draw(figure);
    },
  };
}
