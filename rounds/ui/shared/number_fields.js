// Typed answers. What is typed stays as it was typed, and is saved so where it cannot be read.

import { freshId, h } from "./dom.js";
import { isolated } from "./text.js";

// What was typed as a number; null where nothing is typed, NaN for what is no number. The rule is that of rounds/core/typed_numbers.py:
// of a comma and a point the last is the decimal mark; alone, one before exactly three digits is read as Americans write.
const SIGNS = /[$€£¥%‰＄％]|\b(?:USD|EUR|percent)\b/gi;
const US = /^(?:US|U\.S\.)\s*(?=\$)/i;
const THOUSANDS = { ",": /^[1-9]\d{0,2}(?:,\d{3})+$/, ".": /^[1-9]\d{0,2}(?:\.\d{3})+$/ };

// Any script's digits as ours: they come in rows of ten, from zero on.
function asciiDigits(text) {
  return text.replace(/\p{Nd}/gu, (digit) => {
    let first = digit.codePointAt(0);
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
    return String((digit.codePointAt(0) - first) % 10);
  });
}

// Marks that nobody sees, as spreadsheets and messengers copy them along, are no part of a number.
function visible(text) { return text.replace(/\p{Cf}/gu, ""); }

function bareNumber(text, unit) {
  let bare = asciiDigits(visible(text)).replace(/[．٫]/g, ".").replace(/[，٬]/g, ",").trim();
  if (unit && bare.toLowerCase().endsWith(unit.toLowerCase())) bare = bare.slice(0, -unit.length);
  bare = bare.replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, "-").replace(US, "").replace(SIGNS, " ").trim().replace(/^([+-])\s+/, "$1");
  return bare.replace(/(\d)[\s'’_](?=\d{3}(?!\d))/g, "$1");
}

export function readNumber(text, unit = "") {
  const bare = bareNumber(text, unit);
  if (!visible(text).trim()) return null;
  const [, sign, body] = bare.match(/^([+-]?)(.*)$/s);
  const count = (mark) => body.split(mark).length - 1;
  const last = Math.max(body.lastIndexOf(","), body.lastIndexOf("."));
  let plain = body;
  if (count(",") && count(".")) {
    const thousands = body[last] === "." ? "," : ".", whole = body.slice(0, last);
    if (THOUSANDS[thousands].test(whole)) plain = `${whole.replaceAll(thousands, "")}.${body.slice(last + 1)}`;
  } else if (count(".") > 1) {
    if (THOUSANDS["."].test(body)) plain = body.replaceAll(".", "");
  } else if (THOUSANDS[","].test(body)) plain = body.replaceAll(",", "");
  else if (count(",") === 1) plain = body.replace(",", ".");
  const found = /^(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(sign + plain) : NaN;
  return Number.isFinite(found) ? found : NaN; // what is too long for a number is kept as text
}

// Where a mark could be meant another way: how it was taken.
function understood(text, unit, value) {
  const bare = bareNumber(text, unit).replace(/^[+-]/, "");
  if (THOUSANDS[","].test(bare)) return bare.split(",").length > 2 ? "" : `Read as ${value}: the comma marks thousands. A decimal takes a point.`;
  if (THOUSANDS["."].test(bare)) return bare.split(".").length > 2 ? `Read as ${writeNumber(value)}.` : `Read as ${value}: the point marks decimals. For thousands, leave it out.`;
  return bare.lastIndexOf(",") > bare.lastIndexOf(".") ? `Read as ${writeNumber(value)}.` : "";
}

export function writeNumber(value) { return value.toLocaleString("en-US", { maximumFractionDigits: 10 }); }

// A field that hands its text on when one is done with it: on Enter, and on leaving the field or the
// page. `read` makes of a text { value } (null: nothing typed; without one nothing is saved) and sentences: { problem },
// or { note } on how it was read; `write` makes a text of a value; `save` takes it. `label` is shown, `name` is for a field whose name stands elsewhere.
// To place the parts apart, take `box` and `problem` instead of `node`.
export function typedInput({ label, name, unit, describedby, read, write, save, ...attributes }) {
  const own = freshId("typed");
  const note = h("p", { id: `${own}-problem`, class: "rounds-problem", "aria-live": "polite" });
  const input = h("input", {
    id: own, type: "text", class: "rounds-typed", autocomplete: "off", "aria-label": name,
    "aria-describedby": [unit ? `${own}-unit` : null, describedby, note.id].filter(Boolean).join(" "), ...attributes,
  });
  const box = h("span", { class: "rounds-typed-box" }, input,
    unit ? h("span", { id: `${own}-unit`, class: "rounds-unit" }, unit) : null);
  let saved = null;
  let typed = null; // text that is not handed on, because one is still typing or because it cannot be read

  function tell({ problem = "", note: aside = "", value }) {
    const rest = !problem || value !== undefined ? "" : saved === null ? " Nothing is saved here yet." : ` Saved is still ${write(saved)}.`;
    const text = (problem || aside) + rest;
    if (note.textContent !== text) note.textContent = text;
    note.classList.toggle("rounds-understood", !problem && Boolean(aside));
    if (problem) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  function flush() {
    if (typed === null) return;
    const { value, ...said } = read(typed);
    tell({ value, ...said });
    if (value === undefined) return;
    typed = null;
    if (value !== saved) save(value);
  }
  input.addEventListener("input", () => {
    typed = input.value;
    if (note.textContent && !read(typed).problem) tell({});
  });
  for (const moment of ["change", "blur"]) input.addEventListener(moment, flush);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") flush(); });
  return {
    node: h("div", { class: "rounds-typed-line" }, label ? h("label", { for: own }, label) : null, box, note),
    box, problem: note, input, flush,
    show(value) {
      saved = value ?? null;
      if (typed !== null) {
        if (note.textContent) tell(read(typed));
        return;
      }
      const now = read(input.value);
      if (now.value === saved) return;
      input.value = saved === null ? "" : typeof saved === "string" ? saved : write(saved);
      const { problem, value: kept } = read(input.value);
      tell({ problem, value: kept }); // how it was read is said when it is typed, and not again
    },
  };
}

// A field for a number from `least` to `most`. What isn't a number, or is out of range, is kept as it was typed, and says so.
export function numberInput({ least, most, ...rest }) {
  const range = `Write a number from ${writeNumber(least)} to ${writeNumber(most)}.`;
  return typedInput({
    inputmode: "decimal", spellcheck: "false", write: writeNumber,
    read(text) {
      const value = readNumber(text, rest.unit), typed = text.trim(), told = isolated(typed.slice(0, 80));
      if (value === null) return { value };
      if (Number.isNaN(value)) return { value: typed.slice(0, 200), problem: `⚠ “${told}” couldn't be read as a number. It's kept as you typed it and doesn't count. ${range}` };
      const note = understood(text, rest.unit, value);
      if (value < least - 1e-9 || value > most + 1e-9) return { value, problem: `⚠ ${told} is out of range and doesn't count. ${range} ${note}`.trim() };
      return { value, note };
    },
    ...rest,
  });
}

// Calls `flush` when the page is left or put away; returns what ends that.
export function whenLeaving(flush) {
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  return () => {
    window.removeEventListener("pagehide", flush);
    document.removeEventListener("visibilitychange", flush);
  };
}
