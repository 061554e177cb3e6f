// A line that someone is still writing. It isn't an answer yet, so only this browser keeps it, and a reload brings it back.

export const NO_DRAFT = { text: "", keep() {} };

export function rememberDraft(name) {
  const key = `rounds-draft/${name}`;
  let text = "";
  try { text = window.localStorage.getItem(key) ?? ""; } catch { /* private windows may refuse it */ }
  return {
    text,
    keep(now) {
      try {
        if (now.trim()) window.localStorage.setItem(key, now);
        else window.localStorage.removeItem(key);
      } catch { /* then it lasts as long as this page */ }
    },
  };
}
