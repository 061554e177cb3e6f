// Writing one's own line before the lines to choose from show.

import assert from "node:assert/strict";
import test from "node:test";

import { makeComposer, ownLines, sends, withoutLines } from "../../rounds/kinds/dialogue/composer.js";
import { rememberDraft } from "../../rounds/kinds/dialogue/draft.js";
import { page } from "./page.js";

function composer() {
  page();
  globalThis.matchMedia = () => ({ matches: false });
  const sent = [];
  let changes = 0;
  const made = makeComposer({ send: (text) => sent.push(text), changed: () => { changes += 1; } });
  document.querySelector("main").append(made.node, made.offer);
  const [area, button, skip] = [made.node.querySelector("textarea"), ...made.node.querySelectorAll("button")];
  return { made, sent, area, button, skip, nudge: made.node.querySelector("[role=status]"), changes: () => changes };
}

test("an own line is any text that isn't blank, wherever the answer comes from", () => {
  assert.deepEqual(ownLines({ lines: { 0: "Yes.", 1: " ", 2: 3, 3: ["x"] } }), { 0: "Yes." });
  for (const answer of [undefined, {}, { lines: null }, { lines: "x" }, { lines: ["x"] }, { lines: 3 }]) assert.deepEqual(ownLines(answer), {});
});

test("lines are taken back one by one, so that it holds together with what is written next", () => {
  assert.deepEqual(withoutLines({ lines: { 0: "Yes.", 3: "No." } }), { 0: null, 3: null });
});

test("Enter sends, Shift+Enter doesn't, nor does Enter in a word being composed or on a touch screen", () => {
  const enter = { key: "Enter", shiftKey: false, isComposing: false };
  assert.ok(sends(enter, false));
  for (const other of [{ ...enter, shiftKey: true }, { ...enter, isComposing: true }, { ...enter, key: "3" }]) assert.ok(!sends(other, false));
  assert.ok(!sends(enter, true));
});

test("where everyone writes there is no way around it, and a blank line gets a kind sentence", () => {
  const { made, sent, area, button, skip, nudge } = composer();
  assert.ok(made.show({ write: true, written: false, ended: false }));
  assert.ok(skip.hidden && made.offer.hidden && !made.node.hidden);
  area.value = " \n";
  button.click();
  assert.deepEqual(sent, []);
  assert.match(nudge.textContent, /Two words are enough/);
  area.value = " Go on. ";
  area.dispatchEvent(new Event("input"));
  assert.equal(nudge.textContent, "");
  button.click();
  assert.deepEqual([sent, area.value], [["Go on."], ""]);
  assert.ok(!made.show({ write: true, written: true, ended: false }));
});

test("elsewhere one may write first, for as long as one likes, until the conversation starts over", () => {
  const { made, skip, changes } = composer();
  const state = { write: false, written: false, ended: false };
  assert.ok(!made.show(state));
  assert.ok(!made.offer.hidden);
  made.offer.click();
  assert.equal(changes(), 1);
  assert.ok(made.show(state) && !skip.hidden);
  assert.ok(!made.show({ ...state, ended: true }));
  assert.ok(made.show(state)); // at the next line, too
  skip.click();
  assert.ok(!made.show(state));
  made.offer.click();
  made.startOver();
  assert.ok(!made.show(state));
});

test("a line that isn't sent yet is back after a reload, and gone once it's sent", () => {
  page();
  globalThis.matchMedia = () => ({ matches: false });
  const sent = [];
  const made = () => makeComposer({ send: (text) => sent.push(text), changed() {}, draft: rememberDraft("anna/talk") });
  const area = made().node.querySelector("textarea");
  area.value = "Sit with me for";
  area.dispatchEvent(new Event("input"));
  const again = made();
  assert.equal(again.node.querySelector("textarea").value, "Sit with me for");
  assert.ok(again.show({ write: false, written: false, ended: false }));
  again.node.querySelector("button").click();
  assert.deepEqual(sent, ["Sit with me for"]);
  assert.equal(made().node.querySelector("textarea").value, "");
});
