"""What can be dragged: a card into a bin or to another place, a vignette on the plane. Buttons and sliders do the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from grader.course import sources
from rounds import kinds
from tests.browser import seeing
from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import IN_A_CLONE, Lab, Notebook, new_page, until

FIRST_OF = {
    exercise.kind: (source.name, exercise.id)
    for source in reversed(sources())
    for exercise in reversed(source.load()[0].graded)
    if exercise.kind in ("order", "plane")
}


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US", reduced_motion="reduce")
    yield context
    context.close()


Open = Callable[[str], Notebook]


def one_at_a_time(make: Open) -> Open:
    """Opens a notebook of the course, the only one open: each page of JupyterLab is busy even when nobody looks."""
    now: list[Notebook] = []

    def open_(module: str) -> Notebook:
        if not now or now[0].name != module:
            for notebook in now:
                notebook.page.close()
            notebook = make(f"modules/{module}/{module}.ipynb")
            notebook.answers_path.unlink(missing_ok=True)  # other tests answer here too
            now[:] = [notebook.open()]
        return now[0]

    return open_


@pytest.fixture(scope="module")
def opened(context: BrowserContext, clone_without_lab: Path) -> Open:
    return one_at_a_time(lambda path: InProcessNotebook(clone_without_lab, new_page(context), path))


@pytest.fixture(scope="module")
def in_jupyterlab(context: BrowserContext, study: Lab) -> Open:
    """In JupyterLab, which drags cells itself."""
    return one_at_a_time(lambda path: Notebook(study, new_page(context), path))


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "en-US"}


@pytest.fixture
def sorting(context: BrowserContext, clone_without_lab: Path) -> Iterator[InProcessNotebook]:
    """A notebook that shows one statement at a time, with nothing answered."""
    page = new_page(context, view="one")
    yield InProcessNotebook(clone_without_lab, page, IN_A_CLONE).open().fresh().start_all()
    page.close()


def middle(part: Locator) -> tuple[float, float]:
    box = part.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(notebook: Notebook, exercise: str, to: tuple[float, float], steps: int = 12) -> None:
    mouse, card = notebook.page.mouse, notebook.card(exercise).locator(".rounds-statement-card:visible")
    card.scroll_into_view_if_needed()
    mouse.move(*middle(card))
    mouse.down()
    mouse.move(*to, steps=steps)


def test_a_statement_is_dragged_into_a_bin_which_then_shows_it(sorting: Notebook) -> None:
    card = sorting.card("nights")
    card.evaluate("(card) => card.scrollIntoView()")
    bins = card.locator(".rounds-bin:visible")
    drag(sorting, "nights", middle(bins.nth(1)))
    expect(bins.nth(1)).to_have_class(re.compile("rounds-over"))
    sorting.page.mouse.up()
    sorting.wait_saved("nights", {"closes-at-six": "interest"})
    expect(bins.nth(1).get_by_role("button", name="The day care closes at six")).to_be_visible()
    expect(card.locator(".rounds-said:visible")).not_to_be_empty()
    expect(card.locator(".rounds-place")).to_have_text("1 of 12")  # in practice it waits to be read
    # Moved on to another bin, it is in that one alone.
    drag(sorting, "nights", middle(bins.nth(2)))
    sorting.page.mouse.up()
    sorting.wait_saved("nights", {"closes-at-six": "argument"})
    expect(card.locator(".rounds-chip:visible")).to_have_count(1)


def test_in_graded_work_a_card_that_is_dropped_makes_room_for_the_next(sorting: Notebook) -> None:
    card = sorting.card("statements")
    card.evaluate("(card) => card.scrollIntoView()")
    first, second, *_ = (item.id for item in sorting.module.exercise("statements").items)  # type: ignore[union-attr]
    drag(sorting, "statements", middle(card.locator(".rounds-bin:visible").first))
    sorting.page.mouse.up()
    expect(sorting.item("statements", second)).to_be_visible()
    expect(sorting.item("statements", first)).to_be_hidden()
    sorting.wait_saved("statements", {first: "position"})


def test_a_card_dropped_beside_the_bins_or_let_go_with_escape_is_where_it_was(sorting: Notebook) -> None:
    card, page = sorting.card("nights"), sorting.page
    card.evaluate("(card) => card.scrollIntoView()")
    drag(sorting, "nights", middle(card.locator(".rounds-title")))
    page.mouse.up()
    drag(sorting, "nights", middle(card.locator(".rounds-bin:visible").first))
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(card.locator(".rounds-over")).to_have_count(0)
    expect(card.locator(".rounds-statement-card:visible")).to_have_css("transform", "none")
    assert sorting.saved("nights") == {}


def test_a_finger_drags_a_card_by_its_grip(browser: Browser, clone_without_lab: Path) -> None:
    context = browser.new_context(**PHONE)
    notebook = (
        InProcessNotebook(clone_without_lab, new_page(context, view="one"), IN_A_CLONE).open().fresh().start_all()
    )
    card = notebook.card("nights")
    card.evaluate("(card) => card.scrollIntoView()")
    notebook.page.wait_for_timeout(300)  # the page rests before a finger touches it
    touch = context.new_cdp_session(notebook.page)
    (x, y), (to_x, to_y) = (
        middle(card.locator(".rounds-grip:visible")),
        middle(card.locator(".rounds-bin:visible").nth(1)),
    )
    points = [(x + (to_x - x) * part / 10, y + (to_y - y) * part / 10) for part in range(11)]
    for at, (x, y) in enumerate(points):
        kind = "touchMove" if at else "touchStart"
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    notebook.wait_saved("nights", {"closes-at-six": "interest"})
    context.close()


def test_a_card_is_dragged_to_another_place(in_jupyterlab: Open) -> None:
    module, name = FIRST_OF["order"]
    notebook = in_jupyterlab(module)
    exercise: Any = notebook.module.exercise(name)
    answer = kinds.of(exercise.kind).learners.expert(exercise, notebook.keys[name])
    notebook.saves(name, answer)
    (sequence, cards), *_ = answer["sequence"].items()
    first, third = (notebook.item(name, cards[at]) for at in (0, 2))
    first.locator(".rounds-grip").scroll_into_view_if_needed()
    box, target = first.locator(".rounds-grip").bounding_box(), third.bounding_box()
    assert box
    assert target
    mouse = notebook.page.mouse
    mouse.move(box["x"] + 5, box["y"] + 5)
    mouse.down()
    mouse.move(box["x"] + 5, target["y"] + target["height"] * 0.6, steps=5)
    mouse.move(box["x"] + 5, target["y"] + target["height"] * 0.8, steps=3)
    mouse.up()
    moved = [cards[1], cards[2], cards[0], *cards[3:]]
    until(lambda: notebook.saved(name)["sequence"][sequence] == moved, "the new order is saved", page=notebook.page)


def test_a_vignette_is_placed_by_a_click_and_dragged_on(in_jupyterlab: Open) -> None:
    module, name = FIRST_OF["plane"]
    notebook = in_jupyterlab(module)
    exercise: Any = notebook.module.exercise(name)
    item = exercise.items[0].id
    notebook.item(name, item).get_by_role("button", name="Place on the plane").click()
    square = notebook.card(name).locator(".rounds-whole-plane")
    square.scroll_into_view_if_needed()
    box = square.bounding_box()
    assert box
    step = box["width"] / 11

    def spot(own: int, other: int) -> tuple[float, float]:
        assert box
        return box["x"] + (own + 0.5) * step, box["y"] + (10 - other + 0.5) * step

    notebook.page.mouse.click(*spot(5, 10))
    until(lambda: notebook.saved(name).get(item) == {"own": 5, "other": 10}, "the click is saved", page=notebook.page)
    box = square.bounding_box()
    notebook.page.mouse.move(*spot(5, 10))
    notebook.page.mouse.down()
    notebook.page.mouse.move(*spot(2, 4), steps=6)
    notebook.page.mouse.up()
    until(lambda: notebook.saved(name).get(item) == {"own": 2, "other": 4}, "the drag is saved", page=notebook.page)


def test_a_vignette_is_judged_once_both_its_concerns_are_set(opened: Open) -> None:
    module, name = FIRST_OF["plane"]
    notebook = opened(module)
    exercise: Any = next(e for e in notebook.module.exercises if e.kind == "plane" and e.use == "practice")
    name, item = exercise.id, exercise.items[1].id
    node = notebook.item(name, item)
    own, other = node.get_by_role("slider").all()
    own.focus()
    notebook.page.keyboard.press("Home")
    notebook.page.keyboard.press("ArrowRight")  # on the way: nothing is saved before the keys rest
    assert item not in notebook.saved(name)
    until(lambda: notebook.saved(name).get(item) == {"own": 1}, "one concern is saved", page=notebook.page)
    expect(node).to_contain_text(f"{exercise.own.label}: 1. Now set “{exercise.other.label}”.")
    expect(other).to_have_attribute("aria-valuetext", "not set yet")
    expect(node.locator(".rounds-said")).to_be_empty()
    other.click()  # in its middle, where the thumb stands already
    until(lambda: notebook.saved(name).get(item) == {"own": 1, "other": 5}, "both are saved", page=notebook.page)
    expect(node.locator(".rounds-said")).to_contain_text(exercise.key.items[item].why)


def test_the_plane_speaks_to_who_taps_as_to_who_clicks(opened: Open) -> None:
    module, name = FIRST_OF["plane"]
    notebook = opened(module)
    exercise: Any = next(e for e in notebook.module.exercises if e.kind == "plane" and e.use == "practice")
    name, item = exercise.id, exercise.items[2]
    hint = notebook.card(name).locator(".rounds-map .rounds-hint")
    expect(hint).to_contain_text("click or tap here")
    button = notebook.item(name, item.id).get_by_role("button", name="Place on the plane")
    button.click()  # and the pointer stays over it, as it does after a tap
    expect(hint).to_have_text(f"Click or tap the plane to place 3. {item.label}.")
    assert seeing.unreadable(notebook.page, f"[data-exercise={name}]") == []
    button.click()


def test_a_key_held_down_neither_adds_a_card_unread_nor_moves_one_back(opened: Open) -> None:
    module, name = FIRST_OF["order"]
    notebook = opened(module)
    page, exercise = notebook.page, notebook.module.exercise(name)
    sequence = exercise.sequences[0]  # type: ignore[union-attr]
    outs = notebook.card(name).locator(".rounds-sequence .rounds-out button")
    outs.evaluate_all("(buttons) => buttons.forEach((button) => button.click())")  # what another test placed
    expect(outs).to_have_count(0)
    adds = notebook.card(name).get_by_role("button", name="Add to my order")
    adds.first.focus()
    for _ in range(3):
        page.keyboard.press("Enter")  # as one who holds it down
    order = notebook.card(name).locator(f"[data-sequence={sequence.id}] .rounds-sequence > li")
    expect(order).to_have_count(1)
    expect(notebook.status(name)).to_contain_text("Placed as number 1")
    first_text = notebook.item(name, sequence.cards[1].id).locator("select, .rounds-order-text").last
    expect(first_text).to_be_focused()
    adds.first.click()
    expect(order).to_have_count(2)
    up = order.nth(1).get_by_role("button", name="Move up")
    moved = order.nth(1).get_attribute("data-item")
    up.focus()
    for _ in range(4):
        page.keyboard.press("Enter")
    expect(order.first).to_have_attribute("data-item", str(moved))
    expect(order.first.get_by_role("button", name="Move up")).to_be_focused()
    expect(notebook.status(name)).to_contain_text("Moved to number 1")
