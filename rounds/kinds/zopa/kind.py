"""The parts of `zopa`, for the registry."""

from rounds.kinds.registry import kind
from rounds.kinds.zopa import answer_parts, checks, learners, marking, spec

KIND = kind(
    "zopa",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    seconds=40,
    parts=answer_parts.Parts(),
)
