// One item at a time, or all as a list.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { page } from "./page.js";

page();
const { h } = await import("../../rounds/ui/shared/dom.js");
const { oneAtATime, preferredView, startAt } = await import("../../rounds/ui/exercise/one_at_a_time.js");

beforeEach(() => localStorage.clear());

function steps(answer = {}, count = 3) {
  const items = Array.from({ length: count }, (_, at) => ({ id: `i${at}`, node: h("fieldset", { "data-item": `i${at}` }, `Item ${at}`) }));
  const made = oneAtATime({ items, answered: (id) => id in answer, label: "statement" });
  document.body.replaceChildren(made.node);
  made.update();
  return made;
}
const shown = () => [...document.querySelectorAll("[data-item]")].filter((one) => !one.classList.contains("rounds-away")).map((one) => one.dataset.item);
const press = (name) => [...document.querySelectorAll("button")].find((one) => one.textContent === name).click();
const place = () => document.querySelector(".rounds-place").textContent;

test("it begins with the first item that is open, and says where one is", () => {
  steps({ i0: "x" });
  assert.deepEqual(shown(), ["i1"]);
  assert.equal(place(), "2 of 3");
});

test("Next and Back move by one and stop at the ends", () => {
  steps();
  press("Next");
  press("Next");
  assert.deepEqual(shown(), ["i2"]);
  assert.equal([...document.querySelectorAll("button")].find((one) => one.textContent === "Next").disabled, true);
  press("Back");
  assert.deepEqual(shown(), ["i1"]);
  assert.equal(document.activeElement.dataset.item, "i1");
});

test("the list shows all, is remembered, and other cards of the page follow", () => {
  const one = steps(), other = oneAtATime({ items: [{ id: "a", node: h("p") }, { id: "b", node: h("p") }], answered: () => false });
  other.update();
  press("Show all as a list");
  assert.deepEqual(shown(), ["i0", "i1", "i2"]);
  assert.equal(place(), "0 of 3 answered");
  assert.equal(other.node.classList.contains("rounds-one"), false);
  assert.equal(preferredView(), "list");
  one.leave();
  other.leave();
});

test("an item that is asked for is shown", () => {
  const made = steps();
  made.show("i2");
  assert.deepEqual(shown(), ["i2"]);
  made.show("no such item");
  assert.deepEqual(shown(), ["i2"]);
});

test("a single item has no Next", () => {
  steps({}, 1);
  assert.equal(document.querySelectorAll("button").length, 0);
});

test("all answered begins at the first", () => {
  assert.equal(startAt(["a", "b"], () => true), 0);
  assert.equal(startAt(["a", "b"], (id) => id === "a"), 1);
});
