// How cards move between their places: used by view.js, which is joined to this file.

// The children of `list`, in this order. Only what is out of place moves, since a node that moves loses
// the focus, and gets it back.
export function arrange(list, nodes) {
  const at = document.activeElement;
  nodes.forEach((node, place) => {
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
  });
  if (at !== document.activeElement && list.contains(at)) at.focus();
}

// Drag `node` by its grip to another place in its list. Nothing moves before the pointer is let go: a
// line shows where, so that cards of different heights do not flicker, and a lost pointer harms nothing.
export function draggable(grip, node, drop) {
  let place = null;
  const others = () => [...node.parentNode.children].filter((other) => other !== node);
  const show = () => {
    node.classList.toggle("rounds-dragged", place !== null);
    others().forEach((other, at, all) => {
      other.classList.toggle("rounds-drop-before", at === place);
      other.classList.toggle("rounds-drop-after", place === all.length && at === place - 1);
    });
  };
  const middle = (other) => { const box = other.getBoundingClientRect(); return box.top + box.height / 2; };
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // no text is marked on the way
    grip.setPointerCapture(event.pointerId);
  });
  grip.addEventListener("pointermove", (event) => {
    if (!grip.hasPointerCapture(event.pointerId)) return;
    const now = others().filter((other) => middle(other) < event.clientY).length;
    if (now === place) return;
    place = now;
    show();
    (others()[place] ?? others()[place - 1])?.scrollIntoView({ block: "nearest" });
  });
  grip.addEventListener("pointerup", () => {
    const dropped = place;
    place = null;
    show();
    if (dropped !== null) drop(dropped);
  });
  grip.addEventListener("lostpointercapture", () => { place = null; show(); });
}
