// Who speaks has one likeness, and it stays the same.

import assert from "node:assert/strict";
import test from "node:test";
import { page } from "./page.js";
import { useIcon } from "../../rounds/ui/pictures/icons.js";
import { likeness, portrait } from "../../rounds/ui/pictures/portraits.js";

page();
const drawn = (name, options) => portrait(name, options).outerHTML;

test("the people of the course look as their roles say", () => {
  const people = {
    "Charge nurse": "nurse", Gastroenterologist: "gastroenterologist", "The chief": "chief", "Mr. Dolan": "man",
    "Ms. Alvarez": "woman", "Dr. Kessler": "pathologist", Attending: "physician", Resident: "resident", Technologist: "technologist",
    "Her daughter": "daughter", "A boy of seventeen": "boy", "Bed manager": "administrator",
  };
  for (const [name, who] of Object.entries(people)) assert.equal(likeness(name), who, name);
});

test("a name without a role has the same portrait each time, and names differ", () => {
  const names = ["Alex", "Sam", "Kim", "Toni", "Robin", "Chris", "Dr. Imani", "Dr. Novak"];
  for (const name of names) assert.equal(drawn(name), drawn(name));
  assert.ok(new Set(names.map((name) => drawn(name))).size > 3);
});

test("the learner and a side that isn't known yet have no face", () => {
  for (const name of ["You", "The other side"]) assert.ok(!drawn(name).includes("rounds-skin"), name);
  assert.ok(drawn("The chief").includes("rounds-skin"));
});

test("a family is more than one person", () => {
  assert.equal(portrait("The family").querySelectorAll(".rounds-person").length, 2);
});

test("a portrait says nothing of its own and has the size it's asked for", () => {
  const node = portrait("The chief", { size: 32 });
  assert.equal(node.getAttribute("aria-hidden"), "true");
  assert.equal(node.getAttribute("width"), "32");
  assert.doesNotMatch(node.outerHTML, /undefined|NaN|null/);
});

test("each use has a sign, and nothing else has", () => {
  for (const use of ["practice", "graded", "reflection", "survey"]) assert.equal(useIcon(use).getAttribute("aria-hidden"), "true");
  assert.equal(useIcon("opening"), null);
});
