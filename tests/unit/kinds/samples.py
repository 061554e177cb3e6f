"""Small exercises of the kinds that need a few lines to say what they are about, with their keys."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from rounds import kinds
from rounds.kinds.base import Problem

WHY = "Because this is a sample."
SLIPS = {name: f"You made the slip {name}; think of the principle behind it, and try it once more with a pencil in hand."
         for name in ("mixed", "early", "late", "swapped", "forgot", "lured", "ignored", "left-out", "equal", "sums",
                      "asked", "second-best", "not-following", "beside", "pressed", "gave-in", "unfinished")}  # fmt: skip

LADDERS = 4


def order_functions() -> tuple[dict[str, Any], dict[str, Any]]:
    """Six cards for four slots, two lures, two functions."""
    cards = ["inform", "water", "threat", "ask", "offer", "lecture"]
    functions = {"water": "calm", "ask": "calm", "offer": "help", "inform": "help", "threat": "help", "lecture": "calm"}
    exercise = {
        **{"id": "moves", "kind": "order", "use": "graded", "points": 5, "title": "Moves", "task": "Order them."},
        "sequences": [{"id": "all", "slots": 4, "cards": [{"id": c, "text": f"Card {c}"} for c in cards]}],
        "functions": [{"id": "calm", "label": "Calm"}, {"id": "help", "label": "Help"}],
    }
    right = ["water", "ask", "offer", "inform"]
    pairs = [{"first": a, "then": b, "why": WHY} for at, a in enumerate(right) for b in right[at + 1 :]]
    key = {
        "sequences": {"all": {"order": right, "before": pairs}},
        "cards": {c: {"function": functions[c], "why": WHY} for c in cards},
        "confusions": {"calm": {"help": "mixed"}, "help": {"calm": "mixed"}},
        "out_of_order": "swapped",
        "left_out": "forgot",
        "slips": {name: SLIPS[name] for name in ("mixed", "swapped", "forgot", "lured")},
    }
    for lure in ("threat", "lecture"):
        key["cards"][lure]["lure"] = "lured"  # type: ignore[index]
    return exercise, key


def order_stops() -> tuple[dict[str, Any], dict[str, Any]]:
    """Four ladders of four rungs, each with another stop, which is also shown at another place."""
    sequences, rights, about = [], {}, {}
    for n in range(LADDERS):
        rungs = [f"rung-{n}-{at}" for at in range(4)]
        shown = rungs[2 * n % 4 :] + rungs[: 2 * n % 4]
        sequences.append({"id": f"ladder-{n}", "slots": 4, "cards": [{"id": r, "text": f"Text {r}"} for r in shown]})
        pairs = [{"first": a, "then": b, "why": WHY} for a, b in pairwise(rungs)]
        rights[f"ladder-{n}"] = {"order": rungs, "before": pairs, "stop": rungs[n], "why": WHY}
        about |= {r: {"why": WHY} for r in rungs}
    exercise = {
        **{"id": "whys", "kind": "order", "use": "graded", "points": 5, "title": "Why", "task": "Order them."},
        **{"sequences": sequences, "stop": "Where would you stop?"},
    }
    ends = {"out_of_order": "swapped", "left_out": "forgot", "too_early": "early", "too_late": "late"}
    return exercise, {"sequences": rights, "cards": about, **ends, "slips": {n: SLIPS[n] for n in ends.values()}}


def number() -> tuple[dict[str, Any], dict[str, Any]]:
    """An expected value, once with a dial."""
    dial = {"name": "q", "label": "Chance", "least": 0.1, "most": 0.9, "step": 0.1, "percent": True}
    exercise = {
        **{"id": "worth", "kind": "number", "use": "graded", "points": 4, "title": "Worth", "task": "Work it out."},
        "case": "An offer worth {offer} comes off with {p:.0%}; else {quo} remains.",
        "draws": {
            "offer": {"least": 70, "most": 90, "step": 5},
            "quo": {"choices": [20, 30]},
            "p": {"choices": [0.4, 0.6]},
        },
        "items": [
            {"id": "drawn", "text": "At {p:.0%}?", "unit": "points", "most": 100},
            {"id": "dialed", "text": "At your setting?", "unit": "points", "most": 100, "dial": dial},
        ],
    }
    paths = [("offer", "ignored"), ("{} * offer", "left-out"), ("{} * quo + (1 - {}) * offer", "swapped")]
    items = {
        name: {
            "value": f"{p} * offer + (1 - {p}) * quo",
            "tolerance": 1,
            "why": "It is {value:.1f}.",
            "wrong": [
                {"value": path.replace("{}", p), "slip": slip} for path, slip in paths if (p, slip) != ("q", "swapped")
            ],
        }
        for name, p in (("drawn", "p"), ("dialed", "q"))
    }
    items["drawn"]["wrong"] = items["drawn"]["wrong"][:2]  # type: ignore[index]
    return exercise, {
        "items": items,
        "otherwise": "sums",
        "slips": {n: SLIPS[n] for n in ("ignored", "left-out", "sums")},
    }


def table() -> tuple[dict[str, Any], dict[str, Any]]:
    """Four rows, two interests, two persons; the unsigned job is the naive best."""
    rows = [
        {"id": "now", "label": "Stay", "text": "As today.", "scores": {"rest": 20, "pay": 60}},
        {"id": "cut", "label": "Fewer hours", "text": "My right by contract.", "scores": {"rest": 80, "pay": 30}},
        {"id": "signed", "label": "Signed offer", "text": "In writing.", "scores": {"rest": 30, "pay": 80}, "p": 0.9},
        {"id": "dream", "label": "Dream job", "text": "They like me.", "scores": {"rest": 100, "pay": 100}, "p": 0.8},
    ]
    exercise = {
        **{"id": "batna", "kind": "table", "use": "graded", "points": 8, "title": "BATNA", "task": "Fill it in."},
        "interests": [{"id": "rest", "label": "Rest"}, {"id": "pay", "label": "Pay"}],
        **{"alternatives": rows, "status_quo": "now"},
        "profiles": [
            {"id": "tired", "label": "Tired", "weights": {"rest": 80, "pay": 20}, "compute": ["signed", "dream"]},
            {"id": "poor", "label": "Poor", "weights": {"rest": 20, "pay": 80}, "compute": ["signed"]},
        ],
    }
    control = {"now": "own", "cut": "own", "signed": "secured", "dream": "needs-yes"}
    kinds = ("own", "secured", "needs-yes")
    names = {
        "probability_ignored": "ignored",
        "status_quo_left_out": "left-out",
        "weights_ignored": "equal",
        "otherwise": "sums",
    }
    key = {
        "control": {row: {"control": c, "why": WHY} for row, c in control.items()},
        "confusions": {a: {b: "mixed" for b in kinds if b != a} for a in kinds},
        **{"totals": names, "profiles": {"tired": {"why": WHY}, "poor": {"why": WHY}}},
        **{"not_admissible": "asked", "not_best": "second-best", "reservation": "not-following"},
        "slips": {n: SLIPS[n] for n in (*names.values(), "mixed", "asked", "second-best", "not-following")},
    }
    return exercise, key


def plane() -> tuple[dict[str, Any], dict[str, Any]]:
    """Four corners, two vignettes each."""
    spans = {
        "compete": ([7, 10], [0, 3]),
        "join": ([7, 10], [7, 10]),
        "avoid": ([0, 3], [0, 3]),
        "yield": ([0, 3], [7, 10]),
    }
    axis = {"label": "Weight", "low": "none", "high": "all"}
    exercise = {
        **{"id": "map", "kind": "plane", "use": "graded", "points": 5, "title": "Map", "task": "Place them."},
        **{"own": axis, "other": axis},
        "zones": [{"id": z, "label": z.title(), "own": own, "other": other} for z, (own, other) in spans.items()],
        "items": [{"id": f"v-{z}-{n}", "label": f"{z} {n}", "text": "A scene."} for n in range(2) for z in spans],
    }
    key = {
        "items": {f"v-{z}-{n}": {"zone": z, "why": WHY} for n in range(2) for z in spans},
        "confusions": {a: {b: "mixed" for b in spans if b != a} for a in spans},
        **{"between": "beside", "slips": {n: SLIPS[n] for n in ("mixed", "beside")}},
    }
    return exercise, key


def dialogue() -> tuple[dict[str, Any], dict[str, Any]]:
    """Three rounds. Pressing pays at once and spoils the last round; trading pays only if trust is left."""

    def state(name: str, to: str) -> dict[str, Any]:
        high = {"trust": {"at_least": 5}}
        trade = [
            {"when": high, "effects": {"value": 4}, "says": "Fine.", "to": to},
            {"effects": {"value": 0}, "says": "No.", "to": to},
        ]
        press = {"effects": {"value": 3, "trust": -3}, "says": "If you insist.", "to": to}
        give = {"effects": {"value": 0, "trust": 1}, "says": "Thanks.", "to": to}
        return {
            "label": name,
            "opening": [{"when": high, "text": f"{name}, friendly."}, {"text": f"{name}, cool."}],
            "moves": [
                {"id": "press", "style": "press", "text": "Now.", "outcomes": [press]},
                {"id": "trade", "style": "trade", "text": "What if?", "outcomes": trade},
                {"id": "give", "style": "give", "text": "As you like.", "outcomes": [give]},
            ],
        }  # fmt: skip

    states = {"one": state("One", "two"), "two": state("Two", "three"), "three": state("Three", "end")}
    states["end"] = {"opening": [{"text": "That is all."}]}
    # In the last round pressing costs nothing any more, and pays most.
    states["three"]["moves"][0]["outcomes"][0]["effects"] = {"value": 9}
    exercise = {
        **{"id": "game", "kind": "dialogue", "use": "graded", "points": 5, "title": "Game", "task": "Play."},
        **{"other": "Consultant", "start": "one", "states": states},
        "quantities": [
            {"id": "value", "label": "Value"},
            {"id": "trust", "label": "Trust", "start": 5, "least": 0, "most": 10, "shown": False},
        ],
    }
    good = {"trade": {"good": True, "why": WHY}, "give": {"good": False, "why": WHY, "slip": "gave-in"}}
    press = {"good": False, "why": WHY, "slip": "pressed"}
    moves = {name: {**good, "press": press} for name in ("one", "two")}
    last = {"good": False, "why": WHY, "slip": "gave-in"}
    moves["three"] = {"press": {"good": True, "why": WHY}, "trade": last, "give": last}
    key = {
        "score": "value",
        "moves": moves,
        "unfinished": "unfinished",
        "slips": {n: SLIPS[n] for n in ("pressed", "gave-in", "unfinished")},
    }
    return exercise, key


def package() -> tuple[dict[str, Any], dict[str, Any]]:
    """Five issues: two to trade, one to share, one to divide, one to bet on. Nash and Kalai-Smorodinsky differ."""
    roles = ("compatible", "take", "give", "division", "contingent")

    def issue(name: str, *levels: str) -> dict[str, Any]:
        return {
            "id": name,
            "label": name.title(),
            "levels": [{"id": level, "label": level.title()} for level in levels],
        }

    sure, bet = {"holds": 6, "fails": 6}, ({"holds": 15, "fails": 0}, {"holds": 0, "fails": 15})
    exercise = {
        **{"id": "deal", "kind": "package", "use": "graded", "points": 8, "title": "Deal", "task": "Make a deal."},
        "case": "Without a deal you have {own_batna} points and they have {other_batna}.",
        **{"own": {"label": "You"}, "other": {"label": "The chief"}},
        "issues": [
            issue("site", "main", "north", "downtown"),
            issue("start", "spring", "summer", "fall"),
            issue("team", "small", "mixed", "large"),
            issue("stipend", "none", "low", "middle", "high", "full"),
            issue("terms", "fixed", "by-results"),
        ],
        "roles": {
            "compatible": {"own": [0, 8, 16], "other": [0, 7, 14]},
            "take": {"own": [0, 15, 30], "other": [10, 5, 0]},
            "give": {"own": [10, 5, 0], "other": [0, 15, 30]},
            "division": {"own": [0, 5, 10, 15, 20], "other": [24, 18, 12, 6, 0]},
        },
        **{"shuffled": ["site", "start", "team"], "division": "stipend"},
        "contingent": {
            **{"issue": "terms", "event": "that no-shows fall", "belief": {"own": 0.8, "other": 0.4}},
            "worth": {"fixed": {"own": sure, "other": sure}, "by-results": {"own": bet[0], "other": bet[1]}},
        },
        "batna": {"own": 38, "other": 36},
    }
    ends = {"below_own": "gave-in", "below_other": "pressed", "split": "equal", "left_on_the_table": "left-out"}
    key = {
        "roles": dict.fromkeys(roles, "{issue}: you {own}, they {other}; {own_best} or {other_best}."),
        "deal": "{own} and {other} points, {own_gain} and {other_gain} the BATNAs; {better} better for both.",
        "confusions": {a: {b: "mixed" for b in roles if b != a} for a in roles},
        **{**ends, "lopsided": {"own": "second-best", "other": "asked"}},
        "slips": {n: SLIPS[n] for n in (*ends.values(), "mixed", "second-best", "asked")},
    }
    return exercise, key


def loaded(sample: tuple[dict[str, Any], dict[str, Any]]) -> tuple[Any, Any]:
    """The sample as models, which must have no problems."""
    exercise, key = models(sample)
    assert problems(sample) == []
    return exercise, key


def models(sample: tuple[dict[str, Any], dict[str, Any]]) -> tuple[Any, Any]:
    """The sample as models."""
    kind = kinds.of(sample[0]["kind"])
    return kind.exercise.model_validate(sample[0]), kind.key.model_validate(sample[1])


def problems(sample: tuple[dict[str, Any], dict[str, Any]]) -> list[Problem]:
    """What is wrong with a sample."""
    return kinds.of(sample[0]["kind"]).checks.problems(*models(sample))


def said(sample: tuple[dict[str, Any], dict[str, Any]], fault: Callable[[dict[str, Any], dict[str, Any]], Any]) -> str:
    """What is said of a sample that was whole until `fault` changed it."""
    fault(*sample)
    return " ".join(problem.says for problem in problems(sample))
