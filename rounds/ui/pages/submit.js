// A table of what is answered and saved, up to date while the learner works.

import { askBefore, workingSign } from "../shared/confirm.js";
import { freshId, h } from "../shared/dom.js";
import { printAlone } from "../shared/print.js";
import { goTo, leading } from "../shared/scroll_to.js";
import { clock } from "../shared/text.js";

const FEEDBACK = `
  .rounds-score { font-size: 1.1em; }
  .rounds-items { padding-left: 1.6em; }
  .rounds-items > li { border-top: .5pt solid #999; padding: .35em 0; break-inside: avoid; }
  .rounds-item, .rounds-verdict { font-weight: 700; }
  .rounds-note, .rounds-stale { border: .75pt solid #000; padding: .3em .7em; }
  th, td { border: .5pt solid #777; padding: .25em .5em; text-align: left; vertical-align: top; font-size: .92em; }
  blockquote { margin: .2em 0 .8em; padding: 0 .9em; border-left: 2pt solid #777; overflow-wrap: anywhere; }
`;

export function render({ model, el }) {
  const body = h("tbody");
  const note = h("p", { class: "rounds-status" });
  const spoken = h("p", { class: "rounds-aloud rounds-sr", role: "status" }); // problems; the count would be chatter here
  const receipts = h("div", { class: "rounds-receipts" });
  const report = h("div", { class: "rounds-report", tabindex: "-1" });
  const titleId = freshId("title");
  const head = ["Exercise", "Answered", "Saved"].map((name) => h("th", { scope: "col" }, name));
  const root = h("section", { class: "rounds-card", "aria-labelledby": titleId },
    h("header", { class: "rounds-head" }, h("h3", { id: titleId, class: "rounds-title" }, model.get("self_study") ? "Your graded work so far" : "Before you submit")),
    h("div", { class: "rounds-feedback" },
      h("div", { class: "rounds-scroll", tabindex: "0", role: "group", "aria-label": "What is answered" },
        h("table", {}, h("thead", {}, h("tr", {}, head)), body)),
      receipts),
    note, spoken);
  const print = h("button", { type: "button", class: "rounds-button", hidden: true, onclick: printFeedback }, "Print this feedback or save it as PDF");
  const working = workingSign();
  const printing = h("p", { class: "rounds-printing", role: "status" });
  if (model.get("self_study")) {
    const mark = h("button", { type: "button", class: "rounds-button rounds-grade", onclick: askOrMark }, "Grade the whole notebook");
    const question = askBefore(mark, sendMark, () => {
      const [first] = unfinished();
      if (first) goTo(root, first.id)?.dispatchEvent(new CustomEvent("rounds-go-on"));
    });
    root.append(mark, " ", print, working.node, printing, question.node);
    function sendMark() {
      question.close();
      working.start();
      model.send({ do: "mark" });
    }
    // What is not begun is not marked.
    function unfinished() { return model.get("rows").filter((row) => row.begun && row.open); }
    function askOrMark() {
      const open = unfinished().length;
      if (!open) sendMark();
      else question.ask(`${open === 1 ? "1 exercise is" : `${open} exercises are`} not finished. Grading shows the right answers to ${open === 1 ? "it" : "them"} as well.`);
    }
  }
  root.append(report);
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);

  function show() {
    const rows = model.get("rows");
    body.replaceChildren(...rows.map((row) => {
      const word = row.answered >= row.total ? "✓ answered" : row.begun ? "◐ begun" : "– not begun";
      const parts = row.answered < row.total && row.total > 1 ? ` (${row.answered} of ${row.total})` : "";
      return h("tr", {}, h("th", { scope: "row" }, leading(root, row.id, row.title), h("span", { class: "rounds-points" }, row.use)),
        h("td", {}, word + parts), h("td", {}, clock(row.time) || "–"));
    }));
    const open = rows.filter((row) => row.answered < row.total).length;
    const hand = model.get("self_study") ? "" : " To submit, open the menu Nbgrader, then Assignment List.";
    const text = [open ? `${open} of ${rows.length} exercises are not finished yet.` : "Everything is answered and saved.", ...model.get("problems")].join(" ") + hand;
    if (note.textContent !== text) note.textContent = text;
    const problems = model.get("problems").join(" ");
    if (spoken.textContent !== problems) spoken.textContent = problems;
  }
  function tellStale() {
    const told = report.querySelector(".rounds-stale");
    if (!model.get("outdated")) told?.remove();
    if (!report.childElementCount || told || !model.get("outdated")) return;
    report.prepend(h("p", { class: "rounds-stale" }, "This is on earlier answers: you have changed an answer since. Press “Grade the whole notebook” again to bring this up to date."));
  }
  function showReceipts() {
    const now = model.get("receipt"), then = model.get("submitted");
    const lines = [];
    if (then.when) {
      const since = now.code === then.code ? "Nothing has changed since."
        : now.code ? "You have changed an answer since, and that isn't submitted. To make it count, submit again."
        : "Nothing is saved here now; what you submitted stays as it is.";
      lines.push(h("p", {}, `Submitted ${day(then.when)}: ${whole(then)}, `, ...codeOf(then), `. ${since}`));
    }
    if (now.code && now.code !== then.code) {
      lines.push(h("p", {}, `Saved now: ${whole(now)}, last change ${clock(now.time) || "at an unknown time"}, `, ...codeOf(now), "."));
    }
    if (lines.length) lines.push(h("p", { class: "rounds-hint" }, "The code stands for your graded answers and changes with them. Write it down when you submit: your instructor can check with it that these answers arrived."));
    receipts.replaceChildren(...lines);
  }
  function whole(receipt) { return `${receipt.answered} of ${receipt.total} exercises answered`; }
  function codeOf(receipt) { return receipt.code ? ["code ", h("strong", { class: "rounds-code" }, receipt.code)] : ["without a code, since it is empty"]; }
  function day(iso) {
    const time = new Date(iso), thisYear = time.getFullYear() === new Date().getFullYear();
    const date = time.toLocaleDateString([], { day: "numeric", month: "short", year: thisYear ? undefined : "numeric" });
    return `on ${date}, ${time.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" })}`;
  }
  function showReport() {
    report.innerHTML = model.get("report"); // made and escaped by rounds/feedback/render.py
    print.hidden = !report.childElementCount;
    tellStale();
  }
  // As the page that an instructor gives back: the points of each exercise, then all the parts, open.
  function printFeedback() {
    const copy = report.cloneNode(true);
    for (const folded of copy.querySelectorAll(".rounds-folded")) {
      const [name, ...rest] = folded.childNodes;
      folded.replaceWith(h("p", { class: "rounds-verdict" }, name.textContent.split(":")[0]), ...rest);
    }
    const title = `Your feedback: ${model.get("title")}`, lines = [];
    for (const part of copy.querySelectorAll("details")) {
      const [name, ...rest] = part.childNodes;
      const [, heading, points] = name.textContent.match(/^(.*?)(?: \(([\d.]+ of [\d.]+) points\))?$/s);
      lines.push(h("tr", {}, h("th", { scope: "row" }, heading), h("td", {}, points || "not graded")));
      part.replaceWith(h("h2", {}, heading), ...rest);
    }
    copy.querySelector("h2")?.before(h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Exercise"), h("th", { scope: "col" }, "Points"))), h("tbody", {}, lines)));
    printAlone({ title, nodes: [h("main", {}, h("h1", {}, title), ...copy.childNodes)], css: FEEDBACK, say(text) { printing.textContent = text; } });
  }
  function onMessage(message) {
    if (!message.marked) return;
    working.stop();
    showReport(); // the same marks as before are no change, and yet they are up to date now
    if (report.childElementCount) report.focus();
  }
  const listeners = [["change:rows", show], ["change:problems", show], ["change:report", showReport], ["change:outdated", tellStale],
    ["change:receipt", showReceipts], ["change:submitted", showReceipts], ["msg:custom", onMessage]];
  for (const [name, listener] of listeners) model.on(name, listener);
  show();
  showReceipts();
  showReport();
  // Learners submit in another tab of JupyterLab: look for it whenever they come back to this card.
  const look = () => { if (!document.hidden && !model.get("self_study")) model.send({ do: "look" }); };
  const seen = new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting)) look(); });
  seen.observe(root);
  window.addEventListener("focus", look);
  return () => {
    seen.disconnect();
    window.removeEventListener("focus", look);
    for (const [name, listener] of listeners) model.off(name, listener);
  };
}
