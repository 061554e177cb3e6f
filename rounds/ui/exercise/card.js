// What every exercise has: title, scene, task, the line that says what is saved, and the saving itself.

const WAIT_MS = 4000; // a save that takes longer than this is named
const ORPHAN_MS = 3000; // an unsaved change this old belongs to a page that is gone

// Changes that the kernel has not confirmed wait in this browser, so that a closed page, a
// restarting kernel or a lost connection loses nothing: the next time the exercise shows, they are sent.
function makeOutbox(learner, exercise) {
  const prefix = `rounds/${learner}/${exercise}/`;
  const ofThisPage = `${prefix}${here.page}/`;
  const mine = ofThisPage + freshId("view");
  const store = (() => {
    try { return learner ? window.localStorage : null; } catch { return null; } // private windows may refuse it
  })();
  let sent = 0;
  here.alive.add(mine);
  return {
    name: mine,
    // What names a change to the kernel, whose answer goes to all views of the card: each must know its own.
    next() { sent += 1; return `${mine}/${sent}`; },
    keep(change, upon) {
      try { store?.setItem(mine, JSON.stringify({ at: Date.now(), upon, change })); } catch { /* full: the kernel still gets it */ }
    },
    clear() { try { store?.removeItem(mine); } catch { /* nothing to clear */ } },
    // What views that are gone left unsaved, as one patch, taken over from them.
    adopt(answer, saved) {
      const found = [];
      for (const key of Object.keys(store || {}).filter((k) => k.startsWith(prefix) && !here.alive.has(k))) {
        try {
          const { at, upon, change } = JSON.parse(store.getItem(key));
          if (!key.startsWith(ofThisPage) && Date.now() - at < ORPHAN_MS) continue; // perhaps another tab, at work
          // What was saved since, perhaps on another computer, is newer: fill its gaps and no more. Where nothing
          // was saved since, the change is the newer one, whatever the clocks of browser and kernel say.
          found.push({ at, change: saved !== upon && at < Date.parse(saved) ? gaps(answer, change) : change });
        } catch { /* not ours */ }
        store.removeItem(key);
      }
      return found.sort((one, other) => one.at - other.at).reduce((all, { change }) => compose(all, change), {});
    },
    leave() { here.alive.delete(mine); },
  };
}

function capital(text) { return text[0].toUpperCase() + text.slice(1); }

function card(model, el, makeView) {
  const exercise = model.get("exercise");
  const byPerson = model.get("by_person");
  const outbox = makeOutbox(model.get("learner"), exercise.id);
  const titleId = freshId("title");
  const words = h("span");
  const status = h("p", { class: "rounds-status" }, words);
  const spoken = h("p", { class: "rounds-aloud rounds-sr", role: "status" }); // of what is in the status line, what one must hear
  const report = h("div", { class: "rounds-report", tabindex: "-1" });
  let answer = model.get("answer") || {};
  let pending = null; // the patch that is not confirmed yet
  let changed = ""; // when it was made
  let sent = ""; // the name of the last change
  let timer = null;
  let told = null;
  let stale = null; // shown above feedback that speaks of an earlier answer
  let whole = null; // whether all was answered when it was last saved
  let waiting = false; // whether the kernel has still to say if the last change is saved
  let late = false; // whether a change was not saved in time, or not at all
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
    const text = first ? `Saved, ${view.howMuch(answer, model.get("status"))}. From here on, saving is silent.`
      : done && !itself ? "Saved, and all of it is answered."
        : spoken.textContent.startsWith("⚠") ? "Saved." : "";
    [whole, quiet] = [answered >= total, true];
    spoken.textContent = text;
  }

  function sayStatus() {
    const now = model.get("status") || {};
    if (now.problem) return say(`⚠ ${now.problem}`, true);
    if (pending) return;
    const much = view.howMuch(answer, now);
    say(now.saved ? [`Saved ${clock(now.saved)}, ${much}`, now.note].filter(Boolean).join(". ") : `${capital(much)}. Every change is saved at once.`);
  }

  function send() {
    sent = outbox.next();
    waiting = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      late = true;
      show();
      sayLate();
    }, WAIT_MS);
    try { model.send({ do: "commit", change: pending, n: sent }); } catch { /* the timer tells */ }
  }

  function change(typed) {
    const patch = storable(typed);
    answer = merge(answer, patch);
    pending = pending ? compose(pending, patch) : patch;
    changed = afterwards(model.get("status")?.saved);
    outbox.keep(pending, model.get("status")?.saved);
    say("Saving …");
    send();
    question?.close();
    if (report.childElementCount) tellStale();
    show();
  }

  // Feedback on an item moves everything below it: what has the focus stays in sight.
  function show() {
    const at = root.contains(document.activeElement) ? document.activeElement : null;
    const before = at?.getBoundingClientRect().top;
    view.update(answer, said(), model.get("scene") || {});
    if (!at || at !== document.activeElement || before < 0 || before > window.innerHeight) return;
    if (Math.abs(at.getBoundingClientRect().top - before) > 1) at.scrollIntoView({ block: "nearest" });
  }

  // What is said of the items. Of one that changed and is not saved it speaks of the answer before, so it is left out;
  // where the change is not to single items, all of it is.
  function said() {
    const all = model.get("said") || {};
    if (!late || !pending) return all;
    const items = [...(exercise.items || []), ...(exercise.rows || [])].map((item) => item.id);
    const single = Object.keys(pending).every((name) => items.includes(name));
    return single ? Object.fromEntries(Object.entries(all).filter(([name]) => !(name in pending))) : {};
  }

  // Of changes that nobody waits for any more: sent now, as if they were made now.
  function adopt() {
    const left = outbox.adopt(answer, model.get("status")?.saved);
    if (Object.keys(left).length) change(left);
  }

  function line() {
    view.flush?.();
    const time = pending ? changed : model.get("status")?.saved;
    return time ? { v: 1, ...model.get("line"), time, exercise: exercise.id, answer } : null;
  }

  function onMessage(message) {
    if (message.marked) {
      working.stop();
      showReport(true); // the same marks as before are no change, and yet they are up to date now
      if (report.childElementCount) report.focus();
    }
    if (message.failed === sent) {
      clearTimeout(timer);
      late = true;
      show();
      sayStatus();
    }
    if (message.saved === sent) {
      clearTimeout(timer);
      pending = null;
      late = false;
      outbox.clear();
      follow();
      sayAloud();
    }
    if (message.failed === sent || message.saved === sent) {
      waiting = false;
      if (wanted) askOrMark();
    }
  }

  function follow() {
    if (!pending) answer = model.get("answer") || {};
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

  const head = h("header", { class: "rounds-head" },
    h("h3", { id: titleId, class: "rounds-title" }, exercise.title),
    h("span", { class: `rounds-badge rounds-badge-${exercise.use}` }, model.get("badge")));
  const view = makeView({ exercise, change, say, id: freshId, alone: model.get("markable"), model });
  const markLabel = byPerson ? "Compare with an example"
    : exercise.use === "graded" ? "Mark my work" : "Show all feedback";
  function askForMarks() {
    view.flush?.();
    // How much is answered is known once all is saved.
    if (waiting) wanted = true;
    else askOrMark();
  }
  function askOrMark() {
    const { answered, total, open = [], begun } = model.get("status") || {};
    wanted = false;
    const nothing = byPerson && !begun; // which shows no example
    if (nothing || (answered >= total && !open.length)) sendMark();
    else question.ask(answered < total ? `${byPerson ? "You have written" : "You have answered"} ${answered} of ${total}${byPerson ? " parts" : ""}. ${shows}`
      : `${open.length === 1 ? "One row has" : `${open.length} rows have`} nothing ticked. ${shows}`);
  }
  // To what is not answered yet, the first of it.
  function goOn() {
    const [first] = model.get("status")?.open ?? [];
    const part = first && root.querySelectorAll(["for", "item", "issue"].map((name) => `[data-${name}="${CSS.escape(first)}"]`).join());
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
  const mark = model.get("markable") ? h("button", { type: "button", class: "rounds-button", onclick: askForMarks }, markLabel) : null;
  const shows = byPerson ? "The example shows one way to write all of them." : exercise.use === "graded" ? "Marking shows the right answers." : "The feedback shows the right answers.";
  const working = workingSign();
  const question = mark && askBefore(mark, sendMark, goOn, byPerson ? "Compare anyway" : exercise.use === "graded" ? "Mark anyway" : "Show it anyway");
  const root = h("section", { class: "rounds-card", "aria-labelledby": titleId, "data-exercise": exercise.id },
    head, paragraphs(exercise.case, "rounds-case"), paragraphs(exercise.task, "rounds-task"), view.element, status, spoken, mark, mark && working.node, question?.node, report, view.below);
  root.addEventListener("rounds-go-on", goOn);
  // JupyterLab takes arrows, b, d d and more from focused outputs: keys pressed here stay here.
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    // Many expect Enter to choose, as Space does. Nothing here is a form, so Enter would do nothing.
    const { key, target } = event, plain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.repeat);
    if (key !== "Enter" || !plain || event.defaultPrevented || !target.matches("input:is([type=radio], [type=checkbox])")) return;
    event.preventDefault();
    target.click();
  });

  const listeners = [["change:answer", follow], ["change:said", follow], ["change:scene", follow], ["change:status", sayStatus],
    ["change:report", () => showReport()], ["change:outdated", tellOutdated], ["msg:custom", onMessage]];
  for (const [name, listener] of listeners) model.on(name, listener);

  here.forgets ||= model.get("forgets");
  const gone = showing(outbox.name, line);
  showReport();
  follow();
  el.append(root); // filled, so that nothing of it counts as news and is read aloud
  adopt();
  const later = setTimeout(adopt, ORPHAN_MS + 500); // what was too young to tell
  return () => {
    view.leave?.();
    gone();
    outbox.leave();
    clearTimeout(timer);
    clearTimeout(later);
    for (const [name, listener] of listeners) model.off(name, listener);
  };
}

// Practice: what is said of one item, in a place that a screen reader watches.
function saying() {
  const node = h("div", { class: "rounds-said", "aria-live": "polite" });
  let shown = "";
  return {
    node,
    show(said) {
      const key = JSON.stringify(said || "");
      if (key === shown) return;
      shown = key;
      node.replaceChildren();
      node.className = `rounds-said${said ? ` rounds-${said.verdict}` : ""}`;
      if (!said) return;
      const [first, ...rest] = [...paragraphs(said.slip), ...paragraphs(said.text)];
      first?.prepend(h("span", { class: "rounds-verdict" }, h("span", { "aria-hidden": "true" }, said.icon), ` ${said.word}. `));
      node.append(...[first, ...rest].filter(Boolean));
    },
  };
}
