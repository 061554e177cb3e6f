"""The parts of `opening`, for the registry."""

from rounds.kinds.answer_parts import Never
from rounds.kinds.opening import checks, learners, marking, spec
from rounds.kinds.registry import kind

KIND = kind(
    "opening",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    seconds=60,
    parts=Never(),
)
