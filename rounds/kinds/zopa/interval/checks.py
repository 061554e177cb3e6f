"""What can be wrong in a `zopa` exercise of form `interval` and its key."""

from __future__ import annotations

from rounds.core.formulas import calculate, fill
from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.zopa.form_checks import lines, not_of_this_form, tried
from rounds.kinds.zopa.interval.marking import floor
from rounds.kinds.zopa.spec import Estimate, Exercise, Key

LEAST = 4  # estimates
WIDEST = 0.35  # of the scale: clues that allow more say too little
FLOOR = 0.45  # what one relative interval for all may earn before chance is taken off


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    parts = {name: getattr(exercise, name) for name in ("scale", "own", "other", "asks", "deal", "rescue")}
    found = not_of_this_form("interval", parts)
    if len(exercise.estimates) < LEAST:
        found.append(Problem("estimates", f"are {len(exercise.estimates)}; form interval needs at least {LEAST}"))
    found += base.unique([one.id for one in exercise.estimates], "estimate")
    for one in exercise.estimates:
        found += lines(one.scale, one.id)
    if found or key is None:
        return found
    return _key(exercise, key) or tried(exercise, key, _estimates)


def _key(exercise: Exercise, key: Key) -> list[Problem]:
    parts: tuple[str, ...] = (
        "values",
        "ask",
        "zone",
        "share",
        "rescue",
        "swapped",
        "target_for_rv",
        "rv_for_target",
        "midpoint",
    )
    parts += ("ask_worse_than_rv", "otherwise", "zone_wrong", "share_wrong")
    found = not_of_this_form("interval", {name: getattr(key, name) for name in parts})
    if key.confidence is None:
        found.append(Problem("", "confidence is missing; form interval needs it: 0.8 where 80 percent are asked for"))
    found += base.same_ids([one.id for one in exercise.estimates], key.estimates, "estimates")
    for name, truth in key.estimates.items():
        wanted = {"wide", "narrow", "below", "above"} | ({"own-view"} if truth.own_view is not None else set())
        if wanted != set(truth.slips):
            says = f"names slips for {', '.join(sorted(truth.slips)) or 'nothing'}; name {', '.join(sorted(wanted))}"
            found.append(Problem(name, f"{says} (own-view where it has own_view)"))
        found += base.known_slips(truth.slips.values(), key, name)
    return found


def _estimates(exercise: Exercise, key: Key, figures: dict[str, float]) -> list[Problem]:
    found = [problem for one in exercise.estimates for problem in _estimate(one, key, figures)]
    if not found and (paid := floor(exercise, key)) > FLOOR:
        says = f"has truths that lie alike: one answer for all would earn {paid:.2f} before chance is taken off"
        found.append(Problem("estimates", f"{says}; spread them over their scales"))
    return found


def _estimate(one: Estimate, key: Key, figures: dict[str, float]) -> list[Problem]:
    right = key.estimates[one.id]
    low, truth, high = (calculate(text, figures) for text in (right.low, right.truth, right.high))
    fill(right.why, {**figures, "low": low, "truth": truth, "high": high})
    found = []
    if not one.least <= low <= truth <= high <= one.most:
        says = f"its interval must hold the truth within the scale: {low:g}, {truth:g}, {high:g}; correct low and high"
        found.append(Problem(one.id, says))
    if high - low > WIDEST * one.scale.reach:
        says = f"its interval is too wide: {low:g} to {high:g} on a scale of {one.scale.reach:g}; give better clues or a wider scale"
        found.append(Problem(one.id, says))
    if right.own_view is not None and low <= (view := calculate(right.own_view, figures)) <= high:
        says = f"its own_view lies in the right interval: {view:g}; projecting would be right, so leave it out or change it"
        found.append(Problem(one.id, says))
    return found
