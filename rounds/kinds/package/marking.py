"""Marking of `package`: 40 % for the roles of the issues, 60 % for the deal, whose floor is splitting every difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rounds.core.score_sums import above, percent
from rounds.core.scoring import Answer, ItemMark, Mark, Part, Verdict, above_chance, not_blank, with_slips
from rounds.kinds.package.game import Deal, Game, game

if TYPE_CHECKING:
    from rounds.kinds.package.spec import Exercise, Issue, Key

ROLES = {
    "compatible": "Shared: you both want the same",
    "take": "Take: worth more to you than to them",
    "give": "Give: worth more to them than to you",
    "division": "Divide: what one side gains, the other loses",
    "contingent": "Bet: you expect different things",
}
ROLES_WEIGH = 0.4
FULL = 0.95  # of the largest Nash product: deals that fair and that good are not told apart
CHANCE = 1 / len(ROLES)


class Given(NamedTuple):
    """What can be marked: the level by issue, and the role by issue."""

    levels: dict[str, str]
    roles: dict[str, str]

    def deal(self, exercise: Exercise) -> Deal | None:
        """The deal, where every issue is settled."""
        settled = all(issue.id in self.levels for issue in exercise.issues)
        return tuple(self.levels[issue.id] for issue in exercise.issues) if settled else None


def clean(exercise: Exercise, answer: Answer) -> tuple[Given, tuple[str, ...]]:
    """The levels and roles that can be marked, and notes about the rest."""
    allowed = {issue.id: [level.id for level in issue.levels] for issue in exercise.issues}
    levels, odd = _chosen(answer.get("deal"), allowed)
    roles, more = _chosen(answer.get("roles"), {issue.id: list(ROLES) for issue in exercise.issues})
    odd += more + len(set(answer) - {"deal", "roles"})
    return Given(levels, roles), (f"{odd} part(s) of the answer could not be read and did not count.",) if odd else ()


def _chosen(given: object, allowed: dict[str, list[str]]) -> tuple[dict[str, str], int]:
    if not isinstance(given, dict):
        return {}, int(given is not None)
    found = {n: v for n, v in given.items() if n in allowed and isinstance(v, str) and v in allowed[n]}
    return found, len(given) - len(found)


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many issues are settled and how many roles given, and how many there are of both."""
    given = clean(exercise, answer)[0]
    return len(given.levels) + len(given.roles), 2 * len(exercise.issues)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, as the page names it, in its order."""
    given = clean(exercise, answer)[0]
    found = []
    for issue in exercise.issues:
        found += [] if issue.id in given.levels else [issue.id]
        found += [] if issue.id in given.roles else [f"role-{issue.id}"]
    return found


def worth(drawn: Game, place: int) -> float:
    """What a deal earns, 0 to 1: its Nash product above that of splitting every difference, full at `FULL`.

    `(share - floor) / (FULL - floor)`, both shares of the largest product; the floor is that of the middle
    levels, with the bet or without, whichever is better. 0 where a side would get no more than its BATNA,
    since its product is 0 then (Nash 1950).
    """
    floor = drawn.floor
    return min(1.0, max(0.0, (drawn.share(place) - floor) / (FULL - floor)))


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """`0.4 max(0, (r - 1/5) / (1 - 1/5)) + 0.6 w`: r the share of roles that are right, w what the deal earns."""
    given, notes = clean(exercise, answer)
    drawn, deal = game(exercise), given.deal(exercise)
    items = [_role(exercise, key, issue, given.roles.get(issue.id)) for issue in exercise.issues]
    hits = sum(item.verdict == "right" for item in items)
    earned = worth(drawn, drawn.place[deal]) if deal else 0.0
    items.append(_deal(exercise, key, drawn, deal, len(given.levels)))
    answered, total = progress(exercise, answer)
    share = hits / len(exercise.issues)
    named, dealt = ROLES_WEIGH * above_chance(share, CHANCE), (1 - ROLES_WEIGH) * earned
    made = Mark(
        fraction=named + dealt,
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
                named,
                ROLES_WEIGH,
            ),
            Part(f"The deal: {_counts(drawn, drawn.place[deal] if deal else None)}", dealt, 1 - ROLES_WEIGH),
        ),
    )
    return with_slips(made, items, key.slips)


def _counts(drawn: Game, place: int | None) -> str:
    """What is made of a deal, as a sum."""
    if place is None:
        return "not every issue is settled, so there is none yet"
    own, other = (worth - without for worth, without in zip(drawn.worths[place], drawn.batna, strict=True))
    if own <= 0 or other <= 0:
        return "one side gets no more than its BATNA, so nothing counts"
    # What is multiplied: your gain over the BATNA by theirs.
    reached = (
        f"{own:g} × {other:g} points above the BATNAs are {percent(drawn.share(place))} of the largest such product"
    )
    guessing = "splitting every difference would reach"
    return f"{reached}; {above(drawn.share(place), drawn.floor, FULL, guessing)}"


def _role(exercise: Exercise, key: Key, issue: Issue, given: str | None) -> ItemMark:
    right = exercise.role(issue.id)
    verdict: Verdict = "blank" if given is None else "right" if given == right else "wrong"
    return ItemMark(
        id=f"role-{issue.id}",
        text=issue.label,
        verdict=verdict,
        given=ROLES[given] if given else "",
        expected=ROLES[right],
        why=role_why(exercise, key, issue),
        slip=key.confusions[right][given] if given and verdict == "wrong" else None,  # type: ignore[index]
        group="The role of each issue",
    )


def role_why(exercise: Exercise, key: Key, issue: Issue) -> str:
    """Why an issue has its role, filled in. Raises ValueError for a name that is not known."""
    points = game(exercise).points[issue.id]
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
    """What is said of a deal, filled in. Raises ValueError for a name that is not known."""
    drawn = game(exercise)
    own, other = drawn.worths[place]
    return _fill(
        key.deal,
        {
            "own": f"{own:g}",
            "other": f"{other:g}",
            "own_gain": _gain(own - drawn.batna[0]),
            "other_gain": _gain(other - drawn.batna[1]),
            "better": _better(len(drawn.better(place))),
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


def _deal(exercise: Exercise, key: Key, drawn: Game, deal: Deal | None, settled: int) -> ItemMark:
    best = drawn.nash[0]
    expected = f"{_levels(exercise, drawn.deals[best])} ({_totals(exercise, drawn, best)})"
    if deal is None:
        open_issues = f"{settled} of {len(exercise.issues)} issues are settled; a deal settles all of them."
        return ItemMark("deal", "The deal", "blank", "", expected, open_issues, group="The deal")
    place = drawn.place[deal]
    earned = worth(drawn, place)
    verdict: Verdict = "right" if earned == 1 else "partly" if earned > 0 else "wrong"
    return ItemMark(
        id="deal",
        text="The deal",
        verdict=verdict,
        given=f"{_levels(exercise, deal)} ({_totals(exercise, drawn, place)})",
        expected=f"for example {expected}",
        why=f"{deal_why(exercise, key, place)}\n\n{trade_why(exercise, drawn, place)}",
        slip=None if verdict == "right" else _slip(key, drawn, place),
        group="The deal",
    )


def _levels(exercise: Exercise, deal: Deal) -> str:
    labels = [next(v.label for v in i.levels if v.id == level) for i, level in zip(exercise.issues, deal, strict=True)]
    return "; ".join(labels)


def _totals(exercise: Exercise, drawn: Game, place: int) -> str:
    own, other = drawn.worths[place]
    return f"{exercise.own.label}: {own:g} {exercise.unit}, {exercise.other.label}: {other:g}"


def trade_why(exercise: Exercise, drawn: Game, place: int) -> str:
    """One trade that is better than the deal, with what it brings each side; or that there is none."""
    trade = drawn.trade(place)
    if trade is None:
        return "No other deal is better for one side without being worse for the other: this one is on the Pareto frontier."
    steps = []
    for at in drawn.changes(place, trade):
        issue = exercise.issues[at]
        labels = {level.id: level.label for level in issue.levels}
        steps.append(f"{issue.label}: {labels[drawn.deals[trade][at]]} instead of {labels[drawn.deals[place][at]]}")
    before, after = drawn.worths[place], drawn.worths[trade]
    own, other = after[0] - before[0], after[1] - before[1]
    whom = "both of you" if own > 0 and other > 0 else "one side, and no worse for the other"
    return (
        f"A trade that is better for {whom}: {'; '.join(steps)}. "
        f"{exercise.own.label}: {own:+g} {exercise.unit}, {exercise.other.label}: {other:+g}."
    )


def _slip(key: Key, drawn: Game, place: int) -> str:
    """The slip of a deal that is not fully right; what makes it impossible comes first."""
    own, other = (worth - without for worth, without in zip(drawn.worths[place], drawn.batna, strict=True))
    if own <= 0:
        return key.below_own
    if other <= 0:
        return key.below_other
    if drawn.share(place) <= drawn.floor and place not in drawn.frontier:
        return key.split
    if place not in drawn.frontier:
        return key.left_on_the_table
    one, two = drawn.gains(place)
    return key.lopsided.own if one > two else key.lopsided.other


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each role given and for the deal once it is whole."""
    return not_blank(mark(exercise, key, answer).items)
