// What the cards of one page share. Each is a module of its own, so they meet at the window, where JupyterLab's dialog
// (rounds/labextension) and the app view (rounds/app/template) find them, too.

import { freshId, h } from "./dom.js";

export const here = (window.roundsHere ??= {
  page: freshId("page"),
  alive: new Set(), // the views that may still send what they keep
  shown: new Map(), // of each view what makes a line of the answers file of it
  started: new Set(), // the exercises that were opened on this page
  left: new Map(), // the last line of each exercise whose view is gone
  forgets: false, // whether a server that has ended is gone for ever, with all that it kept: Binder
  ended: "If Binder has ended, this page cannot save any more: download what it still shows, and bring it back next time.",
  rescue,
});

// Whatever a view shows can be downloaded for as long as the page is open. `line` makes a line of the answers file of
// it, which names its notebook, since others may be open beside it; or null where nothing is answered.
export function showing(name, line) {
  here.shown.set(name, line);
  return () => {
    const last = line();
    here.shown.delete(name);
    if (last && !(here.left.get(address(last))?.time > last.time)) here.left.set(address(last), last);
  };
}
function address({ module, exercise }) { return `${module} ${exercise}`; }

// The time of a change that is not saved, as the answers file writes it: always after what was saved before.
export function afterwards(saved) {
  const time = Math.max(Date.now(), (Date.parse(saved) || 0) + 1000);
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

// Of two lines of an exercise the later one counts (rounds/storage/backup_merge.py).
export function lines() {
  const shown = [...here.shown.values()].map((line) => line()).filter(Boolean).sort((one, other) => (one.time < other.time ? -1 : 1));
  const now = new Set(shown.map(address));
  return [...[...here.left.values()].filter((line) => !now.has(address(line))), ...shown];
}

// Download all that this page shows, without kernel and server; what came of it, as a sentence.
export function rescue() {
  const found = lines();
  if (!found.length) return "There is nothing to download: no exercise on this page is answered.";
  const today = new Date(), two = (number) => String(number).padStart(2, "0");
  const name = `negotiation-rounds-answers-${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}-from-the-page.jsonl`;
  saveAs(name, found.map((line) => `${JSON.stringify(line)}\n`), "application/jsonl");
  return `Downloaded: ${name}. Keep this file, and choose “Bring answers back” next time.`;
}

export function saveAs(name, parts, type) {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

// The button for it; `say` is told what came of it.
export function rescueButton(say) {
  return h("button", { type: "button", class: "rounds-button rounds-rescue", onclick: () => say(rescue()) }, "Download what is on this page");
}

// Whether feedback is folded: how one looks at it and no answer, so this browser keeps it.
export function rememberFolded(name) {
  const key = `rounds-folded/${name}`;
  return {
    is() { try { return window.localStorage.getItem(key) !== null; } catch { return false; } }, // private windows may refuse it
    set(folded) {
      try {
        if (folded) window.localStorage.setItem(key, "1");
        else window.localStorage.removeItem(key);
      } catch { /* then it is open again next time */ }
    },
  };
}
