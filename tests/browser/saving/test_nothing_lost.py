"""Reload, restart, run again, a second tab, a dead kernel, a full disk: no answer is lost or changed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from rounds.storage import answers
from rounds.storage.backup_merge import Merge
from tests.browser.answering import answer_to, labels_of, press
from tests.browser.lab import IN_A_CLONE, Lab, Notebook, new_page, until

TEXT = "No more than two nights in a row."
# Not aimed at: JupyterLab's dialog about a dead kernel may lie over it at any moment.
CLICK = "(radio) => radio.click()"


@pytest.fixture
def begun(in_jupyterlab: Notebook) -> Notebook:
    """Some answers of every kind, given on the page."""
    for exercise in ("nights", "leaving-slips", "cover"):
        for label in labels_of(in_jupyterlab, exercise)[:4]:
            press(in_jupyterlab, exercise, label)
    in_jupyterlab.item("reflection", "position").get_by_role("textbox").fill(TEXT)
    until(lambda: in_jupyterlab.saved("reflection") == {"position": TEXT}, "saved", page=in_jupyterlab.page)
    until(lambda: in_jupyterlab.saved("cover"), "saved", page=in_jupyterlab.page)
    return in_jupyterlab


def on_the_page(notebook: Notebook) -> dict[str, Any]:
    """What the page shows as answered, in the form of the answers file."""
    chosen = notebook.page.evaluate(
        """() => [...document.querySelectorAll("[data-exercise] input:checked")].map((input) => [
          input.closest("[data-exercise]").dataset.exercise, input.closest("[data-item]").dataset.item,
          input.type === "radio" ? input.value : [...input.closest("[data-item]").querySelectorAll("input")].indexOf(input)])"""
    )
    found: dict[str, Any] = {}
    for exercise, item, value in chosen:
        spec: Any = notebook.module.exercise(exercise)
        here = found.setdefault(exercise, {})
        if spec.kind == "sort":
            here[item] = value
        elif spec.kind == "select":
            here[item] = True
        elif item == "choice":
            here.setdefault("chosen", {})[spec.rows[value].id] = True
        else:
            here.setdefault("cells", {}).setdefault(item, {})[spec.columns[value].id] = True
    texts = {
        field.id: notebook.item("reflection", field.id).get_by_role("textbox").input_value()
        for field in notebook.module.exercise("reflection").fields  # type: ignore[union-attr]
    }
    if written := {name: text for name, text in texts.items() if text}:
        found["reflection"] = written
    return found


def in_the_file(notebook: Notebook) -> dict[str, Any]:
    return {name: entry.answer for name, entry in answers.read(notebook.answers_path).latest.items() if entry.answer}


def nothing_lost(notebook: Notebook, before: dict[str, Any]) -> None:
    """File and page both hold what they held before, and the page goes on working."""
    assert len(before) == 4
    assert in_the_file(notebook) == before
    until(lambda: on_the_page(notebook) == before, "the page shows it", page=notebook.page)
    expect(notebook.status("nights")).to_have_text(re.compile(r"^Saved .*, 4 of 12 answered$"))
    notebook.item("nights", "zero").get_by_role("radio").first.check()
    notebook.wait_saved("nights", {**before["nights"], "zero": "position"})


def restart_by_command(notebook: Notebook) -> None:
    """What the entry of JupyterLab's menu Kernel does, which a learner alone does not see."""
    page = notebook.page
    page.evaluate("() => { jupyterapp.commands.execute('kernelmenu:restart'); }")
    page.locator(".jp-Dialog").get_by_text("Restart", exact=True).click()


def test_a_reload_loses_nothing(begun: Notebook) -> None:
    before = in_the_file(begun)
    nothing_lost(begun.reload(), before)


def test_run_all_again_loses_nothing(begun: Notebook) -> None:
    before = in_the_file(begun)
    begun.run_all()
    nothing_lost(begun.run_all(), before)
    # Nor does it make JupyterLab ask whether to save the notebook.
    assert begun.page.evaluate("jupyterapp.shell.currentWidget.context.model.dirty") is False


def test_a_kernel_restarted_by_jupyterlab_loses_nothing_and_shows_the_exercises_again(begun: Notebook) -> None:
    before = in_the_file(begun)
    begun.page.evaluate("document.querySelectorAll('.rounds-card').forEach((card) => card.dataset.old = '1')")
    restart_by_command(begun)
    nothing_lost(begun.renewed(), before)


def test_a_notebook_closed_and_opened_again_loses_nothing(begun: Notebook) -> None:
    before = in_the_file(begun)
    page = begun.page
    page.locator(".lm-TabBar-tab.jp-mod-current .lm-TabBar-tabCloseIcon").click()
    expect(page.locator(".rounds-route li:visible")).to_have_count(10)  # the front page comes instead
    assert page.locator(".jp-Dialog").count() == 0  # nothing to save, so nothing is asked
    page.evaluate("(path) => jupyterapp.commands.execute('docmanager:open', { path }).then(() => {})", begun.path)
    page.locator("#jp-main-dock-panel .lm-TabBar-tab:not(.lm-mod-current) .lm-TabBar-tabCloseIcon").click()
    nothing_lost(begun.shown(), before)


def test_two_tabs_do_not_undo_each_other_and_follow_each_other(begun: Notebook, study_context: BrowserContext) -> None:
    before = in_the_file(begun)
    second = Notebook(begun.lab, new_page(study_context), IN_A_CLONE).open()
    wanted = dict(before["nights"])
    items = [item.id for item in begun.module.exercise("nights").items]  # type: ignore[union-attr]
    for at, item in enumerate(items):
        tab = (begun, second)[at % 2]
        # Don't aim at it: feedback on the other tab's item moves what is below.
        tab.item("nights", item).get_by_role("radio").nth(1).evaluate(CLICK)
        wanted[item] = "interest"
    begun.wait_saved("nights", wanted)
    for tab in (begun, second):
        until(lambda tab=tab: on_the_page(tab)["nights"] == wanted, "the tab follows", page=tab.page)  # type: ignore[misc]
        expect(tab.status("nights")).to_contain_text("12 of 12 answered")
    for tab, item, text in ((begun, "why", "From the first tab."), (second, "theirs", "From the second.")):
        tab.item("reflection", item).get_by_role("textbox").fill(text)
    begun.wait_saved("reflection", {"position": TEXT, "why": "From the first tab.", "theirs": "From the second."})
    second.page.close()


def test_of_two_views_of_a_card_each_takes_only_its_own_change_for_saved(begun: Notebook) -> None:
    page = begun.page
    index = page.evaluate(
        """() => { const book = jupyterapp.shell.currentWidget.content;
          return book.activeCellIndex = book.widgets.findIndex((cell) => cell.node.querySelector("[data-exercise=leaving]")); }"""
    )
    assert index > 0
    page.evaluate("jupyterapp.commands.execute('notebook:create-output-view').then(() => {})")
    boxes = [
        page.locator(f"{where} [data-exercise=leaving] input") for where in (".jp-Notebook", ".jp-LinkedOutputView")
    ]
    expect(boxes[1].nth(1)).to_be_visible()
    one, other = [item.id for item in begun.module.exercise("leaving").items][:2]  # type: ignore[union-attr]
    page.evaluate("() => { window.sent = WebSocket.prototype.send; WebSocket.prototype.send = () => {}; }")
    boxes[1].nth(1).check()  # does not arrive
    page.evaluate("() => { WebSocket.prototype.send = window.sent; }")
    boxes[0].first.check()
    until(lambda: begun.saved("leaving") == {one: True}, "the first view saves", page=page)
    expect(page.locator(".jp-LinkedOutputView .rounds-status")).to_contain_text("Not saved yet")
    begun.open().wait_saved("leaving", {one: True, other: True})


def test_a_click_on_a_dead_kernel_is_kept_and_saved_when_the_page_is_reloaded(begun: Notebook) -> None:
    before = in_the_file(begun)
    begun.lab.kernel_process(begun.path).kill()
    begun.item("nights", "zero").get_by_role("radio").nth(2).evaluate(CLICK)
    begun.page.reload()
    begun.shown()
    begun.wait_saved("nights", {**before["nights"], "zero": "argument"})
    assert {k: v for k, v in in_the_file(begun).items() if k != "nights"} == {
        k: v for k, v in before.items() if k != "nights"
    }


def test_a_click_on_a_dead_kernel_is_saved_without_a_reload_once_it_is_back(begun: Notebook) -> None:
    before = in_the_file(begun)
    begun.page.evaluate("document.querySelectorAll('.rounds-card').forEach((card) => card.dataset.old = '1')")
    begun.lab.kernel_process(begun.path).kill()
    begun.item("nights", "zero").get_by_role("radio").nth(2).evaluate(CLICK)  # before JupyterLab's dialog
    begun.renewed()
    begun.wait_saved("nights", {**before["nights"], "zero": "argument"})
    until(lambda: on_the_page(begun)["nights"]["zero"] == "argument", "the page shows it", page=begun.page)


def test_a_kernel_that_does_not_answer_is_named_and_catches_up(begun: Notebook) -> None:
    before = in_the_file(begun)
    kernel = begun.lab.kernel_process(begun.path)
    kernel.send_signal(signal.SIGSTOP)
    try:
        begun.item("nights", "zero").get_by_role("radio").nth(2).check()
        status = begun.status("nights")
        expect(status).to_contain_text("Not saved yet")
        expect(status).to_have_class(re.compile("rounds-status-problem"))
        expect(status).to_be_in_viewport()
        assert in_the_file(begun) == before
    finally:
        kernel.send_signal(signal.SIGCONT)
    begun.wait_saved("nights", {**before["nights"], "zero": "argument"})
    expect(status).not_to_have_class(re.compile("rounds-status-problem"))


def test_answers_that_cannot_be_written_are_named_and_saved_with_the_next_change(begun: Notebook) -> None:
    before, path = in_the_file(begun), begun.answers_path
    aside = path.with_suffix(".aside")
    path.rename(aside)
    path.mkdir()  # not even the administrator can write a line to a folder
    try:
        begun.item("nights", "zero").get_by_role("radio").nth(2).check()
        status = begun.status("nights")
        expect(status).to_have_text(re.compile(r"^⚠ Not saved: .*What was saved before is kept\.$"))
        expect(begun.item("nights", "zero").get_by_role("radio").nth(2)).to_be_checked()
    finally:
        path.rmdir()
        aside.rename(path)
    assert in_the_file(begun) == before
    begun.item("nights", "airway").get_by_role("radio").nth(1).check()
    begun.wait_saved("nights", {**before["nights"], "zero": "argument", "airway": "interest"})


def test_a_full_disk_is_named_and_leaves_earlier_answers_whole(begun: Notebook) -> None:
    before, kernel = in_the_file(begun), begun.lab.kernel_process(begun.path)
    size = begun.answers_path.stat().st_size
    # Room for ten more bytes: the line is torn, as on a disk that fills up.
    limits = psutil.Process(kernel.pid).rlimit(psutil.RLIMIT_FSIZE)
    psutil.Process(kernel.pid).rlimit(psutil.RLIMIT_FSIZE, (size + 10, limits[1]))
    try:
        begun.item("nights", "zero").get_by_role("radio").nth(2).check()
        expect(begun.status("nights")).to_contain_text("Not saved: the disk is full. Make room")
        assert begun.answers_path.stat().st_size == size + 10
        assert in_the_file(begun) == before
    finally:
        psutil.Process(kernel.pid).rlimit(psutil.RLIMIT_FSIZE, limits)
    begun.item("nights", "airway").get_by_role("radio").nth(1).check()
    begun.wait_saved("nights", {**before["nights"], "zero": "argument", "airway": "interest"})


@contextlib.contextmanager
def read_only(path: Path) -> Iterator[None]:
    """A file that nobody may write to; the administrator neither, whom permissions do not bind."""
    if os.getuid():
        path.chmod(0o444)
    elif subprocess.run(["chattr", "+i", path], capture_output=True, check=False).returncode:
        pytest.skip("this disk knows no file that the administrator cannot write to")
    try:
        yield
    finally:
        path.chmod(0o644) if os.getuid() else subprocess.run(["chattr", "-i", path], check=True)


def test_a_read_only_file_is_named_and_can_still_be_downloaded(begun: Notebook) -> None:
    before, raw = in_the_file(begun), begun.answers_path.read_bytes()
    with read_only(begun.answers_path):
        begun.item("nights", "zero").get_by_role("radio").nth(2).check()
        expect(begun.status("nights")).to_contain_text(
            "Not saved: this folder may not be written to. Ask whoever set it up"
        )
        with begun.page.expect_download() as found:
            begun.page.get_by_role("button", name="Download my answers").click()
        assert zipfile.ZipFile(found.value.path()).read(f"{begun.name}.jsonl") == raw
    assert in_the_file(begun) == before
    begun.item("nights", "airway").get_by_role("radio").nth(1).check()
    begun.wait_saved("nights", {**before["nights"], "zero": "argument", "airway": "interest"})


def test_a_clock_set_back_is_named_and_the_answer_saved(begun: Notebook) -> None:
    before = in_the_file(begun)
    later = datetime.now(UTC) + timedelta(hours=1)
    line = {"v": 1, "seed": 1, "time": later.isoformat(), "exercise": "slips", "answer": {}}
    answers.AnswersFile(begun.answers_path, begun.name).add(lambda _: Merge([line]))
    begun.item("nights", "zero").get_by_role("radio").nth(2).check()
    begun.wait_saved("nights", {**before["nights"], "zero": "argument"})
    expect(begun.status("nights")).to_have_text(
        re.compile(
            r"^Saved .*, 5 of 12 answered\. This computer's clock is behind .* Nothing is lost; set the clock right"
        )
    )


@pytest.mark.parametrize("way", ["reload", "leave", "close", "tab"])
def test_text_typed_a_moment_before_leaving_is_saved(begun: Notebook, study_context: BrowserContext, way: str) -> None:
    notebook = Notebook(begun.lab, new_page(study_context), IN_A_CLONE).open() if way in ("close", "leave") else begun
    page = notebook.page
    box = notebook.item("reflection", "rewrite").get_by_role("textbox")
    box.click()
    page.keyboard.type("I care about being awake at the bedside.")
    # Within the moment that it waits for more.
    if way == "reload":
        page.reload()
        notebook.shown()
    elif way == "leave":
        page.goto("about:blank")
    elif way == "close":
        page.close(run_before_unload=False)
    else:  # JupyterLab's own tab
        page.evaluate("jupyterapp.shell.currentWidget.close()")
    wanted = {"position": TEXT, "rewrite": "I care about being awake at the bedside."}
    try:
        until(lambda: begun.saved("reflection") == wanted, "saved while leaving", 2)
    except AssertionError:
        begun.open()  # or the browser kept it, and sends it now
        begun.wait_saved("reflection", wanted)
    if page.is_closed() is False and notebook is not begun:
        page.close()
    if way == "tab":
        begun.open()
    expect(begun.item("reflection", "position").get_by_role("textbox")).to_have_value(TEXT)


@pytest.fixture
def elsewhere(browser: Browser, study: Lab) -> Iterator[Notebook]:
    """The same notebook in another browser, which shares nothing but the answers file."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    yield Notebook(study, new_page(context), IN_A_CLONE)
    context.close()


def test_a_change_that_comes_late_does_not_undo_a_newer_answer(begun: Notebook, elsewhere: Notebook) -> None:
    before = in_the_file(begun)
    begun.lab.kernel_process(begun.path).kill()
    begun.item("nights", "zero").get_by_role("radio").nth(0).evaluate(CLICK)
    begun.item("nights", "airway").get_by_role("radio").nth(0).evaluate(CLICK)
    begun.page.goto("about:blank")  # the two clicks wait in this browser
    time.sleep(1.1)  # times are kept to the second
    elsewhere.open()
    assert elsewhere.saved("nights") == before["nights"]
    elsewhere.item("nights", "zero").get_by_role("radio").nth(2).check()
    elsewhere.wait_saved("nights", {**before["nights"], "zero": "argument"})
    begun.open()
    # The newer answer stays; the other click, which nobody answered since, is saved.
    begun.wait_saved("nights", {**before["nights"], "zero": "argument", "airway": "position"})


def test_what_one_learner_left_unsaved_never_goes_into_anothers_answers(begun: Notebook) -> None:
    mine = in_the_file(begun)
    begun.lab.kernel_process(begun.path).kill()
    begun.item("nights", "zero").get_by_role("radio").nth(2).evaluate(CLICK)
    begun.page.goto("about:blank")
    aside = begun.answers_path.with_suffix(".aside")
    begun.answers_path.rename(aside)  # another learner on the same computer and in the same browser
    theirs = begun.answered_by("ability:0.5")
    del theirs["nights"]
    begun.answers_path.write_text(
        "".join(
            line
            for line in begun.answers_path.read_text().splitlines(keepends=True)
            if json.loads(line).get("exercise") != "nights"
        )
    )
    begun.open()
    begun.page.wait_for_timeout(4500)  # longer than an unsaved change waits to be taken over
    assert in_the_file(begun) == theirs
    aside.replace(begun.answers_path)
    begun.open()
    begun.wait_saved("nights", {**mine["nights"], "zero": "argument"})


def test_in_a_course_a_reload_and_a_restart_lose_nothing(in_jupyterlab_course: Notebook) -> None:
    for label in labels_of(in_jupyterlab_course, "dig"):
        press(in_jupyterlab_course, "dig", label)
    in_jupyterlab_course.wait_saved("dig", answer_to(in_jupyterlab_course, "dig"))
    in_jupyterlab_course.reload()
    assert on_the_page(in_jupyterlab_course) == {"dig": answer_to(in_jupyterlab_course, "dig")}
    kernel = in_jupyterlab_course.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.id")
    in_jupyterlab_course.lab.ask(f"api/kernels/{kernel}/restart", "POST")
    in_jupyterlab_course.reload()
    assert on_the_page(in_jupyterlab_course) == {"dig": answer_to(in_jupyterlab_course, "dig")}
    # The learner's folder holds one file more, which is what nbgrader hands in.
    assert in_jupyterlab_course.answers_path.parent == in_jupyterlab_course.folder
    assert {p.name for p in in_jupyterlab_course.folder.iterdir() if not p.name.startswith(".")} == {
        "answers.jsonl",
        "exercises.yaml",
        f"{in_jupyterlab_course.folder.name}.ipynb",
    }
