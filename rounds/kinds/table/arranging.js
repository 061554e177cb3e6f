// The rows of a table: kept while answers change, and put into another order with a short motion.

const GLIDE_MS = 220;

// Keeps the nodes of each row, so that nothing under a learner's fingers is ever replaced.
export function keyed(parent, make) {
  const kept = new Map();
  return (rows, ...rest) => {
    for (const [name, part] of kept) {
      if (rows.some((row) => row.id === name)) continue;
      for (const node of part.nodes) node.remove();
      kept.delete(name);
    }
    let next = null;
    for (const row of [...rows].reverse()) {
      if (!kept.has(row.id)) {
        const part = make(row);
        kept.set(row.id, part);
        for (const node of part.nodes) parent.insertBefore(node, next);
      }
      kept.get(row.id).update(row, ...rest);
      [next] = kept.get(row.id).nodes;
    }
    return kept;
  };
}

// Whether what can be folded starts unfolded: on a phone it waits until it is wanted.
export function roomy() { return window.matchMedia("(min-width: 641px)").matches; }

function still() { return window.matchMedia("(prefers-reduced-motion: reduce)").matches; }

// Brings the rows, each of one or more nodes, into this order. What has the focus keeps its place in the tree, since a
// node that is moved would lose it: the others move around it.
export function arrange(parent, rows) {
  const nodes = rows.flat();
  if (nodes.every((node, n) => parent.children[n] === node)) return false;
  const tops = still() ? [] : nodes.map((node) => node.getBoundingClientRect().top);
  const focused = nodes.findIndex((node) => node.contains(document.activeElement));
  if (focused < 0) parent.append(...nodes);
  else {
    nodes[focused].before(...nodes.slice(0, focused));
    parent.append(...nodes.slice(focused + 1));
  }
  if (!tops.length) return true;
  for (const node of nodes) for (const motion of node.getAnimations()) motion.cancel();
  const paths = nodes.map((node, n) => tops[n] - node.getBoundingClientRect().top);
  nodes.forEach((node, n) => {
    if (Math.abs(paths[n]) < 1) return;
    node.animate({ transform: [`translateY(${paths[n]}px)`, "none"] }, { duration: GLIDE_MS, easing: "ease-out" });
  });
  return true;
}
