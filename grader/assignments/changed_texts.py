"""Says which texts of a course changed since its release, and how many submissions answer the earlier ones.

Such an answer is never graded by the new key (grader/marking/graded_notebook.py). If a change doesn't matter, `same_as:`
lets it count as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from grader.assignments.course_edits import listed, people
from grader.submissions.answers import read_submitted
from rounds.content.loader import EXERCISES, Exercise, Module, load_module
from rounds.core.errors import RoundsError
from rounds.core.near_names import few
from rounds.core.wording import LENGTH
from rounds.storage.answers import Seen
from rounds.storage.attempts import attempt
from rounds.storage.earlier_versions import changed_parts, different, earlier_texts, seen, texts

if TYPE_CHECKING:
    from grader.course import Source
    from grader.office import Office


@dataclass
class Changed:
    """An exercise whose texts changed: which parts since its release, who answered earlier ones, and these texts."""

    exercise: Exercise
    parts: list[str] = field(default_factory=list)
    students: list[str] = field(default_factory=list)
    prints: set[str] = field(default_factory=set)
    frame: bool = False  # whether it is what all parts have in common

    def told(self, module: str) -> str:
        """What changed, whom it affects, and what to add if it doesn't matter."""
        lines = [f'{module}, exercise "{self.exercise.id}": {self._what()}']
        if self.students:
            lines.append(
                f"{people(self.students)} answered an earlier text: {few(sorted(self.students))}. These answers aren't "
                "graded by the new key: a grade that is there stays, and otherwise there is no automatic score until "
                "they do it again."
            )
        if self.prints:
            same = ", ".join(sorted({*self.exercise.same_as, *self.prints}))
            lines.append(f"If the meaning is still the same, add to this exercise: same_as: [{same}]")
        return "\n    ".join(lines)

    def _what(self) -> str:
        if self.frame:
            return "what all its parts have in common (case, task, what to choose from) changed since it was released."
        if self.parts:
            return f"changed since it was released: {listed(self.parts)}."
        return "changed since some answered it."


def notes(office: Office, sources: Iterable[Source]) -> list[str]:
    """A sentence for each exercise whose texts changed since its release, or since someone answered it."""
    return [change.told(source.name) for source in sources for change in _changes(office, source)]


def _changes(office: Office, source: Source) -> Iterator[Changed]:
    try:
        module = load_module(source.folder)
    except RoundsError:
        return  # which `check` says
    released = _released(office, source)
    changes = {exercise.id: _since_release(exercise, released.get(exercise.id, {})) for exercise in module.exercises}
    _answered(office, source, module, changes)
    yield from (change for change in changes.values() if change.parts or change.students)


def _released(office: Office, source: Source) -> dict[str, Seen]:
    folder = office.folder("release", ".", source.name)
    try:
        return texts(load_module(folder)) if (folder / EXERCISES).is_file() else {}
    except RoundsError:
        return {}


def _since_release(exercise: Exercise, then: Seen) -> Changed:
    now = seen(exercise, None)
    parts = changed_parts(exercise, then, now)
    frames = {then[part][:LENGTH] == now[part][:LENGTH] for part in parts}
    return Changed(exercise, parts, prints=different(exercise, then, now), frame=frames == {False})


def _answered(office: Office, source: Source, module: Module, changes: dict[str, Changed]) -> None:
    """Add who answered earlier texts."""
    for student in office.submitted(source.name):
        folder = office.folder("submitted", student, source.name)
        answers = read_submitted(folder, source.folder, module).answers
        for name, change in changes.items():
            earlier = attempt(change.exercise, answers).earlier
            if earlier and change.exercise.judged:
                change.students.append(student)
                change.prints |= earlier_texts(change.exercise, answers.latest.get(name))
