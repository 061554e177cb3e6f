"""Handles on the axis of `zopa` and the dial of `number`: by mouse, finger and keys, and what the picture shows meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from grader.course import sources
from rounds.storage import answers
from tests.bench.picture import NAME, sample_clone
from tests.browser import seeing
from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import Notebook, new_page, until

HANDS = ("mouse", "finger", "keys")
THUMB = 44  # px: the middle of a thumb is never nearer to an end than half of that
DIAL = next((s.name, e) for s in sources() for e in s.load()[0].exercises if e.kind == "number" and e.items[0].dial)


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US", reduced_motion="reduce"
    )
    yield context
    context.close()


@pytest.fixture(scope="module")
def sample(phone: BrowserContext, tmp_path_factory: pytest.TempPathFactory) -> Notebook:
    """Both forms of `zopa`, graded, on a phone."""
    clone = sample_clone(tmp_path_factory.mktemp("handles") / "clone")
    return InProcessNotebook(clone, new_page(phone), f"modules/{NAME}/{NAME}.ipynb").open()


@pytest.fixture(scope="module")
def of_module(phone: BrowserContext, clone_without_lab: Path) -> Any:
    """A notebook of the course on a phone, by its name."""

    def open_(module: str) -> Notebook:
        notebook = InProcessNotebook(clone_without_lab, new_page(phone), f"modules/{module}/{module}.ipynb")
        notebook.answers_path.unlink(missing_ok=True)
        return notebook.open()

    return open_


def move(page: Page, hand: str, start: tuple[float, float], end: tuple[float, float], let_go: bool = True) -> None:
    """Press in one place, and let go in another one."""
    steps = [(start[0] + (end[0] - start[0]) * n / 6, start[1] + (end[1] - start[1]) * n / 6) for n in range(1, 7)]
    if hand == "mouse":
        page.mouse.move(*start)
        page.mouse.down()
        for at in steps:
            page.mouse.move(*at)
        if let_go:
            page.mouse.up()
        return
    session = page.context.new_cdp_session(page)
    touch = lambda kind, points: session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})  # noqa: E731
    touch("touchStart", [{"x": start[0], "y": start[1]}])
    for x, y in steps:
        touch("touchMove", [{"x": x, "y": y}])
    touch("touchEnd", [])


def handle(notebook: Notebook, exercise: str, name: str, number: int = 0) -> Locator:
    return notebook.card(exercise).locator(f"[data-for={name}] input").nth(number)


def cell(exercise: str) -> str:
    return f".jp-OutputArea-child:has([data-exercise={exercise}])"


def set_handle(page: Page, hand: str, one: Locator, value: float, let_go: bool = True) -> None:
    """Bring a handle from the middle of its axis to a value."""
    least, most, step, now = (float(one.get_attribute(name) or 0) for name in ("min", "max", "step", "value"))
    now = float(one.input_value())
    one.scroll_into_view_if_needed()
    if hand == "keys":
        one.focus()
        for _ in range(round(abs(value - now) / step)):
            page.keyboard.press("ArrowRight" if value > now else "ArrowLeft")
        page.keyboard.press("Tab")
        return
    box = one.bounding_box()
    assert box
    room, y = box["width"] - THUMB, box["y"] + box["height"] / 2
    places = [box["x"] + THUMB / 2 + room * (v - least) / (most - least) for v in (now, value)]
    move(page, hand, (places[0], y), (places[1], y), let_go)


@pytest.mark.parametrize("hand", HANDS)
def test_both_sides_values_are_set_on_the_axis(sample: Notebook, hand: str) -> None:
    sample.fresh()
    for name, value in {"own-rv": 26, "other-rv": 9, "ask": 4}.items():
        set_handle(sample.page, hand, handle(sample, "hours", name), value)
    sample.wait_saved("hours", {"own-rv": 26, "other-rv": 9, "ask": 4})
    card = sample.card("hours")
    expect(handle(sample, "hours", "own-rv")).to_have_attribute("aria-valuetext", "26 hours a month")
    expect(sample.item("hours", "own-rv").get_by_role("textbox")).to_have_value("26")
    expect(card.locator("[data-for=other-rv] .rounds-lane-label")).to_have_text("reservation value 9")
    expect(card.locator(".rounds-plot-sentence")).to_contain_text("The department: reservation value 26.")
    expect(handle(sample, "hours", "other-target")).to_have_attribute("aria-valuetext", "not set yet")


def test_a_finger_that_scrolls_the_page_over_the_plot_sets_nothing(sample: Notebook) -> None:
    sample.fresh()
    one = handle(sample, "hours", "own-rv")
    one.scroll_into_view_if_needed()
    scrolled = "document.querySelector('.jp-WindowedPanel-outer').scrollTop"
    box, before = one.bounding_box(), sample.page.evaluate(scrolled)
    assert box
    x, y = box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2
    move(sample.page, "finger", (x, y), (x + 3, y - 240))
    until(lambda: abs(sample.page.evaluate(scrolled) - before) > 50, "the page has scrolled", page=sample.page)
    expect(one).to_have_attribute("aria-valuetext", "not set yet")
    assert sample.saved("hours") == {}


@pytest.mark.parametrize("hand", HANDS)
def test_both_ends_of_an_interval_are_set_on_the_axis(sample: Notebook, hand: str) -> None:
    sample.fresh()
    for number, value in enumerate((150, 174)):
        set_handle(sample.page, hand, handle(sample, "clues", "week", number), value)
    sample.wait_saved("clues", {"week": {"low": 150, "high": 174}})
    expect(sample.item("clues", "week").locator(".rounds-between-words")).to_have_text("24 wide")
    expect(sample.item("clues", "week").locator("[data-end=high] input")).to_have_value("174")


def test_the_axis_and_every_handle_are_there_from_the_start(sample: Notebook) -> None:
    sample.fresh()
    card = sample.card("hours")
    for name in ("ask", "own-target", "own-rv", "other-rv", "other-target"):
        expect(handle(sample, "hours", name)).to_be_visible()
        box = handle(sample, "hours", name).bounding_box()
        assert box
        assert box["height"] >= THUMB  # px, for a finger
    names = [one.get_attribute("aria-label") for one in card.get_by_role("slider").all()]
    assert names == [
        *("The department: opening ask", "The department: target", "The department: reservation value"),
        *("Dr. Ames: reservation value", "Dr. Ames: target"),
    ]
    assert card.locator(".rounds-tick").all_text_contents() == ["0", "10", "20", "30", "40"]
    expect(card.locator(".rounds-plot-sentence")).to_contain_text("Nothing is set yet.")
    expect(card.locator(".rounds-between")).to_be_hidden()


def test_the_band_between_both_lines_is_named_as_the_learner_names_it(sample: Notebook) -> None:
    sample.fresh()
    sample.saves("hours", {"own-rv": 26, "other-rv": 9})
    card = sample.card("hours")
    words = card.locator(".rounds-between-words")
    expect(card.locator(".rounds-between")).to_have_attribute("data-state", "open")
    expect(words).to_have_text("zone or gap?")
    item = sample.item("hours", "zone")
    item.get_by_text("No, there is none").click()
    expect(words).to_have_text("zone or gap?")  # half of the question is still open
    item.get_by_role("textbox").fill("5")
    item.get_by_role("textbox").press("Enter")
    expect(words).to_have_text("you say no zone: 5 apart")
    expect(card.locator(".rounds-between")).to_have_attribute("data-state", "gap")
    low, high = (handle(sample, "hours", name).bounding_box() for name in ("other-rv", "own-rv"))
    band = card.locator(".rounds-between").bounding_box()
    assert low
    assert high
    assert band
    room = low["width"] - THUMB
    assert abs(band["x"] - (low["x"] + THUMB / 2 + room * 9 / 40)) < 1.5
    assert abs(band["width"] - room * 17 / 40) < 2.5


def test_a_target_worse_than_the_reservation_value_says_so_while_it_is_dragged(sample: Notebook) -> None:
    sample.fresh()
    sample.saves("hours", {"own-rv": 14})
    card = sample.card("hours")
    expect(card.locator(".rounds-plot-warning")).to_be_hidden()
    set_handle(sample.page, "mouse", handle(sample, "hours", "own-target"), 30, let_go=False)
    expect(card.locator(".rounds-plot-warning")).to_contain_text(
        "a target of 30 is worse than a reservation value of 14"
    )
    assert sample.saved("hours") == {"own-rv": 14}  # nothing is let go yet
    assert seeing.faint_words(sample.page, "[data-exercise=hours]") == []
    sample.page.mouse.up()
    sample.wait_saved("hours", {"own-rv": 14, "own-target": 30})
    set_handle(sample.page, "mouse", handle(sample, "hours", "own-target"), 8)
    expect(card.locator(".rounds-plot-warning")).to_be_hidden()


def test_answers_given_before_stand_on_the_axis(sample: Notebook) -> None:
    sample.fresh()
    lines = [
        {"v": 1, "notebook": NAME, "seed": 3},
        {"v": 1, "time": "2026-11-20T10:00:00+00:00", "exercise": "hours", "answer": {"own-rv": 26, "other-rv": 9.0, "ask": "about 7", "zone": {"exists": "yes", "width": 17}}},
        {"v": 1, "time": "2026-11-20T10:00:00+00:00", "exercise": "clues", "answer": {"week": {"low": 174, "high": 150}, "rate": {"low": 90}}},
    ]  # fmt: skip
    head = json.loads(sample.answers_path.read_text(encoding="utf-8").splitlines()[0])
    lines[0] = head
    sample.answers_path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    assert answers.read(sample.answers_path).of("hours")["own-rv"] == 26
    sample.reload()
    card = sample.card("hours")
    expect(handle(sample, "hours", "own-rv")).to_have_value("26")
    expect(handle(sample, "hours", "other-rv")).to_have_attribute("aria-valuetext", "9 hours a month")
    expect(handle(sample, "hours", "ask")).to_have_attribute("aria-valuetext", "not set yet")
    expect(sample.item("hours", "ask").get_by_role("textbox")).to_have_value("about 7")
    expect(card.locator(".rounds-between-words")).to_have_text("you say zone: 17 wide")
    expect(sample.item("clues", "week").locator(".rounds-between-words")).to_have_text("24 wide")
    expect(sample.item("clues", "rate").locator(".rounds-plot-sentence")).to_have_text(
        "At least 90 dollars an hour. Now set the other end."
    )


def test_the_plot_stays_in_view_on_a_phone_while_its_questions_are_answered(sample: Notebook) -> None:
    sample.fresh()
    field = sample.item("hours", "share").get_by_role("textbox")
    field.scroll_into_view_if_needed()
    field.click()
    plot, typed = sample.card("hours").locator(".rounds-plot").bounding_box(), field.bounding_box()
    assert plot
    assert typed
    assert plot["y"] >= -1
    assert plot["height"] <= 844 * 0.45
    assert plot["y"] + plot["height"] <= typed["y"]  # and it lies over nothing that one answers


def test_practice_says_zone_or_gap_as_the_handles_move_once_it_is_answered(of_module: Any) -> None:
    notebook = of_module("07-step-4-the-ask")
    notebook.saves("zone-practice", {"own-rv": 8, "other-rv": 14, "zone": {"exists": "yes", "width": 6}})
    card = notebook.card("zone-practice")
    words = card.locator(".rounds-between-words")
    expect(words).to_have_text("zone: 6 wide")
    set_handle(notebook.page, "mouse", handle(notebook, "zone-practice", "own-rv"), 20, let_go=False)
    expect(words).to_have_text("no zone: 6 apart")
    expect(card.locator(".rounds-between")).to_have_attribute("data-state", "gap")
    notebook.page.mouse.up()
    notebook.wait_saved("zone-practice", {"own-rv": 20, "other-rv": 14, "zone": {"exists": "yes", "width": 6}})
    assert seeing.violations(notebook.page, cell("zone-practice")) == []
    notebook.page.close()


@pytest.mark.parametrize("hand", HANDS)
def test_a_dial_is_turned_and_its_picture_moves_along(of_module: Any, hand: str) -> None:
    module, exercise = DIAL
    notebook = of_module(module)
    page, item = notebook.page, exercise.items[0]
    part = notebook.item(exercise.id, item.id)
    slider, face = part.get_by_role("slider"), part.locator(".rounds-wheel-face")
    expect(slider).to_have_attribute("aria-valuetext", "not set yet")
    face.scroll_into_view_if_needed()
    box = face.bounding_box()
    assert box
    foot = box["y"] + box["height"] * 128 / 162
    if hand == "keys":
        slider.focus()
        page.keyboard.press("End")
    else:
        move(page, hand, (box["x"] + box["width"] / 2, box["y"] + 30), (box["x"] + box["width"] - 20, foot + 8))
    until(lambda: notebook.saved(exercise.id).get(item.id) == {"dial": item.dial.most}, "the dial is saved", page=page)
    expect(slider).to_have_attribute("aria-valuetext", f"{100 * item.dial.most:g}%")
    expect(part.locator(".rounds-wheel-value")).to_have_text(f"{100 * item.dial.most:g}%")
    expect(part.locator(".rounds-hundred .rounds-full")).to_have_count(round(100 * item.dial.most))
    expect(part.get_by_role("textbox")).to_be_editable()
    assert seeing.violations(page, cell(exercise.id)) == []
    page.close()
