// Free text: saved a moment after the last key, and right away on leaving the field or the page.

import { h, resting } from "../../ui/shared/dom.js";
import { readNumber } from "../../ui/shared/number_fields.js";
import { isolated } from "../../ui/shared/text.js";
import { makeJudging } from "./judging.js";

const TYPING_MS = 800;

// Free text in one box.
function writing(field, name, typed) {
  // Where characters were replaced in saving, the caret stays where it was.
  function write(text) {
    const caret = text.length === area.value.length ? [area.selectionStart, area.selectionEnd] : null;
    area.value = text;
    if (caret) area.setSelectionRange(...caret);
  }
  const area = h("textarea", {
    id: name, rows: "4", dir: "auto", "aria-describedby": field.hint ? `${name}-hint` : null, oninput: typed, onblur: typed.leave,
  });
  return { label: h("label", { for: name }, field.label), parts: [area], read: () => area.value, write };
}

// Words and weights in rows. The answer stays one text, a line a row, so that it is read and graded as
// any other: "rest after nights: 40".
const NUMBER = "-?\\d*\\.?\\d+(?:[eE][-+]?\\d+)?";
const UNREAD = " (couldn't be read as a number)"; // after a weight that can't be read, for people who read the text, and to find it again
const WEIGHED = new RegExp(`^(.*): (${NUMBER})$`);
const LOOKS_WEIGHED = new RegExp(`: ${NUMBER}:*$`); // words that would be read as words and a weight: one more colon tells

function toLine(words, weight) {
  if (weight.trim() !== "") {
    const value = readNumber(weight);
    return Number.isFinite(value) ? `${words}: ${value}` : `${words}: ${weight.trim()}${UNREAD}`;
  }
  return LOOKS_WEIGHED.test(words) ? `${words}:` : words;
}

function fromLine(line) {
  if (line.endsWith(UNREAD) && line.includes(": ")) {
    const at = line.lastIndexOf(": ");
    return [line.slice(0, at), line.slice(at + 2, -UNREAD.length)];
  }
  const [, words, weight] = line.match(WEIGHED) || [];
  if (weight !== undefined && Number.isFinite(Number(weight))) return [words, weight];
  return [line.endsWith(":") && LOOKS_WEIGHED.test(line.slice(0, -1)) ? line.slice(0, -1) : line, ""];
}

function weighing(field, name, typed) {
  const sum = h("p", { class: "rounds-sum" });
  const spoken = resting();
  const more = h("p", { class: "rounds-more" });
  let extra = []; // lines beyond the rows, from wherever they came: shown and kept
  const rows = Array.from({ length: field.weights }, (_, at) => {
    const on = { oninput() { tell(); spoken.say(sum.textContent); typed(); }, onblur: typed.leave };
    const words = h("input", { type: "text", id: `${name}-${at}`, dir: "auto", ...on });
    const weight = h("input", { type: "text", class: "rounds-weight-typed", id: `${name}-${at}-weight`, inputmode: "decimal", spellcheck: "false", autocomplete: "off", ...on });
    return { words, weight, node: h("div", { class: "rounds-weight" },
      h("div", {}, h("label", { for: words.id }, `Interest ${at + 1}`), words),
      h("div", {}, h("label", { for: weight.id }, "Weight", h("span", { class: "rounds-sr" }, ` of interest ${at + 1}`)), weight)) };
  });
  function tell() {
    const weights = rows.map(({ weight }) => readNumber(weight.value) || 0);
    const strange = rows.map(({ weight }) => weight.value.trim()).filter((typed) => Number.isNaN(readNumber(typed)));
    for (const { weight } of rows) weight.setAttribute("aria-invalid", String(Number.isNaN(readNumber(weight.value))));
    const total = Math.round(100 * weights.reduce((all, weight) => all + weight, 0)) / 100;
    const left = Math.round(100 * (100 - total)) / 100;
    const odd = strange.length ? ` “${strange[0]}” couldn't be read as a number.` : weights.some((weight) => weight < 0 || weight > 100) ? " Each weight is from 0 to 100." : "";
    const text = `Sum ${total} of 100${left > 0 ? `: ${left} left` : left < 0 ? `: ${-left} too many` : ""}.${odd}`;
    if (sum.textContent !== text) sum.textContent = text;
  }
  return {
    label: h("p", { id: name, class: "rounds-field-name" }, field.label),
    group: { role: "group", "aria-labelledby": name, "aria-describedby": field.hint ? `${name}-hint` : null },
    parts: [...rows.map((row) => row.node), more, sum, spoken.node],
    read: () => [...rows.map(({ words, weight }) => toLine(words.value, weight.value)).filter((line) => line !== ""), ...extra].join("\n"),
    write(text) {
      const lines = text === "" ? [] : text.split("\n");
      rows.forEach(({ words, weight }, at) => {
        const [said, given] = fromLine(lines[at] ?? "");
        words.value = said;
        if ((readNumber(weight.value) ?? "") !== (readNumber(given) ?? "")) weight.value = given; // else it stays as it was typed
      });
      extra = lines.slice(rows.length);
      more.textContent = extra.length ? `Saved as well: ${extra.map(isolated).join("; ")}` : "";
      tell();
    },
    tell,
  };
}

// How much of the required text is there; empty before the first word and once it is enough. As rounds/kinds/reflect/marking.py counts.
function soFar(field, text) {
  const written = (part) => /[\p{L}\p{N}_]/u.test(part);
  const lines = text.split("\n").filter(written).length;
  const sentences = text.split(/[.!?…]+["'”’)\]]*(?=\s|$)|[。！？]+|\n+/).filter(written).length;
  if (!lines) return "";
  if (lines < field.lines) return `${lines} of at least ${field.lines} ${field.weights ? "rows" : "lines"} so far.`;
  return sentences < field.sentences ? `${sentences} of at least ${field.sentences} sentences so far.` : "";
}

export function makeView({ exercise, change, id, alone, model }) {
  const areas = exercise.fields.map((field) => {
    const name = id(field.id);
    let waiting = false; // there is text that is not handed on yet
    let timer = null;
    const flush = () => {
      clearTimeout(timer);
      if (!waiting) return;
      waiting = false;
      const text = box.read();
      change({ [field.id]: text === "" ? null : text });
    };
    const much = h("p", { class: "rounds-hint rounds-so-far" });
    const tellMuch = () => {
      const text = soFar(field, box.read());
      if (much.textContent !== text) much.textContent = text;
    };
    const typed = () => {
      tellMuch();
      waiting = true;
      clearTimeout(timer);
      timer = setTimeout(flush, TYPING_MS);
    };
    typed.leave = flush;
    const box = (field.weights ? weighing : writing)(field, name, typed);
    box.tell?.();
    return {
      field, flush,
      // Browsers bring the caret into sight, and it may still be behind the status line.
      node: h("div", { class: "rounds-field", "data-item": field.id, ...box.group, onkeyup(event) {
        if (event.key === "Tab") event.target.scrollIntoView({ block: "nearest" });
      } }, box.label,
        field.hint ? h("p", { id: `${name}-hint`, class: "rounds-hint" }, field.hint) : null, box.parts, much),
      show(text) {
        if (!waiting && box.read() !== text) box.write(text);
        tellMuch();
      },
    };
  });
  const flushAll = () => { for (const area of areas) area.flush(); };
  window.addEventListener("pagehide", flushAll);
  document.addEventListener("visibilitychange", flushAll);

  const rubric = h("details", { class: "rounds-rubric" }, h("summary", {}, "How it is judged"),
    exercise.rubric.map((line) => h("div", {}, h("h4", {}, line.label),
      h("ul", { class: "rounds-levels" }, line.levels.map((level, points) =>
        h("li", {}, h("b", {}, `${points} ${points === 1 ? "point" : "points"}`), " ", h("span", {}, level)))))));
  const judging = alone ? makeJudging({ exercise, model, id }) : null;
  return {
    below: judging?.node,
    element: h("div", { class: "rounds-reflect" }, areas.map((area) => area.node), rubric),
    howMuch: (answer, status) => `${status.answered} of ${status.total} parts written`,
    update(answer) {
      for (const area of areas) area.show(typeof answer[area.field.id] === "string" ? answer[area.field.id] : "");
    },
    flush: flushAll,
    leave() {
      flushAll();
      judging?.leave();
      window.removeEventListener("pagehide", flushAll);
      document.removeEventListener("visibilitychange", flushAll);
    },
  };
}
