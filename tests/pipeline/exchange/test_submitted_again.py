"""Submitted once more by accident: the better submission counts, both are kept, and one command chooses."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import grader.cli
from grader.marking.autograde import autograde, choose
from grader.office import Office
from grader.submissions import versions
from rounds.core.errors import RoundsError
from rounds.storage.answers import NAME
from tests.pipeline.grading.test_autograde import printed
from tests.pipeline.room import AUTO, MANUAL, MODULE, Room, Student, answer_lines, words

MOST = AUTO + MANUAL


def _lose_the_reflection(work: Path) -> None:
    path = work / NAME
    path.write_text("".join(line for line in path.open() if '"reflection"' not in line))


def _lose_all(work: Path) -> None:
    (work / NAME).unlink()


# Each learner's two submissions: how they answer, what they lose, and which one must count.
CASES = {
    "then-empty": ("expert", "blank", None, "earlier"),
    "then-no-file": ("expert", "expert", _lose_all, "earlier"),
    "then-worse": ("expert", "ability:0.4", None, "earlier"),
    "then-no-reflection": ("expert", "expert", _lose_the_reflection, "earlier"),
    "then-better": ("ability:0.3", "expert", None, "later"),
    "then-the-same": ("expert", "expert", None, "later"),
}
WORSE = [name for name, case in CASES.items() if case[-1] == "earlier"]


@pytest.fixture(scope="module")
def again(scratch: Path) -> Room:
    """Everyone hands in twice; half of them before the first collecting, half before the second."""
    room = Room(scratch / "again")
    room.release()
    for name, (first, *_) in CASES.items():
        room.hand_in(Student(name, answers=first))
    for number, (name, (_, second, happens, _)) in enumerate(CASES.items()):
        if number % 2:
            room.run("collect", MODULE)
        room.hand_in(Student(name, answers=second, at_home=happens))
    room.run("collect", MODULE, update=True)
    return room


@pytest.fixture(scope="module")
def marked(again: Room) -> tuple[Room, str]:
    return again, printed(autograde(again.office, MODULE, processes=2))


@pytest.mark.parametrize("name", CASES)
def test_the_better_submission_is_the_one_that_is_marked(marked: tuple[Room, str], name: str) -> None:
    assert marked[0].auto(name) == AUTO


@pytest.mark.parametrize("name", CASES)
def test_nothing_that_was_submitted_is_lost(marked: tuple[Room, str], name: str) -> None:
    room, _ = marked
    folder = room.submitted(name)
    submitted = {_answers(path) for path in room.inbound.glob(f"{name}+*")}
    kept = {_answers(path) for path in versions.kept_folder(folder).iterdir() if path.is_dir()}
    assert len(list(room.inbound.glob(f"{name}+*"))) == 2
    assert kept | {_answers(folder)} == submitted


def _answers(folder: Path) -> str:
    return (folder / NAME).read_text() if (folder / NAME).exists() else ""


@pytest.mark.parametrize("name", CASES)
def test_the_summary_names_who_submitted_something_worse_and_nobody_else(marked: tuple[Room, str], name: str) -> None:
    said = [line for line in marked[1].splitlines() if f"  {name}: " in line]
    command = f"python -m grader choose {MODULE} {name} --which later"
    assert len(said) == (name in WORSE)
    assert (command in marked[1]) == (name in WORSE)
    if said:
        assert f"worth up to {MOST:g} points; then " in said[0]
        assert said[0].endswith("The earlier one counts, being worth more.")
    assert f"Submitted again, with less in it ({len(WORSE) - 1}):" in marked[1]
    assert "Submitted again, but worth less than before (1):\n  then-worse: " in marked[1]


def test_the_learners_page_says_which_one_counted(marked: tuple[Room, str]) -> None:
    room, _ = marked
    room.run("generate_feedback", MODULE, "then-empty", force=True)
    page = words(room.page("then-empty"))
    assert "Submitted more than once: on " in page
    assert "The earlier one counts, since it has more in it." in page
    room.run("generate_feedback", MODULE, "then-worse", force=True)  # as many answered, with other answers
    assert "The earlier one counts, since it's worth more points." in words(room.page("then-worse"))


def test_feedback_reaches_the_learner_of_an_earlier_submission(marked: tuple[Room, str]) -> None:
    room, _ = marked
    room.run("generate_feedback", MODULE, "then-worse", force=True)
    room.run("release_feedback", MODULE, "then-worse")
    (page,) = room.learners["then-worse"].fetch_feedback(MODULE)
    assert "21 of 30 points" in words(page.read_text(encoding="utf-8"))


def test_collecting_and_marking_once_more_changes_nothing(marked: tuple[Room, str]) -> None:
    room, before = marked
    room.run("collect", MODULE, update=True)
    after = printed(autograde(room.office, MODULE, processes=2))
    assert after.splitlines()[1:] == before.splitlines()[1:]


def test_one_command_chooses_and_chooses_back(marked: tuple[Room, str], monkeypatch: pytest.MonkeyPatch) -> None:
    room, _ = marked
    name = "then-empty"
    monkeypatch.setattr(Office, "here", lambda: room.office)
    for which, points in (("later", 0.0), ("later", 0.0), ("earlier", AUTO), ("later", 0.0)):
        done = CliRunner().invoke(grader.cli.app, ["choose", MODULE, name, "--which", which])
        assert done.exit_code == 0, done.output
        assert f"The {which} one counts, as was chosen." in done.stdout
        assert room.auto(name) == points
    # It stays chosen, whoever marks and collects again.
    room.run("collect", MODULE, update=True)
    room.office.step("autograde", MODULE, name)
    assert room.auto(name) == 0
    # The choice wasn't about what is submitted after it, so the rule holds again.
    room.hand_in(Student(name, answers="ability:0.9"))
    room.run("collect", MODULE, update=True)
    room.office.step("autograde", MODULE, name)
    assert room.auto(name) == AUTO


def test_who_submitted_once_has_nothing_to_choose(marked: tuple[Room, str]) -> None:
    room, _ = marked
    room.hand_in(Student("only-once"))
    room.run("collect", MODULE)
    with pytest.raises(RoundsError, match=r'"only-once" submitted .* once'):
        choose(room.office, MODULE, "only-once", "earlier")
    with pytest.raises(RoundsError, match='Nothing of "nobody" was collected'):
        choose(room.office, MODULE, "nobody", "earlier")


def test_without_update_a_later_submission_takes_no_part(marked: tuple[Room, str]) -> None:
    room, _ = marked
    room.hand_in(Student("without-update", answers="ability:0.5"))
    room.run("collect", MODULE)
    before = (room.submitted("without-update") / NAME).read_text()
    room.hand_in(Student("without-update", answers="expert"))
    room.run("collect", MODULE, update=False)
    room.office.step("autograde", MODULE, "without-update")
    assert (room.submitted("without-update") / NAME).read_text() == before


def test_an_exchange_that_is_cut_off_is_finished_by_the_next_marking(
    marked: tuple[Room, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    room, _ = marked
    name = "then-worse"
    folder, source = room.submitted(name), room.office.folder("source", ".", MODULE)
    rename = Path.rename

    def cut_off(self: Path, target: Path) -> Path:
        if target == folder:
            raise KeyboardInterrupt
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", cut_off)
        with pytest.raises(KeyboardInterrupt):
            versions.choose(folder, source, "later")
    assert not folder.exists()
    found = autograde(room.office, MODULE)
    assert name in {outcome.student for outcome in found.outcomes}
    assert not found.failed
    assert (folder / NAME).read_text().splitlines() == answer_lines("ability:0.4")
