"""What can be wrong in a `zopa` exercise of form `zone` and its key."""

from __future__ import annotations

from collections.abc import Iterator

from rounds.core.formulas import calculate, fill
from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.zopa.form_checks import not_of_this_form, over_draws, scale_problems
from rounds.kinds.zopa.scale import Scale
from rounds.kinds.zopa.spec import Exercise, Key
from rounds.kinds.zopa.zone.spec import ASKS, VALUES, Range
from rounds.models.zone import Zone

WIDEST = 0.1  # of the scale: a wider tolerance would be hit by guessing
WIDEST_ASK = 0.15
NEEDS = {"zone": ("own-rv", "other-rv"), "share": ("own-rv", "other-rv"), "rescue": ("zone",)}


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key."""
    problems = list(_parts(exercise))
    if problems or key is None:
        return problems
    return list(_key(exercise, key)) or over_draws(exercise, key, _drawn)


def _parts(exercise: Exercise) -> Iterator[Problem]:
    yield from not_of_this_form("zone", {"estimates": exercise.estimates})
    for name in ("scale", "own", "other", "asks"):
        if not getattr(exercise, name):
            yield Problem("", f"{name} is missing; form zone needs it")
    if exercise.scale:
        yield from scale_problems(exercise.scale, "scale")
    asks = exercise.asks
    yield from base.unique(asks, "ask")
    if asks != sorted(asks, key=ASKS.index):
        yield Problem("asks", f"stand as {', '.join(asks)}; put them in this order: {', '.join(ASKS)}")
    for name, needs in NEEDS.items():
        if name in asks:
            yield from (Problem(name, f"needs {n}, which asks does not have; add it") for n in needs if n not in asks)
    if "share" in asks and "rescue" in asks:
        yield Problem("asks", "have both share and rescue; a share needs a zone and a rescue needs none: drop one")
    if ("share" in asks) != (exercise.deal is not None):
        yield Problem("deal", "is the deal whose share is asked: give it where asks has share, and only there")
    if ("rescue" in asks) != bool(exercise.rescue):
        yield Problem("rescue", "holds the issues that could be added: give it where asks has rescue, and only there")
    if exercise.rescue and not 4 <= len(exercise.rescue) <= 6:
        yield Problem("rescue", f"has {len(exercise.rescue)} issues; give 4 to 6")
    yield from base.unique([issue.id for issue in exercise.rescue], "issue")


def _key(exercise: Exercise, key: Key) -> Iterator[Problem]:
    """Whether every part that is asked for has its line, and every slip its feedback."""
    asks = exercise.asks
    yield from not_of_this_form("zone", {"estimates": key.estimates, "confidence": key.confidence})
    asked = [name for name in VALUES if name in asks]
    rest_on_zone = bool(set(asks) & {"ask", "zone", "share"})
    needed = list(dict.fromkeys([*asked, "own-rv", "other-rv"])) if rest_on_zone else asked
    yield from (Problem(v, "has no line in the key's values; add one") for v in needed if v not in key.values)
    for name in key.values:
        if name not in needed:
            says = f"is in the key's values but nothing needs it; needed are {', '.join(needed)}"
            yield Problem(name, says)
    for part in ("ask", "zone", "share", "rescue"):
        if (part in asks) != (getattr(key, part) is not None):
            yield Problem(part, f"must be in the key where asks has {part}, and only there")
    for mistake, can_be_made in _mistakes(exercise).items():
        slip = getattr(key, mistake)
        if slip is not None:
            yield from base.one_of(slip, key.slips, f"{mistake}: slip")
        elif can_be_made:
            yield Problem("", f"the key has no {mistake}, though that mistake can be made here; name its slip")
    for name, figure in key.values.items():
        yield from base.known_slips((path.slip for path in figure.wrong), key, name)
    yield from base.known_slips((path.slip for path in (key.ask.wrong if key.ask else ())), key, "ask")
    if key.rescue:
        issues = [issue.id for issue in exercise.rescue]
        yield from base.one_of(key.rescue.issue, issues, "issue", "rescue")
        yield from base.same_ids([i for i in issues if i != key.rescue.issue], key.rescue.others, "rescue.others")
        for issue, fails in key.rescue.others.items():
            yield from base.one_of(fails.slip, key.slips, "slip", issue)


def _mistakes(exercise: Exercise) -> dict[str, bool]:
    """Of each mistake that the key can name, whether it can be made in this exercise."""
    asks: set[str] = set(exercise.asks)
    sides = [{f"{side}-rv", f"{side}-target"} for side in ("own", "other")]
    both_values_of_a_side = any(side <= asks for side in sides)
    return {
        "swapped": {"own-rv", "other-rv"} <= asks,
        "target_for_rv": both_values_of_a_side,
        "rv_for_target": both_values_of_a_side,
        "midpoint": "ask" in asks and "rescue" not in asks,
        "ask_worse_than_rv": "ask" in asks,
        "otherwise": bool(asks & {*VALUES, "ask"}),
        "zone_wrong": "zone" in asks,
        "share_wrong": "share" in asks,
    }


def _drawn(exercise: Exercise, key: Key, figures: dict[str, float]) -> list[Problem]:
    """What is wrong with one learner's figures."""
    return [*_values(exercise, key, figures), *_between(exercise, key, figures)]


def _values(exercise: Exercise, key: Key, figures: dict[str, float]) -> Iterator[Problem]:
    scale, own, _ = exercise.sides
    for name, figure in key.values.items():
        value = figures[name.replace("-", "_")]
        fill(figure.why, {**figures, "value": value})
        if not scale.least <= value <= scale.most:
            yield Problem(name, f"its value can lie outside the scale: {value:g}; widen least and most")
        if figure.tolerance * 2 > WIDEST * scale.reach:
            says = f"{figure.tolerance:g} on a scale of {scale.reach:g}; a guesser would hit it"
            yield Problem(name, f"its tolerance is too wide: {says}")
        if abs(scale.snap(value) - value) > figure.tolerance + 1e-9:
            yield Problem(name, f"its value can lie between two steps: {value:g}; widen the tolerance or change step")
        for path in figure.wrong:
            if abs((wrong := calculate(path.value, figures)) - value) <= figure.tolerance + 1e-9:
                yield Problem(name, f"its wrong path {path.value} can be right: {wrong:g}; change the draws")
    for side, sign in (("own", 1), ("other", -1)):
        reservation, target = (figures.get(f"{side}_{end}") for end in ("rv", "target"))
        up = sign if own.wants == "more" else -sign
        if reservation is not None and target is not None and (target - reservation) * up <= 0:
            says = f"{target:g} against {reservation:g}; a target is better"
            yield Problem(f"{side}-target", f"can lie on the wrong side of its reservation value: {says}")


def _between(exercise: Exercise, key: Key, figures: dict[str, float]) -> Iterator[Problem]:
    scale, own, _ = exercise.sides
    if not {"own_rv", "other_rv"} <= figures.keys():
        return
    zone = Zone(figures["own_rv"], figures["other_rv"], own.wants)
    near = key.values["own-rv"].tolerance + key.values["other-rv"].tolerance
    if abs(zone.width) <= near:
        says = f"{zone.own:g} and {zone.other:g}; keep them more than {near:g} apart"
        yield Problem("own-rv", f"can lie too near to the other's: {says}")
    if key.ask:
        yield from _ask(key.ask, figures, zone, scale)
    if key.zone:
        fill(key.zone.why, figures)
    if key.share and exercise.deal:
        deal = calculate(exercise.deal, figures)
        if zone.width <= 0 or not 0 <= zone.share(deal) <= 1:
            says = f"{deal:g}, while it runs from {zone.own:g} to {zone.other:g}; change the draws"
            yield Problem("deal", f"can lie outside the zone: {says}")
        else:
            fill(key.share.why, {**figures, "deal": deal, "share": 100 * zone.share(deal)})
    if key.rescue:
        fill(key.rescue.why, figures)
        if zone.exists:
            says = f"{zone.own:g} to {zone.other:g} is one; change the values"
            yield Problem("rescue", f"needs a case without a zone: {says}")


def _ask(standard: Range, figures: dict[str, float], zone: Zone, scale: Scale) -> Iterator[Problem]:
    least, most = (calculate(end, figures) for end in (standard.least, standard.most))
    fill(standard.why, {**figures, "least": least, "most": most})
    if not scale.least <= least <= most <= scale.most:
        says = f"its range must rise within the scale: {least:g} to {most:g}; correct least and most"
        yield Problem("ask", says)
    if most - least > WIDEST_ASK * scale.reach:
        says = f"its range is too wide: {least:g} to {most:g} on a scale of {scale.reach:g}; a guesser would hit it"
        yield Problem("ask", says)
    if not least - 1e-9 <= scale.snap((least + most) / 2) <= most + 1e-9:
        yield Problem("ask", f"its range holds no step of the scale: {least:g} to {most:g}; widen it")
    if zone.exists and least - 1e-9 <= zone.midpoint <= most + 1e-9:
        says = f"its range holds the midpoint of the zone: {zone.midpoint:g}; an ask that rests on a standard lies elsewhere"
        yield Problem("ask", says)
    up = 1 if zone.wants == "more" else -1
    if min((least - zone.own) * up, (most - zone.own) * up) <= 0:
        says = f"{least:g} to {most:g} against {zone.own:g}; move it"
        yield Problem("ask", f"its range reaches beyond the own side's reservation value: {says}")
    for path in standard.wrong:
        if least - 1e-9 <= (wrong := calculate(path.value, figures)) <= most + 1e-9:
            yield Problem("ask", f"its wrong path {path.value} can be right: {wrong:g}; change the draws")
