"""Late work never costs earlier work, and every place shows the same points after the penalty."""

from __future__ import annotations

import contextlib
import csv
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.plugins import LateSubmissionPlugin
from typer.testing import CliRunner

import grader.cli
from grader.course import ROOT
from grader.exports import PlainExportPlugin
from grader.gradebook import late_penalty
from grader.marking.autograde import Summary, autograde
from grader.office import Office
from grader.report.classroom import read_class
from rounds.core.errors import RoundsError
from rounds.storage.answers import NAME
from tests.pipeline.grading.test_autograde import printed
from tests.pipeline.room import AUTO, MANUAL, MODULE, SOURCE, Room, Student, expert_answer, line, words

MOST = AUTO + MANUAL


class TenPercent(LateSubmissionPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """A tenth of the points for being late, as a course may have it."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        assert total_seconds_late > 0
        return score / 10


class Broken(LateSubmissionPlugin):  # type: ignore[misc]
    """A plugin with a mistake in it."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        raise KeyError("policy")


# Each learner's submission in time and the one after the due date; which one counts, and its points graded by machine.
CASES = {
    "unchanged": ("expert", "expert", "earlier"),
    "a-little-better": ("ability:0.85", "expert", "earlier"),
    "extended": ("ability:0.6", "expert", "later"),
    "blank-first": ("blank", "expert", "later"),
}
LATE = "only-late"


def _write_anew(work: Path) -> None:
    with (work / NAME).open("a", encoding="utf-8") as file:
        file.write(line("reflection", dict.fromkeys(expert_answer("reflection"), "Rewritten.")) + "\n")


def the_handbooks_extension(student: str) -> str:
    """The Python that the instructor's handbook gives for an extension, for another student."""
    handbook = (ROOT / "grader" / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^python -c '(.+)'$", handbook, re.M)
    assert MODULE in code
    assert '"ana"' in code
    return str(code.replace('"ana"', f'"{student}"'))


@pytest.fixture(scope="module")
def class_(scratch: Path) -> Room:
    """Submitted in time and graded by machine; then the due date passes, and everyone submits again."""
    room = Room(scratch / "late")
    room.office.config.LateSubmissionPlugin.penalty_method = "zero"
    room.release()
    for name, (first, _, _) in CASES.items():
        room.hand_in(Student(name, answers=first))
    room.run("collect", MODULE)
    autograde(room.office, MODULE, processes=1)
    with room.office.gradebook() as gradebook:
        gradebook.update_or_create_assignment(MODULE, duedate=datetime.now(UTC).isoformat())
    with contextlib.chdir(room.office.root):
        exec(the_handbooks_extension("extended"))  # noqa: S102
    for name, (_, second, _) in CASES.items():
        room.hand_in(Student(name, answers=second))
    room.hand_in(Student(LATE))
    room.run("collect", MODULE, update=True)
    return room


@pytest.fixture(scope="module")
def graded(class_: Room) -> tuple[Room, Summary]:
    return class_, autograde(class_.office, MODULE, processes=2)


def _points(room: Room, name: str, folder: Path) -> dict[str, float]:
    """A learner's points after the penalty, wherever they're shown."""
    office = room.office
    office.step("generate_feedback", MODULE, name)
    page = re.search(r"([\d.]+) of 30", words(room.page(name)))
    assert page is not None
    plain = folder / f"{name}.csv"
    with office.gradebook() as gradebook:
        PlainExportPlugin(to=str(plain), config=office.config, unfinished=True).run(gradebook)
    with plain.open(newline="", encoding="utf-8-sig") as file:
        (exported,) = [row["Points"] for row in csv.DictReader(file) if row["Student"] == name]
    with office.export(folder / "nbgrader.csv").open(newline="", encoding="utf-8") as file:
        (theirs,) = [row["score"] for row in csv.DictReader(file) if row["student_id"] == name]
    classroom = read_class(
        [SOURCE], office.root / "submitted", office.config.CourseDirectory.db_url, config=office.config
    )
    share = classroom.submissions[name, MODULE].share
    assert share is not None
    possible = AUTO if classroom.submissions[name, MODULE].awaited else MOST
    (own,) = [row for row in office.api.get_submissions(MODULE) if row["student"] == name]
    (notebook,) = [row for row in office.api.get_notebook_submissions(MODULE, MODULE) if row["student"] == name]
    return {
        "page": float(page[1]),
        "export": float(exported),
        "nbgrader's export": float(theirs),
        "report": share * possible,
        "table of submissions": own["score"],
        "one submission": office.api.get_submission(MODULE, name)["score"],
        "table of notebooks": notebook["score"],
        "a student's notebooks": office.api.get_student_notebook_submissions(name, MODULE)[0]["score"],
        "table of students": next(row for row in office.api.get_students() if row["id"] == name)["score"],
        "one student": office.api.get_student(name)["score"],
    }


@pytest.mark.parametrize("name", CASES)
def test_a_late_submission_counts_only_if_it_earns_more_after_the_penalty(
    graded: tuple[Room, Summary], name: str
) -> None:
    room, found = graded
    counts = CASES[name][-1]
    (outcome,) = [outcome for outcome in found.outcomes if outcome.student == name]
    assert (outcome.choice is not None) == (counts == "earlier")
    with room.office.gradebook() as gradebook:
        late = gradebook.find_submission(MODULE, name).total_seconds_late
        first = gradebook.find_submission(MODULE, name).score
    assert (late > 0) == (name == "blank-first")
    assert first > 0
    assert (room.auto(name) == AUTO) == (name != "a-little-better")


def test_the_summary_says_that_the_penalty_decided(graded: tuple[Room, Summary]) -> None:
    said = printed(graded[1]).splitlines()
    at = said.index("Submitted again late: the earlier one counts because of the penalty (2):")
    assert "with less in it" not in printed(graded[1])
    assert said[at + 1].startswith("  a-little-better: ")
    weighed = "worth up to 30 points minus 30 for lateness. The earlier one counts, since the penalty costs more."
    assert weighed in " ".join(words(printed(graded[1])).split())
    assert any(f"grader choose {MODULE} unchanged --which later" in text for text in said)


def test_the_summary_names_who_loses_points_for_being_late(graded: tuple[Room, Summary]) -> None:
    said = printed(graded[1]).splitlines()
    at = said.index("Late, with a penalty (2); it also covers points you give later:")
    assert said[at + 1 : at + 3] == [
        "  blank-first: 1 min late, 21 points minus 21",
        f"  {LATE}: 1 min late, 21 points minus 21",
    ]
    week = late_penalty.Late("x", 8 * 86_400 + 3_660, 1, 1)
    assert week.duration == "8 d 1 h 1 min"


def test_the_learners_page_says_why_the_earlier_one_counted(graded: tuple[Room, Summary]) -> None:
    room, _ = graded
    room.office.step("generate_feedback", MODULE, "unchanged")
    assert "The earlier one counts, since the later one was late" in words(room.page("unchanged"))
    assert "lateness:" not in words(room.page("unchanged"))


def test_points_that_a_person_gives_do_not_escape_the_penalty(graded: tuple[Room, Summary], tmp_path: Path) -> None:
    room, _ = graded
    shown = _points(room, LATE, tmp_path)
    assert shown == dict.fromkeys(shown, 0.0)
    assert "21 points so far, minus 21 for lateness: 0 of 30" in words(room.page(LATE))
    room.grade_by_hand(LATE, MANUAL, "")
    shown = _points(room, LATE, tmp_path)
    assert shown == dict.fromkeys(shown, 0.0)
    assert "30 points, minus 30 for lateness: 0 of 30" in words(room.page(LATE))
    with room.office.gradebook() as gradebook:
        assert gradebook.find_submission(MODULE, LATE).late_submission_penalty == MOST


def test_every_place_agrees_under_a_plugin_of_the_courses_own(
    graded: tuple[Room, Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, _ = graded
    monkeypatch.setitem(room.office.config.AssignLatePenalties, "plugin_class", TenPercent)
    room.grade_by_hand(LATE, 4.0, "")
    expected = pytest.approx((AUTO + 4.0) * 0.9)
    shown = _points(room, LATE, tmp_path)
    assert shown == dict.fromkeys(shown, expected)
    assert "25 points, minus 2.5 for lateness: 22.5 of 30" in words(room.page(LATE))
    # An extension granted now counts now.
    with room.office.gradebook() as gradebook:
        gradebook.grant_extension(MODULE, LATE, days=1)
    shown = _points(room, LATE, tmp_path)
    assert shown == dict.fromkeys(shown, pytest.approx(AUTO + 4.0))
    with room.office.gradebook() as gradebook:
        gradebook.grant_extension(MODULE, LATE)


def test_averages_in_formgrader_are_those_after_the_penalty(graded: tuple[Room, Summary]) -> None:
    room, _ = graded
    rows = room.office.api.get_submissions(MODULE)
    mean = sum(row["score"] for row in rows) / len(rows)
    (notebook,) = room.office.api.get_notebooks(MODULE)
    assert room.office.api.get_assignment(MODULE)["average_score"] == pytest.approx(mean)
    assert notebook["average_score"] == pytest.approx(mean)


def test_grading_the_later_text_low_gives_back_the_earlier_grade(
    graded: tuple[Room, Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a tenth off, a better submission is worth it until a person gives its new text nothing."""
    room, _ = graded
    monkeypatch.setitem(room.office.config.AssignLatePenalties, "plugin_class", TenPercent)
    name = "a-little-better"
    room.grade_by_hand(name, MANUAL, "Well put.")
    room.hand_in(Student(name, answers="expert", at_home=_write_anew))
    room.run("collect", MODULE, update=True)
    autograde(room.office, MODULE, [name])
    assert room.grades(name)["reflection"].waits
    room.grade_by_hand(name, 0.0, "Empty words.")
    found = autograde(room.office, MODULE, [name])
    grade = room.grades(name)["reflection"]
    assert (grade.manual, grade.waits, grade.comment) == (MANUAL, False, "Well put.")
    assert not found.reopened
    # Of the two submissions with the text that was graded, the better one counts, late as it is.
    assert room.auto(name) == AUTO


def test_grading_what_counts_never_brings_an_ungraded_text_back(graded: tuple[Room, Summary]) -> None:
    room, _ = graded
    name = "extended"
    room.hand_in(Student(name, at_home=_write_anew))
    room.run("collect", MODULE, update=True)
    autograde(room.office, MODULE, [name])
    room.grade_by_hand(name, 1.0, "")
    autograde(room.office, MODULE, [name])
    grade = room.grades(name)["reflection"]
    assert (grade.manual, grade.waits) == (1.0, False)


def test_without_force_an_earlier_submission_that_counts_again_is_graded(
    graded: tuple[Room, Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The late one counted while there was no penalty; then the course sets one."""
    room, _ = graded
    name = "policy-later"
    with room.office.gradebook() as gradebook:
        due = gradebook.find_assignment(MODULE).duedate
        gradebook.update_or_create_assignment(MODULE, duedate=(datetime.now(UTC) + timedelta(days=1)).isoformat())
    room.hand_in(Student(name, answers="ability:0.6"))
    room.run("collect", MODULE)
    autograde(room.office, MODULE, [name])
    first = room.auto(name)
    room.hand_in(Student(name, answers="expert"))
    room.run("collect", MODULE, update=True)
    autograde(room.office, MODULE, [name])
    assert room.auto(name) == AUTO > first
    middle = sorted(room.inbound.glob(f"{name}+*"))[-1] / "timestamp.txt"
    with room.office.gradebook() as gradebook:
        gradebook.update_or_create_assignment(MODULE, duedate=middle.read_text().replace("UTC", "").strip()[:-3])
        assert gradebook.find_submission(MODULE, name).total_seconds_late > 0
    room.office.step("autograde", MODULE, name, force=False)
    assert room.auto(name) == first
    with room.office.gradebook() as gradebook:
        gradebook.update_or_create_assignment(MODULE, duedate=due.isoformat())


def test_the_command_takes_the_penalty_of_the_courses_configuration(
    graded: tuple[Room, Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, _ = graded
    monkeypatch.setattr(Office, "here", lambda: room.office)
    path = tmp_path / "grades.csv"
    done = CliRunner().invoke(grader.cli.app, ["export", "csv", "--unfinished", "--to", str(path)])
    assert done.exit_code == 0, done.output
    with path.open(newline="", encoding="utf-8-sig") as file:
        assert {row["Points"] for row in csv.DictReader(file) if row["Student"] == LATE} == {"0"}


def test_a_plugin_with_a_mistake_is_said_in_one_sentence(graded: tuple[Room, Summary]) -> None:
    config = Office(graded[0].root / "broken", graded[0].root / "exchange").config
    config.AssignLatePenalties.plugin_class = Broken
    with (
        graded[0].office.gradebook() as gradebook,
        pytest.raises(RoundsError, match=r"The late penalty plugin Broken failed \(KeyError: 'policy'\)\. Correct it"),
    ):
        late_penalty.by_submission(gradebook, late_penalty.Rule(config))


def test_a_plugin_with_a_mistake_stops_neither_tidying_nor_formgraders_tables(
    graded: tuple[Room, Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    room, _ = graded
    monkeypatch.setitem(room.office.config.AssignLatePenalties, "plugin_class", Broken)
    assert {row["student"] for row in room.office.api.get_submissions(MODULE)} >= {*CASES, LATE}
    (room.submitted("unchanged") / "link").symlink_to("/etc/passwd")
    result = room.office.api.autograde(MODULE, "unchanged")
    assert "The late penalty plugin Broken failed" in result["log"]
    assert not (room.submitted("unchanged") / "link").is_symlink()
