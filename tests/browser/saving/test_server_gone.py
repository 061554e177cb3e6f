"""The server is gone while the page is open: what one reads, and what can still be taken along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.lab import IN_A_CLONE, MODULE, ROOT, Lab, Notebook, clone, new_page

DOWNLOAD = "Download what is on this page"
ENDED = (
    "If Binder has ended, this page cannot save any more: download what it still shows, and bring it back next time."
)
ASK = "jupyterapp.serviceManager.sessions.refreshRunning().catch(() => {})"  # sooner than it would by itself


@pytest.fixture
def binder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """A server as Binder starts it."""
    monkeypatch.setenv("BINDER_LAUNCH_HOST", "https://mybinder.org/")
    settings = ROOT / "rounds" / "settings" / "self-study"
    lab = Lab(clone(tmp_path / "clone"), tmp_path / "home", settings=settings).ready()
    yield lab
    if lab.process.poll() is None:
        lab.stop()


def vanish(lab: Lab) -> None:
    """End the server and its kernels, as when Binder takes the machine away."""
    family = [psutil.Process(lab.process.pid), *psutil.Process(lab.process.pid).children(recursive=True)]
    for process in family:
        process.kill()
    psutil.wait_procs(family, timeout=5)


def test_on_binder_what_the_page_shows_is_downloaded_without_a_server_and_brought_back_on_the_next(
    binder: Lab, context: BrowserContext, in_jupyterlab: Notebook, tmp_path: Path
) -> None:
    notebook = Notebook(binder, new_page(context), IN_A_CLONE).open()
    page, app = notebook.page, new_page(context)
    notebook.item("nights", "zero").get_by_role("radio").nth(0).check()
    notebook.wait_saved("nights", {"zero": "position"})
    app.goto(f"{binder.url}/voila/render/{IN_A_CLONE}?token={binder.token}")  # the same as plain pages
    expect(Notebook(binder, app, IN_A_CLONE).status("nights")).to_contain_text("Saved")
    vanish(binder)

    page.evaluate(ASK)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(ENDED)
    dialog.get_by_role("button", name="Close").click()
    notebook.item("nights", "airway").get_by_role("radio").nth(1).check()
    notebook.item("reflection", "why").get_by_role("textbox").fill("To be awake.")
    page.evaluate(ASK)
    expect(notebook.status("nights")).to_contain_text(f"Not saved: the notebook is not answering. {ENDED}")
    expect(dialog).to_have_count(0)  # once is enough
    button = notebook.card("nights").get_by_role("button", name=DOWNLOAD)
    button.focus()
    with page.expect_download() as found:
        page.keyboard.press("Enter")
    expect(notebook.card("nights").get_by_role("status")).to_contain_text(
        "Not saved by Binder. Downloaded: negotiation-rounds-answers-"
    )
    expect(button).to_be_focused()
    found.value.save_as(file := tmp_path / found.value.suggested_filename)
    assert {(line["module"], line["exercise"]) for line in map(json.loads, file.read_text().splitlines())} == {
        (MODULE, "nights"),
        (MODULE, "reflection"),
    }
    in_the_app(app)

    card = in_jupyterlab.page.locator(".rounds-keeping-card:visible")  # on another day, on another server
    with in_jupyterlab.page.expect_file_chooser() as chooser:
        card.get_by_role("button", name="Bring answers back").click()
    chooser.value.set_files(file)
    expect(card.get_by_role("status")).to_contain_text("Brought back: 2 exercises")
    assert in_jupyterlab.saved("nights") == {"zero": "position", "airway": "interest"}
    assert in_jupyterlab.saved("reflection") == {"why": "To be awake."}


def in_the_app(app: Page) -> None:
    """The app view says the same, and has the same button."""
    app.bring_to_front()
    app.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as when one comes back to the page
    notice = app.get_by_role("alert")
    expect(notice).to_contain_text(f"This page has lost its connection. {ENDED}")
    with app.expect_download() as found:
        notice.get_by_role("button", name=DOWNLOAD).click()
    (line,) = map(json.loads, found.value.path().read_text().splitlines())
    assert (line["exercise"], line["answer"]) == ("nights", {"zero": "position"})


def test_on_ones_own_computer_the_dialog_says_what_is_kept_and_how_to_start_again(in_jupyterlab: Notebook) -> None:
    page = in_jupyterlab.page
    page.context.set_offline(True)
    try:
        page.evaluate(ASK)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("What you answered before is kept on this computer.")
        expect(dialog).to_contain_text("start it again (make course), then reload this page")
        assert dialog.get_by_role("button").all_inner_texts() == ["Close"]
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        in_jupyterlab.item("nights", "zero").get_by_role("radio").nth(2).check()
    finally:
        page.context.set_offline(False)
    in_jupyterlab.reload().wait_saved("nights", {"zero": "argument"})


def test_where_a_hub_can_start_a_server_again_its_own_dialog_stays(in_jupyterlab_course: Notebook) -> None:
    page = in_jupyterlab_course.page
    assert page.evaluate("jupyterapp.hasPlugin('negotiation-rounds:plugin')")
    assert not page.evaluate("jupyterapp.hasPlugin('negotiation-rounds:connection-lost')")
