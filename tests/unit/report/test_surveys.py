"""`grader report`: both surveys compared, item by item, without a name."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from statistics import fmean, stdev
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from grader.authoring import simulate
from grader.authoring.check import check
from grader.authoring.survey_pairs import Survey, surveys, unpaired
from grader.cli import app
from grader.course import Source, sources
from grader.report.intervals import interval
from grader.report.surveys import Report, compare
from rounds import kinds
from rounds.core.errors import RoundsError
from tests.unit.kinds import samples
from tests.unit.report.student_t import t_within

SCALE = ["strongly-disagree", "disagree", "neither", "agree", "strongly-agree"]
BINS = [{"id": name, "label": name.replace("-", " ")} for name in SCALE]
ITEMS: list[dict[str, Any]] = [{"id": "calm", "pair": "stuck", "reversed": True}, {"id": "curious", "pair": "care"}]


def survey(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        **{"id": "survey", "kind": "sort", "use": "survey", "title": "Today", "task": "How far?", "bins": BINS},
        "items": [{"text": f"Text {item['id']}", **item} for item in items],
    }


def module(root: Path, name: str, exercise: dict[str, Any]) -> Source:
    folder = root / "modules" / name
    folder.mkdir(parents=True)
    made = {"module": name, "title": name, "exercises": [exercise]}
    (folder / "exercises.yaml").write_text(yaml.safe_dump(made), encoding="utf-8")
    keys = root / "grader" / "keys" / f"{name}.yaml"
    keys.parent.mkdir(parents=True, exist_ok=True)
    keys.write_text(yaml.safe_dump({"module": name, "exercises": {}}), encoding="utf-8")
    return Source(folder, keys)


@pytest.fixture
def course(tmp_path: Path) -> list[Source]:
    """Two modules with a survey of two items each, one of them worded the other way round."""
    first = module(tmp_path, "00-before", survey([{"id": "stuck"}, {"id": "care"}]))
    return [first, module(tmp_path, "09-after", survey(ITEMS))]


def hand_in(folder: Path, student: str, source: Source, answer: dict[str, Any], seed: int = 1) -> Path:
    """A student's answers file, as the course writes it and nbgrader collects it."""
    path = folder / student / source.name / "answers.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text(simulate.lines(source.load()[0], {"survey": answer}, seed), encoding="utf-8")
    return path


def four(course: list[Source], folder: Path) -> Path:
    """Four students: three with both surveys, one who left out an item, one who gave up."""
    before = {"ada": (2, 3), "bo": (1, 2), "cleo": (3, 3), "dan": (2, 2)}
    after = {"ada": (2, 4), "bo": (4, 3), "cleo": (2, None)}
    for seed, (student, (stuck, care)) in enumerate(before.items()):
        hand_in(folder, student, course[0], {"stuck": SCALE[stuck - 1], "care": SCALE[care - 1]}, seed)
    for seed, (student, (calm, curious)) in enumerate(after.items()):
        answer = {"calm": SCALE[calm - 1]} | ({"curious": SCALE[curious - 1]} if curious else {})
        hand_in(folder, student, course[1], answer, seed)
    return folder


def test_means_and_differences_are_those_worked_out_by_hand(course: list[Source], tmp_path: Path) -> None:
    found = compare(course, four(course, tmp_path / "submitted"))
    stuck, care = found.pairs
    # Calm is stuck the other way round: 2, 4, 2 of five are 4, 2, 4. Before: 2, 1, 3. Differences: 2, 1, 1.
    assert (stuck.item, stuck.later, stuck.turned, stuck.n) == ("stuck", "calm", True, 3)
    assert [stuck.before, stuck.after] == pytest.approx([2, 10 / 3])
    assert stuck.difference == pytest.approx(4 / 3)
    # s = 0.57735, n = 3, t(.975; 2) = 4.30265 in the tables: 4/3 -+ 4.30265 x 0.57735 / 1.73205.
    assert [stuck.low, stuck.high] == pytest.approx([-0.1009, 2.7676], abs=1e-4)
    assert (care.n, care.before, care.after, care.difference) == (2, 2.5, 3.5, 1)
    assert (care.low, care.high) == (1, 1)
    assert (found.students, found.damaged, found.steps) == (4, 0, 5)


@pytest.mark.parametrize(
    ("degrees", "value"),  # from the printed tables
    [(1, 12.7062), (2, 4.30265), (3, 3.18245), (4, 2.77645), (9, 2.26216), (30, 2.04227), (120, 1.97993)],
)
def test_the_interval_reaches_as_far_as_the_tables_say(degrees: int, value: float) -> None:
    differences = [float(at) for at in range(degrees + 1)]
    assert in_standard_errors(differences) == pytest.approx((-value, value), rel=1e-5)


def in_standard_errors(differences: list[float]) -> tuple[float, float]:
    """How far the bounds lie from the mean."""
    error = stdev(differences) / len(differences) ** 0.5
    low, high = interval(differences)
    return (low - fmean(differences)) / error, (high - fmean(differences)) / error


@given(st.lists(st.integers(-4, 4), min_size=2, max_size=400))
def test_students_t_lies_within_the_interval_95_times_in_100(differences: list[int]) -> None:
    found = interval([float(d) for d in differences])
    if len(set(differences)) == 1:
        assert found == (differences[0], differences[0])
        return
    low, high = in_standard_errors([float(d) for d in differences])
    assert low == pytest.approx(-high, rel=1e-9)
    assert t_within(high, len(differences) - 1) == pytest.approx(0.95, abs=1e-9)


def test_an_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng, hits = Random(5), 0
    for _ in range(2000):
        low, high = interval([rng.gauss(0.3, 1) for _ in range(8)])
        hits += low <= 0.3 <= high
    assert hits / 2000 == pytest.approx(0.95, abs=0.02)


def test_one_value_is_too_few_and_no_spread_is_no_error() -> None:
    with pytest.raises(ValueError, match="at least two"):
        interval([1.0])
    with pytest.raises(ValueError, match="at least two"):
        interval([])
    assert interval([2.0, 2.0]) == (2.0, 2.0)


def test_damaged_files_count_as_far_as_they_can_be_read(course: list[Source], tmp_path: Path) -> None:
    folder = four(course, tmp_path / "submitted")
    torn = folder / "ada" / course[0].name / "answers.jsonl"
    torn.write_text(torn.read_text(encoding="utf-8") + '{"v": 1, "exerc', encoding="utf-8")
    (folder / "bo" / course[1].name / "answers.jsonl").write_bytes(b"\x00\xff not JSON at all")
    odd = {"calm": ["agree"], "curious": "never-heard-of", "more": 3}
    hand_in(folder, "eve", course[0], {"stuck": "agree", "care": {"agree": True}})
    hand_in(folder, "eve", course[1], odd)
    link = folder / "flo" / course[0].name
    link.mkdir(parents=True)
    (link / "answers.jsonl").symlink_to(torn)
    (folder / "notes.txt").write_text("no student")
    found = compare(course, folder)
    assert found.damaged == 3
    assert [pair.n for pair in found.pairs] == [2, 1]
    assert (found.pairs[1].before, found.pairs[1].low) == (3, None)


def test_no_students_name_appears(course: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = four(course, tmp_path / "submitted")
    monkeypatch.setattr("grader.course.find", lambda name: course)
    for options in ([], ["--json"]):
        done = CliRunner().invoke(app, ["report", "--folder", str(folder), *options])
        assert done.exit_code == 0
        assert "Text stuck" in done.output
        assert not any(name in done.output for name in ("ada", "bo ", "cleo", "dan"))
    printed = json.loads(done.output)
    assert set(printed) == {"steps", "students", "damaged", "pairs"}
    assert {pair["n"] for pair in printed["pairs"]} == {2, 3}


def test_too_few_students_are_said_in_a_sentence(
    course: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.course.find", lambda name: course)
    folder = tmp_path / "submitted"
    for student in ("ada", "bo"):
        hand_in(folder, student, course[0], {"stuck": "agree"})
    hand_in(folder, "ada", course[1], {"calm": "agree"})
    done = CliRunner().invoke(app, ["report", "--folder", str(folder)])
    assert done.exit_code == 0
    assert "2 student folder(s), and 1 with both surveys: too few to compare" in done.output
    done = CliRunner().invoke(app, ["report", "--folder", str(tmp_path / "none")])
    assert done.exit_code == 2
    assert "isn't a folder" in done.output


def test_a_course_without_two_surveys_says_so(course: list[Source], tmp_path: Path) -> None:
    with pytest.raises(RoundsError, match="no two surveys"):
        compare(course[:1], tmp_path)
    assert surveys(course[1:]) is None


def test_only_a_survey_names_pairs() -> None:
    exercise = survey(ITEMS)
    key: dict[str, Any] = {"items": {}, "confusions": {}}
    graded = samples.problems(({**exercise, "use": "graded", "points": 3}, key))
    assert sum("only items of a survey have" in problem.says for problem in graded) == 2
    alone = kinds.of("sort").exercise.model_validate(survey([{"id": "calm", "reversed": True}, {"id": "curious"}]))
    assert ["is reversed and has no pair" in p.says for p in kinds.of("sort").checks.problems(alone, None)] == [True]


def test_pairs_that_are_none_are_named(tmp_path: Path) -> None:
    first = module(tmp_path, "00-before", survey([{"id": "stuck"}, {"id": "care"}]))
    items: list[dict[str, Any]] = [
        {"id": "calm", "pair": "stuk"},
        {"id": "one", "pair": "care"},
        {"id": "two", "pair": "care"},
    ]
    last = module(tmp_path, "09-after", {**survey(items), "bins": BINS[::-1]})
    found = list(unpaired([first, last], last.name))
    assert any('item "calm": pair "stuk" is not one of stuck, care' in sentence for sentence in found)
    assert any("pair care is named more than once" in sentence for sentence in found)
    assert any("its bins are not those of the survey in 00-before" in sentence for sentence in found)
    assert set(found) <= set(check(last))
    assert len(found) == 3


def test_the_courses_own_surveys_are_parallel() -> None:
    found = surveys(sources())
    assert found is not None
    first, later = found
    assert {item.pair for item in later.exercise.items} == {item.id for item in first.exercise.items}
    assert 3 <= sum(item.reversed for item in later.exercise.items) <= 7
    assert not {i.text for i in first.exercise.items} & {i.text for i in later.exercise.items}


def test_a_class_that_moves_up_a_step_is_found_to_have_done_so(course: list[Source], tmp_path: Path) -> None:
    rng, folder = Random(3), tmp_path / "submitted"
    moved = []
    for number in range(30):
        now = {item: rng.randint(1, 4) for item in ("stuck", "care")}
        step = {item: rng.choice((0, 1)) for item in now}
        moved.append(step["care"])
        hand_in(folder, f"s{number}", course[0], {item: SCALE[v - 1] for item, v in now.items()}, number)
        later = {"calm": SCALE[5 - now["stuck"] - step["stuck"]], "curious": SCALE[now["care"] + step["care"] - 1]}
        hand_in(folder, f"s{number}", course[1], later, number)
    found: Report = compare(course, folder)
    assert [pair.n for pair in found.pairs] == [30, 30]
    assert found.pairs[1].difference == pytest.approx(fmean(moved))
    for pair in found.pairs:
        assert pair.low is not None
        assert 0 < pair.low < 0.6 < (pair.high or 0) + 0.2


def test_a_survey_reads_nothing_where_nothing_is(course: list[Source], tmp_path: Path) -> None:
    found = surveys(course)
    assert found
    assert isinstance(found[0], Survey)
    assert found[0].values(tmp_path) == ({}, False)
