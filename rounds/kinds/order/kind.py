"""The parts of `order`, for the registry."""

from rounds.kinds.order import answer_parts, checks, learners, marking, spec, surface
from rounds.kinds.registry import kind

KIND = kind(
    "order",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    seconds=8,
    surface=surface,
    parts=answer_parts.Parts(),
)
