// A conversation, as a chat. The kernel plays the other side; `scene` is where it has got to. A tap on a line says it.

import { h } from "../../ui/shared/dom.js";
import { makeComposer, ownLines, withoutLines } from "./composer.js";
import { rememberDraft } from "./draft.js";
import { endingsSeen, rememberEndings } from "./endings.js";
import { makeLog } from "./log.js";
import { unquoted } from "./spoken.js";
import { makeStanding } from "./standing.js";

const SETTLE_MS = 300; // a second tap that was meant for the line before says nothing
const LATE_MS = 4000; // as long as the card waits before it says that nothing is saved
const LOW = 480; // in a lower window a box that scrolls inside the page would be in the way

export function makeView({ exercise, change, id, alone, model }) {
  // People who study alone may try as often as they like; in a course a graded conversation is held once.
  const final = exercise.use === "graded" && !alone;
  const movesOf = (answer) => (Array.isArray(answer.moves) ? answer.moves : []);
  const endings = rememberEndings(`${model.get("learner")}/${exercise.id}`);
  let moves = [];
  let own = {}; // by step, what the learner wrote before choosing
  let scene = {};
  let shownKey = null; // the scene whose moves are on the page
  let said = null; // what the learner did last: where the moves will be by then
  let undo = null; // the conversation before "Start over"
  let settling = null;
  let late = null;

  const standing = makeStanding(exercise);
  const log = makeLog(exercise);
  const note = h("p", { id: id("note"), class: "rounds-hint" });
  const choices = h("ol", { class: "rounds-talk-lines-to-say" });
  const head = h("p", { class: "rounds-talk-turn-head", "aria-hidden": "true" });
  const composer = makeComposer({ send: write, changed: writeOrNot, draft: rememberDraft(`${model.get("learner")}/${exercise.id}`) });
  const foot = h("div", { class: "rounds-talk-turn-foot" }, note, composer.offer);
  const turn = h("div", { class: "rounds-talk-turn", role: "group", tabindex: "-1", "aria-describedby": note.id, "data-for": "moves" },
    composer.node, head, choices, foot);
  const seen = h("p", { class: "rounds-talk-endings" });
  const replay = h("button", { type: "button", class: "rounds-button rounds-talk-replay", onclick: startOver }, "Play it another way");
  const coaching = h("button", { type: "button", class: "rounds-button", onclick: openCoaching }, "Open all coaching");
  const over = h("div", { class: "rounds-talk-over", role: "group", tabindex: "-1", "aria-label": "The conversation has ended", hidden: true },
    h("p", { class: "rounds-talk-turn-head" }, "The conversation has ended."), seen, h("div", { class: "rounds-buttons" }, final ? null : replay, coaching));
  const silence = h("p", { class: "rounds-talk-silence", hidden: true }, "No answer yet. What you said is kept. The line below this conversation says what to do.");
  const again = h("button", { type: "button", class: "rounds-act rounds-talk-again", onclick: startOver });
  const frame = h("div", { class: "rounds-chat", onkeydown: chooseByKey }, standing.node, log.node, silence, turn, over);
  const element = h("div", { class: "rounds-talk" }, frame, final ? null : again);
  const fitting = new ResizeObserver(fit);
  let panel = null; // what the page scrolls in, where that isn't the window

  // In JupyterLab a notebook scrolls in a panel, which is lower than the window.
  function fit() {
    const height = panel ? panel.clientHeight : window.innerHeight;
    frame.classList.toggle("rounds-talk-flowing", height < LOW);
    if (panel) frame.style.setProperty("--rounds-room", `${height}px`);
    tighten();
  }
  // Lines so long that the last of them would be out of view are set smaller.
  function tighten() {
    frame.classList.remove("rounds-talk-tight", "rounds-talk-begins");
    const room = parseFloat(getComputedStyle(frame).minHeight) + 1;
    frame.classList.toggle("rounds-talk-tight", frame.offsetHeight > room);
    // On a phone, what comes before the first line takes no more room than it needs, so that the lines are soon in view.
    frame.classList.toggle("rounds-talk-begins", shownKey !== null && !moves.length);
    if (frame.offsetHeight > room) frame.classList.remove("rounds-talk-begins");
  }
  requestAnimationFrame(() => {
    for (let at = frame.parentElement; at && at !== document.body; at = at.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(at).overflowY)) { panel = at; break; }
    }
    fitting.observe(panel ?? document.documentElement);
    fit();
    log.rest(false);
  });

  function say(name) {
    undo = null;
    // Only on top of what could be played: a line that isn't possible anymore would block all that follow.
    const line = [...moves.slice(0, scene.steps.length), name];
    said = line.join("/");
    change({ moves: line });
    show();
  }

  // The line closest to it is chosen next, so that's where the focus goes.
  function write(text) {
    change({ lines: { [(scene.steps || []).length]: text } });
    turn.focus({ preventScroll: true });
    show();
  }

  function writeOrNot() {
    showMoves(false);
    if (composer.open) composer.focus();
    else turn.focus({ preventScroll: true });
  }

  function startOver() {
    const back = undo;
    undo = back ? null : { moves, lines: own };
    said = (back?.moves ?? []).join("/");
    composer.startOver();
    const lines = back?.lines ?? withoutLines({ lines: own });
    change({ moves: back?.moves ?? [], ...(Object.keys(lines).length ? { lines } : {}) });
  }

  function openCoaching() {
    log.openCoaching(true);
    log.box.focus({ preventScroll: true });
    log.box.scrollTo({ top: 0 });
  }

  // The number of a line says it, as a tap does; held down, a key says nothing twice.
  function chooseByKey(event) {
    if (event.target.matches("textarea")) return undefined; // there a number is a number
    if (event.repeat && ["Enter", " "].includes(event.key) && event.target.closest(".rounds-talk-turn")) return event.preventDefault();
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || !/^[1-9]$/.test(event.key)) return undefined;
    const button = lines()[Number(event.key) - 1];
    if (!button || turn.hidden || composer.open || !event.target.closest(".rounds-talk-turn, .rounds-talk-log")) return undefined;
    event.preventDefault();
    return button.click();
  }

  function showMoves(waiting) {
    clearTimeout(settling);
    const fresh = !waiting && shownKey !== scene.key;
    if (fresh) {
      shownKey = scene.key;
      choices.replaceChildren(...(scene.moves || []).map(lineToSay));
    }
    // Not `disabled`, which would throw a keyboard's user back to the top of the page.
    if (waiting || fresh) for (const one of lines()) one.setAttribute("aria-disabled", "true");
    if (!waiting) settling = setTimeout(settle, fresh && said !== null ? SETTLE_MS : 0);
    turn.hidden = !waiting && Boolean(scene.ended);
    over.hidden = !turn.hidden;
    if (!waiting) showTurn(fresh);
  }

  // What the learner does now: write a line, or choose one.
  function showTurn(fresh) {
    const written = Boolean(own[scene.steps.length]), before = composer.open;
    const writing = composer.show({ write: scene.write, written, ended: Boolean(scene.ended || scene.chooses) });
    const asks = writing ? "What would you say?" : written ? "Now pick the line closest to yours." : scene.chooses ? "Which one?" : "What do you say?";
    turn.setAttribute("aria-label", asks);
    head.textContent = asks;
    head.classList.toggle("rounds-talk-lead", written);
    head.hidden = choices.hidden = writing;
    note.hidden = writing || !note.textContent;
    foot.hidden = note.hidden && composer.offer.hidden;
    if (fresh || writing !== before) tighten();
  }

  function lines() { return choices.querySelectorAll("button"); }
  function settle() { for (const one of lines()) one.removeAttribute("aria-disabled"); }

  function lineToSay(move) {
    const words = unquoted(move.text);
    const button = h("button", { type: "button", class: `rounds-talk-line${words === move.text ? " rounds-talk-line-done" : ""}`, value: move.id, onclick() {
      if (button.hasAttribute("aria-disabled")) return;
      button.classList.add("rounds-talk-line-said");
      say(move.id);
    } }, words);
    return h("li", {}, button);
  }

  // A line that gets no answer is told where the learner looks, too.
  function tellSilence(waiting) {
    if (!waiting) {
      clearTimeout(late);
      late = null;
      silence.hidden = true;
    } else if (model.get("status")?.problem) silence.hidden = false;
    else late ??= setTimeout(() => { silence.hidden = false; }, LATE_MS);
  }

  function tellEndings() {
    const { total = 0, now = null } = scene.endings || {};
    if (now !== null) endings.see(now);
    seen.textContent = endingsSeen(endings.count(total), total);
    coaching.hidden = !log.coached();
  }

  // What was said is in view, and what can be said.
  function show() {
    const gently = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const behavior = gently ? "smooth" : "instant";
    if (frame.classList.contains("rounds-talk-flowing")) return log.newest()?.scrollIntoView({ block: "start", behavior });
    log.rest(gently);
    return frame.scrollIntoView({ block: "nearest", behavior });
  }

  return {
    element,
    speaks: true, // it answers what one does, also to who only hears it
    leave() {
      log.leave();
      fitting.disconnect();
      clearTimeout(settling);
      clearTimeout(late);
    },
    howMuch(answer) {
      const count = movesOf(answer).length;
      const lines = `${count || "nothing"} ${count ? (count === 1 ? "line " : "lines ") : ""}said`;
      return scene.ended && scene.key === movesOf(answer).join("/") ? `${lines}, the conversation has ended` : `${lines}${count ? "" : " yet"}`;
    },
    unfinished: () => (moves.length ? "The conversation has not ended yet." : "Nothing is said yet."),
    update(answer, remarks, now) {
      moves = movesOf(answer);
      own = ownLines(answer);
      scene = now;
      if (moves.length) frame.classList.remove("rounds-talk-begins");
      const waiting = scene.key !== moves.join("/");
      const steps = scene.steps || [];
      const next = moves[steps.length];
      const line = waiting && moves.join("/").startsWith(scene.key) ? (scene.moves || []).find((move) => move.id === next) : null;
      const here = { written: own[steps.length], label: scene.label || (scene.ended ? "How it ends" : ""), opening: scene.opening, ended: scene.ended, said: line?.text, waiting: Boolean(line) };
      log.meet(scene.other);
      log.show(waiting && !line && moves.length < steps.length ? [] : [...steps.map((step, at) => ({ ...step, written: own[at] })), here], remarks, said !== null);
      standing.show(scene);
      note.textContent = moves.length ? "" : scene.chooses && final
        ? "You hold one of them. What’s said is said: you can’t take a line back."
        : scene.chooses ? "You can start over any time, with this one or another." : final
        ? "A tap says a line. What’s said is said: you can’t take a line back."
        : "A tap says a line. You can start over any time.";
      showMoves(waiting);
      tellSilence(waiting);
      tellEndings();
      again.hidden = undo ? false : !moves.length || (!waiting && Boolean(scene.ended));
      again.textContent = undo ? "Undo: back to where you were" : "Start over";
      if (!waiting && said === scene.key) {
        const focus = document.activeElement;
        // On to what can be said next, unless the learner has gone elsewhere in the meantime.
        if (focus === document.body || focus === again || turn.contains(focus) || over.contains(focus)) {
          if (composer.ready) composer.focus();
          else (scene.ended ? over : turn).focus({ preventScroll: true });
        }
        show();
        said = null;
      }
    },
  };
}
