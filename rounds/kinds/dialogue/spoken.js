// What a conversation says in words of its own: pure functions, tested without a browser.

// A line that is one quotation is its speaker's own words, and in a bubble needs no marks. One with more than a
// single quotation, or with something done beside what's said, keeps them.
export function unquoted(text) {
  const whole = text.trim();
  const [, mark, inner] = whole.match(/^(['"])(.*)\1$/s) ?? [];
  if (inner === undefined) return whole;
  return (mark === "'" ? /[.,?!…]'\s|\s'\S/ : /"/).test(inner) ? whole : inner;
}

// `3 of 5 (high)`, as rounds/kinds/dialogue/quantity_words.py writes it, in its two parts.
export function figureAndWord(told) {
  const [, figure, word] = told.match(/^(.*) \((.*)\)$/) ?? [null, told, ""];
  return { figure, word };
}

// The boxes of a gauge, each with how much of it is filled, from 0 to 1. A long scale has ten.
export function boxes({ value, least, most }) {
  const range = most - least;
  const count = range <= 10 && Number.isInteger(range) ? range : 10;
  const filled = ((value - least) / range) * count;
  return Array.from({ length: count }, (_, at) => Math.min(1, Math.max(0, filled - at)));
}

// Where the log has to be scrolled to, so that what's new is read from its beginning: from the learner's own line
// where all of it fits, otherwise from the answer, and never farther than the end.
export function restingPlace({ height, end, said, answer }) {
  const from = end - said <= height ? said : answer;
  return Math.max(0, Math.min(from, end - height));
}
