"""What can be wrong in a `select` exercise and its key."""

from __future__ import annotations

from collections.abc import Iterator

from rounds.core.near_names import few
from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.select.spec import Exercise, Key

LEAST = 6  # items to tick, and as many to leave


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key."""
    return [*_parts(exercise), *(_key(exercise, key) if key else ())]


def _parts(exercise: Exercise) -> Iterator[Problem]:
    groups = [group.id for group in exercise.groups]
    yield from base.unique([item.id for item in exercise.items], "item")
    yield from base.unique(groups, "group")
    for item in exercise.items:
        if groups and item.group is None:
            yield Problem(item.id, f"names no group; allowed are {few(groups)}")
        elif item.group is not None:
            yield from base.one_of(item.group, groups, "group", item.id)
        if exercise.style == "transcript" and not item.speaker:
            yield Problem(item.id, "is a line of a conversation and needs a speaker")
    for group in groups:
        if all(item.group != group for item in exercise.items):
            yield Problem("", f'group "{group}" has no items')


def _key(exercise: Exercise, key: Key) -> Iterator[Problem]:
    yield from base.same_ids([item.id for item in exercise.items], key.items, "items")
    yield from base.one_of(key.missed, key.slips, "missed: slip")
    for item, choice in key.items.items():
        if choice.slip is not None:
            yield from base.one_of(choice.slip, key.slips, "slip", item)
        elif not choice.pick:
            yield Problem(item, "is not to be ticked, so it needs a slip: the mistake of ticking it")
    to_tick = sum(choice.pick for choice in key.items.values())
    for items, what in ((to_tick, "to tick"), (len(key.items) - to_tick, "to leave")):
        if items < LEAST:
            yield Problem("", f"has {items} items {what}; at least {LEAST} keep guessing from paying")
