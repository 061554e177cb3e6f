"""The same with a mouse and with a finger; in JupyterLab, too, which sees every press as well."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.answering import EXERCISES, answer_to, labels_of, press
from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import IN_A_CLONE, Lab, Notebook, new_page

IN_JUPYTERLAB = ("nights-cover", "reflection")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "en-US"}


@pytest.fixture(scope="module")
def phone(browser: Browser, clone_without_lab: Path) -> Iterator[Notebook]:
    context = browser.new_context(**PHONE)
    yield InProcessNotebook(clone_without_lab, new_page(context), IN_A_CLONE).open()
    context.close()


@pytest.fixture(scope="module")
def phone_with_jupyterlab(browser: Browser, study: Lab) -> Iterator[Notebook]:
    context = browser.new_context(**PHONE)
    yield Notebook(study, new_page(context), IN_A_CLONE).open()
    context.close()


def do(notebook: Notebook, exercise: str, finger: bool) -> None:
    """Do an exercise from start to end, and take one answer of it back."""
    before = notebook.cells()
    answer = answer_to(notebook, exercise)

    for label in labels_of(notebook, exercise):
        press(notebook, exercise, label, finger)
    if exercise == "reflection":
        for field, text in answer.items():
            box = notebook.item(exercise, field).get_by_role("textbox")
            box.tap() if finger else box.click()
            box.fill(text)
    notebook.wait_saved(exercise, answer)
    if notebook.module.exercise(exercise).kind == "select":  # a second press takes the tick away
        first = labels_of(notebook, exercise)[0]
        first.tap() if finger else first.click()
        notebook.wait_saved(exercise, dict(list(answer.items())[1:]))
    assert notebook.cells() == before


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_kind_is_done_with_the_mouse(in_study: Notebook, exercise: str) -> None:
    do(in_study, exercise, finger=False)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_kind_is_done_with_a_finger_on_a_phone(phone: Notebook, exercise: str) -> None:
    do(phone.fresh(), exercise, finger=True)


@pytest.mark.parametrize("exercise", IN_JUPYTERLAB)
def test_in_jupyterlab_exercises_are_done_with_the_mouse(in_jupyterlab: Notebook, exercise: str) -> None:
    do(in_jupyterlab, exercise, finger=False)


@pytest.mark.parametrize("exercise", IN_JUPYTERLAB)
def test_in_jupyterlab_exercises_are_done_with_a_finger(phone_with_jupyterlab: Notebook, exercise: str) -> None:
    do(phone_with_jupyterlab.fresh(), exercise, finger=True)


def test_the_text_of_an_option_is_part_of_its_target(in_study: Notebook) -> None:
    in_study.item("leaving", "a-say").get_by_text("To have some say").click()
    in_study.wait_saved("leaving", {"a-say": True})


def test_one_option_too_many_is_refused_with_a_sentence(in_study: Notebook) -> None:
    for label in labels_of(in_study, "cover"):
        label.click()
    answer = answer_to(in_study, "cover")
    in_study.wait_saved("cover", answer)
    last = in_study.item("cover", "choice").locator("label").last
    last.click()
    expect(in_study.status("cover")).to_contain_text("At most 3: take one away")
    expect(last.locator("input")).not_to_be_checked()
    assert in_study.saved("cover") == answer
