"""A conversation of our own with three hidden interests, small enough to see through."""

from __future__ import annotations

from typing import Any

from tests.unit.kinds.samples import SLIPS, WHY

INTERESTS = ("sleep", "money", "standing")
SLIP = "pressed"


def sample() -> tuple[dict[str, Any], dict[str, Any]]:
    """Per interest a state to ask, one to reflect, and a second chance; then three to end it."""
    states: dict[str, Any] = {}
    moves: dict[str, Any] = {}
    names = [f"{part}-{i}" for i in INTERESTS for part in ("ask", "hear", "again")] + ["sum", "plan", "close"]
    for name, to in zip(names, [*names[1:], "end"], strict=True):
        part, _, about = name.partition("-")
        lines = _lines(part, about, to)
        states[name] = {"label": name, "opening": [{"text": f"At {name}."}], "moves": [move for move, _ in lines]}
        moves[name] = {
            move["id"]: {"good": True, "why": WHY} if good else {"good": False, "why": WHY, "slip": SLIP}
            for move, good in lines
        }
    for name in ("end", "thin", "sour", "walked"):
        states[name] = {"label": f"The {name}", "opening": [{"text": f"It ends: {name}."}], "moves": []}
    exercise = {
        **{"id": "talk", "kind": "dialogue", "use": "graded", "points": 10, "title": "Talk", "task": "Listen."},
        **{"other": "Chief", "start": names[0], "states": states},
        "interests": [{"id": name, "label": f"Wants {name}"} for name in INTERESTS],
        "quantities": [
            {"id": "trust", "label": "Trust", "start": 3, "least": 0, "most": 10},
            {"id": "tension", "label": "Tension", "start": 3, "least": 0, "most": 10},
            {"id": "process", "label": "Process", "start": 0, "least": -20, "most": 20, "shown": False},
            {"id": "value", "label": "Value", "start": 0, "least": -20, "most": 20, "shown": False},
        ],
    }
    expert = ["ask", "reflect", "affirm"] * 3 + ["reflect", "offer", "affirm"]
    key = {
        "score": {
            "interests": list(INTERESTS),
            "process": {"quantity": "process", "best": 9},
            "value": {"quantity": "value", "batna": 0, "best": 4},
            "relationship": {"plus": "trust", "minus": "tension", "least": 0, "best": 6},
        },
        "expert": expert,
        "ethics": {"cap": 0.4},
        "unfinished": "unfinished",
        "moves": moves,
        "slips": {name: SLIPS[name] for name in (SLIP, "unfinished")},
    }
    moves["plan"]["threat"]["breach"] = True
    return exercise, key


def _lines(part: str, about: str, to: str) -> list[tuple[dict[str, Any], bool]]:
    """The moves of a state with whether each is good; a poor one comes first as often as last."""
    bad = [
        _move("press", "press", {"tension": 1, "process": -1}, to),
        _move("wait", "wait", {"trust": -1}, to),
    ]
    if part == "ask":
        good = [_move("ask", "open", {about: 1, "process": 1}, to)]
    elif part == "hear":
        good = [_move("reflect", "reflect", {"process": 1}, to)]
        opens = {
            "when": {about: {"at_least": 1}},
            "effects": {about: 1, "process": 1, "trust": 1},
            "says": "Yes.",
            "to": to,
        }
        good[0]["outcomes"].insert(0, opens)
    elif part == "again":
        good = [_move("affirm", "affirm", {"process": 1}, to), _move("again", "open", {about: 1}, to)]
    elif part == "sum":
        good = [_move("reflect", "reflect", {"tension": -1}, to)]
        bad += [_move("closed", "closed", {}, to)]
    elif part == "plan":
        good = [_move("offer", "offer", {"value": 4, "trust": 1}, to)]
        good[0]["outcomes"].insert(
            0, {"when": {"found": {"at_most": 1}}, "effects": {"tension": 2}, "says": "No.", "to": to}
        )
        bad = [
            _move("threat", "press", {"tension": 4}, to),
            _move("wait", "wait", {}, to),
            _move("again", "closed", {}, to),
        ]
        good.append(_move("ask", "open", {}, to))
        good[1]["outcomes"].insert(
            0, {"when": {"found": {"at_least": 2}}, "effects": {"value": 4}, "says": "So.", "to": to}
        )
    else:
        good = [_move("affirm", "affirm", {"tension": -1}, to)]
        good[0]["outcomes"] = [
            {"when": {"found": {"at_least": 2}}, "effects": {"tension": -1}, "says": "Good.", "to": "end"},
            {"when": {"found": {"at_least": 1}}, "effects": {}, "says": "Well.", "to": "thin"},
            {"effects": {}, "says": "Hm.", "to": "sour"},
        ]
        bad = [_move("press", "press", {"tension": 2}, "walked"), _move("wait", "wait", {}, "walked")]
    lines = [*((move, False) for move in bad), *((move, True) for move in good)]
    return [*lines[1:], lines[0]] if part in ("ask", "hear", "again") else lines


def _move(name: str, style: str, effects: dict[str, float], to: str) -> dict[str, Any]:
    return {
        "id": name,
        "style": style,
        "text": f"'{name}?'",
        "outcomes": [{"effects": effects, "says": "Hm.", "to": to}],
    }
