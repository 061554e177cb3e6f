"""`sheet`: the preparation sheet. Seven entries in a row, each judged by what the learner wrote before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Problem, Strict, Text

Control = Literal["own", "secured", "needs-yes"]
ADMISSIBLE = ("own", "secured")  # what needs another's yes is a second negotiation: C15
ENTRIES = ("interest", "batna", "rv", "standard", "target", "ask", "trade")


class Option(Strict):
    """Something to choose: an interest, or a trade. A long text takes a short label, by which it is called later."""

    id: Id
    label: str = Field("", max_length=80)
    text: Text

    @property
    def name(self) -> str:
        """What it is called."""
        return self.label or self.text


class Alternative(Option):
    """What one can do without an agreement; `worth` says, for each interest listed, which agreement is just as good."""

    text: Text = Field(description="what it is and who has to agree to it, as a learner would find it out")
    worth: dict[Id, float] = Field(description="in the case's unit, under each interest that is listed")


class Standard(Option):
    """A yardstick from outside, with its range and its middle, in the case's unit."""

    low: float
    middle: float
    high: float


class Case(Strict):
    """One negotiation to prepare, with everything that can be written into its sheet."""

    id: Id
    label: Text
    text: Text = Field(description="the scene, with its facts and figures; a blank line starts a new paragraph")
    unit: Text = Field(description="what reservation value, target and ask are counted in")
    least: float
    most: float
    wants: Literal["more", "less"] = Field(description="in which direction the learner is better off")
    interests: list[Option] = Field(min_length=4, max_length=7)
    alternatives: list[Alternative] = Field(min_length=3, max_length=6)
    standards: list[Standard] = Field(min_length=3, max_length=6)
    trades: list[Option] = Field(min_length=3, max_length=6)

    def better(self, one: float, other: float) -> bool:
        """Whether the figure `one` is better for the learner than `other`."""
        return one > other if self.wants == "more" else one < other


class Exercise(base.Exercise):
    """The cases of which a learner chooses one, and prepares it."""

    kind: Literal["sheet"]
    cases: list[Case] = Field(min_length=1, max_length=4)
    key: Key | None = Field(None, description="practice only: a graded key stands in grader/keys")


class InterestKey(Strict):
    """Whether it is an interest of the learner's own; if not, what it is instead."""

    mine: bool
    why: Text
    slip: Id | None = None


class AlternativeKey(Strict):
    """Who controls it. Only what is one's own decision, or secured, can be the BATNA; a breach never can."""

    control: Control
    why: Text
    slip: Id | None = Field(None, description="where choosing it is a mistake of its own, as a breach is")
    breach: bool = False


class StandardKey(Strict):
    """Whether it speaks of this role, this size, this year and of what is practice; if not, what is amiss."""

    fits: bool
    why: Text
    slip: Id | None = None
    breach: bool = False


class TradeKey(Strict):
    """Which of the learner's interests it serves; a breach is what must not be done whatever it brings."""

    good_for: list[Id] = Field(default_factory=list)
    why: Text
    slip: Id | None = None
    breach: bool = False


class CaseKey(Strict):
    """What there is to say about everything that can be chosen in a case."""

    interests: dict[Id, InterestKey]
    alternatives: dict[Id, AlternativeKey]
    standards: dict[Id, StandardKey]
    trades: dict[Id, TradeKey]
    tolerance: float = Field(1e-6, ge=0, description="how far a typed figure may be off, in the case's unit")

    def admissible(self, alternative: str) -> bool:
        """Whether an alternative can be the BATNA."""
        about = self.alternatives[alternative]
        return about.control in ADMISSIBLE and not about.breach

    def named(self) -> list[str]:
        """The slips that single choices lead to."""
        parts = (self.interests, self.alternatives, self.standards, self.trades)
        return [slip for part in parts for about in part.values() if (slip := about.slip)]

    def breaches(self) -> dict[tuple[str, str], str]:
        """Why each entry that must not be made must not, under the entry's name and the choice's id."""
        every = {"batna": self.alternatives, "standard": self.standards, "trade": self.trades}
        return {(entry, name): about.why for entry, part in every.items() for name, about in part.items() if about.breach}  # type: ignore[attr-defined]  # fmt: skip


class Ethics(Strict):
    """The gate: with a breach the mark is at most this share."""

    cap: float = Field(ge=0, lt=1)


class Key(base.Key):
    """The cases' keys, the slips of the links that are the same in each case, and the ethics gate."""

    cases: dict[Id, CaseKey]
    ethics: Ethics
    not_the_best: Id = Field(description="slip: an admissible alternative, and another serves the interest better")
    rests_on_a_yes: Id = Field(description="slip: the BATNA needs somebody else's yes")
    target_for_rv: Id = Field(description="slip: the target or a standard stands where the reservation value belongs")
    rv_does_not_follow: Id = Field(description="slip: the reservation value is not what the BATNA is worth")
    target_worse_than_rv: Id = Field(description="slip: the target is no better than walking away")
    nothing_underneath: Id = Field(description="slip: neither reservation value nor target rests on anything")
    target_off_standard: Id = Field(description="slip: the target is not the middle of a standard that fits")
    ask_below_target: Id = Field(description="slip: the ask is no better than the target")
    ask_short_of_standard: Id = Field(description="slip: the ask lies short of the standard's range")
    ask_beyond_standard: Id = Field(description="slip: the ask lies beyond the standard's range")
    trade_off_interest: Id = Field(description="slip: the trade does not serve the interest chosen")

    def links(self) -> list[str]:
        """The slips that are named by the links themselves."""
        fixed = {"slips", "cases", "ethics"}
        return [str(slip) for name, slip in self.model_dump(exclude=fixed).items()]


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    found = base.unique((case.id for case in exercise.cases), "case")
    for case in exercise.cases:
        found += _case(case)
    if key is None or found:
        return found
    found += base.same_ids([case.id for case in exercise.cases], key.cases, "cases")
    if found:
        return found
    named = key.links()
    for case in exercise.cases:
        about = key.cases[case.id]
        found += _keyed(case, about)
        named += about.named()
    found += base.known_slips(named, key)
    return found


def _case(case: Case) -> Iterator[Problem]:
    interests = [i.id for i in case.interests]
    parts: dict[str, Iterable[str]] = {
        "interest": interests,
        "alternative": [a.id for a in case.alternatives],
        "standard": [s.id for s in case.standards],
        "trade": [t.id for t in case.trades],
    }
    for what, ids in parts.items():
        yield from (Problem(f"{case.id}/{p.item}", p.says) for p in base.unique(ids, what))
    if case.least >= case.most:
        yield Problem(case.id, f"counts from {case.least:g} to {case.most:g}; most must be above least")
    figures: dict[str, float] = {}
    for row in case.alternatives:
        for problem in base.same_ids(interests, row.worth, f"worth of {row.id}"):
            yield Problem(f"{case.id}/{row.id}", f"{problem.item} {problem.says.replace('the key', 'it')}")
        figures |= {f"{row.id}, worth under {name}": value for name, value in row.worth.items()}
    for s in case.standards:
        if not s.low < s.middle < s.high:
            yield Problem(
                f"{case.id}/{s.id}", f"runs {s.low:g}, {s.middle:g}, {s.high:g}; low, middle and high must rise"
            )
        figures |= {f"{s.id}, low": s.low, f"{s.id}, high": s.high}
    for name, value in figures.items():
        if not case.least <= value <= case.most:
            yield Problem(
                case.id, f"{name}: {value:g} lies outside {case.least:g} to {case.most:g}, so it could not be typed"
            )


def _keyed(case: Case, about: CaseKey) -> Iterator[Problem]:
    wanted = {
        "interests": [i.id for i in case.interests],
        "alternatives": [a.id for a in case.alternatives],
        "standards": [s.id for s in case.standards],
        "trades": [t.id for t in case.trades],
    }
    wrong = [p for part, ids in wanted.items() for p in base.same_ids(ids, getattr(about, part), f"{case.id}, {part}")]
    yield from wrong
    if wrong:
        return
    mine = [name for name, i in about.interests.items() if i.mine]
    fitting = [s for s in case.standards if about.standards[s.id].fits]
    sound = [a for a in case.alternatives if about.admissible(a.id)]
    if len(mine) < 2:
        yield Problem(
            case.id, "has fewer than two interests that are the learner's own; one alone could not be chosen amiss"
        )
    if not fitting:
        yield Problem(case.id, "has no standard that fits, so no target can be justified")
    if not sound:
        yield Problem(case.id, "has no alternative that is one's own decision or secured, so there is no BATNA")
    right = {name: (i.mine, i.slip) for name, i in about.interests.items()}
    right |= {name: (s.fits, s.slip) for name, s in about.standards.items()}
    for name, (fine, slip) in right.items():
        if fine == (slip is not None):
            yield Problem(f"{case.id}/{name}", "if it is wrong it names its slip, and only then")
    for name, trade in about.trades.items():
        for interest in trade.good_for:
            yield from base.one_of(interest, mine, "good_for: own interest", f"{case.id}/{name}")
        if bool(trade.good_for) == (trade.slip is not None):
            yield Problem(f"{case.id}/{name}", "a trade that is good for no interest names its slip, and no other does")
    wrong_but = {n for n, t in about.trades.items() if t.breach and t.good_for}
    wrong_but |= {n for n, s in about.standards.items() if s.breach and s.fits}
    wrong_but |= {n for n, a in about.alternatives.items() if a.breach and a.slip is None}
    for name in sorted(wrong_but):
        yield Problem(
            f"{case.id}/{name}", "is a breach, so it names its slip, fits nothing and is good for no interest"
        )
    for interest in mine:
        yield from _solvable(case, about, interest, sound, fitting)


def _solvable(
    case: Case, about: CaseKey, interest: str, sound: list[Alternative], fitting: list[Standard]
) -> Iterator[Problem]:
    """Whether a learner who chose that interest can earn every link."""
    worths = sorted((a.worth[interest] for a in sound), reverse=case.wants == "more")
    if len(worths) > 1 and worths[0] == worths[1]:
        yield Problem(f"{case.id}/{interest}", "has two best alternatives; make one of them better than the other")
    if worths and not all(case.better(s.middle, worths[0]) for s in fitting):
        yield Problem(
            f"{case.id}/{interest}", f"its BATNA is worth {worths[0]:g}; each standard that fits must do better"
        )
    if not any(interest in trade.good_for for trade in about.trades.values()):
        yield Problem(f"{case.id}/{interest}", "no trade is good for it; add one")
