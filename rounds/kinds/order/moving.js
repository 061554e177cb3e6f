// How cards move between their places.

// The children of `list`, in this order. Only what is out of place moves, since a node that moves loses
// the focus, and gets it back.
export function arrange(list, nodes) {
  const at = document.activeElement;
  nodes.forEach((node, place) => {
    if (list.children[place] !== node) list.insertBefore(node, list.children[place] ?? null);
    node.classList.remove("rounds-away"); // what a pile hides is seen elsewhere
  });
  if (at !== document.activeElement && list.contains(at)) at.focus();
}

// How many of the boxes ({ top, height }) lie above `y`, by their middles: the place of what is dropped there.
export function placeAt(boxes, y) { return boxes.filter(({ top, height }) => top + height / 2 < y).length; }

// Drag `node` by its grip to a place in `target`, the list that it is in or another one. It follows the pointer; the others
// stay until it is let go, and a line shows where, so that cards of different heights don't flicker, and a lost pointer
// harms nothing.
export function draggable(grip, node, target, drop) {
  let place = null, start = null;
  const others = () => [...target.children].filter((other) => other !== node);
  const box = (other) => other.getBoundingClientRect();
  const show = () => {
    node.classList.toggle("rounds-dragged", start !== null);
    target.classList.toggle("rounds-drop-here", place !== null && !others().length);
    others().forEach((other, at, all) => {
      other.classList.toggle("rounds-drop-before", at === place);
      other.classList.toggle("rounds-drop-after", place === all.length && at === place - 1);
    });
  };
  const end = () => {
    [place, start] = [null, null];
    node.style.transform = "";
    show();
  };
  grip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault(); // no text is marked on the way
    grip.setPointerCapture(event.pointerId);
    start = { x: event.clientX, y: event.clientY };
  });
  grip.addEventListener("pointermove", (event) => {
    if (!start || !grip.hasPointerCapture(event.pointerId)) return;
    node.style.transform = `translate(${event.clientX - start.x}px, ${event.clientY - start.y}px)`;
    const list = box(target);
    const inside = node.parentNode === target || (event.clientX > list.left - 20 && event.clientX < list.right + 20
      && event.clientY > list.top - 30 && event.clientY < list.bottom + 60);
    const now = inside ? placeAt(others().map(box), event.clientY) : null;
    if (now === place) return;
    place = now;
    show();
    if (node.parentNode === target) (others()[place] ?? others()[place - 1])?.scrollIntoView({ block: "nearest" });
  });
  grip.addEventListener("pointerup", () => {
    const dropped = place;
    end();
    if (dropped !== null) drop(dropped);
  });
  grip.addEventListener("lostpointercapture", end);
}
