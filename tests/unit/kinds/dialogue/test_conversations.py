"""Conversations with hidden interests, the course's and one of our own: played by the thousand, and marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache
from random import Random
from typing import Any

import pytest

from grader.course import sources
from rounds.feedback.render import feedback
from rounds.kinds.dialogue import engine, learners, listening_score
from rounds.kinds.dialogue.marking import mark, respond
from rounds.kinds.dialogue.scene import scene
from tests.unit.kinds import samples
from tests.unit.kinds.dialogue import sample_conversation

OWN = samples.loaded(sample_conversation.sample())
COURSE = [
    (f"{source.name[:2]}-{exercise.id}", exercise, source.load()[1][exercise.id])
    for source in sources()
    for exercise in source.load()[0].judged
    if exercise.kind == "dialogue" and exercise.interests
]
TALKS = {"own": OWN, **{name: (exercise, key) for name, exercise, key in COURSE}}
EVERY = pytest.mark.parametrize("name", TALKS)
PLAYS = 2_000


def experts(key: Any) -> list[list[str]]:
    return list(key.expert.values()) if isinstance(key.expert, dict) else [key.expert]


@lru_cache
def plays(name: str) -> list[engine.Played]:
    """Conversations of guessers, and of learners of every ability."""
    exercise, key = TALKS[name]
    conversations = [engine.play(exercise, learners.random(exercise, Random(n))["moves"]) for n in range(PLAYS)]
    for n in range(PLAYS // 2):
        moves = learners.able(exercise, key, n / (PLAYS // 2), Random(n))["moves"]
        conversations.append(engine.play(exercise, moves))
    return conversations


def steps(name: str) -> Iterator[engine.Step]:
    for played in plays(name):
        yield from played.steps


def style(exercise: Any, step: engine.Step) -> str:
    return str(next(m.style for m in exercise.states[step.state].moves if m.id == step.move))


@EVERY
def test_every_conversation_comes_to_an_ending_with_a_name(name: str) -> None:
    exercise, _ = TALKS[name]
    for played in plays(name):
        assert played.ended
        assert not played.refused
        assert exercise.states[played.state].label
        assert len(played.steps) < len(exercise.states)


@EVERY
def test_wherever_one_stands_some_possible_move_is_good(name: str) -> None:
    exercise, key = TALKS[name]
    met = {(step.state, tuple(step.before[q.id] for q in exercise.tracked)) for step in steps(name)}
    assert len(met) > 200
    for point in met:
        assert any(key.moves[point[0]][move.id].good for move in engine.possible(exercise, point))


def starts(exercise: Any) -> Iterator[list[str]]:
    """Every way to make up to three moves."""
    paths: list[list[str]] = [[]]
    for _ in range(4):
        yield from paths
        paths = [[*path, move] for path in paths for move in engine.play(exercise, path).possible]


@EVERY
def test_whoever_turns_to_good_moves_after_a_bad_start_still_earns_two_fifths(name: str) -> None:
    exercise, key = TALKS[name]
    for path in starts(exercise):
        begun = engine.play(exercise, path)
        if begun.ended:  # three bad moves may be the end of a talk; fewer, or a good one among them, may not
            assert [key.moves[step.state][step.move].good for step in begun.steps] == [False] * 3
            continue
        for seed in range(3):
            rng, moves = Random(f"{seed}{path}"), list(path)
            while can := engine.play(exercise, moves).possible:
                state = engine.play(exercise, moves).state
                moves.append(rng.choice([m for m in can if key.moves[state][m].good]))
            assert (mark(exercise, key, {"moves": moves}).fraction or 0) >= 0.4, moves


@EVERY
def test_there_are_twelve_decisions_and_four_endings_to_be_met(name: str) -> None:
    _, key = TALKS[name]
    assert len({step.state for step in steps(name)}) >= 12
    assert len({played.state for played in plays(name)}) >= 4
    for path in experts(key):
        assert len(path) >= 12


@EVERY
def test_listening_pays_and_neither_silence_nor_a_script_nor_chance_does(name: str) -> None:
    exercise, key = TALKS[name]
    for path in experts(key):
        assert mark(exercise, key, {"moves": path}).fraction == 1
    assert mark(exercise, key, {}).fraction == 0
    constants = learners.constants(exercise)
    assert {s.partition(" in ")[0] for s in constants} >= {"always open", "always reflect", "always offer"}
    for answer in constants.values():
        assert (mark(exercise, key, answer).fraction or 0) <= 0.05
    guesses = [mark(exercise, key, learners.random(exercise, Random(n))).fraction or 0 for n in range(300)]
    assert sum(guesses) / len(guesses) <= 0.15


@EVERY
def test_an_interest_opens_only_after_an_open_question_and_a_reflection(name: str) -> None:
    exercise, _ = TALKS[name]
    opened = 0
    for step in steps(name):
        for interest in exercise.hidden:
            before, after = step.before[interest], step.after[interest]
            assert after in (before, before + 1)
            if after > before:
                opened += after == 2
                assert style(exercise, step) == ("open" if after == 1 else "reflect")
    assert opened > 100


@EVERY
def test_an_offer_before_two_interests_are_open_raises_tension(name: str) -> None:
    exercise, _ = TALKS[name]
    most = next(q.most for q in exercise.quantities if q.id == "tension")
    early = [s for s in steps(name) if style(exercise, s) == "offer" and s.before["found"] < 2]
    assert early
    for step in early:
        assert step.after["tension"] > step.before["tension"] or step.before["tension"] == most


@EVERY
def test_a_forged_path_counts_for_what_is_valid_in_it(name: str) -> None:
    exercise, key = TALKS[name]
    for path in experts(key):
        for at in range(len(path)):
            forged: list[Any] = [*path[:at], "open-everything", *path[at:]]
            graded = mark(exercise, key, {"moves": forged})
            assert graded.fraction == mark(exercise, key, {"moves": path[:at]}).fraction
            assert f"Move {at + 1} of the conversation was not possible" in graded.notes[0]
        assert (
            mark(exercise, key, {"moves": [*path, *path]}).fraction,
            mark(exercise, key, {"moves": path[::-1]}).fraction,
        ) == (1, 0)


@EVERY
def test_the_page_gets_no_interest_that_is_not_open_and_nothing_unplayed(name: str) -> None:
    exercise, key = TALKS[name]
    labels = {i.id: i.label for i in exercise.interests}
    sent = repr(exercise.public())
    assert not [label for label in labels.values() if label in sent]
    assert {"states", "states_in", "interests", "quantities", "start", "key"} & set(exercise.public()) == set()
    for path in experts(key):
        for at in range(len(path) + 1):
            seen, played = scene(exercise, {"moves": path[:at]}), engine.play(exercise, path[:at])
            opened = {label for i, label in labels.items() if played.values[i] == 2}
            assert set(seen["learned"]) == opened == {label for step in seen["steps"] for label in step["found"]}
            assert {label for label in labels.values() if label in repr(seen)} == opened
            assert {m["id"] for m in seen["moves"]} == set(played.possible)
            assert seen["write"] == exercise.states[played.state].write
            assert "effects" not in repr(seen)
            for value in seen["values"]:  # 3 is low of 10 and high of 5
                assert re.fullmatch(r"\d+ of \d+ \((very low|low|medium|high|very high)\)", value["told"])
            assert all(len(step["changes"]) and "of" in step["changes"][0] for step in seen["steps"])


def reached(exercise: Any, key: Any) -> dict[str, set[int | None]]:
    """By whether the conversation is over there, the endings that learners of every ability reach."""
    found: dict[str, set[int | None]] = {"over": set(), "on the way": set()}
    for n in range(300):
        path = learners.able(exercise, key, n / 299, Random(n))["moves"]
        for at in {len(path) - 1, len(path)}:
            seen = scene(exercise, {"moves": path[:at]})
            found["over" if seen["ended"] else "on the way"].add(seen["endings"].get("now"))
    return found


def test_practice_counts_its_endings_and_each_of_them_can_be_seen() -> None:
    loaded = [(exercise, source.load()[1]) for source in sources() for exercise in source.load()[0].judged]
    practice = [(e, keys[e.id]) for e, keys in loaded if e.kind == "dialogue" and e.use == "practice"]
    assert len(practice) >= 2
    for exercise, key in practice:
        total = scene(exercise, {})["endings"]["total"]
        assert total >= 3
        assert reached(exercise, key) == {"over": set(range(total)), "on the way": {None}}


def test_graded_conversations_say_nothing_of_their_endings() -> None:
    graded = [exercise for exercise, _ in TALKS.values() if exercise.use == "graded"]
    assert graded
    for exercise in graded:
        path = learners.random(exercise, Random(1))["moves"]
        assert [scene(exercise, {"moves": path[:at]})["endings"] for at in range(len(path) + 1)] == [{}] * (
            len(path) + 1
        )


@EVERY
def test_the_replay_tells_each_step_and_what_listening_would_have_opened(name: str) -> None:
    exercise, key = TALKS[name]
    replayed = [mark(exercise, key, learners.random(exercise, Random(n))) for n in range(60)]
    for path in experts(key):
        graded = mark(exercise, key, {"moves": path})
        assert [item.answer for item in graded.items] == [s.said for s in engine.play(exercise, path).steps]
        assert sum("Opened: " in item.why for item in graded.items) >= 2
        assert "Interests you found: " in " ".join(graded.summary)
        assert [(p.says.split(":")[0], round(100 * p.earned), round(100 * p.most)) for p in graded.parts] == [
            *(("Interests", 40, 40), ("Process", 20, 20), ("Value", 20, 20), ("Relationship", 20, 20))
        ]
        # Practice speaks at once, and must not tell then what is still hidden.
        assert "Listening would have" not in repr(respond(exercise, key, {"moves": path}))
    why = [item.why for graded in replayed for item in graded.items]
    assert [w for w in why if "Listening would have opened: " in w]
    assert [w for w in why if "Listening would have opened the way to: " in w]
    assert [w for w in why if "What it did: " in w and "−" in w]
    assert [graded for graded in replayed if "Interests that stayed hidden: " in " ".join(graded.summary)]


def test_feedback_in_the_middle_of_a_talk_names_nothing_that_is_still_hidden() -> None:
    exercise, key = OWN
    halfway = ["ask", "reflect", "affirm", "press", "press", "wait", "wait"]
    page = str(feedback(exercise, mark(exercise, key, {"moves": halfway})))
    assert "Wants sleep" in page
    assert "Wants money" not in page
    assert "Wants standing" not in page
    assert "Interests that are still hidden: 2." in page


def own(**changes: Any) -> tuple[Any, Any]:
    exercise, key = sample_conversation.sample()
    return samples.models((exercise | changes.get("exercise", {}), key | changes.get("key", {})))


def test_the_four_parts_weigh_forty_and_three_times_twenty() -> None:
    exercise, key = OWN
    path = list(key.expert)
    path[4] = "wait"  # the money is asked about and not heard, and a little trust is lost
    graded = listening_score.earned(exercise, key, engine.play(exercise, path))
    assert graded.parts["interests"] == pytest.approx(40 * 2 / 3)
    assert graded.parts["value"] == 20
    assert graded.found == ("Wants sleep", "Wants standing")
    assert graded.missed == ("Wants money",)
    assert graded.fraction == pytest.approx(sum(graded.parts.values()) / 100)


def test_process_and_relationship_need_an_interest_and_value_an_end() -> None:
    exercise, key = OWN
    kind = [move if move != "reflect" else "wait" for move in key.expert[:-3]]
    polite = listening_score.earned(exercise, key, engine.play(exercise, kind))
    assert engine.play(exercise, kind).values["process"] > 0
    assert polite.parts == {"interests": 0, "process": 0, "value": 0, "relationship": 0}
    unfinished = mark(exercise, key, {"moves": key.expert[:-1]})
    assert 0 < (unfinished.fraction or 0) < 0.81
    assert "unfinished" in unfinished.slips
    assert next(part for part in unfinished.parts if part.says.startswith("Value: ")).earned == 0


def test_a_breach_caps_the_mark_and_says_by_which_words() -> None:
    exercise, key = OWN
    graded = mark(exercise, key, {"moves": [*key.expert[:-2], "threat", "affirm"]})
    assert graded.fraction == 0.4
    assert "Your grade can't be more than 40%" in graded.summary[-1]
    assert "'threat?'" in graded.summary[-1]


def test_the_first_move_may_choose_the_score_and_the_expert() -> None:
    exercise, key = sample_conversation.sample()
    other = deepcopy(exercise["states"]["ask-sleep"]["moves"][1])
    exercise["states"]["ask-sleep"]["moves"].append({**other, "id": "other"})
    key["moves"]["ask-sleep"]["other"] = key["moves"]["ask-sleep"]["ask"]
    firsts = [m["id"] for m in exercise["states"]["ask-sleep"]["moves"]]
    lenient = {**key["score"], "interests": ["money"]}
    key["score"] = {first: key["score"] if first == "ask" else lenient for first in firsts}
    key["expert"] = {first: [first, *key["expert"][1:]] for first in firsts}
    loaded = samples.models((exercise, key))
    one_found = [*key["expert"]["ask"][:1], "wait", *key["expert"]["ask"][2:]]
    graded = [
        listening_score.earned(*loaded, engine.play(loaded[0], [first, *one_found[1:]])) for first in ("ask", "other")
    ]
    assert [m.parts["interests"] for m in graded] == [pytest.approx(80 / 3), 40]
    assert learners.expert(*loaded)["moves"][0] == firsts[0]


def test_what_a_conversation_says_is_escaped_in_the_feedback() -> None:
    exercise, key = own(
        exercise={"interests": [{"id": n, "label": f"<i>{n}</i>"} for n in sample_conversation.INTERESTS]}
    )
    page = str(feedback(exercise, mark(exercise, key, {"moves": key.expert})))
    assert "&lt;i&gt;sleep" in page
    assert "<i>" not in page


def _effect(e: dict[str, Any], state: str, move: str, **outcome: Any) -> None:
    target = next(m for m in e["states"][state]["moves"] if m["id"] == move)
    target["outcomes"][0].update(outcome)


FAULTS: dict[str, tuple[Any, str]] = {
    "an interest opened by a statement": (lambda e, k: _effect(e, "ask-money", "press", effects={"money": 1}), "only open and reflect do"),
    "a reflection of what nobody asked": (lambda e, k: _effect(e, "hear-money", "reflect", when={"trust": {"at_least": 1}}), "opens money though nobody may have asked"),
    "an interest that falls": (lambda e, k: _effect(e, "ask-money", "ask", effects={"money": -1}), "an interest goes up by 1"),
    "an early offer that costs nothing": (lambda e, k: _effect(e, "plan", "offer", effects={}), "without raising tension"),
    "an effect on what the engine counts": (lambda e, k: _effect(e, "sum", "press", effects={"found": 1}), 'quantity "found"'),
    "an interest that is a quantity already": (lambda e, k: e["interests"].append({"id": "trust", "label": "T"}), "is used more than once"),
    "an interest that nobody can open": (lambda e, k: e["interests"].append({"id": "quiet", "label": "Q"}), "no open question asks about it"),
    "an ending without a name": (lambda e, k: e["states"]["sour"].update(label=""), "an ending without a label"),
    "too few endings": (lambda e, k: (e["states"].pop("walked"), [_effect(e, "close", m, to="sour") for m in ("press", "wait")]), "give it at least 4"),
    "a trap": (lambda e, k: k["moves"]["sum"].update(reflect={"good": False, "why": "No.", "slip": "pressed"}), "may leave a learner no good move"),
    "an expert who gets lost": (lambda e, k: k["expert"].insert(2, "reflect"), "its move 3 is not possible"),
    "an expert who is not perfect": (lambda e, k: k["score"]["value"].update(best=9), "earns 0.889 and not 1"),
    "no score in parts": (lambda e, k: k.update(score="value"), "its score has parts"),
    "a breach without a cap": (lambda e, k: k.pop("ethics"), "add ethics: {cap: 0.4}"),
    "a cap without a breach": (lambda e, k: k["moves"]["plan"]["threat"].pop("breach"), "no move with breach: true"),
    "an unknown interest in the score": (lambda e, k: k["score"]["interests"].append("fame"), 'interest "fame"'),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_conversation_gets_a_sentence(name: str) -> None:
    how, says = FAULTS[name]
    assert says in samples.said(sample_conversation.sample(), how)
