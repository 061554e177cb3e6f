"""On paper: every summary card, and the record of your work, as PDF files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbconvert.filters import markdown2html
from playwright.sync_api import Browser, Page, expect

from grader.authoring import simulate
from grader.course import ROOT, Source, sources
from rounds.cards.front_end import style
from rounds.cards.transcript import record
from rounds.storage.progress import course_progress
from tests.browser.front_end import load
from tests.browser.lab import clone

# Chromium without a window prints nothing; what would be printed is kept instead.
KEEP = "window.print = () => { top.printed = document.documentElement.outerHTML; };"
SIZES = ("Letter", "A4")


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 816, "height": 1056})
    page.add_init_script(KEEP)
    page.goto("about:blank")
    yield page
    page.close()


def shows(page: Page, name: str, traits: dict[str, Any], above: str = "") -> None:
    """One of our scripts at work in a plain page, below what stands `above` it."""
    page.reload()  # so that nothing printed before is taken for this
    page.set_content(f"<style>{style()}</style><main>{above}<div id='here'></div></main>")
    load(page)
    page.evaluate(
        "([name, traits]) => rounds.cards[name]({ model: { get: (trait) => traits[trait], send() {}, on() {}, off() {} }, el: document.getElementById('here') })",
        [name, traits],
    )


def printed(page: Page) -> str:
    page.wait_for_function("() => Boolean(window.printed)")
    return str(page.evaluate("window.printed"))


def pages(page: Page, html: str) -> dict[str, int]:
    """How many sheets it takes, by size of paper."""
    page.set_content(html)
    return {size: len(re.findall(rb"/Type\s*/Page\b", page.pdf(format=size))) for size in SIZES}


def text_of(source: Source) -> str:
    cells = json.loads(source.notebook.read_text(encoding="utf-8"))["cells"]
    (text,) = (t for cell in cells if (t := "".join(cell["source"])).startswith("## Summary card"))
    return text


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_every_summary_card_prints_whole_on_one_sheet(page: Page, source: Source) -> None:
    title, text = source.load()[0].title, text_of(source)
    shows(page, "summary_card", {"title": title}, f"<h2>The one before</h2>{markdown2html(text)}")
    page.get_by_role("button", name="Print this card").click()
    html = printed(page)
    assert pages(page, html) == {"Letter": 1, "A4": 1}
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    told = page.locator("main").inner_text()
    bold = re.findall(r"\*\*(.+?)\*\*", text)
    assert len(bold) >= 5
    assert [words for words in bold if words not in told] == []
    assert "CC BY 4.0" in told
    assert "To print or copy" not in told
    assert page.locator("main").evaluate("(card) => parseFloat(getComputedStyle(card).fontSize)") == 16  # 12 pt


def test_a_page_without_the_cards_text_says_so(page: Page) -> None:
    shows(page, "summary_card", {"title": "A title"})
    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("The text of the card is not on this page")


def test_a_browser_that_cannot_print_says_so(page: Page) -> None:
    shows(page, "summary_card", {"title": "A title"}, markdown2html(text_of(sources()[0])))
    page.add_script_tag(
        content="Object.defineProperty(HTMLIFrameElement.prototype, 'contentWindow', { get: () => ({}) })"
    )
    page.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("This browser cannot print from here")


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone in which every notebook but the last was worked in."""
    folder = clone(tmp_path_factory.mktemp("record") / "clone")
    (folder / "my-answers").mkdir()
    for source in sources(folder)[:-1]:
        module, keys = source.load()
        given = simulate.answers(module, keys, "ability:0.7", 7)
        (folder / "my-answers" / f"{source.name}.jsonl").write_text(simulate.lines(module, given, 7))
    return folder


def test_the_record_prints_on_one_sheet_with_the_name_as_text(page: Page, worked: Path) -> None:
    shows(page, "transcript", {"record": record(course_progress(worked))})
    page.get_by_role("button", name="Print a record of my work").click()
    hostile = "Ada <img src=x onerror='window.hacked=1'> Lovelace"
    page.get_by_role("textbox").fill(hostile)
    page.get_by_role("button", name="Print or save as PDF").click()
    html = printed(page)
    assert pages(page, html) == {"Letter": 1, "A4": 1}
    told = page.locator("article").inner_text()
    assert hostile in told
    assert page.evaluate("window.hacked") is None
    titles = [source.load()[0].title for source in sources(worked)]
    assert page.locator("tbody th").all_inner_texts() == titles
    assert page.locator("tbody td", has_text="not begun").count() == 1
    assert "It is not a grade or a certificate of skill" in told


def test_the_record_of_someone_who_has_not_begun_lists_every_notebook(page: Page, tmp_path: Path) -> None:
    shows(page, "transcript", {"record": record(course_progress(clone(tmp_path / "clone")))})
    page.get_by_role("button", name="Print a record of my work").click()
    expect(page.get_by_role("dialog").locator("td", has_text="not begun")).to_have_count(len(sources(ROOT)))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Print a record of my work")).to_be_focused()
