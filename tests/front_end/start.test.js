// An exercise that nobody has begun waits for its Start button.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { page } from "./page.js";

page();
const { h } = await import("../../rounds/ui/shared/dom.js");
const { preferView } = await import("../../rounds/ui/exercise/one_at_a_time.js");
const { firstSentence, startLine } = await import("../../rounds/ui/exercise/start.js");

beforeEach(() => localStorage.clear());

function made({ name = Math.random().toString(), opens = false, begun = false } = {}) {
  let opened = 0;
  const start = startLine({ name, exercise: { title: "Dig", case: "Three people, three positions. For each, choose." }, opens, begun: () => begun, opened: () => { opened += 1; } });
  const root = h("section", {}, h("h3", { class: "rounds-title" }, "Dig"), start.line);
  document.body.replaceChildren(root);
  start.show(root);
  return { start, waits: () => root.classList.contains("rounds-unstarted"), opened: () => opened };
}

test("it waits with its first sentence, and Start opens it and moves the focus to its title", () => {
  const one = made({ name: "a" });
  assert.equal(one.waits(), true);
  assert.equal(document.querySelector("p").textContent, "Three people, three positions.");
  document.querySelector("button").click();
  assert.equal(one.waits(), false);
  assert.equal(one.opened(), 1);
  assert.equal(document.activeElement.className, "rounds-title");
  one.start.leave();
});

test("shown again on the same page it is still open", () => {
  made({ name: "b" }).start.start();
  assert.equal(made({ name: "b" }).waits(), false);
});

test("what is begun, what opens at once, and everything in the list view is open", () => {
  assert.equal(made({ begun: true }).waits(), false);
  assert.equal(made({ opens: true }).waits(), false);
  const one = made();
  preferView("list");
  assert.equal(one.waits(), false);
  preferView("one");
  assert.equal(one.waits(), true);
  one.start.leave();
});

test("a first sentence is whole and short, or nothing", () => {
  assert.equal(firstSentence("He says: 'No.' Then he goes."), "He says: 'No.'");
  assert.equal(firstSentence("x".repeat(200) + "."), "");
  assert.equal(firstSentence(undefined), "");
});
