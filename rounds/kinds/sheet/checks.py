"""What can be wrong in a `sheet` exercise and its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.sheet import worksheet_checks
from rounds.kinds.sheet.spec import Alternative, Case, CaseKey, Exercise, Key, Option, Standard, Worksheet, WorksheetKey


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise, or else in its key."""
    cases = [case.id for case in exercise.cases]
    problems = base.unique(cases, "case")
    for case in exercise.cases:
        problems += (
            list(worksheet_checks.case_problems(case))
            if isinstance(case, Worksheet)
            else [*_ids(case), *_figures(case)]
        )
    if key is None or problems:
        return problems
    if problems := base.same_ids(cases, key.cases, "cases"):
        return problems
    slips = key.links() if any(isinstance(about, CaseKey) for about in key.cases.values()) else []
    for case in exercise.cases:
        about = key.cases[case.id]
        slips += about.named()
        if isinstance(case, Worksheet) and isinstance(about, WorksheetKey):
            problems += worksheet_checks.key_problems(case, about)
        elif isinstance(case, Case) and isinstance(about, CaseKey):
            problems += _missing_lines(case, about) or list(_case_key(case, about))
        else:
            problems.append(
                Problem(case.id, "is a worksheet in one file and has figures in the other; give both the same form")
            )
    return problems + base.known_slips(slips, key)


def _ids(case: Case) -> Iterator[Problem]:
    options: dict[str, Sequence[Option]] = {"interest": case.interests, "alternative": case.alternatives}
    options |= {"standard": case.standards, "trade": case.trades}
    for what, listed in options.items():
        for problem in base.unique([option.id for option in listed], what):
            yield Problem(f"{case.id}/{problem.item}", problem.says)
    interests = [interest.id for interest in case.interests]
    for row in case.alternatives:
        for problem in base.same_ids(interests, row.worth, f"worth of {row.id}"):
            yield Problem(f"{case.id}/{row.id}", f"{problem.item} {problem.says.replace('the key', 'it')}")


def _figures(case: Case) -> Iterator[Problem]:
    """Whether every figure of the case could be typed, and each standard's rise."""
    if case.least >= case.most:
        yield Problem(case.id, f"counts from {case.least:g} to {case.most:g}; most must be above least")
    figures = {
        f"{row.id}, worth under {interest}": worth for row in case.alternatives for interest, worth in row.worth.items()
    }
    for standard in case.standards:
        low, middle, high = standard.low, standard.middle, standard.high
        if not low < middle < high:
            says = f"runs {low:g}, {middle:g}, {high:g}; low, middle and high must rise"
            yield Problem(f"{case.id}/{standard.id}", says)
        figures |= {f"{standard.id}, low": low, f"{standard.id}, high": high}
    for name, figure in figures.items():
        if not case.least <= figure <= case.most:
            says = f"{figure:g} lies outside {case.least:g} to {case.most:g}, so it could not be typed"
            yield Problem(case.id, f"{name}: {says}")


def _missing_lines(case: Case, about: CaseKey) -> list[Problem]:
    options = {
        "interests": [interest.id for interest in case.interests],
        "alternatives": [alternative.id for alternative in case.alternatives],
        "standards": [standard.id for standard in case.standards],
        "trades": [trade.id for trade in case.trades],
    }
    return [
        problem
        for part, ids in options.items()
        for problem in base.same_ids(ids, getattr(about, part), f"{case.id}, {part}")
    ]


def _case_key(case: Case, about: CaseKey) -> Iterator[Problem]:
    mine = [name for name, interest in about.interests.items() if interest.mine]
    fitting = [standard for standard in case.standards if about.standards[standard.id].fits]
    sound = [alternative for alternative in case.alternatives if about.admissible(alternative.id)]
    if len(mine) < 2:
        says = "has fewer than two interests that are the learner's own; one alone could not be chosen amiss"
        yield Problem(case.id, says)
    if not fitting:
        yield Problem(case.id, "has no standard that fits, so no target can be justified")
    if not sound:
        yield Problem(case.id, "has no alternative that is the learner's own decision or secured, so there is no BATNA")
    yield from _slips(case, about, mine)
    for interest in mine:
        yield from _solvable(case, about, interest, sound, fitting)


def _slips(case: Case, about: CaseKey, mine: list[str]) -> Iterator[Problem]:
    """Whether what is wrong names its slip, and nothing else does."""
    right = {name: (interest.mine, interest.slip) for name, interest in about.interests.items()}
    right |= {name: (standard.fits, standard.slip) for name, standard in about.standards.items()}
    for name, (fits, slip) in right.items():
        if fits == (slip is not None):
            yield Problem(f"{case.id}/{name}", "if it is wrong it names its slip, and only then")
    for name, trade in about.trades.items():
        for interest in trade.good_for:
            yield from base.one_of(interest, mine, "good_for: own interest", f"{case.id}/{name}")
        if bool(trade.good_for) == (trade.slip is not None):
            yield Problem(f"{case.id}/{name}", "a trade that is good for no interest names its slip, and no other does")
    odd_breaches = {name for name, trade in about.trades.items() if trade.breach and trade.good_for}
    odd_breaches |= {name for name, standard in about.standards.items() if standard.breach and standard.fits}
    odd_breaches |= {name for name, option in about.alternatives.items() if option.breach and option.slip is None}
    for name in sorted(odd_breaches):
        says = "is a breach, so it names its slip, fits nothing and is good for no interest"
        yield Problem(f"{case.id}/{name}", says)


def _solvable(
    case: Case, about: CaseKey, interest: str, sound: list[Alternative], fitting: list[Standard]
) -> Iterator[Problem]:
    """Whether a learner who chose that interest can earn every link."""
    worths = sorted((alternative.worth[interest] for alternative in sound), reverse=case.wants == "more")
    if len(worths) > 1 and worths[0] == worths[1]:
        yield Problem(f"{case.id}/{interest}", "has two best alternatives; make one of them better than the other")
    if worths and not all(case.better(standard.middle, worths[0]) for standard in fitting):
        says = f"its BATNA is worth {worths[0]:g}; each standard that fits must do better"
        yield Problem(f"{case.id}/{interest}", says)
    if not any(interest in trade.good_for for trade in about.trades.values()):
        yield Problem(f"{case.id}/{interest}", "no trade is good for it; add one")
