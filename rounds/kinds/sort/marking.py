"""Marking of `sort`: balanced recall over the bins, with chance taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rounds.marking import Answer, ItemMark, Mark, above_chance, balanced_recall, with_slips

if TYPE_CHECKING:
    from rounds.kinds.sort.spec import Exercise, Key


def clean(exercise: Exercise, answer: Answer) -> tuple[dict[str, str], tuple[str, ...]]:
    """The part of `answer` that can be marked (item id to bin id), and notes about the rest."""
    bins = {b.id for b in exercise.bins}
    items = {i.id for i in exercise.items}
    good = {i: b for i, b in answer.items() if i in items and isinstance(b, str) and b in bins}
    odd = len(answer) - len(good)
    return good, (f"{odd} placing(s) of the answer could not be read and did not count.",) if odd else ()


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many statements are placed, and how many there are."""
    return len(clean(exercise, answer)[0]), len(exercise.items)


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`max(0, (BA - 1/k) / (1 - 1/k))`, BA the mean recall per bin; blanks are wrong."""
    given, notes = clean(exercise, answer)
    truth = {name: place.bin for name, place in key.items.items()}
    label = {b.id: b.label for b in exercise.bins}
    items = []
    for item in exercise.items:
        bin_, right = given.get(item.id), truth[item.id]
        items.append(
            ItemMark(
                id=item.id,
                text=item.text,
                verdict="blank" if bin_ is None else "right" if bin_ == right else "wrong",
                given=label[bin_] if bin_ else "",
                expected=label[right],
                why=key.items[item.id].why,
                slip=key.slip(item.id, bin_) if bin_ and bin_ != right else None,
            )
        )
    hits = sum(i.verdict == "right" for i in items)
    per_bin = [
        f"{b.label} {sum(given.get(i) == b.id for i in truth if truth[i] == b.id)} of {sum(t == b.id for t in truth.values())}"
        for b in exercise.bins
    ]
    made = Mark(
        fraction=above_chance(balanced_recall(truth, given), 1 / len(exercise.bins)),
        items=tuple(items),
        answered=len(given),
        total=len(items),
        summary=(
            f"You placed {hits} of {len(items)} where they belong: {', '.join(per_bin)}.",
            f"Putting everything in one place would get one in {len(label)} right, so marks begin above that.",
        ),
        notes=notes,
    )
    return with_slips(made, items, key.slips)


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each statement that is placed."""
    return {i.id: i for i in mark(exercise, key, answer).items if i.verdict != "blank"}
