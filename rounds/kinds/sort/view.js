// Sorting: one group of radio buttons a statement, which the keyboard and a screen reader know already.

function makeView({ exercise, change, id }) {
  const rows = exercise.items.map((item, number) => {
    const name = id(item.id);
    const inputs = new Map();
    const choices = exercise.bins.map((bin) => {
      const input = h("input", { type: "radio", name, value: bin.id, onchange: () => change({ [item.id]: bin.id }) });
      inputs.set(bin.id, input);
      return h("label", { class: "rounds-choice" }, input, h("span", {}, bin.label));
    });
    const said = saying();
    const node = h("fieldset", { class: "rounds-row", "data-item": item.id },
      h("legend", { class: "rounds-legend" }, h("span", { class: "rounds-number" }, `${number + 1}. `), item.text),
      h("div", { class: "rounds-choices" }, choices),
      said.node);
    return { item, inputs, said, node };
  });
  // A plain list: JupyterLab's own style for <dl> overlaps on a phone.
  const meanings = h("ul", { class: "rounds-bins" },
    exercise.bins.filter((bin) => bin.means).map((bin) => h("li", {}, h("b", {}, bin.label), " ", bin.means)));
  return {
    element: h("div", { class: "rounds-sort" }, meanings, rows.map((row) => row.node)),
    howMuch: (answer, status) => `${status.answered} of ${status.total} answered`,
    update(answer, said) {
      for (const { item, inputs, said: place, node } of rows) {
        for (const [bin, input] of inputs) input.checked = answer[item.id] === bin;
        node.classList.toggle("rounds-done", inputs.has(answer[item.id]));
        place.show(said[item.id]);
      }
    },
  };
}
