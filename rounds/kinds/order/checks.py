"""What can be wrong in a `order` exercise and its key."""

from __future__ import annotations

from itertools import permutations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.order.spec import Exercise, Key, Sequence

LEAST_PAIRS = 6  # must-precede pairs, so that a lucky order does not pay
LEAST_LADDERS = 4  # stopping points to find, for the same reason


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    cards = [c.id for s in exercise.sequences for c in s.cards]
    found = base.unique(cards, "card") + base.unique([s.id for s in exercise.sequences], "sequence")
    found += base.unique([f.id for f in exercise.functions], "function")
    if bool(exercise.functions) == bool(exercise.stop):
        found.append(Problem("", "needs either functions or stop, and not both; order alone is at most 40 % of a mark"))
    if exercise.stop and len(exercise.sequences) < LEAST_LADDERS:
        found.append(
            Problem(
                "",
                f"asks where to stop in {len(exercise.sequences)} sequences; at least {LEAST_LADDERS} keep guessing from paying",
            )
        )
    for sequence in exercise.sequences:
        if sequence.slots > len(sequence.cards):
            found.append(
                Problem(
                    sequence.id, f"has {sequence.slots} slots for {len(sequence.cards)} cards; at most one slot a card"
                )
            )
    if key is None:
        return found
    found += base.same_ids(cards, key.cards, "cards")
    found += base.same_ids([s.id for s in exercise.sequences], key.sequences, "sequences")
    found += base.known_slips(filter(None, (key.out_of_order, key.left_out, key.too_early, key.too_late)), key)
    if found:
        return found
    for sequence in exercise.sequences:
        found += _sequence(exercise, key, sequence)
    if sum(len(right.before) for right in key.sequences.values()) < LEAST_PAIRS:
        found.append(Problem("", f"has fewer than {LEAST_PAIRS} must-precede pairs; add some"))
    return found + (_functions(exercise, key) if exercise.functions else _stops(exercise, key))


def _sequence(exercise: Exercise, key: Key, sequence: Sequence) -> list[Problem]:
    right, cards = key.sequences[sequence.id], [c.id for c in sequence.cards]
    found = base.unique(right.order, "card of the order")
    for card in right.order:
        found += base.one_of(card, cards, "order: card", sequence.id)
    if len(right.order) != sequence.slots:
        found.append(
            Problem(
                sequence.id,
                f"has {sequence.slots} slots, but its right order names {len(right.order)} cards; make them equal",
            )
        )
    for pair in right.before:
        found += base.one_of(pair.first, right.order, "before: first", sequence.id)
        found += base.one_of(pair.then, right.order, "before: then", sequence.id)
        if pair.slip:
            found += base.one_of(pair.slip, key.slips, "slip", sequence.id)
        if not found and right.order.index(pair.first) > right.order.index(pair.then):
            found.append(Problem(sequence.id, f"says {pair.first} before {pair.then}, but its own order has it after"))
    for card in cards:
        lure = key.cards[card].lure
        if lure:
            found += base.one_of(lure, key.slips, "lure: slip", card)
        if (card in right.order) == bool(lure):
            found.append(
                Problem(
                    card,
                    "is a lure exactly when it is not in the right order; name its slip under lure, or put it into order",
                )
            )
    return found


def _functions(exercise: Exercise, key: Key) -> list[Problem]:
    names, found = [f.id for f in exercise.functions], []
    used = {about.function for about in key.cards.values()}
    found += [
        Problem("", f"no card is for {name}; add some or remove the function") for name in names if name not in used
    ]
    if len(names) < 2:
        found.append(Problem("", "has one function only, so there is nothing to sort; add another"))
    for card, about in key.cards.items():
        found += base.one_of(about.function or "", names, "function", card)
        for given, slip in about.slips.items():
            found += base.one_of(given, names, "function", card) + base.one_of(slip, key.slips, "slip", card)
    return found + base.confusions(permutations(names, 2), key.confusions, key)


def _stops(exercise: Exercise, key: Key) -> list[Problem]:
    found = (
        []
        if key.too_early and key.too_late
        else [Problem("", "asks where to stop and needs too_early and too_late: a slip each")]
    )
    for name, right in key.sequences.items():
        found += base.one_of(right.stop or "", right.order, "stop", name)
        if not right.why:
            found.append(Problem(name, "needs why: the reason to stop there"))
    at = [right.order.index(right.stop) for right in key.sequences.values() if right.stop in right.order]
    for place in sorted(set(at)):
        if at.count(place) > max(1, len(at) // 4):
            says = f"stops at card {place + 1} of the right order in {at.count(place)} of {len(at)} sequences; vary them, or always stopping there pays"
            found.append(Problem("", says))
    return found
