"""The kinds with more than boxes to tick, done by keyboard alone as an expert would, and marked in full."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from grader.course import sources
from rounds import kinds
from rounds.kinds.package.marking import ROLES
from tests.browser.lab import Lab, Notebook, new_page, until
from tests.browser.test_keyboard import Keyboard

FIRST_OF = {
    kind: (source.name, exercise.id)
    for source in reversed(sources())
    for exercise in reversed(source.load()[0].graded)
    for kind in (
        exercise.kind,
        *(["order, stop"] if getattr(exercise, "stop", "") else []),
        *([f"zopa, {exercise.form}"] if exercise.kind == "zopa" else []),
        *(["zopa, rescue"] if getattr(exercise, "rescue", None) else []),
        *(["sort, then"] if getattr(exercise, "then", None) else []),
        *(["reflect, weights"] if any(getattr(f, "weights", 0) for f in getattr(exercise, "fields", ())) else []),
    )
}
NEW = (
    *("order", "order, stop", "number", "table", "plane", "package", "dialogue", "sheet"),
    *("zopa, zone", "zopa, rescue", "zopa, interval"),
    *("sort, then", "reflect, weights"),
)


class Typist(Keyboard):
    """Reaches what it is told to with Tab alone, and works it with keys."""

    def __init__(self, notebook: Notebook, exercise: str) -> None:
        super().__init__(notebook)
        self.exercise = exercise
        self.start(exercise)

    def at(self, selector: str) -> bool:
        """Whether the focus is on that, inside the exercise."""
        inside = f"[data-exercise={self.exercise}] {selector}"
        return bool(self.page.evaluate("(inside) => document.activeElement.matches(inside)", inside))

    def reach(self, selector: str, most: int = 250) -> None:
        """Press Tab, or Shift+Tab where it lies before, until the focus is there."""
        where = """(inside) => { const at = document.activeElement, all = [...document.querySelectorAll(inside)];
          if (all.includes(at)) return "here";
          return all.some((one) => at.compareDocumentPosition(one) & 4) ? "Tab" : "Shift+Tab"; }"""
        inside = f"[data-exercise={self.exercise}] {selector}"
        for _ in range(most):
            key = self.page.evaluate(where, inside)
            if key == "here":
                self.focus()
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{selector} cannot be reached with Tab")

    def choose(self, group: str, value: str) -> None:
        """In a group of radio buttons, go to one with the arrows."""
        self.reach(f"{group} input[type=radio]")
        for _ in range(12):
            if self.at(f'{group} input[value="{value}"]'):
                self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not in {group}")

    def type(self, selector: str, text: str) -> None:
        """Write into a field and leave it."""
        self.reach(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")

    def slide(self, selector: str, steps: int) -> None:
        """Set a slider so many steps from its lowest setting."""
        self.reach(selector)
        self.page.keyboard.press("Home")
        for _ in range(steps):
            self.page.keyboard.press("ArrowRight")


def order(typist: Typist, exercise: Any, answer: dict[str, Any]) -> None:
    for cards in answer["sequence"].values():
        for card in cards:
            typist.reach(f"[data-item={card}] .rounds-place button")
            typist.press("Enter")
    for card, function in answer.get("functions", {}).items():
        typist.reach(f"[data-item={card}] select")
        label = next(f.label for f in exercise.functions if f.id == function)
        typist.page.keyboard.type(label)
    for sequence, card in answer.get("stop", {}).items():
        typist.choose(f"[data-sequence={sequence}]", card)


def number(typist: Typist, exercise: Any, answer: dict[str, Any]) -> None:
    for item in exercise.items:
        given = answer[item.id]
        if item.dial:
            typist.slide(
                f"[data-item={item.id}] input[type=range]", round((given["dial"] - item.dial.least) / item.dial.step)
            )
            typist.page.keyboard.press("Tab")
        typist.type(f"[data-item={item.id}] input[type=text]", f"{given['value']:.4f}")


def table(typist: Typist, exercise: Any, answer: dict[str, Any]) -> None:
    for row, control in answer["control"].items():
        typist.choose(f"[data-item=control-{row}]", control)
    for person in exercise.profiles:
        for row, value in answer["totals"][person.id].items():
            label = next(a.label for a in exercise.alternatives if a.id == row)
            typist.type(f'input[aria-label="Expected value of {label} for {person.label}"]', f"{value:.2f}")
        typist.choose(f"[data-item=choice-{person.id}]", answer["choice"][person.id])
        typist.type(f"[data-item=rv-{person.id}] input", f"{answer['rv'][person.id]:.2f}")


def plane(typist: Typist, exercise: Any, answer: dict[str, Any]) -> None:
    for item, point in answer.items():
        typist.slide(f"[data-item={item}] .rounds-slider:nth-of-type(1) input", point["own"])
        typist.slide(f"[data-item={item}] .rounds-slider:nth-of-type(2) input", point["other"])
    typist.page.keyboard.press("Tab")


def dialogue(typist: Typist, exercise: Any, answer: dict[str, Any]) -> None:
    for at, move in enumerate(answer["moves"]):
        typist.choose(".rounds-moves", move)
        typist.reach(".rounds-say")
        typist.page.keyboard.press("Enter")
        expect(
            typist.notebook.card(typist.exercise).locator(f"[data-item=step-{at}] .rounds-other")
        ).not_to_contain_text("…")
        expect(typist.notebook.card(typist.exercise).locator(".rounds-now-heading")).to_be_focused()


def sort(typist: Typist, exercise: Any, answer: dict[str, Any]) -> None:
    for item in exercise.items:
        typist.choose(f"[data-item={item.id}] .rounds-asked:nth-of-type(1)", answer[item.id])
        typist.choose(f"[data-item={item.id}] .rounds-asked:nth-of-type(2)", answer[f"{item.id}/then"])


def package(typist: Typist, exercise: Any, answer: dict[str, Any]) -> None:
    roles = list(ROLES)
    for issue, level in answer["deal"].items():
        typist.choose(f"[data-issue={issue}]", level)
        typist.reach(f"[data-issue={issue}] select")
        for _ in range(1 + roles.index(answer["roles"][issue])):
            typist.page.keyboard.press("ArrowDown")


def zopa(typist: Typist, exercise: Any, answer: dict[str, Any]) -> None:
    if exercise.form == "interval":
        for name, interval in answer.items():
            for at, value in enumerate(interval.values(), start=1):
                typist.type(f"[data-item={name}] .rounds-scale:nth-of-type({at}) input[type=text]", f"{value:g}")
        return
    for at, (name, given) in enumerate(answer.items()):
        item = f"[data-item={name}]"
        if name == "zone":
            typist.choose(item, given["exists"])
            typist.type(f"{item} input[type=text]", f"{given['width']:g}")
        elif name == "rescue":
            typist.choose(item, given)
        elif at == 0:
            typist.slide(f"{item} input[type=range]", round((given - exercise.scale.least) / exercise.scale.step))
            typist.page.keyboard.press("Tab")
        else:
            typist.type(f"{item} input[type=text]", f"{given:g}")
    expect(typist.notebook.card(typist.exercise).locator(".rounds-drawing svg[role=img]")).to_be_visible()


def sheet(typist: Typist, exercise: Any, answer: dict[str, Any]) -> None:
    typist.choose("[data-item=case]", case := answer["case"])
    for entry, value in answer[case].items():
        if isinstance(value, str):
            typist.choose(f"[data-item={case}-{entry}]", value)
        else:
            typist.type(f"[data-item={case}-{entry}] input", f"{value:g}")


DOING: dict[str, Callable[[Typist, Any, dict[str, Any]], None]] = {
    "order": order, "number": number, "table": table, "plane": plane, "dialogue": dialogue, "sort": sort,
    "package": package,
    "zopa": zopa,
    "sheet": sheet,
}  # fmt: skip


def close(given: Any, wanted: Any) -> bool:
    """The same answer, numbers to what can be typed."""
    if isinstance(wanted, dict):
        return (
            isinstance(given, dict)
            and given.keys() == wanted.keys()
            and all(close(given[k], wanted[k]) for k in wanted)
        )
    if isinstance(wanted, float):
        return isinstance(given, (int, float)) and abs(given - wanted) < 0.006
    return bool(given == wanted)


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture(scope="module")
def opened(context: BrowserContext, study: Lab) -> Callable[[str], Notebook]:
    """A notebook of the course, the only one open: each page of JupyterLab is busy even when nobody looks."""
    now: list[Notebook] = []

    def open_(module: str) -> Notebook:
        if not now or now[0].name != module:
            for notebook in now:
                notebook.page.close()
            notebook = Notebook(study, new_page(context), f"modules/{module}/{module}.ipynb")
            notebook.answers_path.unlink(missing_ok=True)  # other tests answer here too
            now[:] = [notebook.open()]
        return now[0]

    return open_


def test_the_course_has_a_graded_exercise_of_every_kind_to_try() -> None:
    assert set(NEW) <= set(FIRST_OF)


IN_ORDER = sorted(
    (kind for kind in NEW if not kind.startswith("reflect")),
    key=lambda kind: FIRST_OF[kind],
)


@pytest.mark.parametrize("kind", IN_ORDER)
def test_done_by_keyboard_as_an_expert_it_earns_every_point_and_a_reload_keeps_it(
    opened: Callable[[str], Notebook], kind: str
) -> None:
    module, name = FIRST_OF[kind]
    notebook = opened(module)
    exercise: Any = notebook.module.exercise(name).drawn(_seed(notebook))
    answer = kinds.of(exercise.kind).learners.expert(exercise, notebook.keys[name])
    typist = Typist(notebook, name)
    DOING[exercise.kind](typist, exercise, answer)
    _saved(notebook, name, answer)
    typist.cells_unharmed()
    shown = _shown(notebook, name)
    notebook.card(name).get_by_role("button", name="Mark my work").click()
    points = f"{exercise.points:g} of {exercise.points:g} points"
    expect(notebook.card(name).locator(".rounds-report .rounds-score")).to_contain_text(points)
    before = notebook.saved(name)
    notebook.reload()
    expect(notebook.status(name)).to_contain_text("Saved")
    assert _shown(notebook, name) == shown
    assert notebook.saved(name) == before


def _saved(notebook: Notebook, name: str, answer: dict[str, Any]) -> None:
    """Wait until that answer stands in the file, and the page says so."""
    try:
        until(lambda: close(notebook.saved(name), answer), "saved", page=notebook.page)
    except AssertionError:
        assert notebook.saved(name) == answer
        raise
    expect(notebook.status(name)).to_contain_text("Saved")


def _seed(notebook: Notebook) -> int | None:
    from rounds.answers import read

    return read(notebook.answers_path).seed


def test_weights_are_given_by_keyboard_and_kept_as_words(opened: Callable[[str], Notebook]) -> None:
    module, name = FIRST_OF["reflect, weights"]
    notebook = opened(module)
    exercise: Any = notebook.module.exercise(name)
    field = next(f for f in exercise.fields if f.weights)
    typist = Typist(notebook, name)
    for row, (words, weight) in enumerate([("sleep: enough of it", "60"), ("to be asked", "40")]):
        typist.type(f"[data-item={field.id}] .rounds-weight:nth-of-type({row + 1}) input[type=text]", words)
        typist.type(f"[data-item={field.id}] .rounds-weight:nth-of-type({row + 1}) input[type=number]", weight)
    expect(notebook.item(name, field.id).locator(".rounds-sum")).to_contain_text("Sum 100 of 100")
    notebook.wait_saved(name, {field.id: "sleep: enough of it: 60\nto be asked: 40"})


def _shown(notebook: Notebook, name: str) -> list[str]:
    """What stands in the card: words, and what is set in each control."""
    script = """(card) => ((plain) => [...card.querySelectorAll("input, select")].map((i) => i.type === "radio" || i.type === "checkbox" ? String(i.checked) : i.value && !isNaN(plain(i)) ? String(Number(plain(i))) : i.value)
      .concat([...card.querySelectorAll("li")].map((li) => li.innerText.replace(/\\s+/g, " "))))((i) => i.value.replaceAll(",", ""))"""
    card = notebook.card(name)
    card.evaluate("(card) => card.querySelector('.rounds-report').replaceChildren()")
    return list(card.evaluate(script))


def test_a_card_is_dragged_to_another_place(opened: Callable[[str], Notebook]) -> None:
    module, name = FIRST_OF["order"]
    notebook = opened(module)
    exercise: Any = notebook.module.exercise(name)
    answer = kinds.of(exercise.kind).learners.expert(exercise, notebook.keys[name])
    notebook.saves(name, answer)
    (sequence, cards), *_ = answer["sequence"].items()
    first, third = (notebook.item(name, cards[at]) for at in (0, 2))
    first.locator(".rounds-grip").scroll_into_view_if_needed()
    box, target = first.locator(".rounds-grip").bounding_box(), third.bounding_box()
    assert box
    assert target
    mouse = notebook.page.mouse
    mouse.move(box["x"] + 5, box["y"] + 5)
    mouse.down()
    mouse.move(box["x"] + 5, target["y"] + target["height"] * 0.6, steps=5)
    mouse.move(box["x"] + 5, target["y"] + target["height"] * 0.8, steps=3)
    mouse.up()
    moved = [cards[1], cards[2], cards[0], *cards[3:]]
    until(lambda: notebook.saved(name)["sequence"][sequence] == moved, "the new order is saved", page=notebook.page)


def test_a_vignette_is_placed_by_a_click_and_dragged_on(opened: Callable[[str], Notebook]) -> None:
    module, name = FIRST_OF["plane"]
    notebook = opened(module)
    exercise: Any = notebook.module.exercise(name)
    item = exercise.items[0].id
    notebook.item(name, item).get_by_role("button", name="Place on the plane").click()
    square = notebook.card(name).locator(".rounds-whole-plane")
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    assert box
    step = box["width"] / 11

    def spot(own: int, other: int) -> tuple[float, float]:
        assert box
        return box["x"] + (own + 0.5) * step, box["y"] + (10 - other + 0.5) * step

    notebook.page.mouse.click(*spot(5, 10))
    until(lambda: notebook.saved(name).get(item) == {"own": 5, "other": 10}, "the click is saved", page=notebook.page)
    box = square.bounding_box()
    notebook.page.mouse.move(*spot(5, 10))
    notebook.page.mouse.down()
    notebook.page.mouse.move(*spot(2, 4), steps=6)
    notebook.page.mouse.up()
    until(lambda: notebook.saved(name).get(item) == {"own": 2, "other": 4}, "the drag is saved", page=notebook.page)
