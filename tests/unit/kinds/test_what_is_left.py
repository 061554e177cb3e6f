"""What is still open is named for every kind, so that one can be warned of it and led to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rounds import kinds
from rounds.content.loader import load_keys, load_module
from rounds.core.scoring import begun
from rounds.storage.self_assessment import use_of

ROOT = Path(__file__).resolve().parents[3]
FOLDERS = [path.parent for path in sorted((ROOT / "modules").glob("*/exercises.yaml"))]
ONE_OF_EACH = {
    e.kind if e.kind != "zopa" else e.form: (folder, e.id) for folder in FOLDERS for e in load_module(folder).judged
}


def loaded(name: str) -> tuple[Any, Any, dict[str, Any]]:
    folder, exercise_id = ONE_OF_EACH[name]
    module = load_module(folder)
    exercise = module.exercise(exercise_id).drawn(7)
    key = load_keys(ROOT / "grader" / "keys" / f"{folder.name}.yaml", module)[exercise_id]
    kind = kinds.of(exercise.kind)
    return exercise, kind.marking, kind.learners.expert(exercise, key)


def without_one(answer: Any) -> Iterator[Any]:
    """The answer with each of its leaves taken away, one at a time."""
    if isinstance(answer, list):
        yield answer[:-1]
    for name, value in answer.items() if isinstance(answer, dict) else ():
        if isinstance(value, (dict, list)):
            yield from ({**answer, name: rest} for rest in without_one(value))
        yield {k: v for k, v in answer.items() if k != name}


def test_each_kind_is_there() -> None:
    assert set(ONE_OF_EACH) == {*kinds.KINDS, "zone", "interval"} - {"zopa", "opening"}


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_something_is_named_exactly_as_long_as_something_is_open(name: str) -> None:
    exercise, marking, whole = loaded(name)
    assert marking.left(exercise, whole) == []
    assert not begun({})
    assert marking.left(exercise, {}) != []
    open_ones = 0
    for less in without_one(whole):
        answered, total = marking.progress(exercise, less)
        assert bool(marking.left(exercise, less)) >= (answered < total), less
        if name != "grid":  # where a row may be left empty on purpose: one is warned, and no more
            assert bool(marking.left(exercise, less)) == (answered < total), less
        open_ones += answered < total
    assert open_ones or name == "select"  # whose parts may hold one tick or more


def test_the_page_that_is_returned_counts_a_short_text_as_the_card_does() -> None:
    from grader.marking.graded_notebook import submission_summary  # slow to import
    from grader.submissions.answers import Submitted
    from rounds.storage.answers import Answers, Entry

    module = load_module(FOLDERS[0])
    short = Answers({"reflection": Entry({"log": "one\ntwo\nthree", "puzzling": "A question."})})  # of five lines
    title = module.exercise("reflection").title
    assert f"{title}</th><td>1 of 3</td>" in str(submission_summary(module, Submitted(short), []))


def test_a_reflection_is_called_graded_or_not_by_who_reads_it() -> None:
    module = load_module(FOLDERS[0])
    words = {e.kind + e.use: (use_of(e, self_study=True), use_of(e, self_study=False)) for e in module.exercises}
    assert words["reflectgraded"] == ("Not graded: you judge it yourself", "Graded, 9 points")
    assert words["sortgraded"] == ("Graded, 4 points",) * 2
    assert words["sortsurvey"] == ("Not graded",) * 2
    assert words["selectpractice"] == ("Practice",) * 2
