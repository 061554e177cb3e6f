// How words and times are written on a page.

// A learner's words for the middle of a line of ours: marks that turn the direction of what follows go, and letters
// that run right to left are isolated. What is saved keeps them.
const TURNING = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
export function isolated(text) {
  const plain = text.replace(TURNING, "");
  return RIGHT_TO_LEFT.test(plain) ? `\u2068${plain}\u2069` : plain;
}

// When something was saved, in the learner's own way of writing it: the time alone where it was today.
export function clock(iso) {
  const time = new Date(iso);
  if (!iso || Number.isNaN(time.getTime())) return "";
  const hour = time.toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  const today = time.toDateString() === new Date().toDateString();
  return today ? hour : `${time.toLocaleDateString([], { day: "numeric", month: "short" })}, ${hour}`;
}

// The day of a time, such as Oct 3; empty if it isn't one.
export function day(iso) {
  const time = new Date(iso);
  return !iso || Number.isNaN(time.getTime()) ? "" : time.toLocaleDateString([], { day: "numeric", month: "short" });
}

export function capital(text) { return text[0].toUpperCase() + text.slice(1); }
