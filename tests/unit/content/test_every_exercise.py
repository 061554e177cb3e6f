"""Every exercise of the course, through its marking: the gates, and rules that hold for any answer."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring.gates import gate
from grader.course import sources
from rounds import kinds
from rounds.content.loader import Exercise
from rounds.core.scoring import Answer, Mark
from rounds.feedback.render import feedback
from rounds.kinds import KINDS
from rounds.kinds.base import Key
from rounds.kinds.dialogue import engine
from rounds.kinds.sheet import learners as sheet
from rounds.kinds.sheet.spec import Worksheet

# What guessing may bring. Written down here, too, so that nobody can loosen a gate and pass.
RANDOM_MEAN, CONSTANT, SURFACE = 0.15, 0.05, 0.15

ALL = [(source, exercise.drawn(7)) for source in sources() for exercise in source.load()[0].judged]
IDS = [f"{source.name[:2]}-{exercise.id}" for source, exercise in ALL]
MARKED = [(s, e) for s, e in ALL if not kinds.of(e.kind).graded_by_person]
MARKED_IDS = [f"{s.name[:2]}-{e.id}" for s, e in MARKED]


def key_of(source: Any, exercise: Exercise) -> Key:
    return source.load()[1][exercise.id]


def mark_of(source: Any, exercise: Exercise, answer: Answer) -> Mark:
    return kinds.of(exercise.kind).marking.mark(exercise, key_of(source, exercise), answer)


@lru_cache
def gate_of(number: int) -> Any:
    source, exercise = ALL[number]
    return gate(source, source.load()[0].exercise(exercise.id), key_of(source, exercise))


def test_the_course_has_exercises_of_every_kind() -> None:
    assert {exercise.kind for source in sources() for exercise in source.load()[0].exercises} == set(KINDS)


@pytest.mark.parametrize("number", range(len(ALL)), ids=IDS)
def test_the_expert_gets_everything_and_a_blank_nothing(number: int) -> None:
    found = gate_of(number)
    assert found.expert == (None if kinds.of(found.kind).graded_by_person else 1)
    assert found.blank == 0


@pytest.mark.parametrize("number", range(len(ALL)), ids=IDS)
def test_no_constant_answer_pays(number: int) -> None:
    found = gate_of(number)
    assert found.constants
    assert max(found.constants.values()) <= CONSTANT


@pytest.mark.parametrize("number", range(len(ALL)), ids=IDS)
def test_no_surface_trick_pays(number: int) -> None:
    found = gate_of(number)
    assert bool(found.surface) == (kinds.of(found.kind).surface is not None)
    assert {name: share for name, share in found.surface.items() if share > SURFACE} == {}


def test_few_graded_lists_are_balanced() -> None:
    # Where every bin holds as many, or half of a list belongs, counting helps those who know some of it.
    sorts, selects = list[bool](), list[bool]()
    for source, exercise in MARKED:
        if exercise.use == "graded" and exercise.kind in ("sort", "select"):
            items = key_of(source, exercise).items.values()  # type: ignore[attr-defined]
            right = Counter(item.bin if exercise.kind == "sort" else item.pick for item in items)
            (sorts if exercise.kind == "sort" else selects).append(len(set(right.values())) == 1)
    assert len(sorts) >= 8
    assert len(selects) >= 8
    assert sum(sorts) <= 1
    assert sum(selects) == 0


@pytest.mark.parametrize("number", range(len(ALL)), ids=IDS)
def test_a_thousand_guessers_get_next_to_nothing(number: int) -> None:
    found = gate_of(number)
    assert (found.random_mean is None) == kinds.of(found.kind).graded_by_person
    assert (found.random_mean or 0) <= RANDOM_MEAN
    assert found.faults() == []


@pytest.mark.parametrize(("source", "exercise"), MARKED, ids=MARKED_IDS)
def test_every_wrong_path_has_feedback_that_teaches(source: Any, exercise: Exercise) -> None:
    key = key_of(source, exercise)
    wrong = 0
    for seed in range(60):
        mark = mark_of(source, exercise, kinds.of(exercise.kind).learners.random(exercise, Random(seed)))
        for item in mark.items:
            assert item.why
            if item.verdict in ("wrong", "partly", "missed"):
                wrong += 1
                assert item.slip in key.slips
                assert item.slip in mark.slips
                assert len(mark.slips[item.slip].split()) >= 12  # what you did, the principle, what to try
    assert wrong > 60


@pytest.mark.parametrize(("source", "exercise"), MARKED, ids=MARKED_IDS)
def test_more_ability_gets_a_better_mark_on_average(source: Any, exercise: Exercise) -> None:
    learners, key = kinds.of(exercise.kind).learners, key_of(source, exercise)

    def mean(ability: float) -> float:
        marks = [mark_of(source, exercise, learners.able(exercise, key, ability, Random(seed))) for seed in range(60)]
        return sum(mark.fraction or 0 for mark in marks) / len(marks)

    low, middle, high, perfect = map(mean, (0.2, 0.5, 0.8, 1.0))
    assert low < middle < high < perfect == pytest.approx(1)


@pytest.mark.parametrize(("source", "exercise"), MARKED, ids=MARKED_IDS)
def test_a_step_toward_the_experts_answer_never_lowers_a_mark(source: Any, exercise: Exercise) -> None:
    learners, key = kinds.of(exercise.kind).learners, key_of(source, exercise)
    steps = raised = 0
    answers = [learners.random(exercise, Random(seed)) for seed in range(8)]
    answers += [learners.able(exercise, key, 0.6, Random(seed)) for seed in range(6)]
    for answer in answers:
        before = mark_of(source, exercise, answer).fraction or 0
        for improved in steps_toward(exercise, key, answer):
            after = mark_of(source, exercise, improved).fraction or 0
            assert after >= before - 1e-12
            steps, raised = steps + 1, raised + (after > before)
    assert steps >= 14
    assert raised


LINE = re.compile(r"<li[^>]*>(.*?): <b>(−?[\d.]+)(?: of ([\d.]+))?(%| points)</b></li>")


@pytest.mark.parametrize(("source", "exercise"), MARKED, ids=MARKED_IDS)
def test_the_parts_that_feedback_shows_add_up_to_the_points_it_shows(source: Any, exercise: Exercise) -> None:
    learners, key = kinds.of(exercise.kind).learners, key_of(source, exercise)
    answers = [learners.expert(exercise, key), *learners.constants(exercise).values()]
    answers += [learners.random(exercise, Random(seed)) for seed in range(12)]
    answers += [learners.able(exercise, key, 0.6, Random(seed)) for seed in range(12)]
    seen = set()
    for answer in answers:
        mark = mark_of(source, exercise, answer)
        page = html.unescape(str(feedback(exercise, mark)))
        if "You gave no answer here" in page:  # a blank has no sum to follow
            assert "rounds-adds-up" not in page
            continue
        (shown,) = re.findall(r'class="rounds-score">(?:<strong>)?(?:Practice, not graded: )?([\d.]+)', page)
        (listed,) = re.findall(r'<ul class="rounds-adds-up">(.*?)</ul>', page)
        lines = LINE.findall(listed)
        assert len(lines) == listed.count("<li")
        parts = [line for line in lines if line[0] != "Together"]
        assert len(parts) == len(mark.parts) == len(lines) - (len(lines) > 1)
        earned = [float(got.replace("−", "-")) for _, got, _, _ in parts]
        most = [float(top or 0) for _, _, top, _ in parts]
        whole = exercise.points or 100
        assert sum(earned) == pytest.approx(float(shown), abs=1e-6)
        assert sum(most) == pytest.approx(whole, abs=1e-6)
        assert all(got <= top for got, top in zip(earned, most, strict=True))
        # What is behind them is exact: no part is made up to fit.
        assert sum(part.earned for part in mark.parts) == pytest.approx(mark.fraction, abs=1e-9)
        assert all(got == pytest.approx(part.earned * whole, abs=1.01 if whole == 100 else 0.0101)
                   for got, part in zip(earned, mark.parts, strict=True))  # fmt: skip
        seen.add(float(shown))
    assert {0, whole} <= seen or exercise.kind == "dialogue"
    assert len(seen) > 2


ZONE = ("own-rv", "other-rv", "zone", "share", "rescue")  # test_zopa.py corrects these together
WHOLE = ("chosen", "sequence", "stop", "moves", "control", "choice", "rv", "deal", *ZONE)


def steps_toward(exercise: Exercise, key: Any, answer: Answer) -> list[Answer]:
    """Answers that are one step nearer to the expert's."""
    if exercise.kind == "dialogue":
        return [{"moves": path} for path in _better_from_here_on(exercise, key, answer["moves"])]
    if exercise.kind == "sheet":
        return list(_sheets(exercise, key, answer))
    expert = kinds.of(exercise.kind).learners.expert(exercise, key)
    steps = _one_step_toward(answer, expert)
    if exercise.kind == "zopa" and exercise.form == "zone":
        steps += [answer | {name: expert[name] for name in list(expert)[:upto]} for upto in range(1, len(expert) + 1)]
    if exercise.kind == "order":
        steps += [_with_sequence(answer, name, cards) for name, cards in _nearer_orders(answer, expert)]
    return steps


def _one_step_toward(answer: Answer, expert: Answer) -> list[Answer]:
    steps = []
    for name in set(answer) | set(expert):
        have, want = answer.get(name), expert.get(name)
        # A choice of options is right or wrong as a whole; what follows from an audit, a choice or two reservation
        # values is judged by that, so it moves with it; a deal is worth what both sides have of it, and half of a trade
        # may be worth less than none. Sequences, conversations and sheets take steps of their own.
        if have == want or name in WHOLE:
            continue
        if isinstance(want, dict) and ("value" in want or set(want) in ({"own", "other"}, {"low", "high"})):
            steps.append({**answer, name: want})  # a value with its dial, a point, or an interval: one thing
        elif isinstance(have, dict) or isinstance(want, dict):
            steps += [{**answer, name: inner} for inner in _one_step_toward(have or {}, want or {})]
        else:
            step = dict(answer)
            step.pop(name, None)
            steps.append(step if want is None else {**step, name: want})
    return steps


def _better_from_here_on(exercise: Any, key: Any, moves: list[str]) -> Iterator[list[str]]:
    """The same conversation up to each of its moves, and from there on the best one, or with hidden interests good ones."""
    for upto in range(len(moves)):
        point, path = engine.start(exercise), list(moves[:upto])
        for name in path:
            point = engine.step(exercise, point, _move(exercise, point, name))[1]
        while can := engine.possible(exercise, point):
            if exercise.interests:
                path.append(next(move.id for move in can if key.moves[point[0]][move.id].good))
            else:
                path.append(str(engine.outlook(exercise, str(key.score)).prospects[point].move))
            point = engine.step(exercise, point, _move(exercise, point, path[-1]))[1]
        yield path


def _move(exercise: Any, point: engine.Point, name: str) -> Any:
    return next(move for move in engine.possible(exercise, point) if move.id == name)


def _nearer_orders(answer: Answer, expert: Answer) -> Iterator[tuple[str, list[str]]]:
    """Two neighbors the other way round, if the expert has them so; a card that belongs there for one that doesn't."""
    for name, right in expert["sequence"].items():
        cards = answer["sequence"][name]
        missing = [card for card in right if card not in cards]
        for at, card in enumerate(cards):
            if card not in right:
                yield from ((name, [*cards[:at], one, *cards[at + 1 :]]) for one in missing)
            elif at and cards[at - 1] in right and right.index(card) < right.index(cards[at - 1]):
                yield name, [*cards[: at - 1], card, cards[at - 1], *cards[at + 1 :]]


def _with_sequence(answer: Answer, name: str, cards: list[str]) -> Answer:
    return {**answer, "sequence": {**answer["sequence"], name: cards}}


def _sheets(exercise: Any, key: Any, answer: Answer) -> Iterator[Answer]:
    """The interest with all that follows from it; and where the interest is right, the trade. Entries are judged by one another:
    tests/unit/kinds/test_sheet.py corrects each with what follows from it. Of a worksheet, each line with many."""
    case = answer["case"]
    entries = answer[case]
    yield {**answer, case: sheet.expert(exercise, key, case)[case]}
    chosen = next(c for c in exercise.cases if c.id == case)
    if isinstance(chosen, Worksheet):
        right = sheet.filled(chosen, key)
        yield from ({**answer, case: {**entries, line.id: right[line.id]}} for line in chosen.lines if line.many)
        return
    if key.cases[case].interests[entries["interest"]].mine:
        right = sheet.sheet(chosen, key, entries["interest"])
        yield {**answer, case: {**entries, "trade": right["trade"]}}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


# The parts of an answer, and what may be in them.
WORDS = {"cells", "chosen", "nobody", "sequence", "functions", "stop", "value", "dial", "own", "other", "moves"} | {
    *("control", "weights", "totals", "choice", "rv", "p", "label", "scores", "own-1", "secured", "needs-yes"),
    *("deal", "roles"),
    *("low", "high", "exists", "width", "yes", "no"),
    *("case", "interest", "batna", "standard", "target", "ask", "trade"),
}


def _words(value: Any) -> list[str]:
    """The ids of an exercise, and whatever else is short enough to be one."""
    if isinstance(value, dict):
        return [*value, *(word for part in value.values() for word in _words(part))]
    if isinstance(value, list):
        return [word for part in value for word in _words(part)]
    return [value] if isinstance(value, str) and value and " " not in value else []


@pytest.mark.parametrize(("source", "exercise"), ALL, ids=IDS)
@given(data=st.data())
@settings(max_examples=20, deadline=None)
def test_no_answer_whatever_breaks_the_marking(source: Any, exercise: Exercise, data: st.DataObject) -> None:
    names = sorted(set(_words(exercise.model_dump(mode="json"))) | WORDS)
    value = json_values | st.sampled_from(names) | st.lists(st.sampled_from(names), max_size=12)
    inner = st.dictionaries(st.sampled_from(names), value | st.dictionaries(st.sampled_from(names), value), max_size=8)
    answer = data.draw(
        st.dictionaries(st.sampled_from(names), json_values | st.sampled_from(names) | inner, max_size=8)
    )
    mark = mark_of(source, exercise, answer)
    assert mark.fraction is None or 0 <= mark.fraction <= 1
    assert 0 <= mark.answered <= mark.total
    assert mark.fraction != 1  # nobody answers a whole exercise by accident
    answered, total = kinds.of(exercise.kind).marking.progress(exercise, answer)
    assert total == mark.total
    # A text shorter than what is asked for is read and graded all the same, but it isn't done.
    assert answered <= mark.answered if kinds.of(exercise.kind).graded_by_person else answered == mark.answered


@pytest.mark.parametrize(("source", "exercise"), MARKED, ids=MARKED_IDS)
def test_practice_speaks_only_of_what_was_answered(source: Any, exercise: Exercise) -> None:
    marking, key = kinds.of(exercise.kind).marking, key_of(source, exercise)
    assert marking.respond(exercise, key, {}) == {}
    expert = kinds.of(exercise.kind).learners.expert(exercise, key)
    said = marking.respond(exercise, key, expert)
    assert said
    assert {item.verdict for item in said.values()} == {"right"}
