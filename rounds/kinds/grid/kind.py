"""The parts of `grid`, for the registry."""

from rounds.kinds.grid import answer_parts, checks, learners, marking, spec
from rounds.kinds.registry import kind
from rounds.kinds.workload import of

KIND = kind(
    "grid",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    workload=lambda exercise: of(exercise, len(exercise.rows) * len(exercise.columns)),
    seconds=3,
    parts=answer_parts.Parts(),
)
