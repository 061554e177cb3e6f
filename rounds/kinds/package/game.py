"""The deals of a package as one learner has them: what each is worth, which are efficient, which are fair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Self

from rounds.models import deals
from rounds.models.deals import Worth

Deal = tuple[str, ...]  # a level for each issue, in the exercise's order
Bet = tuple[tuple[float, float], tuple[float, float]]  # points to the own side and the other: if it holds, if it fails


@dataclass(frozen=True)
class Game:
    """Every deal, in the order of the issues' levels. A place is a deal's number in `deals` and `worths`.

    Points are whole numbers in the exercise's unit, to the learner's own side and to the other.
    """

    points: Mapping[str, Mapping[str, Worth]]  # by issue and level; of the bet, what each side expects of it
    batna: Worth
    bets: Mapping[str, Bet]  # by level of the contingent issue
    deals: tuple[Deal, ...]
    worths: tuple[Worth, ...]
    place: Mapping[Deal, int]
    ideal: Worth
    split: int  # the deal that splits every difference: middle levels, and no bet
    halves: tuple[int, ...]  # the same with and without the bet, which has no middle
    frontier: tuple[int, ...]
    nash: tuple[int, ...]
    kalai_smorodinsky: tuple[int, ...]

    @classmethod
    def of(
        cls,
        points: Mapping[str, Mapping[str, Worth]],
        batna: Worth,
        bets: Mapping[str, Bet],
        middles: Sequence[Sequence[str]],
    ) -> Self:
        """Work out every deal. `middles` are the middle level of each issue, and of the bet both of its levels."""
        every = tuple(product(*points.values()))
        place = {deal: number for number, deal in enumerate(every)}
        worths = tuple(_worth(points, deal) for deal in every)
        sure = next(level for level, sides in bets.items() if all(holds == fails for holds, fails in sides))
        return cls(
            points=points,
            batna=batna,
            bets=bets,
            deals=every,
            worths=worths,
            place=place,
            ideal=deals.ideal(worths, batna) or batna,
            split=place[tuple(levels[0] if len(levels) == 1 else sure for levels in middles)],
            halves=tuple(place[half] for half in product(*middles)),
            frontier=deals.frontier(worths),
            nash=deals.nash(worths, batna),
            kalai_smorodinsky=deals.kalai_smorodinsky(worths, batna),
        )

    def share(self, place: int) -> float:
        """The Nash product of a deal as a share of the largest, 0 to 1; 0 below a BATNA."""
        largest = deals.nash_product(self.worths[self.nash[0]], self.batna) if self.nash else 1.0
        return deals.nash_product(self.worths[place], self.batna) / largest

    @property
    def floor(self) -> float:
        """The share that splitting every difference reaches, with or without the bet, whichever is more."""
        return max(self.share(place) for place in self.halves)

    def above_batna(self, place: int) -> Worth:
        """The points that each side gets above its BATNA; negative where it would get less."""
        (own, other), (own_batna, other_batna) = self.worths[place], self.batna
        return own - own_batna, other - other_batna

    def gains(self, place: int) -> Worth:
        """What each side gains over its BATNA, as a share of the most it could gain."""
        return deals.gains(self.worths[place], self.batna, self.ideal)

    def better(self, place: int) -> list[int]:
        """The deals that are better for both sides than this one."""
        own, other = self.worths[place]
        return [number for number, worth in enumerate(self.worths) if worth[0] > own and worth[1] > other]

    def trade(self, place: int) -> int | None:
        """The deal to trade up to: better for both with the fewest changes, then with the largest smaller gain.

        Where no deal is better for both, one that is better for one side and no worse for the other; None where
        the deal is efficient.
        """
        worth = self.worths[place]
        improvements = self.better(place) or [n for n, w in enumerate(self.worths) if deals.dominates(w, worth)]
        before = self.gains(place)

        def rank(number: int) -> tuple[int, float]:
            after = self.gains(number)
            return len(self.changes(place, number)), -min(after[0] - before[0], after[1] - before[1])

        return min(improvements, key=rank, default=None)

    def changes(self, place: int, other: int) -> list[int]:
        """The issues, by number, that two deals settle differently."""
        pairs = zip(self.deals[place], self.deals[other], strict=True)
        return [number for number, (before, after) in enumerate(pairs) if before != after]


def _worth(points: Mapping[str, Mapping[str, Worth]], deal: Deal) -> Worth:
    worths = [points[issue][level] for issue, level in zip(points, deal, strict=True)]
    return round(sum(own for own, _ in worths), 9), round(sum(other for _, other in worths), 9)
