"""Marking of `select`: the share of hits less the share of false choices."""

from __future__ import annotations

from rounds.core.score_sums import less
from rounds.core.scoring import Answer, ItemMark, Mark, Part, chosen, hits_less_false, with_slips
from rounds.kinds.select.spec import Exercise, Key


def clean(exercise: Exercise, answer: Answer) -> tuple[set[str], tuple[str, ...]]:
    """The ids ticked, and notes about what could not be read."""
    return chosen(answer, [i.id for i in exercise.items], "choice(s)")


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many parts have a choice, and how many parts there are: a list counts as one part."""
    picked = clean(exercise, answer)[0]
    parts: list[str | None] = [*(g.id for g in exercise.groups)] or [None]
    return sum(any(i.id in picked for i in exercise.items if i.group == part) for part in parts), len(parts)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    picked = clean(exercise, answer)[0]
    parts: list[str | None] = [*(g.id for g in exercise.groups)] or [None]
    items = [[item.id for item in exercise.items if item.group == part] for part in parts]
    return [ids[0] for ids in items if ids and picked.isdisjoint(ids)]


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`max(0, hits/H - false/F)` over all groups together."""
    picked, notes = clean(exercise, answer)
    belongs = {name for name, choice in key.items.items() if choice.pick}
    label = {g.id: g.label for g in exercise.groups}
    items = []
    for item in exercise.items:
        did, should = item.id in picked, item.id in belongs
        items.append(
            ItemMark(
                id=item.id,
                text=f"{item.speaker}: {item.text}" if item.speaker else item.text,
                verdict="right" if did == should else "wrong" if did else "missed",
                answer="Chosen" if did else "Not chosen",
                expected="Choose it" if should else "Leave it out",
                why=key.items[item.id].why,
                slip=key.slip(item.id) if did != should else None,
                group=label.get(item.group or "", ""),
            )
        )
    hits, false = len(picked & belongs), len(picked - belongs)
    unwanted = len(items) - len(belongs)
    answered, total = progress(exercise, answer)
    earned = hits_less_false(hits, len(belongs), false, unwanted)
    mark = Mark(
        fraction=earned,
        items=tuple(items),
        answered=answered,
        total=total,
        summary=(
            "What counts is the share you found less the share you chose wrongly, so ticking everything earns nothing.",
        ),
        notes=notes,
        parts=(Part(less(hits, len(belongs), false, unwanted), earned, 1),),
    )
    # Without a single choice there is nothing to learn from "you missed"; the report says it is blank.
    return with_slips(mark, items, key.slips) if picked else mark


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each item that is ticked."""
    picked = clean(exercise, answer)[0]
    return {i.id: i for i in mark(exercise, key, answer).items if i.id in picked}
