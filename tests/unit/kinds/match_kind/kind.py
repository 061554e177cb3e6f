"""The parts of `match`, for the registry."""

from rounds.kinds.match import checks, learners, marking, scene, spec

from rounds.kinds.registry import kind

KIND = kind(
    "match",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    scene=scene.scene,
)
