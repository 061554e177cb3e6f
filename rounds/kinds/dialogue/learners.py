"""Simulated learners of `dialogue`."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from rounds.kinds.dialogue import machine
from rounds.marking import Answer

if TYPE_CHECKING:
    from rounds.kinds.dialogue.spec import Exercise, Key


def expert(exercise: Exercise, key: Key) -> Answer:
    """The best path."""
    return {"moves": machine.best_path(exercise, key.score)}


def constants(exercise: Exercise) -> dict[str, Answer]:
    """Always the same style of move; always the first or the last that is offered; nothing but the first move."""
    answers: dict[str, Answer] = {
        f"always {style}": {"moves": path} for style, path in machine.scripts(exercise).items()
    }
    answers["always the first"] = {"moves": _walk(exercise, lambda can: can[0])}
    answers["always the last"] = {"moves": _walk(exercise, lambda can: can[-1])}
    answers["one move only"] = {"moves": answers["always the first"]["moves"][:1]}
    return answers


def random(exercise: Exercise, rng: Random) -> Answer:
    """Any possible move, to the end."""
    return {"moves": _walk(exercise, rng.choice)}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Makes the best move from where it stands with probability `ability`, and any other move otherwise."""
    known = machine.prospects(exercise, key.score)
    point, path = machine.start(exercise), []
    while can := machine.possible(exercise, point):
        best = next(m for m in can if m.id == known[point].move)
        move = best if rng.random() < ability else rng.choice(can)
        path.append(move.id)
        point = machine.step(exercise, point, move)[1]
    return {"moves": path}


def _walk(exercise: Exercise, choose: machine.Choosing) -> list[str]:
    point, path = machine.start(exercise), []
    while can := machine.possible(exercise, point):
        move = choose(can)
        path.append(move.id)
        point = machine.step(exercise, point, move)[1]
    return path
