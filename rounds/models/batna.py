"""The BATNA table: what each alternative to a deal is worth, and which is best. Pure.

What the course calls a BATNA is our convention, after Bonsall, Stephany & Herzke (2025), for whom a
BATNA has to be acceptable, in your own hands, and independent of another negotiation:

- an alternative is worth what can be expected of it, `E = p U + (1 - p) U_statusquo`: it succeeds with
  probability p, and where it does not, things stay as they are;
- it is admissible if it is your own decision or secured (by a signed offer, say). What still needs someone's
  yes is not, however attractive: it is in the table and cannot be the BATNA;
- the BATNA is the admissible alternative with the largest E, and that E is the reservation value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rounds.models.utility import additive


@dataclass(frozen=True)
class Alternative:
    """Something you can do if there is no deal.

    `values` says how well it serves each interest, in the course from 0 (not at all) to 1 (fully); `p` is
    the probability, from 0 to 1, that it succeeds when tried; `admissible` is whether it is your own
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
    for alternative in alternatives:
        try:
            utilities[alternative.id] = additive(weights, alternative.values)
        except ValueError as error:
            raise ValueError(f'alternative "{alternative.id}": {error}') from error
    return {
        alternative.id: expected(utilities[alternative.id], alternative.p, utilities[status_quo])
        for alternative in alternatives
    }


def best(
    alternatives: Sequence[Alternative], weights: Mapping[str, float], status_quo: str, tie: float = 1e-9
) -> tuple[str, ...]:
    """The ids of the BATNA: the admissible alternatives with the largest expected value, in their order.

    More than one if they come within `tie` (0 or more, in the unit of the utilities) of the largest; empty if
    none is admissible. The restriction to what is your own decision or secured is our convention, after
    Bonsall, Stephany & Herzke (2025). Raises ValueError as `table` does, and for a negative `tie`.
    """
    if not tie >= 0:
        raise ValueError(f"the tie must be 0 or more, not {tie}")
    worth = table(alternatives, weights, status_quo)
    admissible = [alternative.id for alternative in alternatives if alternative.admissible]
    largest = max((worth[name] for name in admissible), default=0.0)
    return tuple(name for name in admissible if worth[name] >= largest - tie)


def _check(alternatives: Sequence[Alternative], status_quo: str) -> None:
    ids = [alternative.id for alternative in alternatives]
    for alternative in alternatives:
        if ids.count(alternative.id) > 1:
            raise ValueError(f'two alternatives have the id "{alternative.id}"; every id must be its own')
        if not 0 <= alternative.p <= 1:
            raise ValueError(
                f'alternative "{alternative.id}": the probability p must be from 0 to 1, not {alternative.p}'
            )
    if status_quo not in ids:
        raise ValueError(f'the status quo "{status_quo}" is not one of the alternatives: {", ".join(ids)}')
