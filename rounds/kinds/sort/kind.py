"""The parts of `sort`, for the registry."""

from rounds.kinds.answer_parts import Keyed
from rounds.kinds.registry import kind
from rounds.kinds.sort import checks, learners, marking, spec, surface

KIND = kind(
    "sort",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    seconds=5,
    surface=surface,
    parts=Keyed("items", lambda e: e.items),
)
