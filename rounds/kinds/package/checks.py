"""What can be wrong in a `package` exercise and its key."""

from __future__ import annotations

import math
from itertools import pairwise, permutations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.package.game import Game, game
from rounds.kinds.package.marking import deal_why, role_why
from rounds.kinds.package.spec import ROLES, Exercise, Key, Points

BETTER = 24  # deals better for both than splitting every difference: dozens of them
MOST_DEALS = 2_000


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    found = _parts(exercise) or _shapes(exercise)
    if found:
        return found
    try:
        drawn = exercise.drawn(0)
    except ValueError as error:
        return [Problem("", str(error))]
    found = _clause(exercise) or _geometry(exercise, game(drawn))
    return found + (_keyed(drawn, key) if key and not found else [])


def _parts(exercise: Exercise) -> list[Problem]:
    names = [i.id for i in exercise.issues]
    found = base.unique(names, "issue")
    for issue in exercise.issues:
        found += base.unique([level.id for level in issue.levels], "level")
    used = [*exercise.shuffled, exercise.division, exercise.contingent.issue]
    for name in used:
        found += base.one_of(name, names, "issue")
    found += base.unique(used, "role's issue")
    if math.prod(len(i.levels) for i in exercise.issues) > MOST_DEALS:
        found.append(Problem("", f"has more than {MOST_DEALS:,} deals; use fewer levels"))
    if any(scale < 1 for scale in exercise.scales):
        found.append(Problem("", "scales must be whole numbers of at least 1"))
    return found


def _shapes(exercise: Exercise) -> list[Problem]:
    found = []
    levels = {i.id: len(i.levels) for i in exercise.issues}
    for role in ROLES[:4]:
        points: Points = getattr(exercise.roles, role)
        for name in [exercise.division] if role == "division" else exercise.shuffled:
            if not levels[name] == len(points.own) == len(points.other):
                found.append(
                    Problem(name, f"has {levels[name]} levels; role {role} must give each side as many points")
                )
        if len(points.own) % 2 == 0:
            found.append(Problem("", f"role {role} has no middle level to split at; use an odd number of levels"))
        up = [all(b > a for a, b in pairwise(side)) for side in (points.own, points.other)]
        down = [all(b < a for a, b in pairwise(side)) for side in (points.own, points.other)]
        if not (all(up) if role == "compatible" else (up[0] and down[1]) or (down[0] and up[1])):
            same = "rise for both sides" if role == "compatible" else "rise for one side as they fall for the other"
            found.append(Problem("", f"role {role}: points must {same}"))
        one, other = (max(side) - min(side) for side in (points.own, points.other))
        if (role == "take" and one < 2 * other) or (role == "give" and other < 2 * one):
            found.append(
                Problem("", f"role {role}: must be worth at least twice as much to one side, not {one:g} and {other:g}")
            )
        if role == "division" and max(one, other) > 1.5 * min(one, other):
            found.append(Problem("", f"role division: must be worth about as much to both, not {one:g} and {other:g}"))
    return found


def _clause(exercise: Exercise) -> list[Problem]:
    clause = exercise.contingent
    levels = [level.id for issue in exercise.issues if issue.id == clause.issue for level in issue.levels]
    found = base.same_ids(levels, clause.worth, "contingent worth")
    if found:
        return found
    sure = [name for name, w in clause.worth.items() if all(s.holds == s.fails for s in (w.own, w.other))]
    if len(levels) != 2 or len(sure) != 1:
        return [Problem(clause.issue, "needs two levels, one of which pays the same whether the event holds or fails")]
    drawn = game(exercise.drawn(0)).points[clause.issue]
    bet = next(name for name in levels if name != sure[0])
    if not (drawn[bet][0] > drawn[sure[0]][0] and drawn[bet][1] > drawn[sure[0]][1]):
        found.append(Problem(clause.issue, f"{bet} must be better than {sure[0]} for both on their own beliefs"))
    return found


def _geometry(exercise: Exercise, drawn: Game) -> list[Problem]:
    found = []
    if any(worth != round(worth) for deal in drawn.worths for worth in deal):
        found.append(Problem("", "some deals are worth no whole number of points; change points, beliefs or worth"))
    split = drawn.worths[drawn.split]
    if not (split[0] > drawn.batna[0] and split[1] > drawn.batna[1]):
        found.append(Problem("", "splitting every difference must be better than the BATNA for both; change batna"))
    elif drawn.floor > 0.5:
        found.append(
            Problem("", f"splitting every difference already reaches {drawn.floor:.0%} of the best; change batna")
        )
    better = sum(one > split[0] and other > split[1] for one, other in drawn.worths)
    if better < BETTER:
        found.append(Problem("", f"only {better} deals are better for both than the split; there must be {BETTER}"))
    return found


def _keyed(exercise: Exercise, key: Key) -> list[Problem]:

    found = [Problem("", f"roles lacks the why of {role}; add it") for role in ROLES if role not in key.roles]
    found += base.confusions(permutations(ROLES, 2), key.confusions, key)
    named = [key.below_own, key.below_other, key.split, key.left_on_the_table, *key.lopsided.model_dump().values()]
    found += base.known_slips(named, key)
    if found:
        return found
    try:
        for issue in exercise.issues:
            role_why(exercise, key, issue)
        deal_why(exercise, key, 0)
    except ValueError as error:
        found.append(Problem("", str(error)))
    return found
