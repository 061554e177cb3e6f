// Under the summary card of a notebook: a button that prints the card alone.

import { h } from "../shared/dom.js";
import { printAlone } from "../shared/print.js";

const CARD = `
  @page { margin: 14mm; }
  body { font: 12pt/1.35 Georgia, "Times New Roman", serif; }
  main { max-width: 150mm; border: 1.5pt solid #000; border-radius: 4mm; padding: 6mm 8mm; }
  h1 { font-size: 15pt; }
  header p { font-size: 10pt; margin: 0; }
  p { margin: 0 0 .45em; }
  .blank { display: inline-block; width: 12mm; border-bottom: .75pt solid #000; }
  .blank:last-child { width: 100%; height: 1.6em; }
  footer { border-top: .75pt solid #000; margin-top: 4mm; padding-top: 2mm; font-size: 8.5pt; }
  footer p { margin: 0; }
`;

// The text of the card: the quotation below the last heading "Summary card" above `el`.
function cardAbove(el) {
  const headings = [...document.querySelectorAll("h2")].filter((heading) =>
    /^Summary card\b/.test(heading.textContent.trim()) && heading.compareDocumentPosition(el) & Node.DOCUMENT_POSITION_FOLLOWING);
  const found = headings.pop()?.parentElement;
  return found ? [...found.querySelectorAll(":scope > blockquote")] : [];
}

// On paper "..." that stands alone is a line to write on.
function withBlanks(node) {
  const copy = node.cloneNode(true), texts = [], walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const [first, ...rest] = text.data.split(/(?<=^|\s)\.\.\.(?=\s|$)/);
    if (rest.length) text.replaceWith(first, ...rest.flatMap((part) => [h("span", { class: "blank" }), part]));
  }
  return [...copy.childNodes];
}

export function render({ model, el }) {
  const said = h("p", { class: "rounds-printing", role: "status" });
  const say = (text) => { said.textContent = text; };
  function print() {
    const title = model.get("title"), quotes = cardAbove(root);
    if (!quotes.length) return say("The text of the card is not on this page. Scroll up to it, then press the button again.");
    printAlone({
      title: `Summary card: ${title}`, css: CARD, say,
      nodes: [h("main", {},
        h("header", {}, h("p", {}, "Negotiation Rounds: summary card"), h("h1", {}, title)),
        quotes.flatMap(withBlanks),
        h("footer", {}, h("p", {}, "The Negotiation Rounds authors, “Negotiation Rounds”, 2026. Free to copy and share with this line: CC BY 4.0, creativecommons.org/licenses/by/4.0.")))],
    });
  }
  const root = h("div", { class: "rounds-tool" },
    h("button", { type: "button", class: "rounds-button", onclick: print }, "Print this card"), " ",
    h("span", { class: "rounds-aside" }, "In the window that opens you can also save it as a PDF."), said);
  root.addEventListener("keydown", (event) => event.stopPropagation()); // JupyterLab takes keys from outputs
  el.append(root);
}
