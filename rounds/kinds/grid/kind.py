"""The parts of `grid`, for the registry."""

from rounds.kinds.grid import checks, learners, marking, spec
from rounds.kinds.registry import kind

KIND = kind(
    "grid",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
)
