"""Where the page says that the BATNA flips, compared with exact fractions worked out another way. In a page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, pairwise
from random import Random
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.front_end import load_modules

CASES = 600
INTERESTS, ROWS = ("pay", "time", "family", "growth"), ("stay", "quit", "locum", "lab", "clinic")
FLIPS = """(cases) => cases.map(({ rows, weights, interest, quo }) => {
  const exercise = { alternatives: rows, status_quo: quo };
  const stretches = modules.envelope(modules.linesOf(exercise, rows, weights, interest));
  return stretches.map(({ line, end }) => [line.row.id, end]);
})"""


class Flip(NamedTuple):
    """A place where the BATNA changes: at a share of the weight, from the row before to the row after."""

    share: Fraction
    before: str
    after: str


class Case(NamedTuple):
    """A table with the weight that is moved. Scores, weights and probabilities are whole tenths."""

    rows: dict[str, dict[str, int]]  # by row and interest, in the order in which the page shows them
    p: dict[str, int]
    counts: dict[str, bool]
    weights: dict[str, int]
    quo: str
    interest: str

    def as_json(self) -> dict[str, Any]:
        """The case as the page's arithmetic has it."""
        rows = [
            {"id": name, "scores": {k: 10 * v for k, v in scores.items()}, "p": self.p[name] / 10}
            | {"counts": self.counts[name], "whole": True}
            for name, scores in self.rows.items()
        ]
        return {"rows": rows, "weights": self.weights, "interest": self.interest, "quo": self.quo}

    def lines(self) -> dict[str, tuple[Fraction, Fraction]]:
        """Of each row that counts, the expected value where the interest has no weight and where it has all of it."""
        others = {name: weight for name, weight in self.weights.items() if name != self.interest}
        others = others if any(others.values()) else dict.fromkeys(others, 1)

        def ends(name: str) -> tuple[Fraction, Fraction]:
            rest = Fraction(sum(w * self.rows[name][k] for k, w in others.items()), sum(others.values()))
            return rest, Fraction(self.rows[name][self.interest])

        quo = ends(self.quo)
        lines = {}
        for name in self.rows:
            if self.counts[name]:
                p, (start, end) = Fraction(self.p[name], 10), ends(name)
                p = Fraction(1) if name == self.quo else p
                lines[name] = (p * start + (1 - p) * quo[0], p * end + (1 - p) * quo[1])
        return lines

    def best(self, share: Fraction) -> str:
        """The row that is worth most at that share of the weight; of equals the first."""
        lines = self.lines()
        return max(lines, key=lambda name: (1 - share) * lines[name][0] + share * lines[name][1])

    def flips(self) -> list[Flip]:
        """Every pair of lines is cut, and the best looked up between the cuts."""
        cuts = {Fraction(0), Fraction(1)}
        for (a0, a1), (b0, b1) in combinations(self.lines().values(), 2):
            if a1 - a0 != b1 - b0:
                cuts.add((b0 - a0) / ((a1 - a0) - (b1 - b0)))
        places = sorted(cut for cut in cuts if 0 <= cut <= 1)
        pieces = [(left, self.best((left + right) / 2)) for left, right in pairwise(places)]
        return [Flip(share, before, after) for (_, before), (share, after) in pairwise(pieces) if before != after]


def drawn(rng: Random) -> Case:
    """A case in coarse tenths, so that ties and corners of three lines do occur."""
    interests = INTERESTS[: rng.randint(2, 4)]
    rows = rng.sample(ROWS, rng.randint(2, 5))
    weights = {name: rng.randint(0, 5) for name in interests}
    if not any(weights.values()):
        weights[interests[0]] = 1
    counts = {name: rng.random() < 0.7 for name in rows}
    counts[rows[0]] = True
    return Case(
        rows={name: {k: rng.randint(0, 10) for k in interests} for name in rows},
        p={name: rng.randint(0, 10) for name in rows},
        counts=counts,
        weights=weights,
        quo=rng.choice(rows),
        interest=rng.choice(interests),
    )


def case(rows: dict[str, tuple[int, ...]], weights: tuple[int, ...], quo: str, interest: str, **hopes: bool) -> Case:
    """A case worked by hand: scores in the order of the interests; certain, and countable unless said otherwise."""
    return Case(
        rows={name: dict(zip(INTERESTS, scores, strict=False)) for name, scores in rows.items()},
        p=dict.fromkeys(rows, 10),
        counts={name: hopes.get(name, True) for name in rows},
        weights=dict(zip(INTERESTS, weights, strict=False)),
        quo=quo,
        interest=interest,
    )


# By hand: where pay and time are equal; three lines through one point; twins; a tie at an end; a row that doesn't count.
BY_HAND = {
    "two lines": (case({"up": (10, 0), "down": (0, 10)}, (1, 1), "up", "pay"), [("down", "up", 50)]),
    "a corner of three": (
        case({"flat": (3, 3), "down": (1, 4), "up": (7, 1)}, (1, 1), "flat", "pay"),
        [("down", "up", 100 / 3)],
    ),
    "twins": (
        case({"up": (10, 0), "down": (0, 10), "down-twin": (0, 10), "up-twin": (10, 0)}, (1, 1), "up", "pay"),
        [("down", "up", 50)],
    ),
    "a tie at an end": (case({"a": (5, 2), "b": (5, 8)}, (1, 1), "a", "pay"), []),
    "other interests without weight": (
        case({"both": (0, 5, 7), "money": (10, 0, 0)}, (5, 0, 0), "both", "pay"),
        [("both", "money", 37.5)],
    ),
    "what does not count": (case({"stay": (5, 5), "hope": (10, 0)}, (1, 1), "stay", "pay", hope=False), []),
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.goto("about:blank")
    load_modules(page, "../kinds/table/model")
    yield page
    page.close()


def flips(page: Page, cases: list[Case]) -> list[list[tuple[str, str, float]]]:
    """Where the page says that the BATNA flips, of each case: from, to, and the percent of the weight."""
    answers = page.evaluate(FLIPS, [case.as_json() for case in cases])
    return [[(before, after, end) for (before, end), (after, _) in pairwise(stretches)] for stretches in answers]


@pytest.mark.parametrize("name", BY_HAND)
def test_flips_worked_by_hand(page: Page, name: str) -> None:
    table, expected = BY_HAND[name]
    (shown,) = flips(page, [table])
    assert [flip[:2] for flip in shown] == [flip[:2] for flip in expected]
    assert [flip[2] for flip in shown] == pytest.approx([flip[2] for flip in expected])


def test_flips_are_those_of_all_pairs_of_lines_in_exact_fractions(page: Page) -> None:
    rng = Random(20)
    cases = [drawn(rng) for _ in range(CASES)]
    exact = [table.flips() for table in cases]
    assert sum(map(bool, exact)) > CASES / 3
    for table, shown, expected in zip(cases, flips(page, cases), exact, strict=True):
        assert [flip[:2] for flip in shown] == [(flip.before, flip.after) for flip in expected], table
        assert [flip[2] for flip in shown] == pytest.approx([float(100 * flip.share) for flip in expected]), table
