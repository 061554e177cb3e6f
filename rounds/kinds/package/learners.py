"""Simulated learners of `package`."""

from __future__ import annotations

from random import Random

from rounds.core.scoring import Answer
from rounds.kinds.package.game import Deal
from rounds.kinds.package.spec import ROLES, Exercise, Key


def _answer(exercise: Exercise, deal: Deal, roles: dict[str, str]) -> Answer:
    return {"deal": dict(zip((i.id for i in exercise.issues), deal, strict=True)), "roles": roles}


def expert(exercise: Exercise, key: Key) -> Answer:
    """Every role, and the Nash solution."""
    game = exercise.game
    return _answer(exercise, game.deals[game.nash[0]], {i.id: exercise.role(i.id) for i in exercise.issues})


def constants(exercise: Exercise) -> dict[str, Answer]:
    """The first level everywhere, the middle, the last, the split, all that one side wants; each with one role for all."""
    game, issues = exercise.game, exercise.issues
    ways: dict[str, Deal] = {
        "the first levels": tuple(i.levels[0].id for i in issues),
        "the last levels": tuple(i.levels[-1].id for i in issues),
        "the middle levels": tuple(i.levels[len(i.levels) // 2].id for i in issues),
        "every difference split": game.deals[game.split],
        "all that you want": game.deals[max(range(len(game.deals)), key=lambda n: game.worths[n][0])],
        "all that they want": game.deals[max(range(len(game.deals)), key=lambda n: game.worths[n][1])],
    }
    return {
        f"{way}, all {role}": _answer(exercise, deal, {i.id: role for i in issues})
        for way, deal in ways.items()
        for role in ROLES
    }


def random(exercise: Exercise, rng: Random) -> Answer:
    """Any deal, and any role for each issue."""
    deal = tuple(rng.choice(issue.levels).id for issue in exercise.issues)
    return _answer(exercise, deal, {issue.id: rng.choice(list(ROLES)) for issue in exercise.issues})


def able(exercise: Exercise, key: Key, ability: float, rng: Random) -> Answer:
    """Knows each role, and settles each issue as the expert does, with probability `ability`; guesses the rest."""
    guess, right = random(exercise, rng), expert(exercise, key)
    return {
        part: {name: right[part][name] if rng.random() < ability else guess[part][name] for name in right[part]}
        for part in right
    }
