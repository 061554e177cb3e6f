"""In a real JupyterLab: judging your own reflection, and printing feedback, card and record alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

from rounds.content.loader import load_module
from rounds.storage.self_assessment import judged_id
from tests.browser.access.test_print import KEEP, pages, printed
from tests.browser.lab import FRONT_PAGE, IN_A_CLONE, Lab, Notebook, new_page, until
from tests.browser.seeing import RULES


@pytest.fixture(scope="module")
def notebook(study_context: BrowserContext, study: Lab) -> Iterator[Notebook]:
    """The notebook of a learner who has answered everything."""
    page = new_page(study_context)
    page.add_init_script(KEEP)
    found = Notebook(study, page, IN_A_CLONE)
    found.answered_by("ability:0.6")
    yield found.open()
    found.answers_path.unlink()
    page.close()


def again(page: Page) -> Page:
    page.evaluate("window.printed = ''")
    return page


def test_a_reflection_is_judged_by_keyboard_and_the_points_come_back(notebook: Notebook) -> None:
    page, card = notebook.page, notebook.card("reflection")
    rubric = notebook.module.exercise("reflection").rubric  # type: ignore[union-attr]
    lines, said = card.locator(".rounds-judging fieldset"), card.locator(".rounds-judged[role=status]")
    expect(card.get_by_role("heading", name="Judge your own")).to_be_hidden()
    card.get_by_role("button", name="Compare with an example").focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("heading", name="Judge your own")).to_be_visible()
    expect(lines).to_have_count(len(rubric))
    expect(card.locator(".rounds-report")).to_be_focused()
    page.keyboard.press("Tab")  # what folds the example
    for line in rubric:
        expect(card.get_by_role("group", name=line.label)).to_contain_text(line.levels[3])
        page.keyboard.press("Tab")
        page.keyboard.press("Space")  # 0 points
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
    expect(said).to_have_text(f"You gave yourself {2 * len(rubric)} of {3 * len(rubric)}. Not graded.")
    own = {line.id: 2 for line in rubric}
    until(lambda: notebook.saved(judged_id("reflection")) == own, "saved", page=page)
    notebook.reload()
    expect(said).to_have_text(f"You gave yourself {2 * len(rubric)} of {3 * len(rubric)}. Not graded.")
    for line in lines.all():
        expect(line.get_by_role("radio").nth(2)).to_be_checked()


def test_a_choice_that_the_kernel_never_got_is_sent_when_the_page_comes_back(notebook: Notebook) -> None:
    card, first = notebook.card("reflection"), notebook.module.exercise("reflection").rubric[0].id  # type: ignore[union-attr]
    kernel = notebook.lab.kernel_process(notebook.path)
    kernel.suspend()
    try:
        card.locator(f"[data-line={first}]").get_by_role("radio").nth(3).check()
        expect(card.locator(".rounds-judged")).to_contain_text("⚠ Not saved yet", timeout=10_000)
    finally:
        kernel.resume()
    until(lambda: notebook.saved(judged_id("reflection"))[first] == 3, "saved after all", page=notebook.page)
    expect(card.locator(".rounds-judged")).not_to_contain_text("⚠")


def test_the_feedback_prints_alone_with_all_its_parts_open(notebook: Notebook) -> None:
    page = again(notebook.page)
    button = page.get_by_role("button", name="Print this feedback or save it as PDF")
    expect(button).to_be_hidden()
    page.get_by_role("button", name="Grade the whole notebook").click()
    button.click()
    html = printed(page)
    paper = page.context.new_page()
    assert min(pages(paper, html).values()) > 1
    expect(paper.get_by_role("heading", level=1)).to_have_text(f"Your feedback: {notebook.module.title}")
    graded = notebook.module.graded
    assert paper.get_by_role("heading", level=2).all_inner_texts() == [exercise.title for exercise in graded]
    assert paper.locator("table").first.locator("tbody th").all_inner_texts() == [e.title for e in graded]
    assert paper.locator("details, button, script").count() == 0
    for item in notebook.module.exercise("statements").items:  # type: ignore[union-attr]
        expect(paper.get_by_text(" ".join(item.text.split()))).to_be_visible()
    paper.close()


def test_the_summary_card_prints_alone(notebook: Notebook) -> None:
    page = again(notebook.page)
    page.get_by_role("button", name="Print this card").click()
    html = printed(page)
    paper = page.context.new_page()
    assert pages(paper, html) == {"Letter": 1, "A4": 1}
    expect(paper.get_by_role("heading")).to_have_text([notebook.module.title])
    expect(paper.locator("main")).to_contain_text("The trap: falling back into the position, even politely.")
    expect(paper.locator("main")).not_to_contain_text("Sources")
    paper.close()


def test_the_front_page_says_where_to_go_on_and_prints_a_record(notebook: Notebook, study: Lab) -> None:
    page = notebook.page
    for path in (study.folder / "my-answers").glob("*.jsonl"):
        if path != notebook.answers_path:
            path.unlink()  # of earlier tests
    page.goto(study.address(FRONT_PAGE))
    expect(page.locator(".rounds-go a")).to_contain_text("Go on here: Principle 2", timeout=60_000)
    page.get_by_role("button", name="Print a record of my work").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()
    wcag: dict[str, Any] = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations", "passes"]}
    found = Axe().run(page, context=".rounds-dialog", options=wcag).response
    assert (len(found["passes"]) > 5, found["violations"]) == (True, [])
    page.keyboard.type("b d d Maria <i>López</i>")  # b and d d are commands of JupyterLab
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    html = printed(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("jupyterapp.shell.currentWidget.content.model.cells.length") == 3
    page.locator(".rounds-go a").click()
    second = sorted(path for path in (study.folder / "modules").iterdir() if path.is_dir())[2]
    expect(page.get_by_role("heading", name=load_module(second).title, level=1)).to_be_visible()
    paper = page.context.new_page()
    assert pages(paper, html) == {"Letter": 1, "A4": 1}
    expect(paper.locator("article")).to_contain_text("b d d Maria <i>López</i>")
    expect(paper.locator("tr", has_text=notebook.module.title)).to_contain_text("4 of 4")
    paper.close()
