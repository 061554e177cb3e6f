"""Small exercises of `zopa`, one of each form and one without a zone, with their keys."""

from __future__ import annotations

from typing import Any

from tests.unit.kinds.samples import WHY

Sample = tuple[dict[str, Any], dict[str, Any]]
NAMED = ("swapped", "target_for_rv", "rv_for_target", "midpoint", "ask_worse_than_rv", "otherwise", "zone_wrong", "share_wrong")  # fmt: skip
HEAD = {"kind": "zopa", "use": "graded", "points": 6, "task": "Set them."}


def _slips(*names: str) -> dict[str, str]:
    says = "You made the slip {}; think of the principle behind it, and try it once more with a pencil in hand."
    return {name: says.format(name) for name in names}


def zone() -> Sample:
    """An exercise that asks for all but a rescue; its figures are drawn, and less is better for the own side."""
    exercise = {
        **HEAD,
        **{"id": "hours", "title": "Hours", "case": "Your own clinic frees {free} hours; the locum took {locum}."},
        "draws": {"free": {"choices": [8, 9, 10, 11]}, "locum": {"choices": [24, 26, 28]}},
        "scale": {"least": 0, "most": 40, "step": 1, "unit": "hours a month"},
        **{"own": {"label": "The department", "wants": "less"}, "other": {"label": "Dr. Ames"}},
        "asks": ["own-rv", "own-target", "other-rv", "other-target", "ask", "zone", "share"],
        "deal": "free + 8",
    }
    values = {
        "own-rv": {"value": "locum", "tolerance": 1, "why": "The locum took {value}."},
        "own-target": {"value": "free - 4", "tolerance": 1, "why": WHY},
        "other-rv": {"value": "free", "tolerance": 1, "why": WHY, "wrong": [{"value": "free * 2", "slip": "doubled"}]},
        "other-target": {"value": "locum + 9", "tolerance": 1, "why": WHY},
    }
    key = {
        **{"values": values, "ask": {"least": "free - 5", "most": "free - 2", "why": "From {least} to {most}."}},
        **{"zone": {"why": "It is {width} wide."}, "share": {"why": "It is {share:.0f} percent."}},
        **{name: name.replace("_", "-") for name in NAMED},
        "slips": _slips("doubled", *(name.replace("_", "-") for name in NAMED)),
    }
    return exercise, key


def rescue() -> Sample:
    """No zone, and four issues, one of which opens a zone; more is better for the own side."""
    issues = ("parking", "weekends", "title", "desk")
    exercise = {
        **HEAD,
        **{"id": "apart", "title": "Apart", "scale": {"least": 0, "most": 40, "step": 1, "unit": "hours"}},
        **{"own": {"label": "You", "wants": "more"}, "other": {"label": "The chief"}},
        "asks": ["own-rv", "other-rv", "zone", "rescue"],
        "rescue": [{"id": name, "text": f"The {name}."} for name in issues],
    }
    named = ("swapped", "otherwise", "zone_wrong")
    key = {
        "values": {
            "own-rv": {"value": "27", "tolerance": 1, "why": WHY},
            "other-rv": {"value": "14", "tolerance": 1, "why": WHY},
        },
        "zone": {"why": "They are {width} apart."},
        "rescue": {
            **{"issue": "title", "why": WHY},
            "others": {name: {"why": WHY, "slip": "one-sided"} for name in issues if name != "title"},
        },
        **{name: name.replace("_", "-") for name in named},
        "slips": _slips("one-sided", *(name.replace("_", "-") for name in named)),
    }
    return exercise, key


TRUTHS = {"rate": 0.12, "week": 0.36, "floor": 0.64, "start": 0.85}


def interval() -> Sample:
    """Four estimates whose truths lie apart; one of them tempts learners to project their own view."""
    scale = {"unit": "dollars an hour", "least": 80, "most": 240, "step": 2}
    exercise = {
        **HEAD,
        **{"id": "clues", "form": "interval", "title": "Clues"},
        "estimates": [{"id": name, "label": name.title(), "text": "The clues.", **scale} for name in TRUTHS],
    }
    estimates: dict[str, Any] = {}
    for name, at in TRUTHS.items():
        truth = 80 + round(160 * at)
        misses = ("wide", "narrow", "below", "above")
        estimates[name] = {"truth": str(truth), "low": str(truth - 8), "high": str(truth + 8), "why": "It is {truth}."}
        estimates[name]["slips"] = {miss: f"too-{miss}" for miss in misses}
    estimates["rate"]["own_view"] = "200"
    estimates["rate"]["slips"]["own-view"] = "projected"
    names = ("too-wide", "too-narrow", "too-below", "too-above", "projected")
    return exercise, {"confidence": 0.8, "estimates": estimates, "slips": _slips(*names)}


ALL = {"zone": zone, "rescue": rescue, "interval": interval}
