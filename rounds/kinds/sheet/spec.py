"""`sheet`: the preparation sheet, in one of two forms.

A case with figures has seven entries in a row, each judged by what the learner wrote before it. A worksheet has lines of
its own, for a conversation that no figure should decide, such as a patient who wants to leave.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text
from rounds.kinds.table.spec import ADMISSIBLE, Control

ENTRIES = ("interest", "batna", "rv", "standard", "target", "ask", "trade")


class Option(Strict):
    """Something to choose: an interest, or a trade. A long text takes a short label, by which it is called later."""

    learner_sees: ClassVar[tuple[str, ...]] = ("id", "label", "text")
    id: Id
    label: str = Field("", max_length=80)
    text: Text

    @property
    def name(self) -> str:
        """What it is called."""
        return self.label or self.text


class Alternative(Option):
    """Something you can do without an agreement; `worth` says which agreement would serve each interest as well."""

    learner_sees = ("worth",)
    text: Text = Field(description="what it is and who has to agree to it, as a learner would find it out")
    worth: dict[Id, float] = Field(description="in the case's unit, under each interest that is listed")


class Standard(Option):
    """An outside yardstick, with its range and its middle, in the case's unit."""

    learner_sees = ("low", "middle", "high")
    low: float
    middle: float
    high: float


class Case(Strict):
    """One negotiation to prepare, with everything that can be written into its sheet."""

    learner_sees = (
        "id",
        "label",
        "text",
        "unit",
        "least",
        "most",
        "wants",
        "interests",
        "alternatives",
        "standards",
        "trades",
    )
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

    def better(self, figure: float, other: float) -> bool:
        """Whether a figure is better for the learner than another."""
        return figure > other if self.wants == "more" else figure < other


class Line(Strict):
    """A line of a worksheet: a question, with options of which one is chosen or, with `many`, all that belong."""

    learner_sees = ("id", "label", "hint", "many", "options")
    id: Id
    label: Text
    hint: str = ""
    many: bool = False
    options: list[Option] = Field(min_length=4, max_length=12)


class Worksheet(Strict):
    """A case without figures, prepared line by line."""

    learner_sees = ("id", "label", "text", "lines")
    id: Id
    label: Text
    text: Text = Field(description="the scene, with its facts; a blank line starts a new paragraph")
    lines: list[Line] = Field(min_length=3, max_length=10)


def _form(case: Any) -> str:
    lines = "lines" in case if isinstance(case, dict) else isinstance(case, Worksheet | WorksheetKey)
    return "worksheet" if lines else "figures"


AnyCase = Annotated[Annotated[Case, Tag("figures")] | Annotated[Worksheet, Tag("worksheet")], Discriminator(_form)]


class Exercise(base.Exercise):
    """The cases; a learner chooses one and prepares it."""

    learner_sees = ("kind", "cases")
    kind: Literal["sheet"]
    cases: list[AnyCase] = Field(min_length=1, max_length=4)
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")


class InterestKey(Strict):
    """Whether it is an interest of the learner's own; if not, what it is instead."""

    mine: bool
    why: Text
    slip: Id | None = None


class AlternativeKey(Strict):
    """Who controls it. Only your own decision, or what is secured, can be the BATNA; a breach never can."""

    control: Control
    why: Text
    slip: Id | None = Field(None, description="where choosing it is a mistake of its own, as a breach is")
    breach: bool = False


class StandardKey(Strict):
    """Whether it is about this role, this size, this year and what is done in practice; if not, what is wrong with it."""

    fits: bool
    why: Text
    slip: Id | None = None
    breach: bool = False


class TradeKey(Strict):
    """Which of the learner's interests it serves; a breach is something you must not do, whatever it brings."""

    good_for: list[Id] = Field(default_factory=list)
    why: Text
    slip: Id | None = None
    breach: bool = False


class CaseKey(Strict):
    """What to say about everything that can be chosen in a case."""

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
        """The slips of single choices."""
        parts = (self.interests, self.alternatives, self.standards, self.trades)
        return [slip for part in parts for about in part.values() if (slip := about.slip)]

    def breaches(self) -> dict[tuple[str, str], str]:
        """Why each breach must not be chosen, under the entry's name and the choice's id."""
        every = {"batna": self.alternatives, "standard": self.standards, "trade": self.trades}
        return {(entry, name): about.why for entry, part in every.items() for name, about in part.items() if about.breach}  # type: ignore[attr-defined]  # fmt: skip


class OptionKey(Strict):
    """Whether an option of a worksheet belongs; if that depends on the line before, the options it goes with."""

    right: bool | list[Id]
    why: Text
    slip: Id | None = None
    breach: bool = False


class LineKey(Strict):
    """What to say about the options of a line, and the line that it follows from."""

    options: dict[Id, OptionKey]
    after: Id | None = Field(None, description="the earlier line that decides which of its options are right")
    counts: bool = Field(True, description="false where only the line that follows from it is judged")
    missed: Id | None = Field(None, description="slip: an option that belongs was not chosen; lines with many only")


class WorksheetKey(Strict):
    """What to say about a worksheet."""

    lines: dict[Id, LineKey]

    def named(self) -> list[str]:
        """The slips of single options and lines."""
        options = [slip for line in self.lines.values() for about in line.options.values() if (slip := about.slip)]
        return options + [line.missed for line in self.lines.values() if line.missed]

    def breaches(self) -> dict[tuple[str, str], str]:
        """Why each breach must not be chosen, under the ids of its line and of the option."""
        return {
            (line, name): option.why
            for line, about in self.lines.items()
            for name, option in about.options.items()
            if option.breach
        }


AnyCaseKey = Annotated[
    Annotated[CaseKey, Tag("figures")] | Annotated[WorksheetKey, Tag("worksheet")], Discriminator(_form)
]


class Ethics(Strict):
    """With a breach, the mark is at most this share."""

    cap: float = Field(ge=0, lt=1)


class Key(base.Key):
    """The cases' keys, the slips of the links that are the same in each case with figures, and the ethics gate."""

    cases: dict[Id, AnyCaseKey]
    ethics: Ethics
    not_the_best: Id = Field(description="slip: an admissible alternative, and another serves the interest better")
    rests_on_a_yes: Id = Field(description="slip: the BATNA needs someone else's yes")
    target_for_rv: Id = Field(description="slip: the target or a standard stands where the reservation value belongs")
    rv_does_not_follow: Id = Field(description="slip: the reservation value is not what the BATNA is worth")
    target_worse_than_rv: Id = Field(description="slip: the target is no better than walking away")
    nothing_underneath: Id = Field(description="slip: neither reservation value nor target rests on anything")
    target_off_standard: Id = Field(description="slip: the target is not the middle of a standard that fits")
    ask_below_target: Id = Field(description="slip: the ask is no better than the target")
    ask_short_of_standard: Id = Field(description="slip: the ask lies short of the standard's range")
    ask_beyond_standard: Id = Field(description="slip: the ask lies beyond the standard's range")
    trade_off_interest: Id = Field(description="slip: the trade does not serve the interest chosen")

    def figures(self, case: str) -> CaseKey:
        """The key of a case with figures."""
        about = self.cases[case]
        if isinstance(about, WorksheetKey):
            raise TypeError(f"{case} is a worksheet and has no figures")
        return about

    def worksheet(self, case: str) -> WorksheetKey:
        """The key of a worksheet."""
        about = self.cases[case]
        if isinstance(about, CaseKey):
            raise TypeError(f"{case} is a case with figures and no worksheet")
        return about

    def links(self) -> list[str]:
        """The slips that are named by the links themselves."""
        fixed = {"slips", "cases", "ethics"}
        return [str(slip) for name, slip in self.model_dump(exclude=fixed).items()]
