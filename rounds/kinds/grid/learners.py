"""Simulated learners of `grid`."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.grid.spec import Exercise, Key


def _answer(cells: dict[str, list[str]], chosen: list[str]) -> Answer:
    return {
        "cells": {row: dict.fromkeys(columns, True) for row, columns in cells.items() if columns},
        "chosen": dict.fromkeys(chosen, True),
    }


def expert(exercise: Exercise, key: Key) -> Answer:
    """Every served cell, and the first choice that serves all."""
    return _answer({row: list(served.serves) for row, served in key.rows.items()}, sorted(key.full_covers(exercise)[0]))


def constants(exercise: Exercise) -> dict[str, Answer]:
    """Every cell and the first or the last rows; or only the choice."""
    rows, columns = [r.id for r in exercise.rows], [c.id for c in exercise.columns]
    most = exercise.choose.max
    everything = dict.fromkeys(rows, columns)
    return {
        "all cells, first rows": _answer(everything, rows[:most]),
        "all cells, last rows": _answer(everything, rows[-most:]),
        "all cells, all rows": _answer(everything, rows),
        "one row each": _answer({rows[0]: columns}, rows[:1]),
    }


def random(exercise: Exercise, rng: Random) -> Answer:
    """Ticks each cell or not, and chooses as many rows as are allowed."""
    rows, columns = [r.id for r in exercise.rows], [c.id for c in exercise.columns]
    return _answer({r: [c for c in columns if rng.random() < 0.5] for r in rows}, rng.sample(rows, exercise.choose.max))


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Knows each cell, and the choice, with probability `ability`; guesses the rest."""
    guess, right = random(exercise, rng), expert(exercise, key)
    cells = {
        row.id: [
            c.id
            for c in exercise.columns
            if (right if rng.random() < ability else guess)["cells"].get(row.id, {}).get(c.id)
        ]
        for row in exercise.rows
    }
    return _answer(cells, list((right if rng.random() < ability else guess)["chosen"]))
