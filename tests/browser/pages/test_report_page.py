"""The instructor's report in a browser: axe, both widths and colors, sorting by keyboard, paper, and no script at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from grader.report import figures
from grader.report.classroom import read_class
from grader.report.page import page as made_of
from grader.report.surveys import Pair, Report
from tests.browser.seeing import RULES, WIDTHS
from tests.unit.report.sample_class import make, modules

PAIRS = tuple(
    Pair(f"i{n}", f"j{n}", f"Statement {n} about asking", n == 1, 12, 2.5, 3.0, 0.5, 0.1 - n, 0.9, 0.6, -0.1, 1.1)
    for n in range(3)
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("report")
    make(where / "submitted")
    course = figures.course(read_class(modules(), where / "submitted"))
    path = where / "report.html"
    path.write_text(made_of(course, Report(5, 14, 0, PAIRS), datetime(2026, 3, 1, tzinfo=UTC)), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: problems.append(dialog.message))
    page.on("request", lambda request: problems.append(request.url) if request.url != report.as_uri() else None)
    page.goto(report.as_uri())
    yield page
    context.close()
    assert problems == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_has_no_violations_and_fits(page: Page, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations", "passes"]}
    found = Axe().run(page, options=options).response
    assert len(found["passes"]) >= 20
    assert [f"{v['id']}: {node['html'][:200]}" for v in found["violations"] for node in v["nodes"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_table_is_sorted_by_keyboard_and_says_how(page: Page) -> None:
    table = page.locator("table", has_text="Notebooks").first
    slips = page.locator("table", has=page.locator("caption", has_text="Slips, the most widespread first"))
    head = slips.locator("th[scope=col]").nth(3)
    expect(head).to_have_attribute("aria-sort", "none")
    head.get_by_role("button").focus()
    values = "cells => cells.map((cell) => Number(cell.dataset.v))"
    for key, way, ordered in (
        ("Enter", "ascending", sorted),
        ("Space", "descending", lambda v: sorted(v, reverse=True)),
    ):
        page.keyboard.press(key)
        expect(head).to_have_attribute("aria-sort", way)
        found = slips.locator("tbody tr").evaluate_all("rows => rows.map((row) => Number(row.cells[3].dataset.v))")
        assert len(set(found)) > 2
        assert found == ordered(found)  # type: ignore[operator]
    assert slips.locator("th[aria-sort=descending]").count() == 1
    assert table.locator("tbody td[data-v]").evaluate_all(values)


def test_what_has_no_figure_stands_last_both_ways(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    table = page.locator("table", has=page.locator("caption", has_text="Share of the points, by learner"))
    for _ in range(2):
        table.locator("th[scope=col]").nth(2).get_by_role("button").click()
        found = table.locator("tbody tr").evaluate_all("rows => rows.map((row) => row.cells[2].dataset.v)")
        assert "" in found
        assert "" not in found[: len(found) - found.count("")]


def test_without_a_script_all_is_there(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator("th button").count() == 0
    assert page.locator("th[scope=col]").count() > 30
    page.locator("summary").first.click()
    expect(page.locator("details[open] table").first).to_be_visible()
    context.close()


def test_on_paper_nothing_is_folded_away(page: Page) -> None:
    assert page.locator("details:not([open])").count() >= 3
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    assert len(page.pdf()) > 20_000
