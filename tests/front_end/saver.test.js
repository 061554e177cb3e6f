// Saving: nothing is lost, whatever comes in whichever order.

import assert from "node:assert/strict";
import { afterEach, test, mock } from "node:test";
import { page } from "./page.js";

page();
const { following, makeSaver, STATES } = await import("../../rounds/ui/exercise/saver.js");

function saver(options = {}) {
  const sent = [], events = [], kernel = { answer: {}, time: "" };
  const machine = makeSaver({
    learner: "01/7", exercise: "nights", wait: 4000, saved: () => kernel,
    send: (patch, number) => sent.push({ patch, number }),
    moved: (state, event) => events.push(`${event} → ${state}`),
    ...options,
  });
  return { machine, sent, events, kernel, kept: () => Object.keys(localStorage).filter((key) => key.startsWith("rounds/")) };
}
afterEach(() => {
  localStorage.clear();
  mock.timers.reset();
});

test("a change is kept in the browser until the kernel confirms it", () => {
  const { machine, sent, kept } = saver();
  machine.change({ zero: "position" });
  assert.equal(machine.state, "sending");
  assert.equal(kept().length, 1);
  machine.confirm(sent[0].number);
  assert.equal(machine.state, "saved");
  assert.deepEqual(kept(), []);
  machine.leave();
});

test("of two quick changes the confirmation of the first confirms nothing, and the second carries both", () => {
  const { machine, sent } = saver();
  machine.change({ zero: "position" });
  machine.change({ one: "interest" });
  assert.deepEqual(sent[1].patch, { zero: "position", one: "interest" });
  machine.confirm(sent[0].number);
  assert.equal(machine.state, "sending");
  machine.confirm(sent[1].number);
  assert.equal(machine.state, "saved");
  machine.leave();
});

test("a kernel that is silent makes it late, and a later confirmation ends that", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { machine, sent, events } = saver();
  machine.change({ zero: "position" });
  mock.timers.tick(4001);
  assert.equal(machine.state, "late");
  machine.change({ one: "fact" });
  assert.equal(machine.state, "late"); // one of them was not saved in time
  machine.confirm(sent[1].number);
  assert.deepEqual(events, ["change → sending", "late → late", "change → late", "confirmed → saved"]);
  machine.leave();
});

test("what is refused is kept and goes with the next change", () => {
  const { machine, sent, kept } = saver();
  machine.change({ zero: "position" });
  machine.refuse(sent[0].number);
  assert.equal(machine.state, "refused");
  assert.equal(machine.waiting, false);
  assert.equal(kept().length, 1);
  machine.change({ one: "fact" });
  assert.equal(machine.waiting, true);
  assert.deepEqual(sent[1].patch, { zero: "position", one: "fact" });
  machine.confirm(sent[1].number);
  assert.equal(machine.state, "saved");
  machine.leave();
});

test("a card that comes after takes over what a gone one left", () => {
  const before = saver();
  before.machine.change({ zero: "position" });
  before.machine.leave();
  const after = saver();
  after.machine.begin();
  assert.deepEqual(after.sent[0].patch, { zero: "position" });
  after.machine.confirm(after.sent[0].number);
  assert.deepEqual(after.kept(), []);
  after.machine.leave();
});

test("a connection that throws is late, not lost", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { machine, kept } = saver({ send() { throw new Error("closed"); } });
  machine.change({ zero: "position" });
  mock.timers.tick(4001);
  assert.equal(machine.state, "late");
  assert.equal(kept().length, 1);
  machine.leave();
});

test("from every state a change and its confirmation lead to saved", () => {
  for (const state of Object.keys(STATES)) {
    assert.equal(following(following(state, "change"), "confirmed"), "saved");
    assert.equal(following(state, "nonsense"), state);
  }
});
