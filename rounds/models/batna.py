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
from fractions import Fraction

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


@dataclass(frozen=True)
class Flip:
    """A place where the BATNA changes: at the share `weight` of an interest, strictly between 0 and 1.

    `before` is the BATNA just below it, `after` the BATNA just above it.
    """

    weight: float
    before: str
    after: str


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


def reservation_value(
    alternatives: Sequence[Alternative], weights: Mapping[str, float], status_quo: str
) -> float | None:
    """The utility below which no deal is worth taking: the largest E of the admissible alternatives.

    U(RV) = U(BATNA), Raiffa (1982); in the unit of the utilities, in the course 0 to 1. None if no
    alternative is admissible. Raises ValueError as `table` does.
    """
    worth = table(alternatives, weights, status_quo)
    return max((worth[one.id] for one in alternatives if one.admissible), default=None)


def flip_points(
    alternatives: Sequence[Alternative], weights: Mapping[str, float], status_quo: str, moved: str
) -> tuple[Flip, ...]:
    """Where the BATNA changes as the interest `moved` gets more weight, from the least share to the greatest.

    The share of `moved` in all the weight goes from 0 to 1 and the other weights keep their proportions; if
    they are all 0 they count as equal. (So the present weight of `moved` does not matter.) Each E is then a
    straight line, the reservation value is the upper envelope of the lines of the admissible alternatives,
    and the BATNA changes where the envelope has a corner. The corners strictly inside (0, 1) are worked out
    in fractions, each number taken as the decimal it is written as, and rounded once, at the end (one that
    rounds to 0 or 1 is left out).

    Ties: `before` and `after` are the first, in the given order, of the alternatives that are best all the
    way to the neighbouring flip; one that is best only in the corner itself does not appear. Of
    alternatives that are worth the same throughout, the first stands for all.

    Empty if one BATNA holds throughout, if fewer than two alternatives are admissible, or if `moved` is the
    only interest. Raises ValueError as `table` does, and if `moved` is not one of the interests.
    """
    if moved not in weights:
        raise ValueError(f'interest "{moved}" has no weight to move; the interests are {", ".join(weights)}')
    table(alternatives, weights, status_quo)  # for its errors
    if len(weights) == 1:
        return ()
    lines = _lines(alternatives, weights, status_quo, moved)
    if not lines:
        return ()

    # Along the envelope from 0: of the steeper lines, all below it for now, the first to cross it takes over.
    flips: list[Flip] = []
    here = max(lines, key=lambda line: (line.start, line.slope))
    while steeper := [line for line in lines if line.slope > here.slope]:
        weight, after = min(
            (((here.start - line.start) / (line.slope - here.slope), line) for line in steeper),
            key=lambda crossing: (crossing[0], -crossing[1].slope),
        )
        if weight >= 1:
            break
        if 0 < float(weight) < 1:  # rounding may land on an end
            flips.append(Flip(float(weight), here.id, after.id))
        here = after
    return tuple(flips)


@dataclass(frozen=True)
class _Line:
    """E of an alternative as the share of one interest grows: `start` at 0, `start + slope` at 1."""

    id: str
    start: Fraction
    slope: Fraction


def _lines(
    alternatives: Sequence[Alternative], weights: Mapping[str, float], status_quo: str, moved: str
) -> list[_Line]:
    """The lines of the admissible alternatives, in the given order."""
    others = {name: _exact(weight) for name, weight in weights.items() if name != moved}
    if not any(others.values()):
        others = dict.fromkeys(others, Fraction(1))
    total = sum(others.values())

    def ends(one: Alternative) -> tuple[Fraction, Fraction]:
        """The utility at a share of 0 and at a share of 1."""
        rest = sum((weight * _exact(one.values[name]) for name, weight in others.items()), Fraction())
        return rest / total, _exact(one.values[moved])

    start_quo, end_quo = next(ends(one) for one in alternatives if one.id == status_quo)
    lines = []
    for one in alternatives:
        if one.admissible:
            p, (start, end) = _exact(one.p), ends(one)
            start, end = p * start + (1 - p) * start_quo, p * end + (1 - p) * end_quo
            lines.append(_Line(one.id, start, end - start))
    return lines


def _exact(number: float) -> Fraction:
    """The decimal that `number` is written as, so that lines meant to meet in one point do: 0.1 is 1/10."""
    return Fraction(repr(float(number)))


def _check(alternatives: Sequence[Alternative], status_quo: str) -> None:
    ids = [one.id for one in alternatives]
    for one in alternatives:
        if ids.count(one.id) > 1:
            raise ValueError(f'two alternatives have the id "{one.id}"; every id must be its own')
        if not 0 <= one.p <= 1:
            raise ValueError(f'alternative "{one.id}": the probability p must be from 0 to 1, not {one.p}')
    if status_quo not in ids:
        raise ValueError(f'the status quo "{status_quo}" is not one of the alternatives: {", ".join(ids)}')
