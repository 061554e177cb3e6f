import assert from "node:assert/strict";
import { test } from "node:test";
import { changedNote } from "../../rounds/ui/exercise/changed.js";
import { page } from "./page.js";

page();

const before = { time: "2026-10-03T12:00:00Z", changed: 5, total: 16, replaced: false, lines: ["He waits.: Position"] };
const said = (more) => {
  const note = changedNote();
  note.show({ ...before, ...more });
  return note.node.querySelector("p").textContent;
};

test("what has changed is counted, and the earlier answer is shown on request", () => {
  const note = changedNote();
  note.show(before);
  assert.match(said({}), /^This exercise has changed since you answered it on .*3.*\. Your earlier answers are kept: 5 of 16 parts have changed and are open again\.$/);
  assert.match(said({ changed: 1 }), /1 of 16 parts has changed and is open again/);
  assert.equal(note.node.querySelector("details").open, false);
  assert.equal(note.node.querySelector("li").textContent, "He waits.: Position");
});

test("an exercise that is one part, or took the place of others, says so", () => {
  assert.match(said({ total: 1, changed: 1 }), /Your earlier answer is kept, and the exercise is open again\.$/);
  assert.match(said({ replaced: true, changed: 4 }), /^This exercise takes the place of 4 that you answered on/);
  assert.match(said({ time: "never" }), /since you answered it\. Your/);
});

test("without an earlier answer there is nothing, and the same again leaves what is open", () => {
  const note = changedNote();
  note.show({});
  assert.equal(note.node.hidden, true);
  note.show(before);
  note.node.querySelector("details").open = true;
  note.show({ ...before });
  assert.equal(note.node.querySelector("details").open, true);
  note.show({});
  assert.equal(note.node.hidden, true);
});
