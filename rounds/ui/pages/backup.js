// Answers to take along: downloaded as one file, and brought back from it.

import { freshId, h, paragraphs } from "../shared/dom.js";
import { here, rescueButton, saveAs } from "../shared/page_state.js";
import { clock } from "../shared/text.js";

const ANSWER_MS = 8000; // what takes longer than this is named
const DONE = "rounds/brought-back"; // what was done, for the card that a page shows once it is loaded again
const DONE_MS = 60000;

export function render({ model, el }) {
  const me = freshId("view");
  const titleId = freshId("title");
  const note = model.get("form") === "note";
  const front = model.get("front");
  const several = model.get("several");
  const status = h("p", { class: "rounds-status", role: "status" });
  const question = h("div", { class: "rounds-question", role: "group", tabindex: "-1", "aria-labelledby": `${titleId}-ask`, hidden: true });
  const download = button("Download my answers", () => ask("Packing your answers …", { do: "download" }));
  const chooser = h("input", { type: "file", accept: ".zip,.jsonl", hidden: true, onchange: chosen });
  const back = button("Bring answers back", () => chooser.click());
  const rescuing = rescueButton((text) => say(text, text.startsWith("There")));
  rescuing.hidden = true;
  const title = h(front ? "h2" : "h3", { id: titleId, class: "rounds-title" },
    note ? "Binder keeps nothing: download before you leave" : "Take your answers along");
  // Below the route of the front page it is folded, unless everything is gone with the page.
  const folded = front && !note && !model.get("forgets");
  const parts = [paragraphs(note ? ofNote() : ofCard()),
    h("div", { class: "rounds-buttons" }, download, note ? null : back, chooser, rescuing),
    note ? null : question, status].flat();
  const fold = folded ? h("details", { class: "rounds-fold" }, h("summary", {}, title), parts) : null;
  const root = h("section", { class: `rounds-card rounds-keeping rounds-keeping-${model.get("form")}`, "aria-labelledby": titleId, "data-page": model.get("page") },
    fold ?? [h("header", { class: "rounds-head" }, title), parts].flat());
  root.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape" && !question.hidden) leave();
  });
  el.append(root);
  here.forgets ||= model.get("forgets");

  let timer = null;
  let pieces = [];

  function ofNote() {
    const where = front ? "below the list of notebooks" : "at the end of this page";
    return `Binder ends after about ten minutes without use, and everything you answered is gone then. Before you leave or take a longer break, download your answers as one file. Next time, choose “Bring answers back” ${where}, and go on where you were.`;
  }
  function ofCard() {
    const which = several ? "answers to all notebooks" : "answers to this notebook";
    const stay = model.get("forgets") ? "Binder keeps nothing once you are gone." : "Your answers stay on this computer.";
    return `${stay} To go on elsewhere or on another day, or to have a copy, download your ${which} as one file, and bring that file back there. Nothing is lost that way: of two answers to the same exercise, the newer one counts.`;
  }

  function button(text, onclick) { return h("button", { type: "button", class: "rounds-button", onclick }, text); }

  function say(text, problem = false) {
    clearTimeout(timer);
    status.classList.toggle("rounds-status-problem", problem);
    status.textContent = problem ? `⚠ ${text}` : text;
  }

  function ask(text, message, buffers = []) {
    say(text);
    timer = setTimeout(late, ANSWER_MS);
    try { model.send({ ...message, view: me }, undefined, buffers); } catch { /* the timer tells */ }
  }

  function late() {
    if (!here.forgets) return say("The notebook is not answering. Wait a moment, or reload this page and try again. Nothing was changed.", true);
    rescuing.hidden = false;
    say(`The notebook is not answering. ${here.ended}`, true);
  }

  async function chosen() {
    const [file] = chooser.files;
    if (!file) return;
    close();
    const size = model.get("piece");
    if (file.size > model.get("most")) return say("This file is far larger than any file of answers, so it was not opened and nothing was changed.", true);
    let raw;
    try { raw = await file.arrayBuffer(); } catch { return say("This file could not be read, so nothing was changed.", true); } finally { chooser.value = ""; }
    for (let at = 0; at === 0 || at < raw.byteLength; at += size) {
      ask("Looking into the file …", { do: "bring", at, last: at + size >= raw.byteLength, name: file.name }, [raw.slice(at, at + size)]);
    }
  }

  function save(name, parts) {
    saveAs(name, parts, "application/zip");
    say(`Downloaded: ${name}. Keep this file, and bring it back wherever you go on.`);
  }

  function onMessage(message, buffers) {
    if (message.view !== me) return;
    if (message.file) {
      if (message.at === 0) pieces = [];
      pieces.push(buffers[0]);
      if (message.last) save(message.file, pieces);
    } else if (message.ask) show(message.ask, message.notes);
    else if (message.done) done(message);
    else if (message.problem) say(message.problem, true);
  }

  function exercises(count) { return count === 1 ? "1 exercise" : `${count} exercises`; }
  function last(iso) { return iso && clock(iso) ? ` (last answered ${clock(iso)})` : ""; }

  // One notebook of the file, in words.
  function line(row) {
    const told = [];
    const replaced = row.replaced && `, ${row.replaced < row.used ? `${row.replaced} of them ` : ""}instead of what is older here${last(row.here)}`;
    if (row.used) told.push(`${exercises(row.used)} would come from the file${last(row.file)}${replaced || ""}.`);
    if (row.stay) told.push(`${exercises(row.stay)} ${row.stay === 1 ? "is" : "are"} newer here${last(row.here)} and ${row.stay === 1 ? "stays" : "stay"}.`);
    if (row.same) told.push(`${exercises(row.same)} ${row.same === 1 ? "is" : "are"} alike.`);
    if (row.future) told.push("Some times in the file are in the future: the clock was wrong there, and those answers would count as the newest.");
    return h("li", {}, h("strong", {}, row.title), ": ", told.join(" "));
  }

  function show(rows, notes) {
    const foreign = rows.some((row) => row.elsewhere);
    const why = foreign
      ? "This file was begun on another computer, or by another person. If it is not yours, leave everything as it is."
      : rows.some((row) => row.stay) ? "This file is older than some of what you answered here." : "Please look at the dates of this file.";
    question.replaceChildren(
      h(front ? "h3" : "h4", { id: `${titleId}-ask` }, "Bring this file back?"), h("p", {}, why),
      h("ul", {}, rows.map(line)), ...notes.map((text) => h("p", {}, text)),
      h("p", {}, "Either way nothing is erased: what does not count is kept with your answers."),
      h("div", { class: "rounds-buttons" },
        button("Bring back", () => { close(); back.focus(); ask("Bringing back …", { do: "yes" }); }),
        button("Leave everything as it is", leave)));
    question.hidden = false;
    say("");
    question.focus();
  }

  function leave() {
    close();
    say("Nothing was changed.");
    back.focus();
  }
  function close() {
    question.hidden = true;
    question.replaceChildren();
  }

  function done({ done: rows, added, problem, notes }) {
    const used = rows.reduce((sum, row) => sum + row.used, 0);
    const stay = rows.reduce((sum, row) => sum + row.stay, 0);
    const told = [!added ? "Everything in this file was here already."
      : used ? `Brought back: ${exercises(used)} in ${rows.filter((row) => row.used).map((row) => row.title).join("; ")}.`
      : "Nothing in this file is newer than what is here. It is kept with your answers."];
    if (stay) told.push(`What is newer here stays (${exercises(stay)}).`);
    if (used && added) told.push("Other windows show it once you reload them.");
    say([...(problem ? [problem] : told), ...notes].join(" "), Boolean(problem));
    // Other open notebooks of this window show their answers again; this one has done so, and may do so again.
    if (!added) return;
    const focused = root.contains(document.activeElement);
    try { window.sessionStorage.setItem(DONE, JSON.stringify({ page: model.get("page"), at: Date.now(), text: status.textContent, focused })); } catch { /* then it is not said again */ }
    root.dispatchEvent(new CustomEvent("rounds:brought-back", { bubbles: true, composed: true }));
  }

  // A page that was reloaded after bringing answers back still says what was done.
  let soon = null;
  try {
    const { page, at, text, focused } = JSON.parse(window.sessionStorage.getItem(DONE)) || {};
    if (!note && page === model.get("page")) {
      window.sessionStorage.removeItem(DONE);
      // A line that is there from the beginning is not read out.
      if (Date.now() - at < DONE_MS) soon = setTimeout(() => {
        if (fold) fold.open = true;
        status.textContent ||= text;
        if (focused) back.focus();
      }, 500);
    }
  } catch { /* a private window may keep nothing */ }

  model.on("msg:custom", onMessage);
  return () => {
    clearTimeout(timer);
    clearTimeout(soon);
    model.off("msg:custom", onMessage);
  };
}
