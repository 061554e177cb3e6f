"""The parts of `plane`, for the registry."""

from rounds.kinds.answer_parts import Keyed
from rounds.kinds.plane import checks, learners, marking, spec
from rounds.kinds.registry import kind

KIND = kind(
    "plane",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    seconds=8,
    parts=Keyed("items", lambda e: e.items),
)
