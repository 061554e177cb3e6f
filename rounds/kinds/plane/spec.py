"""`plane`: vignettes placed on the dual-concern plane (Pruitt & Rubin 1986)."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import Annotated, Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Problem, Strict, Text

MOST = 10  # both axes run from 0 to 10
LEAST = 8  # vignettes
Span = Annotated[list[Annotated[int, Field(ge=0, le=MOST)]], Field(min_length=2, max_length=2)]


class Axis(Strict):
    """A concern, and what its ends mean."""

    label: Text
    low: Text
    high: Text


class Zone(Strict):
    """A named part of the plane: from and to on both axes, ends included."""

    id: Id
    label: Text
    means: str = ""
    own: Span
    other: Span

    def distance(self, own: int, other: int) -> int:
        """Steps from a point to this zone; 0 inside."""
        return max(self.own[0] - own, own - self.own[1], self.other[0] - other, other - self.other[1], 0)


class Item(Strict):
    """A vignette: a short name for the plane, and the scene."""

    id: Id
    label: Text
    text: Text


class Exercise(base.Exercise):
    """Vignettes to place by concern for one's own outcome and for the other side's."""

    kind: Literal["plane"]
    own: Axis
    other: Axis
    zones: list[Zone] = Field(min_length=3)
    near: int = Field(1, ge=0, le=2, description="steps outside the zone that still earn half")
    items: list[Item] = Field(min_length=LEAST)
    key: Key | None = Field(None, description="practice only: a graded key stands in grader/keys")

    def nearest(self, own: int, other: int) -> Zone:
        """The zone that a point lies in or nearest to."""
        return min(self.zones, key=lambda zone: zone.distance(own, other))


class Place(Strict):
    """The zone that a vignette calls for and why; `slips` names the mistake where it is a special one."""

    zone: Id
    why: Text
    slips: dict[Id, Id] = Field(default_factory=dict)


class Key(base.Key):
    """Where each vignette belongs, the slip behind each confusion of two zones, and that of falling between."""

    items: dict[Id, Place]
    confusions: dict[Id, dict[Id, Id]]
    between: Id = Field(description="slip: near the right zone, but not in it")

    def slip(self, item: str, given: str) -> str:
        """The id of the slip of placing `item` in (or nearest to) the zone `given`."""
        place = self.items[item]
        if given == place.zone:
            return self.between
        return place.slips.get(given) or self.confusions[place.zone][given]


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    zones = [z.id for z in exercise.zones]
    items = [i.id for i in exercise.items]
    found = base.unique(zones, "zone") + base.unique(items, "item")
    for zone in exercise.zones:
        if zone.own[0] > zone.own[1] or zone.other[0] > zone.other[1]:
            found.append(Problem(zone.id, "runs from high to low; give from and to in that order"))
    for one, other in combinations(exercise.zones, 2):
        if all(max(a[0], b[0]) <= min(a[1], b[1]) for a, b in ((one.own, other.own), (one.other, other.other))):
            found.append(Problem(one.id, f"overlaps {other.id}; a point must lie in one zone at most"))
    if key is None or found:
        return found
    found += base.same_ids(items, key.items, "items")
    found += base.one_of(key.between, key.slips, "between: slip")
    for name, place in key.items.items():
        found += base.one_of(place.zone, zones, "zone", name)
        for given, slip in place.slips.items():
            found += base.one_of(given, zones, "zone", name) + base.one_of(slip, key.slips, "slip", name)
    used = {place.zone for place in key.items.values()}
    found += base.confusions([pair for pair in permutations(zones, 2) if pair[0] in used], key.confusions, key)
    if len(used) < 3:
        found.append(
            Problem("", "calls for fewer than three zones, so one answer for all would pay; vary the vignettes")
        )
    return found
