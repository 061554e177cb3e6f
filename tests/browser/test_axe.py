"""axe-core finds nothing in our outputs: both themes, both widths, unanswered, answered and with feedback."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from grader import simulate
from grader.course import find, sources
from grader.session import Office
from tests.browser.lab import FRONT_PAGE, MODULE, Lab, Notebook, new_page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
WIDTHS = (1280, 390)
THEMES = ("Light", "Dark")


def violations(page: Page, scope: str) -> list[str]:
    """What axe finds inside `scope`, a line each; it must have had something to look at."""
    expect(page.locator(f"{scope} .rounds-feedback, {scope} .rounds-card").first).to_be_visible()
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations", "passes"]}
    found = Axe().run(page, context=scope, options=options).response
    assert len(found["passes"]) >= 3
    return [f"{v['id']}: {node['html'][:200]}" for v in found["violations"] for node in v["nodes"]]


@pytest.fixture(scope="module")
def page(browser: Browser, study: Lab) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US", reduced_motion="reduce")
    yield new_page(context)
    context.close()


@pytest.fixture(scope="module")
def marked(study: Lab, page: Page) -> Notebook:
    """The notebook of a learner who answered, and asked for every mark."""
    notebook = Notebook(study, page, f"modules/{MODULE}/{MODULE}.ipynb")
    notebook.answered_by("ability:0.6")
    notebook.open()
    for exercise in notebook.module.exercises:
        card = notebook.card(exercise.id)
        card.get_by_role("button").last.click()
        expect(card.locator(".rounds-report .rounds-feedback").first).to_be_visible()
    page.get_by_role("button", name="Mark the whole notebook").click()
    expect(page.locator(".rounds-report details").first).to_be_visible()
    return notebook


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_answered_and_marked_exercises_have_no_violations(marked: Notebook, theme: str, width: int) -> None:
    marked.theme(theme)
    marked.width(width)
    assert violations(marked.page, ".rounds-notebook .jp-OutputArea") == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_unanswered_exercises_of_a_course_have_no_violations(in_course: Notebook, theme: str, width: int) -> None:
    in_course.theme(theme)
    in_course.width(width)
    try:
        assert violations(in_course.page, ".rounds-notebook .jp-OutputArea") == []
    finally:
        in_course.theme("Light")
        in_course.width(1280)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
def test_the_front_page_has_no_violations(study: Lab, page: Page, theme: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(study.address(FRONT_PAGE))
    expect(page.locator(".rounds-course a").first).to_be_visible(timeout=60_000)
    Notebook(study, page, FRONT_PAGE).theme(theme)
    assert violations(page, ".rounds-notebook .jp-OutputArea") == []


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


@pytest.mark.parametrize("module", [source.name for source in sources() if source.name != MODULE])
def test_every_other_notebook_answered_and_marked_has_no_violations(study: Lab, page: Page, module: str) -> None:
    notebook = Notebook(study, page, f"modules/{module}/{module}.ipynb")
    notebook.answered_by("ability:0.6")
    notebook.open()
    page.get_by_role("button", name="Mark the whole notebook").click()
    expect(page.locator(".rounds-report details").first).to_be_visible()
    page.evaluate("document.querySelectorAll('.rounds-report details').forEach((part) => { part.open = true; })")
    try:
        # The first notebook has every pair of theme and width; here each of them occurs once.
        for theme, width in zip(THEMES, WIDTHS, strict=True):
            notebook.theme(theme)
            notebook.width(width)
            assert violations(page, ".rounds-notebook .jp-OutputArea") == [], (theme, width)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    finally:
        notebook.theme("Light")
        notebook.width(1280)
