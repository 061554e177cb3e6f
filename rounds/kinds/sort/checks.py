"""What can be wrong in a `sort` exercise and its key."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.sort.spec import Exercise, Key

LEAST_PER_PAIR = 8  # items that any two bins must hold together


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key."""
    return [*_parts(exercise), *(_key(exercise, key) if key else ())]


def _parts(exercise: Exercise) -> Iterator[Problem]:
    yield from base.unique([bin_.id for bin_ in exercise.bins], "bin")
    yield from base.unique(_second_bins(exercise), "bin of the second question")
    yield from base.unique([item.id for item in exercise.items], "item")
    if exercise.then and not exercise.ask:
        yield Problem("", "asks a second question, so the first needs words too; add ask:")
    for item in exercise.items:
        if exercise.use != "survey" and (item.pair or item.reversed):
            yield Problem(item.id, "has a pair, and only items of a survey have; remove pair: and reversed:")
        elif item.reversed and not item.pair:
            yield Problem(item.id, "is reversed and has no pair; add pair:, or remove reversed:")


def _second_bins(exercise: Exercise) -> list[str]:
    return [bin_.id for bin_ in exercise.then.bins] if exercise.then else []


def _key(exercise: Exercise, key: Key) -> Iterator[Problem]:
    bins, second_bins = [bin_.id for bin_ in exercise.bins], _second_bins(exercise)
    if exercise.then:
        yield from base.one_of(key.second or "", key.slips, "second: slip")
    yield from base.same_ids([item.id for item in exercise.items], key.items, "items")
    for item, place in key.items.items():
        yield from base.one_of(place.bin, bins, "bin", item)
        if exercise.then:
            yield from base.one_of(place.then or "", second_bins, "then: bin", item)
        elif place.then:
            yield Problem(item, "answers a second question that is not asked; remove then:")
        for bin_, slip in place.slips.items():
            yield from base.one_of(bin_, bins, "bin", item)
            yield from base.one_of(slip, key.slips, "slip", item)
    yield from base.confusions(permutations(bins, 2), key.confusions, key)
    size = {bin_: sum(place.bin == bin_ for place in key.items.values()) for bin_ in bins}
    for bin_, other in combinations(bins, 2):
        if size[bin_] + size[other] < LEAST_PER_PAIR:
            says = (
                f"hold {size[bin_] + size[other]} items together; at least {LEAST_PER_PAIR} keep guessing from paying"
            )
            yield Problem("", f"{bin_} and {other} {says}")
    for bin_ in bins:
        if not size[bin_]:
            yield Problem("", f"no item belongs under {bin_}; add some or remove the bin")
