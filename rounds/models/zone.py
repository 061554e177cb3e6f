"""The zone of possible agreement of two sides over one figure. Pure; imports nothing heavy.

A side's reservation value is the worst deal it would still take (Raiffa 1982). Between the two lies the zone:
every deal in it is better for both than no deal. Its width is the surplus that a deal divides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Wants = Literal["more", "less"]


@dataclass(frozen=True)
class Zone:
    """The reservation values of two sides over one figure, in any one unit (hours a week, dollars an hour).

    `wants` says in which direction `own` is better off: a seller of time wants more for it, a buyer less; the
    other side wants the opposite. Raises ValueError for a figure that is not finite or a direction not known.
    """

    own: float
    other: float
    wants: Wants = "more"

    def __post_init__(self) -> None:
        """Refuse figures that make no sense."""
        for name, value in (("own", self.own), ("other", self.other)):
            _finite(f"{name} reservation value", value)
        if self.wants not in ("more", "less"):
            raise ValueError(f'wants must be "more" or "less", not "{self.wants}"')

    @property
    def width(self) -> float:
        """The distance between the two, in their unit; negative where there is no zone (Raiffa 1982: RV_b - RV_s)."""
        return self.other - self.own if self.wants == "more" else self.own - self.other

    @property
    def exists(self) -> bool:
        """Whether there is a deal that both would take: a width of 0 or more (one deal, at 0)."""
        return self.width >= 0

    @property
    def low(self) -> float:
        """The smaller of both reservation values."""
        return min(self.own, self.other)

    @property
    def high(self) -> float:
        """The larger of both reservation values."""
        return max(self.own, self.other)

    @property
    def midpoint(self) -> float:
        """Halfway between both; where there is a zone, the deal that gives each side half of the surplus."""
        return self.own + (self.other - self.own) / 2

    def share(self, deal: float) -> float:
        """The share of the surplus that `deal` gives to the own side; the other side has the rest.

        0 at the own reservation value, 1 at the other's; below 0 or above 1 for a deal that one of them would
        not take (Raiffa 1982: (x - RV_s) / width). Raises ValueError where there is no surplus to divide.
        """
        _finite("deal", deal)
        if self.width <= 0:
            raise ValueError(f"there is no surplus to divide: the zone is {self.width:g} wide")
        return (deal - self.own) / (self.other - self.own)


def _finite(name: str, value: float) -> None:
    if not math.isfinite(value):
        raise ValueError(f"the {name} must be a finite number, not {value}")
