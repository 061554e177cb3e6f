"""The kinds of exercise. Each folder here holds all that is about one kind.

`spec.py` what may stand in the YAML, `checks.py` what can be wrong in it, `marking.py` the pure marking,
`learners.py` simulated learners, `view.js` what a learner works with; `scene.py`, where there is one, what the kernel works out
for the page after each answer. `of(kind)` is the one way in for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from rounds.core.near_names import choices

KINDS = (
    *("sort", "select", "order", "grid", "number", "table", "plane"),
    *("zopa", "package", "dialogue", "sheet", "reflect"),
)


@dataclass(frozen=True)
class Kind:
    """The modules of one kind; imported when it is first asked for."""

    name: str
    marking: Any
    learners: Any


def of(kind: str) -> Kind:
    """The marking and the simulated learners of a kind."""
    if kind not in KINDS:
        raise ValueError(f'kind "{kind}" is not one of {choices(kind, KINDS)}')
    return Kind(kind, *(import_module(f"rounds.kinds.{kind}.{part}") for part in ("marking", "learners")))


def scene(kind: str) -> Any:
    """What the kernel works out for the page after each answer: `scene(exercise, answer)`; None for most kinds.

    It stands apart from marking, since it may draw pictures, which marking must not import.
    """
    name = f"rounds.kinds.{kind}.scene"
    return import_module(name).scene if find_spec(name) else None
