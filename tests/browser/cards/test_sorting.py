"""Sorting and choosing with one item at a time: keys, bins that show what they hold, lists, paper, and answers from before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser import seeing
from tests.browser.answering import answer_to
from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import IN_A_CLONE, Notebook, new_page, window

WITH_TWO_QUESTIONS = "modules/04-step-1-your-interests/04-step-1-your-interests.ipynb"
WITH_A_SURVEY = "modules/00-orientation/00-orientation.ipynb"


@pytest.fixture(scope="module")
def opened(browser: Browser, clone_without_lab: Path) -> Iterator[InProcessNotebook]:
    with window(browser, reduced_motion="reduce") as context:
        yield InProcessNotebook(clone_without_lab, new_page(context, view="one"), IN_A_CLONE).open()


@pytest.fixture
def sorting(opened: InProcessNotebook) -> Notebook:
    """One statement at a time, with nothing answered."""
    opened.page.evaluate("localStorage.removeItem('rounds-view')")
    return opened.fresh().start_all()


@pytest.fixture
def other(browser: Browser, clone_without_lab: Path, request: pytest.FixtureRequest) -> Iterator[Notebook]:
    """Another notebook, one item at a time."""
    with window(browser, reduced_motion="reduce") as context:
        yield (
            InProcessNotebook(clone_without_lab, new_page(context, view="one"), request.param)
            .open()
            .fresh()
            .start_all()
        )


def items(notebook: Notebook, exercise: str) -> list[str]:
    found: Any = notebook.module.exercise(exercise)
    return [item.id for item in found.items]


def radio(notebook: Notebook, exercise: str, item: str, at: int) -> Locator:
    return notebook.item(exercise, item).get_by_role("radio").nth(at)


def test_a_number_puts_a_card_into_that_bin_and_the_next_card_comes(sorting: Notebook) -> None:
    page, names = sorting.page, items(sorting, "statements")
    radio(sorting, "statements", names[0], 0).focus()
    for at, key in enumerate("231"):
        expect(sorting.item("statements", names[at])).to_be_visible()
        page.keyboard.press(key)
        expect(sorting.item("statements", names[at + 1])).to_be_visible()
        expect(radio(sorting, "statements", names[at + 1], 0)).to_be_focused()
    sorting.wait_saved("statements", dict(zip(names, ("interest", "argument", "position"), strict=False)))
    page.keyboard.press("9")  # there is no such bin
    expect(radio(sorting, "statements", names[3], 0)).to_be_focused()
    assert len(sorting.saved("statements")) == 3


def test_arrows_only_look_at_the_bins_and_enter_goes_on(sorting: Notebook) -> None:
    page, names = sorting.page, items(sorting, "statements")
    radio(sorting, "statements", names[0], 0).focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(600)  # longer than a card takes to go
        expect(sorting.item("statements", names[0])).to_be_visible()
    page.keyboard.press("Enter")
    expect(sorting.item("statements", names[1])).to_be_visible()
    sorting.wait_saved("statements", {names[0]: "argument"})


def test_in_practice_a_card_stays_until_its_reason_was_read(sorting: Notebook) -> None:
    page, names = sorting.page, items(sorting, "nights")
    radio(sorting, "nights", names[0], 0).focus()
    page.keyboard.press("3")
    expect(sorting.item("nights", names[0]).locator(".rounds-said")).to_contain_text("Right.")
    expect(radio(sorting, "nights", names[0], 2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(radio(sorting, "nights", names[1], 0)).to_be_focused()


def test_what_a_bin_holds_is_taken_up_again_and_moved(sorting: Notebook) -> None:
    page, names = sorting.page, items(sorting, "statements")
    radio(sorting, "statements", names[0], 0).focus()
    for at, key in enumerate("112"):
        page.keyboard.press(key)
        expect(sorting.item("statements", names[at + 1])).to_be_visible()
    bins = sorting.card("statements").locator(".rounds-bin:visible")
    expect(bins.nth(0).get_by_role("listitem")).to_have_count(2)
    expect(bins.nth(0).locator(".rounds-count")).to_have_text("2")
    chip = bins.nth(0).get_by_role("button").last  # the first one that was put there
    chip.focus()
    page.keyboard.press("Enter")
    expect(radio(sorting, "statements", names[0], 0)).to_be_focused()
    page.keyboard.press("3")
    expect(sorting.item("statements", names[3])).to_be_visible()  # on with the first that is open
    expect(bins.nth(0).get_by_role("listitem")).to_have_count(1)
    expect(bins.nth(2).get_by_role("listitem")).to_have_count(1)
    sorting.wait_saved("statements", dict(zip(names, ("argument", "position", "interest"), strict=False)))


def test_what_a_bin_holds_is_one_stop_of_tab_with_arrows_inside(sorting: Notebook) -> None:
    sorting.saves("statements", answer_to(sorting, "statements"))
    page, card = sorting.page, sorting.card("statements")
    card.locator("input:checked:visible").focus()
    for held in card.locator(".rounds-held:visible").all():
        page.keyboard.press("Tab")
        lines = held.get_by_role("button")
        assert lines.count() == 8
        expect(lines.first).to_be_focused()
        page.keyboard.press("ArrowDown")
        expect(lines.nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(card.get_by_role("button", name="Next")).to_be_focused()


def test_answers_from_before_are_in_their_bins_and_marked_after_a_reload(sorting: Notebook) -> None:
    answer = answer_to(sorting, "nights") | {"no-such-item": "position", "zero": "no-such-bin"}
    sorting.saves("nights", answer)
    card = sorting.card("nights")
    expect(sorting.item("nights", "zero")).to_be_visible()  # the only one that is open
    chips = card.locator(".rounds-chip:visible")
    expect(chips).to_have_count(11)
    signs = card.locator(".rounds-chip-sign:visible").all_inner_texts()
    assert set(signs) == {"✓", "✗"}
    expect(card.locator(".rounds-all-placed")).to_be_hidden()
    expect(chips.and_(card.get_by_role("button", name="Not this."))).to_have_count(signs.count("✗"))


def test_the_list_of_all_has_the_same_choices_and_paper_shows_it(sorting: Notebook) -> None:
    card, page = sorting.card("nights"), sorting.page
    radio(sorting, "nights", "closes-at-six", 2).check()
    page.emulate_media(media="print")
    expect(card.locator(".rounds-row:visible")).to_have_count(12)
    expect(card.locator(".rounds-chip:visible")).to_have_count(0)
    page.emulate_media(media="screen")
    expect(card.locator(".rounds-row:visible")).to_have_count(1)
    card.get_by_role("button", name="Show all as a list").click()
    expect(card.locator(".rounds-row:visible")).to_have_count(12)
    expect(radio(sorting, "nights", "closes-at-six", 2)).to_be_checked()
    expect(card.locator(".rounds-bins")).to_contain_text("a need, wish, fear or concern that could be met in more")
    expect(card.locator(".rounds-bins")).to_be_visible()
    radio(sorting, "nights", "zero", 0).check()
    sorting.wait_saved("nights", {"closes-at-six": "argument", "zero": "position"})
    card.get_by_role("button", name="Show one statement at a time").click()
    expect(card.locator(".rounds-row:visible")).to_have_count(1)


@pytest.mark.parametrize("other", [WITH_TWO_QUESTIONS], indirect=True)
def test_a_second_question_is_answered_on_the_same_card(other: Notebook) -> None:
    page, (first, second, *_) = other.page, items(other, "doctors")
    radio(other, "doctors", first, 0).focus()
    page.keyboard.press("2")
    expect(radio(other, "doctors", first, 3)).to_be_focused()
    expect(other.item("doctors", first)).to_be_visible()
    page.keyboard.press("1")
    expect(radio(other, "doctors", second, 0)).to_be_focused()
    bins: Any = other.module.exercise("doctors")
    other.wait_saved("doctors", {first: bins.bins[1].id, f"{first}/then": bins.then.bins[0].id})


@pytest.mark.parametrize("other", [WITH_A_SURVEY], indirect=True)
def test_a_survey_is_a_scale_that_goes_on_by_itself(other: Notebook) -> None:
    first, second, *_ = items(other, "survey")
    other.item("survey", first).get_by_text("Agree", exact=True).click()
    expect(other.item("survey", second)).to_be_visible()
    assert other.card("survey").locator(".rounds-grip:visible, .rounds-chip:visible").count() == 0
    boxes = [one.bounding_box() for one in other.item("survey", second).locator("label").all()]
    assert len({box["y"] for box in boxes if box}) == 1  # side by side, where there is room


def test_a_long_list_to_choose_from_comes_in_parts(sorting: Notebook) -> None:
    card, names = sorting.card("leaving"), items(sorting, "leaving")
    expect(card.locator(".rounds-pick:visible")).to_have_count(6)
    sorting.item("leaving", names[0]).locator("label").click()
    expect(sorting.item("leaving", names[0]).locator(".rounds-said")).not_to_be_empty()
    card.get_by_role("button", name="Next").click()
    expect(sorting.item("leaving", names[6])).to_be_visible()
    sorting.item("leaving", names[6]).locator("label").click()
    sorting.wait_saved("leaving", {names[0]: True, names[6]: True})


def test_a_grid_is_a_table_on_a_laptop_and_one_row_at_a_time_on_a_phone(sorting: Notebook) -> None:
    card = sorting.card("cover")
    rows = sorting.module.exercise("cover").rows  # type: ignore[union-attr]
    expect(card.locator(".rounds-grid-row:visible")).to_have_count(len(rows))
    expect(card.get_by_role("button", name="Next")).to_be_hidden()
    sorting.width(390, 844)
    expect(card.locator(".rounds-grid-row:visible")).to_have_count(1)
    for _ in rows:
        card.get_by_role("button", name="Next").click()
    expect(card.locator("[data-item=choice]")).to_be_visible()
    expect(card.locator(".rounds-grid-row:visible")).to_have_count(0)
    sorting.width(1280)


def test_going_on_answering_brings_the_first_open_card(sorting: Notebook) -> None:
    names = items(sorting, "nights")
    radio(sorting, "nights", names[0], 0).check()
    card = sorting.card("nights")
    card.get_by_role("button", name="Show all feedback").click()
    card.get_by_role("button", name="Go on answering").click()
    expect(radio(sorting, "nights", names[1], 0)).to_be_focused()


@pytest.mark.parametrize(("theme", "width"), zip(seeing.THEMES, seeing.WIDTHS, strict=True))
def test_one_at_a_time_bars_nobody(sorting: Notebook, theme: str, width: int) -> None:
    for name in ("nights", "statements", "leaving", "cover"):
        sorting.saves(name, answer_to(sorting, name))
    page = sorting.page
    sorting.theme(theme)
    sorting.width(width)
    assert seeing.violations(page) == []
    assert seeing.barriers(page) == {}, (theme, width)
    sorting.width(320)
    assert page.evaluate(seeing.SIDEWAYS) + page.evaluate(seeing.OUTSIDE) == []
    assert page.evaluate(seeing.CUT_OFF) == []
    page.emulate_media(forced_colors="active")
    assert page.evaluate(seeing.UNMARKED) == []
    page.emulate_media(forced_colors="none")
    sorting.theme("Light")
    sorting.width(1280)


def test_graded_cards_and_their_lines_have_their_signs_after_feedback_and_a_reload(sorting: Notebook) -> None:
    answer = answer_to(sorting, "statements")
    sorting.saves("statements", answer)
    card = sorting.card("statements")
    assert card.locator(".rounds-chip-sign:visible, .rounds-sign:visible").count() == 0
    card.get_by_role("button", name="Grade my work").click()
    signs = card.locator(".rounds-chip-sign")
    expect(signs.first).to_have_text(re.compile("[✓✗]"))
    given = signs.all_inner_texts()
    assert set(given) == {"✓", "✗"}
    expect(card.locator(".rounds-sign:visible")).to_have_text(re.compile("Right|Not this"))
    sorting.reload()
    expect(signs.first).to_have_text(re.compile("[✓✗]"))
    assert signs.all_inner_texts() == given
    card.locator(".rounds-choice:visible").nth(1).click()  # another answer, which the feedback doesn't know
    expect(card.locator(".rounds-chip-sign:visible")).to_have_count(0)


def test_on_a_phone_what_the_bins_hold_is_shown_on_request(sorting: Notebook) -> None:
    sorting.saves("nights", answer_to(sorting, "nights"))
    card = sorting.card("nights")
    right = card.locator(".rounds-row.rounds-done .rounds-said.rounds-right").count()
    expect(card.locator(".rounds-all-placed")).to_contain_text(f"All 12 are placed, and {right} of them")
    sorting.width(390, 844)
    expect(card.locator(".rounds-chip:visible")).to_have_count(0)
    assert card.locator(".rounds-count:visible").all_inner_texts() == ["4", "4", "4"]
    card.get_by_role("button", name="See what the bins hold").click()
    expect(card.locator(".rounds-chip:visible")).to_have_count(12)
    sorting.width(1280)
