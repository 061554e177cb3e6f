// The arithmetic of an axis: where a figure stands on it, which figures are written at it, and what can be drawn.

import { readNumber } from "../../ui/shared/number_fields.js";

// Sums of steps such as 0.1, without what binary fractions add.
export function rounded(value) { return Math.round(value * 1e9) / 1e9; }

// A figure as people read it: two decimals at most, as in rounds/core/number_format.py.
export function written(value) { return value.toLocaleString("en-US", { maximumFractionDigits: 2 }); }

// From 0 at the least to 1 at the most.
export function shareOf(value, { least, most }) {
  return Math.min(1, Math.max(0, (value - least) / (most - least)));
}

// Where a handle waits until it is set.
export function middleOf({ least, most, step }) {
  return rounded(least + Math.round((most - least) / 2 / step) * step);
}

// The entry of an answer as a figure of the scale; null where there is none, or none that counts.
export function figureOf(entry, { least, most, unit }) {
  const value = typeof entry === "number" ? entry : typeof entry === "string" ? readNumber(entry, unit) : null;
  return Number.isFinite(value) && value >= least - 1e-9 && value <= most + 1e-9 ? value : null;
}

// Round figures at equal distances, from end to end: in steps of 1, 2, 2.5 or 5 if possible, or of 10 times that.
export function ticksOf({ least, most }) {
  const reach = most - least, counts = [4, 5, 3, 2];
  const digits = (count) => Number((reach / count).toExponential().split("e")[0]);
  const isWhole = (count) => reach < 4 || Number.isInteger(rounded(reach / count));
  const parts = counts.find((count) => isWhole(count) && [1, 2, 2.5, 5].includes(digits(count))) ?? counts.find(isWhole) ?? 1;
  return Array.from({ length: parts + 1 }, (_, at) => rounded(least + (reach * at) / parts));
}
