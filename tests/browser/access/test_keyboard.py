"""Special cases of the keyboard: JupyterLab's own keys, going back, one too many, the way through a notebook.

Every exercise from start to end is in test_everyone.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.answering import TEXT, answer_to
from tests.browser.keyboard import Keyboard
from tests.browser.lab import Notebook, until

WORD = re.compile("Right|Not this|Partly")
# What JupyterLab would do to the cells with these, were it to hear them.
ITS_KEYS = ("b", "d", "d", "a", "m", "x", "z", "Escape", "Enter")


class Strays(Keyboard):
    """Also presses what JupyterLab takes for commands."""

    def start_with_the_items(self, exercise: str) -> None:
        """Begin behind what stands above the items: what the bins mean, and the switch to one item at a time."""
        self.start(exercise)
        while not str(self.press("Tab")["name"]).startswith("Show one "):
            assert self.focus()["item"] is None

    def stray(self, item: str) -> None:
        """The focus stays, and so does every cell."""
        for key in (*ITS_KEYS, "Enter"):  # Enter twice, since it ticks a box and takes the tick away
            assert self.press(key)["item"] == item, key
        self.cells_unharmed()


@pytest.fixture
def keys(in_jupyterlab: Notebook) -> Iterator[Strays]:
    found = Strays(in_jupyterlab)
    yield found
    found.cells_unharmed()


def test_sort_by_keyboard(keys: Strays) -> None:
    answer = answer_to(keys.notebook, "nights")
    moves = {"position": ("Space",), "interest": ("ArrowRight",), "argument": ("ArrowDown", "ArrowDown")}
    keys.start_with_the_items("nights")
    for item, place in answer.items():
        assert keys.press("Tab")["item"] == item
        chosen = keys.press(*moves[place])
        assert (chosen["item"], chosen["value"]) == (item, place)
        # Wait for the feedback before going on, as a reader would: it moves what is below.
        expect(keys.notebook.item("nights", item).locator(".rounds-said")).to_contain_text(WORD)
        assert keys.focus()["item"] == item
    keys.notebook.wait_saved("nights", answer)
    keys.stray("zero")
    # Back by one, and another place for it.
    assert keys.press("Shift+Tab")["item"] == "airway"
    assert keys.press("ArrowUp")["value"] != answer["airway"]
    until(lambda: keys.notebook.saved("nights")["airway"] != answer["airway"], "the change is saved", page=keys.page)


@pytest.mark.parametrize("exercise", ["leaving", "dig"], ids=["list", "groups"])
def test_select_by_keyboard(keys: Strays, exercise: str) -> None:
    answer = answer_to(keys.notebook, exercise)
    keys.start_with_the_items(exercise)
    items = [item.id for item in keys.notebook.module.exercise(exercise).items]  # type: ignore[union-attr]
    for item in items:
        assert keys.press("Tab")["item"] == item
        if item in answer:
            found = keys.press("Space")
            assert (found["item"], found["value"]) == (item, "true")
            if keys.notebook.module.exercise(exercise).use == "practice":
                expect(keys.notebook.item(exercise, item).locator(".rounds-said")).to_contain_text(WORD)
                assert keys.focus()["item"] == item
    keys.notebook.wait_saved(exercise, answer)
    keys.stray(items[-1])
    # Back to the last tick, to take it away.
    while keys.press("Shift+Tab")["item"] not in answer:
        pass
    gone = str(keys.press("Space")["item"])
    keys.notebook.wait_saved(exercise, {item: True for item in answer if item != gone})


def test_grid_by_keyboard(keys: Strays) -> None:
    answer = answer_to(keys.notebook, "cover")
    exercise = keys.notebook.module.exercise("cover")
    assert exercise.kind == "grid"
    keys.start("cover")
    for row in exercise.rows:
        for column in exercise.columns:
            assert keys.press("Tab")["item"] == row.id
            if column.id in answer["cells"][row.id]:
                assert keys.press("Space")["value"] == "true"
    keys.stray(exercise.rows[-1].id)
    for row in exercise.rows:
        assert keys.press("Tab")["item"] == "choice"
        if row.id in answer["chosen"]:
            assert keys.press("Space")["value"] == "true"
    keys.notebook.wait_saved("cover", answer)
    # One more than allowed is refused with a sentence, and the focus stays.
    found = keys.press("Space")
    assert (found["item"], found["value"]) == ("choice", "false")
    expect(keys.notebook.status("cover")).to_contain_text("At most 3")
    assert keys.notebook.saved("cover") == answer


def test_reflect_by_keyboard(keys: Strays) -> None:
    answer = answer_to(keys.notebook, "reflection")
    keys.start("reflection")
    for field, text in answer.items():
        assert keys.press("Tab")["item"] == field
        keys.page.keyboard.type(text)
        found = keys.press("Escape", "ArrowUp", "ArrowDown", "Control+End", "Shift+Enter", "Backspace")
        assert (found["item"], found["tag"]) == (field, "TEXTAREA")
    keys.notebook.wait_saved("reflection", answer)
    assert TEXT in keys.notebook.saved("reflection")["why"]
    assert keys.press("Tab")["tag"] == "SUMMARY"
    keys.press("Enter")
    expect(keys.notebook.card("reflection").get_by_text("3 points").first).to_be_visible()


def test_tab_passes_every_exercise_in_order_and_leaves_the_notebook_again(keys: Strays) -> None:
    exercises = [e.id for e in keys.notebook.module.exercises]
    keys.page.locator(".lm-TabBar-tab.jp-mod-current").first.focus()
    passed: list[str | None] = []
    for _ in range(400):
        keys.page.keyboard.press("Tab")
        where = keys.page.evaluate("document.activeElement.closest('.rounds-card')?.dataset.exercise ?? null")
        if not passed or passed[-1] != where:
            passed.append(where)
        outside = not keys.page.evaluate("Boolean(document.activeElement.closest('.jp-Notebook'))")
        if outside and len(passed) > len(exercises):
            break
    else:
        pytest.fail("Tab does not leave the notebook")
    assert [where for where in passed if where] == exercises


def test_the_mark_button_works_by_keyboard_and_leads_to_the_feedback(keys: Strays) -> None:
    keys.start("slips")
    keys.press("Tab", "Space")
    for _ in range(14):
        keys.press("Tab")
    assert keys.press("Tab")["tag"] == "BUTTON"
    keys.page.keyboard.press("Enter")
    report = keys.notebook.card("slips").locator(".rounds-report")
    expect(report).to_be_focused()
    expect(report).to_contain_text("of 4 points")


def test_one_key_commands_of_jupyterlab_do_nothing_to_the_prose(keys: Strays) -> None:
    prose = keys.page.locator(".jp-MarkdownOutput").nth(2)
    prose.click()
    for key in (*ITS_KEYS, "Shift+M", "Shift+Enter", "ArrowDown", "ArrowUp"):
        keys.page.keyboard.press(key)
        keys.cells_unharmed()
    prose.dblclick()
    expect(prose).to_be_visible()
    keys.cells_unharmed()
