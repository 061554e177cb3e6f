// Matching clues with choices: a list to choose from for each clue.

function makeView({ exercise, change }) {
  const lists = new Map(exercise.clues.map((clue) => [clue.id, h("select", { onchange: (event) => change({ [clue.id]: event.target.value || null }) },
    [h("option", { value: "" }, "Choose"), ...exercise.choices.map((choice) => h("option", { value: choice.id }, choice.label))])]));
  return {
    element: h("ul", { class: "rounds-match" }, exercise.clues.map((clue) => h("li", { "data-item": clue.id }, h("label", {}, clue.text, lists.get(clue.id))))),
    howMuch: (answer, status) => `${status.answered} of ${status.total} matched`,
    update(answer) {
      for (const [name, list] of lists) list.value = answer[name] ?? "";
    },
  };
}
