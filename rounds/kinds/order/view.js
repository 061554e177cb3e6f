// Ordering: cards go from a pool into a numbered list by buttons, which keyboard, mouse and touch all
// know; dragging a card by its grip is a shortcut and never the only way.

import { capital } from "../../ui/shared/text.js";
import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { saying } from "../../ui/exercise/saying.js";
import { h, paragraphs, resting } from "../../ui/shared/dom.js";
import { meanings } from "../../ui/shared/meanings.js";
import { makeDeck } from "./deck.js";
import { arrange, draggable } from "./moving.js";

export function makeView({ exercise, change, say, id }) {
  let answer = {};
  let moved = null; // the card that moved last, so that the eye finds it
  let told = ""; // where it went, for the line below that stays in sight
  const live = resting();
  // Short for the eye, and with the card's words for people who only hear it.
  const both = (face, name) => [h("span", { "aria-hidden": "true" }, face), h("span", { class: "rounds-sr" }, name)];
  const spoken = (card) => capital(card.text).replace(/\.$/, "");
  const button = (face, name, card, onclick) =>
    h("button", { type: "button", class: "rounds-act", onclick }, both(face, `${name}: ${card.text}`));

  // What an answers file says is not always what we wrote. As in marking: cards that we know, each once, as many as fit.
  const placed = ({ id: name, cards, slots: most }) => {
    const given = answer.sequence?.[name];
    return [...new Set(Array.isArray(given) ? given : [])].filter((card) => cards.some((one) => one.id === card)).slice(0, most);
  };

  const besides = (patch) => { told = ""; change(patch); }; // no card moves
  // Where work on a card begins: never a button, so that a second Enter does nothing to a card that hasn't been read.
  const beginOf = (node) => node.querySelector("select") ?? node.querySelector(".rounds-order-text");
  // Ends of the list are no places to lose the focus, so that buttons there stay and say that they do nothing.
  const idle = (one, is) => (is ? one.setAttribute("aria-disabled", "true") : one.removeAttribute("aria-disabled"));

  const makeCard = (sequence, card, stopName, lists) => {
    const here = () => placed(sequence).indexOf(card.id);
    // `words` follow the card's text for people who hear them; people who see them see only `words`.
    const put = (order, words, more = "") => {
      const gone = answer.stop?.[sequence.id] === card.id && !order.includes(card.id);
      moved?.classList.remove("rounds-moved");
      moved = node;
      node.classList.add("rounds-moved");
      told = capital(words);
      change({ sequence: { [sequence.id]: order.length ? order : null }, ...(gone ? { stop: { [sequence.id]: null } } : {}) });
      live.say(`${spoken(card)}: ${words}${more}`);
    };
    const moveTo = (place) => {
      const order = placed(sequence);
      const from = order.indexOf(card.id);
      if (place === from || place < 0 || place >= order.length) return;
      order.splice(place, 0, ...order.splice(from, 1));
      put(order, `moved to number ${place + 1}`, ` of ${sequence.slots}`);
    };
    const step = (by) => {
      moveTo(here() + by);
      (by < 0 ? up : down).focus(); // also at the end of the list: holding the key down must not move it back
    };
    const full = () => {
      const is = placed(sequence).length >= sequence.slots;
      if (is) say(`Your order has all its ${sequence.slots} cards: put one back to the list before you add another.`, true);
      return is;
    };
    // Dropped somewhere in the order: a card that is in it moves, another one goes in.
    const drop = (at) => {
      if (here() >= 0) return moveTo(at);
      if (full()) return;
      put(placed(sequence).toSpliced(at, 0, card.id), `placed as number ${at + 1}`, ` of ${sequence.slots}`);
    };
    const place = button("Add to my order", "Add to my order", card, () => {
      if (full()) return;
      const order = placed(sequence);
      const next = node.nextElementSibling ?? node.previousElementSibling; // where to go on placing
      put([...order, card.id], `placed as number ${order.length + 1}`, ` of ${sequence.slots}`);
      const last = order.length + 1 >= sequence.slots;
      beginOf(!last && next ? next : node).focus();
    });
    const up = button("↑", "Move up", card, () => step(-1));
    const down = button("↓", "Move down", card, () => step(1));
    const out = button("Back to the list", "Back to the list", card, () => {
      const next = node.nextElementSibling ?? node.previousElementSibling;
      const order = placed(sequence).filter((other) => other !== card.id);
      put(order, "back in the list", `, ${order.length} of ${sequence.slots} placed`);
      lists.deck.reveal(node);
      beginOf(next ?? node).focus();
    });
    const grip = h("span", { class: "rounds-grip", "aria-hidden": "true" }, "⠿");

    const select = exercise.functions.length ? h("select", {
      class: "rounds-select-one",
      onchange: () => besides({ functions: { [card.id]: select.value || null } }),
    }, h("option", { value: "" }, "Choose …"), exercise.functions.map((one) => h("option", { value: one.id }, one.label))) : null;
    const stop = exercise.stop ? h("input", {
      type: "radio", name: stopName, value: card.id, onchange: () => besides({ stop: { [sequence.id]: card.id } }),
    }) : null;
    const said = saying();
    const node = h("li", { class: "rounds-order-card", "data-item": card.id },
      h("p", { class: "rounds-order-text", tabindex: "-1" }, card.text),
      h("div", { class: "rounds-order-tools" },
        select ? h("label", { class: "rounds-what" }, h("span", {}, both("What for?", `What for: ${card.text}`)), select) : null,
        stop ? h("label", { class: "rounds-choice rounds-if-placed" }, stop, h("span", {}, both("Stop here", `Stop here: ${card.text}`))) : null,
        h("span", { class: "rounds-acts" }, grip, h("span", { class: "rounds-add" }, place)),
        h("span", { class: "rounds-acts rounds-if-placed" }, up, down, h("span", { class: "rounds-out" }, out))),
      said.node);
    draggable(grip, node, lists.order, drop);
    return { card, node, show(order, answers) {
      const at = order.indexOf(card.id);
      idle(up, at === 0);
      idle(down, at === order.length - 1);
      if (stop) stop.checked = at >= 0 && answer.stop?.[sequence.id] === card.id;
      const given = answer.functions?.[card.id];
      if (select) select.value = exercise.functions.some((one) => one.id === given) ? given : "";
      said.show(answers[card.id]);
    } };
  };

  const parts = exercise.sequences.map((sequence) => {
    const [title, ask, poolName, orderName] = ["sequence", "stop", "pool", "order"].map(id);
    const poolHead = h("p", { id: poolName, class: "rounds-list-head" });
    const orderHead = h("p", { id: orderName, class: "rounds-list-head" });
    const pool = h("ul", { class: "rounds-pool", "aria-labelledby": poolName });
    const list = h("ol", { class: "rounds-sequence", "aria-labelledby": orderName });
    const deck = makeDeck(pool);
    const cards = sequence.cards.map((card) => makeCard(sequence, card, ask, { order: list, deck }));
    const [orderSaid, stopSaid] = [saying(), saying()];
    return { sequence, leave: deck.leave, show(said) {
      const order = placed(sequence);
      const left = cards.filter(({ card }) => !order.includes(card.id));
      arrange(list, order.map((name) => cards.find(({ card }) => card.id === name).node));
      arrange(pool, left.map(({ node }) => node));
      deck.show();
      poolHead.textContent = left.length ? `${left.length} to choose from` : "None left to choose from";
      orderHead.textContent = `Your order: ${order.length} of ${sequence.slots} placed`;
      for (const card of cards) card.show(order, said);
      orderSaid.show(said[`sequence-${sequence.id}`]);
      stopSaid.show(said[`stop-${sequence.id}`]);
    }, node: h("div", { class: "rounds-group", "data-sequence": sequence.id, ...(sequence.label ? { role: "group", "aria-labelledby": title } : {}) },
      sequence.label ? h("h4", { id: title }, sequence.label) : null, paragraphs(sequence.text, "rounds-case"),
      h("div", { class: "rounds-two" },
        h("div", {}, poolHead, deck.line, pool, deck.steps),
        h("div", exercise.stop ? { role: "group", "aria-labelledby": ask } : {}, orderHead,
          exercise.stop ? h("p", { id: ask, class: "rounds-stop-ask" }, exercise.stop) : null, list, orderSaid.node, stopSaid.node))) };
  });

  const count = (list) => list.reduce((sum, { sequence }) => sum + placed(sequence).length, 0);
  const slots = exercise.sequences.reduce((sum, sequence) => sum + sequence.slots, 0);
  const done = (sequence) => placed(sequence).length === sequence.slots
    && (!exercise.stop || placed(sequence).includes(answer.stop?.[sequence.id]));
  const steps = oneAtATime({
    items: parts.map(({ sequence, node }) => ({ id: sequence.id, node })), label: "scene",
    answered: (name) => done(exercise.sequences.find((one) => one.id === name)),
  });
  return {
    element: h("div", { class: "rounds-order" }, meanings("What a card may be for", exercise.functions), steps.node, live.node),
    speaks: true, // it answers what one does, also to who only hears it
    howMuch() {
      const cards = exercise.sequences.flatMap((sequence) => sequence.cards);
      const sorted = cards.filter((card) => exercise.functions.some((one) => one.id === answer.functions?.[card.id])).length;
      const stops = exercise.sequences.filter((sequence) => placed(sequence).includes(answer.stop?.[sequence.id])).length;
      const more = exercise.stop ? `${stops} of ${parts.length} stops chosen` : `${sorted} of ${cards.length} sorted`;
      return [`${count(parts)} of ${slots} placed, ${more}`, told].filter(Boolean).join(". ");
    },
    update(latest, said) {
      answer = latest;
      for (const part of parts) part.show(said);
      steps.update();
    },
    leave() {
      steps.leave();
      for (const part of parts) part.leave();
    },
  };
}
