"""A small sheet for the tests: two cases that mirror each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

WHY = "Because this is a sample."
NAMES = ("position", "theirs", "unfit", "breached", "second-best", "asked", "aspired", "not-following", "below", "airy",
         "off", "no-room", "short", "beyond", "elsewhere")  # fmt: skip
SLIPS = {name: f"You made the slip {name}; think of the principle behind it, and try it once more with a pencil in hand."
         for name in NAMES}  # fmt: skip


def sample() -> tuple[dict[str, Any], dict[str, Any]]:
    """Two cases that mirror each other: one who wants more, and one who wants less."""
    more, less = _half("more", lambda figure: figure), _half("less", lambda figure: 100 - figure)
    exercise = {
        **{"id": "prep", "kind": "sheet", "use": "graded", "points": 30, "title": "Prepare", "task": "Fill it in."},
        "cases": [more, less],
    }
    slips = {
        "not_the_best": "second-best", "rests_on_a_yes": "asked", "target_for_rv": "aspired",
        "rv_does_not_follow": "not-following", "target_worse_than_rv": "below", "nothing_underneath": "airy",
        "target_off_standard": "off", "ask_below_target": "no-room", "ask_short_of_standard": "short",
        "ask_beyond_standard": "beyond", "trade_off_interest": "elsewhere",
    }  # fmt: skip
    about: dict[str, Any] = {
        "interests": {
            "rest": {"mine": True, "why": WHY},
            "ask": {"mine": False, "slip": "position", "why": WHY},
            "pay": {"mine": True, "why": WHY},
            "budget": {"mine": False, "slip": "theirs", "why": WHY},
        },
        "alternatives": {
            "dream": {"control": "needs-yes", "why": WHY},
            "force": {"control": "own", "breach": True, "slip": "breached", "why": WHY},
            "signed": {"control": "secured", "why": WHY},
            "stay": {"control": "own", "why": WHY},
        },
        "standards": {
            "old": {"fits": False, "slip": "unfit", "why": WHY},
            "survey": {"fits": True, "why": WHY},
            "rumor": {"fits": False, "slip": "breached", "breach": True, "why": "A rumor made up is a false claim."},
        },
        "trades": {
            "teach": {"good_for": ["pay"], "why": WHY},
            "threat": {"slip": "breached", "breach": True, "why": "A threat is coercion."},
            "nights": {"good_for": ["rest"], "why": WHY},
            "gift": {"slip": "elsewhere", "why": WHY},
        },
        "tolerance": 0.5,
    }
    key = {"cases": {"more": about, "less": about}, "ethics": {"cap": 0.4}, **slips}
    return exercise, {**key, "slips": SLIPS}


def _half(wants: str, figure: Callable[[float], float]) -> dict[str, Any]:
    interests = ["rest", "ask", "pay", "budget"]
    worths = {
        "dream": (70, 69, 72, 71),
        "force": (66, 64, 67, 65),
        "stay": (35, 25, 20, 22),
        "signed": (30, 40, 45, 33),
    }
    standards = {"old": (40, 52, 58), "survey": (55, 60, 75), "rumor": (70, 80, 90)}

    def standard(name: str, numbers: tuple[float, ...]) -> dict[str, Any]:
        low, middle, high = sorted(figure(number) for number in numbers)
        return {"id": name, "text": f"Standard {name}", "low": low, "middle": middle, "high": high}

    return {
        **{"id": wants, "label": f"Wanting {wants}", "text": "A scene.", "unit": "hours", "least": 0, "most": 100},
        "wants": wants,
        "interests": [{"id": i, "text": f"Interest {i}"} for i in interests],
        "alternatives": [
            {"id": a, "text": f"Alternative {a}", "worth": dict(zip(interests, map(figure, w), strict=True))}
            for a, w in worths.items()
        ],
        "standards": [standard(name, numbers) for name, numbers in standards.items()],
        "trades": [{"id": t, "text": f"Trade {t}"} for t in ("teach", "threat", "nights", "gift")],
    }
