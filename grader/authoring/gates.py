"""The gates that every exercise has to pass: guessing and surface tricks don't pay, blank earns nothing, the expert all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from random import Random
from typing import Any

from grader.course import Source, sources
from rounds import kinds
from rounds.content.loader import Exercise
from rounds.core.scoring import Answer
from rounds.kinds.base import Key
from rounds.kinds.surface import EARS, Option, word_list
from rounds.storage.attempts import Attempt

RANDOM_LEARNERS = 1_000
RANDOM_MEAN = 0.15  # the most that random learners may earn on average
CONSTANT = 0.05  # the most that a constant answer may earn
SURFACE = 0.15  # the most that someone may earn who goes by how the options look and sound
COUNTERS = 200  # pairs of learners who know half, with whom counting is tried
DRAWN = 50  # learners that a constant answer is tried on, if figures differ between learners


@dataclass(frozen=True)
class Gate:
    """The shares of the points (0 to 1) that simulated learners earn for an exercise; None if a person grades it."""

    module: str
    exercise: str
    kind: str
    use: str
    marked_by: str
    expert: float | None
    blank: float
    constants: dict[str, float]
    random_mean: float | None
    surface: dict[str, float]

    def faults(self) -> list[str]:
        """The gates that this exercise fails, in sentences."""
        faults = []
        if self.marked_by == "program" and self.expert != 1:
            faults.append(f"the expert gets {self.expert}, not 1")
        if self.blank != 0:
            faults.append(f"a blank gets {self.blank}, not 0")
        faults += [
            f"the constant answer {name!r} gets {mark:.2f}" for name, mark in self.constants.items() if mark > CONSTANT
        ]
        if (self.random_mean or 0) > RANDOM_MEAN:
            faults.append(f"random learners get {self.random_mean:.3f} on average, more than {RANDOM_MEAN}")
        faults += [
            f"someone who goes by {name} gets {share:.2f}, more than {SURFACE}"
            for name, share in self.surface.items()
            if share > SURFACE
        ]
        return [f'{self.module}, exercise "{self.exercise}": {fault}' for fault in faults]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def gate(source: Source, exercise: Exercise, key: Key) -> Gate:
    """Let all simulated learners do an exercise."""
    kind = kinds.of(exercise.kind)

    def fraction(answer: dict[str, Any], drawn: Exercise = exercise) -> float | None:
        mark = Attempt(drawn, answer).mark(key)
        return None if mark.fraction is None else round(mark.fraction, 6)

    guesses = []
    for seed in range(RANDOM_LEARNERS):
        drawn = exercise.drawn(seed)
        guesses.append(fraction(kind.learners.random(drawn, Random(seed)), drawn))
    by_person = None in guesses
    return Gate(
        module=source.name,
        exercise=exercise.id,
        kind=exercise.kind,
        use=exercise.use,
        marked_by="person" if by_person else "program",
        expert=fraction(kind.learners.expert(exercise, key)),
        blank=fraction({}) or 0.0,
        constants=_constants(exercise, key),
        random_mean=None if by_person else round(sum(g or 0.0 for g in guesses) / len(guesses), 4),
        surface=_surface(source, exercise, key),
    )


def _surface(source: Source, exercise: Exercise, key: Key) -> dict[str, float]:
    """What each surface learner earns; for counting, what it adds to knowing half."""
    if (part := kinds.of(exercise.kind).surface) is None:
        return {}

    def fraction(answer: Answer) -> float:
        return Attempt(exercise, answer).mark(key).fraction or 0.0

    ears = dict(EARS)
    if part.options(exercise, key):
        ears["a list of words"] = word_list(heard_elsewhere(source.name))
    shares = {
        f"{name} in {case}" if case else name: round(fraction(answer), 6)
        for name, ear in ears.items()
        for case, answer in part.by_ear(exercise, ear).items()
    }
    gains = []
    for seed in range(COUNTERS):
        if pair := part.by_count(exercise, key, Random(seed)):
            gains.append(fraction(pair.counting) - fraction(pair.guessing))
    if gains:
        shares["equal counts"] = round(max(0.0, sum(gains) / len(gains)), 6)
    return shares


@cache
def heard_elsewhere(name: str) -> list[Option]:
    """The options of every other notebook, and whether they are right."""
    heard = list[Option]()
    for other in sources():
        if other.name != name:
            module, keys = other.load()
            for exercise in module.judged:
                if part := kinds.of(exercise.kind).surface:
                    heard += part.options(exercise, keys[exercise.id])
    return heard


def _constants(exercise: Exercise, key: Key) -> dict[str, float]:
    """What each constant answer earns; the mean over learners if figures are drawn."""
    kind = kinds.of(exercise.kind)
    every: dict[str, list[float]] = {}
    for seed in range(DRAWN if exercise.drawn(1) is not exercise else 1):
        drawn = exercise.drawn(seed)
        for name, answer in kind.learners.constants(drawn).items():
            every.setdefault(name, []).append(Attempt(drawn, answer).mark(key).fraction or 0.0)
    return {name: round(sum(marks) / len(marks), 6) for name, marks in every.items()}


def gates(source: Source) -> list[Gate]:
    """The gates of every exercise of a module."""
    module, keys = source.load()
    return [gate(source, exercise, keys[exercise.id]) for exercise in module.judged]
