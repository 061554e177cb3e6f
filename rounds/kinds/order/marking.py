"""Marking of `order`: most for what each card is for (or where to stop), the rest for must-precede pairs."""

from __future__ import annotations

from typing import NamedTuple

from rounds.core.score_sums import above, percent
from rounds.core.scoring import Answer, ItemMark, Mark, Part, above_chance, balanced_recall, not_blank, with_slips
from rounds.kinds.order.spec import Exercise, Key, Pair, Sequence

FIRST, ORDER = 0.6, 0.4  # of the points: what cards are for or where to stop, and the pairs
STOP_CHANCE = 0.25  # at least: always stopping at the same rung hits that many


class Arrangement(NamedTuple):
    """What can be graded of an answer: the cards placed in each sequence, their functions, and the stops."""

    sequence: dict[str, list[str]]
    functions: dict[str, str]
    stop: dict[str, str]


def clean(exercise: Exercise, answer: Answer) -> tuple[Arrangement, tuple[str, ...]]:
    """The part of `answer` that can be graded, and notes about the rest."""
    parts = {name: value if isinstance(value := answer.get(name), dict) else {} for name in Arrangement._fields}
    names = [f.id for f in exercise.functions]
    cards = {s.id: [c.id for c in s.cards] for s in exercise.sequences}
    placed = {s.id: _placed(parts["sequence"].get(s.id), cards[s.id], s.slots) for s in exercise.sequences}
    every = {card for ids in cards.values() for card in ids}
    functions = {c: f for c, f in parts["functions"].items() if c in every and isinstance(f, str) and f in names}
    stop = {s: c for s, c in parts["stop"].items() if exercise.stop and s in cards and c in placed[s]}
    kept = {s: listed for s, listed in placed.items() if listed}
    whole = {"sequence": kept, "functions": functions, "stop": stop}
    lost = any(value != whole.get(name) for name, value in answer.items() if value not in ({}, None))
    return Arrangement(placed, functions, stop), (
        "A part of the answer could not be read and did not count.",
    ) if lost else ()


def _placed(value: object, cards: list[str], slots: int) -> list[str]:
    known = [card for card in value if isinstance(card, str) and card in cards] if isinstance(value, list) else []
    return list(dict.fromkeys(known))[:slots]


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many slots are filled, functions chosen and stops set, and how many there are."""
    arranged = clean(exercise, answer)[0]
    cards = sum(len(s.cards) for s in exercise.sequences) if exercise.functions else 0
    slots = sum(s.slots for s in exercise.sequences)
    stops = len(exercise.sequences) if exercise.stop else 0
    return sum(map(len, arranged.sequence.values())) + len(arranged.functions) + len(
        arranged.stop
    ), slots + cards + stops


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    arranged, still_open = clean(exercise, answer)[0], []
    for sequence in exercise.sequences:
        placed = arranged.sequence[sequence.id]
        waiting = [card.id for card in sequence.cards if card.id not in placed] if len(placed) < sequence.slots else []
        nameless = [c.id for c in sequence.cards if exercise.functions and c.id not in arranged.functions]
        stop = placed[:1] if exercise.stop and sequence.id not in arranged.stop else []
        still_open += waiting[:1] or nameless or stop
    return still_open


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`FIRST * A + ORDER * max(0, 2 q - 1)`.

    A is the balanced recall of the functions, or the share of stops found, chance taken off; q the
    share of must-precede pairs that hold. A pair holds when both cards are placed, in that order.
    """
    arranged, notes = clean(exercise, answer)
    first = _functions(exercise, key, arranged) if exercise.functions else _stops(exercise, key, arranged)
    pairs = [pair for s in exercise.sequences for pair in _pairs(key, s, arranged)]
    held = sum(pair.verdict == "right" for pair in pairs)
    lures = [lure for s in exercise.sequences for lure in _lures(key, s, arranged)]
    answered, total = progress(exercise, answer)
    right = sum(item.verdict == "right" for item in first)
    of = f"{right} of {len(first)}"
    (reached, chance), kept = _first(exercise, key, arranged), held / len(pairs)
    named, in_order = FIRST * above_chance(reached, chance), ORDER * above_chance(kept, 0.5)
    what = "What each card is for" if exercise.functions else "Where to stop"
    mean = (
        f" ({percent(reached)} on average over what cards are for)" if exercise.functions else f" ({percent(reached)})"
    )
    mark = Mark(
        fraction=named + in_order,
        items=(*first, *lures, *pairs),
        answered=answered,
        total=total,
        summary=("Any order that keeps the pairs is right.",),
        notes=notes,
        parts=(
            Part(f"{what}: {of} right{mean}; {above(reached, chance)}", named, FIRST),
            Part(
                f"The order: {held} of {len(pairs)} pairs hold ({percent(kept)}); {above(kept, 0.5)}", in_order, ORDER
            ),
        ),
    )
    return with_slips(mark, mark.items, key.slips) if answered else mark


def _first(exercise: Exercise, key: Key, arranged: Arrangement) -> tuple[float, float]:
    """The share of functions or stops that are right, and what guessing would bring."""
    if exercise.functions:
        truth = {card: about.function or "" for card, about in key.cards.items()}
        return balanced_recall(truth, arranged.functions), 1 / len(set(truth.values()))
    stops = {name: right.stop for name, right in key.sequences.items()}
    share = sum(arranged.stop.get(name) == stop for name, stop in stops.items()) / len(stops)
    return share, max(STOP_CHANCE, *(1 / s.slots for s in exercise.sequences))


def _functions(exercise: Exercise, key: Key, arranged: Arrangement) -> list[ItemMark]:
    label = {f.id: f.label for f in exercise.functions}
    items = []
    for sequence in exercise.sequences:
        for card in sequence.cards:
            mine, right = arranged.functions.get(card.id), key.cards[card.id].function or ""
            items.append(
                ItemMark(
                    id=card.id,
                    text=card.text,
                    verdict="blank" if mine is None else "right" if mine == right else "wrong",
                    answer=label.get(mine or "", ""),
                    expected=label[right],
                    why=key.cards[card.id].why,
                    slip=key.slip(card.id, mine) if mine and mine != right else None,
                    group="What each card is for",
                )
            )
    return items


def _stops(exercise: Exercise, key: Key, arranged: Arrangement) -> list[ItemMark]:
    items = []
    for sequence in exercise.sequences:
        right, mine = key.sequences[sequence.id], arranged.stop.get(sequence.id)
        text = {c.id: c.text for c in sequence.cards}
        items.append(
            ItemMark(
                id=f"stop-{sequence.id}",
                text=sequence.label or sequence.text or exercise.stop,
                verdict="blank" if mine is None else "right" if mine == right.stop else "wrong",
                answer=text.get(mine or "", ""),
                expected=text[right.stop or ""],
                why="\n\n".join([right.why, *([key.cards[mine].why] if mine and mine != right.stop else [])]),
                slip=_stop_slip(key, sequence, mine),
                group="Where to stop",
            )
        )
    return items


def _stop_slip(key: Key, sequence: Sequence, mine: str | None) -> str | None:
    right = key.sequences[sequence.id]
    if mine is None or mine == right.stop:
        return None
    if mine not in right.order:
        return key.cards[mine].lure
    return key.too_early if right.order.index(mine) < right.order.index(right.stop or "") else key.too_late


def _lures(key: Key, sequence: Sequence, arranged: Arrangement) -> list[ItemMark]:
    placed = arranged.sequence[sequence.id]
    return [
        ItemMark(
            id=f"lure-{card.id}",
            text=card.text,
            verdict="wrong",
            answer=f"Placed as number {placed.index(card.id) + 1}",
            expected="Leave it out",
            why=key.cards[card.id].why,
            slip=key.cards[card.id].lure,
            group=_order_of(sequence),
        )
        for card in sequence.cards
        if key.cards[card.id].lure and card.id in placed
    ]


def _order_of(sequence: Sequence) -> str:
    return f"The order: {sequence.label}" if sequence.label else "The order"


def _pairs(key: Key, sequence: Sequence, arranged: Arrangement) -> list[ItemMark]:
    return [_pair(key, sequence, pair, arranged.sequence[sequence.id]) for pair in key.sequences[sequence.id].before]


def _quoted(text: str) -> str:
    return text if text.startswith("“") else f"“{text.rstrip('.')}”"


def _pair(key: Key, sequence: Sequence, pair: Pair, placed: list[str]) -> ItemMark:
    text = {c.id: c.text for c in sequence.cards}
    at = [placed.index(card) + 1 if card in placed else None for card in (pair.first, pair.then)]
    first, then = at
    both = first is not None and then is not None
    held = first is not None and then is not None and first < then
    spots = [f"number {spot}" if spot else "not placed" for spot in at]
    return ItemMark(
        id=f"{pair.first}/{pair.then}",
        text=f"“{text[pair.first]}” before “{text[pair.then]}”",
        verdict="right" if held else "wrong" if both else "missed" if placed else "blank",
        answer=f"{spots[0]} and {spots[1]}" if placed else "",
        expected="in this order",
        why=pair.why,
        slip=None if held or not placed else (pair.slip or key.out_of_order) if both else key.left_out,
        group=_order_of(sequence),
    )


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: each card that has its place and a function, and the order and the stop of each full sequence.

    The reason for a function also says whether the card belongs, and the reason for a stop says what comes below it:
    said earlier, they would give away the half of the answer that is still to come.
    """
    arranged = clean(exercise, answer)[0]
    full = [s for s in exercise.sequences if len(arranged.sequence[s.id]) == s.slots]
    settled = {card for placed in arranged.sequence.values() for card in placed} | {c.id for s in full for c in s.cards}
    settled |= {f"stop-{sequence.id}" for sequence in full}
    said = not_blank((_functions if exercise.functions else _stops)(exercise, key, arranged))
    said = {name: item for name, item in said.items() if name in settled}
    return said | {f"sequence-{sequence.id}": _whole(exercise, key, sequence, arranged) for sequence in full}


def _whole(exercise: Exercise, key: Key, sequence: Sequence, arranged: Arrangement) -> ItemMark:
    faults = [
        *_lures(key, sequence, arranged),
        *(p for p in _pairs(key, sequence, arranged) if p.verdict != "right"),
    ]
    if not faults:
        why = "Every pair that matters is in the right order."
        return ItemMark(id=f"sequence-{sequence.id}", text="", verdict="right", why=why)
    says = "\n\n".join(f"{_quoted(fault.text)}: {fault.answer.lower()}. {fault.why}" for fault in faults[:3])
    more = f"\n\nAnd {len(faults) - 3} more." if len(faults) > 3 else ""
    return ItemMark(id=f"sequence-{sequence.id}", text="", verdict="wrong", why=says + more, slip=faults[0].slip)
