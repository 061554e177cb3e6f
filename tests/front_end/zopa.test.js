// The plot of `zopa`: where things stand, what lies between, and what it says; it works out nothing that is asked for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { figureOf, middleOf, shareOf, ticksOf } from "../../rounds/kinds/zopa/axis.js";
import * as interval from "../../rounds/kinds/zopa/interval/reading.js";
import { betweenOf, impossibleSides, readAnswer, sentenceOf, shownZone, warningOf, zoneOf } from "../../rounds/kinds/zopa/zone/reading.js";

const ASKS = ["own-rv", "own-target", "other-rv", "other-target", "ask", "zone", "share"];
const scale = { least: 0, most: 40, step: 1, unit: "hours a month" };
const practice = { use: "practice", asks: ASKS, scale, own: { label: "The department", wants: "less" }, other: { label: "Dr. Ames" } };
const graded = { ...practice, use: "graded" };
const read = (exercise, answer) => readAnswer(exercise, answer);
const says = (exercise, answer) => sentenceOf(exercise, read(exercise, answer));
const between = (exercise, answer) => betweenOf(exercise, read(exercise, answer));

test("a figure stands at its share of the axis, and never beside it", () => {
  assert.equal(shareOf(10, scale), 0.25);
  assert.deepEqual([-5, 60].map((value) => shareOf(value, scale)), [0, 1]);
  assert.equal(middleOf({ least: 0, most: 16, step: 0.1 }), 8);
});

test("the ends of every axis are written, with round figures between", () => {
  assert.deepEqual(ticksOf(scale), [0, 10, 20, 30, 40]);
  assert.deepEqual(ticksOf({ least: 0, most: 250 }), [0, 50, 100, 150, 200, 250]);
  assert.deepEqual(ticksOf({ least: 0, most: 30 }), [0, 10, 20, 30]);
  assert.deepEqual(ticksOf({ least: 0, most: 24 }), [0, 6, 12, 18, 24]);
  assert.deepEqual(ticksOf({ least: 0, most: 60 }), [0, 20, 40, 60]);
  for (const most of [7, 16, 24, 48, 60, 80, 4000, 100000, 400000, 2000000]) {
    const ticks = ticksOf({ least: 0, most });
    assert.deepEqual([ticks[0], ticks.at(-1)], [0, most]);
    assert.ok(ticks.length <= 6 && ticks.every(Number.isInteger), `${ticks}`);
  }
});

test("what doesn't count is not drawn, and what was typed with words is read", () => {
  assert.equal(figureOf("12 hours a month", scale), 12);
  for (const entry of [undefined, null, "", "twelve", 41, -1, true, [], {}]) assert.equal(figureOf(entry, scale), null);
});

test("nothing set has a sentence of its own", () => {
  assert.match(says(practice, {}), /^Nothing is set yet/);
  assert.equal(between(practice, { "own-rv": 9 }), null);
});

test("a zone is shown with its ends, its width and how an ask divides it", () => {
  const answer = { "own-rv": 26, "other-rv": 9, ask: 18, zone: { exists: "yes", width: 17 }, share: 50 };
  assert.deepEqual(between(practice, answer), { low: 9, high: 26, state: "zone", words: "zone: 17 wide" });
  assert.equal(says(practice, answer), "The department: reservation value 26. Dr. Ames: reservation value 9. Ask: 18. " +
    "The zone runs from 9 to 26: a surplus of 17 hours a month. A deal at the ask would give 47% of it to your own side and 53% to the other.");
});

test("without a zone the gap says how far apart both are", () => {
  const answer = { "own-rv": 10, "other-rv": 22, zone: { exists: "yes", width: 1 } };
  assert.deepEqual(between(practice, answer), { low: 10, high: 22, state: "gap", words: "no zone: 12 apart" });
  assert.match(says(practice, answer), /There is no zone: the two reservation values are 12 hours a month apart\.$/);
});

test("the plot works nothing out that is asked for", () => {
  const values = { "own-rv": 24, "other-rv": 9, ask: 12 };
  for (const exercise of [practice, graded]) {
    assert.equal(shownZone(exercise, read(exercise, values), zoneOf(exercise, read(exercise, values))), null);
    assert.equal(between(exercise, values).state, "open");
    assert.doesNotMatch(says(exercise, values) + between(exercise, values).words, /15|surplus|zone:|The zone|no zone/);
    assert.equal(between(exercise, { ...values, zone: { exists: "yes" } }).state, "open"); // half of the question
  }
});

test("in graded work it shows what the learner says of the zone, right or wrong", () => {
  const answer = { "own-rv": 24, "other-rv": 9, zone: { exists: "no", width: 4 } };
  assert.deepEqual(between(graded, answer), { low: 9, high: 24, state: "gap", words: "you say no zone: 4 apart" });
  assert.match(says(graded, answer), /You say: no zone, 4 hours a month apart\.$/);
  assert.doesNotMatch(says(graded, answer), /15/);
});

test("no surplus is divided while a share is asked for", () => {
  const answer = { "own-rv": 26, "other-rv": 9, ask: 18, zone: { exists: "yes", width: 17 } };
  assert.match(says(practice, answer), /The zone runs from/);
  assert.doesNotMatch(says(practice, answer), /of it to your own side/);
  const noZoneAsked = { ...graded, asks: ["own-rv", "other-rv", "ask", "share"] };
  assert.doesNotMatch(says(noZoneAsked, { ...answer, share: 20 }), /of it to your own side/);
});

test("a target that is worse than the reservation value is said at once, for either side", () => {
  const set = (answer) => read(graded, answer);
  assert.deepEqual(impossibleSides(graded, set({ "own-rv": 20, "own-target": 24 })), ["own"]); // this side wants less
  assert.deepEqual(impossibleSides(graded, set({ "other-rv": 20, "other-target": 16 })), ["other"]);
  assert.deepEqual(impossibleSides(graded, set({ "own-rv": 20, "own-target": 20, "other-rv": 9, "other-target": 12 })), []);
  assert.match(warningOf(graded, set({ "own-rv": 20, "own-target": 24 })), /The department: a target of 24 is worse than a reservation value of 20/);
  assert.match(says(graded, { "own-rv": 20, "own-target": 24 }), /the target is worse than the reservation value/);
});

test("an interval says its width, with ends that cross put in order", () => {
  assert.deepEqual(interval.betweenOf([228, 216]), { state: "zone", low: 216, high: 228, words: "12 wide" });
  assert.equal(interval.sentenceOf([14.8, 13.6], "percent"), "From 13.6 to 14.8 percent: 1.2 wide.");
  assert.equal(interval.betweenOf([null, 216]), null);
  assert.match(interval.sentenceOf([null, 216], "percent"), /^At most 216 percent/);
});
