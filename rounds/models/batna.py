"""The BATNA table: what each alternative to a deal is worth, which is best, and where that changes. Pure.

What the course calls a BATNA is our convention, after Bonsall, Stephany & Herzke (2025), who ask for a
BATNA that one feels good about and controls, and that does not rest on a second negotiation:

- an alternative is worth what can be expected of it, `E = p U + (1 - p) U_statusquo`: it succeeds with
  probability p, and where it does not, things stay as they are;
- it is admissible if it is one's own decision or secured (a signed offer, say). What still needs somebody's
  yes is not, however attractive: it stands in the table and cannot be the BATNA;
- the BATNA is the admissible alternative with the largest E, and that E is the reservation value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rounds.models.utility import additive


@dataclass(frozen=True)
class Alternative:
    """Something one can do if there is no deal.

    `values` says how well it serves each interest, in the course from 0 (not at all) to 1 (fully); `p` is
    the probability, from 0 to 1, that it succeeds when tried; `admissible` is whether it is one's own
    decision or secured (our convention, after Bonsall, Stephany & Herzke 2025).
    """

    id: str
    values: Mapping[str, float]
    p: float = 1.0
    admissible: bool = True


def expected(utility: float, p: float, status_quo: float) -> float:
    """What can be expected of an alternative: `p U + (1 - p) U_statusquo`, in the unit of the utilities.

    With probability `p` (0 to 1) it succeeds and is worth `utility`, otherwise things stay as they are and
    are worth `status_quo`. Expected utility for two outcomes; that failing leads back to the status quo is
    our convention. Raises ValueError for a `p` outside 0 to 1.
    """
    if not 0 <= p <= 1:
        raise ValueError(f"the probability p must be from 0 to 1, not {p}")
    return p * utility + (1 - p) * status_quo


def table(alternatives: Sequence[Alternative], weights: Mapping[str, float], status_quo: str) -> dict[str, float]:
    """What can be expected of each alternative, by id, in the given order; admissible or not.

    `weights` are the weights of the interests, in any unit (see `additive`); `status_quo` is the id of the
    alternative in which everything stays as it is, and what the others fall back on if they fail.
    Raises ValueError if the status quo is not among the alternatives, if two of them have the same id, for a
    `p` outside 0 to 1, or if the weights and the values of an alternative do not fit together (see `additive`).
    """
    _check(alternatives, status_quo)
    utilities: dict[str, float] = {}
    for one in alternatives:
        try:
            utilities[one.id] = additive(weights, one.values)
        except ValueError as error:
            raise ValueError(f'alternative "{one.id}": {error}') from error
    return {one.id: expected(utilities[one.id], one.p, utilities[status_quo]) for one in alternatives}


def best(
    alternatives: Sequence[Alternative], weights: Mapping[str, float], status_quo: str, tie: float = 1e-9
) -> tuple[str, ...]:
    """The ids of the BATNA: the admissible alternatives of which most can be expected, in the given order.

    More than one if they come within `tie` (0 or more, in the unit of the utilities) of the largest; empty if
    none is admissible. The restriction to what is one's own decision or secured is our convention, after
    Bonsall, Stephany & Herzke (2025). Raises ValueError as `table` does, and for a negative `tie`.
    """
    if not tie >= 0:
        raise ValueError(f"the tie must be 0 or more, not {tie}")
    worth = table(alternatives, weights, status_quo)
    admissible = [one.id for one in alternatives if one.admissible]
    largest = max((worth[name] for name in admissible), default=0.0)
    return tuple(name for name in admissible if worth[name] >= largest - tie)


def _check(alternatives: Sequence[Alternative], status_quo: str) -> None:
    ids = [one.id for one in alternatives]
    for one in alternatives:
        if ids.count(one.id) > 1:
            raise ValueError(f'two alternatives have the id "{one.id}"; every id must be its own')
        if not 0 <= one.p <= 1:
            raise ValueError(f'alternative "{one.id}": the probability p must be from 0 to 1, not {one.p}')
    if status_quo not in ids:
        raise ValueError(f'the status quo "{status_quo}" is not one of the alternatives: {", ".join(ids)}')
