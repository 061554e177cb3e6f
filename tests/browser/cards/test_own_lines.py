"""Write before you choose: as one writes a message, with a mouse, with keys alone and on a phone. Cards run in this process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import seeing
from tests.browser.in_process import InProcessNotebook
from tests.browser.keyboard import LISTEN
from tests.browser.lab import FOLDER, FORGET, clone, new_page, window
from tests.browser.talking import IN_VIEW, Talk

MODULE = "08-step-5-the-conversation"
PRACTICE, GRADED = "protected-time", "attending"
CARD = f".jp-OutputArea-output:has([data-exercise={PRACTICE}])"
LINE = "3 words. Or 4?"


def writing(folder: Path, states: int) -> None:
    """Ask for an own line in so many states of the practice conversation, and in all of the graded one but the first."""
    for file in folder.glob("talk-*.yaml"):
        text = re.sub(r"^  write: .*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        count = states if file.name == "talk-protected-time.yaml" else 0
        file.write_text(
            re.sub(r"^  moves:\n(?=  -)", "  write: true\n  moves:\n", text, count=count, flags=re.MULTILINE)
        )


@pytest.fixture(scope="module")
def opened(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessNotebook]:
    root = clone(tmp_path_factory.mktemp("own-lines") / FOLDER)
    writing(root / "modules" / MODULE, states=1)
    with window(browser, reduced_motion="reduce") as context:
        yield InProcessNotebook(root, new_page(context), f"modules/{MODULE}/{MODULE}.ipynb").open()


@pytest.fixture
def talk(opened: InProcessNotebook) -> Talk:
    """The practice conversation, in which the first line has to be one's own, with nothing said."""
    opened.page.evaluate(FORGET)
    opened.width(1280, 800)
    opened.answers_path.unlink(missing_ok=True)
    opened.run_all()
    return Talk(opened, PRACTICE)


@pytest.fixture
def page(talk: Talk) -> Page:
    return talk.page


def test_by_keys_alone_a_line_is_written_chosen_kept_and_compared(talk: Talk, page: Page) -> None:
    lines = talk.card.locator(".rounds-talk-line")
    expect(lines.first).to_be_hidden()
    talk.composer.focus()
    page.keyboard.press("Enter")
    expect(talk.card.get_by_text("Two words are enough")).to_be_visible()
    assert talk.notebook.saved(PRACTICE) == {}
    page.evaluate(LISTEN)
    page.keyboard.type(LINE)
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("<b>So?")
    before = talk.composer.bounding_box()
    page.keyboard.press("Enter")
    own = talk.step(0).locator(".rounds-talk-own")
    expect(own).to_have_text(f"Your words{LINE}\n<b>So?")
    assert before
    assert before["height"] > 60  # it grew with the second line
    expect(talk.turn).to_be_focused()
    assert talk.turn.get_attribute("aria-label") == "Now pick the line closest to yours."
    assert {"lines": {"0": f"{LINE}\n<b>So?"}} == talk.notebook.saved(PRACTICE)
    talk.notebook.run_all()
    expect(own).to_be_visible()
    expect(talk.composer).to_be_hidden()
    second = talk.ready().nth(1)
    said = second.get_attribute("value")
    second.focus()
    page.keyboard.press("2")
    talk.settled(1)
    assert talk.notebook.saved(PRACTICE)["moves"] == [said]
    assert {one["region"] for one in page.evaluate("heard")} == {"rounds-talk-log"}
    assert own.get_attribute("aria-live") == "off"  # nobody has to hear what they wrote
    talk.step(0).locator("summary").click()
    labels = talk.step(0).locator(".rounds-beside dt")
    expect(labels).to_have_text(["You wrote", "You chose", "An expert says"])
    tops = [label.evaluate("(one) => one.getBoundingClientRect().top") for label in labels.all()]
    assert len(set(tops)) == 1  # side by side
    assert seeing.violations(page, CARD) == []
    page.emulate_media(media="print")
    expect(own).to_be_visible()
    page.emulate_media(media="screen")


def test_starting_over_clears_the_lines_and_undo_brings_them_back(talk: Talk) -> None:
    talk.say(str(talk.ready().first.get_attribute("value")))
    saved = talk.notebook.saved(PRACTICE)
    talk.card.get_by_role("button", name="Start over").click()
    expect(talk.composer).to_be_focused()
    expect(talk.card.locator(".rounds-talk-own:visible")).to_have_count(0)
    assert talk.notebook.saved(PRACTICE) == {"moves": [], "lines": {}}
    talk.card.get_by_role("button", name="Undo: back to where you were").click()
    expect(talk.card.locator(".rounds-talk-own:visible")).to_have_count(1)
    assert talk.notebook.saved(PRACTICE) == saved


def test_elsewhere_one_may_write_first_and_goes_on_writing_until_one_has_enough(talk: Talk, page: Page) -> None:
    talk.say(str(talk.ready().first.get_attribute("value")))
    expect(talk.composer).to_be_hidden()
    talk.card.get_by_role("button", name="Write my own line first").click()
    expect(talk.composer).to_be_focused()
    expect(talk.ready().first).to_be_visible()  # which writes one
    talk.ready().first.click()
    talk.settled(2)
    expect(talk.composer).to_be_focused()
    talk.card.get_by_role("button", name="Just show the lines").click()
    expect(talk.turn).to_be_focused()
    page.keyboard.press("1")
    talk.settled(3)
    expect(talk.composer).to_be_hidden()
    assert list(talk.notebook.saved(PRACTICE)["lines"]) == ["0", "1"]


def test_graded_work_shows_an_experts_line_only_once_it_is_graded(talk: Talk) -> None:
    graded = Talk(talk.notebook, GRADED)
    other = graded.card.locator(".rounds-talk-with")
    expect(other).to_have_text("The other side")
    graded.say(str(graded.ready().first.get_attribute("value")))
    expect(other).not_to_have_text("The other side")
    graded.say(str(graded.ready().first.get_attribute("value")))
    assert "An expert says" not in graded.card.inner_text()
    graded.card.locator(".rounds-grade").click()
    graded.card.get_by_role("button", name="Grade anyway").click()
    compared = graded.card.locator(".rounds-report .rounds-beside").first
    expect(compared.locator("dt")).to_have_text(["You wrote", "You chose", "An expert says"])
    expect(graded.card.locator(".rounds-report").get_by_text("Your answer:")).to_have_count(
        1
    )  # where nothing was written


def test_on_a_phone_the_composer_stays_in_view_and_a_button_sends(
    talk: Talk, opened: InProcessNotebook, browser: Browser
) -> None:
    opened.answers_path.unlink(missing_ok=True)
    with window(browser, reduced_motion="reduce", has_touch=True, is_mobile=True) as context:
        phone = InProcessNotebook(opened.root, new_page(context), opened.path)
        phone.width(390, 844)
        phone.open()
        talk = Talk(phone, PRACTICE)
        send = talk.card.get_by_role("button", name="Send")
        talk.composer.tap()
        for words in ("So tell me what this week is like. ", "And the next. ", "And the one after that, too. ") * 4:
            phone.page.keyboard.type(words)
            phone.page.keyboard.press("Enter")  # a new line, as in other chats
            assert talk.composer.evaluate(IN_VIEW)
            assert send.evaluate(IN_VIEW)
        assert seeing.violations(phone.page, CARD) == []
        send.tap()
        expect(talk.turn).to_contain_text("Now pick the line closest to yours.")
        assert all(line.evaluate(IN_VIEW) for line in talk.lines())
        assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        phone.page.close()
