"""`grader report` on a real class: the figures of the page are those of nbgrader's gradebook."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from grader.authoring import simulate
from grader.cli import app
from grader.course import find
from grader.exports import grade_table
from grader.office import Office
from grader.report import figures
from grader.report.classroom import Classroom, read_class
from grader.report.page import page
from rounds.storage.answers import NAME

SOURCE = find("01")[0]
MODULE = SOURCE.name
KINDS = {
    "ann": "expert",
    "ben": "ability:0.8",
    "cai": "ability:0.6",
    "dee": "random",
    "eve": "blank",
    "fay": "ability:0.7",
}
BY_HAND = {"ann": 9.0, "ben": 5.0}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    where = tmp_path_factory.mktemp("class")
    office = Office(where / "office", where / "exchange")
    office.step("generate_assignment", MODULE)
    for seed, (student, kind) in enumerate(KINDS.items()):
        simulate.write(*SOURCE.load(), kind, seed, office.root / "submitted" / student / MODULE)
    torn = office.root / "submitted" / "fay" / MODULE / NAME
    torn.write_text(torn.read_text(encoding="utf-8") + '{"v": 1, "exer', encoding="utf-8")
    for student in KINDS:
        office.step("autograde", MODULE, student)
    with office.gradebook() as gradebook:
        gradebook.update_or_create_student("gil")
        for student, points in BY_HAND.items():
            grade = gradebook.find_grade("reflection", MODULE, MODULE, student)
            grade.manual_score, grade.needs_manual_grade = points, False
        # A person may also overrule the program.
        overruled = gradebook.find_grade("statements", MODULE, MODULE, "cai")
        overruled.manual_score = 8.0
        gradebook.db.commit()
    return office


@pytest.fixture(scope="module")
def classroom(office: Office) -> Classroom:
    return read_class([SOURCE], office.root / "submitted", office.config.CourseDirectory.db_url)


def test_the_points_are_those_of_the_gradebook(office: Office, classroom: Classroom) -> None:
    found = {student: handed for (student, _), handed in classroom.submissions.items()}
    assert set(found) == set(KINDS)
    with office.gradebook() as gradebook:
        for student, handed in found.items():
            grades = gradebook.find_submission(MODULE, student).notebooks[0].grades
            counted = [grade for grade in grades if not grade.needs_manual_grade]
            possible = sum(grade.max_score for grade in counted)
            assert handed.share == pytest.approx(sum(grade.score for grade in counted) / possible)
            assert handed.awaited == any(grade.needs_manual_grade for grade in grades)
    assert found["ann"].share == 1
    assert found["ben"].results["reflection"].share == pytest.approx(5 / 9)
    assert found["cai"].results["statements"].share == 1
    assert not found["ben"].awaited
    assert found["cai"].awaited
    assert found["eve"].share == 0


def test_a_grade_that_waits_is_left_out_here_and_in_the_export_only_the_points_so_far_count(
    office: Office, classroom: Classroom
) -> None:
    waiting = [student for (student, _), one in classroom.submissions.items() if one.awaited]
    assert waiting == ["cai", "dee", "fay"]
    with office.gradebook() as gradebook:
        table = grade_table.read(gradebook, unfinished=True)
    (work,) = table.works
    for learner in table.learners:
        if learner.id in waiting:
            share = classroom.submissions[learner.id, MODULE].share or 0.0
            assert table.points(learner, work) == pytest.approx(share * (work.points - 9))
    text = page(figures.course(classroom), None, datetime(2026, 3, 1, tzinfo=UTC))
    assert "is left out here, both from the points earned and from those possible" in text
    assert "gives the points so far, out of all that are possible" in text


def test_who_is_enrolled_and_submitted_nothing_is_named(classroom: Classroom) -> None:
    course = figures.course(classroom)
    assert course.students == 7
    assert [one.student for one in course.help if one.missing] == ["gil"]
    assert course.damaged == 1  # the torn file; a blank one is whole
    assert course.notebooks[0].awaited == 3


def test_the_command_finds_the_gradebook_and_writes_the_page(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.course.find", lambda name: [SOURCE])
    before = {path: path.stat().st_mtime_ns for path in office.root.rglob("*") if path.is_file()}
    out = tmp_path / "report.html"
    done: Any = CliRunner().invoke(app, ["report", "--folder", str(office.root / "submitted"), "--out", str(out)])
    assert done.exit_code == 0, done.output
    text = out.read_text(encoding="utf-8")
    assert "7 learners, 6 notebooks submitted" in text
    assert "3 notebooks still wait for a grade by a person" in text
    assert "gil" in text
    assert out.stat().st_mode & 0o077 == 0  # as an export of grades
    # The report reads: it changes neither a submission nor the gradebook.
    assert {path: path.stat().st_mtime_ns for path in office.root.rglob("*") if path.is_file()} == before
