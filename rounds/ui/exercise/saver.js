// Saving, as one state machine that every card uses.
//
//   saved     all is confirmed
//   sending   a change is on its way
//   late      a change is on its way, and one was not confirmed in time or was refused before
//   refused   the kernel could not save the change; the next one is sent together with it
//
// A change is kept in this browser (outbox.js) before it is sent and until the kernel confirms it, so a closed page, a
// restarting kernel or a lost connection loses nothing: the next card of this exercise sends it.

import { compose, storable } from "../shared/merge_patch.js";
import { afterwards } from "../shared/page_state.js";
import { makeOutbox, ORPHAN_MS } from "./outbox.js";

const WAIT_MS = 4000; // a save that takes longer than this is named

// Each state, and what leads on from it. What is not listed changes nothing.
export const STATES = {
  saved: { change: "sending" },
  sending: { change: "sending", late: "late", refused: "refused", confirmed: "saved" },
  late: { change: "late", late: "late", refused: "refused", confirmed: "saved" },
  refused: { change: "late" },
};

export function following(state, event) { return STATES[state][event] ?? state; }

// Saves the answer of one exercise, or what belongs to it, under the name `exercise`.
//   send(patch, number)   gives the kernel a change; its answer comes back as `confirm` or `refuse` with that number
//   saved()               { answer, time } as the kernel has them
//   moved(state, event)   is told of each event, after the state has followed
export function makeSaver({ learner, exercise, send, saved, moved, wait = WAIT_MS }) {
  const outbox = makeOutbox(learner, exercise);
  let state = "saved";
  let pending = null; // the patch that is not confirmed
  let changed = ""; // when it was made
  let sent = ""; // the name of the last change
  let timer = null;

  function go(event) {
    state = following(state, event);
    moved(state, event);
  }

  function change(typed) {
    pending = compose(pending ?? {}, storable(typed));
    changed = afterwards(saved().time);
    outbox.keep(pending, saved().time ?? "");
    sent = outbox.next();
    clearTimeout(timer);
    timer = setTimeout(go, wait, "late");
    go("change");
    try { send(pending, sent); } catch { /* the timer tells */ }
  }

  function confirm(number) {
    if (number !== sent || !pending) return;
    clearTimeout(timer);
    pending = null;
    outbox.clear();
    go("confirmed");
  }

  function refuse(number) {
    if (number !== sent || !pending) return;
    clearTimeout(timer);
    go("refused");
  }

  // Of changes that nobody waits for any more: sent now, as if they were made now.
  function adopt() {
    const left = outbox.adopt(saved().answer, saved().time);
    if (Object.keys(left).length) change(left);
  }
  let later = null;

  return {
    name: outbox.name,
    change, confirm, refuse,
    // Take over what gone pages left unsaved; what is too young to tell, a little later.
    begin() {
      adopt();
      later = setTimeout(adopt, ORPHAN_MS + 500);
    },
    leave() {
      outbox.leave();
      clearTimeout(timer);
      clearTimeout(later);
    },
    get state() { return state; },
    get pending() { return pending; },
    get changed() { return changed; },
    // Whether the kernel has still to say if the last change is saved.
    get waiting() { return state === "sending" || state === "late"; },
  };
}
