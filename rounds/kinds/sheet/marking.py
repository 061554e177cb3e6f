"""Marking of `sheet`: in a case with figures six links of one sixth each, from the interest to the trade; `worksheet` has the other form.

A link is judged by what the learner wrote at its two ends, so a sound step from a wrong start
counts, and is said to follow; an impossible start costs its own link and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from rounds.core import typed_numbers
from rounds.core.number_format import with_commas
from rounds.core.scoring import Answer, ItemMark, Mark, Part, credited, with_slips
from rounds.core.text import listed
from rounds.core.typed_numbers import Uncounted, parse_within
from rounds.kinds.sheet import worksheet
from rounds.kinds.sheet.spec import (
    ENTRIES,
    Alternative,
    AnyCase,
    Case,
    CaseKey,
    Exercise,
    Key,
    Standard,
    Worksheet,
)
from rounds.kinds.sheet.worksheet import Filled

FIGURES = ("rv", "target", "ask")
CHOICES = {"interest": "interests", "batna": "alternatives", "standard": "standards", "trade": "trades"}
LINKS = {
    "interest-batna": "From interest to BATNA",
    "batna-rv": "From BATNA to reservation value",
    "rv-target": "From reservation value to target",
    "standard-target": "From standard to target",
    "target-ask": "From target to ask",
    "interest-trade": "From interest to trade",
}
# What a link is judged by: some look further back than their two ends.
RESTS_ON = {
    "interest-batna": {"interest", "batna"},
    "batna-rv": {"interest", "batna", "rv"},
    "rv-target": {"interest", "batna", "rv", "standard", "target"},
    "standard-target": {"standard", "target"},
    "target-ask": {"standard", "target", "ask"},
    "interest-trade": {"interest", "batna", "rv", "trade"},
}


@dataclass(frozen=True)
class Sheet:
    """One case as the learner has it: what was chosen, and the figures, in the case's unit."""

    case: Case
    chosen: dict[str, str]
    figures: dict[str, float]
    uncounted: dict[str, Uncounted] = field(default_factory=dict)  # what was typed for a figure and can't be one

    @property
    def filled(self) -> int:
        """How many of the seven entries are made."""
        return len(self.chosen) + len(self.figures)

    def text(self, entry: str) -> str:
        """An entry in words; empty until it is made."""
        if entry in FIGURES:
            if entry in self.uncounted:
                return f"“{self.uncounted[entry].text}”"
            return with_commas(self.figures[entry]) if entry in self.figures else ""
        options: Any = getattr(self.case, CHOICES[entry])
        return next((o.name for o in options if o.id == self.chosen.get(entry)), "")


def clean(exercise: Exercise, answer: Answer) -> tuple[Sheet | Filled | None, tuple[str, ...]]:
    """The sheet of the case that was chosen, None where none was; and notes about what could not be read."""
    wanted = answer.get("case")
    case = next((c for c in exercise.cases if c.id == wanted), None) if isinstance(wanted, str) else None
    if case is None:
        return None, ("The case chosen could not be read, so nothing counted.",) if wanted is not None else ()
    entries = answer.get(case.id, {})
    if not isinstance(entries, dict):
        entries = {"": entries}
    sheet, lost = worksheet.read(case, entries) if isinstance(case, Worksheet) else _read(case, entries)
    return sheet, (f"{lost} entries of the sheet could not be read and did not count.",) if lost else ()


def _read(case: Case, entries: Answer) -> tuple[Sheet, int]:
    chosen, figures, uncounted = {}, {}, {}
    for entry, part in CHOICES.items():
        value = entries.get(entry)
        if isinstance(value, str) and any(option.id == value for option in getattr(case, part)):
            chosen[entry] = value
    for entry in FIGURES:
        typed = (entries.get(entry), case.least, case.most, case.unit)
        if (value := parse_within(*typed)) is not None:
            figures[entry] = value
        elif not_counted := typed_numbers.uncounted(*typed):
            uncounted[entry] = not_counted
    sheet = Sheet(case, chosen, figures, uncounted)
    return sheet, len(entries) - sheet.filled - len(uncounted)


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many entries of the chosen case's sheet are made, and how many there are: seven, or a worksheet's lines."""
    sheet = clean(exercise, answer)[0]
    return (sheet.filled, _entries(sheet.case)) if sheet else (0, len(ENTRIES))


def _entries(case: AnyCase) -> int:
    return len(case.lines) if isinstance(case, Worksheet) else len(ENTRIES)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    sheet = clean(exercise, answer)[0]
    if sheet is None:
        return ["case"]
    if isinstance(sheet, Filled):
        return [f"{sheet.case.id}-{line}" for line in sheet.open()]
    return [f"{sheet.case.id}-{e}" for e in ENTRIES if e not in sheet.chosen and e not in sheet.figures]


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """A sixth for each link that holds, or the lines of a worksheet; with a breach, no more than the ethics gate's cap."""
    sheet, notes = clean(exercise, answer)
    example = sheet or _empty(exercise.cases[0])
    items: tuple[ItemMark, ...]
    summary = list[str]()
    if isinstance(example, Filled):
        its_key = key.worksheet(example.case.id)
        items, parts = tuple(worksheet.items(example, its_key)), worksheet.parts(example, its_key)
        fraction = sum(part.earned for part in parts)
        breaches = worksheet.broken(example, its_key)
    else:
        about = key.figures(example.case.id)
        items = tuple(_links(example, about, key))
        held, beside = credited(items), sum(item.verdict == "follows" for item in items)
        count = f"{held} of {len(LINKS)} links hold" + (f", {beside} of them from a wrong start" if beside else "")
        fraction = held / len(LINKS)
        parts = [Part(f"“{example.case.label}”: {count}", fraction, 1)]
        if held < len(LINKS):
            summary.append(
                "Each link is judged by what you wrote at its two ends, so one slip does not cost you twice."
            )
        breaches = [why for (entry, choice), why in about.breaches().items() if example.chosen.get(entry) == choice]
    if breaches:
        if fraction > key.ethics.cap:
            parts.append(Part(f"A breach caps the sheet at {key.ethics.cap:.0%}", key.ethics.cap - fraction, 0))
        fraction = min(fraction, key.ethics.cap)
        summary.append(f"Whatever the rest earns, this sheet gets at most {key.ethics.cap:.0%}: {' '.join(breaches)}")
    answered, total = progress(exercise, answer)
    mark = Mark(min(1.0, round(fraction, 9)), items, answered, total, tuple(summary), notes=notes, parts=tuple(parts))
    return with_slips(mark, items, key.slips) if answered else mark


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say about each link, by case and link, once everything it rests on is filled in."""
    sheet = clean(exercise, answer)[0]
    if sheet is None:
        return {}
    if isinstance(sheet, Filled):
        return worksheet.said(sheet, key.worksheet(sheet.case.id))
    items = _links(sheet, key.figures(sheet.case.id), key)
    there = sheet.chosen.keys() | sheet.figures.keys()
    return {f"{sheet.case.id}-{item.id}": item for item in items if there >= RESTS_ON[item.id]}


def _empty(case: AnyCase) -> Sheet | Filled:
    return Filled(case, {}) if isinstance(case, Worksheet) else Sheet(case, {}, {})


def best(case: Case, about: CaseKey, interest: str) -> Alternative:
    """The admissible alternative that serves an interest best: its BATNA."""
    sound = [a for a in case.alternatives if about.admissible(a.id)]
    return (max if case.wants == "more" else min)(sound, key=lambda a: a.worth[interest])


@dataclass(frozen=True)
class _Ends:
    """What the links are judged by, worked out once."""

    sheet: Sheet
    about: CaseKey
    key: Key
    mine: tuple[str, ...]  # the interests that are the learner's own
    from_: tuple[str, ...]  # the chosen interest; where it isn't one of their own, all they could have started from
    batna: Alternative | None
    standard: Standard | None

    def near(self, figure: float, right: float) -> bool:
        return abs(figure - right) <= self.about.tolerance + 1e-9

    def label(self, interest: str) -> str:
        return next(i.name for i in self.sheet.case.interests if i.id == interest)

    def follows(self) -> tuple[str, ...]:
        """The interests for which the reservation value is what an admissible BATNA is worth."""
        rv, batna = self.sheet.figures.get("rv"), self.batna
        if rv is None or batna is None or not self.about.admissible(batna.id):
            return ()
        return tuple(i for i in self.from_ if self.near(rv, batna.worth[i]))

    def sound_interest(self) -> bool:
        """Whether the interest is one of the learner's own, or not chosen yet."""
        return self.sheet.chosen.get("interest", "") in ("", *self.mine)

    def sound_rv(self) -> bool:
        """Whether the reservation value is what the best admissible alternative is worth."""
        rv, case = self.sheet.figures.get("rv"), self.sheet.case
        batnas = [(best(case, self.about, i), i) for i in self.from_]
        return (
            self.sound_interest()
            and rv is not None
            and any(self.batna in (None, batna) and self.near(rv, batna.worth[i]) for batna, i in batnas)
        )

    def sound_target(self) -> bool:
        """Whether the target is the middle of a standard that fits; of the chosen one, where one is."""
        target = self.sheet.figures.get("target")
        among = (self.standard,) if self.standard else self.sheet.case.standards
        return target is not None and any(
            self.about.standards[s.id].fits and self.near(target, s.middle) for s in among
        )

    def rests(self) -> bool:
        """Whether the target is the middle of a standard that fits."""
        target, standard = self.sheet.figures.get("target"), self.standard
        fits = standard is not None and self.about.standards[standard.id].fits
        return fits and target is not None and standard is not None and self.near(target, standard.middle)


def _links(sheet: Sheet, about: CaseKey, key: Key) -> Iterator[ItemMark]:
    case, interest = sheet.case, sheet.chosen.get("interest", "")
    mine = tuple(name for name, i in about.interests.items() if i.mine)
    ends = _Ends(
        sheet=sheet,
        about=about,
        key=key,
        mine=mine,
        from_=(interest,) if interest in mine else mine,
        batna=next((a for a in case.alternatives if a.id == sheet.chosen.get("batna")), None),
        standard=next((s for s in case.standards if s.id == sheet.chosen.get("standard")), None),
    )
    judges = (_to_batna, _to_rv, _rv_to_target, _standard_to_target, _to_ask, _to_trade)
    for (name, text), judge in zip(LINKS.items(), judges, strict=True):
        first, second = name.split("-")
        link: ItemMark = judge(ends)
        if not_counted := sheet.uncounted.get(first) or sheet.uncounted.get(second):
            link = replace(link, verdict="unread", slip=None, word=not_counted.word)
        elif not (sheet.text(first) and sheet.text(second)):
            link = replace(link, verdict="blank", slip=None)
        written = [sheet.text(first), sheet.text(second)]
        answer = " → ".join(text or "(nothing yet)" for text in written) if any(written) else ""
        yield replace(link, id=name, text=text, answer=answer, group=case.label)


def _item(slip: str | None, why: str, expected: str = "") -> ItemMark:
    return ItemMark("", "", "wrong" if slip else "right", expected=expected, why=why, slip=slip)


def _from(link: ItemMark, *, sound: bool, start: str) -> ItemMark:
    """A link that holds; from an unsound start it follows and isn't right."""
    if sound or link.verdict != "right":
        return link
    why = f"The step is sound, so it counts. But {start}: that costs its own link, and this one changes with it.\n\n{link.why}"
    return replace(link, verdict="follows", why=why, expected="")


def _to_batna(ends: _Ends) -> ItemMark:
    interest, about, key, case = ends.sheet.chosen.get("interest", ""), ends.about, ends.key, ends.sheet.case
    if interest not in ends.mine:
        says = about.interests[interest].why if interest else "A BATNA serves an interest, so the interest comes first."
        served = listed([f"“{ends.label(i)}”" for i in ends.mine])
        return _item(about.interests[interest].slip if interest else None, says, f"start from one of {served}")
    right = best(case, about, interest)
    why = f"{about.interests[interest].why}\n\n“{right.name}”: {about.alternatives[right.id].why}"
    if ends.batna is None or ends.batna.id == right.id:
        return _item(None, why, right.name)
    choice = about.alternatives[ends.batna.id]
    why = f"“{ends.batna.name}”: {choice.why}\n\nFor this interest, “{right.name}” is worth {with_commas(right.worth[interest])} {case.unit}, the best of all that need nobody's yes anymore."
    slip = choice.slip or (key.not_the_best if about.admissible(ends.batna.id) else key.rests_on_a_yes)
    return _item(slip, why, right.name)


def _to_rv(ends: _Ends) -> ItemMark:
    batna, rv, key, case = ends.batna, ends.sheet.figures.get("rv"), ends.key, ends.sheet.case
    if batna is None:
        return _item(None, "The reservation value is the agreement that is just as good for you as your BATNA.")
    worth = [f"{with_commas(batna.worth[i])} for “{ends.label(i)}”" for i in ends.from_]
    control = ends.about.alternatives[batna.id]
    if not ends.about.admissible(batna.id):
        why = f"“{batna.name}”: {control.why} Nothing can rest on it, so no reservation value follows from it."
        return _item(
            control.slip or key.rests_on_a_yes, why, "the worth of an alternative that needs nobody's yes anymore"
        )
    why = f"In the table of the case “{batna.name}” is as good as an agreement at {listed(worth)} ({case.unit})."
    if rv is None or ends.follows():
        start = (
            "your BATNA isn't the best one for your interest"
            if ends.sound_interest()
            else "the interest isn't one of yours"
        )
        return _from(_item(None, why, listed(worth)), sound=rv is None or ends.sound_rv(), start=start)
    aspired = [ends.sheet.figures.get("target"), ends.standard.middle if ends.standard else None]
    taken = any(figure is not None and ends.near(rv, figure) for figure in aspired)
    return _item(key.target_for_rv if taken else key.rv_does_not_follow, why, listed(worth))


def _rv_to_target(ends: _Ends) -> ItemMark:
    rv, target = (ends.sheet.figures.get(entry) for entry in ("rv", "target"))
    way = "above" if ends.sheet.case.wants == "more" else "below"
    why = f"A target is what you hope for, so it lies {way} the point at which you walk away; and one of the two must rest on something."
    if rv is None or target is None:
        return _item(None, why)
    said = f"Your target is {with_commas(target)}, and you walk away at {with_commas(rv)}. {why}"
    if not ends.sheet.case.better(target, rv):
        return _item(ends.key.target_worse_than_rv, said, f"a target {way} {with_commas(rv)}")
    if not ends.follows() and not ends.rests():
        return _item(
            ends.key.nothing_underneath, said, "a reservation value from your BATNA, or a target from a standard"
        )
    off = [
        name
        for name, sound in (("your reservation value", ends.sound_rv()), ("your target", ends.sound_target()))
        if not sound
    ]
    return _from(_item(None, said), sound=not off, start=f"{' and '.join(off)} will change")


def _standard_to_target(ends: _Ends) -> ItemMark:
    case, about = ends.sheet.case, ends.about
    fitting = [f"{with_commas(s.middle)} ({s.name})" for s in case.standards if about.standards[s.id].fits]
    if ends.standard is None:
        return _item(None, "A target rests on a standard that speaks of cases like yours.", listed(fitting))
    choice = about.standards[ends.standard.id]
    why = f"{choice.why} Its middle is {with_commas(ends.standard.middle)} {case.unit}."
    if not choice.fits:
        return _item(choice.slip, why, listed(fitting))
    off = "target" in ends.sheet.figures and not ends.rests()
    return _item(ends.key.target_off_standard if off else None, why, with_commas(ends.standard.middle))


def _to_ask(ends: _Ends) -> ItemMark:
    target, ask = (ends.sheet.figures.get(entry) for entry in ("target", "ask"))
    case, standard = ends.sheet.case, ends.standard
    why = "An ask leaves room on the way to your target, and still rests on your standard."
    if target is None or ask is None:
        return _item(None, why)
    if not case.better(ask, target):
        return _item(
            ends.key.ask_below_target, f"You ask for {with_commas(ask)} and hope for {with_commas(target)}. {why}"
        )
    if standard is None:
        return _item(
            ends.key.ask_beyond_standard,
            f"There is no standard on your sheet that could support {with_commas(ask)}. {why}",
        )
    said = f"You ask for {with_commas(ask)}; your standard runs from {with_commas(standard.low)} to {with_commas(standard.high)}. {why}"
    near, far = (standard.low, standard.high) if case.wants == "more" else (standard.high, standard.low)
    slip = (
        ends.key.ask_short_of_standard if case.better(near, ask)
        else ends.key.ask_beyond_standard if case.better(ask, far) else None
    )  # fmt: skip
    held = _item(slip, said, f"better than {with_commas(target)}, and no further than {with_commas(far)}")
    start = "your target isn't what a standard that fits would give"
    return _from(held, sound=ends.sound_target(), start=start)


def _to_trade(ends: _Ends) -> ItemMark:
    interest, trade = (ends.sheet.chosen.get(entry, "") for entry in ("interest", "trade"))
    # A wrong interest cost its own link; here the one that BATNA and reservation value imply counts.
    meant = (interest,) if interest in ends.mine else ends.follows()
    good = [
        t.name
        for t in ends.sheet.case.trades
        if not set(meant or ends.mine).isdisjoint(ends.about.trades[t.id].good_for)
    ]
    if not trade:
        return _item(
            None,
            "A trade brings you closer to your interest at a price that is small for the other side.",
            listed(good),
        )
    about = ends.about.trades[trade]
    if not set(about.good_for).isdisjoint(meant):
        start = "the interest isn't one of yours"
        return _from(_item(None, about.why, listed(good)), sound=ends.sound_interest(), start=start)
    return _item(about.slip or ends.key.trade_off_interest, about.why, listed(good))
