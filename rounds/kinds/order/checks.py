"""What can be wrong in an `order` exercise and its key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.order.spec import Exercise, Key, Right, Sequence

LEAST_PAIRS = 6  # must-precede pairs, so that a lucky order does not pay
LEAST_LADDERS = 4  # stopping points to find, for the same reason


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key; the right orders are looked at once all of them are there."""
    problems = list(_parts(exercise))
    if key is None:
        return problems
    problems += _ids(exercise, key)
    return problems or list(_key(exercise, key))


def _parts(exercise: Exercise) -> Iterator[Problem]:
    yield from base.unique([card.id for sequence in exercise.sequences for card in sequence.cards], "card")
    yield from base.unique([sequence.id for sequence in exercise.sequences], "sequence")
    yield from base.unique([function.id for function in exercise.functions], "function")
    if bool(exercise.functions) == bool(exercise.stop):
        yield Problem("", "needs either functions or stop, and not both; order alone is at most 40 % of a mark")
    if exercise.stop and (ladders := len(exercise.sequences)) < LEAST_LADDERS:
        says = f"asks where to stop in {ladders} sequences; at least {LEAST_LADDERS} keep guessing from paying"
        yield Problem("", says)
    for sequence in exercise.sequences:
        if sequence.slots > (cards := len(sequence.cards)):
            yield Problem(sequence.id, f"has {sequence.slots} slots for {cards} cards; at most one slot a card")


def _ids(exercise: Exercise, key: Key) -> Iterator[Problem]:
    cards = [card.id for sequence in exercise.sequences for card in sequence.cards]
    yield from base.same_ids(cards, key.cards, "cards")
    yield from base.same_ids([sequence.id for sequence in exercise.sequences], key.sequences, "sequences")
    yield from base.known_slips(filter(None, (key.out_of_order, key.left_out, key.too_early, key.too_late)), key)


def _key(exercise: Exercise, key: Key) -> Iterator[Problem]:
    for sequence in exercise.sequences:
        right = key.sequences[sequence.id]
        yield from _order(sequence, right)
        yield from _pairs(key, sequence, right)
        yield from _lures(key, sequence, right)
    if sum(len(right.before) for right in key.sequences.values()) < LEAST_PAIRS:
        yield Problem("", f"has fewer than {LEAST_PAIRS} must-precede pairs; add some")
    yield from _functions(exercise, key) if exercise.functions else _stops(key)


def _order(sequence: Sequence, right: Right) -> Iterator[Problem]:
    yield from base.unique(right.order, "card of the order")
    for card in right.order:
        yield from base.one_of(card, [card.id for card in sequence.cards], "order: card", sequence.id)
    if len(right.order) != sequence.slots:
        says = f"has {sequence.slots} slots, but its right order names {len(right.order)} cards; make them equal"
        yield Problem(sequence.id, says)


def _pairs(key: Key, sequence: Sequence, right: Right) -> Iterator[Problem]:
    for pair in right.before:
        problems = base.one_of(pair.first, right.order, "before: first", sequence.id)
        problems += base.one_of(pair.then, right.order, "before: then", sequence.id)
        if pair.slip:
            yield from base.one_of(pair.slip, key.slips, "slip", sequence.id)
        yield from problems
        if not problems and right.order.index(pair.first) > right.order.index(pair.then):
            yield Problem(sequence.id, f"says {pair.first} before {pair.then}, but its own order has it after")


def _lures(key: Key, sequence: Sequence, right: Right) -> Iterator[Problem]:
    for card in sequence.cards:
        lure = key.cards[card.id].lure
        if lure:
            yield from base.one_of(lure, key.slips, "lure: slip", card.id)
        if (card.id in right.order) == bool(lure):
            says = "is a lure exactly when it is not in the right order; name its slip under lure, or put it into order"
            yield Problem(card.id, says)


def _functions(exercise: Exercise, key: Key) -> Iterator[Problem]:
    functions = [function.id for function in exercise.functions]
    used = {about.function for about in key.cards.values()}
    for function in functions:
        if function not in used:
            yield Problem("", f"no card is for {function}; add some or remove the function")
    if len(functions) < 2:
        yield Problem("", "has one function only, so there is nothing to sort; add another")
    for card, about in key.cards.items():
        yield from base.one_of(about.function or "", functions, "function", card)
        for function, slip in about.slips.items():
            yield from base.one_of(function, functions, "function", card)
            yield from base.one_of(slip, key.slips, "slip", card)
    yield from base.confusions(permutations(functions, 2), key.confusions, key)


def _stops(key: Key) -> Iterator[Problem]:
    if not (key.too_early and key.too_late):
        yield Problem("", "asks where to stop and needs too_early and too_late: a slip each")
    for name, right in key.sequences.items():
        yield from base.one_of(right.stop or "", right.order, "stop", name)
        if not right.why:
            yield Problem(name, "needs why: the reason to stop there")
    places = [right.order.index(right.stop) for right in key.sequences.values() if right.stop in right.order]
    for place, times in sorted(Counter(places).items()):
        if times > max(1, len(places) // 4):
            says = f"stops at card {place + 1} of the right order in {times} of {len(places)} sequences"
            yield Problem("", f"{says}; vary them, or always stopping there pays")
