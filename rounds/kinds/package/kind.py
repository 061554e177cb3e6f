"""The parts of `package`, for the registry."""

from rounds.kinds.package import checks, learners, marking, scene, spec
from rounds.kinds.registry import kind

KIND = kind(
    "package",
    spec.Exercise,
    spec.Key,
    checks=checks,
    marking=marking,
    learners=learners,
    seconds=15,
    scene=scene.scene,
)
