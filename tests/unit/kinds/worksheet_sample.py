"""A small worksheet for the tests: an aim, a plan that follows from it, and two lines with check boxes."""

from __future__ import annotations

from typing import Any

from tests.unit.kinds import sheet_sample

WHY = sheet_sample.WHY


def sample() -> tuple[dict[str, Any], dict[str, Any]]:
    """One case of four lines, of which three count."""
    exercise, key = sheet_sample.sample()
    options = {
        "aim": ["position", "seen", "free", "theirs"],
        "plan": ["hope", "talk", "sister", "force"],
        "able": ["calm", "knows", "signs", "weighs", "chooses", "agrees"],
        "note": ["words", "label", "plan", "lie", "reason", "form"],
    }
    many = ("able", "note")
    case = {
        **{"id": "home", "label": "Going home", "text": "A scene."},
        "lines": [
            {
                "id": line,
                "label": f"Line {line}",
                "many": line in many,
                "options": [{"id": o, "text": f"{line} {o}"} for o in listed],
            }
            for line, listed in options.items()
        ],
    }

    def wrong(slip: str, **more: Any) -> dict[str, Any]:
        return {"right": False, "slip": slip, "why": WHY, **more}

    right: dict[str, Any] = {"right": True, "why": WHY}
    lines: dict[str, Any] = {
        "aim": {"counts": False, "options": {"position": wrong("position"), "seen": right, "free": right, "theirs": wrong("theirs")}},
        "plan": {
            "after": "aim",
            "options": {
                "hope": wrong("asked"),
                "sister": {"right": ["seen"], "slip": "second-best", "why": WHY},
                "talk": {"right": ["free"], "slip": "second-best", "why": WHY},
                "force": wrong("breached", breach=True),
            },
        },
        "able": {
            "missed": "off",
            "options": {o: right if o in ("knows", "weighs", "chooses") else wrong("unfit") for o in options["able"]},
        },
        "note": {
            "missed": "short",
            "options": {o: right if o in ("words", "plan", "reason") else wrong("unfit") for o in options["note"]},
        },
    }  # fmt: skip
    lines["note"]["options"]["lie"] = wrong("breached", breach=True)
    cases = {**key["cases"], "home": {"lines": lines}}
    return {**exercise, "cases": [*exercise["cases"], case]}, {**key, "cases": cases}
