"""The parts of `select`, for the registry."""

from rounds.kinds.registry import kind
from rounds.kinds.select import answer_parts, checks, learners, marking, spec, surface
from rounds.kinds.workload import of

KIND = kind(
    "select",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    workload=lambda exercise: of(exercise, len(exercise.items)),
    seconds=5,
    surface=surface,
    parts=answer_parts.Parts(),
)
