"""Does every kind of exercise with keys alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from rounds import kinds
from rounds.kinds.package.spec import ROLES
from rounds.storage.answers import read
from tests.browser.keyboard import Typist
from tests.browser.lab import Notebook, until
from tests.browser.talking import with_own_lines

# One small function a kind; each yields after an item, where one would read what is said of it.


def sort(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    one = typist.one_at_a_time()
    for item in exercise.items:
        typist.come_to(item.id)
        first = (".rounds-asked:nth-of-type(1)" if exercise.then else "", exercise.bins, item.id)
        second = [(".rounds-asked:nth-of-type(2)", exercise.then.bins, f"{item.id}/then")] if exercise.then else []
        for question, bins, key in (first, *second):
            group = f"[data-item={item.id}] {question}"
            if one:
                typist.reach(f"{group} input[type=radio]")
                typist.keys(str(1 + [b.id for b in bins].index(answer[key])))
            else:
                typist.choose(group, answer[key])
        yield item.id
        if one and exercise.use != "practice" and item != exercise.items[-1]:
            expect(typist.notebook.item(exercise.id, item.id)).to_be_hidden()  # the next card comes by itself


def select(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    for item in exercise.items:
        if item.id in answer:
            typist.come_to(item.id)
            typist.tick(f"[data-item={item.id}] input")
            yield item.id


def grid(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    for row in exercise.rows:
        typist.come_to(row.id)
        for at, column in enumerate(exercise.columns, start=1):
            if column.id in answer["cells"].get(row.id, {}):
                typist.tick(f"[data-item={row.id}] .rounds-cell:nth-of-type({at}) input")
        yield row.id
    typist.come_to("choice")
    for at, row in enumerate(exercise.rows, start=1):
        if row.id in answer["chosen"]:
            typist.tick(f"[data-item=choice] li:nth-child({at}) input")


def order(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    for cards in answer["sequence"].values():
        for card in cards:
            typist.reach(f"[data-item={card}] .rounds-add button")
            typist.keys("Enter")
            yield card
    functions = [one.id for one in exercise.functions]
    for card, function in answer.get("functions", {}).items():
        typist.pick(f"[data-item={card}] select", 1 + functions.index(function))
        yield card
    for sequence, card in answer.get("stop", {}).items():
        typist.choose(f"[data-sequence={sequence}]", card)
        yield sequence


def number(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    for item in exercise.items:
        given, dial = answer[item.id], item.dial
        if dial:
            steps, most = (round((value - dial.least) / dial.step) for value in (given["dial"], dial.most))
            typist.slide(f"[data-item={item.id}] input[type=range]", steps, most)
            typist.keys("Tab")
            typist.read_on()  # the field opens once the dial is saved
        typist.type(f"[data-item={item.id}] input[type=text]", f"{given['value']:.4f}")
        yield item.id


def table(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    for row, control in answer["control"].items():
        typist.come_to(f"control-{row}")
        typist.choose(f"[data-item=control-{row}]", control)
        yield row
    for person in exercise.profiles:
        typist.come_to(f"rv-{person.id}", ".rounds-people")
        for at, interest in enumerate(exercise.interests, start=1) if person.id in answer.get("weights", {}) else ():
            field = f"[data-for=weights-{person.id}] .rounds-weigh-row:nth-of-type({at}) input[type=text]"
            typist.type(field, f"{answer['weights'][person.id][interest.id]:g}")
        for row, value in answer["totals"].get(person.id, {}).items():
            label = next(a.label for a in exercise.alternatives if a.id == row)
            typist.type(f'input[aria-label="Expected value of {label} for {person.label}"]', f"{value:.2f}")
            yield row
        typist.choose(f"[data-item=choice-{person.id}]", answer["choice"][person.id])
        yield f"the choice of {person.id}"
        typist.type(f"[data-item=rv-{person.id}] input", f"{answer['rv'][person.id]:.2f}")
        yield person.id


def plane(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    for item, point in answer.items():
        for at, side in enumerate(("own", "other"), start=1):
            typist.slide(f"[data-item={item}] .rounds-slider:nth-of-type({at}) input", point[side], 10)
            typist.keys("Tab")
        yield item


def dialogue(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    for at, move in enumerate(answer["moves"]):
        if own := answer.get("lines", {}).get(str(at)):
            typist.reach(".rounds-talk-composer textarea")
            typist.page.keyboard.type(own)
            typist.keys("Enter")
            typist.see(".rounds-talk-turn:focus")
        typist.reach(f".rounds-talk-line[value={move}]")
        typist.keys("Enter")
        typist.see(f"[data-item=step-{at}] .rounds-talk-other")
        typist.see(".rounds-talk-line:not([aria-disabled]), .rounds-talk-composer, .rounds-talk-over")
        typist.see(":is(.rounds-talk-turn, .rounds-talk-composer textarea, .rounds-talk-over):focus")
        typist.focus()
        yield move


def package(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    roles = list(ROLES)
    for issue, level in answer["deal"].items():
        typist.choose(f"[data-issue={issue}]", level)
        yield f"the level of {issue}"
        typist.pick(f"[data-issue={issue}] select", 1 + roles.index(answer["roles"][issue]))
        yield issue


def zopa(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    if exercise.form == "interval":
        for name, interval in answer.items():
            for end, value in interval.items():
                typist.type(f"[data-item={name}] [data-end={end}] input", f"{value:g}")
            yield name
        return
    for at, (name, given) in enumerate(answer.items()):
        item, scale = f"[data-item={name}]", exercise.scale
        if name == "zone":
            typist.choose(item, given["exists"])
            typist.type(f"{item} input[type=text]", f"{given['width']:g}")
        elif name == "rescue":
            typist.choose(item, given)
        elif at == 0:
            steps, most = (round((value - scale.least) / scale.step) for value in (given, scale.most))
            typist.slide(f"[data-for={name}] input", steps, most)
            typist.keys("Tab")
        else:
            typist.type(f"{item} input[type=text]", f"{given:g}")
        yield name
    typist.see(".rounds-between")


def sheet(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    typist.choose("[data-item=case]", case := answer["case"])
    for entry, value in answer[case].items():
        typist.come_to(f"{case}-{entry}")
        if isinstance(value, str):
            typist.choose(f"[data-item={case}-{entry}]", value)
        else:
            typist.type(f"[data-item={case}-{entry}] input", f"{value:g}")
        yield entry


def reflect(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    for field in exercise.fields:
        item = f"[data-item={field.id}]"
        if not field.weights:
            typist.write(f"{item} textarea", answer[field.id])
            continue
        for row, line in enumerate(answer[field.id].split("\n"), start=1):
            words, _, weight = line.rpartition(": ")
            typist.write(f"{item} .rounds-weight:nth-of-type({row}) input[type=text]", words)
            typist.type(f"{item} .rounds-weight:nth-of-type({row}) .rounds-weight-typed", weight)
        yield field.id


def opening(typist: Typist, exercise: Any, answer: dict[str, Any]) -> Any:
    typist.reach("[data-item=line] textarea")
    typist.page.keyboard.type(answer["line"])
    yield "line"


DOING: dict[str, Callable[[Typist, Any, dict[str, Any]], Any]] = {
    doing.__name__: doing
    for doing in (sort, select, grid, order, number, table, plane, dialogue, package, zopa, sheet, reflect, opening)
}


def give(typist: Typist, exercise: Any, answer: dict[str, Any]) -> None:
    """Give that answer to the exercise in which the focus is, and read after each item what is said of it."""
    for step in DOING[exercise.kind](typist, exercise, answer):
        typist.read_on()
        typist.page.evaluate("(step) => { window.step = step; }", f"{exercise.id} after {step}")


def drawn(notebook: Notebook, name: str) -> Any:
    """An exercise with this learner's figures."""
    return notebook.module.exercise(name).drawn(read(notebook.answers_path).seed)


def expert_answer(notebook: Notebook, exercise: Any) -> dict[str, Any]:
    """What an expert answers; in a survey, which knows no right answer, each place of the scale in turn."""
    if exercise.use == "survey":
        return {item.id: exercise.bins[at % len(exercise.bins)].id for at, item in enumerate(exercise.items)}
    if exercise.use == "opening":
        return {"line": "Tell me what's waiting for you."}
    answer: dict[str, Any] = kinds.of(exercise.kind).learners.expert(exercise, notebook.keys[exercise.id])
    if exercise.kind == "dialogue":
        return with_own_lines(exercise, answer)
    if exercise.kind == "reflect":
        # An example may give words and weights in one line, "rest: 60. To be asked: 40."; the page has a row for each.
        rows = {
            f.id: re.findall(r"([^\s.][^\n]*?: \d+)\.?(?:\s|$)", answer[f.id]) for f in exercise.fields if f.weights
        }
        answer |= {name: "\n".join(found) for name, found in rows.items()}
    return answer


def close(given: Any, wanted: Any) -> bool:
    """The same answer, numbers to what can be typed."""
    if isinstance(wanted, dict):
        same = isinstance(given, dict) and given.keys() == wanted.keys()
        return same and all(close(given[k], wanted[k]) for k in wanted)
    if isinstance(wanted, float):
        return isinstance(given, (int, float)) and abs(given - wanted) < 0.006
    return bool(given == wanted)


def wait_saved(notebook: Notebook, name: str, answer: dict[str, Any]) -> None:
    """Wait until that answer is in the file, and the page says so."""
    try:
        until(lambda: close(notebook.saved(name), answer), "saved", page=notebook.page)
    except AssertionError:
        assert notebook.saved(name) == answer, name
        raise
    expect(notebook.status(name)).to_contain_text("Saved")
