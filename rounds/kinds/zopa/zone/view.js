// Form `zone`: both sides' values on one scale, the ask, and what follows; beside it the picture of what is set.

import { saying } from "../../../ui/exercise/saying.js";
import { h, signs, svg } from "../../../ui/shared/dom.js";
import { numberInput, writeNumber } from "../../../ui/shared/number_fields.js";
import { makeRadios, makeScale } from "../slider.js";

const VALUES = {
  rv: { label: "Reservation value", means: ", the worst deal still worth taking" },
  target: { label: "Target", means: ", a good deal that can be justified" },
};

// The signs of the picture, as the kernel draws them; what is not asked for is never drawn.
function drawingSigns({ asks }) {
  const has = (...names) => names.some((name) => asks.includes(name));
  const own = "rounds-sign-own";
  return signs("rounds-drawing-sign", [
    has("own-rv", "other-rv") ? [svg("path", { d: "M15 1V19", class: own, "stroke-width": 4 }), "reservation value"] : null,
    has("own-target", "other-target") ? [svg("path", { d: "M9 2L23 10L9 18Z", class: `${own} rounds-sign-full` }), "target; the bar runs to it from the reservation value"] : null,
    has("ask") ? [svg("path", { d: "M15 2L23 10L15 18L7 10Z", class: `${own} rounds-sign-full` }), "opening ask"] : null,
    has("own-rv", "other-rv") && has("zone", "share") ? [svg("path", { d: "M4 1H26V19H4Z", class: "rounds-sign-zone" }),
      has("zone") ? "between both reservation values, once you have said whether there is a zone" : "between both reservation values"] : null,
  ].filter(Boolean));
}

// What the kernel drew: a picture, a sentence, and a table that says the same.
function makeDrawing(exercise) {
  const picture = h("div", { class: "rounds-drawing" });
  const meanings = drawingSigns(exercise);
  const sentence = h("p", { class: "rounds-sentence" });
  const live = h("p", { class: "rounds-sr", "aria-live": "polite" }); // the sentence, once it rests
  const body = h("tbody");
  const table = h("details", { class: "rounds-drawing-table" }, h("summary", {}, "The picture as a table"),
    h("table", { class: "rounds-table" }, h("caption", { class: "rounds-sr" }, "What is set, and what lies between"),
      h("thead", { class: "rounds-sr" }, h("tr", {}, h("th", { scope: "col" }, "What"), h("th", { scope: "col" }, "Value"))), body));
  let drawn = null;
  let resting = null;
  return {
    nodes: [picture, h("div", { class: "rounds-drawing-words" }, meanings, sentence, live, table)],
    stop() { clearTimeout(resting); },
    show(scene, quiet) {
      const { svg = "", sentence: words = "", rows = [] } = scene;
      const now = svg + words;
      if (now === drawn) return;
      drawn = now;
      const image = svg ? new DOMParser().parseFromString(svg, "image/svg+xml").documentElement : null;
      picture.replaceChildren(...(image ? [document.importNode(image, true)] : []));
      sentence.textContent = words;
      table.hidden = !rows.length;
      body.replaceChildren(...rows.map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, value))));
      clearTimeout(resting);
      if (!quiet) resting = setTimeout(() => { live.textContent = words; }, 700);
    },
  };
}

export function zoneView({ exercise, change }) {
  const { own, other, scale, asks } = exercise;
  const reach = scale.most - scale.least;
  const drawing = makeDrawing(exercise);
  const parts = []; // { name, flush, show(answer) } in the order of the page

  function row(name, nodes, show, flush = () => {}) {
    const said = saying();
    parts.push({ name, flush, show(answer, remark) { show(answer?.[name]); said.show(remark); } });
    return h("div", { class: "rounds-asked-for", "data-item": name }, nodes, said.node);
  }

  function scaleRow(name, label, means) {
    const one = makeScale({ label, means, scale, save: (value) => change({ [name]: value }) });
    return row(name, one.node, one.show, one.flush);
  }

  function side(which, label) {
    const asked = Object.keys(VALUES).filter((end) => asks.includes(`${which}-${end}`));
    if (!asked.length) return null;
    return h("fieldset", { class: "rounds-row" }, h("legend", { class: "rounds-legend" }, h("b", {}, label)),
      h("div", {}, asked.map((end) => scaleRow(`${which}-${end}`, VALUES[end].label, VALUES[end].means))));
  }

  function question(legend, nodes) {
    return h("fieldset", { class: "rounds-row" }, h("legend", { class: "rounds-legend" }, h("b", {}, legend)), h("div", {}, nodes));
  }

  const making = {
    ask: () => question(own.label, [scaleRow("ask", "Opening ask", ", the figure named first")]),
    zone() {
      const exists = makeRadios([{ id: "yes", text: "Yes, there is a zone" }, { id: "no", text: "No, there is none" }],
        (value) => change({ zone: { exists: value } }));
      const width = numberInput({ label: "How far apart are both reservation values?", unit: scale.unit, least: 0, most: reach,
        save: (value) => change({ zone: { width: value } }) });
      return question("Is there a zone of possible agreement?", [row("zone", [exists.node, width.node], (zone) => {
        exists.show(zone?.exists);
        width.show(zone?.width);
      }, width.flush)]);
    },
    share() {
      const field = numberInput({ label: "Share of the surplus", unit: "percent", least: -100, most: 200,
        save: (value) => change({ share: value }) });
      return question(`${own.label}: which share of the surplus would a deal of ${writeNumber(Number(exercise.deal))} ${scale.unit} bring this side?`,
        [row("share", field.node, field.show, field.flush)]);
    },
    rescue() {
      const choice = makeRadios(exercise.rescue, (value) => change({ rescue: value }));
      choice.node.classList.add("rounds-rescues");
      return question("Which issue, put on the table as well, would open a zone?", [row("rescue", choice.node, choice.show)]);
    },
  };
  const asked = [side("own", own.label), side("other", other.label),
    ...Object.keys(making).filter((name) => asks.includes(name)).map((name) => making[name]())];
  const flush = () => { for (const part of parts) part.flush(); };
  const element = h("div", { class: "rounds-zopa" }, h("div", { class: "rounds-zopa-side" }, drawing.nodes), h("div", {}, asked.filter(Boolean)));
  return {
    element,
    flush,
    update(answer, said, scene) {
      for (const part of parts) part.show(answer, said[part.name]);
      drawing.show(scene, !element.contains(document.activeElement));
    },
    stop: drawing.stop,
  };
}
