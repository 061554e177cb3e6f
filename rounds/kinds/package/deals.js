// What deals are worth, worked out on the page, so that a choice is answered at once.

import { writeNumber } from "../../ui/shared/number_fields.js";

export const OWN = 0;
export const OTHER = 1;

export function sum(numbers) { return Math.round(numbers.reduce((all, one) => all + one, 0) * 1e9) / 1e9; }

// What a list of levels, in the order of the issues, is worth to each side; open issues count nothing.
function worthOf(issues, points, levels) {
  return [OWN, OTHER].map((side) => sum(issues.map((issue, n) => points[issue.id][levels[n]]?.[side] ?? 0)));
}

function everyDeal(issues) {
  return issues.reduce((deals, issue) => deals.flatMap((deal) => issue.levels.map((level) => [...deal, level.id])), [[]]);
}

// All the deals of a learner. What those that stand out are worth comes from the kernel once a deal is settled: `take`.
export function makeDeals(exercise, scene) {
  const { issues } = exercise;
  const worth = (levels) => worthOf(issues, scene.points, levels);
  const all = everyDeal(issues).map(worth);
  return {
    all, worth, split: scene.split, batna: scene.batna, frontier: [], nash: [], fair: [],
    take(now) { [this.frontier, this.nash, this.fair] = [now.frontier, now.nash, now.fair]; },
    acceptable: all.filter((deal) => deal[OWN] > scene.batna[OWN] && deal[OTHER] > scene.batna[OTHER]).length,
    better: (one) => all.filter((deal) => deal[OWN] > one[OWN] && deal[OTHER] > one[OTHER]).length,
    efficient: (one) => !all.some((deal) => deal[OWN] >= one[OWN] && deal[OTHER] >= one[OTHER] && (deal[OWN] > one[OWN] || deal[OTHER] > one[OTHER])),
  };
}

export function count(number, one, many) { return `${writeNumber(number)} ${number === 1 ? one : many}`; }

// How far a side is above or below its BATNA.
function gap(points, batna) {
  const apart = sum([points, -batna]);
  if (apart === 0) return "just as good as the BATNA";
  return `${writeNumber(Math.abs(apart))} ${apart > 0 ? "above" : "below"} the BATNA`;
}

// The sentence that says what the picture shows.
export function picturedDeal(exercise, deals, now, settled) {
  const { own, other, issues } = exercise;
  if (settled < issues.length) {
    return `${count(deals.all.length, "deal is", "deals are")} possible, and ${count(deals.acceptable, "is", "are")} better than the BATNA for both sides. `
      + "Settle every issue, and you'll see yours among them.";
  }
  const better = deals.better(now);
  const place = deals.efficient(now) ? "It lies on the frontier: nobody can gain unless someone loses."
    : better ? `It lies inside the frontier: ${count(better, "other deal is", "other deals are")} better for both sides.`
      : "It lies inside the frontier: another deal is better for one side, and no worse for the other.";
  return `This deal: ${own.label} ${writeNumber(now[OWN])} (${gap(now[OWN], deals.batna[OWN])}), `
    + `${other.label} ${writeNumber(now[OTHER])} (${gap(now[OTHER], deals.batna[OTHER])}). ${place}`;
}

// The clause in words: what each side believes, and what the bet is then worth to it.
export function clauseWords(exercise, scene, level) {
  const { event, belief, worth } = scene.clause;
  const label = level.label;
  const [own, other] = worth[level.id];
  const percent = (p) => `${writeNumber(Math.round(p * 1000) / 10)}%`;
  if (own[0] === own[1] && other[0] === other[1]) return `“${label}” is worth the same whatever happens.`;
  const names = [exercise.own.label, exercise.other.label];
  const work = (side) => {
    const [holds, fails] = worth[level.id][side].map(writeNumber);
    const expected = writeNumber(scene.points[scene.clause.issue][level.id][side]);
    return `${names[side]}: ${percent(belief[side])} × ${holds} + ${percent(1 - belief[side])} × ${fails} = ${expected} expected.`;
  };
  return `“${label}” depends on whether it turns out ${event}. ${names[OWN]} ${names[OWN] === "You" ? "hold" : "holds"} that to be ${percent(belief[OWN])} likely. `
    + `${names[OTHER]}: ${percent(belief[OTHER])}. ${work(OWN)} ${work(OTHER)}`;
}
