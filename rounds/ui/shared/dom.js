// Small helpers to build a page from text. Nothing here ever parses HTML, so text stays text.

function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child != null));
  return node;
}

// The same for drawings; an attribute that is null is left out.
function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) node.setAttribute(name, value);
  node.append(...children.flat());
  return node;
}

// What the signs of a picture mean: each a sample, drawn in a box of 30 by 20, with its words beside it.
function signs(className, entries) {
  return h("ul", { class: "rounds-signs", "aria-label": "What the signs in the picture mean" }, entries.map(([drawn, words]) => h("li", {},
    svg("svg", { width: 30, height: 20, viewBox: "0 0 30 20", "aria-hidden": "true", class: className }, drawn), h("span", {}, words))));
}

function paragraphs(text, className) {
  return (text || "")
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => h("p", { class: className }, part.trim().replace(/\s*\n\s*/g, " ")));
}

// An answer as it can be saved anywhere: half of a character and NUL become U+FFFD, as in rounds/core/text.py.
function storable(value) {
  if (typeof value === "string") return value.replace(/[\0\ud800-\udfff]/gu, "\ufffd");
  if (Array.isArray(value)) return value.map(storable);
  if (!members(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [storable(name), storable(member)]));
}

// A learner's words for the middle of a line of ours: marks that turn the direction of what follows go, and letters
// that run right to left are isolated. What is saved keeps them.
const TURNING = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
function isolated(text) {
  const plain = text.replace(TURNING, "");
  return RIGHT_TO_LEFT.test(plain) ? `\u2068${plain}\u2069` : plain;
}

// When something was saved, in the learner's own way of writing it: the time alone where it was today.
function clock(iso) {
  const time = new Date(iso);
  if (!iso || Number.isNaN(time.getTime())) return "";
  const hour = time.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  const today = time.toDateString() === new Date().toDateString();
  return today ? hour : `${time.toLocaleDateString([], { day: "numeric", month: "short" })}, ${hour}`;
}

// An object with members; a list is one value, in merge patches as in YAML.
function members(value) { return value !== null && typeof value === "object" && !Array.isArray(value); }

// JSON merge patch (RFC 7396), as rounds/storage/answers.py applies it: null takes a member away.
function merge(answer, change) {
  const result = { ...(answer || {}) };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete result[name];
    else if (members(value)) result[name] = merge(members(result[name]) ? result[name] : {}, value);
    else result[name] = value;
  }
  return result;
}

// Two patches as one: unlike merge, it keeps the nulls.
function compose(first, second) {
  const result = { ...first };
  for (const [name, value] of Object.entries(second)) {
    result[name] = members(value) && members(result[name]) ? compose(result[name], value) : value;
  }
  return result;
}

// The part of a patch that sets what an answer does not have yet.
function gaps(answer, change) {
  const result = {};
  for (const [name, value] of Object.entries(change)) {
    const before = answer?.[name];
    if (members(value)) {
      const inner = gaps(members(before) ? before : {}, value);
      if (Object.keys(inner).length) result[name] = inner;
    } else if (value !== null && before === undefined) result[name] = value;
  }
  return result;
}

// A sentence for who hears the page, said once it rests: while one types or slides, each step would be chatter.
function resting() {
  const node = h("p", { class: "rounds-sr", "aria-live": "polite" });
  let timer = null;
  return {
    node,
    say(words) {
      clearTimeout(timer);
      timer = setTimeout(() => { if (node.textContent !== words) node.textContent = words; }, 900);
    },
  };
}

// Each card is a module of its own, so a count alone would give two cards the same id.
const moduleId = Math.random().toString(36).slice(2, 10);
let lastId = 0;
function freshId(word) {
  lastId += 1;
  return `rounds-${word}-${moduleId}-${lastId}`;
}
