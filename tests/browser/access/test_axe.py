"""axe-core finds nothing in what stands around the notebooks: the front page, a course's notebook, the feedback page.

The notebooks of self-study, answered and not, are in test_everyone.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from grader.authoring import simulate
from grader.course import find, sources
from grader.office import Office
from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import FRONT_PAGE, MODULE, Lab, Notebook, new_page, window
from tests.browser.seeing import OURS, OUTSIDE, SIDEWAYS, THEMES, WIDTHS, too_small, violations


@pytest.fixture(scope="module")
def page(browser: Browser, study: Lab) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US", reduced_motion="reduce")
    yield new_page(context)
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_unanswered_exercises_of_a_course_have_no_violations(in_course: Notebook, theme: str, width: int) -> None:
    in_course.theme(theme)
    in_course.width(width)
    try:
        assert violations(in_course.page, OURS) == []
    finally:
        in_course.theme("Light")
        in_course.width(1280)


@pytest.fixture(scope="module")
def front_page(browser: Browser, clone_without_lab: Path) -> Iterator[Notebook]:
    with window(browser, reduced_motion="reduce") as context:
        yield InProcessNotebook(clone_without_lab, new_page(context), FRONT_PAGE).open()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_the_front_page_has_no_violations(front_page: Notebook, theme: str, width: int) -> None:
    front_page.theme(theme)
    front_page.width(width)
    expect(front_page.page.locator(".rounds-route li")).to_have_count(len(sources()))
    assert violations(front_page.page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_in_jupyterlab_the_front_page_fits_and_has_no_violations(study: Lab, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(study.address(FRONT_PAGE))
    expect(page.locator(".rounds-course a").first).to_be_visible(timeout=60_000)
    # Nothing but the text: on a phone no bar of tools takes its room.
    assert page.locator(".jp-SideBar:visible").count() == (0 if width < 760 else 1)
    for theme in THEMES:
        Notebook(study, page, FRONT_PAGE).theme(theme)
        assert violations(page) == [], theme
        assert page.evaluate(SIDEWAYS) == page.evaluate(OUTSIDE) == []
        assert too_small(page, 9) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_feedback_page_of_a_course_has_no_violations(browser: Browser, feedback_page: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(feedback_page.as_uri())
    assert violations(page, "html") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.fixture(scope="module")
def feedback_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real page, made by nbgrader's own steps, with a comment of the instructor."""
    where = tmp_path_factory.mktemp("feedback")
    office, source = Office(where / "office", where / "exchange"), find(MODULE)[0]
    office.step("generate_assignment", MODULE)
    simulate.write(*source.load(), "ability:0.6", 3, office.root / "submitted" / "maria" / MODULE)
    office.step("autograde", MODULE, "maria")
    with office.gradebook() as gradebook:
        comment = gradebook.find_comment("reflection", MODULE, MODULE, "maria")
        comment.manual_comment = "A good start.\nWhat would that give you?"
        gradebook.db.commit()
    office.step("generate_feedback", MODULE, "maria")
    return office.root / "feedback" / "maria" / MODULE / f"{MODULE}.html"
