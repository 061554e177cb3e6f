"""What can be wrong in a `select` exercise and its key."""

from __future__ import annotations

from rounds.core.near_names import few
from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.select.spec import Exercise, Key

LEAST = 6  # items to tick, and items to leave: CURRICULUM section 2


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    items = [i.id for i in exercise.items]
    groups = [g.id for g in exercise.groups]
    found = base.unique(items, "item") + base.unique(groups, "group")
    for item in exercise.items:
        if groups and item.group is None:
            found.append(Problem(item.id, f"names no group; allowed are {few(groups)}"))
        elif item.group is not None:
            found += base.one_of(item.group, groups, "group", item.id)
        if exercise.style == "transcript" and not item.speaker:
            found.append(Problem(item.id, "is a line of a conversation and needs a speaker"))
    found += [Problem("", f'group "{g}" has no items') for g in groups if all(i.group != g for i in exercise.items)]
    if key is None:
        return found
    found += base.same_ids(items, key.items, "items")
    found += base.one_of(key.missed, key.slips, "missed: slip")
    for name, choice in key.items.items():
        if choice.slip is not None:
            found += base.one_of(choice.slip, key.slips, "slip", name)
        elif not choice.pick:
            found.append(Problem(name, "is not to be ticked, so it needs a slip: the mistake of ticking it"))
    picks = sum(choice.pick for choice in key.items.values())
    for number, what in ((picks, "to tick"), (len(key.items) - picks, "to leave")):
        if number < LEAST:
            found.append(Problem("", f"has {number} items {what}; at least {LEAST} keep guessing from paying"))
    return found
