"""The parts of `table`, for the registry."""

from rounds.kinds.registry import kind
from rounds.kinds.table import answer_parts, checks, learners, marking, spec

KIND = kind(
    "table",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    seconds=20,
    parts=answer_parts.Parts(),
)
