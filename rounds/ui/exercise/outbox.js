
import { freshId } from "../shared/dom.js";
import { compose, gaps } from "../shared/merge_patch.js";
import { here } from "../shared/page_state.js";

export const ORPHAN_MS = 3000; // an unsaved change this old belongs to a page that is gone

// Changes that the kernel has not confirmed wait in this browser, so that a closed page, a
// restarting kernel or a lost connection loses nothing: the next time the exercise shows, they are sent.
export function makeOutbox(learner, exercise) {
  const prefix = `rounds/${learner}/${exercise}/`;
  const ofThisPage = `${prefix}${here.page}/`;
  const mine = ofThisPage + freshId("view");
  const store = (() => {
    try { return learner ? window.localStorage : null; } catch { return null; } // private windows may refuse it
  })();
  let sent = 0;
  here.alive.add(mine);
  return {
    name: mine,
    // What names a change to the kernel, whose answer goes to all views of the card: each must know its own.
    next() { sent += 1; return `${mine}/${sent}`; },
    keep(change, upon) {
      try { store?.setItem(mine, JSON.stringify({ at: Date.now(), upon, change })); } catch { /* full: the kernel still gets it */ }
    },
    clear() { try { store?.removeItem(mine); } catch { /* nothing to clear */ } },
    // What views that are gone left unsaved, as one patch, taken over from them.
    adopt(answer, saved) {
      const found = [];
      for (const key of Object.keys(store || {}).filter((k) => k.startsWith(prefix) && !here.alive.has(k))) {
        try {
          const { at, upon, change } = JSON.parse(store.getItem(key));
          if (!key.startsWith(ofThisPage) && Date.now() - at < ORPHAN_MS) continue; // perhaps another tab, at work
          // What was saved since, perhaps on another computer, is newer: fill its gaps and no more. Where nothing
          // was saved since, the change is the newer one, whatever the clocks of browser and kernel say.
          found.push({ at, change: saved !== upon && at < Date.parse(saved) ? gaps(answer, change) : change });
        } catch { /* not ours */ }
        store.removeItem(key);
      }
      return found.sort((one, other) => one.at - other.at).reduce((all, { change }) => compose(all, change), {});
    },
    leave() { here.alive.delete(mine); },
  };
}
