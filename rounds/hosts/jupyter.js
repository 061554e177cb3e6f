// What every card's widget carries: it takes the front end from the one widget that brings it to this page, and shows the
// card with it. The front end itself would otherwise travel with each card.

const ENDS = "IPY_MODEL_";

async function frontEnd(model) {
  const shared = await model.widget_manager.get_model(model.get("front_end").slice(ENDS.length));
  const version = shared.get("version");
  const loaded = (globalThis.roundsFrontEnds ??= new Map());
  if (!loaded.has(version)) loaded.set(version, load(shared.get("script"), shared.get("style")));
  return loaded.get(version);
}

async function load(script, style) {
  const sheet = document.getElementById("rounds-style") ?? document.head.appendChild(Object.assign(document.createElement("style"), { id: "rounds-style" }));
  sheet.textContent = style;
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  try { return await import(address); } finally { URL.revokeObjectURL(address); }
}

export default {
  async render({ model, el }) {
    const { cards } = await frontEnd(model);
    return cards[model.get("view")]({ model, el });
  },
};
