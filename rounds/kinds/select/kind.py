"""The parts of `select`, for the registry."""

from rounds.kinds.registry import kind
from rounds.kinds.select import checks, learners, marking, spec, surface

KIND = kind(
    "select",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    surface=surface,
)
