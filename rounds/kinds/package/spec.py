"""`package`: a deal over five issues, and the role of each: what to share, trade, divide or bet on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from rounds.core.formulas import fill
from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text
from rounds.kinds.package.game import Bet, Game
from rounds.models.deals import Worth as DealWorth
from rounds.models.deals import expected

Role = Literal["compatible", "take", "give", "division", "contingent"]
ROLES: dict[Role, str] = {
    "compatible": "Shared: you both want the same",
    "take": "Take: worth more to you than to them",
    "give": "Give: worth more to them than to you",
    "division": "Divide: what one side gains, the other loses",
    "contingent": "Bet: you expect different things",
}
SHUFFLED_ROLES: tuple[Role, ...] = ("compatible", "take", "give")  # which issue has which is drawn for each learner


class Side(Strict):
    """One of the two sides, as the page calls it: "You", "The chief"."""

    learner_sees = ("label",)
    label: Text


class Level(Strict):
    """One way of settling an issue."""

    learner_sees = ("id", "label")
    id: Id
    label: Text


class Issue(Strict):
    """Something to settle, with its levels in the order in which they are shown."""

    learner_sees = ("id", "label", "levels")
    id: Id
    label: Text
    levels: Annotated[list[Level], Field(min_length=2, max_length=9)]


class Points(Strict):
    """What each side gives the levels of an issue, in their order; reversed for some learners."""

    own: list[float] = Field(min_length=2)
    other: list[float] = Field(min_length=2)


class Roles(Strict):
    """The points that each side gives the levels of an issue with that role; whole numbers."""

    compatible: Points
    take: Points
    give: Points
    division: Points


class Belief(Strict):
    """How likely each side holds the event to be, 0 to 1."""

    own: float = Field(ge=0, le=1)
    other: float = Field(ge=0, le=1)


class Worth(Strict):
    """What a level of the clause is worth to a side, in points, if the event holds and if it fails."""

    holds: float
    fails: float


class Clause(Strict):
    """What one level of the clause is worth to both sides."""

    own: Worth
    other: Worth


class Contingent(Strict):
    """The issue both sides can bet on, since they expect different things (Bazerman & Gillespie 1999)."""

    issue: Id
    event: Text = Field(description='what may happen, to follow "believe": "that no-shows fall below 15 percent"')
    belief: Belief
    worth: dict[Id, Clause] = Field(description="by level; one of the two levels pays the same whatever happens")


class Batna(Strict):
    """What each side has without a deal, in points."""

    own: float
    other: float


@dataclass(frozen=True)
class Drawn:
    """What is drawn for a learner.

    `roles` by shuffled issue; `last` the issues whose best level (for both, or for the side that the issue
    is worth more to) is shown last, and not first; `scale` what all points are multiplied by.
    """

    roles: Mapping[str, Role]
    last: frozenset[str]
    scale: int


class Exercise(base.Exercise):
    """Five issues; `{own_batna}` and `{other_batna}` in case and task are filled in with the learner's figures."""

    learner_sees = ("kind", "own", "other", "unit", "issues")
    kind: Literal["package"]
    own: Side
    other: Side
    unit: Text = "points"
    issues: list[Issue] = Field(min_length=5, max_length=5)
    roles: Roles
    shuffled: list[Id] = Field(min_length=3, max_length=3, description="issues among which three roles are drawn")
    division: Id
    contingent: Contingent
    batna: Batna
    scales: list[int] = Field(default=[1, 2], min_length=1, description="all points are multiplied by one of these")
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")
    _drawn: Drawn | None = PrivateAttr(None)

    def drawn(self, seed: int | None) -> Exercise:
        """The exercise as the learner with that seed has it: as hard as everyone's, and still a different one.

        The roles are dealt again, the levels of some issues are reversed, and all points are multiplied.
        """
        rng = Random(f"{seed or 0}/{self.id}")
        roles = dict(zip(self.shuffled, rng.sample(SHUFFLED_ROLES, len(SHUFFLED_ROLES)), strict=True))
        # Never all of them and never none, or the first level everywhere, or the last, would be the best deal.
        last = frozenset(rng.sample(self.shuffled, rng.choice((1, 2))))
        drawn = Drawn(roles, last, rng.choice(self.scales))
        figures = {"own_batna": self.batna.own * drawn.scale, "other_batna": self.batna.other * drawn.scale}
        texts = {"case": fill(self.case, figures), "task": fill(self.task, figures)}
        copy = self.model_copy(update=texts)
        copy._drawn = drawn
        return copy

    @property
    def draw(self) -> Drawn:
        """What was drawn for the learner; before that, what seed 0 draws."""
        return self._drawn if self._drawn is not None else self.drawn(0).draw

    def role(self, issue: str) -> Role:
        """The role that an issue has for this learner."""
        if issue == self.division:
            return "division"
        return "contingent" if issue == self.contingent.issue else self.draw.roles[issue]

    @cached_property
    def game(self) -> Game:
        """Every deal of the exercise as it was drawn, worked out once."""
        scale, contingent = self.draw.scale, self.contingent
        bets: dict[str, Bet] = {
            level: (
                (worth.own.holds * scale, worth.own.fails * scale),
                (worth.other.holds * scale, worth.other.fails * scale),
            )
            for level, worth in contingent.worth.items()
        }
        return Game.of(
            points={issue.id: self._points(issue, bets) for issue in self.issues},
            batna=(self.batna.own * scale, self.batna.other * scale),
            bets=bets,
            middles=[
                list(bets) if issue.id == contingent.issue else [issue.levels[len(issue.levels) // 2].id]
                for issue in self.issues
            ],
        )

    def _points(self, issue: Issue, bets: Mapping[str, Bet]) -> dict[str, DealWorth]:
        """What each level of an issue is worth to each side; of a bet, what each side expects of it."""
        levels, role = [level.id for level in issue.levels], self.role(issue.id)
        if role == "contingent":
            belief = self.contingent.belief
            return {
                level: (_expects(belief.own, bets[level][0]), _expects(belief.other, bets[level][1]))
                for level in levels
            }
        points: Points = getattr(self.roles, role)
        scale = self.draw.scale
        pairs = [(own * scale, other * scale) for own, other in zip(points.own, points.other, strict=True)]
        # The levels of what is divided stay in their order: a sum of money reads from little to much.
        decides = points.other if role == "give" else points.own
        if role != "division" and (decides[-1] == max(decides)) != (issue.id in self.draw.last):
            pairs.reverse()
        return dict(zip(levels, pairs, strict=True))


def _expects(belief: float, bet: tuple[float, float]) -> float:
    holds, fails = bet
    return round(expected({"holds": belief, "fails": 1 - belief}, {"holds": holds, "fails": fails}), 9)


class Lopsided(Strict):
    """The slips of an efficient deal that gives one side nearly all of the gain."""

    own: Id = Field(description="slip: it went to the learner's own side")
    other: Id = Field(description="slip: it went to the other side")


class Key(base.Key):
    """Why each issue has its role, and the slip behind each mistake.

    A `why` may hold {issue}, {own} and {other} (each side's points, as "0, 15 or 30"), {own_best} and
    {other_best} (the labels of the levels they like best); `deal` may hold {own} and {other} (points), {own_gain}
    and {other_gain} ("12 above" or "3 below", to go before "the BATNA") and {better} ("none is", "1 is"
    or "12 are", to go before "better for both").
    """

    roles: dict[Role, Text]
    deal: Text
    confusions: dict[Role, dict[Role, Id]] = Field(description="right role: role that was given: slip")
    below_own: Id = Field(description="slip: worse than the learner's own BATNA")
    below_other: Id = Field(description="slip: worse than the other side's BATNA")
    split: Id = Field(description="slip: every difference split, or no better than that")
    left_on_the_table: Id = Field(description="slip: another deal is better for one side and no worse for the other")
    lopsided: Lopsided
    slips: dict[Id, Text] = Field(default_factory=dict)
