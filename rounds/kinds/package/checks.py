"""What can be wrong in a `package` exercise and its key."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise, permutations

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.package.game import Game
from rounds.kinds.package.marking import deal_why, role_why
from rounds.kinds.package.spec import ROLES, Exercise, Key, Points, Role

BETTER = 24  # deals better for both than splitting every difference: dozens of them
MOST_DEALS = 2_000
SPLIT_AT_MOST = 0.5  # of the largest Nash product: what splitting every difference may reach


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key."""
    if problems := _parts(exercise) or list(_points(exercise)):
        return problems
    try:
        drawn = exercise.drawn(0)
    except ValueError as error:
        return [Problem("", str(error))]
    if problems := _bet(drawn) or list(_deals(drawn.game)):
        return problems
    return _key(drawn, key) if key else []


def _parts(exercise: Exercise) -> list[Problem]:
    names = [issue.id for issue in exercise.issues]
    problems = base.unique(names, "issue")
    for issue in exercise.issues:
        problems += base.unique([level.id for level in issue.levels], "level")
    with_roles = [*exercise.shuffled, exercise.division, exercise.contingent.issue]
    for name in with_roles:
        problems += base.one_of(name, names, "issue")
    problems += base.unique(with_roles, "role's issue")
    if math.prod(len(issue.levels) for issue in exercise.issues) > MOST_DEALS:
        problems.append(Problem("", f"has more than {MOST_DEALS:,} deals; use fewer levels"))
    if any(scale < 1 for scale in exercise.scales):
        problems.append(Problem("", "scales must be whole numbers of at least 1"))
    return problems


def _points(exercise: Exercise) -> Iterator[Problem]:
    """Whether the points of each role have the shape that makes it that role."""
    levels = {issue.id: len(issue.levels) for issue in exercise.issues}
    roles: dict[Role, Points] = {role: getattr(exercise.roles, role) for role in ROLES if role != "contingent"}
    for role, points in roles.items():
        for name in [exercise.division] if role == "division" else exercise.shuffled:
            if not levels[name] == len(points.own) == len(points.other):
                yield Problem(name, f"has {levels[name]} levels; role {role} must give each side as many points")
        if len(points.own) % 2 == 0:
            yield Problem("", f"role {role} has no middle level to split at; use an odd number of levels")
        up = [all(after > before for before, after in pairwise(side)) for side in (points.own, points.other)]
        down = [all(after < before for before, after in pairwise(side)) for side in (points.own, points.other)]
        if not (all(up) if role == "compatible" else (up[0] and down[1]) or (down[0] and up[1])):
            shape = "rise for both sides" if role == "compatible" else "rise for one side as they fall for the other"
            yield Problem("", f"role {role}: points must {shape}")
        own, other = (max(side) - min(side) for side in (points.own, points.other))
        if (role == "take" and own < 2 * other) or (role == "give" and other < 2 * own):
            says = f"must be worth at least twice as much to one side, not {own:g} and {other:g}"
            yield Problem("", f"role {role}: {says}")
        if role == "division" and max(own, other) > 1.5 * min(own, other):
            yield Problem("", f"role division: must be worth about as much to both, not {own:g} and {other:g}")


def _bet(exercise: Exercise) -> list[Problem]:
    """Whether the contingent issue is a bet that both sides take on their own beliefs."""
    contingent = exercise.contingent
    levels = [level.id for issue in exercise.issues if issue.id == contingent.issue for level in issue.levels]
    if problems := base.same_ids(levels, contingent.worth, "contingent worth"):
        return problems
    sure = [name for name, w in contingent.worth.items() if all(s.holds == s.fails for s in (w.own, w.other))]
    if len(levels) != 2 or len(sure) != 1:
        says = "needs two levels, one of which pays the same whether the event holds or fails"
        return [Problem(contingent.issue, says)]
    points = exercise.game.points[contingent.issue]
    bet = next(name for name in levels if name != sure[0])
    if points[bet][0] > points[sure[0]][0] and points[bet][1] > points[sure[0]][1]:
        return []
    return [Problem(contingent.issue, f"{bet} must be better than {sure[0]} for both on their own beliefs")]


def _deals(game: Game) -> Iterator[Problem]:
    """Whether splitting every difference is a poor deal among many better ones."""
    if any(points != round(points) for worth in game.worths for points in worth):
        yield Problem("", "some deals are worth no whole number of points; change points, beliefs or worth")
    if min(game.above_batna(game.split)) <= 0:
        yield Problem("", "splitting every difference must be better than the BATNA for both; change batna")
    elif game.floor > SPLIT_AT_MOST:
        yield Problem("", f"splitting every difference already reaches {game.floor:.0%} of the best; change batna")
    if (better := len(game.better(game.split))) < BETTER:
        yield Problem("", f"only {better} deals are better for both than the split; there must be {BETTER}")


def _key(exercise: Exercise, key: Key) -> list[Problem]:
    problems = [Problem("", f"roles lacks the why of {role}; add it") for role in ROLES if role not in key.roles]
    problems += base.confusions(permutations(ROLES, 2), key.confusions, key)
    slips = [key.below_own, key.below_other, key.split, key.left_on_the_table, key.lopsided.own, key.lopsided.other]
    problems += base.known_slips(slips, key)
    if problems:
        return problems
    try:
        for issue in exercise.issues:
            role_why(exercise, key, issue)
        deal_why(exercise, key, 0)
    except ValueError as error:
        return [Problem("", str(error))]
    return []
