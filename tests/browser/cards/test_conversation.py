"""A conversation is a chat: one tap says a line, and nothing has to be scrolled. The cards run in this process."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from rounds import kinds
from tests.browser.in_process import InProcessNotebook
from tests.browser.keyboard import LISTEN
from tests.browser.lab import FORGET, ROOT, new_page, window
from tests.browser.talking import IN_VIEW, Talk

MODULE = "08-step-5-the-conversation"
NOTEBOOK = f"modules/{MODULE}/{MODULE}.ipynb"
PRACTICE, GRADED = "protected-time", "attending"
WINDOWS = {"laptop": (1280, 800), "phone": (390, 844)}
# The kernel answers when the test says so.
HOLD = """() => {
  const answers = window.toCard;
  window.toCard = (...sent) => new Promise((done) => { window.answer = () => answers(...sent).then(done); });
}"""


@pytest.fixture(scope="module")
def opened(browser: Browser, clone_without_lab: Path) -> Iterator[InProcessNotebook]:
    with window(browser, reduced_motion="reduce") as context:
        yield InProcessNotebook(clone_without_lab, new_page(context), NOTEBOOK).open()


@pytest.fixture
def notebook(opened: InProcessNotebook) -> InProcessNotebook:
    """The notebook in self-study, with nothing answered."""
    opened.page.evaluate("window.unheld ??= window.toCard; window.toCard = window.unheld; null")
    opened.page.evaluate(FORGET)
    opened.width(1280, 800)
    opened.answers_path.unlink(missing_ok=True)
    return opened.run_all()


@pytest.fixture
def page(notebook: InProcessNotebook) -> Page:
    return notebook.page


@pytest.fixture
def talk(notebook: InProcessNotebook) -> Talk:
    return Talk(notebook, PRACTICE)


def expert(notebook: InProcessNotebook, name: str) -> list[str]:
    answer = kinds.of("dialogue").learners.expert(notebook.module.exercise(name), notebook.keys[name])
    return list(answer["moves"])


@pytest.mark.parametrize("size", WINDOWS)
def test_a_whole_conversation_is_spoken_without_scrolling(talk: Talk, size: str) -> None:
    page, path = talk.page, expert(talk.notebook, PRACTICE)
    talk.notebook.width(*WINDOWS[size])
    talk.come_to()
    hidden = [line for line in talk.lines() if not line.evaluate(IN_VIEW)]
    for at, move in enumerate(path):
        talk.say(move)
        hidden += [line for line in talk.lines() if not line.evaluate(IN_VIEW)]
        # What was answered is in the log's own window, from its first line on.
        bubble = talk.step(at).locator(".rounds-talk-other > .rounds-talk-bubble")
        assert bubble.evaluate(
            "(one) => one.getBoundingClientRect().top >= one.closest('.rounds-talk-log').getBoundingClientRect().top - 1"
        )
        expect(bubble).to_be_in_viewport(ratio=0.3)
    assert hidden == []
    assert len(path) > 10
    expect(talk.over).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_line_is_on_the_page_at_once_and_its_answer_when_it_comes(talk: Talk) -> None:
    talk.page.evaluate(HOLD)
    line = talk.ready().first
    said = line.inner_text()
    shown = line.evaluate(
        "(line) => { line.click(); return line.closest('.rounds-chat').querySelector('.rounds-talk-you').textContent; }"
    )
    assert said in shown  # in the same breath, before any kernel could know of it
    expect(talk.card.locator(".rounds-talk-typing")).to_be_visible()
    assert talk.card.locator(".rounds-talk-line:not([aria-disabled])").count() == 0
    assert talk.card.locator(".rounds-talk-other").first.is_hidden()
    talk.page.evaluate("() => { answer(); }")
    expect(talk.step(0).locator(".rounds-talk-other")).to_be_visible()
    expect(talk.card.locator(".rounds-talk-typing:visible")).to_have_count(0)


def test_a_notebook_that_does_not_answer_is_told_where_one_looks_and_nothing_is_lost(talk: Talk) -> None:
    page = talk.page
    page.evaluate(HOLD)
    talk.ready().first.click()
    silence = talk.card.locator(".rounds-talk-silence")
    expect(silence).to_be_visible()
    expect(silence).to_contain_text("What you said is kept")
    expect(talk.notebook.status(PRACTICE)).to_contain_text("the notebook is not answering")
    expect(talk.step(0).locator(".rounds-talk-you")).to_be_visible()
    page.evaluate("() => { answer(); }")
    expect(silence).to_be_hidden()
    expect(talk.ready().first).to_be_visible()


def test_a_double_tap_and_a_key_held_down_say_one_line(talk: Talk) -> None:
    talk.ready().first.dblclick()
    talk.settled(1)
    talk.ready().first.focus()
    for _ in range(4):  # pressed again before it is let go: as a key that is held down
        talk.page.keyboard.down("Enter")
    talk.page.keyboard.up("Enter")
    talk.settled(2)
    assert len(talk.notebook.saved(PRACTICE)["moves"]) == 2


def test_the_number_of_a_line_says_it_and_the_focus_is_where_one_goes_on(talk: Talk) -> None:
    third = talk.ready().nth(2).get_attribute("value")
    talk.ready().first.focus()
    talk.page.keyboard.press("9")  # there is no such line
    talk.page.keyboard.press("3")
    talk.settled(1)
    assert talk.notebook.saved(PRACTICE)["moves"] == [third]
    expect(talk.turn).to_be_focused()
    talk.page.keyboard.press("Tab")
    expect(talk.ready().first).to_be_focused()


def test_a_turn_is_one_announcement_without_the_learners_own_line(talk: Talk) -> None:
    talk.page.evaluate(LISTEN)
    talk.ready().first.click()
    talk.settled(1)
    heard = talk.page.evaluate("heard")
    assert {one["region"] for one in heard} == {"rounds-talk-log"}
    assert talk.step(0).locator(".rounds-talk-you").get_attribute("aria-live") == "off"
    answer = talk.step(0).locator(".rounds-talk-other").inner_text()
    assert any(answer.split()[0] in one["words"] for one in heard)
    assert talk.card.get_by_role("log").count() == 1


def test_coaching_waits_folded_under_each_line(talk: Talk) -> None:
    path = expert(talk.notebook, PRACTICE)
    for move in path[:2]:
        talk.say(move)
    coaching = talk.step(1).locator("details")
    expect(coaching.locator(".rounds-said")).to_be_hidden()
    coaching.locator("summary").focus()
    talk.page.keyboard.press("Enter")
    expect(coaching.locator(".rounds-said")).to_contain_text(re.compile("Right|Not this"))
    expect(talk.step(0).locator(".rounds-said")).to_be_hidden()


def test_an_interest_found_is_a_card_in_the_log_and_counts_above_it(talk: Talk) -> None:
    path = expert(talk.notebook, PRACTICE)
    expect(talk.card.locator(".rounds-talk-learned-count")).to_be_hidden()
    for move in path[:2]:
        talk.say(move)
    expect(talk.step(1).locator(".rounds-talk-found")).to_contain_text("You learned")
    count = talk.card.get_by_role("button", name="1 learned")
    count.click()
    label = talk.notebook.module.exercise(PRACTICE).interests[0].label  # type: ignore[union-attr]
    expect(talk.card.locator(".rounds-talk-learned")).to_be_visible()
    assert talk.card.locator(".rounds-talk-learned li").count() == 1
    assert label in talk.card.locator(".rounds-talk-learned").inner_text()


def test_practice_counts_the_endings_one_has_seen_and_starts_over(talk: Talk) -> None:
    path = expert(talk.notebook, PRACTICE)
    for move in path:
        talk.say(move)
    expect(talk.over).to_be_focused()
    expect(talk.over).to_contain_text("1 of 6 endings seen.")
    talk.over.get_by_role("button", name="Play it another way").click()
    expect(talk.turn).to_be_focused()
    expect(talk.card.locator(".rounds-talk-you:visible")).to_have_count(0)
    talk.card.get_by_role("button", name="Undo: back to where you were").click()
    expect(talk.over).to_be_visible()
    expect(talk.card.locator(".rounds-talk-you:visible")).to_have_count(len(path))
    assert talk.notebook.saved(PRACTICE)["moves"] == path
    talk.notebook.run_all()
    expect(talk.over).to_contain_text("1 of 6 endings seen.")


def test_a_conversation_held_before_opens_at_its_end(talk: Talk) -> None:
    path = expert(talk.notebook, PRACTICE)[:6]
    talk.notebook.saves(PRACTICE, {"moves": path})
    expect(talk.card.locator(".rounds-talk-you:visible")).to_have_count(6)
    expect(talk.ready().first).to_be_visible()
    log = talk.card.locator(".rounds-talk-log")
    assert log.evaluate("(log) => log.scrollTop > 0 && log.scrollHeight - log.scrollTop - log.clientHeight < 200")


def test_in_a_course_a_graded_conversation_tells_nothing_and_takes_nothing_back(
    browser: Browser, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "modules" / MODULE, tmp_path / MODULE)
    with window(browser, reduced_motion="reduce") as context:
        notebook = InProcessNotebook(tmp_path, new_page(context), f"{MODULE}/{MODULE}.ipynb").open()
        talk = Talk(notebook, GRADED)
        expect(talk.turn).to_contain_text("you can’t take a line back")
        said: list[Any] = []
        while talk.over.is_hidden():
            said.append(talk.ready().first.get_attribute("value"))
            talk.say(said[-1])
        expect(talk.over).to_contain_text("The conversation has ended.")
        assert "endings" not in talk.card.inner_text()
        assert talk.card.locator("details:visible").count() == 0
        assert talk.card.get_by_role("button", name=re.compile("Start over|another way|coaching|Undo")).count() == 0
        notebook.page.close()


def test_in_a_low_window_everything_flows(talk: Talk) -> None:
    talk.notebook.width(320, 256)  # a window of 1280 by 1024 at 400 %
    expect(talk.card.locator(".rounds-talk-flowing")).to_have_count(1)
    for move in expert(talk.notebook, PRACTICE)[:2]:
        talk.say(move)
    log: Locator = talk.card.locator(".rounds-talk-log")
    assert log.evaluate("(log) => log.scrollHeight - log.clientHeight") <= 1
    expect(talk.step(1).locator(".rounds-talk-you")).to_be_in_viewport()


def test_on_paper_the_whole_conversation_is_printed_and_names_its_speakers(talk: Talk) -> None:
    for move in expert(talk.notebook, PRACTICE)[:3]:
        talk.say(move)
    talk.page.emulate_media(media="print")
    log, name = talk.card.locator(".rounds-talk-log"), talk.step(0).locator(".rounds-talk-speaker").first
    found = [
        log.evaluate("(log) => log.scrollHeight - log.clientHeight"),
        name.evaluate("(one) => one.offsetWidth > 10"),
    ]
    last, choices = talk.card.locator(".rounds-talk-steps > li").last.bounding_box(), talk.turn.bounding_box()
    talk.page.emulate_media(media="screen")
    assert found == [0, True]
    assert last
    assert choices
    assert last["y"] + last["height"] <= choices["y"] + 1
