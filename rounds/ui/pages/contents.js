// The bar at the top of a notebook: a list of its exercises, a dot for each, and the way on. It follows what is
// answered without a word: no live region.

import { h } from "../shared/dom.js";
import { goTo, leading } from "../shared/scroll_to.js";

const SIGNS = { done: ["✓", "done"], begun: ["◐", "begun"], open: ["–", "not begun"] };
const FINGER = 44, MOUSE = 26; // pixels from dot to dot
const AROUND = 250; // pixels for the list's button and the way on, beside the dots

export function render({ model, el }) {
  const rows = model.get("rows");
  const count = h("summary");
  const where = h("p", { class: "rounds-where" });
  // The links stay while the signs change, so that none loses the focus.
  const lines = rows.map((row) => {
    const sign = h("span", { class: "rounds-sign", "aria-hidden": "true" });
    const state = h("span", { class: "rounds-state" });
    return { sign, state, node: h("li", {}, sign, h("div", {}, leading(el, row.id, row.title), h("span", { class: "rounds-state" }, row.use, ", ", state))) };
  });
  const menu = h("details", { class: "rounds-way-menu" }, count,
    h("div", { class: "rounds-way-list" }, where, h("ol", {}, lines.map(({ node }) => node)),
      h("p", { class: "rounds-aside" }, "By keyboard: Tab to move, arrow keys and Space to choose, Page Down to read on.")));
  // The list holds the same links, so Tab passes the dots by: nobody has to press it ten times to get to an exercise.
  const dots = rows.map((row) => {
    const link = leading(el, row.id, h("i", { "aria-hidden": "true" }), h("span", { class: "rounds-sr" }));
    link.className = "rounds-dot";
    link.tabIndex = -1;
    return link;
  });
  const next = h("span", { class: "rounds-sr" });
  const on = h("a", { href: "#", class: "rounds-way-on", onclick: (event) => { event.preventDefault(); goTo(el, model.get("next").id); } }, "Go on", next);
  const root = h("nav", { class: "rounds-tool rounds-way", "aria-label": "In this notebook" },
    h("div", { class: "rounds-way-line" }, menu, h("ol", { class: "rounds-way-dots" }, dots.map((dot) => h("li", {}, dot))), on));

  root.addEventListener("keydown", (event) => {
    event.stopPropagation(); // JupyterLab takes keys from focused outputs
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    count.focus();
  });
  root.addEventListener("click", ({ target }) => { if (target.closest("a")) menu.open = false; });
  // A list that covers what one goes on with would be in the way.
  const elsewhere = ({ target }) => { if (!menu.contains(target)) menu.open = false; };

  function write(node, text) { if (node.textContent !== text) node.textContent = text; }

  function show() {
    const now = model.get("rows"), to = model.get("next"), done = now.filter((row) => row.state === "done").length;
    const begun = now.some((row) => row.state !== "open");
    write(count, `${done} of ${now.length} done`);
    on.hidden = !begun || !to.id;
    write(next, to.id ? ` with: ${to.title}` : "");
    write(where, !begun ? "Nothing is answered here yet: begin by reading on." : to.id ? `Next: ${to.title}` : "Every exercise here is done.");
    now.forEach((row, at) => {
      const [sign, state] = SIGNS[row.state];
      write(lines[at].sign, sign);
      write(lines[at].state, state);
      dots[at].dataset.state = row.state;
      dots[at].title = row.title;
      write(dots[at].lastChild, `Exercise ${at + 1} of ${now.length}, ${row.title}, ${state}`);
    });
  }

  // The exercise one has come to: the last that begins in the upper half of the window.
  let asked = 0;
  function lookAgain() {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      const page = el.closest(".jp-Notebook, main") ?? document;
      const at = rows.findLastIndex(({ id }) => page.querySelector(`[data-exercise="${CSS.escape(id)}"]`)?.getBoundingClientRect().top < window.innerHeight / 2);
      dots.forEach((dot, n) => {
        if (n === at) dot.setAttribute("aria-current", "location");
        else dot.removeAttribute("aria-current");
      });
    });
  }
  const finger = window.matchMedia("(pointer: coarse)");
  const room = new ResizeObserver(() => root.classList.toggle("rounds-way-tight", root.firstChild.clientWidth < AROUND + rows.length * (finger.matches ? FINGER : MOUSE)));

  show();
  el.append(root);
  lookAgain();
  room.observe(root);
  document.addEventListener("scroll", lookAgain, { capture: true, passive: true });
  document.addEventListener("pointerdown", elsewhere);
  document.addEventListener("focusin", elsewhere);
  const events = ["change:rows", "change:next"];
  for (const name of events) model.on(name, show);
  return () => {
    cancelAnimationFrame(asked);
    room.disconnect();
    document.removeEventListener("scroll", lookAgain, { capture: true });
    document.removeEventListener("pointerdown", elsewhere);
    document.removeEventListener("focusin", elsewhere);
    for (const name of events) model.off(name, show);
  };
}
