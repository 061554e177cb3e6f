"""The BATNA table as learners build it: rows that don't count, E in three steps, and weights that reorder the rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.browser import seeing
from tests.browser.access.notebook_by_keyboard import expert_answer
from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import new_page, until, window

PATH = "modules/05-step-2-your-batna/05-step-2-your-batna.ipynb"
PRACTICE, GRADED = "protected-time", "three-doctors"
ROWS = "[data-exercise=protected-time] .rounds-profile:has([data-for=weights-you]) .rounds-row-name"


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    with window(browser) as context:
        yield context


@pytest.fixture(scope="module")
def table(context: BrowserContext, clone_without_lab: Path) -> Iterator[InProcessNotebook]:
    """The notebook of the BATNA, as a list."""
    notebook = InProcessNotebook(clone_without_lab, new_page(context), PATH)
    yield notebook.open()
    notebook.page.close()


def order(table: InProcessNotebook) -> list[str]:
    return table.page.locator(ROWS).all_inner_texts()


def own_weight(table: InProcessNotebook, interest: str) -> Locator:
    return table.card(PRACTICE).get_by_role("slider", name=f"Weight of {interest}", exact=True).first


def test_a_row_that_needs_a_yes_is_struck_out_and_says_why(table: InProcessNotebook) -> None:
    table.fresh()
    row = table.card(PRACTICE).locator(".rounds-batna-grid tr", has_text="university hospital").first
    expect(row).to_contain_text("not said yet")
    table.item(PRACTICE, "control-university").get_by_label("Needs another's yes").check()
    expect(row).to_contain_text("Needs a yes: doesn’t count")
    expect(row.locator(".rounds-row-name")).to_have_css("text-decoration-line", "line-through")
    table.item(PRACTICE, "control-university").get_by_label("Secured in writing").check()
    expect(row).to_contain_text("In writing")
    expect(row.locator(".rounds-row-name")).to_have_css("text-decoration-line", "none")


def test_the_rows_change_places_while_a_slider_of_ones_own_weights_moves(table: InProcessNotebook) -> None:
    table.fresh()
    before = order(table)
    assert before[0] == "Go on as now"
    slider = own_weight(table, "Income")
    slider.evaluate(
        "(one) => { one.focus(); one.value = 90; one.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    by_income = order(table)
    assert by_income != before
    assert table.saved(PRACTICE) == {}  # nothing is saved before it is let go
    expect(slider).to_be_focused()
    slider.evaluate("(one) => one.dispatchEvent(new Event('change', { bubbles: true }))")
    until(lambda: "weights" in table.saved(PRACTICE), "saved", page=table.page)
    weights = table.saved(PRACTICE)["weights"]["you"]
    assert weights["income"] == 90
    assert sum(weights.values()) == 100
    assert all(isinstance(weight, int) for weight in weights.values())
    heard = table.card(PRACTICE).locator(".rounds-sr", has_text="In order: ")
    expect(heard).to_contain_text(re.compile(rf"Sum 100 of 100.*In order: {re.escape(by_income[0])} \d"))
    table.run_all()
    assert order(table) == by_income


def test_what_is_open_for_someone_else_does_not_show_under_weights_of_ones_own(table: InProcessNotebook) -> None:
    table.fresh()
    for interest, weight in {"Work fits the hours": 50, "Relief from clinical work": 10, "Feeling valued": 20}.items():
        field = table.card(PRACTICE).locator("[data-for=weights-you]").get_by_label(interest, exact=True)
        field.fill(str(weight))
        field.press("Enter")
    grid = table.card(PRACTICE).locator(".rounds-batna-grid").last
    row = grid.locator("tr", has_text="The post across town")
    expect(row.locator(".rounds-worth")).to_have_text("–")
    table.card(PRACTICE).get_by_label("Expected value of The post across town for Dr. P").fill("57.8")
    table.page.keyboard.press("Enter")
    expect(row.locator(".rounds-worth")).not_to_have_text("–")


def steps(table: InProcessNotebook, exercise: str, row: str) -> Locator:
    return table.item(exercise, row).locator(".rounds-step")


def test_practice_leads_through_the_three_steps_and_the_graded_table_only_names_them(table: InProcessNotebook) -> None:
    table.fresh()
    first, second, third = steps(table, PRACTICE, "total-outgrown-across-town").all()
    expect(first).to_contain_text("(50 × 70 + 10 × 40 + 20 × 40 + 20 × 70) ÷ 100")
    for text, said in (("51", "✗ not yet"), ("61", "✓ right")):
        first.get_by_role("textbox").fill(text)
        first.get_by_role("textbox").press("Enter")
        expect(first).to_contain_text(said)
    expect(second).to_contain_text("0.9 × 61")
    second.get_by_role("textbox").fill("54.9")
    second.get_by_role("textbox").press("Enter")
    expect(third).to_contain_text("54.9 + 0.1 × 29")
    assert "totals" not in table.saved(PRACTICE)  # the first two steps are for working only
    third.get_by_role("textbox").fill("57.8")
    third.get_by_role("textbox").press("Enter")
    table.wait_saved(PRACTICE, {"totals": {"outgrown": {"across-town": 57.8}}})
    graded = steps(table, GRADED, "total-harbor-registry").first
    graded.get_by_role("textbox").fill("68")
    graded.get_by_role("textbox").press("Enter")
    assert "right" not in graded.inner_text()
    assert "×" in graded.inner_text()
    assert not re.search(r"\d+ × \d+", graded.inner_text())


@pytest.fixture
def one_by_one(browser: Browser, clone_without_lab: Path) -> Iterator[InProcessNotebook]:
    """The same, one item at a time, in a browser that remembers nothing else."""
    with window(browser) as context:
        yield InProcessNotebook(clone_without_lab, new_page(context, view="one"), PATH)


def test_on_a_phone_one_alternative_is_shown_and_the_table_comes_after_the_audit(one_by_one: InProcessNotebook) -> None:
    notebook, page = one_by_one, one_by_one.page
    page.set_viewport_size({"width": 390, "height": 844})
    notebook.open().fresh().start_all()
    card = notebook.card(GRADED)
    audit = [f"control-{row.id}" for row in notebook.module.exercise(GRADED).alternatives]
    answer = expert_answer(notebook, notebook.module.exercise(GRADED))["control"]
    for name in audit:
        assert [n for n in audit if notebook.item(GRADED, n).is_visible()] == [name]
        expect(card.locator(".rounds-people")).to_be_hidden()
        choice = notebook.item(GRADED, name).locator(f"input[value={answer[name.removeprefix('control-')]}]")
        choice.check()
        if name != audit[-1]:
            card.get_by_role("button", name="Next").first.click()
    expect(card.locator(".rounds-profile").first).to_be_visible()
    expect(card.locator(".rounds-profile").nth(1)).to_be_hidden()
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(seeing.SIDEWAYS) + page.evaluate(seeing.OUTSIDE) == [], width
    notebook.run_all()  # what is done with folds
    for name in audit:
        expect(notebook.item(GRADED, name)).to_be_hidden()
    card.get_by_role("button", name="Look at this again").click()
    expect(notebook.item(GRADED, audit[0])).to_be_visible()
