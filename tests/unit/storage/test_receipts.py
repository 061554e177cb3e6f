"""The same graded answers have the same code, whatever else the file holds; others have another."""

from __future__ import annotations

import json
import random
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import course_time
from grader.course import find
from grader.submissions.receipts import check
from rounds.core.errors import RoundsError
from rounds.storage import submissions
from rounds.storage.answers import NAME, AnswersFile, moment, read
from rounds.storage.receipts import ALPHABET, code, normal, receipt, states

SOURCE = find("01")[0]
MODULE = SOURCE.load()[0]
GRADED = frozenset({"one", "two", "three"})
words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6)
values = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False, allow_infinity=False) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=5,
)
documents = st.dictionaries(words, values, min_size=1, max_size=4)
everything = st.dictionaries(st.sampled_from(sorted(GRADED)), documents, min_size=1)


def line(exercise: str, answer: Any, seed: int = 7, time: str = "2026-01-05T10:00:00Z") -> bytes:
    return json.dumps({"v": 1, "seed": seed, "time": time, "exercise": exercise, "answer": answer}).encode()


def code_of(path: Path, lines: list[bytes]) -> str:
    path.write_bytes(b"\n".join(lines) + b"\n")
    return code(read(path), GRADED)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("receipts") / NAME


@given(everything, st.randoms(use_true_random=False))
def test_the_same_answers_in_another_order_of_lines_have_the_same_code(
    path: Path, answers: dict[str, Any], chance: random.Random
) -> None:
    lines = [line(name, answer) for name, answer in answers.items()]
    shuffled = chance.sample(lines, len(lines))
    assert code_of(path, lines) == code_of(path, shuffled)


@given(everything, st.lists(st.binary(max_size=30).filter(lambda raw: b"\n" not in raw), max_size=4))
def test_torn_lines_earlier_answers_and_practice_leave_the_code_as_it_is(
    path: Path, answers: dict[str, Any], torn: list[bytes]
) -> None:
    lines = [line(name, answer) for name, answer in answers.items()]
    first = lines[0]
    more = [line(next(iter(answers)), {"before": True}), *torn, first[: len(first) // 2], line("practice", {"a": 1})]
    assert code_of(path, [*more, *lines]) == code_of(path, lines)


@given(everything, documents, st.data())
def test_any_change_of_an_answer_changes_the_code(
    path: Path, answers: dict[str, Any], other: dict[str, Any], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(GRADED)))
    before = code_of(path, [line(exercise, answer) for exercise, answer in answers.items()])
    changed = {**answers, name: other}
    after = code_of(path, [line(exercise, answer) for exercise, answer in changed.items()])
    # As JSON, since Python takes 1, 1.0 and true for the same.
    same = json.dumps(answers.get(name), sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (before == after) == same


@given(everything)
def test_another_learners_figures_make_another_code(path: Path, answers: dict[str, Any]) -> None:
    codes = {code_of(path, [line(n, a, seed) for n, a in answers.items()]) for seed in (7, 8)}
    assert len(codes) == 2


def test_an_answer_taken_back_is_none_and_nothing_answered_has_no_code(path: Path) -> None:
    one = line("one", {"a": 1})
    assert code_of(path, [one, line("two", {"b": 1}), line("two", {})]) == code_of(path, [one])
    assert code_of(path, [line("one", {})]) == ""
    assert code_of(path, [line("practice", {"a": 1})]) == ""


def test_a_code_never_changes_from_one_release_to_the_next(path: Path) -> None:
    # A learner's note must be good for the whole term: change VERSION if this has to change.
    assert code_of(path, [line("one", {"a": "position"}), line("two", {"b": [1, 2.5, True]})]) == "6M4M-E1W5"


@given(everything)
def test_a_code_is_short_and_cannot_be_misread(path: Path, answers: dict[str, Any]) -> None:
    found = code_of(path, [line(name, answer) for name, answer in answers.items()])
    assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", found)
    assert not set("ILOU") & set(ALPHABET)
    for typed in (found.lower(), found.replace("-", ""), f" {found} ", found.replace("0", "O").replace("1", "l")):
        assert normal(typed) == found


@pytest.mark.parametrize("typed", ["", "7K2M", "7K2M-9QXDA", "7K2M-9Q!D", "<script>", "7K2M-9QUD"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert normal(typed) is None


@given(
    st.lists(st.tuples(st.sampled_from(["one", "two", "practice"]), documents | st.just({})), min_size=1, max_size=6)
)
def test_each_state_of_the_file_is_found_again_by_its_code(
    path: Path, changes: list[tuple[str, dict[str, Any]]]
) -> None:
    lines, seen = [], []
    for name, answer in changes:
        lines.append(line(name, answer))
        now = code_of(path, lines)
        if name in GRADED:
            seen.append(now)
    assert [state.code for state in states(path.read_bytes(), GRADED)] == seen


@pytest.mark.parametrize("time", ["", "yesterday", "2026-13-01", "0001-01-01T00:00:00+14:00", "<b>"])
def test_a_time_that_is_none_is_none(time: str) -> None:
    assert moment(time) is None


# ---- the instructor's check --------------------------------------------------------------------------


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    folder = tmp_path / "ada" / SOURCE.name
    file = AnswersFile(folder / NAME, SOURCE.name)
    for change in ({"wants": "interest"}, {"asks": "position"}):
        file.commit(MODULE.graded[0].id, change)
    (folder / "timestamp.txt").write_text("2026-01-05 09:00:00.000000 UTC")
    return tmp_path


def codes(collected: Path) -> list[str]:
    return [
        s.code for s in states((collected / "ada" / SOURCE.name / NAME).read_bytes(), {e.id for e in MODULE.graded})
    ]


def test_the_code_of_the_collected_file_matches(collected: Path) -> None:
    found = check(SOURCE, collected, "ada", codes(collected)[-1].lower())
    assert found.matches
    assert found.sentences[-1].endswith("is the code of this file.")
    assert f"Submitted: {course_time.said(datetime(2026, 1, 5, 9), seconds=True)}" in found.sentences
    assert any(s.startswith("Answered: 0 of ") for s in found.sentences)


def test_an_earlier_code_is_named_as_such_with_its_time(collected: Path) -> None:
    found = check(SOURCE, collected, "ada", codes(collected)[0])
    assert not found.matches
    assert "is the code of an earlier state of this file, from " in found.sentences[-1]
    assert re.search(r"from [A-Z][a-z]{2} \d+, 20\d\d, \d+:\d\d:\d\d [AP]M \S", found.sentences[-1])


def test_a_foreign_code_belongs_to_no_state(collected: Path) -> None:
    found = check(SOURCE, collected, "ada", "0000-0000")
    assert not found.matches
    assert "was never the code of this file" in found.sentences[-1]


@pytest.mark.parametrize(("student", "typed"), [("ada", "short"), ("ben", None), ("../ada", None), ("..", None)])
def test_what_is_not_there_or_no_code_is_said(collected: Path, student: str, typed: str | None) -> None:
    with pytest.raises(RoundsError):
        check(SOURCE, collected, student, typed)


# ---- the learner's copies ------------------------------------------------------------------------------


def copy(cache: Path, name: str, lines: list[bytes]) -> None:
    folder = cache / "course" / name
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(b"\n".join(lines) + b"\n")


def test_the_newest_copy_of_this_notebook_is_what_was_submitted(tmp_path: Path) -> None:
    graded = MODULE.graded[0].id
    copy(tmp_path, f"ada+{SOURCE.name}+2026-01-05 09:00:00.200000 UTC", [line(graded, {"new": 1})])
    copy(tmp_path, f"ada+{SOURCE.name}+2026-01-05 09:00:00.100000 UTC", [line(graded, {"old": 1})])
    copy(tmp_path, f"ada+{SOURCE.name}-2+2027-01-05 09:00:00.000000 UTC", [line(graded, {"other": 1})])
    copy(tmp_path, f"ada+{SOURCE.name}+sometime", [line(graded, {"broken": 1})])
    found = submissions.last_submission(MODULE, tmp_path)
    assert found is not None
    assert found.time == "2026-01-05T09:00:00Z"
    saved = read(tmp_path / "course" / f"ada+{SOURCE.name}+2026-01-05 09:00:00.200000 UTC" / NAME)
    assert found.receipt == receipt(MODULE, saved)
    assert found.receipt.code


def test_without_copies_nothing_was_submitted(tmp_path: Path) -> None:
    assert submissions.last_submission(MODULE, tmp_path / "none") is None
