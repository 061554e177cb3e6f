"""In Firefox and WebKit, too: a notebook in the app view and one in JupyterLab, from the first answer to the reload."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.access.notebook_by_keyboard import drawn, expert_answer, give
from tests.browser.app import App
from tests.browser.lab import IN_A_CLONE, START_S, Lab, Notebook, until
from tests.browser.other_browsers.drivers import OtherPage
from tests.browser.other_browsers.hand import Hand

EXERCISE = "nights"  # the first of the notebook, practice: each item says at once how it was
COUNT = "(names) => names.every((name) => document.querySelectorAll(`[data-exercise=${name}]`).length === 1)"
CHECKED = "(card) => [...document.querySelectorAll(`[data-exercise=${card}] input:checked`)].map((one) => one.value)"


@pytest.fixture(scope="module")
def app(study: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app view on the clone that JupyterLab has open as well."""
    app = App(study.folder, tmp_path_factory.mktemp("app-home"))
    yield app.ready()
    app.stop()


def opened(notebook: Notebook, other: OtherPage) -> None:
    """Open it, and wait until every exercise shows."""
    other.goto(notebook.lab.address(notebook.path))
    patience = 2 * START_S * 1000  # WebKit without a graphics card is slow
    names = [exercise.id for exercise in notebook.module.exercises]
    other.wait_for_function(COUNT, arg=names, timeout=patience)
    other.wait_for_function("!document.querySelector('.rounds-loading')?.textContent.trim()", timeout=patience)


@pytest.mark.parametrize("where", ["the app view", "JupyterLab"])
def test_an_exercise_is_answered_one_item_at_a_time_graded_and_found_again(
    other: OtherPage, where: str, app: App, study: Lab
) -> None:
    page: Any = other
    notebook = Notebook(app if where == "the app view" else study, page, IN_A_CLONE)
    notebook.answers_path.unlink(missing_ok=True)
    opened(notebook, other)
    hand = Hand(notebook, other)
    hand.enter(EXERCISE)
    assert hand.one_at_a_time()
    exercise = drawn(notebook, EXERCISE)
    answer = expert_answer(notebook, exercise)
    give(hand, exercise, answer)
    until(lambda: notebook.saved(EXERCISE) == answer, "saved")
    hand.mark()
    checked = other.evaluate(CHECKED, EXERCISE)
    assert len(checked) == len(exercise.items)
    opened(notebook, other)
    assert other.evaluate(CHECKED, EXERCISE) == checked
    assert notebook.saved(EXERCISE) == answer
