"""Formgrader's own buttons, on the server that `make teach` starts: the same marks, the same page, the rubric to grade by."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser

from grader.course import ROOT
from grader.office import Learner, Office
from rounds.launch import free_port
from rounds.storage.answers import NAME
from tests.browser.lab import window
from tests.pipeline.commands import three_ways
from tests.pipeline.commands.background_commands import FOLDER, clone, environment, until
from tests.pipeline.commands.three_ways import Formgrader
from tests.pipeline.learners.hostile_texts import FIELDS, PAYLOADS
from tests.pipeline.returning.formgrader_page import cell, handlers, outputs
from tests.pipeline.room import AUTO, COURSE, MODULE, NOTEBOOK, SOURCE, answer_lines, line, words
from tests.quick_start import python_path

TEACH = """
import sys
from pathlib import Path
import rounds.launch as launch

launch.ROOT = Path(sys.argv[1])
sys.exit(launch.main(["--teach", "--no-browser", "--port", sys.argv[2]]))
"""
ATTACK = "\n\n".join(PAYLOADS[name] for name in ("script", "onerror", "attribute", "markdown", "math", "blank-lines"))
COMMENT = "Say what they may need. <script>alert(1)</script>"


@pytest.fixture(scope="module")
def server(scratch: Path) -> Iterator[Formgrader]:
    """`make teach` on a course in a folder of its own."""
    root = scratch / f"teach {FOLDER}"
    office = clone(root)
    with (office / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')  # which needs a due date
    (scratch / "home" / ".jupyter").mkdir(parents=True, exist_ok=True)
    log = (scratch / "teach.log").open("w+", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", TEACH, str(root), str(free_port(18_800))],
        cwd=ROOT,
        env=environment(scratch, bin_on_path=False),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )

    def said() -> str:
        return Path(log.name).read_text(encoding="utf-8")

    try:
        assert until(lambda: "/formgrader?token=" in said()), said()
        found = re.search(r"(http://localhost:\d+)/formgrader\?token=(\w+)", said())
        assert found is not None
        running = Formgrader(found[1], found[2], Office(office, root / "exchange"))

        def up() -> bool:
            try:
                return bool(running.get("status")["status"])
            except (urllib.error.URLError, OSError, ValueError):  # not up, or not wholly: no JSON yet
                return False

        assert until(up), said()
        yield running
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


@pytest.fixture(scope="module")
def pressed(server: Formgrader, scratch: Path) -> Formgrader:
    """A small class, from assigning to marking, by Formgrader's buttons alone."""
    server.press(f"assignment/{MODULE}/assign")
    server.press(f"assignment/{MODULE}/release")
    for name, kind in (("an-expert", "expert"), ("a-blank", "blank"), ("an-attacker", "expert")):
        learner = Learner(name, scratch / f"teach {FOLDER}" / "learners" / name, server.office)
        work = learner.fetch(MODULE)
        lines = answer_lines(kind)
        if name == "an-attacker":
            lines.append(line("reflection", dict.fromkeys(FIELDS, ATTACK)))
            (work / NOTEBOOK).write_text("")
        (work / NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
        learner.submit(MODULE)
    (scratch / f"teach {FOLDER}" / "exchange" / COURSE / "inbound" / f"nobody+{MODULE}+tomorrow+zz").mkdir()
    server.press(f"assignment/{MODULE}/collect")
    for name in ("an-expert", "a-blank", "an-attacker"):
        server.press(f"submission/{MODULE}/{name}/autograde")
    return server


@pytest.fixture(scope="module")
def graded(pressed: Formgrader) -> Formgrader:
    """The reflection graded and feedback given, by the same requests that the pages send."""
    (grade,) = [
        g for g in pressed.get(f"grades?submission_id={pressed.notebook_id('an-expert')}") if g["name"] == "reflection"
    ]
    (comment,) = [
        c
        for c in pressed.get(f"comments?submission_id={pressed.notebook_id('an-expert')}")
        if c["name"] == "reflection"
    ]
    pressed.ask("PUT", f"/api/grade/{grade['id']}", {**grade, "manual_score": 7})
    pressed.ask("PUT", f"/api/comment/{comment['id']}", {**comment, "manual_comment": COMMENT})
    pressed.press(f"assignment/{MODULE}/an-expert/generate_feedback")
    pressed.press(f"assignment/{MODULE}/generate_feedback")
    pressed.press(f"assignment/{MODULE}/release_feedback")
    return pressed


@pytest.mark.parametrize("path", ["manage_assignments", f"manage_submissions/{MODULE}", f"gradebook/{MODULE}/{MODULE}"])
def test_the_pages_of_formgrader_open(pressed: Formgrader, path: str) -> None:
    assert "Error" not in words(pressed.ask("GET", f"/{path}"))


def test_the_assignment_is_known_and_released(pressed: Formgrader) -> None:
    (assignment,) = [a for a in pressed.get("assignments") if a["name"] == MODULE]
    assert assignment["status"] == "released"
    assert assignment["max_score"] == 30
    assert assignment["num_submissions"] == 3


@pytest.mark.parametrize(("student", "score"), [("an-expert", AUTO), ("an-attacker", AUTO), ("a-blank", 0)])
def test_the_autograde_button_gives_the_marks(pressed: Formgrader, student: str, score: float) -> None:
    shown = pressed.submission(student)
    assert shown["autograded"]
    assert (
        sum(g["auto_score"] or 0 for g in pressed.get(f"grades?submission_id={pressed.notebook_id(student)}")) == score
    )


def test_only_what_was_written_waits_for_a_person(pressed: Formgrader) -> None:
    assert pressed.submission("an-attacker")["needs_manual_grade"]
    assert not pressed.submission("a-blank")["needs_manual_grade"]


def test_the_grading_page_shows_the_reflection_with_its_rubric(pressed: Formgrader) -> None:
    part = cell(pressed.page("an-expert"), "reflection")
    module, keys = SOURCE.load()
    exercise: Any = module.exercise("reflection")
    key: Any = keys["reflection"]
    shown = words(str(part))
    for text in key.exemplar.values():
        assert words(text) in shown
    assert part.find("textarea", id="reflection-comment") is not None
    rubric = part.find("table")
    assert isinstance(rubric, Tag)
    for row in exercise.rubric:
        for text in (row.label, *row.levels):
            assert words(text) in words(str(rubric))


def test_the_grading_page_shows_the_marks_of_each_exercise(pressed: Formgrader) -> None:
    page = pressed.page("an-expert")
    for name, points in {"statements": "8", "dig": "5", "cover": "4", "slips": "4"}.items():
        assert f"{points} of {points} points" in words(str(outputs(page, name)))


def test_the_grading_page_says_what_was_submitted(pressed: Formgrader) -> None:
    page = pressed.page("an-attacker")
    (told,) = [
        part
        for part in page.find_all("div", class_="text_cell")
        if f"The notebook {NOTEBOOK} is empty." in words(str(part))
    ]
    assert words(str(told)).startswith("What was submitted")


@pytest.mark.parametrize("student", ["an-expert", "a-blank"])
def test_what_is_only_to_be_read_asks_for_no_points_and_shows_no_code(pressed: Formgrader, student: str) -> None:
    page = pressed.page(student)
    assert [score["id"] for score in page.find_all("input", class_="score")] == [
        "statements",
        "dig",
        "cover",
        "slips",
        "reflection",
    ]
    assert "before_you_hand_in()" not in words(str(page))
    assert "exercise(" not in words(str(cell(page, "reflection")))


def test_a_blank_reflection_is_no_failed_test(pressed: Formgrader) -> None:
    grades = {g["name"]: g for g in pressed.get(f"grades?submission_id={pressed.notebook_id('a-blank')}")}
    assert grades["statements"]["failed_tests"]
    assert not grades["reflection"]["failed_tests"]
    assert grades["reflection"]["auto_score"] == 0
    assert not grades["reflection"]["needs_manual_grade"]


def test_learner_text_cannot_act_on_the_grading_page(pressed: Formgrader) -> None:
    page = pressed.page("an-attacker")
    written = cell(page, "reflection").find_all("blockquote")
    assert len(written) == len(FIELDS)
    for quote in written:
        assert {element.name for element in quote.find_all(True)} <= {"p", "br"}
        assert not [element.attrs for element in quote.find_all(True) if element.attrs]
        assert "<script>alert(1)</script>" in quote.get_text()
        assert quote.find_parent(class_="tex2jax_ignore") is not None
    # Nothing that the learner wrote stands outside the four quotations, and no script but nbgrader's own.
    intact = pressed.page("an-expert")
    for name in ("script", "img", "iframe", "svg", "object", "embed", "form", "base"):
        assert len(page.find_all(name)) == len(intact.find_all(name)), name
    assert handlers(page) == handlers(intact)
    assert not [
        e for e in page.find_all(href=True) if str(e["href"]).strip().lower().startswith(("javascript:", "data:"))
    ]


def test_without_the_internet_formgraders_pages_and_shortcuts_work(pressed: Formgrader, browser: Browser) -> None:
    with window(browser, extra_http_headers={"Authorization": f"token {pressed.token}"}) as context:
        context.route(lambda url: not url.startswith(pressed.address), lambda route: route.abort())
        page, problems = context.new_page(), list[str]()
        page.on("pageerror", lambda error: problems.append(str(error)))
        for path in ("manage_assignments", f"gradebook/{MODULE}/{MODULE}", f"manage_submissions/{MODULE}"):
            page.goto(f"{pressed.address}/formgrader/{path}")
        here = f"{pressed.address}/formgrader/submissions/{pressed.notebook_id('an-attacker')}/"
        page.goto(here)
        focused, nothing = "document.activeElement.tagName + document.activeElement.id", "BODY"
        page.wait_for_function(f"{focused} !== '{nothing}'")  # the first stop, as where MathJax is there
        first = page.evaluate(focused)
        page.keyboard.press("Tab")
        page.wait_for_function(f"![{first!r}, '{nothing}'].includes({focused})")
        box = page.evaluate(focused)
        for key, then in (("Escape", nothing), ("Enter", box), ("Escape", nothing)):
            page.keyboard.press(key)
            page.wait_for_function(f"{focused} === {then!r}")
        page.keyboard.press("Control+.")
        # The next one, or the list after the last: ids are random.
        page.wait_for_url(lambda url: not url.startswith(here), wait_until="commit")
        assert problems == []


def test_a_comment_with_half_an_emoji_is_kept(pressed: Formgrader) -> None:
    (comment,) = [
        c
        for c in pressed.get(f"comments?submission_id={pressed.notebook_id('an-attacker')}")
        if c["name"] == "reflection"
    ]
    said = {**comment, "manual_comment": "Well said \ud83d\x00 \u2028\u202e!"}
    assert json.loads(pressed.ask("PUT", f"/api/comment/{comment['id']}", said))
    kept = pressed.get(f"comment/{comment['id']}")["manual_comment"]
    assert kept == "Well said \ufffd\ufffd \u2028\u202e!"


def test_a_grade_and_a_comment_given_on_the_page_reach_the_feedback(graded: Formgrader) -> None:
    page = graded.feedback("an-expert")
    assert "28 of 30 points" in words(page)
    comment = BeautifulSoup(page, "html.parser").find("div", class_="comment")
    assert isinstance(comment, Tag)
    assert COMMENT in comment.get_text()
    assert comment.find("script") is None


@pytest.mark.parametrize("student", ["an-expert", "a-blank", "an-attacker"])
def test_the_feedback_buttons_make_our_page_without_code(graded: Formgrader, student: str) -> None:
    page = graded.feedback(student)
    assert "<h1>Your feedback: Principle 1: Interests, not positions</h1>" in page
    assert "exercise(" not in page
    assert "<script" not in page
    assert "<pre" not in page


def test_the_release_button_gives_every_learner_a_page(graded: Formgrader, scratch: Path) -> None:
    released = list((scratch / f"teach {FOLDER}" / "exchange" / COURSE / "feedback").glob("*.html"))
    assert len(released) == 3
    learner = Learner("an-expert", scratch / f"teach {FOLDER}" / "learners" / "an-expert", graded.office)
    (page,) = learner.fetch_feedback(MODULE)
    assert page.read_text(encoding="utf-8") == graded.feedback("an-expert")


def test_marking_again_by_the_button_keeps_the_grade_of_a_person(graded: Formgrader) -> None:
    graded.press(f"submission/{MODULE}/an-expert/autograde")
    assert graded.submission("an-expert")["score"] == 28
    assert not graded.submission("an-expert")["needs_manual_grade"]


def test_the_button_and_the_command_at_once_lose_no_grade(graded: Formgrader, scratch: Path) -> None:
    names = ("an-expert", "a-blank", "an-attacker")
    before = {name: graded.submission(name)["score"] for name in names}
    command = subprocess.Popen(
        [sys.executable, "-m", "grader", "autograde", MODULE, "--processes", "2"],
        cwd=graded.office.root,
        env={**environment(scratch), "PYTHONPATH": python_path(graded.office.root.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    pressed = 0
    while command.poll() is None:
        graded.press(f"submission/{MODULE}/{names[pressed % 3]}/autograde")
        pressed += 1
    assert command.stdout is not None
    assert "3 of 3 submissions graded" in command.stdout.read()
    assert pressed > 3
    assert {name: graded.submission(name)["score"] for name in names} == before
    assert not graded.submission("an-expert")["needs_manual_grade"]


def one(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The row of the reflection."""
    (found,) = [row for row in rows if row["name"] == "reflection"]
    return found


def test_a_rewritten_text_waits_with_its_grade_and_comment_in_their_boxes(graded: Formgrader) -> None:
    learner = Learner("an-expert", graded.office.root.parent / "learners" / "an-expert", graded.office)
    work = learner.home / MODULE / NAME
    first = work.read_text(encoding="utf-8")
    for text, waits in ((line("reflection", dict.fromkeys(FIELDS, "Other words.")), True), ("", False)):
        work.write_text(f"{first}{text}\n", encoding="utf-8")
        learner.submit(MODULE)
        graded.press(f"assignment/{MODULE}/collect")
        graded.press(f"submission/{MODULE}/an-expert/autograde")
        number = graded.notebook_id("an-expert")
        grade = one(graded.get(f"grades?submission_id={number}"))
        assert (grade["manual_score"], grade["needs_manual_grade"]) == (7, waits)
        assert one(graded.get(f"comments?submission_id={number}"))["manual_comment"] == COMMENT
        shown = words(str(cell(graded.page("an-expert"), "reflection")))
        assert ("Other words." in shown) == waits
        assert ("The earlier grade was 7 of 9 points" in shown) == waits
    assert graded.submission("an-attacker")["needs_manual_grade"]


def test_a_due_date_set_on_the_page_takes_the_penalty_off_everywhere(graded: Formgrader) -> None:
    for due, points in (("2026-01-01 12:00", 0), (None, 28)):
        graded.ask("PUT", f"/api/assignment/{MODULE}", {"duedate_notimezone": due, "duedate_timezone": "+0000"})
        (row,) = [row for row in graded.get(f"submissions/{MODULE}") if row["student"] == "an-expert"]
        assert row["score"] == graded.submission("an-expert")["score"] == points
        graded.press(f"assignment/{MODULE}/an-expert/generate_feedback")
        page = words(graded.feedback("an-expert"))
        assert ("28 points, minus 28 for lateness: 0 of 30" in page) == (points == 0)
        assert ("28 of 30 points" in page) == (points == 28)


def test_buttons_and_commands_end_with_the_same_page_and_grade(graded: Formgrader, scratch: Path) -> None:
    three_ways.check_same_page_and_grade(graded, scratch)


def test_a_score_changed_on_the_page_is_on_the_page_that_is_released_next(graded: Formgrader, scratch: Path) -> None:
    three_ways.check_release_alone(graded, scratch)


def test_a_name_that_is_a_pattern_gets_its_own_grade_by_its_own_button(graded: Formgrader) -> None:
    three_ways.check_a_pattern_for_a_name(graded)
