// What a conversation works out without a page: its bubbles' words, its gauges, and where its log comes to rest.

import assert from "node:assert/strict";
import test from "node:test";

import { endingsSeen, rememberEndings } from "../../rounds/kinds/dialogue/endings.js";
import { boxes, figureAndWord, restingPlace, unquoted } from "../../rounds/kinds/dialogue/spoken.js";

test("a bubble that holds one quotation alone has no quotation marks", () => {
  assert.equal(unquoted("'Of course. From today.'"), "Of course. From today.");
  assert.equal(unquoted(" 'It's the residents' list.'\n"), "It's the residents' list.");
  assert.equal(unquoted('"Of course. From today."'), "Of course. From today.");
});

test("a line with something done, or with more than one quotation, keeps its marks", () => {
  for (const line of ["You say nothing.", "'Noon,' you say. 'And at six.'", "'Noon.' You sit down. 'Why?'", "'You said 'received' to her.'", "'Noon,' you say.", '"Noon," you say. "And at six."']) {
    assert.equal(unquoted(line), line);
  }
});

test("what the kernel tells of a quantity comes apart into its figure and its word", () => {
  assert.deepEqual(figureAndWord("3 of 5 (high)"), { figure: "3 of 5", word: "high" });
  assert.deepEqual(figureAndWord("−1 point"), { figure: "−1 point", word: "" });
});

test("a gauge has a box for each step of its scale, and ten for a long one", () => {
  assert.deepEqual(boxes({ value: 3, least: 0, most: 5 }), [1, 1, 1, 0, 0]);
  assert.deepEqual(boxes({ value: 0, least: -2, most: 2 }), [1, 1, 0, 0]);
  assert.deepEqual(boxes({ value: 1.5, least: 0, most: 4 }), [1, 0.5, 0, 0]);
  const long = boxes({ value: 25, least: 0, most: 100 });
  assert.equal(long.length, 10);
  assert.deepEqual(long.slice(0, 4), [1, 1, 0.5, 0]);
});

test("the log rests so that the answer is read from its beginning", () => {
  assert.equal(restingPlace({ height: 300, end: 200, said: 20, answer: 80 }), 0); // all of it is in view
  assert.equal(restingPlace({ height: 300, end: 900, said: 650, answer: 700 }), 600); // from before the learner's line
  assert.equal(restingPlace({ height: 300, end: 900, said: 500, answer: 650 }), 600); // the answer and no more
  assert.equal(restingPlace({ height: 200, end: 900, said: 500, answer: 600 }), 600); // its beginning; the rest waits
});

test("endings seen are kept in the browser, each once, also where it keeps nothing", () => {
  const kept = new Map();
  globalThis.window = { localStorage: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) } };
  const endings = rememberEndings("someone/talk");
  for (const ending of [2, 0, 2]) endings.see(ending);
  assert.equal(endings.count(5), 2);
  assert.equal(rememberEndings("someone/talk").count(5), 2);
  assert.equal(rememberEndings("someone/talk").count(2), 1); // the conversation has fewer now
  assert.equal(rememberEndings("someone else/talk").count(5), 0);
  globalThis.window = { get localStorage() { throw new Error("refused"); } };
  const unkept = rememberEndings("someone/talk");
  unkept.see(1);
  assert.equal(unkept.count(5), 1);
  assert.deepEqual([endingsSeen(2, 5), endingsSeen(5, 5), endingsSeen(0, 0), endingsSeen(1, 1)], ["2 of 5 endings seen.", "You have seen all 5 endings.", "", ""]);
});
