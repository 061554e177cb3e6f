// What the plot of form `zone` shows of an answer, and says: what was set, and never the key. Where the zone is asked for, it
// says nothing of one until that question is answered; in graded work it then shows what the learner says, so that the
// picture doesn't work it out for them. Nor does it divide the surplus while a share is asked for.

import { figureOf, rounded, written } from "../axis.js";

export const NAMES = { rv: "reservation value", target: "target" };
const VALUES = ["own-rv", "own-target", "other-rv", "other-target"];
const SHARES = { least: -100, most: 200, unit: "percent" };

// The readable part of an answer; null for what is not there. The same as rounds/kinds/zopa/zone/answers.py.
export function readAnswer({ scale, asks }, answer) {
  const read = (name, on = scale) => (asks.includes(name) ? figureOf(answer[name], on) : null);
  const zone = asks.includes("zone") ? answer.zone ?? {} : {};
  return {
    ...Object.fromEntries(VALUES.map((name) => [name, read(name)])),
    ask: read("ask"),
    exists: { yes: true, no: false }[zone.exists] ?? null,
    width: figureOf(zone.width, { least: 0, most: scale.most - scale.least, unit: scale.unit }),
    share: read("share", SHARES),
  };
}

// Between both reservation values: `width` is below 0 where there is no zone. Null until both are there.
export function zoneOf({ own }, set) {
  const [mine, theirs] = [set["own-rv"], set["other-rv"]];
  if (mine === null || theirs === null) return null;
  const width = rounded(own.wants === "more" ? theirs - mine : mine - theirs);
  return { low: Math.min(mine, theirs), high: Math.max(mine, theirs), width, exists: width >= 0, share: (deal) => (deal - mine) / (theirs - mine) };
}

// The zone as far as it may be shown: { exists, width } with `claimed` where the learner says so and nothing was worked out.
export function shownZone({ asks, use }, set, zone) {
  if (!zone || (asks.includes("zone") && (set.exists === null || set.width === null))) return null;
  if (asks.includes("zone") && use === "graded") return { exists: set.exists, width: set.width, claimed: true };
  return { exists: zone.exists, width: Math.abs(zone.width), claimed: false };
}

// What lies between both reservation values, for the plot.
export function betweenOf(exercise, set) {
  const zone = zoneOf(exercise, set);
  if (!zone) return null;
  const shown = shownZone(exercise, set, zone), ends = { low: zone.low, high: zone.high };
  if (!shown) return { ...ends, state: "open", words: "zone or gap?" };
  const words = shown.exists ? `zone: ${written(shown.width)} wide` : `no zone: ${written(shown.width)} apart`;
  return { ...ends, state: shown.exists ? "zone" : "gap", words: shown.claimed ? `you say ${words}` : words };
}

// The sides whose target is worse than their reservation value, which can't be.
export function impossibleSides({ own }, set) {
  const up = { own: own.wants === "more", other: own.wants !== "more" };
  return Object.keys(up).filter((side) => {
    const [worst, best] = [set[`${side}-rv`], set[`${side}-target`]];
    return worst !== null && best !== null && (up[side] ? best < worst : best > worst);
  });
}

export function warningOf(exercise, set) {
  return impossibleSides(exercise, set).map((side) =>
    `⚠ ${exercise[side].label}: a target of ${written(set[`${side}-target`])} is worse than a reservation value of ${written(set[`${side}-rv`])}. A target is the better deal.`).join(" ");
}

function divides({ asks, use }, set) {
  return !asks.includes("share") || (use !== "graded" && set.share !== null);
}

function percent(share) { return `${Math.round(100 * share)}%`; }

function askDivides(share) {
  if (share >= 0 && share <= 1) return `A deal at the ask would give ${percent(share)} of it to your own side and ${percent(1 - share)} to the other.`;
  return `The ask is beyond ${share > 1 ? "the other side's" : "your own"} reservation value.`;
}

// The plot in words.
export function sentenceOf(exercise, set) {
  const { scale } = exercise;
  const sides = ["own", "other"].map((side) => {
    const values = Object.keys(NAMES).filter((end) => set[`${side}-${end}`] !== null).map((end) => `${NAMES[end]} ${written(set[`${side}-${end}`])}`);
    return values.length ? `${exercise[side].label}: ${values.join(", ")}.` : null;
  });
  const ask = set.ask === null ? null : `Ask: ${written(set.ask)}.`;
  const all = [...sides, ask, ...impossibleSides(exercise, set).map((side) => `${exercise[side].label}: the target is worse than the reservation value.`), ...zoneWords(exercise, set, scale)].filter(Boolean);
  return all.join(" ") || "Nothing is set yet. Drag a handle to where it belongs, or type the figure.";
}

function zoneWords(exercise, set, { unit }) {
  const zone = zoneOf(exercise, set), shown = shownZone(exercise, set, zone);
  if (!shown) return zone ? ["Whether that leaves a zone is for you to say."] : [];
  const width = `${written(shown.width)} ${unit}`;
  if (shown.claimed) return [shown.exists ? `You say: a zone, ${width} wide.` : `You say: no zone, ${width} apart.`];
  if (!shown.exists) return [`There is no zone: the two reservation values are ${width} apart.`];
  const words = [`The zone runs from ${written(zone.low)} to ${written(zone.high)}: a surplus of ${width}.`];
  if (set.ask !== null && zone.width > 0 && divides(exercise, set)) words.push(askDivides(zone.share(set.ask)));
  return words;
}
