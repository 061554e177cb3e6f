"""Before marking gives answers away it asks; Enter chooses; what is not saved is not praised. In a plain page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rounds import kinds
from rounds.cards.front_end import style
from rounds.content.loader import load_module
from rounds.core.scoring import ItemMark, Mark
from rounds.core.typed_numbers import parse
from rounds.feedback.render import feedback
from rounds.feedback.render import style as feedback_style
from rounds.storage.self_assessment import use_of
from tests.browser.front_end import load, load_modules
from tests.browser.lab import MODULE, ROOT
from tests.unit.core.test_typed_numbers import READ, UNREADABLE

SHOW = """([name, traits]) => {
  window.sent = [];
  window.heard = {};
  window.traits = traits;
  window.tell = (name, ...what) => { for (const one of heard[name] || []) one(...what); };
  rounds.cards[name]({ model: { get: (name) => traits[name], send(message) { sent.push(message); }, off() {},
    on(name, what) { (heard[name] ??= []).push(what); } }, el: document.getElementById("here") });
}"""
MARKS = "sent.filter((message) => message.do === 'mark').length"
SAVED = """([answered, said]) => {
  const last = sent.findLast((message) => message.do === "commit");
  const open = answered < traits.status.total ? traits.status.open : [];
  traits.status = { ...traits.status, answered, open, begun: true, saved: "2026-01-05T10:00:00Z" };
  traits.said = said;
  tell("msg:custom", { saved: last.n });
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.goto("about:blank")
    yield page
    page.close()


def show(page: Page, name: str, traits: dict[str, Any]) -> Page:
    page.reload()
    page.set_content(f"<style>{style()}</style><main><div id='here'></div></main>")
    load(page)
    page.evaluate(SHOW, [name, traits])
    return page


def card(page: Page, name: str, answered: int = 0, **traits: Any) -> Page:
    exercise = load_module(ROOT / "modules" / MODULE).exercise(name)
    parts = [part.id for part in (exercise.fields if exercise.kind == "reflect" else exercise.items)]  # type: ignore[union-attr]
    status = {"saved": "", "answered": answered, "total": len(parts), "problem": "", "note": ""}
    status |= {"begun": answered > 0, "open": parts[answered:]}
    shown = {
        "answer": {},
        "said": {},
        "scene": {},
        "report": "",
        "markable": True,
        "opens": True,
        "learner": "",
        "judging": {},
    }
    shown["by_person"] = kinds.of(exercise.kind).graded_by_person
    shown["badge"] = use_of(exercise, traits.get("markable", True))
    return show(page, "exercise", {**shown, "exercise": exercise.public(), "status": status, **traits})


def question(page: Page) -> Locator:
    return page.get_by_role("group", name="Grading shows the right answers")


def test_one_key_on_unfinished_work_asks_and_gives_nothing_away(page: Page) -> None:
    button = card(page, "statements").get_by_role("button", name="Grade my work")
    button.focus()
    page.keyboard.press("Space")
    expect(question(page)).to_be_focused()
    expect(question(page)).to_contain_text("You have answered 0 of 24. Grading shows the right answers.")
    for one in question(page).get_by_role("button").all():
        assert one.bounding_box()["height"] >= 24  # type: ignore[index]
    page.keyboard.press("Escape")
    expect(button).to_be_focused()
    expect(question(page)).to_be_hidden()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Go on answering").press("Enter")
    first = page.locator("[data-item=another-week]")
    expect(first.get_by_role("radio").first).to_be_focused()
    expect(first).to_be_in_viewport()
    expect(first).to_have_css("outline-style", "dashed")  # also where a click led there, and no outline shows the focus
    assert page.evaluate(MARKS) == 0
    button.focus()
    page.keyboard.press("Enter")
    expect(first).to_have_css("outline-style", "none")
    page.get_by_role("button", name="Grade anyway").press("Enter")
    assert page.evaluate(MARKS) == 1
    expect(question(page)).to_be_hidden()


def test_finished_work_is_marked_at_once_and_the_last_answer_counts_once_it_is_saved(page: Page) -> None:
    button = card(page, "statements", 23).get_by_role("button", name="Grade my work")
    page.get_by_role("radio").first.check()
    button.click()
    assert page.evaluate(MARKS) == 0
    page.evaluate(SAVED, [24, {}])
    assert page.evaluate(MARKS) == 1
    expect(question(page)).to_be_hidden()


def test_the_whole_notebook_asks_for_what_is_begun_and_not_finished(page: Page) -> None:
    row = {"id": "a", "title": "A", "use": "Graded, 8 points", "total": 24, "time": "", "begun": True, "open": True}
    rows = [{**row, "answered": 3}, {**row, "answered": 23}, {**row, "answered": 0, "begun": False}]
    rows.append({**row, "answered": 24, "open": False})
    traits = {
        "rows": rows,
        "problems": [],
        "self_study": True,
        "title": "T",
        "report": "",
        "receipt": {},
        "submitted": {},
    }
    button = show(page, "submit", traits).get_by_role("button", name="Grade the whole")
    button.click()
    expect(question(page)).to_contain_text(
        "2 exercises are not finished. Grading shows the right answers to them as well."
    )
    expect(question(page)).to_be_focused()
    assert page.evaluate(MARKS) == 0
    page.get_by_role("button", name="Grade anyway").click()
    assert page.evaluate(MARKS) == 1
    page.evaluate("traits.rows = traits.rows.slice(2)")
    button.click()
    assert page.evaluate(MARKS) == 2


def whole_notebook(page: Page) -> Page:
    traits = {
        "rows": [],
        "problems": [],
        "self_study": True,
        "title": "T",
        "report": "",
        "receipt": {},
        "submitted": {},
    }
    return show(page, "submit", traits)


@pytest.mark.parametrize("shown", ["an exercise", "the whole notebook"])
def test_while_marking_takes_its_time_the_page_says_so_and_is_silent_where_it_is_quick(page: Page, shown: str) -> None:
    page.clock.install()
    if shown == "an exercise":
        total = len(load_module(ROOT / "modules" / MODULE).exercise("statements").items)  # type: ignore[union-attr]
        button = card(page, "statements", answered=total).get_by_role("button", name="Grade my work")
    else:
        button = whole_notebook(page).get_by_role("button", name="Grade the whole")
    sign = page.locator(".rounds-working")
    button.click()
    assert page.evaluate(MARKS) == 1
    page.clock.run_for(200)
    expect(sign).to_be_hidden()
    page.clock.run_for(200)
    expect(sign).to_have_text("Working…")
    expect(sign).to_have_attribute("role", "status")
    page.clock.run_for(15_000)
    expect(sign).to_contain_text("If nothing happens, reload this page. Everything saved so far is kept.")
    page.evaluate("tell('msg:custom', { marked: true })")
    expect(sign).to_be_hidden()
    button.click()
    page.evaluate("tell('msg:custom', { marked: true })")
    page.clock.run_for(20_000)
    expect(sign).to_be_hidden()


def test_a_number_is_read_in_the_page_as_it_is_in_the_kernel(page: Page) -> None:
    load_modules(page, "shared/number_fields")
    texts = [*READ, *UNREADABLE, "1,200 dollars a year"]
    found = page.evaluate(
        "(texts) => texts.map((text) => modules.readNumber(text, 'dollars a year')).map((one) => Number.isNaN(one) ? null : one)",
        texts,
    )
    assert found == [parse(text, "dollars a year") for text in texts]
    assert len(texts) > 30


def test_alone_a_reflection_is_called_what_it_is(page: Page) -> None:
    badge = card(page, "reflection").locator(".rounds-badge")
    expect(badge).to_have_text("Not graded: you judge it yourself")
    expect(card(page, "reflection", markable=False).locator(".rounds-badge")).to_have_text("Graded, 9 points")


def test_enter_chooses_as_space_does(page: Page) -> None:
    statements = card(page, "statements")
    statements.get_by_role("button", name="Show all as a list").click()
    radio = statements.get_by_role("radio").nth(1)
    radio.press("Enter")
    expect(radio).to_be_checked()
    radio.press("Enter")
    expect(radio).to_be_checked()
    assert page.evaluate("sent.map((message) => message.do)") == ["commit"]
    box = card(page, "dig").get_by_role("checkbox").first
    box.press("Enter")
    expect(box).to_be_checked()
    box.press("Shift+Enter")
    expect(box).to_be_checked()
    box.press("Enter")
    expect(box).not_to_be_checked()


def test_what_is_said_of_an_answer_that_changed_is_hidden_while_it_is_not_saved(page: Page) -> None:
    right = {"verdict": "right", "icon": "✓", "word": "Right", "text": "Because.", "slip": ""}
    wrong = {**right, "verdict": "wrong", "icon": "✗", "word": "Not this"}
    page.clock.install()
    said = card(page, "nights", said={"zero": right, "airway": right})
    said.get_by_role("button", name="Show all as a list").click()
    zero, airway = (said.locator(f"[data-item={name}]") for name in ("zero", "airway"))
    zero.get_by_role("radio").first.check()
    page.clock.run_for(5000)
    expect(page.locator(".rounds-status")).to_contain_text("Not saved yet")
    expect(zero).not_to_contain_text("Right")
    expect(airway).to_contain_text("✓ Right.")
    page.evaluate(SAVED, [2, {"zero": wrong, "airway": right}])
    expect(zero).to_contain_text("✗ Not this.")
    expect(airway).to_contain_text("✓ Right.")


def test_on_paper_the_right_ones_are_not_folded(page: Page) -> None:
    exercise = load_module(ROOT / "modules" / MODULE).exercise("statements")
    items = [
        ItemMark(id=str(n), text=f"Item {n}", verdict="wrong" if n == 5 else "right", why="Why.") for n in range(9)
    ]
    html = str(feedback(exercise, Mark(fraction=0.5, items=tuple(items), answered=9, total=9)))
    page.set_content(f"<style>{feedback_style()}</style>{html}")
    second = page.get_by_text("Item 1")
    assert page.get_by_text("8 right: look at them").bounding_box()["height"] >= 24  # type: ignore[index]
    assert not second.evaluate("(one) => one.checkVisibility({ contentVisibilityAuto: true })")
    page.emulate_media(media="print")
    assert second.evaluate("(one) => one.checkVisibility({ contentVisibilityAuto: true })")
    page.emulate_media(media="screen")


def test_an_exercise_that_has_changed_says_so_and_unfolds_the_earlier_answer(page: Page) -> None:
    earlier = {"time": "2026-10-03T12:00:00Z", "changed": 2, "total": 12, "replaced": False, "lines": ["Six: Position"]}
    card(page, "nights", before=earlier, opens=False)
    note = page.locator(".rounds-changed")
    expect(page.locator(".rounds-card")).not_to_have_class(re.compile("rounds-unstarted"))  # it was begun
    expect(note.locator("p").first).to_contain_text("2 of 12 parts have changed and are open again.")
    expect(note.get_by_text("Six: Position")).to_be_hidden()
    note.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(note.get_by_text("Six: Position")).to_be_visible()
