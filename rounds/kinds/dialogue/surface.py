"""What the lines of a `dialogue` give away without the scene."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.dialogue import engine
from rounds.kinds.dialogue.spec import Exercise, Key, Move
from rounds.kinds.surface import Counted, Ear, Option, best


def options(exercise: Exercise, key: Key) -> list[Option]:
    """Each line of each state where one chooses, and whether it is good there."""
    return [
        (move.text, key.moves[name][move.id].good)
        for name, state in exercise.states.items()
        if len(state.moves) > 1 and not (name == exercise.start and engine.cases(exercise))
        for move in state.moves
    ]


def by_ear(exercise: Exercise, ear: Ear) -> dict[str, Answer]:
    """Says what sounds best at each turn; in each case, if the first move chooses one."""
    firsts: list[Move | None] = [*engine.cases(exercise)] or [None]
    return {first.id if first else "": {"moves": _walk(exercise, ear, first)} for first in firsts}


def _walk(exercise: Exercise, ear: Ear, first: Move | None) -> list[str]:
    point, path = engine.start(exercise), list[str]()
    while can := engine.possible(exercise, point):
        move = first if first and not path else can[best([m.text for m in can], ear)]
        path.append(move.id)
        point = engine.step(exercise, point, move)[1]
    return path


def by_count(exercise: Exercise, key: Key, rng: Random) -> Counted | None:
    """None: nothing tells how many belong where."""
    return None
