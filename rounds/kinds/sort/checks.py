"""What can be wrong in a `sort` exercise and its key."""

from __future__ import annotations

from itertools import permutations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.sort.spec import Exercise, Key

LEAST_PER_PAIR = 8  # items that any two bins must hold together: CURRICULUM section 2


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    bins = [b.id for b in exercise.bins]
    items = [i.id for i in exercise.items]
    then = [b.id for b in exercise.then.bins] if exercise.then else []
    found = base.unique(bins, "bin") + base.unique(then, "bin of the second question") + base.unique(items, "item")
    if exercise.then and not exercise.ask:
        found.append(Problem("", "asks a second question, so the first needs words too; add ask:"))
    for item in exercise.items:
        if exercise.use != "survey" and (item.pair or item.reversed):
            found.append(Problem(item.id, "has a pair, and only items of a survey have; remove pair: and reversed:"))
        elif item.reversed and not item.pair:
            found.append(Problem(item.id, "is reversed and has no pair; add pair:, or remove reversed:"))
    if key is None:
        return found
    if exercise.then:
        found += base.one_of(key.second or "", key.slips, "second: slip")
    found += base.same_ids(items, key.items, "items")
    for name, place in key.items.items():
        found += base.one_of(place.bin, bins, "bin", name)
        if exercise.then:
            found += base.one_of(place.then or "", then, "then: bin", name)
        elif place.then:
            found.append(Problem(name, "answers a second question that is not asked; remove then:"))
        for given, slip in place.slips.items():
            found += base.one_of(given, bins, "bin", name) + base.one_of(slip, key.slips, "slip", name)
    found += base.confusions(permutations(bins, 2), key.confusions, key)
    size = {b: sum(place.bin == b for place in key.items.values()) for b in bins}
    for one, other in permutations(bins, 2):
        if one < other and size[one] + size[other] < LEAST_PER_PAIR:
            found.append(
                Problem(
                    "",
                    f"{one} and {other} hold {size[one] + size[other]} items together; at least {LEAST_PER_PAIR} keep guessing from paying",
                )
            )
    found += [Problem("", f"no item belongs under {b}; add some or remove the bin") for b in bins if not size[b]]
    return found
