"""The parts of `table`, for the registry."""

from rounds.kinds.registry import kind
from rounds.kinds.table import checks, learners, marking, spec

KIND = kind(
    "table",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    seconds=20,
)
