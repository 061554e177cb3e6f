// Where one is in this notebook, and where to go on. It follows what is answered without a word: no live region.

import { h } from "../shared/dom.js";
import { goTo, leading } from "../shared/scroll_to.js";

const SIGNS = { done: ["✓", "done"], begun: ["◐", "begun"], open: ["–", "not begun"] };

export function render({ model, el }) {
  const next = h("a", { href: "#", class: "rounds-onward", onclick: (event) => { event.preventDefault(); goTo(root, model.get("next").id); } });
  const where = h("p", { class: "rounds-where" });
  const count = h("summary");
  // The links stay while the signs change, so that none loses the focus.
  const lines = model.get("rows").map((row) => {
    const sign = h("span", { class: "rounds-sign", "aria-hidden": "true" });
    const state = h("span", { class: "rounds-state" });
    return { sign, state, node: h("li", {}, sign, h("div", {}, leading(el, row.id, row.title), h("span", { class: "rounds-state" }, row.use, ", ", state))) };
  });
  const root = h("nav", { class: "rounds-tool rounds-way-in", "aria-label": "In this notebook" },
    h("div", { class: "rounds-next" }, next, where),
    h("details", {}, count,
      h("ol", {}, lines.map(({ node }) => node)),
      h("p", { class: "rounds-aside" }, "By keyboard: Tab to move, arrow keys and Space to choose, Page Down to read on.")));
  root.addEventListener("keydown", (event) => event.stopPropagation()); // JupyterLab takes keys from focused outputs

  function write(node, text) { if (node.textContent !== text) node.textContent = text; }

  function show() {
    const rows = model.get("rows"), to = model.get("next"), done = rows.filter((row) => row.state === "done").length;
    const begun = rows.some((row) => row.state !== "open");
    write(count, `In this notebook: ${rows.length} exercises, ${done} done`);
    next.hidden = !begun || !to.id;
    write(next, to.id ? `Go on with: ${to.title}` : "");
    where.hidden = !next.hidden;
    write(where, begun ? "Every exercise here is done." : "Nothing is answered here yet: begin by reading on.");
    rows.forEach((row, at) => {
      write(lines[at].sign, SIGNS[row.state][0]);
      write(lines[at].state, SIGNS[row.state][1]);
    });
  }
  show();
  el.append(root);
  const events = ["change:rows", "change:next"];
  for (const name of events) model.on(name, show);
  return () => { for (const name of events) model.off(name, show); };
}
