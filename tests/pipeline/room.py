"""A class room: learners who submit through nbgrader's own steps, each in their own way, graded together."""

from __future__ import annotations

import glob
import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from grader.authoring import simulate
from grader.course import Source, find
from grader.office import Learner, Office
from rounds.storage.answers import NAME

SOURCE: Source = find("01")[0]
MODULE = SOURCE.name
NOTEBOOK = f"{MODULE}.ipynb"
AUTO, MANUAL = 21.0, 9.0  # of 30 points, 9 are a person's
COURSE = "negotiation-rounds"
TIME = "2026-01-05 09:00:00.000000 UTC"


@dataclass(frozen=True)
class Student:
    """One learner of the class: how they answer, what befalls their files, and what must come of it.

    `at_home` changes the folder before it is submitted; `in_exchange` changes what is in the
    exchange, which a learner can write to as well. `says` must be in the log and on the page.
    """

    name: str
    answers: str = "expert"
    seed: int = 7
    at_home: Callable[[Path], None] | None = None
    in_exchange: Callable[[Path], None] | None = None
    says: tuple[str, ...] = ()
    auto: float = AUTO

    def __str__(self) -> str:
        return self.name


def answer_lines(kind: str = "expert", seed: int = 7) -> list[str]:
    """The lines of a simulated learner's answers file."""
    module, keys = SOURCE.load()
    return simulate.lines(module, simulate.answers(module, keys, kind, seed), seed).splitlines()


def line(exercise: str, answer: object, **more: object) -> str:
    """One line of an answers file."""
    return json.dumps(
        {"v": 1, "time": "2026-01-05T10:00:00Z", "exercise": exercise, "answer": answer, "seen": None, **more}
    )


def expert_answer(exercise: str) -> dict[str, Any]:
    """What an expert answers to one exercise."""
    module, keys = SOURCE.load()
    return simulate.answers(module, keys, "expert", 7)[exercise]


def words(markup: str) -> str:
    """What a reader sees of a page, with single spaces."""
    return re.sub(r"\s+", " ", BeautifulSoup(markup, "html.parser").get_text(" ")).strip()


@dataclass(frozen=True)
class Grade:
    """One line of the gradebook."""

    auto: float | None
    manual: float | None
    score: float
    most: float
    waits: bool
    comment: str | None


class Room:
    """One course with its exchange, its learners, and all that nbgrader said."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.office = Office(root / "course", root / "exchange")
        self.office.api.log_level = "WARN"
        self.learners: dict[str, Learner] = {}
        self.log: dict[str, str] = {}
        self.kernels = 0

    # What nbgrader does, step by step

    def run(self, step: str, *args: Any, **kw: Any) -> dict[str, Any]:
        """One step of nbgrader's API; the log of its first run is kept under the step's name."""
        result: dict[str, Any] = getattr(self.office.api, step)(*args, **kw)
        self.log.setdefault(step, result.get("log", "") + result.get("error", ""))
        return result

    def release(self) -> None:
        self.office.step("generate_assignment", MODULE)
        self.office.step("release_assignment", MODULE)

    def hand_in(self, student: Student) -> Path:
        """Fetch, answer, let happen what happens, submit; return the folder in the exchange."""
        learner = self.learners.setdefault(student.name, Learner(student.name, self.home(student.name), self.office))
        work = self.home(student.name) / MODULE
        if not work.exists():
            learner.fetch(MODULE)
        (work / NAME).write_text("\n".join(answer_lines(student.answers, student.seed)) + "\n", encoding="utf-8")
        if student.at_home:
            student.at_home(work)
        learner.submit(MODULE)
        submitted = sorted(self.inbound.glob(f"{glob.escape(student.name)}+*"))[-1]
        if student.in_exchange:
            student.in_exchange(submitted)
        return submitted

    def place(self, name: str) -> Path:
        """A folder that someone made in the exchange by hand, with an expert's answers."""
        folder = self.inbound / name
        folder.mkdir()
        shutil.copy(SOURCE.notebook, folder / NOTEBOOK)
        (folder / NAME).write_text("\n".join(answer_lines()) + "\n", encoding="utf-8")
        (folder / "timestamp.txt").write_text(TIME)
        (folder / "submission_secret.txt").write_text(secrets.token_hex(64))
        return folder

    def mark(self) -> None:
        """Collect and mark everything there is, with one command each, and count the kernels that start."""
        with counting_kernels() as kernels:
            self.run("collect", MODULE)
            self.run("autograde", MODULE, "*")
        self.kernels = len(kernels)

    # Where things are

    @property
    def inbound(self) -> Path:
        return self.root / "exchange" / COURSE / "inbound"

    def home(self, name: str) -> Path:
        return self.root / "learners" / name

    def submitted(self, name: str) -> Path:
        return self.office.root / "submitted" / name / MODULE

    def page(self, name: str) -> str:
        """The feedback page of a learner."""
        return (self.office.root / "feedback" / name / MODULE / f"{MODULE}.html").read_text(encoding="utf-8")

    def notebook(self, name: str) -> Any:
        """The marked notebook of a learner."""
        return nbformat.read(self.office.root / "autograded" / name / MODULE / NOTEBOOK, as_version=4)

    def log_of(self, name: str) -> str:
        """What the log of collecting and marking says about a learner."""
        said = (self.log["collect"] + self.log["autograde"]).splitlines()
        return "\n".join(
            text for text in said if re.search(rf"(?<![\w-]){re.escape(name)}(?=[+,:/])", text) and "WARN" in text
        )

    def grades(self, name: str) -> dict[str, Grade]:
        """A learner's grades in the gradebook, by exercise."""
        with self.office.gradebook() as gradebook:
            submission = gradebook.find_submission(MODULE, name)
            return {
                grade.name: Grade(
                    grade.auto_score,
                    grade.manual_score,
                    grade.score,
                    grade.max_score,
                    grade.needs_manual_grade,
                    next((c.comment for c in notebook.comments if c.name == grade.name), None),
                )
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    def auto(self, name: str) -> float:
        """The points a learner earned without a person."""
        return round(sum(grade.auto or 0 for grade in self.grades(name).values()), 6)

    def grade_by_hand(self, name: str, score: float, comment: str, exercise: str = "reflection") -> None:
        """Grade the reflection, or another exercise, as an instructor does in Formgrader."""
        with self.office.gradebook() as gradebook:
            grade = gradebook.find_grade(exercise, MODULE, MODULE, name)
            grade.manual_score, grade.needs_manual_grade = score, False
            if exercise == "reflection":  # nbgrader has no comments on what it grades itself
                gradebook.find_comment(exercise, MODULE, MODULE, name).manual_comment = comment
            gradebook.db.commit()

    def students(self) -> set[str]:
        """Everyone the gradebook knows."""
        with self.office.gradebook() as gradebook:
            return {student.id for student in gradebook.students}


@contextmanager
def counting_kernels() -> Iterator[list[str]]:
    """Count the kernels that this process starts, whoever starts them."""
    started: list[str] = []
    launch = LocalProvisioner.launch_kernel

    async def counted(self: LocalProvisioner, cmd: list[str], **kw: Any) -> Any:
        started.append(" ".join(cmd))
        return await launch(self, cmd, **kw)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LocalProvisioner, "launch_kernel", counted)
        yield started


def files(folders: Iterable[Path]) -> list[Path]:
    """Every regular file below the folders."""
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
