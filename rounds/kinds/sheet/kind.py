"""The parts of `sheet`, for the registry."""

from rounds.kinds.registry import kind
from rounds.kinds.sheet import answer_parts, checks, learners, marking, spec, surface, workload

KIND = kind(
    "sheet",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    surface=surface,
    workload=workload.workload,
    seconds=30,
    parts=answer_parts.Parts(),
)
