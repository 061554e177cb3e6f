// Bins and what is in them, without a page.

// What each bin holds: the items placed there, in the order of the exercise.
export function held(items, bins, answer) {
  return new Map(bins.map((bin) => [bin.id, items.filter((item) => answer[item.id] === bin.id)]));
}

// Where a drop counts: in the bin under the pointer, or the nearest one within `reach` pixels; null anywhere else.
export function binAt(x, y, boxes, reach = 24) {
  let [best, least] = [null, reach];
  for (const { id, left, top, right, bottom } of boxes) {
    const away = Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0));
    if (away === 0) return id;
    if (away < least) [best, least] = [id, away];
  }
  return best;
}

// The next item that is open, from the current one on and then from the start; null where none is.
export function nextOpen(items, current, isDone) {
  const at = items.findIndex((item) => item.id === current);
  return [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) => !isDone(item))?.id ?? null;
}

// Who says a statement, and what: "Nurse: 'It hurts.'"; without a speaker, only what.
export function spoken(text) {
  const found = text.match(/^([^:'"“‘]{2,60}:)\s+(['"“‘].*)$/s);
  return found ? { who: found[1], words: found[2] } : { who: "", words: text };
}

// The first words of a statement, for a line that has no more room.
export function firstWords(text, most = 28) {
  const words = spoken(text).words.replace(/^['"“‘]|['"”’]$/g, "");
  if (words.length <= most) return words;
  return `${words.slice(0, most + 1).replace(/[\s,;:.–—-]*\s\S*$/, "")}\u00a0…`;
}
