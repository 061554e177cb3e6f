// The plane as a picture: zones, axes and numbered markers, in units of its own. It knows no answer;
// `on` says where each vignette is, and hears where it was clicked or dragged to.

import { signs, svg } from "../../ui/shared/dom.js";

export const MOST = 10; // both axes run from 0 to 10, in whole steps
export const UNPLACED = 5; // where a dot waits, and the thumb of a slider, before it is set
const CELL = 32; // one step
const SIZE = CELL * (MOST + 1); // half a step around the outermost points
const LINE = 18;
const RADIUS = 13;

// SVG does not break lines by itself.
function wrap(text, most) {
  return text.split(/\s+/).reduce((lines, word) => {
    const longer = `${lines.at(-1)} ${word}`.trim();
    return longer.length <= most || !lines.at(-1) ? [...lines.slice(0, -1), longer] : [...lines, word];
  }, [""]);
}

// The words along one axis, drawn from left to right: its two ends, and its name outside of them.
function axisWords(axis, upright) {
  const [low, high] = [wrap(axis.low, 20), wrap(axis.high, 20)];
  const ends = Array.from({ length: Math.max(low.length, high.length) }, (_, at) => [[low[at], 0, "start"], [high[at], SIZE, "end"]]);
  const name = wrap(`${axis.label} →`, 42).map((text) => [[text, SIZE / 2, "middle"]]);
  const rows = upright ? [...name, ...ends] : [...ends, ...name];
  return { height: rows.length * LINE + 6, texts: rows.flatMap((row, at) => row.filter(([text]) => text).map(([text, x, anchor]) =>
    svg("text", { x, y: (at + 1) * LINE - 4, "text-anchor": anchor, class: anchor === "middle" ? "rounds-axis" : null }, text))) };
}

export function makePicture(exercise, on) {
  const [across, upward] = [axisWords(exercise.own, false), axisWords(exercise.other, true)];
  const [left, top] = [upward.height, 2];
  const x = (own) => left + (own + 0.5) * CELL;
  const y = (other) => top + (MOST - other + 0.5) * CELL;
  const snap = (value) => Math.min(MOST, Math.max(0, Math.round(value)));

  const zones = exercise.zones.map(({ own, other, label }) => {
    const [from, to, high] = [x(own[0] - 0.44), x(own[1] + 0.44), y(other[1] + 0.44)];
    const name = wrap(label, Math.floor((to - from) / 7.5)).map((text, at) =>
      svg("text", { x: (from + to) / 2, y: high + LINE * (at + 0.95), "text-anchor": "middle" }, text));
    return svg("g", { class: "rounds-zone" },
      svg("rect", { x: from, y: high, width: to - from, height: y(other[0] - 0.44) - high, rx: 8 }), name);
  });
  const steps = Array.from({ length: MOST + 1 }, (_, at) => at);
  const lattice = steps.flatMap((own) => steps.map((other) => `M${x(own)} ${y(other)}h0`)).join("");
  const markers = new Map(exercise.items.map((item, number) => [item.id,
    svg("g", { class: "rounds-marker", "data-marker": item.id }, svg("title", {}, `${number + 1}. ${item.label}`),
      svg("circle", { r: RADIUS + 6, class: "rounds-reach" }), svg("circle", { r: RADIUS }),
      svg("text", { "text-anchor": "middle", dy: "0.36em" }, String(number + 1)))]));
  const node = svg("svg", { role: "img", viewBox: `0 0 ${left + SIZE + 2} ${top + SIZE + across.height}` },
    svg("rect", { x: left, y: top, width: SIZE, height: SIZE, class: "rounds-whole-plane" }), zones,
    svg("path", { d: lattice, class: "rounds-lattice" }),
    svg("g", { transform: `translate(${left} ${top + SIZE})` }, across.texts),
    svg("g", { transform: `translate(0 ${top + SIZE}) rotate(-90)` }, upward.texts), [...markers.values()]);

  const inPicture = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(node.getScreenCTM().inverse());
  node.addEventListener("click", (event) => {
    const at = inPicture(event);
    if (event.target.closest("[data-marker]") || at.x < left || at.y > top + SIZE) return;
    on.click({ own: snap((at.x - left) / CELL - 0.5), other: snap(MOST - (at.y - top) / CELL + 0.5) });
  });
  for (const [name, marker] of markers) {
    let start = null; // only the way from here counts, as a marker may be a little beside its point
    marker.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault(); // no text is marked on the way
      start = { at: inPicture(event), spot: on.spot(name) ?? { own: UNPLACED, other: UNPLACED } };
      marker.setPointerCapture(event.pointerId);
      on.grab(name);
    });
    marker.addEventListener("pointermove", (event) => {
      if (!marker.hasPointerCapture(event.pointerId)) return;
      const [at, now] = [inPicture(event), on.spot(name) || start.spot];
      const own = snap(start.spot.own + (at.x - start.at.x) / CELL);
      const other = snap(start.spot.other - (at.y - start.at.y) / CELL);
      if (own !== now.own || other !== now.other) on.drag(name, { own, other });
    });
    marker.addEventListener("pointerup", on.drop);
    marker.addEventListener("pointercancel", on.lose);
  }

  const meanings = signs("rounds-map-sign", [
    [svg("rect", { x: 3, y: 2, width: 24, height: 16, rx: 4, class: "rounds-sign-box" }), "where the style that it names belongs"],
    [svg("circle", { cx: 15, cy: 10, r: 7, class: "rounds-sign-ring" }), "a vignette you placed, under its number; filled while it's the chosen one"],
  ]);
  // Of what is chosen and not placed, the dot waits to be dragged: where its sliders stand, in the middle before they are touched.
  return { node, meanings, show(chosen, set, says) {
    const standing = exercise.items.filter((item) => on.spot(item.id));
    for (const { id: name } of exercise.items) {
      const [marker, at] = [markers.get(name), on.spot(name)];
      const waits = !at && chosen === name;
      marker.toggleAttribute("hidden", !at && !waits);
      marker.classList.toggle("rounds-chosen", chosen === name);
      marker.classList.toggle("rounds-waits", waits);
      if (waits) {
        const { own = UNPLACED, other = UNPLACED } = set(name);
        marker.setAttribute("transform", `translate(${x(own)} ${y(other)})`);
      }
      if (!at) continue;
      // Markers on the same point form a ring around it, just far enough apart to read each number.
      const group = standing.map((item) => item.id).filter((other) => on.spot(other).own === at.own && on.spot(other).other === at.other);
      const ring = group.length > 1 ? (RADIUS - 2) / Math.sin(Math.PI / group.length) : 0;
      const turn = Math.PI * (1 + (2 * group.indexOf(name)) / group.length);
      marker.setAttribute("transform", `translate(${x(at.own) + ring * Math.cos(turn)} ${y(at.other) + ring * Math.sin(turn)})`);
    }
    node.setAttribute("aria-label", says);
  } };
}
