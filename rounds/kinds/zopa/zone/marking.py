"""Marking of `zopa`, form `zone`: values and ask by the key, zone and share by the learner's own values or the key's.

So an early slip does not cost twice, and who works with the case's figures is right as well. What only follows from a
line that is off is said to follow, and not to be right. Either counts once
one of both reservation values is right: two made-up figures and their difference are no work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rounds.core.formulas import calculate, fill
from rounds.core.scoring import Answer, ItemMark, Mark, Part, Verdict, as_typed, credited, tally, with_slips
from rounds.core.typed_numbers import Typed, typed, within
from rounds.kinds.number.marking import plain
from rounds.models.zone import Zone

if TYPE_CHECKING:
    from rounds.kinds.number.spec import WrongPath
    from rounds.kinds.zopa.spec import Exercise, Figure, Key

VALUES = ("own-rv", "own-target", "other-rv", "other-target")
SHARE_NEAR = 2.0  # percent
SHARES = (-100.0, 200.0)  # percent: a deal that one side would not take lies beyond 0 or 100
NAMES = {"rv": "reservation value", "target": "target"}


@dataclass(frozen=True)
class Given:
    """What of an answer can be marked."""

    values: dict[str, float] = field(default_factory=dict)  # the four values and the ask
    exists: bool | None = None
    width: float | None = None
    share: float | None = None
    rescue: str | None = None

    @property
    def said(self) -> bool:
        """Whether the question about the zone is answered, both parts of it."""
        return self.exists is not None and self.width is not None


def clean(exercise: Exercise, answer: Answer) -> tuple[Given, tuple[str, ...]]:
    """The part of `answer` that can be marked, and notes about the rest."""
    scale, asks = exercise.sides[0], exercise.asks
    values: dict[str, float] = {
        name: value
        for name in (*VALUES, "ask")
        if name in asks and (value := within(answer.get(name), scale.least, scale.most, scale.unit)) is not None
    }
    zone: Any = answer.get("zone") if "zone" in asks and isinstance(answer.get("zone"), dict) else {}
    exists = {"yes": True, "no": False}.get(zone.get("exists")) if isinstance(zone.get("exists"), str) else None
    width = within(zone.get("width"), 0, scale.reach, scale.unit)
    share = within(answer.get("share"), *SHARES, "percent") if "share" in asks else None
    rescue = answer.get("rescue") if "rescue" in asks else None
    rescue = rescue if isinstance(rescue, str) and rescue in [one.id for one in exercise.rescue] else None
    given = Given(values, exists, width, share, rescue)
    read = (
        len(no_numbers(exercise, answer))
        + len(values)
        + (share is not None)
        + (rescue is not None)
        + (exists is not None)
        + (width is not None)
    )
    odd = read != sum(_leaves(value) for value in answer.values())
    return given, ("A part of the answer could not be read and did not count.",) if odd else ()


def no_numbers(exercise: Exercise, answer: Answer) -> dict[str, Typed]:
    """What was typed for a question and cannot count, by question."""
    scale, zone = exercise.sides[0], answer.get("zone")
    entries = {name: (answer.get(name), scale.least, scale.most, scale.unit) for name in (*VALUES, "ask")}
    entries["share"] = (answer.get("share"), *SHARES, "percent")
    entries["zone"] = (zone.get("width") if isinstance(zone, dict) else None, 0.0, scale.reach, scale.unit)
    found = {name: typed(*entry) for name, entry in entries.items() if name in exercise.asks}
    return {name: one for name, one in found.items() if one}


def _leaves(value: object) -> int:
    return sum(map(_leaves, value.values())) if isinstance(value, dict) else 1


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many of the questions are answered, and how many there are."""
    given = clean(exercise, answer)[0]
    done = len(given.values) + given.said + (given.share is not None) + (given.rescue is not None)
    return done, len(exercise.asks)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, as the page names it, in its order."""
    given = clean(exercise, answer)[0]
    done = {**given.values, **{n: 1 for n in ("share", "rescue") if getattr(given, n) is not None}}
    return [name for name in exercise.asks if name not in done and not (name == "zone" and given.said)]


def own_zone(exercise: Exercise, given: Given) -> Zone | None:
    """The zone between the learner's own reservation values; None until both are given."""
    wants = exercise.sides[1].wants
    ends = [given.values.get(name) for name in ("own-rv", "other-rv")]
    return None if ends[0] is None or ends[1] is None else Zone(ends[0], ends[1], wants)


def share_meant(zone: Zone, true: Zone, deal: float) -> float:
    """The share in percent that a learner should find at `deal` from their own `zone`.

    From the `true` one where their own has no surplus to divide, or is so narrow that the share runs off.
    """
    if zone.width > 0 and SHARES[0] <= 100 * zone.share(deal) <= SHARES[1]:
        return 100 * zone.share(deal)
    return 100 * true.share(deal)


class _Marker:
    """One answer on its way through the questions."""

    def __init__(self, exercise: Exercise, key: Key, given: Given) -> None:
        self.exercise, self.key, self.given = exercise, key, given
        self.scale, self.own, self.other = exercise.sides
        self.figures = key.figures(exercise)
        self.mine = own_zone(exercise, given)
        near = [self.right(name) for name in ("own-rv", "other-rv") if name in exercise.asks]
        self.counts = any(near)  # what follows from the reservation values counts
        self.sound = all(near)  # and is right where both of them are
        said = self.mine is not None and given.said
        self.follows = said and self._follows(self.mine)
        self.fits = said and self._follows(self.true)  # by the case's figures
        self.found = self.counts and (self.follows or self.fits)

    def verdict(self, blank: bool, found: bool, fits: bool) -> Verdict:
        """Of what follows from both reservation values: right by the case, or merely following from the learner's."""
        return "blank" if blank else "wrong" if not found else "right" if fits or self.sound else "follows"

    def _word(self, blank: bool, near: bool) -> str:
        """Of a sound step that neither reservation value bears: it is not wrong by itself."""
        return "Doesn't count yet" if near and not blank and not self.counts else ""

    def right(self, name: str) -> bool:
        """Whether a value is near enough."""
        value = self.given.values.get(name)
        return value is not None and self.is_value(name, value)

    def is_value(self, name: str, value: float) -> bool:
        """Whether a figure is that value of the key."""
        about = {str(n): figure for n, figure in self.key.values.items()}.get(name)
        return about is not None and abs(value - self.figures[name.replace("-", "_")]) <= about.tolerance + 1e-9

    def _follows(self, zone: Zone | None) -> bool:
        if zone is None:
            return False
        near = self.scale.step / 2 + 1e-6
        return zone.exists == self.given.exists and abs((self.given.width or 0.0) - abs(zone.width)) <= near

    def items(self) -> list[ItemMark]:
        """A line for each question."""
        making = {"ask": self.ask, "zone": self.zone, "share": self.share, "rescue": self.rescue}
        return [making[name]() if name in making else self.value(name) for name in self.exercise.asks]

    def unit(self, value: float) -> str:
        """A figure with its unit."""
        return f"{plain(value)} {self.scale.unit}"

    def value(self, name: str) -> ItemMark:
        about: Figure = {str(n): figure for n, figure in self.key.values.items()}[name]
        given, value = self.given.values.get(name), self.figures[name.replace("-", "_")]
        right = self.right(name)
        return ItemMark(
            id=name,
            text=value_name(self.exercise, name),
            verdict="blank" if given is None else "right" if right else "wrong",
            given="" if given is None else self.unit(given),
            expected=self.unit(value),
            why=fill(about.why, {**self.figures, "value": value}),
            slip=None if given is None or right else self.value_slip(name, given),
        )

    def value_slip(self, name: str, given: float) -> str | None:
        """The mistake behind a wrong value: a path of its own, an exchange, or another."""
        about: Figure = {str(n): figure for n, figure in self.key.values.items()}[name]
        if path := self._path(about.wrong, given, about.tolerance):
            return path
        side, what = name.split("-")
        across = {"own": "other", "other": "own"}[side]
        exchanged = what == "rv" and all(
            self.is_value(f"{b}-rv", self.given.values.get(f"{a}-rv", float("nan")))
            for a, b in (("own", "other"), ("other", "own"))
        )
        key = self.key
        for holds, slip in (
            (exchanged, key.swapped),
            (what == "rv" and self.is_value(f"{side}-target", given), key.target_for_rv),
            (what == "target" and self.is_value(f"{side}-rv", given), key.rv_for_target),
            (what == "rv" and self.is_value(f"{across}-rv", given), key.swapped),
            (what == "rv" and self.is_value(f"{across}-target", given), key.target_for_rv),
            (what == "target" and self.is_value(f"{across}-rv", given), key.rv_for_target),
        ):
            if holds and slip:
                return slip
        return key.otherwise

    def _path(self, paths: list[WrongPath], given: float, near: float) -> str | None:
        tried = ((path.slip, calculate(path.value, self.figures)) for path in paths)
        return next((slip for slip, value in tried if abs(given - value) <= near + 1e-9), None)

    def ask(self) -> ItemMark:
        about, given = self.key.ask, self.given.values.get("ask")
        if about is None:
            raise ValueError("the key has no ask")
        least, most = (calculate(end, self.figures) for end in (about.least, about.most))
        right = given is not None and least - 1e-9 <= given <= most + 1e-9
        slip = None
        if given is not None and not right:
            slip = self._path(about.wrong, given, self.scale.step / 2) or self._ask_slip(given)
        return ItemMark(
            id="ask",
            text=value_name(self.exercise, "ask"),
            verdict="blank" if given is None else "right" if right else "wrong",
            given="" if given is None else self.unit(given),
            expected=f"{plain(least)} to {self.unit(most)}",
            why=fill(about.why, {**self.figures, "least": least, "most": most}),
            slip=slip,
        )

    def _ask_slip(self, given: float) -> str | None:
        true = self.true
        gain = given - true.own if true.wants == "more" else true.own - given
        if gain < 0 and self.key.ask_worse_than_rv:
            return self.key.ask_worse_than_rv
        middles = [zone.midpoint for zone in (true, self.mine) if zone and zone.exists]
        if self.key.midpoint and any(abs(given - middle) <= self.scale.step / 2 + 1e-9 for middle in middles):
            return self.key.midpoint
        return self.key.otherwise

    @property
    def true(self) -> Zone:
        """The zone of the key."""
        return Zone(self.figures["own_rv"], self.figures["other_rv"], self.own.wants)

    def first_slip(self) -> str | None:
        """Where neither reservation value is right: what went wrong with the first of them."""
        names = [name for name in ("own-rv", "other-rv") if name in self.given.values and not self.right(name)]
        return next((self.value_slip(name, self.given.values[name]) for name in names), None)

    def zone(self) -> ItemMark:
        given, true = self.given, self.true
        zone = self.mine if self.mine and self.counts and not self.fits and not self.found else true
        blank = self.mine is None or not given.said
        why = fill(self.key.zone.why if self.key.zone else "", self.figures)
        own, case = (self._zone(z.exists, abs(z.width)) for z in (self.mine or true, true))
        if not blank:
            why = f"{self._whence(self.follows, self.fits, own, case)}{why}"
        return ItemMark(
            id="zone",
            text="Is there a zone of possible agreement, and how far apart are both reservation values?",
            verdict=self.verdict(blank, self.found, self.fits),
            given=self._zone(bool(given.exists), given.width or 0.0) if given.said else "",
            expected=self._zone(zone.exists, abs(zone.width)),
            why=why,
            slip=None if blank or self.found else self._slip(self.follows or self.fits, self.key.zone_wrong),
            word=self._word(blank, self.follows or self.fits),
        )

    def _slip(self, near: bool, otherwise: str | None) -> str | None:
        """The mistake behind what follows: that of the reservation values, where it does follow from either."""
        return self.first_slip() if near else otherwise

    def _whence(self, follows: bool, fits: bool, own: str, case: str) -> str:
        """What the answer follows from, where that is not the same for one's own lines and for the case."""
        lines = " and ".join(plain(self.given.values[name]) for name in ("own-rv", "other-rv"))
        if not self.counts and (follows or fits):
            what = (
                "your two reservation values, but neither of them" if follows else "the case, but neither of your lines"
            )
            return f"It follows from {what} is right yet, so it does not count. "
        if not self.counts or own == case:
            return ""
        if fits:
            return f"This is by the case's figures; from your lines ({lines}) it would be: {own}. Both count. "
        if follows:
            return f"This follows from your lines ({lines}); by the case's figures it is: {case}. Both count. "
        return (
            f"From your lines ({lines}) it would be: {own}. By the case's figures it is: {case}. Either would count. "
        )

    def _zone(self, exists: bool, width: float) -> str:
        return f"yes, {self.unit(width)} wide" if exists else f"no, {self.unit(width)} apart"

    def share(self) -> ItemMark:
        deal = calculate(self.exercise.deal or "0", self.figures)
        true, given = self.true, self.given.share
        meant = share_meant(self.mine or true, true, deal)
        blank = self.mine is None or given is None
        told = {**self.figures, "deal": deal, "share": 100 * true.share(deal)}
        follows, fits = (
            given is not None and abs(given - share) <= SHARE_NEAR + 1e-9 for share in (meant, told["share"])
        )
        right = not blank and (follows or fits) and self.counts
        why = fill(self.key.share.why if self.key.share else "", told)
        own, case = (f"{plain(round(share, 1))} percent" for share in (meant, told["share"]))
        if not blank:
            why = f"{self._whence(follows, fits, own, case)}{why}"
        return ItemMark(
            id="share",
            text=f"{self.own.label}: share of the surplus at a deal of {self.unit(deal)}",
            verdict=self.verdict(blank, right, fits),
            given="" if given is None else f"{plain(given)} percent",
            expected=own if self.counts and not fits and not right else case,
            why=why,
            slip=None if blank or right else self._slip(follows or fits, self.key.share_wrong),
            word=self._word(blank, follows or fits),
        )

    def rescue(self) -> ItemMark:
        about, given = self.key.rescue, self.given.rescue
        if about is None:
            raise ValueError("the key has no rescue")
        texts = {one.id: one.text for one in self.exercise.rescue}
        why, slip, word = about.why, None, ""
        if given is not None and given != about.issue:
            why, slip = about.others[given].why, about.others[given].slip
        elif given is not None and not self.found:
            word = "Doesn't count yet"
            why = f"It is the right issue, and it counts once your zone is right: first find what is broken. {why}"
            slip = self._slip(self.follows or self.fits, self.key.zone_wrong)
        return ItemMark(
            id="rescue",
            text="Which issue, put on the table as well, would open a zone?",
            verdict="blank" if given is None else "wrong" if slip else "right",
            given=texts.get(given or "", ""),
            expected=texts[about.issue],
            why=fill(why, self.figures),
            slip=slip,
            word=word,
        )


def value_name(exercise: Exercise, name: str) -> str:
    """`Dr. Ames: reservation value`."""
    _, own, other = exercise.sides
    if name == "ask":
        return f"{own.label}: opening ask"
    side, what = name.split("-")
    return f"{own.label if side == 'own' else other.label}: {NAMES[what]}"


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """The share of the questions that are right; each weighs the same."""
    given, notes = clean(exercise, answer)
    items = as_typed(_Marker(exercise, key, given).items(), no_numbers(exercise, answer))
    hits = credited(items)
    answered, total = progress(exercise, answer)
    follow = [name for name in ("zone", "share") if name in exercise.asks]
    count = tally(items, "questions ")
    lines = []
    if follow:
        what = "Zone and share are" if len(follow) > 1 else f"The {follow[0]} is"
        lines.append(
            f"{what} judged by your own reservation values, or by the case's, as soon as one of yours "
            "is right, so one slip does not cost you twice."
        )
    made = Mark(
        hits / len(items),
        tuple(items),
        answered,
        total,
        summary=tuple(lines),
        notes=notes,
        parts=(Part(count, hits / len(items), 1),),
    )
    return with_slips(made, items, key.slips)
