"""From the front page to the notebook; what a learner sees of JupyterLab, and what an instructor does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from grader.course import sources
from tests.browser.lab import FRONT_PAGE, IN_A_CLONE, MODULE, Lab, Notebook, new_page

LINK = "Principle 1: Interests, not positions"
# A learner hands in from the Nbgrader menu in a course, and never needs these.
INSTRUCTORS = {"Formgrader", "Create assignment", "Course List"}
INSTRUCTORS_COMMANDS = {f"nbgrader:open-{name}" for name in ("formgrader", "create-assignment", "course-list")}


def menu(page: Page, name: str) -> list[str]:
    """The entries of one of JupyterLab's menus."""
    page.get_by_role("menuitem", name=name, exact=True).click()
    opened = page.locator(".lm-Menu")
    expect(opened).to_be_visible()
    entries = opened.locator(".lm-Menu-itemLabel").all_inner_texts()
    page.keyboard.press("Escape")
    return [entry for entry in entries if entry]


def no_code_in_sight(page: Page) -> None:
    cells = page.locator(".jp-CodeCell:visible, .jp-CodeCell .jp-OutputArea:visible")
    expect(cells.first).to_be_visible()
    assert page.locator(".jp-CodeCell .jp-InputArea:visible, .jp-CodeCell .jp-Placeholder:visible").count() == 0
    assert page.locator(".jp-InputPrompt:visible, .jp-OutputPrompt:visible").count() == 0


def nothing_in_the_way(page: Page) -> None:
    """No question about a kernel, no news."""
    assert page.locator(".jp-Dialog").count() == 0
    assert page.locator(".Toastify__toast").count() == 0


def at_the_top(page: Page) -> None:
    assert page.locator(".jp-WindowedPanel-outer:visible").evaluate("(box) => box.scrollTop") == 0


@pytest.fixture(scope="module")
def opened(study_context: BrowserContext, study: Lab) -> Iterator[Page]:
    page = new_page(study_context)
    page.goto(study.address(FRONT_PAGE))
    yield page
    page.close()


@pytest.fixture
def front_page(opened: Page) -> Page:
    """The front page, alone."""
    opened.locator(".rounds-course").wait_for(timeout=60_000, state="attached")
    opened.evaluate("jupyterapp.commands.execute('docmanager:open', { path: 'start.ipynb' }).then(() => {})")
    opened.evaluate("jupyterapp.commands.execute('application:close-other-tabs').then(() => {})")
    opened.locator(".rounds-course:visible").wait_for(timeout=60_000)
    return opened


def test_the_front_page_shows_the_way_and_no_tools(front_page: Page) -> None:
    expect(front_page.get_by_role("heading", name="Negotiation Rounds")).to_be_visible()
    expect(front_page.get_by_role("link", name=LINK, exact=True)).to_be_visible()
    expect(front_page.locator(".rounds-course")).to_contain_text("55 min")
    no_code_in_sight(front_page)
    nothing_in_the_way(front_page)
    at_the_top(front_page)
    assert front_page.locator(".jp-NotebookPanel-toolbar:visible").count() == 0


def test_its_link_opens_the_notebook_which_runs_by_itself(front_page: Page, study: Lab) -> None:
    front_page.get_by_role("link", name=LINK, exact=True).click()
    notebook = Notebook(study, front_page, IN_A_CLONE).shown()
    expect(notebook.page.get_by_role("heading", name="Half past four")).to_be_visible()
    expect(notebook.card("nights").get_by_role("radio").first).to_be_enabled()
    no_code_in_sight(front_page)
    front_page.wait_for_timeout(1000)  # a question or news would come now
    nothing_in_the_way(front_page)
    at_the_top(front_page)
    assert front_page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty") is False


def test_a_tab_bears_a_title_and_no_file_name(front_page: Page) -> None:
    front_page.get_by_role("link", name=LINK, exact=True).click()
    tab = front_page.locator(".lm-TabBar-tab.jp-mod-current")
    expect(tab).to_have_attribute("data-rounds-heading", LINK)
    assert LINK in tab.evaluate("(tab) => getComputedStyle(tab, '::after').content")
    expect(tab.get_by_text(".ipynb")).to_be_hidden()


def test_the_front_page_follows_what_was_answered(front_page: Page, study: Lab) -> None:
    notebook = Notebook(study, front_page, IN_A_CLONE)
    notebook.answers_path.unlink(missing_ok=True)
    front_page.get_by_role("link", name=LINK, exact=True).click()
    notebook.shown().answered_by("expert")
    front_page.locator(".lm-TabBar-tab[data-rounds-heading='Negotiation Rounds']").click()
    expect(front_page.locator(".rounds-course")).to_contain_text("✓ All 5 graded, 4 of 4 practice")


def test_a_learner_alone_sees_no_nbgrader_tools(front_page: Page) -> None:
    commands = set(front_page.evaluate("jupyterapp.commands.listCommands()"))
    assert len(commands) > 100
    assert {c for c in commands if c.startswith("nbgrader:open-")} == set()
    assert front_page.get_by_role("menuitem", name="Nbgrader", exact=True).count() == 0


def test_a_learner_in_a_course_can_hand_in_and_sees_no_instructor_tools(course_page: Notebook) -> None:
    entries = menu(course_page.page, "Nbgrader")
    assert "Assignment List" in entries
    assert INSTRUCTORS & set(entries) == set()
    commands = set(course_page.page.evaluate("jupyterapp.commands.listCommands()"))
    assert INSTRUCTORS_COMMANDS & commands == set()
    no_code_in_sight(course_page.page)


def test_the_instructor_has_formgrader_in_the_menu_and_it_opens_on_this_course(office: Lab, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = new_page(context)
    page.goto(f"{office.url}/lab?token={office.token}&reset")
    expect(page.get_by_role("menuitem", name="Nbgrader", exact=True)).to_be_visible(timeout=60_000)
    assert set(menu(page, "Nbgrader")) >= INSTRUCTORS
    page.goto(f"{office.url}/formgrader")
    expect(page.locator("tr", has=page.get_by_text(MODULE, exact=True))).to_be_visible(timeout=60_000)
    listed = office.ask("formgrader/api/assignments")
    assert [assignment["name"] for assignment in listed] == [source.name for source in sources()]
    context.close()
