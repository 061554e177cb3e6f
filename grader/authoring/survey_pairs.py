"""The course's two surveys: the first, and the later one whose items each name the item they're parallel to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.course import Source
from grader.submissions.answers import read_submitted
from rounds.core.near_names import choices, meant
from rounds.kinds.sort.spec import Exercise


@dataclass(frozen=True)
class Survey:
    """A survey of the course, and the module it's in."""

    source: Source
    exercise: Exercise

    @property
    def module(self) -> str:
        """The id of the notebook."""
        return self.source.name

    def values(self, folder: Path) -> tuple[dict[str, int], bool]:
        """A student's answers as places on the scale, from 1; and whether a part of the file was damaged.

        `folder` is the student's. What can't be read is left out.
        """
        if not (folder / self.module).is_dir():
            return {}, False
        submission = read_submitted(folder / self.module, self.source.folder, self.source.load()[0])
        answer, scale = submission.answers.of(self.exercise.id), [b.id for b in self.exercise.bins]
        chosen = {item.id: answer.get(item.id) for item in self.exercise.items}
        places = {name: scale.index(choice) + 1 for name, choice in chosen.items() if choice in scale}
        return places, submission.damaged


def surveys(sources: list[Source]) -> tuple[Survey, Survey] | None:
    """The course's first survey, and the later one whose items name its items as pairs; None if there aren't two."""
    every = [
        Survey(source, exercise)
        for source in sources
        for exercise in source.load()[0].exercises
        if exercise.use == "survey" and isinstance(exercise, Exercise)
    ]
    later = next((s for s in every if any(item.pair for item in s.exercise.items)), None)
    return (every[0], later) if later and later is not every[0] else None


def unpaired(sources: list[Source], module: str) -> Iterator[str]:
    """What's wrong with the pairs that a module's survey names, a sentence each."""
    pair = surveys(sources)
    if pair is None:
        yield f"modules/{module}/exercises.yaml: its survey names pairs, and no survey comes before it; remove pair:, or add that survey"
        return
    if pair[1].module != module:
        yield f"modules/{module}/exercises.yaml: its survey names pairs, and so does that of {pair[1].module}; only one of them can be the later form"
        return
    first, later = (survey.exercise for survey in pair)
    allowed = [item.id for item in first.items]
    where = f'modules/{module}/exercises.yaml, exercise "{later.id}"'
    for item in later.items:
        if item.pair and item.pair not in allowed:
            yield f'{where}, item "{item.id}": pair "{item.pair}" is not one of {choices(item.pair, allowed)}{meant(item.pair, allowed)}'
    named = [item.pair for item in later.items if item.pair]
    yield from (
        f"{where}: pair {name} is named more than once" for name in sorted({n for n in named if named.count(n) > 1})
    )
    if [b.id for b in first.bins] != [b.id for b in later.bins]:
        yield f"{where}: its bins are not those of the survey in {pair[0].module}; make them the same, in the same order"
