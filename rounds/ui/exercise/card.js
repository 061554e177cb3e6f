// What every exercise has: title, scene, task, the line that says what is saved, and the saving itself.

import { changedNote } from "./changed.js";
import { startLine } from "./start.js";
import { makeSaver } from "./saver.js";
import { useIcon } from "../pictures/icons.js";
import { askBefore, workingSign } from "../shared/confirm.js";
import { freshId, h, paragraphs } from "../shared/dom.js";
import { merge, storable } from "../shared/merge_patch.js";
import { here, rememberFolded, rescueButton, showing } from "../shared/page_state.js";
import { capital, clock } from "../shared/text.js";

export function card(model, el, makeView) {
  const exercise = model.get("exercise");
  const byPerson = model.get("by_person");
  const titleId = freshId("title");
  const words = h("span");
  const status = h("p", { class: "rounds-status" }, words);
  const spoken = h("p", { class: "rounds-aloud rounds-sr", role: "status" }); // of what is in the status line, what one must hear
  const report = h("div", { class: "rounds-report", tabindex: "-1" });
  const earlier = changedNote();
  let answer = model.get("answer") || {};
  let told = null;
  let stale = null; // shown above feedback that speaks of an earlier answer
  let whole = null; // whether all was answered when it was last saved
  let wanted = false; // marks were asked for while a change was on its way
  let quiet = false; // who was told that saving works need not hear it at each change

  function say(text, problem = false, help = null) {
    clearTimeout(told);
    status.classList.toggle("rounds-status-problem", problem);
    if (words.textContent !== text) told = setTimeout(() => { words.textContent = text; }, problem ? 0 : 150);
    if (problem && spoken.textContent !== text) spoken.textContent = text;
    if (help) {
      if (help.parentNode !== status) status.append(help); // added again it would lose the focus
    } else if (document.activeElement !== rescuing) rescuing.remove();
  }
  const rescuing = rescueButton((text) => say(`⚠ Not saved by Binder. ${text}`, true, rescuing));

  function sayLate() {
    if (here.forgets) say(`⚠ Not saved: the notebook is not answering. ${here.ended}`, true, rescuing);
    else say("⚠ Not saved yet: the notebook is not answering. Your change is kept in this browser and is saved when you reload this page.", true);
  }

  // Read aloud: a problem and its end, the first save, and that all is answered. A sentence at each
  // change would be chatter. Where the exercise itself answers what one does, that tells that it arrived.
  function sayAloud() {
    const { answered, total, problem } = model.get("status") || {};
    if (problem) return;
    const itself = exercise.use === "practice" || view.speaks;
    const done = answered >= total && whole === false;
    const first = !quiet && !itself;
    const text = first ? `${["Saved", view.howMuch(answer, model.get("status"))].filter(Boolean).join(", ")}. From here on, saving is silent.`
      : done && !itself ? "Saved, and all of it is answered."
        : spoken.textContent.startsWith("⚠") ? "Saved." : "";
    [whole, quiet] = [answered >= total, true];
    spoken.textContent = text;
  }

  function sayStatus() {
    const now = model.get("status") || {};
    if (now.problem) return say(`⚠ ${now.problem}`, true);
    if (saver.pending) return;
    const much = view.howMuch(answer, now);
    // Where there's nothing to count, it says only what is saved.
    const saved = [`Saved ${clock(now.saved)}`, much].filter(Boolean).join(", ");
    say(now.saved ? [saved, now.note].filter(Boolean).join(". ") : much && `${capital(much)}. Every change is saved at once.`);
  }

  const saver = makeSaver({
    learner: model.get("learner"), exercise: exercise.id,
    send: (patch, number) => model.send({ do: "commit", change: patch, n: number }),
    saved: () => ({ answer, time: model.get("status")?.saved }),
    moved(_, event) { follows[event](); },
  });
  const follows = {
    change() {
      say("Saving …");
      question?.close();
      if (report.childElementCount) tellStale();
      show();
    },
    late() {
      show();
      sayLate();
    },
    refused() {
      show();
      sayStatus();
      if (wanted) askOrMark();
    },
    confirmed() {
      follow();
      sayAloud();
      if (wanted) askOrMark();
    },
  };

  function change(typed) {
    const patch = storable(typed);
    answer = merge(answer, patch);
    saver.change(patch);
  }

  // Feedback on an item moves everything below it: what has the focus stays in sight.
  function show() {
    const at = root.contains(document.activeElement) ? document.activeElement : null;
    const before = at?.getBoundingClientRect().top;
    start.show(root);
    earlier.show(model.get("before"));
    view.update(answer, said(), model.get("scene") || {});
    if (!at || at !== document.activeElement || before < 0 || before > window.innerHeight) return;
    if (Math.abs(at.getBoundingClientRect().top - before) > 1) at.scrollIntoView({ block: "nearest" });
  }

  // What is said of the items. Of one that changed and is not saved it speaks of the answer before, so it is left out;
  // where the change is not to single items, all of it is.
  function said() {
    const all = model.get("said") || {};
    const { pending } = saver;
    if (!pending || saver.state === "sending") return all;
    const items = [...(exercise.items || []), ...(exercise.rows || [])].map((item) => item.id);
    const single = Object.keys(pending).every((name) => items.includes(name));
    return single ? Object.fromEntries(Object.entries(all).filter(([name]) => !(name in pending))) : {};
  }

  function line() {
    view.flush?.();
    const time = saver.pending ? saver.changed : model.get("status")?.saved;
    return time ? { v: 1, ...model.get("line"), time, exercise: exercise.id, answer } : null;
  }

  function onMessage(message) {
    if (message.marked) {
      working.stop();
      showReport(true); // the same marks as before are no change, and yet they are up to date now
      if (report.childElementCount) report.focus();
    }
    if (message.failed) saver.refuse(message.failed);
    if (message.saved) saver.confirm(message.saved);
  }

  function follow() {
    if (!saver.pending) answer = model.get("answer") || {};
    whole ??= (({ answered, total }) => answered >= total)(model.get("status") || {});
    show();
    sayStatus();
  }

  function tellStale() {
    if (stale) return;
    stale = h("p", { class: "rounds-stale" }, `This is on earlier answers: you have changed your answer since. Press “${markLabel}” again to bring this up to date.`);
    report.prepend(stale);
  }

  // An answer that is again what it was has its feedback back.
  function tellOutdated() {
    if (model.get("outdated")) return tellStale();
    stale?.remove();
    stale = null;
  }

  // Made and escaped by rounds/feedback/render.py. It can be folded, and is again as it was when the page is reloaded.
  function showReport(asked = false) {
    stale = null;
    report.replaceChildren();
    if (!model.get("report")) return;
    const body = h("div");
    body.innerHTML = model.get("report");
    const fold = h("details", { class: "rounds-fold", open: asked || !folded.is(), ontoggle: () => folded.set(!fold.open) }, h("summary", {}, feedbackName), body);
    report.append(fold);
    if (model.get("outdated")) tellStale();
  }
  const feedbackName = byPerson ? "Example and rubric" : "Feedback";
  const folded = rememberFolded(`${model.get("learner")}/${exercise.id}`);

  const use = byPerson ? "reflection" : exercise.use; // its color and its icon
  const head = h("header", { class: "rounds-head" },
    h("h3", { id: titleId, class: "rounds-title" }, exercise.title),
    h("span", { class: "rounds-badge" }, useIcon(use), model.get("badge")));
  const view = makeView({ exercise, change, say, id: freshId, alone: model.get("markable"), model });
  const markLabel = byPerson ? "Compare with an example"
    : exercise.use === "graded" ? "Grade my work" : "Show all feedback";
  function askForMarks() {
    view.flush?.();
    // How much is answered is known once all is saved.
    if (saver.waiting) wanted = true;
    else askOrMark();
  }
  function askOrMark() {
    const { answered, total, open = [], begun } = model.get("status") || {};
    wanted = false;
    const nothing = byPerson && !begun; // which shows no example
    if (nothing || (answered >= total && !open.length)) sendMark();
    else if (answered < total && view.unfinished) question.ask(`${view.unfinished()} ${shows}`);
    else question.ask(answered < total ? `${byPerson ? "You have written" : "You have answered"} ${answered} of ${total}${byPerson ? " parts" : ""}. ${shows}`
      : `${open.length === 1 ? "One row has" : `${open.length} rows have`} nothing ticked. ${shows}`);
  }
  // To what is not answered yet, the first of it.
  function goOn() {
    const [first] = model.get("status")?.open ?? [];
    const part = first && root.querySelectorAll(["for", "item", "issue"].map((name) => `[data-${name}="${CSS.escape(first)}"]`).join());
    for (const one of part || []) one.dispatchEvent(new CustomEvent("rounds-show", { bubbles: true })); // where one item is shown at a time
    const all = [...(part ? part : [])].flatMap((one) => [...one.querySelectorAll("input, select, textarea, button")])
      .filter((one) => one.checkVisibility() && !one.matches(":disabled, :read-only:is([type=text]), [aria-disabled]"));
    const to = all.find(isOpen) ?? all[0];
    if (!to) return;
    const row = to.closest("[data-for], [data-item], [data-issue]");
    row.classList.add("rounds-open-here"); // after a click Chromium shows no outline around what gets the focus
    row.addEventListener("focusout", () => row.classList.remove("rounds-open-here"), { once: true });
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "center", behavior: "instant" });
  }
  function isOpen(one) {
    if (one.type === "radio") return ![...root.querySelectorAll(`input[name="${CSS.escape(one.name)}"]`)].some((other) => other.checked);
    if (one.type === "checkbox") return !one.checked;
    if (one.type === "range") return one.matches(".rounds-unset, .rounds-slider-unset *");
    return one.matches("select, textarea, input") ? !one.value.trim() || one.getAttribute("aria-invalid") === "true" : false;
  }
  function sendMark() {
    question.close();
    working.start();
    model.send({ do: "mark" });
  }
  const mark = model.get("markable") ? h("button", { type: "button", class: "rounds-button rounds-grade", onclick: askForMarks }, markLabel) : null;
  const shows = byPerson ? "The example shows one way to write all of them." : exercise.use === "graded" ? "Grading shows the right answers." : "The feedback shows the right answers.";
  const working = workingSign();
  const start = startLine({
    name: `${model.get("learner")}/${exercise.id}`, exercise, opens: model.get("opens"),
    begun: () => Boolean(saver.pending || model.get("status")?.begun || model.get("before")?.total || model.get("report")), opened: show,
  });
  const question = mark && askBefore(mark, sendMark, goOn, byPerson ? "Compare anyway" : exercise.use === "graded" ? "Grade anyway" : "Show it anyway");
  const root = h("section", { class: "rounds-card", "aria-labelledby": titleId, "data-exercise": exercise.id, "data-kind": exercise.kind, "data-use": use },
    head, start.line, paragraphs(exercise.case, "rounds-case"), paragraphs(exercise.task, "rounds-task"), earlier.node, view.element, mark, mark && working.node, question?.node, status, spoken, report, view.below);
  root.addEventListener("rounds-go-on", goOn);
  root.addEventListener("rounds-start", start.start);
  // In JupyterLab what is above may still grow when Tab has come here: what has the focus stays in sight.
  root.addEventListener("focusin", ({ target }) => [0, 40, 120].forEach((ms) => setTimeout(() => {
    if (target === document.activeElement && target.matches(":is(input, select, textarea, button):focus-visible")) target.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, ms)));
  // JupyterLab takes arrows, b, d d and more from focused outputs: keys pressed here stay here.
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    // Many expect Enter to choose, as Space does. Nothing here is a form, so Enter would do nothing.
    const { key, target } = event, plain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat);
    if (key !== "Enter" || !plain || event.defaultPrevented || !target.matches("input:is([type=radio], [type=checkbox])")) return;
    event.preventDefault();
    target.click();
  });

  const listeners = [["change:answer", follow], ["change:said", follow], ["change:scene", follow], ["change:before", follow], ["change:status", sayStatus],
    ["change:report", () => showReport()], ["change:outdated", tellOutdated], ["msg:custom", onMessage]];
  for (const [name, listener] of listeners) model.on(name, listener);

  here.forgets ||= model.get("forgets");
  const gone = showing(saver.name, line);
  showReport();
  follow();
  el.append(root); // filled, so that nothing of it counts as news and is read aloud
  saver.begin();
  return () => {
    view.leave?.();
    start.leave();
    gone();
    saver.leave();
    for (const [name, listener] of listeners) model.off(name, listener);
  };
}
