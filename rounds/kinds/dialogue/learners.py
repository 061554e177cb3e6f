"""Simulated learners of `dialogue`."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.dialogue import engine
from rounds.kinds.dialogue.spec import Exercise, Key


def expert(exercise: Exercise, key: Key) -> Answer:
    """The best path; with hidden interests the key's own (of several cases the first)."""
    if not exercise.interests:
        return {"moves": engine.best_path(exercise, str(key.score))}
    return {"moves": list(_experts(key)[0])}


def _experts(key: Key) -> list[list[str]]:
    return list(key.expert.values()) if isinstance(key.expert, dict) else [key.expert]


def constants(exercise: Exercise) -> dict[str, Answer]:
    """Always the same style of move; always the first or the last that is offered; nothing but the first move."""
    answers: dict[str, Answer] = {
        f"always {style}": {"moves": path} for style, path in engine.scripts(exercise).items()
    }
    answers["always the first"] = {"moves": _walk(exercise, lambda can: can[0])}
    answers["always the last"] = {"moves": _walk(exercise, lambda can: can[-1])}
    answers["one move only"] = {"moves": answers["always the first"]["moves"][:1]}
    return answers


def random(exercise: Exercise, rng: Random) -> Answer:
    """Any possible move, to the end."""
    return {"moves": _walk(exercise, rng.choice)}


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Makes the best move with probability `ability`, and any move otherwise.

    With hidden interests the best move is the expert's while it is still on that path, and later any good one.
    """
    if exercise.interests:
        return {"moves": _listener(exercise, key, ability, rng)}
    prospects = engine.outlook(exercise, str(key.score)).prospects
    point, path = engine.start(exercise), []
    while can := engine.possible(exercise, point):
        best = next(m for m in can if m.id == prospects[point].move)
        move = best if rng.random() < ability else rng.choice(can)
        path.append(move.id)
        point = engine.step(exercise, point, move)[1]
    return {"moves": path}


def _listener(exercise: Exercise, key: Key, ability: float, rng: Random) -> list[str]:
    guide = rng.choice(_experts(key))
    point, path = engine.start(exercise), list[str]()
    while can := engine.possible(exercise, point):
        move = rng.choice(can)
        if rng.random() < ability:
            on_path = path == guide[: len(path)]
            good = [m for m in can if key.moves[point[0]][m.id].good]
            move = next(m for m in can if m.id == guide[len(path)]) if on_path else rng.choice(good)
        path.append(move.id)
        point = engine.step(exercise, point, move)[1]
    return path


def words(exercise: Exercise, text: str) -> Answer:
    """The same text as a line of their own at the first two steps."""
    return {"lines": {"0": text, "1": text}}


def _walk(exercise: Exercise, choose: engine.Choosing) -> list[str]:
    point, path = engine.start(exercise), []
    while can := engine.possible(exercise, point):
        move = choose(can)
        path.append(move.id)
        point = engine.step(exercise, point, move)[1]
    return path
