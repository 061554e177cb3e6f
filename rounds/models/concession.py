"""How a side concedes as time runs out: the concession curve. Pure; imports nothing heavy.

No exercise uses it yet: a kind in which learners bargain against the clock will.
"""

from __future__ import annotations

import math


def concession(time: float, deadline: float, beta: float, start: float = 0.0) -> float:
    """The share of the way to its reservation value that a side has conceded by `time`, from `start` to 1.

    `α(t) = k + (1 - k) (t / T)^(1/β)`, with k = `start` and T = `deadline` (Faratin, Sierra & Jennings 1998,
    Robotics and Autonomous Systems 24:159). β below 1 concedes late (Boulware), 1 evenly, above 1 early (Conceder).

    `time` from 0 on, in the unit of `deadline` (days, rounds); after the deadline all is conceded. `deadline` and
    `beta` above 0, `start` from 0 to 1. Raises ValueError for a figure outside its range.
    """
    _in_range("time", time, time >= 0, "0 or more")
    _in_range("deadline", deadline, 0 < deadline < math.inf, "above 0")
    _in_range("beta", beta, 0 < beta < math.inf, "above 0")
    _in_range("start", start, 0 <= start <= 1, "from 0 to 1")
    return start + (1 - start) * math.pow(min(1.0, time / deadline), 1 / beta)


def offer(share: float, first: float, reservation: float) -> float:
    """The offer of a side that has conceded `share` (0 to 1) of the way from its first offer to its reservation value.

    In the unit of both, in either direction: `first + share (reservation - first)` (Faratin, Sierra & Jennings
    1998, the linear value function). Raises ValueError for a share outside 0 to 1 or a figure that is not finite.
    """
    _in_range("share", share, 0 <= share <= 1, "from 0 to 1")
    for name, value in (("first offer", first), ("reservation value", reservation)):
        _in_range(name, value, math.isfinite(value), "a finite number")
    return first + share * (reservation - first)


def _in_range(name: str, value: float, holds: bool, allowed: str) -> None:
    if not holds:
        raise ValueError(f"the {name} must be {allowed}, not {value}")
