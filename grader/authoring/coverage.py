"""Which points of the coverage list are taught, practiced and graded, and where."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import yaml

from grader.course import ROOT, Source
from rounds.content.loader import Module

LIST = ROOT / "assets" / "data" / "coverage.yaml"


@dataclass
class Point:
    """A point to teach; `practice` says that an exercise has to practice or grade it."""

    id: str
    text: str
    practice: bool
    taught: list[str] = field(default_factory=list)  # modules
    practiced: list[str] = field(default_factory=list)  # module/exercise
    marked: list[str] = field(default_factory=list)

    @property
    def missing(self) -> str:
        """What's still missing for this point; empty if nothing."""
        if not self.taught:
            return "not taught yet"
        return "not practiced or graded yet" if self.practice and not self.practiced + self.marked else ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**asdict(self), "missing": self.missing}


def points() -> dict[str, Point]:
    """The coverage list, by id."""
    listed = yaml.safe_load(LIST.read_text(encoding="utf-8"))["points"]
    return {p["id"]: Point(p["id"], p["text"], p["practice"]) for p in listed}


def meant(name: str, known: dict[str, Point]) -> list[Point]:
    """The points that a name means: itself, or all its parts (`A4` is `A4a` to `A4j`)."""
    return [p for p in known.values() if p.id == name or (p.id[:-1] == name and p.id[-1].isalpha())]


def unknown(module: Module) -> list[tuple[str, str]]:
    """Each name of a point that the list doesn't have, with its exercise (empty for the module's `teaches`)."""
    known = points()
    named = [("", name) for name in module.teaches] + [(e.id, name) for e in module.exercises for name in e.covers]
    return [(where, name) for where, name in named if not meant(name, known)]


def coverage(sources: list[Source]) -> list[Point]:
    """All points, with the modules that teach them and the exercises that practice and grade them.

    An exercise also teaches what it covers, since its feedback says why.
    """
    known = points()
    for source in sources:
        module, _ = source.load()
        for name in module.teaches:
            for point in meant(name, known):
                _add(point.taught, source.name)
        for exercise in module.exercises:
            for name in exercise.covers:
                for point in meant(name, known):
                    _add(point.taught, source.name)
                    if exercise.judged:
                        where = point.marked if exercise.use == "graded" else point.practiced
                        _add(where, f"{source.name}/{exercise.id}")
    return list(known.values())


def _add(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)
