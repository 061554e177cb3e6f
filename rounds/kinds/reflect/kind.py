"""The parts of `reflect`, for the registry."""

from rounds.kinds.answer_parts import Keyed
from rounds.kinds.reflect import checks, learners, marking, rubric, spec
from rounds.kinds.registry import kind

KIND = kind(
    "reflect",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    seconds=100,
    parts=Keyed("fields", lambda e: e.fields),
    rubric=rubric,
)
