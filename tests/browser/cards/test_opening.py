"""The opening question: the line is saved and stands beside the second try; and it's on the first screen everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from grader.course import sources
from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import Notebook, new_page, window

FIRST, SECOND = "first-line", "second-line"
LINE = "What do you have to do?\n<b>Tell me</b>, please & sit down."
SCREENS = ((1280, 800), (390, 844))
MODULES = [source.name for source in sources()]


@pytest.fixture
def notebook(in_study: Notebook) -> Notebook:
    return in_study


@pytest.fixture(scope="module", params=MODULES)
def fresh(browser: Browser, clone_without_lab: Path, request: pytest.FixtureRequest) -> Iterator[Notebook]:
    """Every notebook, with nothing answered."""
    with window(browser) as context:
        path = f"modules/{request.param}/{request.param}.ipynb"
        notebook = InProcessNotebook(clone_without_lab, new_page(context), path)
        notebook.answers_path.unlink(missing_ok=True)
        yield notebook.open()


def box(notebook: Notebook, name: str) -> Locator:
    return notebook.card(name).get_by_role("textbox")


def test_there_is_something_to_do_on_the_first_screen(fresh: Notebook) -> None:
    # The lowest box, that of notebook 03, ends at 698 of 800 pixels and at 738 of 844.
    for width, height in SCREENS:
        fresh.width(width, height)
        fresh.page.locator(".jp-WindowedPanel-outer").evaluate("(box) => box.scrollTo(0, 0)")
        found: Any = box(fresh, FIRST).bounding_box()
        assert 0 < found["y"] < found["y"] + found["height"] <= height, (width, found)
        first = fresh.page.evaluate("document.querySelector('[data-exercise]').dataset.exercise")
        assert first == FIRST


def test_the_first_line_stands_beside_the_second_try_and_does_after_a_reload(notebook: Notebook) -> None:
    before = notebook.card(SECOND).get_by_role("blockquote")
    expect(before).to_have_text("You left it blank, and that's fine. Now you have something to say.")
    box(notebook, FIRST).focus()
    notebook.page.keyboard.type(LINE)
    notebook.page.keyboard.press("Tab")
    notebook.wait_saved(FIRST, {"line": LINE})
    expect(before).to_have_text(LINE)
    assert before.locator("b").count() == 0
    box(notebook, SECOND).fill("And what would the nights take from you?")
    box(notebook, SECOND).blur()
    notebook.wait_saved(SECOND, {"line": "And what would the nights take from you?"})
    notebook.reload()
    expect(box(notebook, FIRST)).to_have_value(LINE)
    expect(notebook.card(SECOND).get_by_role("blockquote")).to_have_text(LINE)
    expect(box(notebook, SECOND)).to_have_value("And what would the nights take from you?")


def test_a_line_can_be_taken_back(notebook: Notebook) -> None:
    box(notebook, FIRST).fill("No.")
    box(notebook, FIRST).blur()
    notebook.wait_saved(FIRST, {"line": "No."})
    box(notebook, FIRST).fill("")
    box(notebook, FIRST).blur()
    notebook.wait_saved(FIRST, {})


def test_the_box_grows_with_the_text_and_nothing_is_cut_off(notebook: Notebook) -> None:
    for width in (1280, 390):
        notebook.width(width)
        area = box(notebook, FIRST)
        area.fill("")
        low: Any = area.bounding_box()
        area.fill("One line after the other.\n" * 12)
        high: Any = area.bounding_box()
        assert high["height"] > low["height"] + 12 * 16
        assert area.evaluate("(area) => area.scrollHeight <= area.clientHeight + 1")
    area.fill("")


def test_it_has_a_name_and_says_nothing_of_right_or_wrong(notebook: Notebook) -> None:
    for name, label in ((FIRST, notebook.module.exercise(FIRST).title), (SECOND, "Your second try")):
        card = notebook.card(name)
        expect(box(notebook, name)).to_have_accessible_name(label)
        expect(box(notebook, name)).to_have_accessible_description(getattr(notebook.module.exercise(name), "hint", ""))
        assert card.get_by_role("button").count() == 0
        expect(card.locator(".rounds-badge")).to_be_hidden()
        assert box(notebook, name).evaluate("(area) => area.getBoundingClientRect().height") >= 44


def test_the_two_stand_side_by_side_or_one_above_the_other(notebook: Notebook) -> None:
    for width, beside in ((1280, True), (390, False)):
        notebook.width(width)
        first: Any = notebook.card(SECOND).get_by_role("blockquote").bounding_box()
        second: Any = box(notebook, SECOND).bounding_box()
        assert (first["x"] + first["width"] <= second["x"]) == beside
        assert (first["y"] + first["height"] <= second["y"]) != beside
