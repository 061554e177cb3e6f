"""What can be wrong in a `zopa` exercise of form `zone` and its key."""

from __future__ import annotations

from rounds.core.formulas import calculate, fill
from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.zopa.form_checks import lines, not_of_this_form, tried
from rounds.kinds.zopa.spec import ASKS, VALUES, Exercise, Key, Scale
from rounds.models.zone import Zone

WIDEST = 0.1  # of the scale: a wider tolerance would be hit by guessing
WIDEST_ASK = 0.15


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    found = _parts(exercise)
    if found or key is None:
        return found
    return _key(exercise, key) or tried(exercise, key, _figures)


def _parts(exercise: Exercise) -> list[Problem]:
    found = not_of_this_form("zone", {"estimates": exercise.estimates})
    for name in ("scale", "own", "other", "asks"):
        if not getattr(exercise, name):
            found.append(Problem("", f"{name} is missing; form zone needs it"))
    if exercise.scale:
        found += lines(exercise.scale, "scale")
    asks = exercise.asks
    found += base.unique(asks, "ask")
    if asks != sorted(asks, key=ASKS.index):
        found.append(Problem("asks", f"stand as {', '.join(asks)}; put them in this order: {', '.join(ASKS)}"))
    for name, needs in (("zone", ("own-rv", "other-rv")), ("share", ("own-rv", "other-rv")), ("rescue", ("zone",))):
        if name in asks:
            found += [Problem(name, f"needs {n}, which asks does not have; add it") for n in needs if n not in asks]
    if "share" in asks and "rescue" in asks:
        found.append(
            Problem("asks", "have both share and rescue; a share needs a zone and a rescue needs none: drop one")
        )
    if ("share" in asks) != (exercise.deal is not None):
        found.append(Problem("deal", "is the deal whose share is asked: give it where asks has share, and only there"))
    if ("rescue" in asks) != bool(exercise.rescue):
        found.append(
            Problem("rescue", "holds the issues that could be added: give it where asks has rescue, and only there")
        )
    if exercise.rescue and not 4 <= len(exercise.rescue) <= 6:
        found.append(Problem("rescue", f"has {len(exercise.rescue)} issues; give 4 to 6"))
    return found + base.unique([issue.id for issue in exercise.rescue], "issue")


def _key(exercise: Exercise, key: Key) -> list[Problem]:
    """Whether every part that is asked for has its line, and every slip its feedback."""
    asks = exercise.asks
    found = not_of_this_form("zone", {"estimates": key.estimates, "confidence": key.confidence})
    wanted = [v for v in VALUES if v in asks]
    must = list(dict.fromkeys([*wanted, "own-rv", "other-rv"])) if set(asks) & {"ask", "zone", "share"} else wanted
    found += [Problem(v, "has no line in the key's values; add one") for v in must if v not in key.values]
    found += [
        Problem(v, f"stands in the key's values but nothing needs it; needed are {', '.join(must)}")
        for v in key.values
        if v not in must
    ]
    for name in ("ask", "zone", "share", "rescue"):
        if (name in asks) != (getattr(key, name) is not None):
            found.append(Problem(name, f"must stand in the key where asks has {name}, and only there"))
    reservations = [v for v in wanted if v.endswith("-rv")]
    occurs = {
        "swapped": len(reservations) == 2,
        "target_for_rv": any(v.replace("rv", "target") in wanted for v in reservations),
        "rv_for_target": any(v.replace("target", "rv") in wanted for v in wanted if v.endswith("-target")),
        "midpoint": "ask" in asks and "rescue" not in asks,
        "ask_worse_than_rv": "ask" in asks,
        "otherwise": bool(wanted) or "ask" in asks,
        "zone_wrong": "zone" in asks,
        "share_wrong": "share" in asks,
    }
    for name, can in occurs.items():
        slip = getattr(key, name)
        if slip is not None:
            found += base.one_of(slip, key.slips, f"{name}: slip")
        elif can:
            found.append(Problem("", f"the key has no {name}, though that mistake can be made here; name its slip"))
    for value, right in key.values.items():
        found += base.known_slips((path.slip for path in right.wrong), key, value)
    found += base.known_slips((path.slip for path in (key.ask.wrong if key.ask else ())), key, "ask")
    if key.rescue:
        issues = [issue.id for issue in exercise.rescue]
        found += base.one_of(key.rescue.issue, issues, "issue", "rescue")
        found += base.same_ids([i for i in issues if i != key.rescue.issue], key.rescue.others, "rescue.others")
        for issue, fails in key.rescue.others.items():
            found += base.one_of(fails.slip, key.slips, "slip", issue)
    return found


def _figures(exercise: Exercise, key: Key, figures: dict[str, float]) -> list[Problem]:
    return _values(exercise, key, figures) + _between(exercise, key, figures)


def _values(exercise: Exercise, key: Key, figures: dict[str, float]) -> list[Problem]:
    scale, own, _ = exercise.sides
    found = []
    for name, right in key.values.items():
        value = figures[name.replace("-", "_")]
        fill(right.why, {**figures, "value": value})
        if not scale.least <= value <= scale.most:
            found.append(Problem(name, f"its value can lie outside the scale: {value:g}; widen least and most"))
        if right.tolerance * 2 > WIDEST * scale.reach:
            says = (
                f"its tolerance is too wide: {right.tolerance:g} on a scale of {scale.reach:g}; a guesser would hit it"
            )
            found.append(Problem(name, says))
        if abs(scale.snap(value) - value) > right.tolerance + 1e-9:
            found.append(
                Problem(name, f"its value can lie between two steps: {value:g}; widen the tolerance or change step")
            )
        for path in right.wrong:
            if abs((other := calculate(path.value, figures)) - value) <= right.tolerance + 1e-9:
                found.append(Problem(name, f"its wrong path {path.value} can be right: {other:g}; change the draws"))
    for side, sign in (("own", 1), ("other", -1)):
        worst, best = (figures.get(f"{side}_{end}") for end in ("rv", "target"))
        up = sign if own.wants == "more" else -sign
        if worst is not None and best is not None and (best - worst) * up <= 0:
            says = f"can lie on the wrong side of its reservation value: {best:g} against {worst:g}; a target is better"
            found.append(Problem(f"{side}-target", says))
    return found


def _between(exercise: Exercise, key: Key, figures: dict[str, float]) -> list[Problem]:
    scale, own, _ = exercise.sides
    if not {"own_rv", "other_rv"} <= figures.keys():
        return []
    zone = Zone(figures["own_rv"], figures["other_rv"], own.wants)
    found = []
    near = key.values["own-rv"].tolerance + key.values["other-rv"].tolerance
    if abs(zone.width) <= near:
        says = f"can lie too near to the other's: {zone.own:g} and {zone.other:g}; keep them more than {near:g} apart"
        found.append(Problem("own-rv", says))
    if key.ask:
        found += _ask(key, figures, zone, scale)
    if key.zone:
        fill(key.zone.why, figures)
    if key.share and exercise.deal:
        deal = calculate(exercise.deal, figures)
        if zone.width <= 0 or not 0 <= zone.share(deal) <= 1:
            says = f"can lie outside the zone: {deal:g}, while it runs from {zone.own:g} to {zone.other:g}; change the draws"
            found.append(Problem("deal", says))
        else:
            fill(key.share.why, {**figures, "deal": deal, "share": 100 * zone.share(deal)})
    if key.rescue:
        fill(key.rescue.why, figures)
        if zone.exists:
            found.append(
                Problem(
                    "rescue", f"needs a case without a zone: {zone.own:g} to {zone.other:g} is one; change the values"
                )
            )
    return found


def _ask(key: Key, figures: dict[str, float], zone: Zone, scale: Scale) -> list[Problem]:
    if key.ask is None:
        return []
    least, most = (calculate(end, figures) for end in (key.ask.least, key.ask.most))
    fill(key.ask.why, {**figures, "least": least, "most": most})
    found = []
    if not scale.least <= least <= most <= scale.most:
        found.append(
            Problem("ask", f"its range must rise within the scale: {least:g} to {most:g}; correct least and most")
        )
    if most - least > WIDEST_ASK * scale.reach:
        says = f"its range is too wide: {least:g} to {most:g} on a scale of {scale.reach:g}; a guesser would hit it"
        found.append(Problem("ask", says))
    if not least - 1e-9 <= scale.snap((least + most) / 2) <= most + 1e-9:
        found.append(Problem("ask", f"its range holds no step of the scale: {least:g} to {most:g}; widen it"))
    if zone.exists and least - 1e-9 <= zone.midpoint <= most + 1e-9:
        says = f"its range holds the midpoint of the zone: {zone.midpoint:g}; an ask that rests on a standard lies elsewhere"
        found.append(Problem("ask", says))
    up = 1 if zone.wants == "more" else -1
    if min((least - zone.own) * up, (most - zone.own) * up) <= 0:
        says = (
            f"its range reaches beyond one's own reservation value: {least:g} to {most:g} against {zone.own:g}; move it"
        )
        found.append(Problem("ask", says))
    for path in key.ask.wrong:
        if least - 1e-9 <= (other := calculate(path.value, figures)) <= most + 1e-9:
            found.append(Problem("ask", f"its wrong path {path.value} can be right: {other:g}; change the draws"))
    return found
