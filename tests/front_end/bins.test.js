// What bins hold, where a drop counts, what comes next; and the parts of a list.

import assert from "node:assert/strict";
import { test } from "node:test";
import { binAt, firstWords, held, nextOpen, spoken } from "../../rounds/kinds/sort/bins.js";
import { partsOf } from "../../rounds/kinds/select/parts.js";

const items = ["a", "b", "c", "d"].map((id) => ({ id }));
const bins = [{ id: "position" }, { id: "interest" }];

test("a bin holds what was put there, in the order of the exercise, and nothing that is not a bin or an item", () => {
  const answer = { c: "position", a: "position", b: "interest", "b/then": "position", d: "no such bin", e: "position" };
  const found = held(items, bins, answer);
  assert.deepEqual([...found].map(([bin, inside]) => [bin, inside.map((item) => item.id)]), [["position", ["a", "c"]], ["interest", ["b"]]]);
  assert.deepEqual([...held(items, bins, {}).values()], [[], []]);
});

test("a drop counts in the bin under the pointer, and close beside one in the nearest", () => {
  const boxes = [{ id: "left", left: 0, top: 100, right: 100, bottom: 200 }, { id: "right", left: 120, top: 100, right: 220, bottom: 200 }];
  assert.equal(binAt(50, 150, boxes), "left");
  assert.equal(binAt(119, 150, boxes), "right");
  assert.equal(binAt(104, 150, boxes), "left");
  assert.equal(binAt(50, 80, boxes), "left");
  assert.equal(binAt(50, 60, boxes), null);
  assert.equal(binAt(300, 300, boxes), null);
  assert.equal(binAt(50, 150, []), null);
});

test("after a card comes the next one that is open, then those before it, and nothing once all are placed", () => {
  const open = (...ids) => (item) => !ids.includes(item.id);
  assert.equal(nextOpen(items, "b", open("a", "c", "d")), "c");
  assert.equal(nextOpen(items, "c", open("a")), "a");
  assert.equal(nextOpen(items, "d", open("d", "b")), "b");
  assert.equal(nextOpen(items, "b", open()), null);
});

test("who speaks is told from what is said, and a statement with a colon has no speaker", () => {
  assert.deepEqual(spoken("Nurse at her bedside: 'It hurts.'"), { who: "Nurse at her bedside:", words: "'It hurts.'" });
  assert.deepEqual(spoken("An insurer: whether it will be paid"), { who: "", words: "An insurer: whether it will be paid" });
  assert.deepEqual(spoken("I say what I want."), { who: "", words: "I say what I want." });
});

test("a short line has the first whole words of what is said", () => {
  assert.equal(firstWords("Nurse: 'It hurts.'"), "It hurts.");
  assert.equal(firstWords("Son: 'Do everything: dialysis, shocks if her heart stops'", 20), "Do everything\u00a0…");
  assert.equal(firstWords("'Twice before, the doctors told us'", 13), "Twice before\u00a0…");
  assert.ok(firstWords("a".repeat(80), 20).length <= 23);
});

test("a long list is parted evenly, groups stay whole, and a conversation is not cut", () => {
  const many = (count, more = {}) => ({ groups: [], style: "list", items: Array.from({ length: count }, (_, at) => ({ id: `i${at}` })), ...more });
  const sizes = (exercise) => partsOf(exercise).map((part) => part.items.length);
  assert.deepEqual(sizes(many(8)), [8]);
  assert.deepEqual(sizes(many(13)), [7, 6]);
  assert.deepEqual(sizes(many(18)), [6, 6, 6]);
  assert.deepEqual(sizes(many(15, { style: "transcript" })), [15]);
  const grouped = { style: "list", groups: [{ id: "x" }, { id: "y" }], items: [{ id: "1", group: "y" }, { id: "2", group: "x" }, { id: "3", group: "y" }] };
  assert.deepEqual(partsOf(grouped).map(({ group, items: inside }) => [group.id, inside.map((item) => item.id)]), [["x", ["2"]], ["y", ["1", "3"]]]);
});
