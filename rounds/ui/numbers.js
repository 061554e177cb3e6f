// Typed answers. What is typed stays as it was typed; only what can be read is saved.

// "1,234.5", "$1,200", "35 %" or "−3" as a number; null where nothing is typed, NaN for what is no number.
function readNumber(text, unit = "") {
  let plain = text.trim();
  if (!plain) return null;
  if (unit && plain.toLowerCase().endsWith(unit.toLowerCase())) plain = plain.slice(0, -unit.length);
  plain = plain.replace(/[\s$€£%]|USD/gi, "").replace(/[−–]/g, "-");
  // Any other comma may be a decimal one, and 12,5 must not become 125.
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(plain)) plain = plain.replaceAll(",", "");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : NaN;
}

function writeNumber(value) { return value.toLocaleString("en-US", { maximumFractionDigits: 10 }); }

// A field that hands its text on when one is done with it: on Enter, and on leaving the field or the
// page. `read` makes of a text { value } (null: nothing typed) or { problem }, a sentence; `write` makes
// a text of a value; `save` takes it. `label` is shown, `name` is for a field whose name stands elsewhere.
// To place the parts apart, take `box` and `problem` instead of `node`.
function typedInput({ label, name, unit, describedby, read, write, save, ...attributes }) {
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

  function tell(problem) {
    const rest = saved === null ? "Nothing is saved here yet." : `Saved is still ${write(saved)}.`;
    const text = problem ? `${problem} ${rest}` : "";
    if (note.textContent !== text) note.textContent = text;
    if (problem) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
  function flush() {
    if (typed === null) return;
    const { value, problem } = read(typed);
    tell(problem);
    if (problem) return;
    typed = null;
    if (value !== saved) save(value);
  }
  input.addEventListener("input", () => {
    typed = input.value;
    if (note.textContent && !read(typed).problem) tell("");
  });
  for (const moment of ["change", "blur"]) input.addEventListener(moment, flush);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") flush(); });
  return {
    node: h("div", { class: "rounds-typed-line" }, label ? h("label", { for: own }, label) : null, box, note),
    box, problem: note, input, flush,
    show(value) {
      saved = value ?? null;
      if (typed !== null) {
        if (note.textContent) tell(read(typed).problem);
      } else if (read(input.value).value !== saved) input.value = saved === null ? "" : write(saved);
    },
  };
}

// A field for a number from `least` to `most`.
function numberInput({ least, most, ...rest }) {
  const range = `Write a number from ${writeNumber(least)} to ${writeNumber(most)}.`;
  return typedInput({
    inputmode: "decimal", spellcheck: "false", write: writeNumber,
    read(text) {
      const value = readNumber(text, rest.unit);
      if (Number.isNaN(value)) return { problem: `⚠ “${isolated(text.trim())}” is not a number here. ${range} Decimals take a point, as in 12.5.` };
      if (value !== null && (value < least || value > most)) return { problem: `⚠ ${text.trim()} is out of range. ${range}` };
      return { value };
    },
    ...rest,
  });
}

// Calls `flush` when the page is left or put away; returns what ends that.
function whenLeaving(flush) {
  window.addEventListener("pagehide", flush);
  document.addEventListener("visibilitychange", flush);
  return () => {
    window.removeEventListener("pagehide", flush);
    document.removeEventListener("visibilitychange", flush);
  };
}
