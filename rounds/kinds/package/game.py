"""The deals of a package as one learner has them: what each is worth, which are efficient, which are fair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from rounds.core.same import Same
from rounds.models import deals
from rounds.models.deals import Worth

if TYPE_CHECKING:
    from rounds.kinds.package.spec import Exercise

Deal = tuple[str, ...]  # a level for each issue, in the exercise's order


@dataclass(frozen=True)
class Game:
    """All the deals, in the order of the issues' levels; places are those in `deals` and `worths`."""

    points: Mapping[str, Mapping[str, Worth]]  # by issue and level: to the learner's own side, to the other
    batna: Worth
    clause: Mapping[str, tuple[tuple[float, float], tuple[float, float]]]  # by level: own, other; (holds, fails)
    deals: tuple[Deal, ...]
    worths: tuple[Worth, ...]
    place: Mapping[Deal, int]
    ideal: Worth
    split: int  # the deal that splits every difference: middle levels, and no bet
    halves: tuple[int, ...]  # the same with and without the bet, which has no middle
    frontier: tuple[int, ...]
    nash: tuple[int, ...]
    kalai_smorodinsky: tuple[int, ...]

    def share(self, place: int) -> float:
        """The Nash product of a deal as a share of the largest, 0 to 1; 0 below a BATNA."""
        best = deals.nash_product(self.worths[self.nash[0]], self.batna) if self.nash else 1.0
        return deals.nash_product(self.worths[place], self.batna) / best

    @property
    def floor(self) -> float:
        """The share that splitting every difference reaches, be the bet taken or not."""
        return max(self.share(place) for place in self.halves)

    def gains(self, place: int) -> Worth:
        """What each side gains over its BATNA, as a share of the most it could."""
        return deals.gains(self.worths[place], self.batna, self.ideal)

    def better(self, place: int) -> list[int]:
        """The deals that are better for both sides than this one."""
        own, other = self.worths[place]
        return [n for n, (one, two) in enumerate(self.worths) if one > own and two > other]

    def trade(self, place: int) -> int | None:
        """The deal to trade up to: better for both with the fewest changes, then with the largest smaller gain.

        Where none is better for both, one that is better for one side and no worse for the other; None where
        the deal is efficient.
        """
        found = self.better(place) or [n for n, w in enumerate(self.worths) if deals.dominates(w, self.worths[place])]
        before = self.gains(place)

        def rank(n: int) -> tuple[int, float]:
            after = self.gains(n)
            return len(self.changes(place, n)), -min(after[0] - before[0], after[1] - before[1])

        return min(found, key=rank, default=None)

    def changes(self, place: int, other: int) -> list[int]:
        """The issues, by number, that two deals settle differently."""
        pairs = zip(self.deals[place], self.deals[other], strict=True)
        return [at for at, (one, two) in enumerate(pairs) if one != two]


def game(exercise: Exercise) -> Game:
    """The deals of an exercise as it was drawn."""
    return _game(Same(exercise))


@lru_cache(maxsize=32)
def _game(same: Same[Exercise]) -> Game:
    exercise = same.it
    drawn = exercise.draw
    clause = {
        level: (
            (worth.own.holds * drawn.scale, worth.own.fails * drawn.scale),
            (worth.other.holds * drawn.scale, worth.other.fails * drawn.scale),
        )
        for level, worth in exercise.contingent.worth.items()
    }
    points = {issue.id: _points(exercise, issue.id, clause) for issue in exercise.issues}
    every = tuple(product(*(points[issue.id] for issue in exercise.issues)))
    worths = tuple(_worth(points, deal) for deal in every)
    batna = (exercise.batna.own * drawn.scale, exercise.batna.other * drawn.scale)
    sure = next(level for level, sides in clause.items() if all(holds == fails for holds, fails in sides))
    halves = tuple(
        product(
            *(
                clause if issue.id == exercise.contingent.issue else [issue.levels[len(issue.levels) // 2].id]
                for issue in exercise.issues
            )
        )
    )
    bet = [issue.id for issue in exercise.issues].index(exercise.contingent.issue)
    place = {deal: n for n, deal in enumerate(every)}
    return Game(
        points=points,
        batna=batna,
        clause=clause,
        deals=every,
        worths=worths,
        place=place,
        ideal=deals.ideal(worths, batna) or batna,
        split=next(place[half] for half in halves if half[bet] == sure),
        halves=tuple(place[half] for half in halves),
        frontier=deals.frontier(worths),
        nash=deals.nash(worths, batna),
        kalai_smorodinsky=deals.kalai_smorodinsky(worths, batna),
    )


def _points(
    exercise: Exercise, issue: str, clause: Mapping[str, tuple[tuple[float, float], tuple[float, float]]]
) -> dict[str, Worth]:
    """By level, what it is worth to each side; of the clause, what each expects of it."""
    levels = next([level.id for level in i.levels] for i in exercise.issues if i.id == issue)
    role = exercise.role(issue)
    if role == "contingent":
        beliefs = [
            {"holds": p, "fails": 1 - p} for p in (exercise.contingent.belief.own, exercise.contingent.belief.other)
        ]
        sides = {
            level: [
                round(deals.expected(belief, {"holds": holds, "fails": fails}), 9)
                for belief, (holds, fails) in zip(beliefs, clause[level], strict=True)
            ]
            for level in levels
        }
        return {level: (own, other) for level, (own, other) in sides.items()}
    given = getattr(exercise.roles, role)
    pairs = [
        (own * exercise.draw.scale, other * exercise.draw.scale)
        for own, other in zip(given.own, given.other, strict=True)
    ]
    # The levels of what is divided stay in their order: a sum of money reads from little to much.
    decides = given.other if role == "give" else given.own
    if role != "division" and (decides[-1] == max(decides)) != (issue in exercise.draw.last):
        pairs.reverse()
    return dict(zip(levels, pairs, strict=True))


def _worth(points: Mapping[str, Mapping[str, Worth]], deal: Deal) -> Worth:
    each = [points[issue][level] for issue, level in zip(points, deal, strict=True)]
    return round(sum(own for own, _ in each), 9), round(sum(other for _, other in each), 9)
