// Which endings of a practice conversation this browser has seen. The answer holds the latest conversation alone.

export function rememberEndings(name) {
  const key = `rounds-endings/${name}`;
  let seen = new Set();
  try { seen = new Set(JSON.parse(window.localStorage.getItem(key) ?? "[]")); } catch { /* private windows may refuse it */ }
  return {
    // Of `total` endings; one that's no longer in the conversation doesn't count.
    count: (total) => [...seen].filter((ending) => ending < total).length,
    see(ending) {
      if (seen.has(ending)) return;
      seen.add(ending);
      try { window.localStorage.setItem(key, JSON.stringify([...seen])); } catch { /* then it counts while this page is open */ }
    },
  };
}

export function endingsSeen(seen, total) {
  if (total < 2) return "";
  return seen >= total ? `You have seen all ${total} endings.` : `${seen} of ${total} endings seen.`;
}
