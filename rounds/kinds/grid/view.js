// Options against interests. To a screen reader each option is a group of named check boxes; on a
// wide page they line up as a grid under the interests; on a phone each box shows its own name, one option at a time.

import { oneAtATime } from "../../ui/exercise/one_at_a_time.js";
import { saying } from "../../ui/exercise/saying.js";
import { h } from "../../ui/shared/dom.js";

export function makeView({ exercise, change, say, id }) {
  const rows = new Map();
  const sides = exercise.columns.map((column) => (column.side ? `${column.side}: ${column.label}` : column.label));
  const heads = h("div", { class: "rounds-grid-head", "aria-hidden": "true" },
    h("span", {}, exercise.rows_are),
    exercise.columns.map((column) => h("span", {}, column.side ? h("i", {}, column.side) : null, column.label)));
  const lines = exercise.rows.map((row) => {
    const cells = new Map();
    const said = saying();
    const boxes = exercise.columns.map((column, at) => {
      const input = h("input", {
        type: "checkbox",
        onchange: () => change({ cells: { [row.id]: { [column.id]: input.checked ? true : null } } }),
      });
      cells.set(column.id, input);
      return h("label", { class: "rounds-cell" }, input, h("span", { class: "rounds-cell-name" }, sides[at]));
    });
    rows.set(row.id, { cells, said });
    return h("fieldset", { class: "rounds-grid-row", "data-item": row.id },
      h("legend", { class: "rounds-sr" }, `${row.label} serves`),
      h("span", { class: "rounds-grid-label", "aria-hidden": "true" }, row.label),
      boxes, h("div", { class: "rounds-grid-said" }, said.node));
  });
  const most = exercise.choose.max;
  const picks = new Map();
  const chosenSaid = saying();
  const choices = exercise.rows.map((row) => {
    const input = h("input", {
      type: "checkbox",
      onchange: () => {
        const taken = [...picks.values()].filter((pick) => pick.checked).length;
        if (input.checked && taken > most) {
          input.checked = false;
          say(`At most ${most}: take one away before you choose another.`, true);
          return;
        }
        change({ chosen: { [row.id]: input.checked ? true : null } });
      },
    });
    picks.set(row.id, input);
    return h("li", {}, h("label", { class: "rounds-check" }, input, h("span", {}, row.label)));
  });
  const label = id("choose");
  const choosing = h("div", { role: "group", "aria-labelledby": label, class: "rounds-choose", "data-item": "choice" },
    h("p", { id: label, class: "rounds-task" }, exercise.choose.task),
    h("ul", { class: "rounds-picks" }, choices), chosenSaid.node);
  const isTicked = (boxes) => Object.values(boxes ?? {}).some((value) => value === true);
  let answer = {};
  const steps = oneAtATime({
    items: [...exercise.rows.map((row, at) => ({ id: row.id, node: lines[at] })), { id: "choice", node: choosing }],
    answered: (name) => isTicked(name === "choice" ? answer.chosen : answer.cells?.[name]),
    label: "row",
  });
  return {
    element: h("div", { class: "rounds-grid", style: `--rounds-columns: ${exercise.columns.length}` }, heads, steps.node),
    howMuch() {
      const ticks = Object.values(answer.cells || {}).flatMap(Object.values).filter((value) => value === true).length;
      const taken = Object.values(answer.chosen || {}).filter((value) => value === true).length;
      return `${ticks || "no"} ${ticks === 1 ? "box" : "boxes"} ticked, ${taken || "no"} ${taken === 1 ? "option" : "options"} chosen`;
    },
    update(now, said) {
      answer = now;
      for (const [name, row] of rows) {
        for (const [column, input] of row.cells) input.checked = answer.cells?.[name]?.[column] === true;
        row.said.show(said[name]);
      }
      for (const [name, input] of picks) input.checked = answer.chosen?.[name] === true;
      chosenSaid.show(said.choice);
      steps.update();
    },
    leave: steps.leave,
  };
}
