"""An answer to a text that has changed since stays in the file, is told, and counts as not answered."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import sources
from rounds import kinds
from rounds.cards.exercise import ExerciseCard
from rounds.content.loader import Exercise
from rounds.core.scoring import Answer, begun
from rounds.feedback.earlier_answer import lines
from rounds.storage.answers import Answers, AnswersFile, Entry
from rounds.storage.attempts import attempt
from rounds.storage.earlier_versions import committed, divided, earlier_texts, seen, seen_next
from rounds.storage.locations import Place
from rounds.storage.self_assessment import known_ids

EVERY = [(source, exercise) for source in sources() for exercise in source.load()[0].judged]
NAMES = [f"{source.name[:2]}-{exercise.id}" for source, exercise in EVERY]
MODULE = sources()[1].load()[0]
NIGHTS = MODULE.exercise("nights")


def reworded(exercise: Exercise, item: str = "", by: str = " Or not.") -> Exercise:
    """A sort with another text in one item; without an item, with another case."""
    if not item:
        return exercise.model_copy(update={"case": exercise.case + by})
    items = [i.model_copy(update={"text": i.text + by}) if i.id == item else i for i in exercise.items]  # type: ignore[attr-defined]
    return exercise.model_copy(update={"items": items})


def saved(exercise: Exercise, answer: Answer, **more: Any) -> Answers:
    """An answers file with one answer, given to the exercise as it is."""
    return Answers(
        {exercise.id: Entry(answer, "2026-10-03T09:00:00Z", 7, **{"seen": seen(exercise, answer), **more})}, 7
    )


@pytest.mark.parametrize(("source", "exercise"), EVERY, ids=NAMES)
def test_an_answer_to_todays_texts_counts_whole_and_its_parts_make_it(source: Any, exercise: Exercise) -> None:
    kind, drawn = kinds.of(exercise.kind), exercise.drawn(7)
    for answer in (kind.learners.random(drawn, Random(7)), kind.learners.expert(drawn, source.load()[1][exercise.id])):
        assert divided(exercise, saved(exercise, answer)) == (answer, None)
        assert committed(exercise, None, answer) == (answer, seen(exercise, answer))
        assert set(seen(exercise, answer)) <= set(seen(exercise, None))
        if not kind.parts.together:
            split = kind.parts.split(exercise, answer)
            assert set(split) <= set(seen(exercise, answer))
            again, _ = committed(exercise, saved(exercise, {}).latest[exercise.id], answer)
            assert again == answer
        assert lines(exercise, answer)


@pytest.mark.parametrize(("source", "exercise"), EVERY, ids=NAMES)
def test_another_scene_asks_for_all_of_it_again(source: Any, exercise: Exercise) -> None:
    answer = kinds.of(exercise.kind).learners.random(exercise.drawn(7), Random(7))
    now = exercise.model_copy(update={"task": exercise.task + " Take your time."})
    counts, earlier = divided(now, saved(exercise, answer))
    assert earlier is not None
    assert not begun(counts)
    assert attempt(now, saved(exercise, answer)).mark(source.load()[1][exercise.id]).answered == 0


@given(st.sampled_from([item.id for item in NIGHTS.items]), st.sampled_from([".", " …", "!", "”", ",", "  "]))  # type: ignore[attr-defined]
@settings(max_examples=30, deadline=None)
def test_punctuation_never_asks_again(item: str, by: str) -> None:
    answer = {item: "position"}
    assert divided(reworded(NIGHTS, item, by), saved(NIGHTS, answer)) == (answer, None)
    assert divided(reworded(NIGHTS, "", by), saved(NIGHTS, answer)) == (answer, None)


def test_only_the_changed_statement_is_open_again_and_answering_it_keeps_the_others() -> None:
    first, second, third = [item.id for item in NIGHTS.items][:3]  # type: ignore[attr-defined]
    answer = {first: "position", second: "interest", third: "argument"}
    now, file = reworded(reworded(NIGHTS, first), second), saved(NIGHTS, answer)
    counts, earlier = divided(now, file)
    assert counts == {third: "argument"}
    assert earlier
    assert set(earlier.parts) == {first, second}
    assert earlier.total == len(NIGHTS.items)  # type: ignore[attr-defined]
    again, then = committed(now, file.latest["nights"], {first: "argument"})
    assert again == {first: "argument", second: "interest", third: "argument"}
    counts, earlier = divided(now, Answers({"nights": Entry(again, "", 7, then)}, 7))
    assert (counts, earlier and earlier.parts) == ({first: "argument", third: "argument"}, (second,))
    again, then = committed(now, Entry(again, "", 7, then), {second: "position"})
    assert divided(now, Answers({"nights": Entry(again, "", 7, then)}, 7)) == (again, None)


def test_a_statement_that_is_new_is_open_and_one_that_is_gone_is_forgotten() -> None:
    answer = {item.id: "position" for item in NIGHTS.items}  # type: ignore[attr-defined]
    without = NIGHTS.model_copy(update={"items": NIGHTS.items[1:]})  # type: ignore[attr-defined]
    counts, earlier = divided(without, saved(NIGHTS, answer))
    assert earlier is None
    assert counts == {name: bin_ for name, bin_ in answer.items() if name != NIGHTS.items[0].id}
    counts, earlier = divided(NIGHTS, saved(without, counts))
    assert earlier
    assert earlier.parts == (NIGHTS.items[0].id,)  # type: ignore[attr-defined]


def test_same_as_lets_earlier_answers_count() -> None:
    first = NIGHTS.items[0].id  # type: ignore[attr-defined]
    file = saved(NIGHTS, {first: "position"})
    for now in (reworded(NIGHTS, first), reworded(NIGHTS)):
        assert divided(now, file)[1] is not None
        prints = earlier_texts(now, file.latest["nights"])
        assert len(prints) == 1
        allowed = now.model_copy(update={"same_as": sorted(prints)})
        assert divided(allowed, file) == ({first: "position"}, None)
        assert earlier_texts(allowed, file.latest["nights"]) == set()


@pytest.mark.parametrize(("source", "exercise"), EVERY, ids=NAMES)
def test_a_conversation_is_asked_again_if_what_was_played_changed_and_only_then(
    source: Any, exercise: Exercise
) -> None:
    if exercise.kind != "dialogue":
        return
    answer = kinds.of("dialogue").learners.random(exercise.drawn(7), Random(7))
    file, states = saved(exercise, answer), exercise.states  # type: ignore[attr-defined]
    played = {part.partition("/")[0] for part in seen(exercise, answer)}

    def with_another(name: str) -> Exercise:
        move = states[name].moves[-1]
        moves = [*states[name].moves[:-1], move.model_copy(update={"text": move.text + " Please."})]
        return exercise.model_copy(
            update={"states": {**states, name: states[name].model_copy(update={"moves": moves})}}
        )

    inside = sorted(played)[len(played) // 2]
    counts, earlier = divided(with_another(inside), file)
    assert counts == {}
    assert earlier
    assert earlier.answer == answer
    for name in sorted({name for name in states if states[name].moves} - played)[:2]:
        assert divided(with_another(name), file) == (answer, None)
    # What the page can send next is known, and nothing else of the conversation is.
    ahead = seen_next(exercise, {"moves": answer["moves"][:1]})
    assert ahead.keys() < seen(exercise, None).keys()
    assert seen(exercise, {"moves": answer["moves"][:2]}).keys() <= ahead.keys()


def test_an_answer_to_what_an_exercise_replaced_is_told_there() -> None:
    now = NIGHTS.model_copy(update={"replaces": ["evenings"]})
    file = Answers({"evenings": Entry({"a": "position"}, "2026-10-03T09:00:00Z", 7)}, 7)
    counts, earlier = divided(now, file)
    assert counts == {}
    assert earlier
    assert (earlier.replaced, earlier.parts) == (True, ("evenings",))
    assert "evenings" in known_ids(MODULE.model_copy(update={"exercises": [now]}))


def test_what_a_line_says_it_saw_can_be_anything(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    every: tuple[Any, ...] = (7, [], {}, {"airway": 7}, {"airway": "zz"}, {"": "x" * 900}, None)
    for odd in every:
        line = {"v": 1, "exercise": "nights", "answer": {"airway": "interest"}, "seen": odd}
        path.write_text(json.dumps(line) + "\n")
        counts, _ = divided(NIGHTS, AnswersFile(path, MODULE.module).read())
        assert counts in ({}, {"airway": "interest"})


def test_the_page_tells_it_and_what_is_done_again_is_saved_beside_the_rest(tmp_path: Path) -> None:
    source = sources()[1]
    first, second = [item.id for item in NIGHTS.items][:2]  # type: ignore[attr-defined]
    place = Place(source.folder, tmp_path / "answers.jsonl", None)
    card = ExerciseCard(place, place.module().exercise("nights"))
    card.on_msg({"do": "commit", "change": {first: "position", second: "interest"}, "n": 1}, [])
    assert card.state()["before"] == {}
    was = NIGHTS.items[0].text  # type: ignore[attr-defined]
    changed = reworded(NIGHTS, first)
    card = ExerciseCard(place, changed)
    shown = card.state()
    assert shown["answer"] == {second: "interest"}
    assert (shown["before"]["changed"], shown["before"]["total"]) == (1, len(NIGHTS.items))  # type: ignore[attr-defined]
    assert shown["before"]["lines"] == [f"{was} Or not.: {next(b.label for b in NIGHTS.bins if b.id == 'position')}"]  # type: ignore[attr-defined]
    assert first in shown["status"]["open"]
    card.on_msg({"do": "commit", "change": {first: "interest"}, "n": 2}, [])
    shown = card.state()
    assert shown["before"] == {}
    assert shown["answer"] == {first: "interest", second: "interest"}
    assert place.answers().read().of("nights") == shown["answer"]
