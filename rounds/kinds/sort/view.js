// Sorting: each statement is a card with its bins below it. The bins are radio buttons, which the keyboard and a screen
// reader know; a card is dragged as well, and 1, 2, 3 … are keys. What a bin holds is listed in it and can be taken up
// again. In the list of all, and for a second question or a survey's scale, they are plain rows of choices.
import { h, freshId } from "../../ui/shared/dom.js";
import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { saying } from "../../ui/exercise/saying.js";
import { nextOpen } from "./bins.js";
import { atEase, makeDraggable } from "./dragging.js";
import { makeHoldings } from "./holdings.js";
import { statementCard } from "./statement.js";

const REST_MS = 420; // what was chosen is seen before the next card comes

export function makeView({ exercise, change, model }) {
  const { bins, items, then } = exercise;
  const survey = exercise.use === "survey", practice = exercise.use === "practice";
  const form = then ? "both" : survey ? "scale" : "bins";
  let answer = {};
  let byArrow = false; // arrows pass choices on their way: such a choice is no decision yet
  let timer = null;
  let told = {}; // what practice says
  let chosen = null; // of whom practice has not said anything yet

  // The radio buttons of one question; `key` is where the answer keeps it.
  const question = (item, key, choices, inside) => {
    const name = freshId(key.replace("/", "-"));
    const inputs = new Map();
    const cells = choices.map((bin, at) => {
      const label = h("span", { id: freshId("bin") }, bin.label);
      const input = h("input", {
        type: "radio", name, value: bin.id, "aria-labelledby": label.id, "aria-describedby": inside.meaning(bin.id) ?? null,
        onchange() {
          change({ [key]: bin.id });
          if (!byArrow) decided(item, key);
        },
      });
      inputs.set(bin.id, input);
      const choice = h("label", { class: "rounds-choice" }, h("span", { class: "rounds-radio" }, input,
        form === "scale" ? null : h("kbd", { class: "rounds-key", "aria-hidden": "true" }, `${at + 1}`)), label);
      return h("div", { class: "rounds-bin", "data-bin": bin.id, onclick(event) { if (!event.target.closest("label, button")) input.click(); } }, choice);
    });
    return { key, inputs, cells, inside, choices: h("div", { class: "rounds-choices" }, cells) };
  };
  const asked = (ask, choices) => {
    const label = freshId("ask");
    return h("div", { class: "rounds-asked", role: "radiogroup", "aria-labelledby": label },
      h("p", { id: label, class: "rounds-ask" }, ask), choices);
  };
  const holdings = makeHoldings(bins, form === "bins" ? items : [], takeUp);
  const ofSecond = makeHoldings(then?.bins ?? [], [], takeUp);
  const longest = items.reduce((most, item) => (item.text.length > most.length ? item.text : most), "");
  const rows = new Map(items.map((item, number) => {
    const card = statementCard(item, number + 1, longest);
    const first = question(item, item.id, bins, holdings);
    const second = then ? question(item, `${item.id}/then`, then.bins, ofSecond) : null;
    const said = saying();
    const node = h("div", { class: "rounds-row", role: then ? "group" : "radiogroup", "aria-labelledby": card.words.id, "data-item": item.id },
      card.node, then ? h("div", { class: "rounds-both" }, asked(exercise.ask, first.choices), asked(then.ask, second.choices)) : first.choices, said.node);
    const row = { item, card, said, node, questions: second ? [first, second] : [first] };
    if (form === "bins") {
      makeDraggable(card.node, card.grip, {
        able: isOne,
        bins: () => first.cells.map((cell, at) => ({ id: bins[at].id, node: cell })),
        over: (bin) => first.cells.forEach((cell, at) => cell.classList.toggle("rounds-over", bins[at].id === bin)),
        drop: (bin, from) => dropped(row, bin, from),
      });
    }
    return [item.id, row];
  }));
  const isDone = (item) => rows.get(item.id).questions.every(({ key, inputs }) => inputs.has(answer[key]));
  const steps = oneAtATime({
    items: [...rows.values()].map(({ item, node }) => ({ id: item.id, node })),
    answered: (id) => isDone(rows.get(id).item), label: "statement",
    shown: (id) => { if (id) place(id); },
  });
  function isOne() { return steps.node.matches(".rounds-one"); }

  function focusOn(input) {
    input.focus({ preventScroll: true });
    input.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
  function pick(row, bin, at = 0) {
    const input = row.questions[at]?.inputs.get(bin);
    if (!input) return;
    focusOn(input);
    if (!input.checked) input.click();
  }
  function dropped(row, bin, from) {
    const [{ cells }] = row.questions, cell = cells[bins.findIndex((one) => one.id === bin)];
    if (!atEase() && !practice) fly(row.card.node, cell, from);
    const input = row.questions[0].inputs.get(bin);
    if (input.checked) onward(row.item);
    else input.click();
  }
  // Into the bin, and gone: the next card takes its place.
  function fly(node, cell, from = "none") {
    const [a, b] = [node.getBoundingClientRect(), cell.getBoundingClientRect()];
    const to = `translate(${b.x + b.width / 2 - a.x - a.width / 2}px, ${b.y + b.height / 2 - a.y - a.height / 2}px) scale(.25)`;
    node.animate([{ transform: from, opacity: 1 }, { transform: to, opacity: 0 }], { duration: REST_MS, easing: "ease-in" });
  }

  // A choice was made, and not only passed: graded work goes on by itself, practice stays to be read.
  function decided(item, key) {
    if (!isOne()) return;
    const row = rows.get(item.id);
    chosen = practice ? item.id : null;
    const open = row.questions.find((one) => one.key !== key && !one.inputs.has(answer[one.key]));
    if (open) {
      if (row.node.contains(document.activeElement)) focusOn([...open.inputs.values()][0]);
    } else if (!practice) {
      if (form === "bins" && !atEase() && !row.card.node.getAnimations().length) fly(row.card.node, row.questions[0].inputs.get(answer[item.id]).closest(".rounds-bin"));
      clearTimeout(timer);
      timer = setTimeout(() => { if (isOne() && steps.current() === item.id) onward(item); }, REST_MS);
    }
  }
  function onward(item) {
    const next = nextOpen(items, item.id, isDone);
    if (next && next !== item.id) takeUp(next, element.contains(document.activeElement));
  }
  // On a small screen what is said of a card, and the way on, lie below what shows.
  function inSight() {
    chosen = null;
    steps.node.lastElementChild.scrollIntoView({ block: "nearest", behavior: atEase() ? "instant" : "smooth" });
  }
  // Shows a card; the focus follows where it was in this exercise.
  function takeUp(id, focused = true) {
    clearTimeout(timer);
    steps.show(id);
    const { questions, card } = rows.get(id), inputs = [...questions[0].inputs.values()];
    const { top } = steps.node.getBoundingClientRect();
    if (top < 0 || top > window.innerHeight / 2) steps.node.scrollIntoView({ block: "start", behavior: "instant" });
    if (focused) focusOn(inputs.find((input) => input.checked) ?? inputs[0]);
    if (!atEase()) card.node.animate([{ opacity: 0, transform: "translateY(-10px)" }, { opacity: 1, transform: "none" }], { duration: 220, easing: "ease-out" });
  }
  // The bins' lists go with the card that is shown.
  function place(id) {
    for (const { cells, inside } of rows.get(id).questions) inside.moveTo(cells);
  }

  function onKey(event) {
    byArrow = event.key.startsWith("Arrow");
    if (event.ctrlKey || event.altKey || event.metaKey || !isOne()) return;
    const { target, key } = event, row = rows.get(target.closest("[data-item]")?.dataset.item);
    if (key === "Enter" && row && target.matches("input:checked") && isDone(row.item)) {
      event.preventDefault();
      onward(row.item);
    } else if (/^[1-9]$/.test(key) && (row || target.closest(".rounds-sort"))) {
      const on = row ?? rows.get(steps.current());
      const at = then && target.closest(".rounds-asked")?.matches(":nth-of-type(2)") ? 1 : 0;
      const choice = (at ? then.bins : bins)[Number(key) - 1];
      if (!choice) return;
      event.preventDefault();
      pick(on, choice.id, at);
    }
  }

  // Graded work has its signs once feedback was asked for, on the cards and on their lines in the bins.
  function showSigns() {
    const verdicts = model?.get("outdated") ? {} : model?.get("verdicts") ?? {};
    for (const { item, card } of rows.values()) card.showSign(verdicts[item.id]);
    holdings.update(answer, practice ? told : verdicts);
  }
  const signs = ["change:verdicts", "change:outdated"];
  for (const name of signs) model?.on(name, showSigns);

  // A plain list: JupyterLab's own style for <dl> overlaps on a phone.
  const meanings = (choices) => (choices.some((bin) => bin.means) ? h("ul", { class: "rounds-bins" },
    choices.filter((bin) => bin.means).map((bin) => h("li", {}, h("b", {}, bin.label), " ", bin.means))) : null);
  const explained = (ask, choices) => (choices.some((bin) => bin.means) ? [h("p", { class: "rounds-ask" }, ask), meanings(choices)] : []);
  const legend = [...bins, ...(then?.bins ?? [])].some((bin) => bin.means) ? h("details", { class: "rounds-meanings" },
    h("summary", {}, then ? "What the answers mean" : "What goes where"),
    then ? [...explained(exercise.ask, bins), ...explained(then.ask, then.bins)] : meanings(bins)) : null;
  // On a phone the bins are buttons with a count; what they hold is shown on request.
  const see = h("button", { type: "button", class: "rounds-other-view rounds-see", "aria-expanded": "false", onclick() {
    const open = element.classList.toggle("rounds-open-bins");
    see.setAttribute("aria-expanded", `${open}`);
    see.textContent = open ? "Hide what the bins hold" : "See what the bins hold";
  } }, "See what the bins hold");
  const closing = h("p", { class: "rounds-all-placed", hidden: true });
  function close() {
    const right = items.filter((item) => told[item.id]?.verdict === "right").length;
    const all = survey ? `All ${items.length} are answered. Thank you.` : `All ${items.length} are placed${practice ? `, and ${right} of them ${right === 1 ? "is" : "are"} right` : ""}.`;
    closing.hidden = !items.every(isDone);
    closing.textContent = right === items.length || form !== "bins" ? all : `${all} Take up any line in a bin to move it.`;
  }
  const element = h("div", { class: `rounds-sort rounds-sort-${form}`, "data-bins": bins.length, onkeydown: onKey, onkeyup() { byArrow = false; } },
    legend, steps.node, closing, form === "bins" ? see : null);
  function unfold() { if (legend) legend.open = !isOne(); }
  window.addEventListener("rounds:view", unfold);
  let first = true;
  return {
    element,
    howMuch: (_, status) => `${status.answered} of ${status.total} answered`,
    update(now, said) {
      [answer, told] = [now, said];
      for (const { item, questions, said: spot, node } of rows.values()) {
        for (const { key, inputs } of questions) {
          for (const [bin, input] of inputs) input.checked = answer[key] === bin;
        }
        node.classList.toggle("rounds-done", isDone(item));
        spot.show(said[item.id]);
      }
      showSigns();
      steps.update();
      close();
      if (first) unfold();
      else if (chosen && said[chosen]) inSight();
      first = false;
    },
    leave() {
      clearTimeout(timer);
      for (const name of signs) model?.off(name, showSigns);
      window.removeEventListener("rounds:view", unfold);
      steps.leave();
    },
  };
}
