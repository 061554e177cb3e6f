// Small helpers to build a page from text. Nothing here ever parses HTML, so text stays text.

export function h(tag, attributes = {}, ...children) {
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
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) if (value != null) node.setAttribute(name, value);
  node.append(...children.flat());
  return node;
}

// What the signs of a picture mean: each a sample, drawn in a box of 30 by 20, with its words beside it.
export function signs(className, entries) {
  return h("ul", { class: "rounds-signs", "aria-label": "What the signs in the picture mean" }, entries.map(([drawn, words]) => h("li", {},
    svg("svg", { width: 30, height: 20, viewBox: "0 0 30 20", "aria-hidden": "true", class: className }, drawn), h("span", {}, words))));
}

export function paragraphs(text, className) {
  return (text || "")
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => h("p", { class: className }, part.trim().replace(/\s*\n\s*/g, " ")));
}

// A sentence for who hears the page, said once it rests: while one types or slides, each step would be chatter.
export function resting() {
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
export function freshId(word) {
  lastId += 1;
  return `rounds-${word}-${moduleId}-${lastId}`;
}
