"""Marking of `sort`: balanced recall over the bins, with chance taken off."""

from __future__ import annotations

from typing import NamedTuple

from rounds.core.score_sums import above, percent
from rounds.core.scoring import (
    Answer,
    ItemMark,
    Mark,
    Part,
    Verdict,
    above_chance,
    balanced_recall,
    not_blank,
    with_slips,
)
from rounds.kinds.sort.spec import Exercise, Key

THEN = "/then"  # after an item's id: the answer to the second question


class Placements(NamedTuple):
    """The bins chosen, by item; `then` holds those of the second question."""

    bins: dict[str, str]
    then: dict[str, str]

    def whole(self, exercise: Exercise) -> dict[str, str]:
        """The items that are fully answered; where there are two questions, both bins together are one class."""
        if exercise.then is None:
            return self.bins
        return {i: f"{b}/{self.then[i]}" for i, b in self.bins.items() if i in self.then}


def clean(exercise: Exercise, answer: Answer) -> tuple[Placements, tuple[str, ...]]:
    """The part of `answer` that can be graded, and notes about the rest."""
    bins = {b.id for b in exercise.bins}
    items = {i.id for i in exercise.items}
    second = {b.id for b in exercise.then.bins} if exercise.then else set()
    placed = {i: b for i, b in answer.items() if i in items and isinstance(b, str) and b in bins}
    then = {
        i.removesuffix(THEN): b
        for i, b in answer.items()
        if i.endswith(THEN) and i.removesuffix(THEN) in items and isinstance(b, str) and b in second
    }
    unread = len(answer) - len(placed) - len(then)
    return Placements(placed, then), (
        f"{unread} placing(s) of the answer could not be read and did not count.",
    ) if unread else ()


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many statements are placed, and how many there are."""
    return len(clean(exercise, answer)[0].whole(exercise)), len(exercise.items)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    whole = clean(exercise, answer)[0].whole(exercise)
    return [item.id for item in exercise.items if item.id not in whole]


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`max(0, (BA - 1/k) / (1 - 1/k))`, BA the mean recall per bin; blanks are wrong.

    With a second question an item counts only when both answers are right; k is still the number of bins
    of the first question, so that a lucky half does not pay.
    """
    placements, notes = clean(exercise, answer)
    whole = placements.whole(exercise)
    truth = {name: place.bin for name, place in key.items.items()}
    label = {b.id: b.label for b in exercise.bins}
    also = {b.id: b.label for b in exercise.then.bins} if exercise.then else {}
    right = {i for i in whole if placements.bins[i] == truth[i] and placements.then.get(i) == key.items[i].then}
    items = []
    for item in exercise.items:
        place, bins = key.items[item.id], (placements.bins.get(item.id), placements.then.get(item.id))
        verdict: Verdict = "blank" if item.id not in whole else "right" if item.id in right else "wrong"
        if verdict == "wrong" and bins[0] == place.bin:
            verdict = "partly"
        items.append(
            ItemMark(
                id=item.id,
                text=item.text,
                verdict=verdict,
                answer="; then: ".join(names[b] for names, b in zip((label, also), bins, strict=True) if b),
                expected="; then: ".join([label[place.bin], *([also[place.then]] if place.then else [])]),
                why=place.why,
                slip=_slip(key, item.id, bins[0]) if verdict in ("wrong", "partly") else None,
            )
        )
    per_bin = [
        f"{b.label} {sum(i in right for i in truth if truth[i] == b.id)} of {sum(t == b.id for t in truth.values())}"
        for b in exercise.bins
    ]
    recall, chance = balanced_recall(truth, {i: truth[i] for i in right}), 1 / len(exercise.bins)
    earned = above_chance(recall, chance)
    counts = above(recall, chance, guessing=f"putting all in one of the {len(label)} would reach")
    mark = Mark(
        fraction=earned,
        items=tuple(items),
        answered=len(whole),
        total=len(items),
        summary=("A line counts only when both answers are right.",) if exercise.then else (),
        notes=notes,
        parts=(Part(f"{', '.join(per_bin)}: {percent(recall)} on average; {counts}", earned, 1),),
    )
    return with_slips(mark, items, key.slips)


def _slip(key: Key, item: str, bin_: str | None) -> str | None:
    return key.second if bin_ == key.items[item].bin else key.slip(item, bin_ or "")


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each statement that is placed."""
    return not_blank(mark(exercise, key, answer).items)
