"""Marking of `number`: the share of values that are near enough; foreseeable wrong paths are named.

A value that follows from the learner's own earlier ones counts, where the key says how: a slip is paid for once. It is
marked as one that follows and not as right.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from rounds.core.formulas import calculate, fill
from rounds.core.scoring import CREDITED, Answer, ItemMark, Mark, Part, as_typed, credited, not_blank, tally, with_slips
from rounds.core.text import figures_in, listed
from rounds.core.typed_numbers import Typed, read, typed, within

if TYPE_CHECKING:
    from rounds.kinds.number.spec import Exercise, Item, Key


class Given(NamedTuple):
    """One value, and the setting of the dial where there is one."""

    value: float
    dial: float | None


def clean(exercise: Exercise, answer: Answer) -> tuple[dict[str, Given], tuple[str, ...]]:
    """The values that can be marked, by item, and notes about the rest."""
    given = {}
    for item in exercise.items:
        entry = answer.get(item.id)
        if not isinstance(entry, dict):
            continue
        value, dial = within(entry.get("value"), item.least, item.most, item.unit), number(entry.get("dial"))
        if value is None:
            continue
        if item.dial is None:
            given[item.id] = Given(value, None)
        elif dial is not None and item.dial.least - 1e-9 <= dial <= item.dial.most + 1e-9:
            given[item.id] = Given(value, dial)
    fine = given.keys() | no_numbers(exercise, answer).keys()
    odd = sum(name not in fine and bool(entry) and not _begun(entry) for name, entry in answer.items())
    return given, (f"{odd} value(s) of the answer could not be read and did not count.",) if odd else ()


def _begun(entry: object) -> bool:
    return isinstance(entry, dict) and set(entry) == {"dial"}  # set, and not predicted yet


def no_numbers(exercise: Exercise, answer: Answer) -> dict[str, Typed]:
    """What was typed for an item and cannot count, by item."""
    found = {}
    for item in exercise.items:
        entry = answer.get(item.id)
        if isinstance(entry, dict) and (one := typed(entry.get("value"), item.least, item.most, item.unit)):
            found[item.id] = one
    return found


def number(value: object) -> float | None:
    """A finite number, also as people write it, or None."""
    return read(value)


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many values are given, and how many are asked for."""
    return len(clean(exercise, answer)[0]), len(exercise.items)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, as the page names it, in its order."""
    given = clean(exercise, answer)[0]
    return [item.id for item in exercise.items if item.id not in given]


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """The share of values within their tolerance."""
    given, notes = clean(exercise, answer)
    items: list[ItemMark] = []
    for item in exercise.items:
        items.append(_item(exercise, key, item, given, {done.id: done for done in items}))
    items = as_typed(items, no_numbers(exercise, answer))
    hits, count = credited(items), tally(items, "values ")
    made = Mark(
        fraction=hits / len(items),
        items=tuple(items),
        answered=len(given),
        total=len(items),
        summary=("The figures are yours: other learners have others.",),
        notes=notes,
        parts=(Part(count, hits / len(items), 1),),
    )
    return with_slips(made, items, key.slips)


CARRIED = "It follows from your own figures above, so it counts. But not all of those are right. With the right ones: "


def _item(exercise: Exercise, key: Key, item: Item, all_given: dict[str, Given], done: dict[str, ItemMark]) -> ItemMark:
    right, given = key.items[item.id], all_given.get(item.id)
    dial = {} if item.dial is None else {item.dial.name: given.dial if given else item.dial.least}
    figures = key.figures(exercise, {name: value for name, value in dial.items() if value is not None})
    value = calculate(right.value, figures)
    near = given is not None and abs(given.value - value) <= right.near(value)
    slip = None if given is None or near else _slip(key, item.id, given.value, figures)
    carried = slip is not None and _carried(key, item.id, slip, all_given, done, figures)
    at = "" if item.dial is None or given is None or given.dial is None else f" at {show(item, given.dial)}"
    return ItemMark(
        id=item.id,
        text=item.text,
        verdict="blank" if given is None else "right" if near else "follows" if carried else "wrong",
        given=f"{plain(given.value)} {item.unit}{at}" if given else "",
        expected=f"{plain(value)} {item.unit}"
        if given or item.dial is None
        else "it depends on where you set the dial",
        why=(CARRIED if carried else "") + fill(right.why, {**figures, "value": value}),
        slip=None if carried else slip,
    )


def _carried(
    key: Key, name: str, slip: str, given: dict[str, Given], done: dict[str, ItemMark], figures: dict[str, float]
) -> bool:
    """Whether a value follows from the learner's earlier ones, one of them right, and is worked out at all."""
    follows = key.items[name].follows
    if follows is None or not all(other in given for other in follows.of):
        return False
    if not any(done[other].verdict in CREDITED for other in follows.of):
        return False  # else three zeros would count as a sum
    if slip in follows.unless:
        return False
    own = {**figures, **follows.figures({other: given[other].value for other in follows.of})}
    value = calculate(follows.value, own)
    return abs(given[name].value - value) <= key.items[name].near(value)


def _slip(key: Key, item: str, value: float, figures: dict[str, float]) -> str:
    right = key.items[item]
    for path in right.wrong:
        other = calculate(path.value, figures)
        if abs(value - other) <= max(right.near(other), 1e-9):
            return path.slip
    return key.otherwise


def plain(value: float) -> str:
    """A figure as people write it: 1,250 or 0.35."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def show(item: Item, setting: float) -> str:
    """A dial's setting: 25% or 3."""
    return f"{plain(100 * setting)}%" if item.dial and item.dial.percent else plain(setting)


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each value given; of one that follows from others, once they are there.

    One value is worked out from another. Where the reason of one tells a value that is still asked for, it waits.
    """
    given, said = clean(exercise, answer)[0], not_blank(mark(exercise, key, answer).items)
    earlier = {name: right.follows.of if right.follows else [] for name, right in key.items.items()}
    said = {name: item for name, item in said.items() if all(other in given for other in earlier[name])}
    values = _values(exercise, key, answer)
    near = {name: key.items[name].near(value) for name, value in values.items()}
    case = figures_in("\n".join([exercise.case, exercise.task, *(item.text for item in exercise.items)]))
    places = {item.id: place for place, item in enumerate(exercise.items, start=1)}
    for name, item in said.items():
        told = [one for one in figures_in(item.why) if one not in case and abs(one - values[name]) > near[name]]
        asked = [n for n in values if n not in given and any(abs(one - values[n]) <= near[n] for one in told)]
        if asked:
            which = listed([f"question {places[other]}" for other in asked])
            said[name] = replace(item, why=f"You'll read why once you have answered {which} as well.")
    return said


def _values(exercise: Exercise, key: Key, answer: Answer) -> dict[str, float]:
    """The right values, by item; where a dial is not set yet there is none."""
    found = {}
    for item in exercise.items:
        entry = answer.get(item.id)
        dial = number(entry.get("dial")) if item.dial and isinstance(entry, dict) else None
        if item.dial is None or dial is not None:
            figures = key.figures(exercise, {item.dial.name: dial} if item.dial and dial is not None else {})
            found[item.id] = calculate(key.items[item.id].value, figures)
    return found
