"""`package`: a deal over five issues, and the role of each: what to share, trade, divide or bet upon."""

from __future__ import annotations

import math
from itertools import pairwise, permutations
from random import Random
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from rounds.kinds import base
from rounds.kinds.base import Id, Problem, Strict, Text
from rounds.kinds.package.game import Drawn, Game, game

Role = Literal["compatible", "take", "give", "division", "contingent"]
ROLES: tuple[Role, ...] = ("compatible", "take", "give", "division", "contingent")
DRAWN: tuple[Role, ...] = ("compatible", "take", "give")  # which issue has which is drawn for each learner
BETTER = 24  # deals better for both than splitting every difference: dozens of them
MOST_DEALS = 2_000


class Side(Strict):
    """One of the two sides, as the page calls it: "You", "The chief"."""

    label: Text


class Level(Strict):
    """One way of settling an issue."""

    id: Id
    label: Text


class Issue(Strict):
    """Something to settle, with its levels in the order in which they are shown."""

    id: Id
    label: Text
    levels: Annotated[list[Level], Field(min_length=2, max_length=9)]


class Points(Strict):
    """What each side gives the levels of an issue, in their order; turned round for some learners."""

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
    """The issue on which both sides can bet, as they expect different things (Bazerman & Gillespie 1999)."""

    issue: Id
    event: Text = Field(description='what may happen, to follow "believe": "that no-shows fall below 15 percent"')
    belief: Belief
    worth: dict[Id, Clause] = Field(description="by level; one of the two levels pays the same whatever happens")


class Batna(Strict):
    """What each side has without a deal, in points."""

    own: float
    other: float


class Exercise(base.Exercise):
    """Five issues; `{own_batna}` and `{other_batna}` in case and task are filled in with the learner's figures."""

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
    key: Key | None = Field(None, description="practice only: a graded key stands in grader/keys")
    _drawn: Drawn | None = PrivateAttr(None)

    def drawn(self, seed: int | None) -> Exercise:
        """The exercise as the learner with that seed has it: as hard as everybody's, and yet another one.

        The roles are dealt out anew, the levels of some issues turned round, and all points multiplied.
        """
        rng = Random(f"{seed or 0}/{self.id}")
        roles = dict(zip(self.shuffled, rng.sample(DRAWN, len(DRAWN)), strict=True))
        # Never all or none: else the first level everywhere, or the last, would be the best of all deals.
        last = frozenset(rng.sample(self.shuffled, rng.choice((1, 2))))
        drawn = Drawn(roles, last, rng.choice(self.scales))
        figures = {"own_batna": self.batna.own * drawn.scale, "other_batna": self.batna.other * drawn.scale}
        texts = {"case": _filled(self.case, figures), "task": _filled(self.task, figures)}
        copy = self.model_copy(update=texts)
        copy._drawn = drawn
        return copy

    @property
    def draw(self) -> Drawn:
        """What was drawn; what seed 0 draws where nothing was yet."""
        return self._drawn if self._drawn is not None else self.drawn(0).draw

    def role(self, issue: str) -> Role:
        """The role that an issue has for this learner."""
        if issue == self.division:
            return "division"
        return "contingent" if issue == self.contingent.issue else self.draw.roles[issue]  # type: ignore[return-value]


def _filled(text: str, figures: dict[str, float]) -> str:
    from rounds.core.formulas import fill

    return fill(text, figures)


class Lopsided(Strict):
    """The slips of an efficient deal of which one side has nearly all the gain."""

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


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    found = _parts(exercise) or _shapes(exercise)
    if found:
        return found
    try:
        drawn = exercise.drawn(0)
    except ValueError as error:
        return [Problem("", str(error))]
    found = _clause(exercise) or _geometry(exercise, game(drawn))
    return found + (_keyed(drawn, key) if key and not found else [])


def _parts(exercise: Exercise) -> list[Problem]:
    names = [i.id for i in exercise.issues]
    found = base.unique(names, "issue")
    for issue in exercise.issues:
        found += base.unique([level.id for level in issue.levels], "level")
    used = [*exercise.shuffled, exercise.division, exercise.contingent.issue]
    for name in used:
        found += base.one_of(name, names, "issue")
    found += base.unique(used, "role's issue")
    if math.prod(len(i.levels) for i in exercise.issues) > MOST_DEALS:
        found.append(Problem("", f"has more than {MOST_DEALS:,} deals; use fewer levels"))
    if any(scale < 1 for scale in exercise.scales):
        found.append(Problem("", "scales must be whole numbers of at least 1"))
    return found


def _shapes(exercise: Exercise) -> list[Problem]:
    found = []
    levels = {i.id: len(i.levels) for i in exercise.issues}
    for role in ROLES[:4]:
        points: Points = getattr(exercise.roles, role)
        for name in [exercise.division] if role == "division" else exercise.shuffled:
            if not levels[name] == len(points.own) == len(points.other):
                found.append(
                    Problem(name, f"has {levels[name]} levels; role {role} must give each side as many points")
                )
        if len(points.own) % 2 == 0:
            found.append(Problem("", f"role {role} has no middle level to split at; use an odd number of levels"))
        up = [all(b > a for a, b in pairwise(side)) for side in (points.own, points.other)]
        down = [all(b < a for a, b in pairwise(side)) for side in (points.own, points.other)]
        if not (all(up) if role == "compatible" else (up[0] and down[1]) or (down[0] and up[1])):
            same = "rise for both sides" if role == "compatible" else "rise for one side as they fall for the other"
            found.append(Problem("", f"role {role}: points must {same}"))
        one, other = (max(side) - min(side) for side in (points.own, points.other))
        if (role == "take" and one < 2 * other) or (role == "give" and other < 2 * one):
            found.append(
                Problem("", f"role {role}: must be worth at least twice as much to one side, not {one:g} and {other:g}")
            )
        if role == "division" and max(one, other) > 1.5 * min(one, other):
            found.append(Problem("", f"role division: must be worth about as much to both, not {one:g} and {other:g}"))
    return found


def _clause(exercise: Exercise) -> list[Problem]:
    clause = exercise.contingent
    levels = [level.id for issue in exercise.issues if issue.id == clause.issue for level in issue.levels]
    found = base.same_ids(levels, clause.worth, "contingent worth")
    if found:
        return found
    sure = [name for name, w in clause.worth.items() if all(s.holds == s.fails for s in (w.own, w.other))]
    if len(levels) != 2 or len(sure) != 1:
        return [Problem(clause.issue, "needs two levels, one of which pays the same whether the event holds or fails")]
    drawn = game(exercise.drawn(0)).points[clause.issue]
    bet = next(name for name in levels if name != sure[0])
    if not (drawn[bet][0] > drawn[sure[0]][0] and drawn[bet][1] > drawn[sure[0]][1]):
        found.append(Problem(clause.issue, f"{bet} must be better than {sure[0]} for both on their own beliefs"))
    return found


def _geometry(exercise: Exercise, drawn: Game) -> list[Problem]:
    found = []
    if any(worth != round(worth) for deal in drawn.worths for worth in deal):
        found.append(Problem("", "some deals are worth no whole number of points; change points, beliefs or worth"))
    split = drawn.worths[drawn.split]
    if not (split[0] > drawn.batna[0] and split[1] > drawn.batna[1]):
        found.append(Problem("", "splitting every difference must be better than the BATNA for both; change batna"))
    elif drawn.floor > 0.5:
        found.append(
            Problem("", f"splitting every difference already reaches {drawn.floor:.0%} of the best; change batna")
        )
    better = sum(one > split[0] and other > split[1] for one, other in drawn.worths)
    if better < BETTER:
        found.append(Problem("", f"only {better} deals are better for both than the split; there must be {BETTER}"))
    return found


def _keyed(exercise: Exercise, key: Key) -> list[Problem]:
    from rounds.kinds.package.marking import deal_why, role_why

    found = [Problem("", f"roles lacks the why of {role}; add it") for role in ROLES if role not in key.roles]
    found += base.confusions(permutations(ROLES, 2), key.confusions, key)
    named = [key.below_own, key.below_other, key.split, key.left_on_the_table, *key.lopsided.model_dump().values()]
    found += base.known_slips(named, key)
    if found:
        return found
    try:
        for issue in exercise.issues:
            role_why(exercise, key, issue)
        deal_why(exercise, key, 0)
    except ValueError as error:
        found.append(Problem("", str(error)))
    return found
