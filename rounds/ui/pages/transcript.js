// The transcript: shown as the page it will be, with a place for the learner's name, and printed.

import { freshId, h } from "../shared/dom.js";
import { printAlone } from "../shared/print.js";

const RECORD = `
  @page { margin: 15mm; }
  body { font: 10.5pt/1.4 Georgia, "Times New Roman", serif; }
  h1 { font-size: 20pt; margin: .1em 0 .1em; }
  h2 { font-size: 11pt; margin: 1em 0 .2em; }
  p { margin: 0 0 .5em; }
  .course { font-size: 12pt; }
  .about { display: grid; grid-template-columns: 1fr auto; gap: 2em; align-items: end; margin: 1.2em 0; }
  .name { border-bottom: .75pt solid #000; min-height: 1.5em; font-size: 13pt; overflow-wrap: anywhere; }
  .total { font-size: 11.5pt; }
  table { border-collapse: collapse; width: 100%; font-size: 9.5pt; line-height: 1.3; }
  thead th { border-bottom: 1.25pt solid #000; vertical-align: bottom; }
  th, td { text-align: left; vertical-align: top; padding: 1.3mm 2mm 1.3mm 0; border-bottom: .5pt solid #777; font-weight: 400; }
  thead th { font-weight: 700; }
  .said { font-size: 9.5pt; line-height: 1.35; }
`;
const HEAD = ["Notebook", "Graded exercises answered", "Practice tried", "Points, graded by the course’s own key", "Reflection (not graded)", "Worked on"];

function date(iso) {
  const time = new Date(iso);
  return iso && !Number.isNaN(time.getTime()) ? time.toLocaleDateString("en-US", { day: "numeric", month: "short", year: "numeric" }) : "";
}
function days({ first, last }, between) {
  const [from, to] = [date(first), date(last)];
  return from && to && from !== to ? `${from}${between}${to}` : from || to;
}

// The page itself. All that comes from the learner goes in as text.
function paper(record, name) {
  const rows = record.rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.title), row.begun
    ? [row.graded, row.practice, row.points || "not graded", row.reflection || "not written", days(row, " to ") || "no date"].map((text) => h("td", {}, text))
    : h("td", { colspan: String(HEAD.length - 1) }, "not begun")));
  const when = days(record, " and ");
  const work = `${record.answered} of ${record.graded} graded exercises answered and ${record.tried} of ${record.practice} practice exercises tried, in ${record.begun} of ${record.rows.length} notebooks`;
  return h("article", {},
    h("p", { class: "course" }, "Negotiation Rounds: a course in negotiation for clinicians"),
    h("h1", {}, "A record of my work"),
    h("div", { class: "about" }, h("div", {}, h("div", { class: "name", dir: "auto" }, name), "Name"), h("div", {}, date(new Date().toISOString()))),
    h("p", { class: "total" }, `${work}${when ? `, ${when.includes(" and ") ? "between" : "on"} ${when}` : ""}.`),
    h("table", {}, h("thead", {}, h("tr", {}, HEAD.map((text) => h("th", { scope: "col" }, text)))), h("tbody", {}, rows)),
    h("div", { class: "said" },
      h("h2", {}, "What this page says"),
      h("p", {}, "Which exercises were answered, as the learner’s own file of answers shows it, and on which days. Points appear only where the learner asked for marks: the course’s own key gave them, and the exercises could be tried again. Nobody but the writer has read the reflections."),
      h("h2", {}, "What it does not say"),
      h("p", {}, "Nobody supervised this work, and nobody checked who did it. It is not a grade or a certificate of skill: how someone negotiates shows in conversations with people, not on a screen.")));
}

export function render({ model, el }) {
  const titleId = freshId("record"), nameId = freshId("name");
  const said = h("p", { class: "rounds-printing", role: "status" });
  const say = (text) => { said.textContent = text; };
  const name = h("input", { type: "text", id: nameId, autocomplete: "name", maxlength: "120", dir: "auto", oninput: show });
  const sheet = h("div", { class: "rounds-sheet-of-paper", tabindex: "0", role: "group", "aria-label": "The page that is printed" });
  const style = h("style", {}, RECORD.replace(/@page[^}]*}/, "").replace(/^ {2}([^{\n]+) \{/gm, (_, selectors) =>
    `${selectors.split(", ").map((one) => `.rounds-sheet-of-paper ${one === "body" ? "" : one}`).join(", ")} {`));
  const dialog = h("dialog", { class: "rounds-dialog", "aria-labelledby": titleId },
    h("h2", { id: titleId }, "A record of my work"),
    h("p", {}, h("label", { for: nameId }, "Your name, as it should appear on the page"), name,
      h("span", { class: "rounds-hint" }, "It stays on this page and is not saved. Leave it empty to write it by hand.")),
    h("p", {}, h("button", { type: "button", class: "rounds-button", onclick: print }, "Print or save as PDF"), " ",
      h("button", { type: "button", class: "rounds-button", onclick: () => dialog.close() }, "Close")),
    said, style, sheet);
  function show() { sheet.replaceChildren(paper(model.get("record"), name.value.trim())); }
  function print() {
    printAlone({ title: "Negotiation Rounds: a record of my work", nodes: [paper(model.get("record"), name.value.trim())], css: RECORD, say });
  }
  function open() {
    say("");
    show();
    model.send({ do: "look" }); // another tab may have gone on since
    dialog.showModal();
  }
  const root = h("div", { class: "rounds-tool" },
    h("button", { type: "button", class: "rounds-button", onclick: open, "aria-haspopup": "dialog" }, "Print a record of my work"), dialog);
  root.addEventListener("keydown", (event) => event.stopPropagation()); // JupyterLab takes keys from outputs
  el.append(root);
  model.on("change:record", show);
  return () => model.off("change:record", show);
}
