// All deals as points: how good each is for the one side, across, and for the other, upward. Its signs are named right
// below it from the start, and a list farther down says the same in words. Which deals stand out comes with the learner's.

import { h, svg } from "../../ui/shared/dom.js";
import { writeNumber } from "../../ui/shared/number_fields.js";
import { OTHER, OWN, count } from "./deals.js";

const FRAME = { left: 46, right: 14, top: 16, bottom: 44 };

// Each has a shape of its own, so that nothing rests on color.
const SHAPES = {
  deal: (x, y) => svg("circle", { cx: x, cy: y, r: 2.2, class: "rounds-any" }),
  frontier: (x, y) => svg("circle", { cx: x, cy: y, r: 3.6, class: "rounds-efficient" }),
  split: (x, y) => svg("path", { d: `M${x - 6} ${y - 6}l12 12m0 -12l-12 12`, class: "rounds-mark" }),
  nash: (x, y) => svg("rect", { x: x - 7, y: y - 7, width: 14, height: 14, class: "rounds-mark" }),
  fair: (x, y) => svg("path", { d: `M${x} ${y - 10}l10 10l-10 10l-10 -10z`, class: "rounds-mark" }),
  now: (x, y) => svg("g", { class: "rounds-here" }, svg("circle", { cx: x, cy: y, r: 11 }), svg("circle", { cx: x, cy: y, r: 4.5, class: "rounds-core" })),
  batna: (x, y) => svg("path", { d: `M${x - 9} ${y}h18`, class: "rounds-batna-line" }),
  both: (x, y) => svg("rect", { x: x - 11, y: y - 8, width: 22, height: 16, class: "rounds-both" }),
};

function sample(shape) { return svg("svg", { width: 26, height: 26, viewBox: "0 0 26 26", "aria-hidden": "true", class: "rounds-deals-sample" }, SHAPES[shape](13, 13)); }

// A round step that gives about six marks.
function stepOf(most) {
  const rough = most / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
}

function ticks(most) {
  const step = stepOf(most);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, n) => n * step);
}

function drawDeals(picture, exercise, deals, now) {
  const width = Math.max(250, Math.min(picture.parentNode.clientWidth || 460, 520));
  const height = Math.round(width * (width > 400 ? 0.7 : 0.86)); // on a wide page its signs have room below it, in sight
  const most = [OWN, OTHER].map((side) => Math.max(...deals.all.map((deal) => deal[side])) * 1.04);
  const x = (points) => FRAME.left + (width - FRAME.left - FRAME.right) * (points / most[OWN]);
  const y = (points) => height - FRAME.bottom - (height - FRAME.top - FRAME.bottom) * (points / most[OTHER]);
  const at = (shape, deal) => SHAPES[shape](x(deal[OWN]), y(deal[OTHER]));
  const write = (text, left, top, anchor, name) => svg("text", { x: left, y: top, "text-anchor": anchor, class: name }, text);
  const [d, floor] = [deals.batna, height - FRAME.bottom];
  const points = [...new Map(deals.all.map((deal) => [String(deal), deal])).values()];
  picture.setAttribute("width", width);
  picture.setAttribute("height", height);
  picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
  picture.replaceChildren(
    svg("rect", { x: x(d[OWN]), y: FRAME.top, width: width - FRAME.right - x(d[OWN]), height: y(d[OTHER]) - FRAME.top, class: "rounds-both" }),
    svg("path", { d: `M${FRAME.left} ${FRAME.top}V${floor}H${width - FRAME.right}`, class: "rounds-axes" }),
    ...ticks(most[OWN]).map((value) => write(writeNumber(value), x(value), floor + 17, "middle")),
    ...ticks(most[OTHER]).map((value) => write(writeNumber(value), FRAME.left - 7, y(value) + 4, "end")),
    write(`${exercise.own.label}, in ${exercise.unit} →`, width - FRAME.right, height - 6, "end", "rounds-axis-name"),
    svg("g", { transform: `translate(13 ${FRAME.top}) rotate(-90)` }, write(`${exercise.other.label} →`, 0, 0, "end", "rounds-axis-name")),
    ...points.map((deal) => at("deal", deal)),
    ...(deals.frontier.length ? [svg("path", { d: `M${deals.frontier.map((deal) => `${x(deal[OWN])} ${y(deal[OTHER])}`).join("L")}`, class: "rounds-frontier" })] : []),
    ...deals.frontier.map((deal) => at("frontier", deal)),
    svg("path", { d: `M${x(d[OWN])} ${FRAME.top}V${floor}M${FRAME.left} ${y(d[OTHER])}H${width - FRAME.right}`, class: "rounds-batna-line" }),
    at("split", deals.split), ...deals.fair.map((deal) => at("fair", deal)), ...deals.nash.map((deal) => at("nash", deal)),
    ...(now ? [at("now", now)] : []));
}

// What the picture draws, by shape: its short name, and whether it is drawn now.
const DRAWN = {
  deal: ["a possible deal", () => true],
  batna: ["without a deal (BATNAs)", () => true],
  both: ["better than that for both", () => true],
  split: ["every difference split", () => true],
  now: ["your deal", (deals, now) => now],
  frontier: ["best for both (Pareto frontier)", (deals) => deals.frontier.length],
  nash: ["an idea of fair (Nash)", (deals) => deals.nash.length],
  fair: ["another (Kalai–Smorodinsky)", (deals) => deals.fair.length],
};

// The picture, its sentence, and the lists that name what it draws: in short right below it, with the figures farther down.
export function makeDealsPicture(exercise, deals) {
  const picture = svg("svg", { role: "img", class: "rounds-deals" });
  const sentence = h("p", { class: "rounds-sentence" });
  const place = h("div", { class: "rounds-deals-place" }, picture);
  let now = null;
  const pair = (deal) => `${exercise.own.label} ${writeNumber(deal[OWN])}, ${exercise.other.label} ${writeNumber(deal[OTHER])}`;
  const line = (shape, name, text) => h("li", {}, sample(shape), h("span", {}, h("b", {}, name), ` ${text}`));
  const legend = h("ul", { class: "rounds-deals-legend" });
  const key = h("ul", { class: "rounds-signs rounds-signs-two", "aria-label": "What the signs in the picture mean" });
  const lines = () => [
    line("batna", "Without a deal (BATNAs)", `${pair(deals.batna)}. In the tinted corner both do better than that.`),
    line("split", "Split every difference", `${pair(deals.split)}. ${count(deals.better(deals.split), "deal is", "deals are")} better for both.`),
    now ? line("now", "Your deal", `${pair(now)}, as it is settled now.`) : null,
    deals.frontier.length ? line("frontier", "Best for both (Pareto frontier)", `${count(deals.frontier.length, "deal that nobody", "deals that nobody")} can improve for both: ${deals.frontier.map((deal) => deal.map(writeNumber).join("/")).join(", ")}.`) : null,
    deals.nash.length ? line("nash", "One idea of fair (Nash)", `${deals.nash.map(pair).join("; ")}. The largest product of both gains.`) : null,
    deals.fair.length ? line("fair", "Another idea of fair (Kalai–Smorodinsky)", `${deals.fair.map(pair).join("; ")}. Both gain most nearly the same share of what they could.`) : null,
  ].filter(Boolean);
  function name() {
    legend.replaceChildren(...lines());
    const drawn = Object.entries(DRAWN).filter(([, [, shown]]) => shown(deals, now));
    key.replaceChildren(...drawn.map(([shape, [words]]) => h("li", {}, sample(shape), h("span", {}, words))));
  }
  const observer = new ResizeObserver(() => drawDeals(picture, exercise, deals, now));
  observer.observe(place);
  return {
    element: h("div", { class: "rounds-deals-part" }, sentence, place, key),
    legend,
    leave() { observer.disconnect(); },
    show(deal, words) {
      now = deal;
      if (sentence.textContent !== words) {
        sentence.textContent = words;
        picture.setAttribute("aria-label", words);
      }
      drawDeals(picture, exercise, deals, now);
      name();
    },
  };
}
