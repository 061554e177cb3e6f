"""What the submit card says of a submission, once nbgrader's own submit has run."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from grader.office import Learner, Office
from rounds.storage.answers import AnswersFile
from rounds.storage.receipts import receipt
from tests.browser.access.test_axe import violations
from tests.browser.lab import MODULE, Notebook


@pytest.fixture
def maria(in_jupyterlab_course: Notebook, course_folder: Path) -> Iterator[Learner]:
    """The learner of this JupyterLab; nbgrader keeps her copies where it does without any setting."""
    office = Office(course_folder.parent / "office", course_folder.parent / "exchange")
    home = in_jupyterlab_course.lab.log.parent
    learner = Learner("maria", course_folder, office, home / ".local" / "share" / "jupyter" / "nbgrader_cache")
    yield learner
    shutil.rmtree(learner.cache)  # for other tests she has submitted nothing


def card(notebook: Notebook) -> Locator:
    return notebook.page.locator(".rounds-receipts")


def code(notebook: Notebook) -> str:
    return receipt(notebook.module, AnswersFile(notebook.answers_path, notebook.name).read()).code


def test_a_learner_sees_what_was_submitted_and_what_changed_since(
    in_jupyterlab_course: Notebook, maria: Learner
) -> None:
    receipts = card(in_jupyterlab_course)
    expect(receipts).to_be_empty()
    in_jupyterlab_course.answered_by("expert")
    in_jupyterlab_course.reload()
    first, total = code(in_jupyterlab_course), len(in_jupyterlab_course.module.graded)
    expect(receipts).to_contain_text(f"Saved now: {total} of {total} exercises answered")
    expect(receipts.locator(".rounds-code")).to_have_text([first])

    maria.submit(MODULE)
    # As after the Assignment List: the card leaves the view, and enters it again.
    in_jupyterlab_course.page.locator(".jp-WindowedPanel-outer").evaluate("(box) => box.scrollTo(0, 0)")
    receipts.scroll_into_view_if_needed()
    expect(receipts).to_contain_text("Nothing has changed since.")
    expect(receipts).to_contain_text(
        re.compile(rf"Submitted on .+: {total} of {total} exercises answered, code {first}\.")
    )
    assert violations(in_jupyterlab_course.page, ".rounds-card:has(.rounds-receipts)") == []

    sort = next(e for e in in_jupyterlab_course.module.graded if e.kind == "sort")
    item = in_jupyterlab_course.item(sort.id, sort.items[0].id)
    item.locator("label:not(:has(input:checked))").first.click()
    expect(receipts).to_contain_text("You have changed an answer since, and that isn't submitted.")
    expect(receipts.locator(".rounds-code")).to_have_text([first, code(in_jupyterlab_course)])
    assert code(in_jupyterlab_course) != first
    for theme, width in (("Dark", 390), ("Light", 1280)):
        in_jupyterlab_course.theme(theme)
        in_jupyterlab_course.width(width)
        assert violations(in_jupyterlab_course.page, ".rounds-card:has(.rounds-receipts)") == [], theme


def test_self_study_has_no_receipts(in_jupyterlab: Notebook) -> None:
    in_jupyterlab.answered_by("expert")
    in_jupyterlab.reload()
    expect(in_jupyterlab.page.get_by_role("button", name="Grade the whole notebook")).to_be_visible()
    expect(card(in_jupyterlab)).to_be_empty()
