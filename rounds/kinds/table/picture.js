// What if a weight changes? One weight is moved; a picture and a sentence follow. Nothing is saved.

import { h, signs, svg } from "../../ui/shared/dom.js";
import { arrange, keyed, roomy } from "./arranging.js";
import { at, envelope, figure, flipSentence, linesOf, ranked, total } from "./model.js";

const HEIGHT = 260;
const TOP = 26; // room for what is written above the lines
const FLOOR = 222;
const LEFT = 34;
const REST_MS = 700;
const DASHES = ["", "9 4", "2 4", "13 4 2 4", "6 3", "1 5", "16 5", "9 3 2 3 2 3"];

// Names at the end of lines that end close together are moved apart.
function apart(places, least) {
  const order = places.map((y, n) => ({ y, n })).sort((one, other) => one.y - other.y);
  for (let n = 1; n < order.length; n += 1) order[n].y = Math.max(order[n].y, order[n - 1].y + least);
  let limit = FLOOR;
  for (const place of order.reverse()) {
    place.y = Math.min(place.y, limit);
    limit = place.y - least;
  }
  return order.sort((one, other) => one.n - other.n).map(({ y }) => y);
}

// Draws into `picture` at its real width, so that the writing is as large on a phone as elsewhere.
function draw(picture, lines, stretches, percent, interest) {
  const width = Math.max(260, Math.min(picture.parentNode.clientWidth || 600, 680));
  const wide = width > 500;
  const right = width - (wide ? 210 : 26);
  const ends = lines.flatMap(({ from, to }) => [from, to]);
  const low = Math.max(0, Math.floor(Math.min(...ends) / 10) * 10);
  const high = Math.max(low + 10, Math.ceil(Math.max(...ends) / 10) * 10);
  const x = (weight) => LEFT + (right - LEFT) * (weight / 100);
  const y = (value) => FLOOR - (FLOOR - TOP) * ((value - low) / (high - low));
  const write = (text, left, top, anchor, name) => svg("text", { x: left, y: top, "text-anchor": anchor, class: name }, text);
  const grid = [low, (low + high) / 2, high].flatMap((value) => [
    svg("line", { x1: LEFT, x2: right, y1: y(value), y2: y(value), class: "rounds-rule" }),
    write(figure(value), LEFT - 6, y(value) + 4, "end")]);
  const axis = [0, 50, 100].map((weight) => write(`${weight}%`, x(weight), FLOOR + 17, "middle"));
  const best = stretches.map(({ line, start, end }) =>
    svg("line", { x1: x(start), y1: y(at(line, start)), x2: x(end), y2: y(at(line, end)), class: "rounds-best" }));
  const tags = apart(lines.map(({ to }) => y(to)), 15);
  const drawn = lines.flatMap((line, n) => [
    svg("line", { x1: x(0), y1: y(line.from), x2: x(100), y2: y(line.to), class: "rounds-line", "stroke-dasharray": DASHES[n % DASHES.length] || null }),
    write(wide ? `${letter(n)} ${short(line.row.label)}` : letter(n), right + 7, tags[n] + 4, "start", "rounds-tag")]);
  const flips = stretches.slice(0, -1).flatMap(({ line, end }) => [
    svg("circle", { cx: x(end), cy: y(at(line, end)), r: 5, class: "rounds-flip" }),
    write(`${figure(end)}%`, x(end), y(at(line, end)) - 10, "middle", "rounds-tag")]);
  const now = [
    svg("line", { x1: x(percent), x2: x(percent), y1: TOP - 8, y2: FLOOR, class: "rounds-now" }),
    write(`now ${figure(percent)}%`, x(percent), TOP - 12, percent < 12 ? "start" : percent > 88 ? "end" : "middle", "rounds-tag")];
  picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  picture.setAttribute("width", width);
  picture.replaceChildren(...grid, ...axis, ...best, ...drawn, ...flips, ...now,
    write(`Weight of ${interest}`, (LEFT + right) / 2, FLOOR + 34, "middle"), write("E", LEFT - 6, TOP - 12, "end"));
}

function letter(n) { return String.fromCharCode(65 + n); }
function short(label) { return label.length > 24 ? `${label.slice(0, 23).trimEnd()}…` : label; }

// One line of the ranking beside the picture.
function legendLine() {
  const [name, worth, sample, fill] = [h("span"), h("b"), svg("line", { x1: 0, x2: 34, y1: 5, y2: 5, class: "rounds-line" }), h("i")];
  return {
    nodes: [h("li", {}, svg("svg", { width: 34, height: 10, "aria-hidden": "true", class: "rounds-picture" }, sample), name, worth,
      h("span", { class: "rounds-bar", "aria-hidden": "true" }, fill))],
    update(now, lines, weight) {
      const n = lines.findIndex((line) => line.row.id === now.id), e = at(lines[n], weight);
      if (DASHES[n % DASHES.length]) sample.setAttribute("stroke-dasharray", DASHES[n % DASHES.length]);
      else sample.removeAttribute("stroke-dasharray");
      name.textContent = `${letter(n)} ${now.label}`;
      worth.textContent = `E ${figure(e)}`;
      fill.style.setProperty("--rounds-share", `${Math.max(0, Math.min(e, 100))}%`);
    },
  };
}

export function makePicture({ exercise, profile, id }) {
  let rows = [];
  let weights = {};
  let percent = null; // null: where the weights have it
  const labels = { pick: id("interest"), dial: id("weight") };
  const pick = h("select", { id: labels.pick, onchange: () => { percent = null; show(); } },
    exercise.interests.map((interest) => h("option", { value: interest.id }, interest.label)));
  const dialLabel = h("label", { for: labels.dial });
  const value = h("b", { class: "rounds-dial-value", "aria-hidden": "true" });
  const dial = h("input", {
    id: labels.dial, type: "range", class: "rounds-range", min: 0, max: 100, step: 1,
    oninput: () => { percent = Number(dial.value); show(); },
  });
  const picture = svg("svg", { role: "img", height: HEIGHT, class: "rounds-picture" });
  const sentence = h("p", { class: "rounds-sentence" });
  const live = h("p", { class: "rounds-sr", "aria-live": "polite" }); // the sentence, once the control rests
  let resting = null;
  const legend = h("ol", { class: "rounds-lines", "aria-label": "What counts, in order" });
  const showLegend = keyed(legend, legendLine);
  const meanings = signs("rounds-picture", [
    [svg("line", { x1: 2, x2: 28, y1: 10, y2: 10, class: "rounds-line" }), "what one alternative is worth at each weight; its letter is at the right end"],
    [svg("line", { x1: 6, x2: 24, y1: 10, y2: 10, class: "rounds-best" }), "the best of those that count: the BATNA at that weight"],
    [svg("circle", { cx: 15, cy: 10, r: 5, class: "rounds-flip" }), "where the BATNA flips"],
    [svg("line", { x1: 15, x2: 15, y1: 1, y2: 19, class: "rounds-now" }), "the weight as it's set now"],
  ]);
  const left = h("p", { class: "rounds-hint" });
  const wait = h("p", { class: "rounds-hint" });
  const body = h("div", {},
    h("div", { class: "rounds-fields" },
      h("div", { class: "rounds-typed-line" }, h("label", { for: labels.pick }, "Interest"), pick),
      h("div", { class: "rounds-dial" }, dialLabel, value, h("span", { class: "rounds-dial-track" }, dial))),
    h("p", { class: "rounds-hint" }, "The other weights keep their proportions. Try it: nothing here changes your answer."),
    sentence, live, h("div", { class: "rounds-flips" }, h("div", { class: "rounds-chart" }, picture), legend), meanings, left);

  function show() {
    const interest = exercise.interests.find((one) => one.id === pick.value);
    const now = percent ?? 100 * weights[interest.id] / total(weights);
    const lines = linesOf(exercise, rows, weights, interest.id);
    const stretches = envelope(lines);
    const words = flipSentence(stretches, now, interest.label, profile.weights ? "the" : "your");
    dialLabel.textContent = `Weight of ${interest.label}`;
    if (Number(dial.value) !== now) dial.value = now;
    value.textContent = `${figure(now)}%`;
    dial.setAttribute("aria-valuetext", value.textContent);
    if (sentence.textContent !== words) {
      sentence.textContent = words;
      clearTimeout(resting);
      if (body.contains(document.activeElement)) resting = setTimeout(() => { live.textContent = words; }, REST_MS);
    }
    picture.setAttribute("aria-label", words);
    draw(picture, lines, stretches, now, interest.label);
    const counted = lines.map((line) => line.row);
    const kept = showLegend(counted, lines, now);
    const order = ranked(counted, (row) => at(lines.find((line) => line.row === row), now));
    arrange(legend, order.map((row) => kept.get(row.id).nodes));
    const out = rows.filter((row) => !lines.some((line) => line.row.id === row.id)).map((row) =>
      `“${row.label}” (${row.counts === null ? "not audited yet" : row.counts ? "not filled in yet" : "needs another's yes"})`);
    left.textContent = out.length ? `Not in the picture: ${out.join(", ")}.` : "";
  }
  const observer = new ResizeObserver(() => { if (!body.hidden) show(); });
  observer.observe(body);
  return {
    element: h("details", { class: "rounds-what-if", open: roomy() }, h("summary", {}, "What if a weight changes?"), wait, body),
    leave() {
      observer.disconnect();
      clearTimeout(resting);
    },
    // The picture names the BATNA and draws what rows are worth: it waits until nothing of that is asked for anymore.
    update(nowRows, nowWeights, todo, decided) {
      [rows, weights] = [nowRows, nowWeights];
      const reason = todo.length ? `Work out the expected value of ${todo.map((row) => `“${row.label}”`).join(" and ")} first; then you can try this.`
        : !total(weights) ? "Give your weights first; then you can try this."
          : !rows.some((row) => row.counts) ? "No alternative counts yet. Say above who controls each; then you can try this."
            : decided ? "" : "Choose the BATNAs and enter their reservation values first; then you can try this.";
      wait.textContent = reason;
      body.hidden = Boolean(reason);
      if (!reason) show();
    },
  };
}
