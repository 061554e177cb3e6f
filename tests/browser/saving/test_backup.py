"""Answers downloaded on one JupyterLab and brought back on another, on the page, with the browser's own files."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from rounds.storage import answers
from rounds.storage.backup_merge import Merge
from tests.browser.lab import FRONT_PAGE, IN_A_CLONE, MODULE, ROOT, Lab, Notebook, clone, new_page, until

DRAWING = "modules/02-principle-2-batna/02-principle-2-batna.ipynb"  # its figures differ from learner to learner
TITLE = "Principle 1: Interests, not positions"


class Card:
    """The card of a page that takes answers along."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".rounds-keeping-card:visible")
        # From now on: asked for with the key that opens it, the browser may hear of the key first.
        page.on("filechooser", lambda _: None)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def says(self, text: str | re.Pattern[str]) -> None:
        expect(self.root.get_by_role("status")).to_contain_text(text)

    def download(self, to: Path) -> Path:
        with self.page.expect_download() as found:
            self.button("Download my answers").click()
        assert re.fullmatch(r"negotiation-rounds-answers-\d{4}-\d\d-\d\d\.zip", found.value.suggested_filename)
        found.value.save_as(to)
        return to

    def bring(self, file: Path | FilePayload) -> None:
        with self.page.expect_file_chooser() as chooser:
            self.button("Bring answers back").click()
        chooser.value.set_files(file)

    @property
    def question(self) -> Locator:
        return self.root.get_by_role("group", name="Bring this file back?")


@pytest.fixture(scope="module")
def second_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Another machine on another day: Binder, as far as a notebook can tell."""
    where = tmp_path_factory.mktemp("second")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BINDER_LAUNCH_HOST", "https://mybinder.org/")
        lab = Lab(clone(where / "clone"), where / "home", settings=ROOT / "rounds" / "settings" / "self-study")
    yield lab.ready()
    lab.stop()


@pytest.fixture(autouse=True)
def nothing_of_other_tests(study: Lab) -> None:
    """One file takes along what is answered in any notebook: that of earlier tests is not wanted here."""
    for path in (study.folder / "my-answers").glob("*.json*"):
        path.unlink()


@pytest.fixture(scope="module")
def elsewhere(second_lab: Lab, browser: Browser) -> Iterator[Page]:
    """The front page there."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    page = new_page(context)
    page.goto(second_lab.address(FRONT_PAGE))
    page.locator(".rounds-keeping-card").wait_for(timeout=60_000)
    yield page
    context.close()


def test_answers_go_from_one_machine_to_another_in_two_clicks(
    in_jupyterlab: Notebook, second_lab: Lab, elsewhere: Page, tmp_path: Path
) -> None:
    given = in_jupyterlab.answered_by("expert")
    card = Card(in_jupyterlab.page)
    file = card.download(tmp_path / "mine.zip")
    card.says("Downloaded: negotiation-rounds-answers-")
    assert zipfile.ZipFile(file).read(f"{MODULE}.jsonl") == in_jupyterlab.answers_path.read_bytes()

    there = Card(elsewhere)
    expect(elsewhere.locator(".rounds-course")).to_contain_text("Not begun")
    there.bring(file)
    there.says(f"Brought back: {len(given)} exercises in {TITLE}.")
    expect(there.button("Bring answers back")).to_be_focused()
    expect(elsewhere.locator(".rounds-route li", has_text=TITLE)).to_contain_text("✓ All 9 exercises answered")
    notebook = Notebook(second_lab, elsewhere, IN_A_CLONE)
    assert notebook.answers_path.read_bytes() == in_jupyterlab.answers_path.read_bytes()
    there.bring(file)
    there.says("Everything in this file was here already.")


def test_on_binder_a_note_says_what_is_forgotten_and_downloads(elsewhere: Page, in_jupyterlab: Notebook) -> None:
    note = elsewhere.locator(".rounds-keeping-note")
    expect(note).to_contain_text("ten minutes")
    with elsewhere.expect_download():
        note.get_by_role("button", name="Download my answers").click()
    expect(in_jupyterlab.page.locator(".rounds-keeping-note")).to_have_count(0)  # this machine keeps answers


def test_an_older_file_asks_and_leaves_what_is_newer(in_jupyterlab: Notebook, tmp_path: Path) -> None:
    in_jupyterlab.answered_by("ability:0.5")
    in_jupyterlab.reload()
    card = Card(in_jupyterlab.page)
    old = card.download(tmp_path / "old.zip")
    in_jupyterlab.item("nights", "zero").get_by_role("radio").nth(0).check()
    in_jupyterlab.item("nights", "zero").get_by_role("radio").nth(1).check()
    until(lambda: in_jupyterlab.saved("nights").get("zero") == "interest", "saved", page=in_jupyterlab.page)
    before = in_jupyterlab.answers_path.read_bytes()
    card.bring(old)
    expect(card.question).to_be_focused()
    expect(card.question).to_contain_text("older than some of what you answered here")
    expect(card.question).to_contain_text(
        re.compile(rf"{TITLE}: 1 exercise is newer here \(last answered .*\) and stays")
    )
    card.question.get_by_role("button", name="Bring back", exact=True).click()
    card.says("Everything in this file was here already. What is newer here stays (1 exercise).")
    assert in_jupyterlab.answers_path.read_bytes() == before


def another_persons(notebook: Notebook, time: str) -> FilePayload:
    """A file from another machine, with two answers."""
    records = [
        {"v": 1, "seed": 99, "time": time, "exercise": exercise, "answer": {item: "argument"}}
        for exercise, item in (("nights", "zero"), ("nights", "airway"))
    ]
    first = {"v": 1, "seed": 99, "time": time, "module": MODULE}
    raw = b"".join(json.dumps(record).encode() + b"\n" for record in (first, *records))
    return {"name": f"{MODULE}.jsonl", "mimeType": "application/octet-stream", "buffer": raw}


def test_another_persons_file_asks_and_can_be_left_or_taken_by_keyboard_alone(in_jupyterlab: Notebook) -> None:
    page = in_jupyterlab.page
    in_jupyterlab.item("nights", "zero").get_by_role("radio").nth(0).check()
    in_jupyterlab.wait_saved("nights", {"zero": "position"})
    before, card = in_jupyterlab.answers_path.read_bytes(), Card(page)
    later = datetime.now(UTC) + timedelta(seconds=2)  # times are kept to the second
    file = another_persons(in_jupyterlab, later.strftime("%Y-%m-%dT%H:%M:%SZ"))
    for leaving in (True, False):
        card.button("Download my answers").focus()
        page.keyboard.press("Tab")
        expect(card.button("Bring answers back")).to_be_focused()
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Enter")
        chooser.value.set_files(file)
        expect(card.question).to_be_focused()
        expect(card.question).to_contain_text("begun on another computer, or by another person")
        page.keyboard.press("Tab")
        expect(card.button("Bring back")).to_be_focused()
        if leaving:
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            card.says("Nothing was changed.")
            assert in_jupyterlab.answers_path.read_bytes() == before
        else:
            page.keyboard.press("Enter")
            card.says(f"Brought back: 1 exercise in {TITLE}.")
        expect(card.question).to_be_hidden()
        expect(card.button("Bring answers back")).to_be_focused()
    # The exercise above shows it at once and can be continued.
    expect(in_jupyterlab.item("nights", "airway").get_by_role("radio").nth(2)).to_be_checked()
    in_jupyterlab.item("nights", "zero").get_by_role("radio").nth(0).check()
    in_jupyterlab.wait_saved("nights", {"airway": "argument", "zero": "position"})
    assert in_jupyterlab.answers_path.read_bytes().startswith(before)


def test_figures_come_back_with_their_answers_and_no_other_window_answers_the_old_ones(
    study: Lab, study_context: BrowserContext
) -> None:
    notebook = Notebook(study, new_page(study_context), DRAWING).open()
    plain: Any = notebook.module.exercise("dial")
    at = next(at for at, item in enumerate(plain.items) if item.id == "must-beat")
    mine = plain.drawn(answers.read(notebook.answers_path).seed).items[at].text
    seeds = {plain.drawn(seed).items[at].text: seed for seed in range(20)}
    first, second = sorted(set(seeds) - {mine})[:2]
    item = notebook.item("dial", "must-beat")

    def record(text: str, value: int) -> dict[str, Any]:
        answer = {"must-beat": {"value": value}}
        return {"v": 1, "seed": seeds[text], "time": answers.now(), "exercise": "dial", "answer": answer}

    raw = json.dumps(record(first, 50)).encode()
    Card(notebook.page).bring({"name": f"{notebook.name}.jsonl", "mimeType": "text/plain", "buffer": raw})
    expect(item).to_contain_text(first)
    expect(item.get_by_role("textbox")).to_have_value("50")
    # Another window brings back a newer answer, to other figures.
    answers.AnswersFile(notebook.answers_path, notebook.name).add(lambda _: Merge([record(second, 60)]))
    item.get_by_role("textbox").fill("70")
    item.get_by_role("textbox").blur()
    expect(notebook.status("dial")).to_contain_text("Not saved: answers were brought back or replaced meanwhile")
    notebook.reload()
    expect(item).to_contain_text(second)
    expect(item.get_by_role("textbox")).to_have_value("60")
    notebook.page.wait_for_timeout(4000)  # longer than an unsaved change waits to be taken over
    assert notebook.saved("dial") == {"must-beat": {"value": 60}}
    notebook.answers_path.unlink()
    notebook.page.close()


@pytest.mark.parametrize("what", ["notebook", "picture", "empty"])
def test_a_file_that_is_none_is_said_and_changes_nothing(in_jupyterlab: Notebook, what: str, tmp_path: Path) -> None:
    path = tmp_path / "empty.zip"
    path.touch()
    file = {"notebook": ROOT / FRONT_PAGE, "picture": ROOT / "assets" / "deal.png", "empty": path}[what]
    before = in_jupyterlab.answers_path.read_bytes()
    card = Card(in_jupyterlab.page)
    card.bring(file)
    card.says("⚠ This is not a file of answers, so nothing was changed.")
    assert in_jupyterlab.answers_path.read_bytes() == before


def test_nothing_answered_gives_a_sentence_and_no_file(in_jupyterlab: Notebook) -> None:
    card = Card(in_jupyterlab.page)
    card.button("Download my answers").click()
    card.says("There is nothing to download yet")
