"""What Binder's image holds beside its base: the size of each package the course asks for, and what it brings.

The packages are those of binder/requirements.txt, in the environment this runs in; test tools are not counted.
"""

from __future__ import annotations

from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = "negotiation-rounds"
EXTRA = "check"
LARGE_MB = 5


def measure() -> dict[str, float]:
    """MB on disk: all, each asked for by name (with what nothing else brings), and the large ones they bring."""
    asked = needs(PROJECT, EXTRA)
    everything = closure(asked)
    figures = {"mb": sum(size(name) for name in everything), "packages": float(len(everything))}
    for name in sorted(asked):
        figures[f"mb_of_{name}"] = size(name)
        alone = everything - closure(asked - {name})
        figures[f"mb_only_for_{name}"] = sum(size(other) for other in alone)
    brought = {name: size(name) for name in everything - asked}
    for name in sorted(brought, key=lambda name: -brought[name]):
        if brought[name] >= LARGE_MB:
            figures[f"mb_brought_{name}"] = brought[name]
    return figures


def closure(names: set[str]) -> set[str]:
    """These packages and all that they need."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= needs(name) - found
    return found


def needs(name: str, extra: str = "") -> set[str]:
    """What a package asks for on this machine, of what is installed."""
    found = set()
    for line in distribution(name).requires or []:
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        if _installed(requirement.name):
            found.add(canonicalize_name(requirement.name))
            for more in requirement.extras:
                found |= needs(requirement.name, more)
    return found


def size(name: str) -> float:
    """MB of all files of a package, compiled ones included."""
    found: Distribution = distribution(name)
    paths = [Path(str(path.locate())) for path in found.files or []]
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def _installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True
