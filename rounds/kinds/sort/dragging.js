// Dragging a card with a mouse from anywhere on it, and with a finger by its grip: elsewhere a finger scrolls the page.
// Only `transform` changes on the way, once a frame, so that nothing is laid out again.
import { binAt } from "./bins.js";

const SLACK = 6; // pixels that a hand may shake in a click

export function atEase() { return matchMedia("(prefers-reduced-motion: reduce)").matches; }

// `bins()` gives the bins as { id, node }; `over` is told the bin below the card, or null; `drop` the bin it is dropped in.
export function makeDraggable(card, grip, { able, bins, over, drop }) {
  let held = null; // the pointer that has the card, and where it took it up
  let frame = 0;

  function measure() {
    if (!held) return;
    held.boxes = bins().map(({ id, node }) => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      return { id, left, top, right, bottom };
    });
  }
  function draw() {
    frame = 0;
    if (!held?.moving) return;
    card.style.transform = `translate(${held.x - held.x0}px, ${held.y - held.y0}px) rotate(1.5deg) scale(.6)`;
    const below = binAt(held.x, held.y, held.boxes);
    if (below !== held.below) over(held.below = below);
  }
  function move(event) {
    if (event.pointerId !== held?.pointer) return;
    [held.x, held.y] = [event.clientX, event.clientY];
    if (!held.moving && Math.hypot(held.x - held.x0, held.y - held.y0) > SLACK) {
      held.moving = true;
      card.classList.add("rounds-dragged");
      // It gets smaller around the pointer, so that the bins below it are seen.
      const { left, top } = card.getBoundingClientRect();
      card.style.transformOrigin = `${held.x0 - left}px ${held.y0 - top}px`;
      measure();
    }
    if (held.moving) frame ||= requestAnimationFrame(draw);
  }
  // Puts the card down: into a bin, or back where it came from.
  function put(to) {
    if (!held) return;
    const { moving } = held, from = card.style.transform;
    cancelAnimationFrame(frame);
    [held, frame] = [null, 0];
    removeEventListener("scroll", measure, true);
    removeEventListener("keydown", escape, true);
    card.classList.remove("rounds-dragged");
    [card.style.transform, card.style.transformOrigin] = ["", ""];
    over(null);
    if (!moving) return;
    if (to) drop(to, from);
    else if (!atEase()) card.animate([{ transform: from }, { transform: "none" }], { duration: 180, easing: "ease-out" });
  }
  function escape(event) {
    if (event.key !== "Escape" || !held?.moving) return;
    event.stopPropagation();
    put(null);
  }
  card.addEventListener("pointerdown", (event) => {
    const taken = event.pointerType === "mouse" ? event.button === 0 : grip.contains(event.target);
    if (held || !taken || !able()) return;
    held = { pointer: event.pointerId, x0: event.clientX, y0: event.clientY, x: event.clientX, y: event.clientY, boxes: [], below: null, moving: false };
    card.setPointerCapture(event.pointerId);
    addEventListener("scroll", measure, true);
    addEventListener("keydown", escape, true);
  });
  card.addEventListener("pointermove", move);
  card.addEventListener("pointerup", (event) => { if (event.pointerId === held?.pointer) put(held.moving ? binAt(event.clientX, event.clientY, held.boxes) : null); });
  for (const end of ["pointercancel", "lostpointercapture"]) card.addEventListener(end, (event) => { if (event.pointerId === held?.pointer) put(null); });
}
