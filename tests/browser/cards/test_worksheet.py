"""The worksheet of a case without figures: lines with check boxes, read back as a note, by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import new_page, window

PATH = "modules/09-capstone/09-capstone.ipynb"
SHEET, CASE = "preparation", "leaving"


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with window(browser) as context:
        yield context


@pytest.fixture(scope="module")
def worksheet(context: BrowserContext, clone_without_lab: Path) -> Iterator[InProcessNotebook]:
    """The capstone with the worksheet's case chosen."""
    notebook = InProcessNotebook(clone_without_lab, new_page(context), PATH)
    notebook.open()
    notebook.card(SHEET).get_by_role("radio", name="Leaving against advice").check()
    yield notebook
    notebook.page.close()


def test_a_line_takes_several_choices_and_is_read_back(worksheet: InProcessNotebook) -> None:
    card = worksheet.card(SHEET)
    expect(card.locator("[data-case=leaving]")).to_be_visible()
    expect(card.locator("table:visible")).to_have_count(0)
    first = worksheet.item(SHEET, f"{CASE}-capacity").get_by_role("checkbox")
    first.nth(1).focus()
    worksheet.page.keyboard.press("Space")
    first.nth(3).check()
    chosen = {"understands": True, "himself": True}
    worksheet.wait_saved(SHEET, {"case": CASE, CASE: {"capacity": chosen}})
    note = card.locator(".rounds-notes li").first
    expect(note).to_contain_text("in his own words what can happen")
    expect(note).to_contain_text("who'd have to call")
    first.nth(1).uncheck()
    worksheet.wait_saved(SHEET, {"case": CASE, CASE: {"capacity": {"himself": True}}})
    expect(note).not_to_contain_text("in his own words")


def test_a_worksheet_fits_a_phone(worksheet: InProcessNotebook) -> None:
    worksheet.width(360)
    card = worksheet.card(SHEET)
    expect(card.locator("[data-case=leaving] .rounds-stage")).to_be_visible()
    assert card.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    worksheet.width(1280)
