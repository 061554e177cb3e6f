"""Marking of `zopa`, form `zone`: values and ask by the key, zone and share by the learner's values or the key's.

So an early slip does not cost twice, and someone who works with the case's figures is right as well. What only follows
from a line that is off is said to follow, and not to be right. Either counts once one of the two reservation values is
right: two made-up figures and their difference are no work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from rounds.core.formulas import calculate, fill
from rounds.core.number_format import told_apart, with_commas
from rounds.core.scoring import Answer, ItemMark, Mark, Part, Verdict, credited, tally, with_slips, with_uncounted
from rounds.kinds.number.spec import WrongPath
from rounds.kinds.zopa.spec import Exercise, Key
from rounds.kinds.zopa.zone.answers import SHARES, ZoneAnswer, clean, progress, question, uncounted
from rounds.kinds.zopa.zone.spec import VALUES, Ask, ValueOf
from rounds.models.zone import Zone

SHARE_NEAR = 2.0  # percent
RESERVATIONS: tuple[ValueOf, ValueOf] = ("own-rv", "other-rv")


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """The share of the questions that are right; each weighs the same."""
    readable, notes = clean(exercise, answer)
    case = Case(exercise, key, readable)
    items = with_uncounted([JUDGES[name](case) for name in exercise.asks], uncounted(exercise, answer))
    share = credited(items) / len(items)
    answered, total = progress(exercise, answer)
    summary = []
    if following := [name for name in ("zone", "share") if name in exercise.asks]:
        judged = "Zone and share are" if len(following) > 1 else f"The {following[0]} is"
        summary.append(
            f"{judged} judged by your own reservation values, or by the case's, as soon as one of yours "
            "is right, so one slip does not cost you twice."
        )
    mark = Mark(
        fraction=share,
        items=tuple(items),
        answered=answered,
        total=total,
        summary=tuple(summary),
        notes=notes,
        parts=(Part(tally(items, "questions "), share, 1),),
    )
    return with_slips(mark, items, key.slips)


@dataclass(frozen=True)
class Case:
    """What the questions of one answer are judged by."""

    exercise: Exercise
    key: Key
    answer: ZoneAnswer

    @cached_property
    def figures(self) -> dict[str, float]:
        """The key's figures by name, in the unit of the scale."""
        return self.key.figures(self.exercise)

    @cached_property
    def zone(self) -> Zone:
        """The zone by the case's figures."""
        return Zone(self.figures["own_rv"], self.figures["other_rv"], self.exercise.sides[1].wants)

    @cached_property
    def learners_zone(self) -> Zone | None:
        """The zone between the learner's reservation values; None until both are there."""
        return self.answer.zone(self.exercise)

    @cached_property
    def reservations_right(self) -> list[bool]:
        """Of each reservation value that is asked for, whether it is right."""
        return [self.is_right(name) for name in RESERVATIONS if name in self.exercise.asks]

    @property
    def counts(self) -> bool:
        """Whether what follows from the reservation values counts: once one of them is right."""
        return any(self.reservations_right)

    def is_right(self, name: ValueOf) -> bool:
        """Whether the learner's figure for that value is near enough."""
        value = self.answer.values.get(name)
        return value is not None and self.is_value(name, value)

    def is_value(self, name: ValueOf, value: float) -> bool:
        """Whether a figure is that value of the key."""
        figure = self.key.values.get(name)
        return figure is not None and abs(value - self.figures[name.replace("-", "_")]) <= figure.tolerance + 1e-9

    def with_unit(self, value: float, beside: float | None = None) -> str:
        """A figure with its unit; with enough decimals not to read like the one beside it."""
        text = with_commas(value) if beside is None else told_apart(value, beside)
        return f"{text} {self.exercise.sides[0].unit}"

    def zone_text(self, exists: bool, width: float) -> str:
        """An answer about the zone in words: `yes, 6 hours wide`."""
        return f"yes, {self.with_unit(width)} wide" if exists else f"no, {self.with_unit(width)} apart"

    def path(self, paths: Sequence[WrongPath], value: float, near: float) -> str | None:
        """The slip of the wrong path that leads to a value, if one does."""
        slips = ((path.slip, calculate(path.value, self.figures)) for path in paths)
        return next((slip for slip, wrong in slips if abs(value - wrong) <= near + 1e-9), None)


@dataclass(frozen=True)
class _Conclusion:
    """A step that follows from both reservation values: from the learner's, from the case's, from both or from neither."""

    case: Case
    blank: bool
    follows: bool  # from the learner's reservation values
    fits: bool  # the case's figures
    by_learner: str  # the answer that would follow from the learner's values, in words
    by_case: str

    @property
    def sound(self) -> bool:
        """Whether the step itself is right, from whichever values."""
        return self.follows or self.fits

    @property
    def earns(self) -> bool:
        """Whether it earns its points."""
        return not self.blank and self.sound and self.case.counts

    @property
    def verdict(self) -> Verdict:
        """Right by the case, or merely following from the learner's values."""
        if self.blank or not self.earns:
            return "blank" if self.blank else "wrong"
        return "right" if self.fits or all(self.case.reservations_right) else "follows"

    @property
    def word(self) -> str:
        """Of a sound step that neither reservation value supports: it isn't wrong in itself."""
        return "Doesn't count yet" if self.sound and not self.blank and not self.case.counts else ""

    def slip(self, otherwise: str | None) -> str | None:
        """The mistake behind it: that of the reservation values, where the step follows from either pair."""
        if self.blank or self.earns:
            return None
        return _reservation_slip(self.case) if self.sound else otherwise

    def why(self, why: str) -> str:
        """The reason, after what the answer follows from where that differs between the learner's lines and the case."""
        return why if self.blank else f"{self._source()}{why}"

    def _source(self) -> str:
        lines = " and ".join(with_commas(self.case.answer.values[name]) for name in RESERVATIONS)
        if not self.case.counts and self.sound:
            source = "your two reservation values, but neither of them"
            if not self.follows:
                source = "the case, but neither of your lines"
            return f"It follows from {source} is right yet, so it does not count. "
        if not self.case.counts or self.by_learner == self.by_case:
            return ""
        if self.fits:
            return (
                f"This is by the case's figures; from your lines ({lines}) it would be: {self.by_learner}. Both count. "
            )
        if self.follows:
            return f"This follows from your lines ({lines}); by the case's figures it is: {self.by_case}. Both count. "
        by_case = f"By the case's figures it is: {self.by_case}. Either would count. "
        return f"From your lines ({lines}) it would be: {self.by_learner}. {by_case}"


def _value(case: Case, name: ValueOf) -> ItemMark:
    figure, right_value = case.key.values[name], case.figures[name.replace("-", "_")]
    value, right = case.answer.values.get(name), case.is_right(name)
    return ItemMark(
        id=name,
        text=question(case.exercise, name),
        verdict="blank" if value is None else "right" if right else "wrong",
        answer="" if value is None else case.with_unit(value, beside=right_value),
        expected=case.with_unit(right_value),
        why=fill(figure.why, {**case.figures, "value": right_value}),
        slip=None if value is None or right else _value_slip(case, name, value),
    )


def _value_slip(case: Case, name: ValueOf, value: float) -> str | None:
    """The mistake behind a wrong value: a wrong path of its own, an exchange with another value, or any other."""
    key, figure = case.key, case.key.values[name]
    if slip := case.path(figure.wrong, value, figure.tolerance):
        return slip
    own_rv, other_rv = (case.answer.values.get(reservation, float("nan")) for reservation in RESERVATIONS)
    exchanged = case.is_value("other-rv", own_rv) and case.is_value("own-rv", other_rv)
    rv, target = SAME_SIDE[name]
    across_rv, across_target = ACROSS[name]
    mistakes = (
        ((exchanged, key.swapped), (case.is_value(target, value), key.target_for_rv),
         (case.is_value(across_rv, value), key.swapped), (case.is_value(across_target, value), key.target_for_rv))
        if name in RESERVATIONS
        else ((case.is_value(rv, value), key.rv_for_target), (case.is_value(across_rv, value), key.rv_for_target))
    )  # fmt: skip
    return next((slip for made, slip in mistakes if made and slip), key.otherwise)


_OWN: tuple[ValueOf, ValueOf] = ("own-rv", "own-target")
_OTHER: tuple[ValueOf, ValueOf] = ("other-rv", "other-target")
SAME_SIDE: Mapping[ValueOf, tuple[ValueOf, ValueOf]] = {**dict.fromkeys(_OWN, _OWN), **dict.fromkeys(_OTHER, _OTHER)}
ACROSS: Mapping[ValueOf, tuple[ValueOf, ValueOf]] = {**dict.fromkeys(_OWN, _OTHER), **dict.fromkeys(_OTHER, _OWN)}


def _reservation_slip(case: Case) -> str | None:
    """Where neither reservation value is right: what went wrong with the first of them."""
    wrong = [name for name in RESERVATIONS if name in case.answer.values and not case.is_right(name)]
    return _value_slip(case, wrong[0], case.answer.values[wrong[0]]) if wrong else None


def _ask(case: Case) -> ItemMark:
    standard, ask = case.key.ask, case.answer.ask
    if standard is None:
        raise ValueError("the key has no ask")
    least, most = (calculate(end, case.figures) for end in (standard.least, standard.most))
    right = ask is not None and least - 1e-9 <= ask <= most + 1e-9
    slip = None
    if ask is not None and not right:
        slip = case.path(standard.wrong, ask, case.exercise.sides[0].step / 2) or _ask_slip(case, ask)
    return ItemMark(
        id="ask",
        text=question(case.exercise, "ask"),
        verdict="blank" if ask is None else "right" if right else "wrong",
        answer="" if ask is None else case.with_unit(ask, beside=least if ask < least else most),
        expected=f"{with_commas(least)} to {case.with_unit(most)}",
        why=fill(standard.why, {**case.figures, "least": least, "most": most}),
        slip=slip,
    )


def _ask_slip(case: Case, ask: float) -> str | None:
    key, zone = case.key, case.zone
    gain = ask - zone.own if zone.wants == "more" else zone.own - ask
    if gain < 0 and key.ask_worse_than_rv:
        return key.ask_worse_than_rv
    midpoints = [z.midpoint for z in (zone, case.learners_zone) if z and z.exists]
    if key.midpoint and any(abs(ask - point) <= case.exercise.sides[0].step / 2 + 1e-9 for point in midpoints):
        return key.midpoint
    return key.otherwise


def _about_zone(case: Case) -> _Conclusion:
    """What the answer about the zone follows from."""
    answer, learners = case.answer, case.learners_zone
    blank = learners is None or not answer.has_zone
    near = case.exercise.sides[0].step / 2 + 1e-6

    def says(zone: Zone) -> bool:
        return zone.exists == answer.exists and abs((answer.width or 0.0) - abs(zone.width)) <= near

    by_learner, by_case = (case.zone_text(z.exists, abs(z.width)) for z in (learners or case.zone, case.zone))
    return _Conclusion(
        case=case,
        blank=blank,
        follows=not blank and learners is not None and says(learners),
        fits=not blank and says(case.zone),
        by_learner=by_learner,
        by_case=by_case,
    )


def _zone(case: Case) -> ItemMark:
    key, answer, conclusion = case.key, case.answer, _about_zone(case)
    return ItemMark(
        id="zone",
        text="Is there a zone of possible agreement, and how far apart are the two reservation values?",
        verdict=conclusion.verdict,
        answer=case.zone_text(bool(answer.exists), answer.width or 0.0) if answer.has_zone else "",
        expected=conclusion.by_learner if case.counts and not conclusion.sound else conclusion.by_case,
        why=conclusion.why(fill(key.zone.why if key.zone else "", case.figures)),
        slip=conclusion.slip(key.zone_wrong),
        word=conclusion.word,
    )


def expected_share(zone: Zone, true_zone: Zone, deal: float) -> float:
    """The share in percent that a learner should find at `deal` from their own `zone`.

    By the `true_zone` where their own has no surplus to divide, or is so narrow that the share runs off.
    """
    if zone.width > 0 and SHARES[0] <= 100 * zone.share(deal) <= SHARES[1]:
        return 100 * zone.share(deal)
    return 100 * true_zone.share(deal)


def _share(case: Case) -> ItemMark:
    deal = calculate(case.exercise.deal or "0", case.figures)
    share, learners = case.answer.share, case.learners_zone
    by_learner, by_case = expected_share(learners or case.zone, case.zone, deal), 100 * case.zone.share(deal)
    follows, fits = (share is not None and abs(share - right) <= SHARE_NEAR + 1e-9 for right in (by_learner, by_case))
    conclusion = _Conclusion(
        case=case,
        blank=learners is None or share is None,
        follows=follows,
        fits=fits,
        by_learner=f"{with_commas(round(by_learner, 1))} percent",
        by_case=f"{with_commas(round(by_case, 1))} percent",
    )
    why = case.key.share.why if case.key.share else ""
    return ItemMark(
        id="share",
        text=f"{case.exercise.sides[1].label}: share of the surplus at a deal of {case.with_unit(deal)}",
        verdict=conclusion.verdict,
        answer="" if share is None else f"{with_commas(share)} percent",
        expected=conclusion.by_learner if case.counts and not fits and not conclusion.earns else conclusion.by_case,
        why=conclusion.why(fill(why, {**case.figures, "deal": deal, "share": by_case})),
        slip=conclusion.slip(case.key.share_wrong),
        word=conclusion.word,
    )


def _rescue(case: Case) -> ItemMark:
    rescue, choice = case.key.rescue, case.answer.rescue
    if rescue is None:
        raise ValueError("the key has no rescue")
    texts = {issue.id: issue.text for issue in case.exercise.rescue}
    why, slip, word = rescue.why, None, ""
    about_zone = _about_zone(case)
    if choice is not None and choice != rescue.issue:
        why, slip = rescue.others[choice].why, rescue.others[choice].slip
    elif choice is not None and not about_zone.earns:
        word = "Doesn't count yet"
        why = f"It is the right issue, and it counts once your zone is right: first find what is broken. {why}"
        slip = _reservation_slip(case) if about_zone.sound else case.key.zone_wrong
    return ItemMark(
        id="rescue",
        text="Which issue, put on the table as well, would open a zone?",
        verdict="blank" if choice is None else "wrong" if slip else "right",
        answer=texts.get(choice or "", ""),
        expected=texts[rescue.issue],
        why=fill(why, case.figures),
        slip=slip,
        word=word,
    )


JUDGES: Mapping[Ask, Callable[[Case], ItemMark]] = {
    **{name: partial(_value, name=name) for name in VALUES},
    "ask": _ask,
    "zone": _zone,
    "share": _share,
    "rescue": _rescue,
}
