"""The parts of `dialogue`, for the registry."""

from rounds.kinds.dialogue import answer_parts, checks, learners, marking, scene, spec, surface, workload
from rounds.kinds.registry import kind

KIND = kind(
    "dialogue",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    workload=workload.workload,
    seconds=10,
    surface=surface,
    parts=answer_parts.Parts(),
    scene=scene.scene,
    items_vary=True,
)
