import json
import multiprocessing
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.core.errors import SaveError
from rounds.core.text import all_storable
from rounds.storage import answers
from rounds.storage.answers import AnswersFile, merge, read

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
leaves = st.booleans() | words | st.integers(-5, 5)
trees = st.recursive(leaves, lambda inner: st.dictionaries(words, inner, max_size=4), max_leaves=8)
documents = st.dictionaries(words, trees, max_size=5)
patches = st.dictionaries(words, trees | st.none(), max_size=5)


@pytest.fixture
def file(tmp_path: Path) -> AnswersFile:
    return AnswersFile(tmp_path / "deep" / "answers.jsonl", "01-test")


def lines(file: AnswersFile) -> list[dict]:
    return [json.loads(line) for line in file.path.read_text().splitlines()]


# ---- merge -----------------------------------------------------------------------------------


@given(documents)
def test_merging_nothing_changes_nothing(document: dict) -> None:
    assert merge(document, {}) == document


@given(documents, patches)
def test_merging_twice_is_merging_once(document: dict, patch: dict) -> None:
    once = merge(document, patch)
    assert merge(once, patch) == once


@given(documents, patches)
def test_what_a_patch_does_not_name_stays(document: dict, patch: dict) -> None:
    merged = merge(document, patch)
    assert {k: merged[k] for k in document if k not in patch} == {k: document[k] for k in document if k not in patch}


@given(documents, words)
def test_null_takes_a_member_away(document: dict, name: str) -> None:
    assert name not in merge({**document, name: True}, {name: None})


def test_merging_leaves_its_arguments_alone() -> None:
    before = {"cells": {"a": {"x": True}}}
    merge(before, {"cells": {"a": {"x": None, "y": True}}})
    assert before == {"cells": {"a": {"x": True}}}


# ---- writing ---------------------------------------------------------------------------------


def test_the_first_line_records_module_seed_and_time(file: AnswersFile) -> None:
    file.commit("nights", {"a": "position"})
    first, second = lines(file)
    assert first["module"] == "01-test"
    assert "exercise" not in first
    assert first["seed"] == second["seed"] == file.seed()
    assert second["time"].endswith("Z")


def test_each_change_is_appended_and_none_is_rewritten(file: AnswersFile) -> None:
    file.commit("nights", {"a": "position"})
    before = file.path.read_bytes()
    file.commit("nights", {"b": "interest"})
    assert file.path.read_bytes().startswith(before)
    assert file.read().of("nights") == {"a": "position", "b": "interest"}


@given(st.lists(st.tuples(st.sampled_from(["one", "two"]), patches), min_size=1, max_size=6))
def test_what_was_committed_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, changes: list) -> None:
    file = AnswersFile(tmp_path_factory.mktemp("a") / "answers.jsonl", "m")
    expected: dict[str, dict] = {}
    for exercise, change in changes:
        file.commit(exercise, change)
        expected[exercise] = merge(expected.get(exercise, {}), all_storable(change))
    assert {name: entry.answer for name, entry in file.read().latest.items()} == expected
    assert file.read().problems == ()


def test_two_tabs_cannot_undo_each_other(file: AnswersFile) -> None:
    other = AnswersFile(file.path, "01-test")
    file.commit("nights", {"a": "position"})
    other.commit("nights", {"b": "interest"})
    file.commit("nights", {"c": "argument"})
    assert file.read().of("nights") == {"a": "position", "b": "interest", "c": "argument"}


def _commit_many(path: str, who: int) -> None:
    for number in range(25):
        AnswersFile(Path(path), "m").commit("nights", {f"{who}-{number}": True})


def test_four_processes_writing_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_commit_many, args=(str(path), who)) for who in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(read(path).of("nights")) == 100
    assert read(path).problems == ()


def test_a_full_disk_is_said_and_what_was_saved_stays(tmp_path: Path) -> None:
    # A limit on the size of files is as near to a full disk as a test can come without one.
    path = tmp_path / "answers.jsonl"
    AnswersFile(path, "m").commit("nights", {"a": "position"})
    room = path.stat().st_size + 10
    code = f"""
import resource, signal, pathlib
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
from rounds.storage.answers import AnswersFile
from rounds.core.errors import SaveError
try:
    AnswersFile(pathlib.Path({str(path)!r}), "m").commit("nights", {{"b": "interest" * 20}})
except SaveError as error:
    print(error)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.startswith("Not saved:")
    assert "What was saved before is kept." in said
    assert read(path).of("nights") == {"a": "position"}
    AnswersFile(path, "m").commit("nights", {"c": "argument"})  # there is room again, after a torn line
    assert read(path).of("nights") == {"a": "position", "c": "argument"}


def test_no_space_left_names_the_disk(file: AnswersFile, monkeypatch: pytest.MonkeyPatch) -> None:
    file.commit("nights", {"a": "position"})

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SaveError, match="disk is full"):
        file.commit("nights", {"b": "interest"})


def test_a_torn_last_line_costs_only_itself(file: AnswersFile) -> None:
    file.commit("nights", {"a": "position"})
    with file.path.open("ab") as raw:
        raw.write(b'{"v": 1, "exercise": "nights", "answ')
    file.commit("nights", {"b": "interest"})
    assert file.read().of("nights") == {"a": "position", "b": "interest"}
    assert "1 damaged line" in file.read().problems[0]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "someone-elses"
    target.write_text("theirs")
    (tmp_path / "answers.jsonl").symlink_to(target)
    with pytest.raises(SaveError, match="link"):
        AnswersFile(tmp_path / "answers.jsonl", "m").commit("nights", {"a": True})
    assert target.read_text() == "theirs"


def test_an_answer_that_is_too_long_is_refused_and_the_rest_stays(file: AnswersFile) -> None:
    file.commit("reflection", {"why": "short"})
    with pytest.raises(SaveError, match="too long"):
        file.commit("reflection", {"why": "x" * (answers.MAX_LINE + 1)})
    assert file.read().of("reflection") == {"why": "short"}


def test_a_folder_that_cannot_be_written_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "my-answers").write_text("a file where the folder should be")
    with pytest.raises(SaveError, match=r"^Not saved"):
        AnswersFile(tmp_path / "my-answers" / "a.jsonl", "m").commit("nights", {"a": True})


def test_a_clock_set_back_does_not_undo_an_answer(file: AnswersFile, monkeypatch: pytest.MonkeyPatch) -> None:
    file.commit("nights", {"a": "position"})
    monkeypatch.setattr(answers, "now", lambda: "1999-01-01T00:00:00Z")
    file.commit("nights", {"a": "interest"})
    assert file.read().of("nights") == {"a": "interest"}


# ---- reading ---------------------------------------------------------------------------------


def _read(tmp_path: Path, content: bytes) -> answers.Answers:
    path = tmp_path / "answers.jsonl"
    path.write_bytes(content)
    return read(path)


GOOD = b'{"v": 1, "time": "2026-01-01T00:00:00Z", "exercise": "nights", "answer": {"a": "position"}}\n'


@given(st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    answers_read = _read(tmp_path_factory.mktemp("b"), junk + b"\n" + GOOD)
    assert answers_read.of("nights") == {"a": "position"}


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"[1, 2, 3]",
        b'"a string"',
        b'{"v": 1, "exercise": "nights"}',
        b'{"v": 1, "exercise": 7, "answer": {}}',
        b'{"v": 1, "exercise": "nights", "answer": [1]}',
        b'{"v": 1, "exercise": "nights", "answer": {"a": NaN}}',
        b'{"v": 1, "exercise": "nights", "answer": {"a": Infinity}}',
        b'{"v": 1, "exercise": "nights", "answer": ' + b'{"a":' * 1000 + b"1" + b"}" * 1000 + b"}",
        b'{"v": 1, "exercise": "nights", "answer": ' + b"[" * 100_000,
        b'{"v": 1, "exercise": "nights", "answer": {"a": ' + b"9" * 5000 + b"}}",
        b"\xff\xfe\x00\x01",
        b"x" * (answers.MAX_LINE + 1),
    ],
    ids=lambda line: line[:40].decode("latin-1"),
)
def test_a_garbled_line_is_counted_and_passed_over(tmp_path: Path, line: bytes) -> None:
    answers_read = _read(tmp_path, GOOD + line + b"\n")
    assert answers_read.of("nights") == {"a": "position"}
    assert "1 damaged line(s)" in answers_read.problems[0]


def test_a_newer_version_is_named(tmp_path: Path) -> None:
    answers_read = _read(tmp_path, GOOD + b'{"v": 2, "exercise": "nights", "answer": {"a": "interest"}}\n')
    assert answers_read.of("nights") == {"a": "position"}
    assert "another version" in answers_read.problems[0]


def test_the_last_valid_line_counts(tmp_path: Path) -> None:
    assert _read(tmp_path, GOOD + GOOD.replace(b"position", b"interest") + b"torn").of("nights") == {"a": "interest"}


def test_of_an_enormous_file_the_end_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "MAX_BYTES", 10_000)
    answers_read = _read(tmp_path, b"junk\n" * 5_000 + GOOD)
    assert answers_read.of("nights") == {"a": "position"}
    assert "were read" in answers_read.problems[0]


@pytest.mark.parametrize("make", ["missing", "empty", "link", "folder", "pipe"])
def test_what_is_no_answers_file_counts_as_blank_and_is_named(tmp_path: Path, make: str) -> None:
    path = tmp_path / "answers.jsonl"
    if make == "empty":
        path.touch()
    elif make == "link":
        (tmp_path / "other").write_bytes(GOOD)
        path.symlink_to(tmp_path / "other")
    elif make == "folder":
        path.mkdir()
    elif make == "pipe":
        os.mkfifo(path)
    answers_read = read(path)
    assert answers_read.latest == {}
    assert len(answers_read.problems) == 1
    assert answers_read.problems[0].endswith(".")


def test_more_exercises_than_any_course_has_do_not_fill_the_memory(tmp_path: Path) -> None:
    many = b"".join(GOOD.replace(b"nights", b"n%d" % n) for n in range(answers.MAX_EXERCISES + 50))
    assert len(_read(tmp_path, many).latest) == answers.MAX_EXERCISES


def test_a_seed_out_of_range_is_not_taken(tmp_path: Path) -> None:
    assert _read(tmp_path, b'{"v": 1, "seed": -1, "module": "m"}\n' + GOOD).seed is None
    assert _read(tmp_path, b'{"v": 1, "seed": true, "module": "m"}\n' + GOOD).seed is None
    assert _read(tmp_path, b'{"v": 1, "seed": 7, "module": "m"}\n' + GOOD).seed == 7


assert resource  # used by the child process above; imported here so that a missing module is seen at once


def test_of_millions_of_lines_the_last_are_read_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MAX_LINES", 50)
    answers_read = _read(tmp_path, b"{\n" * 500 + GOOD)
    assert answers_read.of("nights") == {"a": "position"}
    assert "its last 50 were read" in answers_read.problems[0]
