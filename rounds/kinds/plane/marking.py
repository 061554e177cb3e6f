"""Marking of `plane`: full in the zone, half next to it, the mean over the zones, chance taken off."""

from __future__ import annotations

from typing import NamedTuple

from rounds.core.score_sums import above, percent
from rounds.core.scoring import Answer, ItemMark, Mark, Part, Verdict, above_chance, not_blank, with_slips
from rounds.kinds.plane.spec import MOST, Exercise, Key


class Point(NamedTuple):
    """A place on the plane, 0 to 10 on both axes."""

    own: int
    other: int


def clean(exercise: Exercise, answer: Answer) -> tuple[dict[str, Point], tuple[str, ...]]:
    """The vignettes that are placed, and notes about what could not be read."""
    placed = {}
    for item in exercise.items:
        entry = answer.get(item.id)
        if isinstance(entry, dict):
            own, other = entry.get("own"), entry.get("other")
            if _on_axis(own) and _on_axis(other):
                placed[item.id] = Point(int(own), int(other))  # type: ignore[arg-type]
    lost = sum(name not in placed and bool(entry) and not begun(entry) for name, entry in answer.items())
    return placed, (f"{lost} placing(s) of the answer could not be read and did not count.",) if lost else ()


def begun(entry: object) -> bool:
    """Whether one concern is set and the other is not yet."""
    return isinstance(entry, dict) and set(entry) < {"own", "other"} and all(map(_on_axis, entry.values()))


def _on_axis(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many vignettes are placed, and how many there are."""
    return len(clean(exercise, answer)[0]), len(exercise.items)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    placed = clean(exercise, answer)[0]
    return [item.id for item in exercise.items if item.id not in placed]


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`max(0, (m - c) / (1 - c))`: m the mean over the zones of what their vignettes earned.

    c is what the best single point would earn if all vignettes were put there, so that ignoring the
    vignettes earns nothing.
    """
    placed, notes = clean(exercise, answer)
    zones = {z.id: z for z in exercise.zones}
    items, earned = [], {}
    for item in exercise.items:
        right, point = zones[key.items[item.id].zone], placed.get(item.id)
        earned[item.id] = right.credit(*point, exercise.near) if point else 0.0
        verdict: Verdict = "blank"
        if point:
            verdict = {1.0: "right", 0.5: "partly"}.get(earned[item.id], "wrong")  # type: ignore[assignment]
        items.append(
            ItemMark(
                id=item.id,
                text=f"{item.label}: {item.text}",
                verdict=verdict,
                answer=_where(exercise, point) if point else _half(exercise, answer.get(item.id)),
                expected=right.label,
                why=key.items[item.id].why,
                slip=_slip(exercise, key, item.id, point) if point and verdict != "right" else None,
            )
        )
    full, half = (sum(worth == share for worth in earned.values()) for share in (1.0, 0.5))
    mean, chance = _mean(key, earned), exercise.best_single_point({place.zone for place in key.items.values()})
    counts = above(mean, chance, guessing="putting all on the best single spot would reach")
    share = above_chance(mean, chance)
    mark = Mark(
        fraction=share,
        items=tuple(items),
        answered=len(placed),
        total=len(items),
        summary=("Every zone counts alike, and putting everything on one spot earns nothing.",),
        notes=notes,
        parts=(
            Part(
                f"{full} in the zone count 1 each, and {half} next to it one half: a mean of {percent(mean)} over the zones; {counts}",
                share,
                1,
            ),
        ),
    )
    return with_slips(mark, items, key.slips)


def _mean(key: Key, earned: dict[str, float]) -> float:
    by_zone: dict[str, list[float]] = {}
    for name, place in key.items.items():
        by_zone.setdefault(place.zone, []).append(earned[name])
    return sum(sum(shares) / len(shares) for shares in by_zone.values()) / len(by_zone)


def _where(exercise: Exercise, point: Point) -> str:
    zone = exercise.nearest(*point)
    place = zone.label if zone.distance(*point) == 0 else f"outside the zones, nearest to {zone.label}"
    return f"{place} (own {point.own}, other {point.other})"


def _half(exercise: Exercise, entry: object) -> str:
    """The concern that is set, where the other is not."""
    if not (isinstance(entry, dict) and entry and begun(entry)):
        return ""
    ((side, value),) = entry.items()
    set_, left = (exercise.own, exercise.other) if side == "own" else (exercise.other, exercise.own)
    return f"{set_.label} {value}, {left.label} not set"


def _slip(exercise: Exercise, key: Key, item: str, point: Point) -> str:
    right = next(z for z in exercise.zones if z.id == key.items[item].zone)
    if right.credit(*point, exercise.near):
        return key.between
    return key.slip(item, exercise.nearest(*point).id)


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each vignette that is placed."""
    return not_blank(mark(exercise, key, answer).items)
