// Vignettes on the plane of two concerns. Two sliders for each vignette work for every hand and screen
// reader; clicking the plane, or dragging a marker on it, does the same for people who can see and point.

import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { saying } from "../../ui/exercise/saying.js";
import { h, paragraphs, resting } from "../../ui/shared/dom.js";
import { meanings } from "../../ui/shared/meanings.js";
import { members } from "../../ui/shared/merge_patch.js";
import { MOST, UNPLACED, makePicture } from "./picture.js";

const COUNTED = { 3: "three", 4: "four", 5: "five", 6: "six" };
const KEYS_REST_MS = 900; // arrow keys pass over values on their way
const SLIDER_KEYS = /^(Arrow|Home|End|Page)/;

export function makeView({ exercise, change, say, id }) {
  let answer = {};
  let chosen = null; // the vignette that a click on the plane places; alone in sight, it is chosen
  let draft = null; // { id, own, other }: what is being dragged; it is handed on when it is let go
  const whole = (value) => Number.isInteger(value) && value >= 0 && value <= MOST;
  // What is set of a vignette, perhaps one concern of the two; and its place, once both are.
  const set = (name) => {
    const at = draft?.id === name ? draft : members(answer[name]) ? answer[name] : {};
    return Object.fromEntries(["own", "other"].filter((side) => whole(at[side])).map((side) => [side, at[side]]));
  };
  const spot = (name) => {
    const at = set(name);
    return whole(at.own) && whole(at.other) ? at : null;
  };
  const where = ({ own, other }) => {
    if (!whole(own) || !whole(other)) {
      const [done, left] = whole(own) ? [exercise.own, exercise.other] : [exercise.other, exercise.own];
      return `${done.label}: ${own ?? other}. Now set “${left.label}”`;
    }
    const inside = (value, [from, to]) => value >= from && value <= to;
    const zone = exercise.zones.find((one) => inside(own, one.own) && inside(other, one.other));
    return `Own ${own}, other ${other}: ${zone ? `in ${zone.label}` : "between zones"}`;
  };
  const live = resting();
  const named = (item) => `${exercise.items.indexOf(item) + 1}. ${item.label}`;
  const quiet = (item) => h("span", { class: "rounds-sr" }, ` (${item.label})`);
  const itemOf = (name) => exercise.items.find((item) => item.id === name);

  let timer = null;
  let keys = false;
  function drag(name, at) {
    clearTimeout(timer);
    if (draft && draft.id !== name) commit();
    draft = { ...at, id: name };
    show();
  }

  function commit() {
    clearTimeout(timer);
    if (!draft) return;
    const { id: name, ...at } = draft;
    draft = null;
    change({ [name]: at });
    // In practice what is said of the vignette is enough.
    if (exercise.use !== "practice" || !spot(name)) live.say(`${itemOf(name).label}. ${where(at)}.`);
  }

  const picture = makePicture(exercise, {
    spot,
    click(at) {
      if (!chosen) return say("Choose a vignette first: press its “Place on the plane”.", true);
      drag(chosen, at);
      commit();
    },
    grab: choose,
    drag,
    drop: commit,
    lose() { draft = null; show(); },
  });

  const hint = h("p", { class: "rounds-hint" });
  const vignettes = exercise.items.map((item) => {
    const whereId = id("where");
    const sentence = h("p", { id: whereId, class: "rounds-where" });
    const slider = (side) => {
      const [axis, name] = [exercise[side], id(side)];
      const unset = () => !(side in set(item.id));
      const move = () => drag(item.id, { ...set(item.id), [side]: Number(input.value) });
      const input = h("input", {
        type: "range", id: name, class: "rounds-range", min: 0, max: MOST, step: 1, "aria-describedby": whereId,
        oninput() { move(); if (keys) timer = setTimeout(commit, KEYS_REST_MS); },
        onpointerdown() { keys = false; },
        onkeydown(event) { if (SLIDER_KEYS.test(event.key)) keys = true; },
        onchange() { if (!keys) commit(); },
        onblur: commit,
        // A press in the middle of an untouched slider changes no value, and yet it is meant.
        onclick() { if (unset()) { move(); commit(); } },
      });
      const value = h("span", { class: "rounds-value", "aria-hidden": "true" });
      const node = h("div", { class: "rounds-slider" },
        h("label", { for: name }, axis.label, quiet(item)), value, input,
        h("span", { class: "rounds-ends", "aria-hidden": "true" }, h("span", {}, axis.low), h("span", {}, axis.high)));
      return { node, show({ [side]: at }) {
        input.value = at ?? UNPLACED;
        const end = at === 0 ? `, ${axis.low}` : at === MOST ? `, ${axis.high}` : "";
        value.textContent = at === undefined ? "not set yet" : `${at} of ${MOST}`;
        input.setAttribute("aria-valuetext", `${value.textContent}${end}`);
        node.classList.toggle("rounds-slider-unset", at === undefined);
      } };
    };
    const sliders = [slider("own"), slider("other")];
    const pick = h("button", { type: "button", class: "rounds-act", onclick: () => choose(chosen === item.id ? null : item.id) },
      "Place on the plane", quiet(item));
    const remove = h("button", { type: "button", class: "rounds-act", onclick() {
      change({ [item.id]: null });
      live.say(`${item.label}: taken out.`);
      pick.focus();
    } }, "Take out", quiet(item));
    const said = saying();
    const node = h("fieldset", { class: "rounds-row rounds-vignette", "data-item": item.id },
      h("legend", { class: "rounds-legend" }, h("b", {}, named(item))), paragraphs(item.text),
      sliders.map((one) => one.node), sentence, h("div", { class: "rounds-acts" }, pick, remove), said.node);
    return { item, node, show(answers) {
      const at = set(item.id), begun = Object.keys(at).length > 0;
      for (const one of sliders) one.show(at);
      sentence.textContent = begun ? `${where(at)}.` : "Not placed yet.";
      node.classList.toggle("rounds-unplaced", !spot(item.id));
      node.classList.toggle("rounds-chosen", chosen === item.id);
      pick.setAttribute("aria-pressed", String(chosen === item.id));
      remove.hidden = !begun;
      said.show(answers[item.id]);
    } };
  });

  function choose(name) {
    chosen = name;
    show();
  }

  let saidLast = {};
  function show() {
    for (const vignette of vignettes) vignette.show(saidLast);
    const waits = chosen && !spot(chosen);
    hint.textContent = steps.view === "one" ? (waits ? `Drag the dot ${exercise.items.indexOf(itemOf(chosen)) + 1} to where the scene belongs, tap the plane, or use the sliders.` : "")
      : chosen ? `Click or tap the plane to place ${named(itemOf(chosen))}.`
      : "Use a vignette's sliders; or press its “Place on the plane” and click or tap here.";
    const places = exercise.items.filter((item) => spot(item.id)).map((item) => `${named(item)}: ${where(spot(item.id))}`).join("; ");
    picture.show(chosen, set, `Plane of ${exercise.own.label}, across, and ${exercise.other.label}, upward. ${places || "Nothing is placed yet"}.`);
  }

  const steps = oneAtATime({
    items: vignettes.map(({ item, node }) => ({ id: item.id, node })), answered: (name) => Boolean(spot(name)), label: "scene",
    shown(name) {
      chosen = name;
      show();
    },
  });
  const zones = meanings("What the five zones mean".replace("five", COUNTED[exercise.zones.length] ?? exercise.zones.length), exercise.zones.map(({ label, means, own, other }) =>
    ({ label, means, more: `(own ${own[0]} to ${own[1]}, other ${other[0]} to ${other[1]})` })));
  return {
    element: h("div", { class: "rounds-plane" }, zones, picture.meanings,
      h("div", { class: "rounds-plane-two" },
        h("div", { class: "rounds-map" }, picture.node, hint), steps.node), live.node),
    speaks: true, // it answers what one does, also to who only hears it
    howMuch: () => `${exercise.items.filter((item) => spot(item.id)).length} of ${exercise.items.length} placed`,
    update(latest, said) {
      [answer, saidLast] = [latest, said];
      steps.update();
      show();
    },
    flush: commit,
    leave() {
      commit();
      steps.leave();
    },
  };
}
