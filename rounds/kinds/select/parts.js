// How a list to choose from is parted, so that a part fits on a screen.

const MOST = 8; // lines that fit on a screen, with what is said of some of them

// The parts as { group, items }: the exercise's groups, or a long list in parts as even as can be.
export function partsOf({ groups, items, style }) {
  if (groups.length) return groups.map((group) => ({ group, items: items.filter((item) => item.group === group.id) }));
  const parts = style === "transcript" ? 1 : Math.ceil(items.length / MOST);
  const start = (part) => Math.round((part * items.length) / parts);
  return Array.from({ length: parts }, (_, part) => ({ group: null, items: items.slice(start(part), start(part + 1)) }));
}
