// Prints one thing alone. It gets a page of its own in a frame out of sight: a window could be blocked.

import { h } from "./dom.js";

const PAPER = `
  @page { margin: 16mm; }
  body { margin: 0; color: #000; background: #fff; font: 11pt/1.45 system-ui, sans-serif; }
  h1 { font-size: 17pt; line-height: 1.25; margin: 0 0 .4em; }
  h2 { font-size: 13pt; margin: 1.2em 0 .3em; break-after: avoid; }
  h3, h4, h5 { break-after: avoid; margin: 1em 0 .3em; }
  p { margin: 0 0 .5em; }
  table { border-collapse: collapse; }
`;

// Prints `nodes` under the name `title`; what `css` says comes after the style of all paper. Where the browser
// cannot print, `say` is told a sentence.
export function printAlone({ title, nodes, css = "", say }) {
  say("");
  document.querySelector(".rounds-print")?.remove(); // the last one: when printing is over, no browser tells reliably
  const frame = h("iframe", { class: "rounds-print", title, inert: true, "aria-hidden": "true", style: "position: fixed; left: -20000px; top: 0; width: 8.5in; height: 11in; border: 0;" });
  frame.srcdoc = "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'></head><body></body></html>";
  frame.onload = () => {
    const page = frame.contentDocument, name = document.title, focused = document.activeElement;
    page.title = title;
    page.head.append(h("style", {}, PAPER + css));
    page.body.append(...nodes);
    if (typeof frame.contentWindow.print !== "function") {
      frame.remove();
      say("This browser cannot print from here. Open the page in another browser (Chrome, Edge, Firefox or Safari on a computer), or take a picture of the screen.");
      return;
    }
    document.title = title; // the name that a PDF file is offered under
    try {
      frame.contentWindow.focus();
      frame.contentWindow.print();
    } catch {
      say("Printing was blocked by the browser. Allow this page to open its print window, then press the button again.");
    } finally {
      document.title = name;
      window.focus();
      focused?.focus({ preventScroll: true }); // printing took the focus into the frame
    }
  };
  document.body.append(frame);
}
