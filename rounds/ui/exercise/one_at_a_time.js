// One item at a time: "3 of 16", Back and Next, and a switch to the list of all for those who prefer it.
// How a learner looks at a page is remembered in this browser, and all cards of the page follow. Paper shows everything.

import { freshId, h } from "../shared/dom.js";

const KEY = "rounds-view"; // "one" or "list"
const CHANGED = "rounds:view";

// How this browser's learner wants to see items: "one" at a time, or all as a "list".
export function preferredView() {
  try { return window.localStorage.getItem(KEY) === "list" ? "list" : "one"; } catch { return "one"; } // private windows may refuse it
}

export function preferView(view) {
  try { window.localStorage.setItem(KEY, view); } catch { /* then it holds for this page */ }
  window.dispatchEvent(new CustomEvent(CHANGED, { detail: view }));
}

// Calls `listener` with the view whenever a learner switches it; returns what ends that.
export function onViewChange(listener) {
  const follow = ({ detail }) => listener(detail);
  window.addEventListener(CHANGED, follow);
  return () => window.removeEventListener(CHANGED, follow);
}

// Where to begin: at the first item that is still open, or at the first of all.
export function startAt(ids, answered) {
  const open = ids.findIndex((id) => !answered(id));
  return open < 0 ? 0 : open;
}

// `items` are { id, node } in their order; `answered` tells of an item whether it is; `label` is what one of them is called.
// `shown` is told of an item that comes alone into sight.
// `update` is to be called when answers change; `show` brings an item into sight and `focus` moves the focus to it.
export function oneAtATime({ items, answered, label = "item", shown = () => {} }) {
  const ids = items.map((item) => item.id);
  let view = items.length > 1 ? preferredView() : "list";
  let at = null; // known once the answers are

  const place = h("p", { class: "rounds-place", id: freshId("place") });
  const bar = h("span", { class: "rounds-place-bar", "aria-hidden": "true" }, items.map(() => h("i")));
  const back = h("button", { type: "button", class: "rounds-button rounds-back", onclick: () => step(-1) }, "Back");
  const next = h("button", { type: "button", class: "rounds-button rounds-next", onclick: () => step(1) }, "Next");
  const other = h("button", { type: "button", class: "rounds-other-view", onclick: () => preferView(view === "one" ? "list" : "one") });
  const stage = h("div", { class: "rounds-stage" }, items.map((item) => item.node));
  const head = h("div", { class: "rounds-place-line" }, place, bar, other);
  const foot = h("div", { class: "rounds-steps" }, back, next);
  const node = h("div", { class: "rounds-one-at-a-time" }, items.length > 1 ? head : null, stage, items.length > 1 ? foot : null);

  function step(by) {
    show(ids[Math.min(Math.max(at + by, 0), ids.length - 1)]);
    items[at].node.classList.remove("rounds-enter", "rounds-enter-back");
    void items[at].node.offsetWidth; // so that the same motion can begin again
    items[at].node.classList.add(by > 0 ? "rounds-enter" : "rounds-enter-back");
    focus();
  }

  function focus() {
    const item = items[at].node;
    item.tabIndex = -1;
    item.setAttribute("aria-describedby", place.id); // who hears the page hears "3 of 16" with the item
    item.focus({ preventScroll: true });
    bring();
    // In JupyterLab what is above may still change its height: what has the focus stays in sight.
    for (const ms of [60, 200]) setTimeout(() => { if (item === item.ownerDocument.activeElement) bring(); }, ms);
  }

  function bring() {
    const { top } = node.getBoundingClientRect();
    const bar = Number.parseFloat(getComputedStyle(node).scrollMarginTop) || 0; // what the page's bar would cover
    if (top < bar || top > window.innerHeight / 2) node.scrollIntoView({ block: "start", behavior: "instant" });
  }

  function show(id) {
    const found = ids.indexOf(id);
    if (found >= 0) at = found;
    draw();
  }

  let last = null; // the item that `shown` was told of
  function draw() {
    const one = view === "one";
    const alone = one && at !== null ? ids[at] : null;
    if (alone !== last) {
      last = alone;
      shown(alone);
    }
    node.classList.toggle("rounds-one", one);
    items.forEach((item, number) => item.node.classList.toggle("rounds-away", one && number !== at));
    [...bar.children].forEach((dot, number) => {
      dot.className = [answered(ids[number]) ? "rounds-filled" : "", one && number === at ? "rounds-here" : ""].join(" ").trim();
    });
    const done = ids.filter(answered).length;
    const words = one ? `${at + 1} of ${ids.length}` : `${done} of ${ids.length} answered`;
    if (place.textContent !== words) place.textContent = words;
    other.textContent = one ? "Show all as a list" : `Show one ${label} at a time`;
    foot.hidden = !one;
    back.disabled = at === 0;
    next.disabled = at === ids.length - 1;
    next.classList.toggle("rounds-ready", one && at !== null && answered(ids[at]));
  }

  function update() {
    at ??= startAt(ids, answered);
    draw();
  }

  const stop = onViewChange((preferred) => {
    if (items.length < 2 || view === preferred) return;
    view = preferred;
    update();
  });
  // What is to be gone to is shown first.
  node.addEventListener("rounds-show", ({ target }) => show(items.find((item) => item.node.contains(target))?.id));

  return {
    node, update, show, focus,
    get view() { return view; },
    current: () => ids[at ?? 0],
    leave: stop,
  };
}
