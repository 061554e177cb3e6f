"""What can be wrong in a `plane` exercise and its key."""

from __future__ import annotations

from itertools import combinations, permutations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.plane.spec import Exercise, Key


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
