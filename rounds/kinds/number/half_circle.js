// Where things are on a dial of half a circle: the least on the left, the most on the right, over the top.

export const CENTER = { x: 130, y: 128 };
export const RADIUS = 104;

export function shareOf(value, { least, most }) { return Math.min(1, Math.max(0, (value - least) / (most - least))); }

export function pointAt(share) {
  const angle = Math.PI * (1 - share);
  return { x: round(CENTER.x + RADIUS * Math.cos(angle)), y: round(CENTER.y - RADIUS * Math.sin(angle)) };
}

export function ends() { return [pointAt(0), pointAt(1)]; }

export function arc(from, to) {
  const [start, end] = [pointAt(from), pointAt(to)];
  return `M${start.x} ${start.y}A${RADIUS} ${RADIUS} 0 0 1 ${end.x} ${end.y}`;
}

// The setting that a point belongs to; below the dial's foot it is the nearer end.
export function settingAt(x, y, dial) {
  const [across, up] = [x - CENTER.x, CENTER.y - y];
  const share = up <= 0 ? Number(across > 0) : 1 - Math.atan2(up, across) / Math.PI;
  const steps = Math.round((share * (dial.most - dial.least)) / dial.step);
  return Math.min(dial.most, round(dial.least + steps * dial.step));
}

function round(value) { return Math.round(value * 1e6) / 1e6; }
