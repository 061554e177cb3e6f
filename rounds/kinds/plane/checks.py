"""What can be wrong in a `plane` exercise and its key."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.plane.spec import Exercise, Key, Zone

LEAST_ZONES = 3  # that vignettes call for, so that one answer for all doesn't pay


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise, or else in its key."""
    problems = list(_parts(exercise))
    return problems if problems or key is None else list(_key(exercise, key))


def _parts(exercise: Exercise) -> Iterator[Problem]:
    yield from base.unique([zone.id for zone in exercise.zones], "zone")
    yield from base.unique([item.id for item in exercise.items], "item")
    for zone in exercise.zones:
        if zone.own[0] > zone.own[1] or zone.other[0] > zone.other[1]:
            yield Problem(zone.id, "runs from high to low; give from and to in that order")
    for zone, other in combinations(exercise.zones, 2):
        if _overlap(zone, other):
            yield Problem(zone.id, f"overlaps {other.id}; a point must lie in one zone at most")


def _overlap(zone: Zone, other: Zone) -> bool:
    spans = ((zone.own, other.own), (zone.other, other.other))
    return all(max(span[0], across[0]) <= min(span[1], across[1]) for span, across in spans)


def _key(exercise: Exercise, key: Key) -> Iterator[Problem]:
    zones = [zone.id for zone in exercise.zones]
    yield from base.same_ids([item.id for item in exercise.items], key.items, "items")
    yield from base.one_of(key.between, key.slips, "between: slip")
    for item, place in key.items.items():
        yield from base.one_of(place.zone, zones, "zone", item)
        for zone, slip in place.slips.items():
            yield from base.one_of(zone, zones, "zone", item)
            yield from base.one_of(slip, key.slips, "slip", item)
    called_for = {place.zone for place in key.items.values()}
    pairs = [(right, wrong) for right, wrong in permutations(zones, 2) if right in called_for]
    yield from base.confusions(pairs, key.confusions, key)
    if len(called_for) < LEAST_ZONES:
        yield Problem("", "calls for fewer than three zones, so one answer for all would pay; vary the vignettes")
