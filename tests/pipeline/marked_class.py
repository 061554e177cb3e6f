"""A class whose submissions were collected, ready to be graded in several ways and compared."""

from __future__ import annotations

import shutil
from pathlib import Path

from grader.office import Office
from rounds.storage.answers import NAME
from tests.pipeline.commands.background_commands import hand_over
from tests.pipeline.room import MODULE, NOTEBOOK

Scores = dict[tuple[str, str], tuple[float | None, float | None, bool]]
STUDENTS = 14


def classroom(root: Path, db_url: str = "", students: int = STUDENTS) -> Office:
    """Learners of many abilities, and five to whose files something happened."""
    office = Office(root / "course", root / "exchange", db_url=db_url)
    office.api.log_level = "ERROR"
    office.step("generate_assignment", MODULE)
    for number in range(students):
        hand_over(office.root, f"s{number:02d}", f"ability:{number / students:.2f}", number)
    hand_over(office.root, "blank", "blank")
    (hand_over(office.root, "empty-notebook", "expert") / NOTEBOOK).write_text("")
    (hand_over(office.root, "no-notebook", "expert") / NOTEBOOK).unlink()
    (hand_over(office.root, "no-answers", "expert") / NAME).unlink()
    torn = hand_over(office.root, "torn", "expert") / NAME
    torn.write_text(torn.read_text() + '{"v": 1, "exercise": "sta')
    (hand_over(office.root, "link", "expert") / "notes.txt").symlink_to("/etc/passwd")
    return office


def copy(classroom: Office, root: Path, db_url: str = "") -> Office:
    """The same class elsewhere, with the gradebook as it is or another empty one."""
    office = Office(root / "course", root / "exchange", db_url=db_url)
    office.api.log_level = "ERROR"
    shutil.copytree(classroom.root / "submitted", office.root / "submitted", symlinks=True)
    if db_url:
        office.step("generate_assignment", MODULE)
    else:
        shutil.copy(classroom.root / "gradebook.db", office.root)
    return office


def scores(office: Office) -> Scores:
    """Every grade in the gradebook, by student and exercise: automatic, a person's, whether it waits."""
    with office.gradebook() as gradebook:
        return {
            (submission.student.id, grade.name): (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
            for submission in gradebook.assignment_submissions(MODULE)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def notebooks(office: Office) -> dict[str, bytes]:
    """The marked notebook of each student."""
    return {
        path.parent.parent.name: path.read_bytes()
        for path in (office.root / "autograded").glob(f"*/{MODULE}/{NOTEBOOK}")
    }
