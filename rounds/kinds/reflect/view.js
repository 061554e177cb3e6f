// Free text: saved a moment after the last key, and at once when one leaves the field or the page.

const TYPING_MS = 800;

function makeView({ exercise, change, id }) {
  const areas = exercise.fields.map((field) => {
    const name = id(field.id);
    const area = h("textarea", { id: name, rows: "4", dir: "auto", "aria-describedby": field.hint ? `${name}-hint` : null });
    let typed = null; // text that is not handed on yet
    let timer = null;
    const flush = () => {
      clearTimeout(timer);
      if (typed === null) return;
      const text = typed;
      typed = null;
      change({ [field.id]: text === "" ? null : text });
    };
    area.addEventListener("input", () => {
      typed = area.value;
      clearTimeout(timer);
      timer = setTimeout(flush, TYPING_MS);
    });
    area.addEventListener("blur", flush);
    return {
      field, flush,
      node: h("div", { class: "rounds-field", "data-item": field.id },
        h("label", { for: name }, field.label),
        field.hint ? h("p", { id: `${name}-hint`, class: "rounds-hint" }, field.hint) : null, area),
      show(text) { if (typed === null && area.value !== text) area.value = text; },
    };
  });
  const flushAll = () => { for (const area of areas) area.flush(); };
  window.addEventListener("pagehide", flushAll);
  document.addEventListener("visibilitychange", flushAll);

  const rubric = h("details", { class: "rounds-rubric" }, h("summary", {}, "How it is judged"),
    exercise.rubric.map((line) => h("div", {}, h("h4", {}, line.label),
      h("ul", { class: "rounds-levels" }, line.levels.map((level, points) =>
        h("li", {}, h("b", {}, `${points} ${points === 1 ? "point" : "points"}`), " ", h("span", {}, level)))))));
  return {
    element: h("div", { class: "rounds-reflect" }, areas.map((area) => area.node), rubric),
    howMuch: (answer, status) => `${status.answered} of ${status.total} parts written`,
    update(answer) {
      for (const area of areas) area.show(typeof answer[area.field.id] === "string" ? answer[area.field.id] : "");
    },
    flush: flushAll,
    leave() {
      flushAll();
      window.removeEventListener("pagehide", flushAll);
      document.removeEventListener("visibilitychange", flushAll);
    },
  };
}
