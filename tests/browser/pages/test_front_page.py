"""From the front page to the notebook; what a learner sees of JupyterLab, and what an instructor does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from grader.course import sources
from rounds.cards.front_page import FIVE_MINUTES
from tests.browser.lab import FRONT_PAGE, IN_A_CLONE, MODULE, Lab, Notebook, new_page

LINK = "Principle 1: Interests, not positions"
# A learner hands in from the Nbgrader menu in a course, and never needs these.
INSTRUCTORS = {"Formgrader", "Create assignment", "Course List"}
INSTRUCTORS_COMMANDS = {f"nbgrader:open-{name}" for name in ("formgrader", "create-assignment", "course-list")}
# What a menu may not speak of to one who does not program.
PROGRAMMERS = re.compile(r"kernel|cell|console|terminal|launcher|notebook|code|editor|python|extension|log", re.I)


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
    # A notebook's card, where a test closed the front page.
    opened.locator(".rounds-course, .rounds-card").first.wait_for(timeout=60_000, state="attached")
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
    expect(notebook.page.get_by_role("heading", name="Half past four", exact=True)).to_be_visible()
    expect(notebook.card("nights").get_by_role("radio").first).to_be_enabled()
    no_code_in_sight(front_page)
    front_page.wait_for_timeout(1000)  # a question or news would come now
    nothing_in_the_way(front_page)
    at_the_top(front_page)
    assert front_page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty") is False


def test_five_minutes_opens_one_whole_conversation_in_sight_and_with_the_focus(front_page: Page, study: Lab) -> None:
    # "Start: five minutes" for someone new (tests/unit/cards/test_front_page.py), and a line below for everyone else.
    button = front_page.locator(f".rounds-door a[href$='#{FIVE_MINUTES[1]}']:visible")
    expect(button).to_be_in_viewport()
    for _ in range(2):  # a notebook that opens, and one that is open already
        button.click()
        card = front_page.locator(f".jp-NotebookPanel:not(.lm-mod-hidden) [data-exercise={FIVE_MINUTES[1]}]")
        expect(card.locator(".rounds-title")).to_be_focused(timeout=60_000)
        expect(card.locator(".rounds-title")).to_be_in_viewport()
        expect(card.get_by_text("Your patient needs two units of blood").first).to_be_visible()
        front_page.locator(".lm-TabBar-tab[data-rounds-heading='Negotiation Rounds']").click()
        expect(button).to_be_visible()


def test_the_route_says_what_its_rings_show_and_where_to_go_on(front_page: Page) -> None:
    stations = front_page.locator(".rounds-route li")
    expect(stations).to_have_count(len(sources()))
    assert front_page.locator(".rounds-course h3").count() == 3
    for station in stations.all():
        expect(station).to_contain_text(re.compile(r"\d+ min · (Not begun|\d+ of \d+ exercises answered|✓ All)"))
        assert station.locator("svg[aria-hidden=true]").count() == 2
    expect(front_page.locator(".rounds-route [aria-current=step]")).to_have_count(1)
    expect(front_page.get_by_role("img", name="The man at the door")).to_be_visible()


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
    expect(front_page.locator(".rounds-course")).to_contain_text("✓ All 9 exercises answered")


def test_a_learner_alone_sees_no_nbgrader_tools(front_page: Page) -> None:
    commands = set(front_page.evaluate("jupyterapp.commands.listCommands()"))
    assert len(commands) > 100
    assert {c for c in commands if c.startswith("nbgrader:open-")} == set()
    assert front_page.get_by_role("menuitem", name="Nbgrader", exact=True).count() == 0


def test_a_learner_alone_sees_nothing_for_programmers(front_page: Page) -> None:
    assert front_page.locator(".lm-MenuBar-itemLabel").all_inner_texts() == ["File", "View", "Help"]
    entries = [entry for name in ("File", "View", "Help") for entry in menu(front_page, name)]
    assert {"Print…", "JupyterLab Dark", "Show Keyboard Shortcuts…"} <= set(entries)
    assert [entry for entry in entries if PROGRAMMERS.search(entry)] == []
    tools = front_page.locator(".jp-SideBar .lm-TabBar-tab")
    assert tools.evaluate_all("(tabs) => tabs.map((tab) => tab.dataset.id)") == ["table-of-contents"]
    commands = set(front_page.evaluate("jupyterapp.commands.listCommands()"))
    assert {"launcher:create", "terminal:create-new", "extensionmanager:toggle"} & commands == set()
    assert front_page.locator(".lm-TabBar-addButton:visible").count() == 0


def test_the_front_page_is_back_when_the_last_tab_is_closed_and_when_nothing_was_open(
    front_page: Page, study: Lab
) -> None:
    front_page.evaluate("document.querySelector('.rounds-course').dataset.old = '1'")
    front_page.evaluate("jupyterapp.commands.execute('application:close-all').then(() => {})")
    front_page.locator(".rounds-course:not([data-old]):visible").wait_for()
    front_page.goto(f"{study.url}/lab?token={study.token}&reset")
    front_page.locator(".rounds-course:visible").wait_for(timeout=60_000)
    assert front_page.locator("#jp-main-dock-panel .lm-TabBar-tab").count() == 1


def test_a_notebook_that_opens_says_so_below_itself_until_its_exercises_are_there(front_page: Page, study: Lab) -> None:
    front_page.get_by_role("link", name=LINK, exact=True).click()
    line = front_page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) [role=status].rounds-loading")
    expect(line).to_have_text("Opening … The exercises appear in a few seconds; you can begin to read.")
    ends = "(line) => line.parentElement.querySelector('.jp-Notebook').getBoundingClientRect().bottom"
    assert line.evaluate(f"(line) => ({ends})(line) <= line.getBoundingClientRect().top + 1")
    expect(front_page.locator(".rounds-loading")).to_have_count(0)
    # A rerun isn't the learner's doing, and says nothing.
    notebook = Notebook(study, front_page, IN_A_CLONE).shown()
    front_page.evaluate("jupyterapp.commands.execute('application:close-other-tabs').then(() => {})")
    front_page.evaluate(
        """() => { window.said = 0; new MutationObserver(() => {
          window.said += document.querySelectorAll(".rounds-loading").length;
        }).observe(document.body, { childList: true, subtree: true }); }"""
    )
    notebook.run_all()
    assert front_page.evaluate("window.said") == 0


def test_the_end_of_a_notebook_is_not_an_empty_screen(front_page: Page, study: Lab) -> None:
    front_page.get_by_role("link", name=LINK, exact=True).click()
    Notebook(study, front_page, IN_A_CLONE).shown()
    box = front_page.locator(".jp-WindowedPanel-outer:visible")
    box.evaluate("(box) => box.scrollTo(0, 1e6)")
    expect(front_page.get_by_role("heading", name="Sources")).to_be_in_viewport()


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
