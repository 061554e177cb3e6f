"""`plane`: vignettes placed on the dual-concern plane (Pruitt & Rubin 1986)."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text

MOST = 10  # both axes run from 0 to 10
LEAST = 8  # vignettes
Span = Annotated[list[Annotated[int, Field(ge=0, le=MOST)]], Field(min_length=2, max_length=2)]


class Axis(Strict):
    """A concern, and what its ends mean."""

    learner_sees = ("label", "low", "high")
    label: Text
    low: Text
    high: Text


class Zone(Strict):
    """A named part of the plane: from and to on both axes, ends included."""

    learner_sees = ("id", "label", "means", "own", "other")
    id: Id
    label: Text
    means: str = ""
    own: Span
    other: Span

    def distance(self, own: int, other: int) -> int:
        """Steps from a point to this zone; 0 inside."""
        return max(self.own[0] - own, own - self.own[1], self.other[0] - other, other - self.other[1], 0)

    def credit(self, own: int, other: int, near: int) -> float:
        """What a vignette of this zone earns at a point: 1 inside, 0.5 within `near` steps of it, 0 elsewhere."""
        distance = self.distance(own, other)
        return 1.0 if distance == 0 else 0.5 if distance <= near else 0.0


class Item(Strict):
    """A vignette: a short name for the plane, and the scene."""

    learner_sees = ("id", "label", "text")
    id: Id
    label: Text
    text: Text


class Exercise(base.Exercise):
    """Vignettes to place by concern for your own outcome and for the other side's."""

    learner_sees = ("kind", "own", "other", "zones", "near", "items")
    kind: Literal["plane"]
    own: Axis
    other: Axis
    zones: list[Zone] = Field(min_length=3)
    near: int = Field(1, ge=0, le=2, description="steps outside the zone that still earn half")
    items: list[Item] = Field(min_length=LEAST)
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")

    def nearest(self, own: int, other: int) -> Zone:
        """The zone that a point lies in or nearest to."""
        return min(self.zones, key=lambda zone: zone.distance(own, other))

    def best_single_point(self, zones: set[str]) -> float:
        """What the best single point earns if vignettes of each of these zones are put there: the mean over the zones."""
        points = range((MOST + 1) ** 2)
        return max(sum(self.credits_by_zone[zone][point] for zone in zones) for point in points) / len(zones)

    @cached_property
    def credits_by_zone(self) -> dict[str, list[float]]:
        """By zone, what a vignette of that zone earns at each point of the plane, in one order of the points."""
        axis = range(MOST + 1)
        return {zone.id: [zone.credit(own, other, self.near) for own in axis for other in axis] for zone in self.zones}


class Place(Strict):
    """The zone that a vignette calls for and why; `slips` names mistakes that get feedback of their own."""

    zone: Id
    why: Text
    slips: dict[Id, Id] = Field(default_factory=dict)


class Key(base.Key):
    """Where each vignette belongs, the slip behind each confusion of two zones, and that of falling between."""

    items: dict[Id, Place]
    confusions: dict[Id, dict[Id, Id]]
    between: Id = Field(description="slip: near the right zone, but not in it")

    def slip(self, item: str, zone: str) -> str:
        """The id of the slip of placing `item` in, or nearest to, `zone`."""
        place = self.items[item]
        if zone == place.zone:
            return self.between
        return place.slips.get(zone) or self.confusions[place.zone][zone]
