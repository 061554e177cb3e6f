"""`sort`: each statement goes into one of a few bins."""

from __future__ import annotations

from itertools import permutations
from typing import Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Problem, Strict, Text

LEAST_PER_PAIR = 8  # items that any two bins must hold together: CURRICULUM section 2


class Bin(Strict):
    """A place to put statements, with the meaning a learner sees."""

    id: Id
    label: Text
    means: str = ""


class Item(Strict):
    """A statement to be sorted."""

    id: Id
    text: Text
    pair: Id | None = Field(None, description="surveys only: the item of the course's first survey it is parallel to")
    reversed: bool = Field(False, description="surveys only: worded the other way round than its pair")


class Then(Strict):
    """A second question to each statement; only both answers together count."""

    ask: Text
    bins: list[Bin] = Field(min_length=2, max_length=6)


class Exercise(base.Exercise):
    """Statements and the bins they are sorted into."""

    kind: Literal["sort"]
    bins: list[Bin] = Field(min_length=2, max_length=6)
    ask: str = Field("", description="the first question, where there is a second one")
    then: Then | None = None
    items: list[Item] = Field(min_length=2)
    key: Key | None = Field(None, description="practice only: a graded key stands in grader/keys")


class Place(Strict):
    """Where a statement belongs and why; `slips` names the mistake where it is a special one."""

    bin: Id
    then: Id | None = Field(None, description="the bin of the second question")
    why: Text
    slips: dict[Id, Id] = Field(default_factory=dict)


class Key(base.Key):
    """Where each statement belongs, and the slip behind each confusion of two bins."""

    items: dict[Id, Place]
    confusions: dict[Id, dict[Id, Id]]
    second: Id | None = Field(None, description="slip: the first answer is right and the second is not")

    def slip(self, item: str, given: str) -> str:
        """The id of the slip of putting `item` into the bin `given`."""
        place = self.items[item]
        return place.slips.get(given) or self.confusions[place.bin][given]


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
