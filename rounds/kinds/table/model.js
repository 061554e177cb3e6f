// The arithmetic of the table: U = Σ w·score ÷ Σ w, and E = p·U + (1 − p)·U of the status quo.
// Which row counts follows from the learner's own audit. null: not known yet.

import { members } from "../../ui/shared/merge_patch.js";
import { writeNumber } from "../../ui/shared/number_fields.js";
import { isolated } from "../../ui/shared/text.js";

export const CONTROLS = { own: "My own decision", secured: "Secured in writing", "needs-yes": "Needs another's yes" };
const COUNTS = { own: true, secured: true, "needs-yes": false };

export function figure(value) { return writeNumber(Math.round(value * 10) / 10); }
export function finite(value) { return typeof value === "number" && Number.isFinite(value); }

// An own row counts for nothing, to the marking too, until all of it is filled in.
function whole(exercise, row) {
  return (!row.own || Boolean(row.named.trim())) && finite(row.p) && exercise.interests.every(({ id }) => finite(row.scores[id]));
}

// All rows in order, those of the exercise and the learner's own.
export function tableRows(exercise, answer) {
  const own = Object.entries(members(answer.own) ? answer.own : {})
    .filter(([name, row]) => /^own-\d+$/.test(name) && members(row))
    .sort(([one], [other]) => Number(one.slice(4)) - Number(other.slice(4)))
    .map(([name, row]) => {
      const named = typeof row.label === "string" ? row.label : "";
      return { ...row, id: name, own: true, scores: members(row.scores) ? row.scores : {}, named, label: isolated(named) || `Your alternative ${name.slice(4)}` };
    });
  return [...exercise.alternatives.map((row) => ({ ...row, control: answer.control?.[row.id] })), ...own]
    .map((row) => ({ ...row, counts: COUNTS[row.control] ?? null, whole: whole(exercise, row) }));
}

// In the learner's own profile what is not given yet weighs nothing.
export function weightsOf(exercise, profile, answer) {
  const weights = profile.weights || answer.weights?.[profile.id] || {};
  return Object.fromEntries(exercise.interests.map(({ id }) => [id, finite(weights[id]) ? weights[id] : 0]));
}

export function total(weights) { return Object.values(weights).reduce((sum, weight) => sum + weight, 0); }

export function utility(scores, weights) {
  const names = Object.keys(weights);
  if (!total(weights) || !names.every((name) => finite(scores[name]))) return null;
  return names.reduce((sum, name) => sum + weights[name] * scores[name], 0) / total(weights);
}

export function expected(exercise, row, weights) {
  const stay = utility(exercise.alternatives.find(({ id }) => id === exercise.status_quo).scores, weights);
  if (row.id === exercise.status_quo) return stay;
  const here = utility(row.scores, weights);
  return here === null || stay === null || !finite(row.p) ? null : row.p * here + (1 - row.p) * stay;
}

// The same weights, in percent, with one of them moved; the others keep their proportions.
function moved(weights, interest, percent) {
  const rest = total(weights) - weights[interest];
  const others = Object.keys(weights).length - 1;
  return Object.fromEntries(Object.entries(weights).map(([name, weight]) =>
    [name, name === interest ? percent : (100 - percent) * (rest ? weight / rest : 1 / others)]));
}

// The same weights, in whole percent and together 100, after a learner set one of them. The others give or take what that
// needs, in proportion: first those not `settled` yet, and only when these have nothing left, all of them.
export function sharedOut(weights, interest, percent, settled = new Set()) {
  const others = Object.keys(weights).filter((name) => name !== interest);
  const kept = others.filter((name) => settled.has(name));
  const free = others.filter((name) => !settled.has(name));
  const left = 100 - percent - kept.reduce((sum, name) => sum + weights[name], 0);
  const [sharing, rest] = free.length && left >= 0 ? [free, left] : [others, 100 - percent];
  const before = sharing.reduce((sum, name) => sum + weights[name], 0);
  const exact = sharing.map((name) => (rest * (before ? weights[name] : 1)) / (before || sharing.length));
  const shared = { ...weights, [interest]: percent, ...Object.fromEntries(sharing.map((name, n) => [name, Math.floor(exact[n] + CORNER)])) };
  // What rounding left over goes to those that lost most by it.
  const losses = sharing.map((name, n) => ({ name, lost: exact[n] - shared[name] })).sort((one, other) => other.lost - one.lost);
  for (const { name } of losses) {
    const lacks = 100 - total(shared);
    if (lacks > CORNER) shared[name] += Math.min(1, lacks);
  }
  return shared;
}

// Rows from the one that is worth most to the one that is worth least; what isn't known comes last.
export function ranked(rows, worth) {
  return [...rows].sort((one, other) => {
    const [a, b] = [worth(one), worth(other)];
    return a === null || b === null ? (a === null) - (b === null) : b - a;
  });
}

// E against one weight is a straight line, so its ends are enough.
export function linesOf(exercise, rows, weights, interest) {
  return rows.filter((row) => row.counts && row.whole).map((row) => ({
    row, from: expected(exercise, row, moved(weights, interest, 0)), to: expected(exercise, row, moved(weights, interest, 100)),
  })).filter(({ from, to }) => from !== null && to !== null);
}

export function at(line, percent) { return line.from + (line.to - line.from) * (percent / 100); }

// Which line is highest where: stretches from left to right. Corners that only rounding sets apart are one place.
const CORNER = 1e-9; // percent

export function envelope(lines) {
  const cuts = [];
  for (const line of lines) {
    for (const other of lines) {
      const percent = 100 * (other.from - line.from) / (line.to - line.from - other.to + other.from);
      if (percent > CORNER && percent < 100 - CORNER) cuts.push(percent);
    }
  }
  cuts.sort((left, right) => left - right);
  const places = [0, ...cuts.filter((percent, n) => n === 0 || percent - cuts[n - 1] > CORNER), 100];
  const stretches = [];
  for (let n = 1; n < places.length; n += 1) {
    const middle = (places[n - 1] + places[n]) / 2;
    const line = lines.reduce((best, other) => (at(other, middle) > at(best, middle) + 1e-9 ? other : best));
    const last = stretches.at(-1);
    if (last?.line === line) last.end = places[n];
    else stretches.push({ line, start: places[n - 1], end: places[n] });
  }
  return stretches;
}

// The picture in words.
export function flipSentence(stretches, percent, interest, whose) {
  const name = (stretch) => `“${stretch.line.row.label}”`;
  const where = `With ${interest} at ${figure(percent)}%,`;
  const level = stretches.find((stretch) => stretch.end < 100 && Math.abs(stretch.end - percent) < 0.05);
  if (level) {
    const next = stretches[stretches.indexOf(level) + 1];
    return `${where} ${name(level)} and ${name(next)} are level (E ${figure(at(level.line, percent))}): below it is the first, above it the second.`;
  }
  const n = stretches.findIndex((stretch) => percent <= stretch.end);
  const [before, here, after] = [stretches[n - 1], stretches[n], stretches[n + 1]];
  const flips = [
    before ? `to ${name(before)} when ${interest} falls below ${figure(here.start)}%` : null,
    after ? `to ${name(after)} when ${interest} rises above ${figure(here.end)}%` : null,
  ].filter(Boolean).join(", and ");
  return `${where} ${whose} BATNA by your audit is ${name(here)} (E ${figure(at(here.line, percent))}). `
    + (flips ? `It flips ${flips}.` : `No weight of ${interest} changes that.`);
}
