"""What goes back to the learner is what was graded: after a corrected key, a changed score, a second submission."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from rich.console import Console
from typer.testing import CliRunner

import grader.cli
import grader.course
from grader.course import ROOT
from grader.exchange import collect
from grader.marking.autograde import autograde
from grader.office import Office
from grader.returning import pages
from grader.returning.return_feedback import Returned, give_back, show
from rounds.core.errors import RoundsError
from rounds.core.number_format import two_decimals
from tests.pipeline.learners import answer_files
from tests.pipeline.room import MODULE, Room, Student, answer_lines, words

DONE, WAITS, LOST = "is-done", "waits", "lost-the-secret"


def said(found: Returned) -> str:
    console = Console(width=10_000)
    with console.capture() as text:
        show(found, console)
    return text.get()


def out(room: Room, name: str) -> str:
    """The newest page that a learner fetches."""
    return words(room.learners[name].fetch_feedback(MODULE)[-1].read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def keys(scratch: Path) -> Iterator[Path]:
    """Keys that a test corrects."""
    path = scratch / "returning-keys.yaml"
    path.write_bytes((ROOT / "grader" / "keys" / f"{MODULE}.yaml").read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grader.course, "keys_path", lambda module: path)
        yield path


@pytest.fixture(scope="module")
def room(scratch: Path, keys: Path) -> Room:
    """A small class, graded; one reflection by a person."""
    room = Room(scratch / "returning")
    room.release()
    for name in (DONE, WAITS):
        room.hand_in(Student(name))
    room.hand_in(Student("blank", answers="blank"))
    room.hand_in(Student(LOST, answers="blank", in_exchange=_forget))
    collect.collect(room.office, MODULE)
    autograde(room.office, MODULE)
    room.grade_by_hand(DONE, 7, "Well heard.")
    return room


def _forget(submitted: Path) -> None:
    (submitted / "submission_secret.txt").unlink()


def correct(keys: Path) -> None:
    found = yaml.safe_load(keys.read_text(encoding="utf-8"))
    item = found["exercises"]["statements"]["items"]["another-week"]
    item["bin"] = "position" if item["bin"] != "position" else "interest"
    keys.write_text(yaml.safe_dump(found, allow_unicode=True), encoding="utf-8")


def test_what_is_final_is_returned_and_what_waits_is_held_back(room: Room) -> None:
    found = give_back(room.office, MODULE)
    assert found.new == {"blank": 0, DONE: 28}
    assert found.held == [WAITS]
    assert set(found.failed) == {LOST}
    text = said(found)
    assert f"{MODULE}: feedback returned, with points (2): blank 0, {DONE} 28\n" in text
    assert f"Held back, since a person still has to grade (1): {WAITS}\n" in text
    assert f"python -m grader return-feedback {MODULE} --unfinished" in text
    assert f"  {LOST}: submitted without nbgrader's receipt" in text
    assert "28 of 30 points" in out(room, DONE)
    assert "Not final yet" not in out(room, DONE)
    assert room.learners[WAITS].fetch_feedback(MODULE) == []


def test_nothing_is_returned_twice(room: Room) -> None:
    found = give_back(room.office, MODULE)
    assert (found.new, found.changed, found.held) == ({}, {}, [WAITS])
    assert found.same == ["blank", DONE]
    assert f"{MODULE}: no new feedback to return." in said(found)


def test_a_page_that_is_not_final_says_so(room: Room) -> None:
    found = give_back(room.office, MODULE, unfinished=True)
    assert found.new == {WAITS: 21}
    assert f"marked as not final, since a person still has to grade (1): {WAITS}\n" in said(found)
    page = out(room, WAITS)
    assert "21 of 30 points" in page
    assert "Not final yet. Your instructor still has to grade what you wrote." in page


def test_a_corrected_key_changes_the_page_that_is_out_already(room: Room, keys: Path) -> None:
    correct(keys)
    autograde(room.office, MODULE)
    room.grade_by_hand(DONE, 7, "Well heard.")
    found = give_back(room.office, MODULE)
    assert set(found.changed) == {"blank", DONE, WAITS}  # what was right is on the page of a blank, too
    assert found.changed[WAITS] == pytest.approx(room.auto(WAITS))
    assert 20 < found.changed[WAITS] < 21
    assert f"{two_decimals(found.changed[WAITS])} of 30 points" in out(room, WAITS)
    assert found.unfinished == [WAITS]
    assert f"Returned again, since the grade or the page changed (3): blank 0, {DONE} " in said(found)


def test_a_changed_score_or_comment_changes_the_page(room: Room) -> None:
    room.grade_by_hand(DONE, 8, "Well heard.")
    assert set(give_back(room.office, MODULE).changed) == {DONE}
    room.grade_by_hand(DONE, 8, "Very well heard.")
    assert set(give_back(room.office, MODULE).changed) == {DONE}
    assert "Very well heard." in out(room, DONE)


def test_nbgraders_release_alone_sends_no_page_of_an_older_grade(room: Room) -> None:
    room.grade_by_hand(DONE, 3, "See me.")
    before = room.page(DONE)
    room.office.step("release_feedback", MODULE)
    assert room.page(DONE) != before
    assert "See me." in out(room, DONE)
    assert give_back(room.office, MODULE).changed == {}


def test_a_page_without_a_grade_is_not_released(room: Room) -> None:
    stray = room.office.folder("feedback", "a-stray", MODULE)
    stray.mkdir(parents=True)
    for name in ("timestamp.txt", "submission_secret.txt", f"{MODULE}.html"):
        (stray / name).write_text("2026-01-05 09:00:00 UTC")
    count = len(list((room.root / "exchange").rglob("*.html")))
    log = room.office.api.release_feedback(MODULE)["log"]
    assert "a-stray: the page was not released, since the gradebook has no grade for it" in log
    assert len(list((room.root / "exchange").rglob("*.html"))) == count


def test_what_was_not_graded_since_it_was_submitted_waits_for_that(room: Room) -> None:
    room.hand_in(Student("blank", at_home=answer_files.only(*answer_lines())))
    found = collect.collect(room.office, MODULE)
    assert found.again == ("blank",)
    held = give_back(room.office, MODULE)
    assert held.ungraded == ["blank"]
    assert f"Run: python -m grader autograde {MODULE}" in said(held)
    autograde(room.office, MODULE)
    found_again = give_back(room.office, MODULE, unfinished=True)
    assert found_again.new == {"blank": pytest.approx(room.auto("blank"))}
    assert f"{two_decimals(room.auto('blank'))} of 30 points" in out(room, "blank")


def test_the_same_answers_submitted_again_have_their_page_under_the_new_submission(room: Room) -> None:
    give_back(room.office, MODULE)
    fetched = len(room.learners[DONE].fetch_feedback(MODULE))
    room.hand_in(Student(DONE))
    collect.collect(room.office, MODULE)
    autograde(room.office, MODULE)
    assert set(give_back(room.office, MODULE).new) == {DONE}
    assert len(room.learners[DONE].fetch_feedback(MODULE)) == fetched + 1
    again = give_back(room.office, MODULE)
    assert (again.new, again.changed) == ({}, {})


def test_the_page_of_each_is_the_one_that_nbgraders_commands_make(room: Room) -> None:
    ours = {name: room.page(name) for name in (DONE, WAITS, "blank")}
    room.office.step("generate_feedback", MODULE)
    assert {name: room.page(name) for name in ours} == ours
    for name in ours:
        state = pages.page_state(room.office.api, name, MODULE)
        assert state is not None
        assert pages.stamp_of(pages.page_of(room.office.course, name, MODULE)) == state.stamp


def test_the_commands_say_what_to_do_where_there_is_no_exchange(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(tmp_path / "course", tmp_path / "exchange")
    with pytest.raises(RoundsError, match="Run: nbgrader release_assignment"):
        collect.collect(office, MODULE)
    (tmp_path / "exchange").rmdir()
    monkeypatch.setattr(Office, "here", lambda: office)
    done = CliRunner().invoke(grader.cli.app, ["collect", "01"])
    assert done.exit_code == 2
    assert f"The exchange {tmp_path / 'exchange'} isn't there" in done.stderr
    assert "Traceback" not in done.stderr
