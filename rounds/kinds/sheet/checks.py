"""What can be wrong in a `sheet` exercise and its key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.sheet.spec import Alternative, Case, CaseKey, Exercise, Key, Standard


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    found = base.unique((case.id for case in exercise.cases), "case")
    for case in exercise.cases:
        found += _case(case)
    if key is None or found:
        return found
    found += base.same_ids([case.id for case in exercise.cases], key.cases, "cases")
    if found:
        return found
    named = key.links()
    for case in exercise.cases:
        about = key.cases[case.id]
        found += _keyed(case, about)
        named += about.named()
    found += base.known_slips(named, key)
    return found


def _case(case: Case) -> Iterator[Problem]:
    interests = [i.id for i in case.interests]
    parts: dict[str, Iterable[str]] = {
        "interest": interests,
        "alternative": [a.id for a in case.alternatives],
        "standard": [s.id for s in case.standards],
        "trade": [t.id for t in case.trades],
    }
    for what, ids in parts.items():
        yield from (Problem(f"{case.id}/{p.item}", p.says) for p in base.unique(ids, what))
    if case.least >= case.most:
        yield Problem(case.id, f"counts from {case.least:g} to {case.most:g}; most must be above least")
    figures: dict[str, float] = {}
    for row in case.alternatives:
        for problem in base.same_ids(interests, row.worth, f"worth of {row.id}"):
            yield Problem(f"{case.id}/{row.id}", f"{problem.item} {problem.says.replace('the key', 'it')}")
        figures |= {f"{row.id}, worth under {name}": value for name, value in row.worth.items()}
    for s in case.standards:
        if not s.low < s.middle < s.high:
            yield Problem(
                f"{case.id}/{s.id}", f"runs {s.low:g}, {s.middle:g}, {s.high:g}; low, middle and high must rise"
            )
        figures |= {f"{s.id}, low": s.low, f"{s.id}, high": s.high}
    for name, value in figures.items():
        if not case.least <= value <= case.most:
            yield Problem(
                case.id, f"{name}: {value:g} lies outside {case.least:g} to {case.most:g}, so it could not be typed"
            )


def _keyed(case: Case, about: CaseKey) -> Iterator[Problem]:
    wanted = {
        "interests": [i.id for i in case.interests],
        "alternatives": [a.id for a in case.alternatives],
        "standards": [s.id for s in case.standards],
        "trades": [t.id for t in case.trades],
    }
    wrong = [p for part, ids in wanted.items() for p in base.same_ids(ids, getattr(about, part), f"{case.id}, {part}")]
    yield from wrong
    if wrong:
        return
    mine = [name for name, i in about.interests.items() if i.mine]
    fitting = [s for s in case.standards if about.standards[s.id].fits]
    sound = [a for a in case.alternatives if about.admissible(a.id)]
    if len(mine) < 2:
        yield Problem(
            case.id, "has fewer than two interests that are the learner's own; one alone could not be chosen amiss"
        )
    if not fitting:
        yield Problem(case.id, "has no standard that fits, so no target can be justified")
    if not sound:
        yield Problem(case.id, "has no alternative that is one's own decision or secured, so there is no BATNA")
    right = {name: (i.mine, i.slip) for name, i in about.interests.items()}
    right |= {name: (s.fits, s.slip) for name, s in about.standards.items()}
    for name, (fine, slip) in right.items():
        if fine == (slip is not None):
            yield Problem(f"{case.id}/{name}", "if it is wrong it names its slip, and only then")
    for name, trade in about.trades.items():
        for interest in trade.good_for:
            yield from base.one_of(interest, mine, "good_for: own interest", f"{case.id}/{name}")
        if bool(trade.good_for) == (trade.slip is not None):
            yield Problem(f"{case.id}/{name}", "a trade that is good for no interest names its slip, and no other does")
    wrong_but = {n for n, t in about.trades.items() if t.breach and t.good_for}
    wrong_but |= {n for n, s in about.standards.items() if s.breach and s.fits}
    wrong_but |= {n for n, a in about.alternatives.items() if a.breach and a.slip is None}
    for name in sorted(wrong_but):
        yield Problem(
            f"{case.id}/{name}", "is a breach, so it names its slip, fits nothing and is good for no interest"
        )
    for interest in mine:
        yield from _solvable(case, about, interest, sound, fitting)


def _solvable(
    case: Case, about: CaseKey, interest: str, sound: list[Alternative], fitting: list[Standard]
) -> Iterator[Problem]:
    """Whether a learner who chose that interest can earn every link."""
    worths = sorted((a.worth[interest] for a in sound), reverse=case.wants == "more")
    if len(worths) > 1 and worths[0] == worths[1]:
        yield Problem(f"{case.id}/{interest}", "has two best alternatives; make one of them better than the other")
    if worths and not all(case.better(s.middle, worths[0]) for s in fitting):
        yield Problem(
            f"{case.id}/{interest}", f"its BATNA is worth {worths[0]:g}; each standard that fits must do better"
        )
    if not any(interest in trade.good_for for trade in about.trades.values()):
        yield Problem(f"{case.id}/{interest}", "no trade is good for it; add one")
