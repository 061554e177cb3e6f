// The opening question's box, and the first line beside the second try.

import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./page.js";

page();
const { makeView } = await import("../../rounds/kinds/opening/view.js");

function opened(exercise, earlier = {}) {
  const changes = [], listeners = {};
  const model = {
    earlier,
    get(name) { return this[name]; },
    on(name, listener) { listeners[name] = listener; },
    off(name, listener) { if (listeners[name] === listener) delete listeners[name]; },
  };
  const view = makeView({ exercise: { title: "What do you say?", ...exercise }, change: (patch) => changes.push(patch), id: (word) => word, model });
  document.body.replaceChildren(view.element);
  view.update({});
  const area = document.querySelector("textarea");
  const type = (text) => { area.value = text; area.dispatchEvent(new window.Event("input")); };
  return { view, area, type, changes, listeners, model, before: () => document.querySelector("blockquote")?.textContent };
}

test("a line is handed on when one leaves the box, once, and taken back when it's blank", () => {
  const { area, type, changes, view } = opened({});
  type("Wait, please.");
  assert.deepEqual(changes, []);
  area.dispatchEvent(new window.Event("blur"));
  area.dispatchEvent(new window.Event("blur"));
  type("");
  view.flush();
  assert.deepEqual(changes, [{ line: "Wait, please." }, { line: null }]);
  view.leave();
});

test("what is saved elsewhere doesn't overwrite what is being typed", () => {
  const { area, type, view } = opened({});
  view.update({ line: "from another tab" });
  assert.equal(area.value, "from another tab");
  type("my own");
  view.update({ line: "from another tab again" });
  assert.equal(area.value, "my own");
  view.leave();
});

test("the first line is a text beside the second try, and follows until the view leaves", () => {
  const { before, model, listeners, view } = opened({ again: "first-line" }, { line: " \n " });
  assert.match(before(), /^You left it blank/);
  model.earlier = { line: "<b>Stay</b>" };
  listeners["change:earlier"]();
  assert.equal(before(), "<b>Stay</b>");
  assert.equal(document.querySelector("blockquote").childElementCount, 0);
  view.leave();
  assert.deepEqual(Object.keys(listeners), []);
});

test("an answer that isn't a text shows as blank", () => {
  const { area, before, view } = opened({ again: "first-line" }, { line: { odd: 1 } });
  view.update({ line: 7 });
  assert.equal(area.value, "");
  assert.match(before(), /^You left it blank/);
  view.leave();
});
