"""What can be wrong in a `zopa` exercise of form `interval` and its key."""

from __future__ import annotations

from collections.abc import Iterator

from rounds.core.formulas import calculate, fill
from rounds.kinds import base
from rounds.kinds.base import Problem
from rounds.kinds.zopa.form_checks import not_of_this_form, over_draws, scale_problems
from rounds.kinds.zopa.interval.marking import floor
from rounds.kinds.zopa.interval.spec import Estimate
from rounds.kinds.zopa.spec import Exercise, Key

LEAST = 4  # estimates
WIDEST = 0.35  # of the scale: clues that allow more say too little
FLOOR = 0.45  # what one relative interval for all may earn before chance is taken off
ZONE_PARTS = ("scale", "own", "other", "asks", "deal", "rescue")
ZONE_KEY_PARTS = (
    *("values", "ask", "zone", "share", "rescue", "swapped", "target_for_rv", "rv_for_target", "midpoint"),
    *("ask_worse_than_rv", "otherwise", "zone_wrong", "share_wrong"),
)


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong in the exercise and its key."""
    problems = not_of_this_form("interval", {name: getattr(exercise, name) for name in ZONE_PARTS})
    if len(exercise.estimates) < LEAST:
        problems.append(Problem("estimates", f"are {len(exercise.estimates)}; form interval needs at least {LEAST}"))
    problems += base.unique([estimate.id for estimate in exercise.estimates], "estimate")
    for estimate in exercise.estimates:
        problems += scale_problems(estimate.scale, estimate.id)
    if problems or key is None:
        return problems
    return _key(exercise, key) or over_draws(exercise, key, _estimates)


def _key(exercise: Exercise, key: Key) -> list[Problem]:
    problems = not_of_this_form("interval", {name: getattr(key, name) for name in ZONE_KEY_PARTS})
    if key.confidence is None:
        says = "confidence is missing; form interval needs it: 0.8 where 80 percent are asked for"
        problems.append(Problem("", says))
    problems += base.same_ids([estimate.id for estimate in exercise.estimates], key.estimates, "estimates")
    for name, truth in key.estimates.items():
        wanted = {"wide", "narrow", "below", "above"} | ({"own-view"} if truth.own_view is not None else set())
        if wanted != set(truth.slips):
            says = f"names slips for {', '.join(sorted(truth.slips)) or 'nothing'}; name {', '.join(sorted(wanted))}"
            problems.append(Problem(name, f"{says} (own-view where it has own_view)"))
        problems += base.known_slips(truth.slips.values(), key, name)
    return problems


def _estimates(exercise: Exercise, key: Key, figures: dict[str, float]) -> list[Problem]:
    problems = [problem for estimate in exercise.estimates for problem in _estimate(estimate, key, figures)]
    if not problems and (paid := floor(exercise, key)) > FLOOR:
        says = f"has truths that lie alike: one answer for all would earn {paid:.2f} before chance is taken off"
        problems.append(Problem("estimates", f"{says}; spread them over their scales"))
    return problems


def _estimate(estimate: Estimate, key: Key, figures: dict[str, float]) -> Iterator[Problem]:
    about = key.estimates[estimate.id]
    low, truth, high = (calculate(formula, figures) for formula in (about.low, about.truth, about.high))
    fill(about.why, {**figures, "low": low, "truth": truth, "high": high})
    if not estimate.least <= low <= truth <= high <= estimate.most:
        says = f"its interval must hold the truth within the scale: {low:g}, {truth:g}, {high:g}; correct low and high"
        yield Problem(estimate.id, says)
    if high - low > WIDEST * estimate.scale.reach:
        says = f"its interval is too wide: {low:g} to {high:g} on a scale of {estimate.scale.reach:g}; give better clues or a wider scale"
        yield Problem(estimate.id, says)
    if about.own_view is not None and low <= (view := calculate(about.own_view, figures)) <= high:
        says = f"its own_view lies in the right interval: {view:g}; projecting would be right, so leave it out or change it"
        yield Problem(estimate.id, says)
