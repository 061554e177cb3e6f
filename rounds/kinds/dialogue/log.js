// What was said so far, as bubbles in a box that scrolls by itself.

import { saying } from "../../ui/exercise/saying.js";
import { h, paragraphs } from "../../ui/shared/dom.js";
import { face } from "./face.js";
import { restingPlace, unquoted } from "./spoken.js";

export function makeLog({ you, other: first }) {
  let other = first; // whom the first move may have chosen
  const rows = []; // a row a step, and one for where the conversation is now
  const list = h("ol", { class: "rounds-talk-steps" });
  const more = h("button", { type: "button", class: "rounds-talk-read-on", hidden: true, "aria-hidden": "true", tabindex: "-1", onclick: readOn }, "Read on ↓");
  // A log: a screen reader speaks what is added, and nothing that was there before. It scrolls, so it takes the focus.
  const faces = h("div", { class: "rounds-talk-meet", "aria-hidden": "true" }, face(other, 88));
  const box = h("div", { role: "log", class: "rounds-talk-log", tabindex: "0", "aria-label": `What was said so far, with ${other}`, onscroll: tellMore }, faces, list);
  const watch = new ResizeObserver(() => rest(false)); // lines to choose from need more room, or less
  watch.observe(box);

  function addRow() {
    const at = rows.length;
    const label = h("h4", { class: "rounds-talk-where" });
    const before = h("div", { class: "rounds-talk-opening" });
    // Nobody has to hear what they have just written or chosen.
    const own = h("div", { class: "rounds-talk-own", "aria-live": "off" });
    const mine = h("div", { class: "rounds-talk-you", "aria-live": "off" });
    const theirs = h("div", { class: "rounds-talk-other" });
    const sign = h("div", { class: "rounds-talk-typing", "aria-hidden": "true", hidden: true }, face(other), h("span", {}, h("i"), h("i"), h("i")));
    const changes = h("ul", { class: "rounds-talk-changes", "aria-label": "What changed" });
    const found = h("ul", { class: "rounds-talk-found", "aria-label": "What you learned" });
    const remark = saying();
    remark.node.removeAttribute("aria-live"); // it's in the log
    const beside = h("dl", { class: "rounds-beside" });
    const coach = h("details", { class: "rounds-talk-coach", ontoggle: tellMore }, h("summary", {}, "Coaching"), remark.node, beside);
    const node = h("li", { "data-item": `step-${at}` }, label, before, own, mine, theirs, sign, found, h("div", { class: "rounds-talk-after" }, changes, coach));
    const shown = new Map();
    // Only what's new is put in: the log is read aloud.
    let arriving = false; // what comes before the learner's eyes comes softly
    function put(part, value, fill) {
      const key = JSON.stringify(value ?? "");
      if (shown.get(part) === key) return;
      shown.set(part, key);
      part.replaceChildren(...fill(value));
      part.hidden = !part.childNodes.length;
      part.classList.toggle("rounds-talk-arriving", arriving);
    }
    list.append(node);
    rows.push({
      node, own, mine, theirs, coach,
      show(step, said, living) {
        arriving = living;
        put(label, step.label, (text) => (text ? [text] : []));
        put(before, step.opening, paragraphs);
        put(own, step.written, (text) => (text ? [h("div", { class: "rounds-talk-bubble" }, h("b", {}, "Your words"), h("p", { dir: "auto" }, text))] : []));
        put(mine, step.said, (text) => bubble(you, unquoted(text || "")));
        put(theirs, step.answer && [other, step.answer], (spoken) => (!spoken ? [] : step.told ? paragraphs(spoken[1]) : [face(spoken[0]), ...bubble(...spoken)]));
        theirs.classList.toggle("rounds-talk-told", Boolean(step.told)); // the case, which no one says
        put(changes, step.changes, (all) => (all || []).map(change));
        put(found, step.found, (all) => (all || []).map((one) => h("li", {}, h("b", {}, "You learned"), ` ${one}`)));
        sign.hidden = !step.waiting;
        remark.show(said);
        put(beside, said?.beside, (lines) => (lines || []).map((line) => h("div", {}, h("dt", {}, line.label), h("dd", { dir: "auto" }, unquoted(line.words)))));
        coach.hidden = !said;
        node.classList.toggle("rounds-talk-ending", Boolean(step.ended));
      },
    });
  }

  // That nothing changed shows in the gauges; who hears the log is told.
  function change(words) { return h("li", { class: / unchanged, /.test(words) ? "rounds-sr" : null }, words); }

  function bubble(speaker, text) {
    const parts = paragraphs(text);
    parts[0]?.prepend(h("b", { class: "rounds-sr rounds-talk-speaker" }, `${speaker}: `));
    return parts.length ? [h("div", { class: "rounds-talk-bubble" }, parts)] : [];
  }

  function top(part) { return part.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop; }

  // Show what came last from its beginning.
  function rest(gently) {
    const last = rows.findLast((row) => !row.mine.hidden || !row.own.hidden);
    tellMore();
    if (!last) return;
    const said = last.own.hidden ? last.mine : last.own;
    const answer = [last.theirs, last.mine, last.own].find((part) => !part.hidden);
    const place = restingPlace({ height: box.clientHeight, end: box.scrollHeight, said: top(said) - 8, answer: top(answer) - 8 });
    box.scrollTo({ top: place, behavior: gently ? "smooth" : "instant" });
  }

  function tellMore() { more.hidden = box.scrollHeight - box.scrollTop - box.clientHeight < 12; }
  function readOn() { box.scrollBy({ top: box.clientHeight * 0.8, behavior: "smooth" }); }

  return {
    node: h("div", { class: "rounds-talk-log-box" }, box, more),
    box, rest,
    leave() { watch.disconnect(); },
    newest: () => rows.flatMap(({ own, mine }) => [own, mine]).findLast((part) => !part.hidden) ?? null,
    meet(now = first) {
      if (now === other) return;
      other = now;
      faces.replaceChildren(face(other, 88));
      box.setAttribute("aria-label", `What was said so far, with ${other}`);
    },
    openCoaching(open) { for (const { coach } of rows) coach.open = open; },
    coached: () => rows.some(({ coach }) => !coach.hidden),
    // `remarks` are by the step they are on; `living` is whether this happens before the learner's eyes.
    show(steps, remarks, living) {
      while (rows.length > steps.length) rows.pop().node.remove();
      while (rows.length < steps.length) addRow();
      steps.forEach((step, at) => rows[at].show(step, remarks[`step-${at}`], living));
    },
  };
}
