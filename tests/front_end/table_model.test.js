// The arithmetic behind the BATNA table.

import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./page.js";

page();
const { expected, ranked, sharedOut, tableRows, total, utility, weightsOf } = await import("../../rounds/kinds/table/model.js");

const EXERCISE = {
  interests: [{ id: "hours" }, { id: "rest" }, { id: "income" }],
  alternatives: [
    { id: "stay", label: "Stay", p: 1, scores: { hours: 10, rest: 20, income: 80 } },
    { id: "spread", label: "Spread", p: 0.6, scores: { hours: 85, rest: 40, income: 80 } },
  ],
  status_quo: "stay",
};

test("U is the weighted mean, and E falls back on the status quo when an alternative fails", () => {
  const weights = { hours: 50, rest: 30, income: 20 }, [stay, spread] = EXERCISE.alternatives;
  assert.equal(utility(stay.scores, weights), 27);
  assert.equal(utility(spread.scores, weights), 70.5);
  assert.equal(expected(EXERCISE, stay, weights), 27);
  assert.equal(expected(EXERCISE, spread, weights), 0.6 * 70.5 + 0.4 * 27);
  assert.equal(expected(EXERCISE, spread, { hours: 0, rest: 0, income: 0 }), null);
});

test("a row counts by the learner's own audit, and one they add once all of it is filled in", () => {
  const rows = tableRows(EXERCISE, { control: { spread: "needs-yes" }, own: { "own-1": { label: "Locum", p: 1, control: "own", scores: { hours: 1, rest: 2 } } } });
  assert.deepEqual(rows.map((row) => row.counts), [null, false, true]);
  assert.deepEqual(rows.map((row) => row.whole), [true, true, false]);
});

test("weights that a slider moves stay whole percent and together 100", () => {
  let weights = { hours: 0, rest: 0, income: 0 };
  for (let seed = 7, n = 0; n < 500; n += 1) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    const interest = ["hours", "rest", "income"][seed % 3], percent = Math.floor(seed / 3) % 101;
    const settled = new Set(["hours", "rest", "income"].filter((name, at) => name !== interest && (seed >> at) & 1));
    weights = sharedOut(weights, interest, percent, settled);
    assert.equal(total(weights), 100);
    assert.equal(weights[interest], percent);
    assert.ok(Object.values(weights).every((weight) => Number.isInteger(weight) && weight >= 0), JSON.stringify(weights));
  }
});

test("the first slider leaves the rest in equal shares, and what was set stays as long as others can give", () => {
  const first = sharedOut({ hours: 0, rest: 0, income: 0 }, "hours", 40);
  assert.deepEqual(first, { hours: 40, rest: 30, income: 30 });
  assert.deepEqual(sharedOut(first, "rest", 50, new Set(["hours"])), { hours: 40, rest: 50, income: 10 });
  assert.deepEqual(sharedOut(first, "rest", 80, new Set(["hours"])), { hours: 11, rest: 80, income: 9 });
  assert.deepEqual(sharedOut({ hours: 40, rest: 30, income: 30 }, "hours", 100, new Set(["rest", "income"])), { hours: 100, rest: 0, income: 0 });
});

test("weights that were typed and are no whole percent are still shared out to 100", () => {
  const weights = sharedOut({ hours: 12.5, rest: 62.5, income: 25 }, "income", 40, new Set(["hours"]));
  assert.equal(total(weights), 100);
  assert.equal(weights.hours, 12.5);
});

test("rows are ranked by what they are worth, equals in their order, and what isn't known comes last", () => {
  const worth = { a: 3, b: null, c: 7, d: 3 };
  assert.deepEqual(ranked(["a", "b", "c", "d"], (name) => worth[name]), ["c", "a", "d", "b"]);
});

test("what can't be read as a weight weighs nothing", () => {
  assert.deepEqual(weightsOf(EXERCISE, { id: "you" }, { weights: { you: { hours: "much", rest: 60 } } }), { hours: 0, rest: 60, income: 0 });
});
