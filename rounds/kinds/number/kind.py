"""The parts of `number`, for the registry."""

from rounds.kinds.answer_parts import Keyed
from rounds.kinds.number import checks, learners, marking, spec
from rounds.kinds.registry import kind

KIND = kind(
    "number",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    seconds=45,
    parts=Keyed("items", lambda e: e.items),
)
