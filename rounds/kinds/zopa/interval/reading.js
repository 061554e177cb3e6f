// What the plot of form `interval` shows and says of both ends, each a figure or null; ends that cross are put in order.

import { rounded, written } from "../axis.js";

function ordered(ends) { return ends.every((end) => end !== null) ? [...ends].sort((a, b) => a - b) : null; }

export function betweenOf(ends) {
  const range = ordered(ends);
  return range && { state: "zone", low: range[0], high: range[1], words: `${written(rounded(range[1] - range[0]))} wide` };
}

export function sentenceOf(ends, unit) {
  const range = ordered(ends);
  if (range) return `From ${written(range[0])} to ${written(range[1])} ${unit}: ${written(rounded(range[1] - range[0]))} wide.`;
  const [low, high] = ends;
  if (low === null && high === null) return "Set both ends.";
  return low === null ? `At most ${written(high)} ${unit}. Now set the other end.` : `At least ${written(low)} ${unit}. Now set the other end.`;
}
