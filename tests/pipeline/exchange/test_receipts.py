"""The code a learner sees is the code of the file that is collected; by nbgrader's own submit and collect."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.authoring import simulate
from grader.course import ROOT
from grader.exports import PLUGINS
from grader.office import Learner, Office
from grader.submissions.receipts import check
from rounds.storage import submissions
from rounds.storage.answers import AnswersFile, read
from rounds.storage.receipts import receipt
from tests.pipeline.commands.background_commands import Done
from tests.pipeline.room import AUTO, MANUAL, MODULE, SOURCE
from tests.quick_start import python_path

ADA, BEN = "ada", "ben"
MODULE_01, KEYS = SOURCE.load()


class Class:
    """Ada hands in twice and goes on; Ben hands in nothing; all is collected and marked."""

    def __init__(self, root: Path) -> None:
        self.office = Office(root / "course", root / "exchange")
        self.office.step("generate_assignment", MODULE)
        self.office.step("release_assignment", MODULE)
        self.ada = Learner(ADA, root / "ada", self.office)
        self.work = self.ada.fetch(MODULE)
        self.answers = AnswersFile(self.work / "answers.jsonl", MODULE)
        self.before = submissions.last_submission(MODULE_01, self.ada.cache)
        simulate.write(MODULE_01, KEYS, "blank", 7, self.work)
        self.answers.commit(MODULE_01.graded[0].id, {"first": "try"})
        self.early = receipt(MODULE_01, self.answers.read()).code
        self.ada.submit(MODULE)
        for name, answer in simulate.answers(MODULE_01, KEYS, "expert", 7).items():
            self.answers.commit(name, {"first": None, **answer})
        self.noted = receipt(MODULE_01, self.answers.read())
        self.ada.submit(MODULE)
        self.answers.commit(MODULE_01.graded[0].id, {"later": "change"})
        self.office.step("collect", MODULE)
        self.office.step("autograde", MODULE, ADA)
        with self.office.gradebook() as gradebook:
            gradebook.update_or_create_student(ADA, first_name="Ada", last_name="=Åström")
            gradebook.update_or_create_student(BEN, first_name="Ben")

    @property
    def submitted(self) -> Path:
        return self.office.root / "submitted"

    def grader(self, *arguments: str) -> Done:
        """`python -m grader` in a process of its own."""
        environment = {**os.environ, "PYTHONPATH": python_path(ROOT), "NO_COLOR": "1", "COLUMNS": "200", "TERM": "dumb"}
        done = subprocess.run(
            [sys.executable, "-m", "grader", *arguments], capture_output=True, text=True, env=environment, check=False
        )
        return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    return Class(tmp_path_factory.mktemp("receipts"))


def test_before_anything_is_handed_in_there_is_nothing_to_show(played: Class) -> None:
    assert played.before is None


def test_the_learner_sees_the_last_hand_in_and_not_what_changed_since(played: Class) -> None:
    found = submissions.last_submission(MODULE_01, played.ada.cache)
    assert found is not None
    assert found.receipt == played.noted
    assert found.receipt.answered == found.receipt.total == len(MODULE_01.graded)
    assert receipt(MODULE_01, played.answers.read()).code not in {"", found.receipt.code}


def test_the_collected_file_has_the_code_that_the_learner_noted(played: Class) -> None:
    assert receipt(MODULE_01, read(played.submitted / ADA / MODULE / "answers.jsonl")) == played.noted
    assert check(SOURCE, played.submitted, ADA, played.noted.code).matches


def test_the_marked_notebook_shows_the_code_of_what_was_marked(played: Class) -> None:
    marked = (played.office.root / "autograded" / ADA / MODULE / f"{MODULE}.ipynb").read_text(encoding="utf-8")
    assert f"Code of these answers: <strong>{played.noted.code}</strong>" in marked


def test_the_command_tells_matching_earlier_and_foreign_codes_apart(played: Class) -> None:
    folder = ("--folder", str(played.submitted))
    right = played.grader("receipt", "01", ADA, played.noted.code, *folder)
    assert (right.code, right.err) == (0, "")
    assert f"Code: {played.noted.code}" in right.out
    assert f"Answered: {played.noted.total} of {played.noted.total}" in right.out
    earlier = played.grader("receipt", "01", ADA, played.early, *folder)
    assert earlier.code == 1
    assert re.search(
        r"of an earlier state of this file, from [A-Z][a-z]{2} \d+, 20\d\d, \d+:\d\d:\d\d [AP]M ", earlier.out
    )
    nobody = played.grader("receipt", "01", BEN, *folder)
    assert nobody.code == 2
    assert "Traceback" not in nobody.err


# ---- exports of the real gradebook ---------------------------------------------------------------------


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_ungraded_and_missing_work_is_empty_until_a_person_has_graded(played: Class, tmp_path: Path) -> None:
    db = played.office.config.CourseDirectory.db_url
    done = played.grader("export", "canvas", "--to", str(tmp_path / "c.csv"), "--db", db, "--title", "01=Interests (4)")
    assert (done.code, done.err) == (0, "")
    assert (
        "2 student(s), 1 notebook(s): 0 graded; 1 wait(s) for a person, left empty; 1 not submitted, left empty"
        in done.out
    )
    possible, ada, ben = rows(tmp_path / "c.csv")
    assert possible["Student"] == "Points Possible"
    assert float(possible["Interests (4)"]) == AUTO + MANUAL
    assert (ada["Student"], ada["SIS Login ID"], ada["Interests (4)"]) == ("'=Åström, Ada", ADA, "")
    assert ben["Interests (4)"] == ""
    asked = played.grader(
        "export", "moodle", "--to", str(tmp_path / "m.csv"), "--db", db, "--unfinished", "--missing-as-zero"
    )
    assert asked.code == 0
    assert all(name not in asked.out + done.out for name in ("Åström", "Ada", ADA + " "))
    points = {row["username"]: float(row[MODULE]) for row in rows(tmp_path / "m.csv")}
    assert points == {ADA: pytest.approx(AUTO, abs=8), BEN: 0}


def test_the_plugins_write_what_the_gradebook_holds_once_all_is_graded(played: Class, tmp_path: Path) -> None:
    with played.office.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", MODULE, MODULE, ADA)
        before = (grade.manual_score, grade.needs_manual_grade)
        grade.manual_score, grade.needs_manual_grade = 6.5, False
        gradebook.db.commit()
        score = gradebook.find_submission(MODULE, ADA).score
        for name, plugin in PLUGINS.items():
            plugin(to=str(tmp_path / f"{name}.csv")).run(gradebook)
        grade.manual_score, grade.needs_manual_grade = before
        gradebook.db.commit()
    cells = {
        "canvas": rows(tmp_path / "canvas.csv")[1][MODULE],
        "moodle": rows(tmp_path / "moodle.csv")[0][MODULE],
        "blackboard": rows(tmp_path / "blackboard.csv")[0][MODULE],
        "csv": rows(tmp_path / "csv.csv")[0]["Points"],
    }
    assert {name: float(cell) for name, cell in cells.items()} == dict.fromkeys(cells, pytest.approx(score, abs=1e-5))
    assert not list(tmp_path.rglob("*@*"))


def test_nbgrader_export_takes_the_plugin_and_logs_no_name(played: Class, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "nbgrader", "export", "--exporter=grader.exports.CanvasExportPlugin"),
            *("--db", played.office.config.CourseDirectory.db_url, "--to", str(tmp_path / "grades.csv")),
            "--RoundsExportPlugin.missing_as_zero=True",
        ],
        cwd=ROOT / "grader", capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": python_path(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert {row["SIS Login ID"]: row[MODULE] for row in rows(tmp_path / "grades.csv")[1:]} == {ADA: "", BEN: "0"}
    assert "not submitted, written as 0" in done.stderr
    assert not any(word in done.stderr for word in ("Åström", "WARNING", ADA, BEN))
