"""Compares the course with what was generated from it, and says what changed, whom it affects and what to run.

When an assignment is generated, nbgrader keeps each graded cell and its points in the gradebook. An exercise
that's added, removed or renamed later, or gets other points, is changed in the course's own notebook only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rounds.core.near_names import few

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

    from grader.course import Source
    from grader.office import Office

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Kept:
    """Who has a grade in the gradebook for an exercise: all students, and those whom a person graded."""

    students: tuple[str, ...] = ()
    by_person: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edits:
    """How a module's notebook differs from what was generated; points by exercise, old ones first."""

    module: str
    added: dict[str, float] = field(default_factory=dict)
    removed: dict[str, float] = field(default_factory=dict)
    points: dict[str, tuple[float, float]] = field(default_factory=dict)
    grades: dict[str, Kept] = field(default_factory=dict)
    submitted: tuple[str, ...] = ()

    @property
    def cells(self) -> bool:
        """Whether there are cells that the gradebook doesn't know: until it does, nothing can be graded."""
        return bool(self.added or self.removed)

    @property
    def to_retire(self) -> dict[str, Kept]:
        """The removed exercises that a person graded."""
        return {name: self.grades[name] for name in self.removed if self.grades[name].by_person}

    def told(self) -> str:
        """What changed, whom it affects and what to run, for the instructor: a heading, then a line each."""
        lines = [*self._changed(), self._affected(), *self._steps()]
        return "\n    ".join([f"{self.module} has changed since it was generated:", *lines])

    def lost(self) -> str:
        """Which grades that a person gave would go, and what to do first."""
        return "\n    ".join([f"{self.module}: nothing was changed.", *self._gone(), *self._retiring()])

    def _changed(self) -> Iterator[str]:
        for name, points in self.added.items():
            yield f'"{name}" ({points:g} points) was added.'
        yield from self._gone()
        for name, (old, new) in self.points.items():
            yield f'"{name}" was worth {old:g} points, and is worth {new:g} now.'
            if students := self.grades.get(name, Kept()).by_person:
                low = f"; those above {new:g} become {new:g}" if new < old else ""
                yield f'Grades that a person gave for "{name}" stay as they are{low}. Look at them again: {few(students)}.'

    def _gone(self) -> Iterator[str]:
        for name, points in self.removed.items():
            graded = self.grades.get(name, Kept()).students
            has = (
                f"{people(graded, 'has', 'have')} a grade for it: {few(graded)}"
                if graded
                else "nobody has a grade for it"
            )
            yield f'"{name}" ({points:g} points) was removed; {has}.'
        if self.added and self.removed:
            old, new = next(iter(self.removed)), next(iter(self.added))
            yield (
                f'If "{new}" is "{old}" under a new name, change its id to the old one: answers and grades are known by '
                "the id. Its title can change freely."
            )

    def _affected(self) -> str:
        if not self.submitted:
            return "Nobody has submitted yet. Learners who fetched it before have the earlier version."
        blank = (
            f" Learners who haven't answered {listed(self.added)} get 0 for it, and can submit again."
            if self.added
            else ""
        )
        return f"{people(self.submitted)} submitted the earlier version: {few(self.submitted)}.{blank}"

    def _retiring(self) -> Iterator[str]:
        for name, kept in self.to_retire.items():
            yield (
                f'A person graded "{name}" for {few(kept.by_person)}. To keep these grades in the total, put the exercise '
                f"back. To take them out, and keep them in a file, run: python -m grader retire {self.module} {name}"
            )

    def _steps(self) -> Iterator[str]:
        yield from self._retiring()
        again = f", then python -m grader autograde {self.module}" if self.submitted else ""
        yield (
            f"Run: nbgrader generate_assignment {self.module} --force (or press Generate in Formgrader){again}. "
            "No submission, answer or grade is lost."
        )
        yield (
            f"Then release the new version: nbgrader release_assignment {self.module} --force. Learners who fetched the "
            "old one download their answers, rename the folder, fetch again and bring the answers back."
        )


def people(names: Collection[str], singular: str = "", plural: str = "") -> str:
    """`1 person has` or `2 people have`: `singular` and `plural` are the verb."""
    return f"1 person {singular}".strip() if len(names) == 1 else f"{len(names)} people {plural}".strip()


def listed(names: Iterable[str]) -> str:
    """Exercises by name, in quotation marks."""
    return ", ".join(f'"{name}"' for name in names)


def cells(notebook: Path) -> dict[str, float]:
    """The graded cells of a notebook and their points; none if it can't be read, which `check` says."""
    try:
        all_cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        about = [cell["metadata"]["nbgrader"] for cell in all_cells if "nbgrader" in cell["metadata"]]
        return {str(a["grade_id"]): float(a["points"]) for a in about if a.get("grade")}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def compare(gradebook: Gradebook, module: str, notebook: Path, *, whom: bool = True) -> Edits | None:
    """How the course's notebook differs from the gradebook; None if the gradebook doesn't know it or nothing differs.

    `whom` is False to leave out whom it affects, which takes a while in a large class.
    """
    from nbgrader.api import MissingEntry

    try:
        known = gradebook.find_notebook(module, module)
    except MissingEntry:
        return None
    now, then = cells(notebook), {str(cell.name): float(cell.max_score) for cell in known.grade_cells}
    if not now or now == then:
        return None
    submissions = known.submissions if whom else []
    return Edits(
        module,
        added={name: points for name, points in now.items() if name not in then},
        removed={name: points for name, points in then.items() if name not in now},
        points={name: (then[name], points) for name, points in now.items() if then.get(name, points) != points},
        grades={name: _kept(submissions, name) for name in then},
        submitted=tuple(sorted(str(submission.student.id) for submission in submissions)),
    )


def _kept(submissions: Iterable[Any], name: str) -> Kept:
    graded, by_person = [], []
    for submission in submissions:
        student = str(submission.student.id)
        comments = {comment.name: comment.manual_comment for comment in submission.comments}
        for grade in submission.grades:
            if grade.name == name and (graded_by_person(grade) or comments.get(name)):
                by_person.append(student)
            if grade.name == name and (
                graded_by_person(grade) or grade.auto_score is not None or grade.needs_manual_grade
            ):
                graded.append(student)
    return Kept(tuple(sorted(graded)), tuple(sorted(by_person)))


def graded_by_person(grade: Any) -> bool:
    """Whether a person gave this grade or a part of it."""
    return grade.manual_score is not None or bool(grade.extra_credit)


def here() -> Office | None:
    """The course as nbgrader sees it, if it was ever generated; None in a clone that nobody teaches from.

    nbgrader takes seconds to import, so it's only asked if there's something to ask.
    """
    from grader.course import ROOT

    folder = Path.cwd() if Path(CONFIG).is_file() else ROOT / "grader"
    if not any((folder / name).exists() for name in ("gradebook.db", "release", "submitted")):
        return None
    from grader.office import Office

    office = Office.here()
    file = str(office.course.db_url).removeprefix("sqlite:///")
    return office if file == office.course.db_url or Path(file).is_file() else None


def notes(office: Office, sources: Iterable[Source]) -> list[str]:
    """Sentences about modules that changed since they were generated, and about those that are no longer there."""
    sentences = []
    with office.gradebook() as gradebook:
        for source in sources:
            if edits := compare(gradebook, source.name, source.notebook):
                sentences.append(edits.told())
        return sentences + orphans(office, gradebook)


def orphans(office: Office, gradebook: Gradebook) -> list[str]:
    """What to do about each assignment of the gradebook whose module is no longer in the course."""
    return [
        _orphan(office, assignment)
        for assignment in gradebook.assignments
        if not office.folder("source", ".", assignment.name).is_dir()
    ]


def _orphan(office: Office, assignment: Any) -> str:
    name = str(assignment.name)
    students = [str(submission.student.id) for submission in assignment.submissions]
    who = f"and {people(students)} submitted it ({few(students)})" if students else "and nobody has submitted it"
    return renamed(name, who, office.folder("submitted", "*", name))


def renamed(name: str, who: str, submitted: Path) -> str:
    """What to do about a module that was renamed after its release; `who` says who submitted it."""
    return (
        f"{name}: the gradebook has this assignment, {who}, but modules/ has no such folder. If it was renamed, change the "
        f"folder, its notebook, grader/keys/{name}.yaml and module: in both files to their old name; title: can change "
        f"freely. Released and fetched folders, what is in {submitted} and the grades are known by the old name, and so "
        f"are answers in my-answers/{name}.jsonl. A new name is for the next class, with a gradebook of its own."
    )


def points_of(gradebook: Gradebook, module: str) -> dict[str, float]:
    """The most that each graded cell can earn, as the gradebook has it."""
    from nbgrader.api import GradeCell, Notebook

    rows = gradebook.db.query(GradeCell.name, GradeCell.max_score).join(Notebook, GradeCell.notebook_id == Notebook.id)
    return {
        str(name): float(most) for name, most in rows.filter(Notebook.id == gradebook.find_notebook(module, module).id)
    }
