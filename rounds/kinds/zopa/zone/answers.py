"""What of an answer of form `zone` can be graded: the values, the ask, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rounds.core import typed_numbers
from rounds.core.scoring import Answer
from rounds.core.typed_numbers import Uncounted, parse_within
from rounds.kinds.zopa.spec import Exercise
from rounds.kinds.zopa.zone.spec import NAMES, VALUES, Ask, ValueOf
from rounds.models.zone import Zone

SHARES = (-100.0, 200.0)  # percent: a deal that one side would not take lies beyond 0 or 100


@dataclass(frozen=True)
class ZoneAnswer:
    """The readable part of an answer, in the unit of the scale; `share` in percent, `rescue` an issue's id."""

    values: Mapping[ValueOf, float] = field(default_factory=dict)
    ask: float | None = None
    exists: bool | None = None
    width: float | None = None
    share: float | None = None
    rescue: str | None = None

    @property
    def has_zone(self) -> bool:
        """Whether both parts of the question about the zone are answered."""
        return self.exists is not None and self.width is not None

    def answered(self) -> set[Ask]:
        """The questions that are answered."""
        parts: dict[Ask, object] = {"ask": self.ask, "share": self.share, "rescue": self.rescue}
        parts["zone"] = True if self.has_zone else None
        return {*self.values, *(name for name, part in parts.items() if part is not None)}

    def zone(self, exercise: Exercise) -> Zone | None:
        """The zone between the learner's own reservation values; None until both are there."""
        own, other = self.values.get("own-rv"), self.values.get("other-rv")
        return None if own is None or other is None else Zone(own, other, exercise.sides[1].wants)


def clean(exercise: Exercise, answer: Answer) -> tuple[ZoneAnswer, tuple[str, ...]]:
    """The part of `answer` that can be graded, and notes about the rest."""
    scale, asks = exercise.sides[0], exercise.asks

    def on_scale(name: str) -> float | None:
        return parse_within(answer.get(name), scale.least, scale.most, scale.unit) if name in asks else None

    values = {name: value for name in VALUES if (value := on_scale(name)) is not None}
    zone: Any = answer.get("zone") if "zone" in asks and isinstance(answer.get("zone"), dict) else {}
    rescue = answer.get("rescue") if "rescue" in asks else None
    readable = ZoneAnswer(
        values=values,
        ask=on_scale("ask"),
        exists={"yes": True, "no": False}.get(zone.get("exists")) if isinstance(zone.get("exists"), str) else None,
        width=parse_within(zone.get("width"), 0, scale.reach, scale.unit),
        share=parse_within(answer.get("share"), *SHARES, "percent") if "share" in asks else None,
        rescue=rescue if isinstance(rescue, str) and rescue in [issue.id for issue in exercise.rescue] else None,
    )
    rest = (readable.ask, readable.exists, readable.width, readable.share, readable.rescue)
    read = len(uncounted(exercise, answer)) + len(values) + sum(part is not None for part in rest)
    lost = read != sum(_leaves(part) for part in answer.values())
    return readable, ("A part of the answer could not be read and did not count.",) if lost else ()


def uncounted(exercise: Exercise, answer: Answer) -> dict[str, Uncounted]:
    """What was typed for a question and cannot count, by question."""
    scale, zone = exercise.sides[0], answer.get("zone")
    typed: dict[Ask, tuple[object, float, float, str]] = {
        **{name: (answer.get(name), scale.least, scale.most, scale.unit) for name in VALUES},
        "ask": (answer.get("ask"), scale.least, scale.most, scale.unit),
        "share": (answer.get("share"), *SHARES, "percent"),
        "zone": (zone.get("width") if isinstance(zone, dict) else None, 0.0, scale.reach, scale.unit),
    }
    entries = {name: typed_numbers.uncounted(*entry) for name, entry in typed.items() if name in exercise.asks}
    return {name: entry for name, entry in entries.items() if entry}


def _leaves(value: object) -> int:
    return sum(map(_leaves, value.values())) if isinstance(value, dict) else 1


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many of the questions are answered, and how many there are."""
    return len(clean(exercise, answer)[0].answered()), len(exercise.asks)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    answered = clean(exercise, answer)[0].answered()
    return [name for name in exercise.asks if name not in answered]


def question(exercise: Exercise, name: ValueOf | Ask) -> str:
    """What a value or the ask is called: `Dr. Ames: reservation value`."""
    _, own, other = exercise.sides
    if name == "ask":
        return f"{own.label}: opening ask"
    side, end = name.split("-")
    return f"{own.label if side == 'own' else other.label}: {NAMES[end]}"
