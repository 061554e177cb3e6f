// A portrait for whoever speaks in a conversation, put together from a few flat shapes: a ground, clothes, a head, hair.
// Whose it is stands beside it in words, so a portrait has no name of its own. The colors are in styles/pictures.css.

import { svg } from "../shared/dom.js";

const shape = (d, color, more = {}) => svg("path", { d, class: `rounds-fill-${color}`, ...more });
const line = (d, color = "ink") => svg("path", { d, class: `rounds-line-${color}` });
const dot = (cx, cy, r, color) => svg("circle", { cx, cy, r, class: `rounds-fill-${color}` });
const bust = (color) => shape("M8.2 53.3C10 45 20 43.5 27 42h10c7 1.5 17 3 18.8 11.3A32 32 0 0 1 8.2 53.3Z", color);

const CLOTHES = {
  coat: (shirt = "sage") => [bust("white"), shape("M25.5 42.3h13L32 55Z", shirt), line("M25.5 42.3 32 55l6.5-12.7M32 55v9", "fold")],
  scrubs: (color = "sage") => [bust(color), shape("M27 42h10l-5 8Z", "skin"), line("M26.5 42 32 50.5 37.5 42", "fold")],
  gown: () => [bust("mist"), shape("M26 42.3q6 6.5 12 0Z", "skin"), line("M25.5 42.3q6.5 7.5 13 0", "fold"),
    ...[[17, 51], [25, 55], [39, 55], [47, 51], [32, 59]].map(([x, y]) => dot(x, y, 1.1, "sage"))],
  jacket: (color = "slate", shirt = "white") => [bust(color), shape("M25.5 42.3h13L32 56Z", shirt), line("M25.5 42.3 32 56l6.5-13.7", "fold")],
  sweater: (color = "rust") => [bust(color), shape("M26 42.3q6 5.5 12 0Z", "skin"), line("M25 42.3q7 7.5 14 0", "fold")],
  hood: (color = "slate") => [shape("M19 46q1-8 13-8t13 8q-13 8-26 0Z", color), bust(color), shape("M26.5 42h11l-5.5 5Z", "skin"), line("M28.5 46v8M35.5 46v8M22 45q10 6 20 0", "fold")],
};

// What lies behind the head, and what lies on it.
const CAP = "M20.8 26C18.5 13 26 8.5 33 9c9 0 12.5 7 10.2 17C42.5 20.5 40 18 36 16.5c-4 2.5-9.5 2.5-12.5 1.5-1.5 2-2.2 5-2.7 8Z";
const PARTED = "M21 26C19.5 13 25 9.5 32.5 9.5S45 13 43 26c-.8-4.5-3-8-7-9.5C32.5 21 26 22.5 21 26Z";
const HAIR = {
  short: [[], [CAP]],
  bob: [["M18 39C15.5 20 17.5 8 32 8s16.5 12 14 31c-3 2-8 0-8 0H26s-5 2-8 0Z"], [PARTED]],
  long: [["M17 50C14 24 16 8 32 8s18 16 15 42c-3 1-7-2-9-6H26c-2 4-6 7-9 6Z"], [PARTED]],
  tied: [["M42 14c8 2 9 13 4.5 23-1.5-3-4-7-4.5-11Z"], [PARTED]],
  bun: [["M27 7a5.5 5.5 0 0 1 11 0 5.5 5.5 0 0 1-11 0Z"], [CAP]],
  curls: [["M19 33c-4-2-4-7-1.5-9-2-5 1-9 4.5-9.5C22.5 9.5 27 7 32 8c5-1 9.5 1.5 10 6.5 3.5.5 6.5 4.5 4.5 9.5 2.5 2 2.5 7-1.5 9Z"], ["M21.5 25c0-7 4-9.5 10.5-9.5S42.5 18 42.5 25c2-9-1-14-10.5-14S19.5 16 21.5 25Z"]],
  cropped: [[], ["M21.3 24C20 14 25 11 32 11s12 3 10.7 13c-1-5-3.7-7-10.7-7s-9.7 2-10.7 7Z"]],
  thin: [[], ["M20.7 28.5c-1.2-6 0-9.5 2.3-11-.6 3.5-.8 7-.8 11ZM43.3 28.5c1.2-6 0-9.5-2.3-11 .6 3.5.8 7 .8 11Z"]],
  shaggy: [[], ["M20.5 27C17 14 24 7 33 8.5c10 .5 13 8 10.5 18.5L42 22l-2.5 1-2-3.5-3 2.5-3-3-3 4-3-1.5-3 2Z"]],
  scarf: [["M32 7C18.5 7 17.5 19 18.5 30c.5 7-1 11-3.5 15h34c-2.5-4-4-8-3.5-15C46.5 19 45.5 7 32 7Z"],
    ["M21 28c-.5-8 4-12.5 11-12.5S43.5 20 43 28c3-10-1-18.5-11-18.5S18 18 21 28Z", "M20 29c1.5 7 6 10.3 12 10.3S42.5 36 44 29c.5 6 1.5 11 4 15.5-9 6-23 6-32 0 2.5-4.5 3.5-9.5 4-15.5Z"]],
};

const EXTRAS = {
  glasses: () => [svg("g", { class: "rounds-line-frame" }, svg("circle", { cx: 27.6, cy: 27.3, r: 3.5 }), svg("circle", { cx: 36.4, cy: 27.3, r: 3.5 }), svg("path", { d: "M31.1 27q.9-.8 1.8 0" }))],
  beard: () => [shape("M21.7 27.5c0 9.5 4.3 13.2 10.3 13.2s10.3-3.7 10.3-13.2c-1.3 3.7-4.3 3.7-10.3 3.7s-9-0-10.3-3.7Z", "hair"), line("M29.3 34.3q2.7 1.4 5.4 0", "light")],
  badge: () => [svg("rect", { x: 41, y: 50, width: 6, height: 7, rx: 1, class: "rounds-fill-ochre" })],
  stethoscope: () => [line("M24 44c0 7 2 10 5 11M40 44c0 5-1 7-3 9", "frame"), dot(36.5, 54.5, 2.1, "frame")],
};

// One person: `skin` 1 (light) to 5 (dark), the color of hair, its cut, and what is worn.
function person({ skin, hair, cut, wears, color, shirt, with: extras = [] }) {
  const [behind, on] = HAIR[cut];
  const cloth = CLOTHES[wears](...[color, shirt].filter(Boolean));
  return svg("g", { class: `rounds-person rounds-skin-${skin} rounds-hair-${hair}` },
    behind.map((d) => shape(d, "hair")), cloth.slice(0, 1), shape("M27.2 34h9.6v8.3q-4.8 5-9.6 0Z", "neck"), cloth.slice(1),
    cut === "scarf" ? [] : [dot(21.6, 27.5, 2.3, "skin"), dot(42.4, 27.5, 2.3, "skin")],
    shape("M21.5 25.5C21.5 17 25.5 13 32 13s10.5 4 10.5 12.5C42.5 34.5 37.5 39.5 32 39.5S21.5 34.5 21.5 25.5Z", "skin"),
    extras.includes("beard") ? EXTRAS.beard() : line("M29 34q3 1.9 6 0", "face"),
    on.map((d) => shape(d, "hair")),
    dot(27.9, 27.3, 1.15, "face"), dot(36.1, 27.3, 1.15, "face"), line("M26 24.1q1.8-1.1 3.7-.3M34.3 23.8q1.9-.8 3.7.3M32 27.5l-.9 3.1h1.6", "face"),
    extras.filter((name) => name !== "beard").flatMap((name) => EXTRAS[name]()));
}

const PEOPLE = {
  nurse: { skin: 4, hair: "black", cut: "bun", wears: "scrubs", with: ["badge"] },
  chief: { skin: 2, hair: "gray", cut: "bob", wears: "jacket", with: ["glasses"] },
  gastroenterologist: { skin: 3, hair: "brown", cut: "tied", wears: "coat" },
  pathologist: { skin: 1, hair: "gray", cut: "thin", wears: "coat", shirt: "rust", with: ["glasses"] },
  physician: { skin: 3, hair: "gray", cut: "short", wears: "coat", color: "slate", with: ["stethoscope"] },
  surgeon: { skin: 5, hair: "black", cut: "cropped", wears: "scrubs", color: "slate" },
  resident: { skin: 2, hair: "plum", cut: "scarf", wears: "coat" },
  colleague: { skin: 5, hair: "black", cut: "curls", wears: "coat", color: "rust" },
  technologist: { skin: 3, hair: "black", cut: "short", wears: "scrubs", color: "rust", with: ["badge"] },
  pharmacist: { skin: 4, hair: "black", cut: "long", wears: "coat", color: "ochre", with: ["glasses"] },
  administrator: { skin: 4, hair: "gray", cut: "cropped", wears: "jacket", color: "slate", shirt: "sand", with: ["glasses"] },
  daughter: { skin: 2, hair: "brown", cut: "bob", wears: "sweater", color: "ochre" },
  son: { skin: 2, hair: "brown", cut: "short", wears: "jacket", color: "sage", with: ["beard"] },
  boy: { skin: 3, hair: "brown", cut: "shaggy", wears: "hood" },
  man: { skin: 2, hair: "brown", cut: "thin", wears: "gown", with: ["beard"] },
  woman: { skin: 3, hair: "black", cut: "tied", wears: "sweater", color: "sage" },
  old: { skin: 1, hair: "white", cut: "bun", wears: "gown" },
};

// The first that fits what somebody is called.
const CALLED = [
  [/\bnurse|midwife/i, "nurse"], [/gastro|endoscop/i, "gastroenterologist"], [/patholog|kessler/i, "pathologist"], [/surgeon/i, "surgeon"],
  [/resident|intern\b|student|fellow/i, "resident"], [/technologist|technician|\btech\b|radiograph/i, "technologist"], [/pharmac/i, "pharmacist"],
  [/administrat|manager|director|executive|insur|officer/i, "administrator"], [/chief|chair|\bhead\b/i, "chief"],
  [/daughter|sister|joan/i, "daughter"], [/\bboy\b|teen|sixteen|seventeen/i, "boy"], [/\bson\b|brother|peter|husband|father/i, "son"],
  [/attending|senior|physician|doctor|consult|hospitalist|cardiolog|neurolog/i, "physician"], [/colleague|partner|team/i, "colleague"],
  [/grand|old/i, "old"], [/\bmr\b|\bman\b|patient/i, "man"], [/\bmr?s\b|woman|wife|mother/i, "woman"],
];
const ANYONE = ["colleague", "woman", "administrator", "physician", "daughter", "technologist", "son", "chief"];
const DOCTORS = ["physician", "colleague", "pathologist", "resident", "surgeon", "gastroenterologist"];
const GROUNDS = ["sand", "mist", "rose"];

function hash(text) {
  let sum = 7;
  for (const character of text) sum = (sum * 31 + character.codePointAt(0)) % 99991;
  return sum;
}

// Which portrait someone of that name or role has: by the role, and otherwise always the same for the same name.
export function likeness(name) {
  const found = CALLED.find(([called]) => called.test(name));
  if (found) return found[1];
  const some = /^dr\b/i.test(name) ? DOCTORS : ANYONE;
  return some[hash(name) % some.length];
}

// Someone without a face, since it is whoever reads, or whom they meet depends on a case they choose.
function anyone(wears, head) {
  return svg("g", { class: "rounds-person" }, wears, shape("M27.2 34h9.6v8.3q-4.8 5-9.6 0Z", head), dot(32, 26, 11.5, head));
}

const LEARNER = /^(you|me|i)$/i, SOMEONE = /^(the )?other( side)?$/i, SEVERAL = /family|parents|children/i;

function figures(name) {
  if (LEARNER.test(name)) return [anyone([bust("white"), shape("M25.5 42.3h13L32 55Z", "rust"), line("M25.5 42.3 32 55l6.5-12.7", "fold"), ...EXTRAS.stethoscope()], "slate")];
  if (SOMEONE.test(name)) return [anyone([bust("rust")], "slate")];
  if (!SEVERAL.test(name)) return [person(PEOPLE[likeness(name)])];
  return [["son", 21], ["daughter", -8]].map(([who, x]) => svg("g", { transform: `translate(${x} 15) scale(.78)` }, person(PEOPLE[who])));
}

// The portrait of a speaker, by name or role ("Charge nurse", "Dr. Kessler", "You"), `size` pixels wide.
export function portrait(name, { size = 44 } = {}) {
  const ground = GROUNDS[hash(name) % GROUNDS.length];
  return svg("svg", { class: "rounds-portrait", viewBox: "0 0 64 64", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    svg("circle", { cx: 32, cy: 32, r: 32, class: `rounds-fill-${ground}` }), figures(name));
}
