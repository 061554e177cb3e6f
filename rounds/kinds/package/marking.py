"""Marking of `package`: 40 % for the roles of the issues, 60 % for the deal, whose floor is splitting every difference."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from rounds.core.score_sums import above, percent
from rounds.core.scoring import Answer, ItemMark, Mark, Part, Verdict, above_chance, not_blank, with_slips
from rounds.kinds.package.game import Deal, Game
from rounds.kinds.package.spec import ROLES, Exercise, Issue, Key, Role

ROLES_WEIGH = 0.4
FULL = 0.95  # of the largest Nash product: deals that fair and that good are not told apart
CHANCE = 1 / len(ROLES)
K = TypeVar("K", bound=str)


class Terms(NamedTuple):
    """What can be marked of an answer: the level by issue, and the role by issue."""

    levels: dict[str, str]
    roles: dict[str, Role]

    def deal(self, exercise: Exercise) -> Deal | None:
        """The deal, where every issue is settled."""
        settled = all(issue.id in self.levels for issue in exercise.issues)
        return tuple(self.levels[issue.id] for issue in exercise.issues) if settled else None


def clean(exercise: Exercise, answer: Answer) -> tuple[Terms, tuple[str, ...]]:
    """The levels and roles that can be marked, and notes about the rest."""
    allowed = {issue.id: [level.id for level in issue.levels] for issue in exercise.issues}
    levels, unread = _readable(answer.get("deal"), allowed)
    roles, unread_roles = _readable(answer.get("roles"), {issue.id: list(ROLES) for issue in exercise.issues})
    unread += unread_roles + len(set(answer) - {"deal", "roles"})
    note = f"{unread} part(s) of the answer could not be read and did not count."
    return Terms(levels, roles), (note,) if unread else ()


def _readable(choices: object, allowed: dict[str, list[K]]) -> tuple[dict[str, K], int]:
    """By issue, the choice that is allowed there; and how many others there are."""
    if not isinstance(choices, dict):
        return {}, int(choices is not None)
    readable = {
        issue: choice
        for issue, choice in choices.items()
        if issue in allowed and isinstance(choice, str) and choice in allowed[issue]
    }
    return readable, len(choices) - len(readable)


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many issues are settled and roles named, and how many there are of both."""
    terms = clean(exercise, answer)[0]
    return len(terms.levels) + len(terms.roles), 2 * len(exercise.issues)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    terms = clean(exercise, answer)[0]
    still_open = []
    for issue in exercise.issues:
        still_open += [] if issue.id in terms.levels else [issue.id]
        still_open += [] if issue.id in terms.roles else [f"role-{issue.id}"]
    return still_open


def deal_credit(game: Game, place: int) -> float:
    """What a deal earns, 0 to 1: its Nash product above that of splitting every difference, full at `FULL`.

    `(share - floor) / (FULL - floor)`, both shares of the largest product; the floor is that of the middle
    levels, with the bet or without, whichever is better. 0 where a side would get no more than its BATNA,
    since its product is 0 then (Nash 1950).
    """
    floor = game.floor
    return min(1.0, max(0.0, (game.share(place) - floor) / (FULL - floor)))


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`0.4 max(0, (r - 1/5) / (1 - 1/5)) + 0.6 w`: r the share of roles that are right, w what the deal earns."""
    terms, notes = clean(exercise, answer)
    game, deal = exercise.game, terms.deal(exercise)
    items = [_role(exercise, key, issue, terms.roles.get(issue.id)) for issue in exercise.issues]
    hits = sum(item.verdict == "right" for item in items)
    place = game.place[deal] if deal else None
    credit = 0.0 if place is None else deal_credit(game, place)
    items.append(_deal(exercise, key, place, len(terms.levels)))
    answered, total = progress(exercise, answer)
    share = hits / len(exercise.issues)
    for_roles, for_deal = ROLES_WEIGH * above_chance(share, CHANCE), (1 - ROLES_WEIGH) * credit
    mark = Mark(
        fraction=for_roles + for_deal,
        items=tuple(items),
        answered=answered,
        total=total,
        summary=(
            "The deal counts as far as it beats splitting every difference, and only if it beats both BATNAs.",
            "The points are yours: other learners have others.",
        ),
        notes=notes,
        parts=(
            Part(
                f"Roles: {hits} of {len(exercise.issues)} are right ({percent(share)}); {above(share, CHANCE)}",
                for_roles,
                ROLES_WEIGH,
            ),
            Part(f"The deal: {_deal_sum(game, place)}", for_deal, 1 - ROLES_WEIGH),
        ),
    )
    return with_slips(mark, items, key.slips)


def _deal_sum(game: Game, place: int | None) -> str:
    """How a deal turns into points, as a sum a learner can follow."""
    if place is None:
        return "not every issue is settled, so there is no deal yet"
    own, other = game.above_batna(place)
    if own <= 0 or other <= 0:
        return "one side gets no more than its BATNA, so nothing counts"
    # What is multiplied: your gain over the BATNA by theirs.
    reached = (
        f"{own:g} × {other:g} points above the BATNAs are {percent(game.share(place))} of the largest such product"
    )
    guessing = "splitting every difference would reach"
    return f"{reached}; {above(game.share(place), game.floor, FULL, guessing)}"


def _role(exercise: Exercise, key: Key, issue: Issue, role: Role | None) -> ItemMark:
    right = exercise.role(issue.id)
    verdict: Verdict = "blank" if role is None else "right" if role == right else "wrong"
    return ItemMark(
        id=f"role-{issue.id}",
        text=issue.label,
        verdict=verdict,
        answer=ROLES[role] if role else "",
        expected=ROLES[right],
        why=role_why(exercise, key, issue),
        slip=key.confusions[right][role] if role and verdict == "wrong" else None,
        group="The role of each issue",
    )


def role_why(exercise: Exercise, key: Key, issue: Issue) -> str:
    """Why an issue has its role, filled in. Raises ValueError for a name that is not known."""
    points = exercise.game.points[issue.id]
    labels = {level.id: level.label for level in issue.levels}
    own, other = ([pair[side] for pair in points.values()] for side in (0, 1))
    return _fill(
        key.roles[exercise.role(issue.id)],
        {
            "issue": issue.label,
            "own": _listed(own),
            "other": _listed(other),
            "own_best": labels[max(points, key=lambda level: points[level][0])],
            "other_best": labels[max(points, key=lambda level: points[level][1])],
        },
    )


def _listed(points: list[float]) -> str:
    texts = [f"{value:g}" for value in points]
    return f"{', '.join(texts[:-1])} or {texts[-1]}"


def deal_why(exercise: Exercise, key: Key, place: int) -> str:
    """What to say about a deal, filled in. Raises ValueError for a name that is not known."""
    game = exercise.game
    own, other = game.worths[place]
    return _fill(
        key.deal,
        {
            "own": f"{own:g}",
            "other": f"{other:g}",
            "own_gain": _gain(own - game.batna[0]),
            "other_gain": _gain(other - game.batna[1]),
            "better": _better(len(game.better(place))),
        },
    )


def _better(deals: int) -> str:
    return "none is" if not deals else f"{deals} {'is' if deals == 1 else 'are'}"


def _gain(points: float) -> str:
    return f"{abs(points):g} {'below' if points < 0 else 'above'}"


def _fill(text: str, words: dict[str, str]) -> str:
    try:
        return text.format_map(words)
    except (KeyError, ValueError, IndexError, AttributeError) as error:
        raise ValueError(f"text {text[:60]!r} cannot be filled in ({error}); known are {', '.join(words)}") from None


def _deal(exercise: Exercise, key: Key, place: int | None, settled: int) -> ItemMark:
    game = exercise.game
    expected = _deal_text(exercise, game.nash[0])
    if place is None:
        open_issues = f"{settled} of {len(exercise.issues)} issues are settled; a deal settles all of them."
        return ItemMark("deal", "The deal", "blank", "", expected, open_issues, group="The deal")
    credit = deal_credit(game, place)
    verdict: Verdict = "right" if credit == 1 else "partly" if credit > 0 else "wrong"
    return ItemMark(
        id="deal",
        text="The deal",
        verdict=verdict,
        answer=_deal_text(exercise, place),
        expected=f"for example {expected}",
        why=f"{deal_why(exercise, key, place)}\n\n{trade_why(exercise, place)}",
        slip=None if verdict == "right" else _slip(key, game, place),
        group="The deal",
    )


def _deal_text(exercise: Exercise, place: int) -> str:
    """The levels of a deal, and in brackets what it is worth to each side."""
    deal, (own, other) = exercise.game.deals[place], exercise.game.worths[place]
    labels = [
        next(level.label for level in issue.levels if level.id == settled)
        for issue, settled in zip(exercise.issues, deal, strict=True)
    ]
    return f"{'; '.join(labels)} ({exercise.own.label}: {own:g} {exercise.unit}, {exercise.other.label}: {other:g})"


def trade_why(exercise: Exercise, place: int) -> str:
    """One trade that is better than the deal, with what it brings each side; or a sentence that no trade is."""
    game = exercise.game
    trade = game.trade(place)
    if trade is None:
        return "No other deal is better for one side without being worse for the other: this one is on the Pareto frontier."
    steps = []
    for at in game.changes(place, trade):
        issue = exercise.issues[at]
        labels = {level.id: level.label for level in issue.levels}
        steps.append(f"{issue.label}: {labels[game.deals[trade][at]]} instead of {labels[game.deals[place][at]]}")
    before, after = game.worths[place], game.worths[trade]
    own, other = after[0] - before[0], after[1] - before[1]
    whom = "both of you" if own > 0 and other > 0 else "one side, and no worse for the other"
    return (
        f"A trade that is better for {whom}: {'; '.join(steps)}. "
        f"{exercise.own.label}: {own:+g} {exercise.unit}, {exercise.other.label}: {other:+g}."
    )


def _slip(key: Key, game: Game, place: int) -> str:
    """The slip of a deal that is not fully right; what makes a deal impossible comes first."""
    own, other = game.above_batna(place)
    if own <= 0:
        return key.below_own
    if other <= 0:
        return key.below_other
    if game.share(place) <= game.floor and place not in game.frontier:
        return key.split
    if place not in game.frontier:
        return key.left_on_the_table
    own_gain, other_gain = game.gains(place)
    return key.lopsided.own if own_gain > other_gain else key.lopsided.other


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each role named and for the deal once every issue is settled."""
    return not_blank(mark(exercise, key, answer).items)
