// Handles on one axis, and what lies between the two in the middle: a zone, a gap, an interval.

import { h, resting } from "../../ui/shared/dom.js";
import { shareOf, ticksOf, written } from "./axis.js";

function makeAxis(scale) {
  const ticks = ticksOf(scale);
  return h("div", { class: "rounds-axis-line", "aria-hidden": "true" },
    h("div", { class: "rounds-ticks" }, ticks.map((value) =>
      h("span", { class: "rounds-tick", style: `--at: ${shareOf(value, scale)}` }, h("span", {}, written(value))))),
    h("span", { class: "rounds-axis-unit" }, scale.unit));
}

// `above` and `below`: the lanes on either side of the middle, from the top; `heads`: whose they are.
// `label` names the whole of it for who hears it.
export function makePlot({ label, scale, above, below, heads = [] }) {
  const band = h("div", { class: "rounds-between", "aria-hidden": "true", hidden: true });
  const words = h("span", { class: "rounds-between-words", "aria-hidden": "true" });
  const strip = h("div", { class: "rounds-strip" }, h("div", { class: "rounds-lane-drawn" }, words));
  const head = (text, place) => (text ? h("p", { class: `rounds-side-name rounds-side-${place}`, "aria-hidden": "true" }, text) : null);
  const lanes = (nodes, place) => h("div", { class: `rounds-lanes rounds-side-${place}` }, nodes);
  const inner = [above.slice(-1), below.slice(0, 1)];
  const warning = h("p", { class: "rounds-plot-warning", hidden: true });
  const sentence = h("p", { class: "rounds-plot-sentence" });
  const spoken = resting();
  return {
    node: h("div", { class: "rounds-plot-whole" },
      h("div", { class: "rounds-plot", role: "group", "aria-label": label },
        head(heads[0], "own"), lanes(above.slice(0, -1), "own"),
        h("div", { class: "rounds-middle" }, band, lanes(inner[0], "own"), strip, lanes(inner[1], "other")),
        lanes(below.slice(1), "other"), head(heads[1], "other"),
        makeAxis(scale), warning),
      sentence, spoken.node),
    // `between`: { state, low, high, words } or null; `said`: the sentence; `aloud`: whether it is news to who hears it.
    show({ between, said, problem = "", aloud }) {
      band.hidden = !between;
      words.textContent = between?.words ?? "";
      if (between) {
        const ends = [shareOf(between.low, scale), shareOf(between.high, scale)];
        for (const node of [band, strip]) {
          node.dataset.state = between.state;
          node.style.setProperty("--low", ends[0]);
          node.style.setProperty("--high", ends[1]);
        }
      }
      warning.hidden = !problem;
      if (warning.textContent !== problem) warning.textContent = problem;
      if (sentence.textContent === said) return;
      sentence.textContent = said;
      if (aloud) spoken.say(said);
    },
  };
}
