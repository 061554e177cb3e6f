"""`dialogue`: the conversation is a machine; marking replays it, and a forged path counts for what is valid in it."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.content.loader import load_keys, load_module
from rounds.kinds.dialogue import engine, learners, quantity_words
from rounds.kinds.dialogue.marking import clean, mark, progress, scale
from rounds.kinds.dialogue.scene import scene
from rounds.kinds.dialogue.spec import Quantity
from tests.unit.kinds import samples

EXERCISE, KEY = samples.loaded(samples.dialogue())
MOVES = ("press", "trade", "give")
PATHS = [list(path) for path in product(MOVES, repeat=3)]


def value(path: list[str]) -> float:
    return engine.play(EXERCISE, path).values["value"]


def test_the_best_path_and_the_guessers_mean_are_those_of_all_paths_played() -> None:
    first = engine.outlook(EXERCISE, "value").prospects[engine.start(EXERCISE)]
    assert first.best == max(map(value, PATHS)) == value(engine.best_path(EXERCISE, "value"))
    assert first.guesser == pytest.approx(sum(map(value, PATHS)) / len(PATHS))


def test_pressing_pays_at_once_and_spoils_the_next_round() -> None:
    assert value(["press", "trade", "press"]) < value(["trade", "trade", "press"])
    cool = engine.play(EXERCISE, ["press"])
    assert cool.opening == "Two, cool."
    assert engine.play(EXERCISE, ["trade"]).opening == "Two, friendly."


def test_no_script_of_a_single_style_pays() -> None:
    scripts = engine.scripts(EXERCISE)
    assert set(scripts) == set(MOVES)
    for path in scripts.values():
        assert mark(EXERCISE, KEY, {"moves": path}).fraction == 0
    assert scale(EXERCISE, "value").floor >= max(map(value, scripts.values()))


def test_the_mark_is_the_share_of_the_way_from_the_floor_to_the_best() -> None:
    floor, best = scale(EXERCISE, "value")
    for path in PATHS:
        expected = min(1, max(0, (value(path) - floor) / (best - floor)))
        assert mark(EXERCISE, KEY, {"moves": path}).fraction == pytest.approx(expected)


def test_an_unfinished_conversation_earns_nothing_yet_and_says_so() -> None:
    graded = mark(EXERCISE, KEY, {"moves": ["trade", "trade"]})
    assert graded.fraction == 0
    assert "unfinished" in graded.slips
    assert (graded.answered, graded.total) == (2, 3)


@pytest.mark.parametrize(
    "forged", [["trade", "win"], ["trade", None, "trade"], ["trade", ["trade"]], ["trade", "trade", "press", "press"]]
)
def test_a_forged_path_counts_up_to_the_first_impossible_move(forged: list[Any]) -> None:
    played, notes = clean(EXERCISE, {"moves": forged})
    valid = next(at for at, move in enumerate([*forged, None]) if move not in MOVES or at == 3)
    assert len(played.steps) == valid
    assert f"Move {valid + 1} of the conversation was not possible" in notes[0]


@pytest.mark.parametrize("answer", [{"moves": "trade"}, {"moves": {"0": "trade"}}, {"said": ["trade"]}, {"moves": 3}])
def test_what_is_no_list_of_moves_is_noted_and_counts_for_nothing(answer: dict[str, Any]) -> None:
    graded = mark(EXERCISE, KEY, answer)
    assert graded.fraction == 0
    assert graded.notes
    assert progress(EXERCISE, answer) == (0, 3)


@given(st.lists(st.sampled_from([*MOVES, "win", ""]), max_size=6))
def test_replaying_is_deterministic_and_quantities_stay_in_range(moves: list[str]) -> None:
    played = engine.play(EXERCISE, moves)
    assert played == engine.play(EXERCISE, moves)
    assert len(played.steps) + played.refused == len(moves)
    for step in played.steps:
        assert 0 <= step.after["trust"] <= 10


def test_a_learner_sees_what_was_played_and_nothing_that_is_to_come() -> None:
    seen = scene(EXERCISE, {"moves": ["press"]})
    assert [m["id"] for m in seen["moves"]] == list(MOVES)
    assert [v["label"] for v in seen["values"]] == ["Value"]  # trust is hidden
    text = repr(seen)
    assert "effects" not in text
    assert "Three" not in text
    assert not seen["ended"]
    assert scene(EXERCISE, {"moves": ["press", "trade", "press"]})["ended"]


def test_an_expert_makes_only_moves_that_are_judged_good() -> None:
    graded = mark(EXERCISE, KEY, learners.expert(EXERCISE, KEY))
    assert {item.verdict for item in graded.items} == {"right"}


def _press_pays(exercise: dict[str, Any]) -> None:
    for name in ("one", "two", "three"):
        exercise["states"][name]["moves"][0]["outcomes"][0]["effects"] = {"value": 9}


CHANGES = {
    "a state nobody reaches": (lambda e, k: e["states"].update(lost={"opening": [{"text": "?"}]}), "cannot be reached"),
    "a way back": (lambda e, k: e["states"]["two"]["moves"][0]["outcomes"][0].update(to="one"), "might never end"),
    "an unknown state": (lambda e, k: e["states"]["two"]["moves"][0]["outcomes"][0].update(to="nobody"), 'to: state "nobody"'),
    "an unknown quantity": (lambda e, k: e["states"]["two"]["moves"][0]["outcomes"][0].update(effects={"luck": 1}), 'quantity "luck"'),
    "an outcome that may not hold": (lambda e, k: e["states"]["two"]["moves"][1]["outcomes"].pop(), "last outcome has a condition"),
    "a best path judged poor": (lambda e, k: k["moves"]["three"].update(press={"good": False, "why": "No.", "slip": "pressed"}), "yet the best path goes through it"),
    "a poor move without a slip": (lambda e, k: k["moves"]["one"].update(give={"good": False, "why": "No."}), "needs a slip"),
    "always the same pays best": (lambda e, k: _press_pays(e), "change the effects, so that choosing well pays"),
    "a move without a judgment": (lambda e, k: k["moves"]["one"].pop("give"), "has no line in the key's moves of one"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_fault_in_the_content_gets_a_sentence(name: str) -> None:
    how, says = CHANGES[name]
    assert says in samples.said(samples.dialogue(), how)


def test_what_is_earned_is_told_after_each_line_also_where_it_is_nothing() -> None:
    points = Quantity(id="value", label="Value", unit="points", least=-50, most=50)
    trust = Quantity(id="trust", label="Trust", least=0, most=5)
    assert quantity_words.changes([(points, 0, 0)]) == ["Value: nothing gained or lost here, 0 points so far"]
    assert quantity_words.changes([(points, 4, 5), (trust, 0, 3)]) == ["Value +4 points, 5 points so far"]
    assert quantity_words.changes([(points, -1, 1), (trust, -1, 2)]) == [
        "Value −1 point, 1 point so far",
        "Trust −1, now 2 of 5 (medium)",
    ]
    assert quantity_words.changes([(trust, 0, 3)]) == ["Trust unchanged, still 3 of 5 (high)"]
    assert quantity_words.value_text(Quantity(id="trust", label="Trust", least=0, most=10), 3) == "3 of 10 (low)"
    assert (
        quantity_words.value_text(Quantity(id="mood", label="Mood", least=-2, most=2), -1)
        == "−1 on a scale from −2 to 2 (low)"
    )


def test_points_so_far_stand_in_the_scene_and_in_the_feedback_and_judge_nothing() -> None:
    folder = Path(__file__).resolve().parents[4] / "modules" / "03-principle-3-relationship"
    exercise = load_module(folder).exercise("game")
    yielding = {"moves": ["in-the-way", "gladly"]}  # which earned 0 and then less: shown as such
    seen = scene(exercise, yielding)
    assert [step["changes"][0].removeprefix(exercise.quantities[0].label) for step in seen["steps"]] == [  # type: ignore[union-attr]
        ": nothing gained or lost here, 0 points so far",
        " −4 points, −4 points so far",
    ]
    assert [value["told"] for value in seen["values"]] == ["−4 points"]
    assert "oodwill" not in repr(seen)
    key = load_keys(folder.parents[1] / "grader" / "keys" / f"{folder.name}.yaml", load_module(folder))["game"]
    first, second, *_ = mark(exercise, key, yielding).items
    assert "nothing gained or lost here, 0 points so far." in first.why
    assert "−4 points, −4 points so far." in second.why
