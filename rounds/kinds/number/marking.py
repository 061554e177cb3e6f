"""Marking of `number`: the share of values that are near enough; foreseeable wrong paths are named.

A value that follows from the learner's own earlier ones counts, where the key says how: a slip costs only once. It is
marked as one that follows and not as right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from rounds.core import typed_numbers
from rounds.core.formulas import calculate, fill
from rounds.core.number_format import told_apart, with_commas
from rounds.core.scoring import (
    CREDITED,
    Answer,
    ItemMark,
    Mark,
    Part,
    credited,
    not_blank,
    tally,
    with_slips,
    with_uncounted,
)
from rounds.core.text import figures_in, listed
from rounds.core.typed_numbers import Uncounted, parse, parse_within
from rounds.kinds.number.spec import Dial, Exercise, Item, Key

CARRIED = "It follows from your own figures above, so it counts. But not all of those are right. With the right ones: "


class Entry(NamedTuple):
    """A value, and the setting of the dial where there is one."""

    value: float
    dial: float | None


def clean(exercise: Exercise, answer: Answer) -> tuple[dict[str, Entry], tuple[str, ...]]:
    """The values that can be graded, by item, and notes about the rest."""
    entries = {}
    for item in exercise.items:
        typed = answer.get(item.id)
        if not isinstance(typed, dict):
            continue
        value, dial = parse_within(typed.get("value"), item.least, item.most, item.unit), _setting(item, typed)
        if value is not None and (item.dial is None or dial is not None):
            entries[item.id] = Entry(value, dial)
    known = entries.keys() | uncounted(exercise, answer).keys()
    lost = sum(name not in known and bool(typed) and not _begun(typed) for name, typed in answer.items())
    return entries, (f"{lost} value(s) of the answer could not be read and did not count.",) if lost else ()


def _setting(item: Item, typed: Mapping[str, object]) -> float | None:
    """Where the dial of an item is set, if it has one and the setting is in its range."""
    return parse_within(typed.get("dial"), item.dial.least, item.dial.most) if item.dial else None


def _begun(typed: object) -> bool:
    return isinstance(typed, dict) and set(typed) == {"dial"}  # set, and not predicted yet


def uncounted(exercise: Exercise, answer: Answer) -> dict[str, Uncounted]:
    """What was typed for an item and cannot count, by item."""
    entries = {}
    for item in exercise.items:
        typed = answer.get(item.id)
        if isinstance(typed, dict) and (
            entry := typed_numbers.uncounted(typed.get("value"), item.least, item.most, item.unit)
        ):
            entries[item.id] = entry
    return entries


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many values are entered, and how many are asked for."""
    return len(clean(exercise, answer)[0]), len(exercise.items)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    entries = clean(exercise, answer)[0]
    return [item.id for item in exercise.items if item.id not in entries]


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """The share of values within their tolerance."""
    entries, notes = clean(exercise, answer)
    lines: dict[str, ItemMark] = {}
    for item in exercise.items:
        lines[item.id] = _item(exercise, key, item, entries, lines)
    items = with_uncounted(lines.values(), uncounted(exercise, answer))
    share = credited(items) / len(items)
    mark = Mark(
        fraction=share,
        items=tuple(items),
        answered=len(entries),
        total=len(items),
        summary=("The figures are yours: other learners have others.",),
        notes=notes,
        parts=(Part(tally(items, "values "), share, 1),),
    )
    return with_slips(mark, items, key.slips)


def _item(
    exercise: Exercise, key: Key, item: Item, entries: Mapping[str, Entry], earlier: Mapping[str, ItemMark]
) -> ItemMark:
    about, entry = key.items[item.id], entries.get(item.id)
    setting = entry.dial if entry else item.dial.least if item.dial else None
    figures = key.figures(exercise, _dialed(item.dial, setting))
    value = calculate(about.value, figures)
    near = entry is not None and abs(entry.value - value) <= about.near(value)
    slip = None if entry is None or near else _slip(key, item.id, entry.value, figures)
    carried = slip is not None and _carried(key, item.id, slip, entries, earlier, figures)
    at = f" at {dial_text(item, entry.dial)}" if entry and entry.dial is not None else ""
    return ItemMark(
        id=item.id,
        text=item.text,
        verdict="blank" if entry is None else "right" if near else "follows" if carried else "wrong",
        answer=f"{told_apart(entry.value, value)} {item.unit}{at}" if entry else "",
        expected=f"{with_commas(value)} {item.unit}"
        if entry or item.dial is None
        else "it depends on where you set the dial",
        why=(CARRIED if carried else "") + fill(about.why, {**figures, "value": value}),
        slip=None if carried else slip,
    )


def _dialed(dial: Dial | None, setting: float | None) -> dict[str, float]:
    """The figure that a dial is set to, under its name."""
    return {dial.name: setting} if dial is not None and setting is not None else {}


def _carried(
    key: Key,
    item: str,
    slip: str,
    entries: Mapping[str, Entry],
    earlier: Mapping[str, ItemMark],
    figures: Mapping[str, float],
) -> bool:
    """Whether a value follows from the learner's earlier ones, at least one of them right, and was worked out at all."""
    follows = key.items[item].follows
    if follows is None or slip in follows.unless or not all(name in entries for name in follows.of):
        return False
    if not any(earlier[name].verdict in CREDITED for name in follows.of):
        return False  # else three zeros would count as a sum
    learners = {**figures, **follows.figures({name: entries[name].value for name in follows.of})}
    value = calculate(follows.value, learners)
    return abs(entries[item].value - value) <= key.items[item].near(value)


def _slip(key: Key, item: str, value: float, figures: Mapping[str, float]) -> str:
    about = key.items[item]
    for path in about.wrong:
        wrong = calculate(path.value, figures)
        if abs(value - wrong) <= max(about.near(wrong), 1e-9):
            return path.slip
    return key.otherwise


def dial_text(item: Item, setting: float) -> str:
    """A dial's setting: 25% or 3."""
    return f"{with_commas(100 * setting)}%" if item.dial and item.dial.percent else with_commas(setting)


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each value entered; one that follows from others waits for them.

    Values build on one another. Where the reason for one gives away another that is still asked for, it waits.
    """
    entries, said = clean(exercise, answer)[0], not_blank(mark(exercise, key, answer).items)
    earlier = {name: about.follows.of if about.follows else [] for name, about in key.items.items()}
    said = {name: item for name, item in said.items() if all(other in entries for other in earlier[name])}
    values = _values(exercise, key, answer)
    near = {name: key.items[name].near(value) for name, value in values.items()}
    in_case = figures_in("\n".join([exercise.case, exercise.task, *(item.text for item in exercise.items)]))
    places = {item.id: place for place, item in enumerate(exercise.items, start=1)}
    for name, item in said.items():
        told = [f for f in figures_in(item.why) if f not in in_case and abs(f - values[name]) > near[name]]
        asked = [n for n in values if n not in entries and any(abs(f - values[n]) <= near[n] for f in told)]
        if asked:
            which = listed([f"question {places[other]}" for other in asked])
            said[name] = replace(item, why=f"You'll read why once you have answered {which} as well.")
    return said


def _values(exercise: Exercise, key: Key, answer: Answer) -> dict[str, float]:
    """The right values, by item, without those whose dial is not set yet."""
    values = {}
    for item in exercise.items:
        typed = answer.get(item.id)
        setting = parse(typed.get("dial")) if item.dial and isinstance(typed, dict) else None
        if item.dial is None or setting is not None:
            values[item.id] = calculate(key.items[item.id].value, key.figures(exercise, _dialed(item.dial, setting)))
    return values
