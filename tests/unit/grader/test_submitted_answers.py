"""Answers are found and read whatever happened to the file's name, place, packing and format."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.authoring import simulate
from grader.course import find
from grader.exchange.safe_copy import copy_submission
from grader.submissions import answer_files
from grader.submissions.answers import Submitted, read_submitted
from grader.submissions.sanitize import MAX_ENTRIES, sanitize
from rounds.storage.answers import NAME, taken
from rounds.storage.json_lines import as_lines

SOURCE, OTHER = find("01")[0], find("08")[0]  # both have an exercise "leaving", and each a reflection
MODULE, KEYS = SOURCE.load()
GIVEN = simulate.answers(MODULE, KEYS, "expert", 7)
LINES = simulate.lines(MODULE, GIVEN, 7).splitlines()
OBJECTS: list[dict[str, Any]] = [json.loads(line) for line in LINES]
PLAIN = taken("\n".join(LINES).encode(), [])


def found(files: dict[str, bytes]) -> Submitted:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / SOURCE.notebook.name).write_bytes(b"{}")
        for path, raw in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(raw)
        return read_submitted(folder, SOURCE.folder, MODULE)


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, raw in files.items():
            file.writestr(name, raw)
    return packed.getvalue()


# ---- however it was saved --------------------------------------------------------------------------


@st.composite
def saved_anew(draw: st.DrawFn, objects: list[dict[str, Any]]) -> bytes:
    """The objects as some program writes them: an array or one by one, spread or not, in some encoding."""
    indent = draw(st.none() | st.integers(0, 8) | st.just("\t"))
    ascii_only = draw(st.booleans())
    separators = draw(st.sampled_from([None, (",", ":"), (" , ", " : ")]))
    parts = [json.dumps(one, indent=indent, ensure_ascii=ascii_only, separators=separators) for one in objects]
    how = draw(st.sampled_from(["lines", "blank lines", "array", "spaces", "array of lines"]))
    text = {
        "lines": "\n".join(parts) + draw(st.sampled_from(["", "\n", "\n\n "])),
        "blank lines": "\n\n".join(parts),
        "array": json.dumps(objects, indent=indent, ensure_ascii=ascii_only),
        "spaces": " ".join(parts),
        "array of lines": "[\n" + ",\n".join(parts) + "\n]\n",
    }[how]
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])))


written = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ['{"v": 1, "module": "x"}', "[\n{", "}\n{\n"]
)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), words=written)
def test_answers_saved_anew_by_any_editor_are_the_same_answers(data: st.DataObject, words: str) -> None:
    own = {"v": 1, "seed": 7, "time": "2026-01-05T12:00:00Z", "exercise": "reflection", "answer": {"why": words}}
    objects = [*OBJECTS, own]
    plain = taken("\n".join(map(json.dumps, objects)).encode(), [])
    raw = data.draw(saved_anew(objects))
    assert taken(as_lines(raw), []) == plain
    read = found({data.draw(st.sampled_from([NAME, "answers (1).txt", "a/b/my.json", "x"])): raw})
    assert read.answers == plain
    assert (read.ungraded, read.notes) == ("", ())


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_answers_split_over_several_files_and_archives_are_merged_to_the_same(data: st.DataObject) -> None:
    pieces: list[list[dict[str, Any]]] = [[OBJECTS[0]] for _ in range(data.draw(st.integers(1, 4)))]
    for record in OBJECTS[1:]:
        for at in data.draw(st.sets(st.integers(0, len(pieces) - 1), min_size=1)):
            pieces[at].append(record)
    files = {}
    for number, piece in enumerate(pieces):
        raw = data.draw(saved_anew(piece))
        packing = data.draw(st.sampled_from(["", ".gz", ".zip"]))
        packed = {"": raw, ".gz": gzip.compress(raw), ".zip": zipped({"in/answers.jsonl": raw})}[packing]
        files[f"answers-{number}.jsonl{packing}"] = packed
    read = found(files)
    assert read.answers.latest == PLAIN.latest
    assert read.answers.seed == PLAIN.seed
    assert not read.ungraded
    counting = sum(len(piece) > 1 for piece in pieces)
    assert any(f"{counting} files with answers were submitted and merged" in note for note in read.notes) == (
        counting > 1
    )


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400) | st.text(alphabet='{}[]",:v1\n ', max_size=200).map(str.encode), st.integers(0, 8))
def test_whatever_stands_in_files_it_is_read_without_an_error(raw: bytes, at: int) -> None:
    packed = (zipped({"answers.jsonl": raw}), gzip.compress(raw))
    for one in (raw, *(p[: len(p) * at // 8] for p in packed), *(p[at * 7 :] for p in packed)):
        read = found({NAME: one})
        assert read.ungraded or not read.answers.latest


def test_what_is_json_lines_already_stays_as_it_is() -> None:
    raw = "\n".join(LINES).encode() + b'\n{"torn": \n' + LINES[1].encode() + LINES[1].encode()
    assert as_lines(raw) is raw


# ---- whose they are --------------------------------------------------------------------------------


def other_lines(seed: int = 3) -> str:
    module, keys = OTHER.load()
    return simulate.lines(module, simulate.answers(module, keys, "expert", seed), seed)


def test_answers_to_another_notebook_never_count_though_exercises_share_their_names() -> None:
    for text in (other_lines(), "\n".join(other_lines().splitlines()[1:])):  # with its first line and without
        read = found({NAME: text.encode()})
        assert read.answers.latest == {}
        assert f"{NAME} has answers to {OTHER.name}, not to this notebook" in read.ungraded


def test_a_first_line_of_ours_makes_no_answers_of_ours() -> None:
    read = found({NAME: (LINES[0] + "\n" + "\n".join(other_lines().splitlines()[1:])).encode()})
    assert read.answers.latest == {}
    assert OTHER.name in read.ungraded


def test_a_joined_file_is_taken_apart() -> None:
    for text in ("\n".join([*LINES, other_lines()]), other_lines() + "\n".join(LINES)):
        read = found({NAME: text.encode()})
        assert read.answers == PLAIN
        assert read.notes == (f"{NAME} has answers to {OTHER.name}, which didn't count here.",)


def test_another_notebooks_file_beside_ours_is_a_remark_and_beside_a_blank_one_a_note() -> None:
    files = {NAME: "\n".join(LINES).encode(), "answers (1).jsonl": other_lines().encode()}
    said = f"answers (1).jsonl has answers to {OTHER.name}, which didn't count here."
    assert (found(files).notes, found(files).remarks) == ((), (said,))
    blank = found({**files, NAME: LINES[0].encode()})
    assert (blank.ungraded, blank.answers.latest, blank.notes[0]) == ("", {}, said)


def test_a_notebook_that_the_course_does_not_have_is_named() -> None:
    text = '{"v": 1, "seed": 1, "module": "77-<b>other</b>"}\n{"v": 1, "exercise": "zz", "answer": {}}\n'
    assert "77-<b>other</b>" in found({NAME: text.encode()}).ungraded
    # A course whose notebook got another name since: the exercises are ours.
    renamed = "\n".join([LINES[0].replace(MODULE.module, "01-interests"), *LINES[1:]])
    assert found({NAME: renamed.encode()}).answers == PLAIN


def test_blank_is_blank_and_damage_is_not() -> None:
    blank = found({NAME: LINES[0].encode() + b"\n"})
    assert blank.ungraded == ""
    assert blank.notes == ("The answers file was opened, and nothing was answered in it.",)
    torn = found({NAME: (LINES[0] + "\n" + LINES[1][:40]).encode()})
    assert "No answer in answers.jsonl could be read" in torn.ungraded
    unknown = LINES[0] + '\n{"v": 1, "seed": 7, "exercise": "gone", "answer": {"a": 1}}'
    assert "belongs to an exercise of this notebook" in found({NAME: unknown.encode()}).ungraded


def test_the_seeds_are_those_of_the_answers_that_count() -> None:
    assert found({NAME: "\n".join(LINES).encode()}).seeds == {7}
    theirs = simulate.lines(MODULE, {"dig": GIVEN["dig"]}, 9, minute=30)
    assert found({NAME: "\n".join(LINES).encode(), "a.jsonl": theirs.encode()}).seeds == {7, 9}
    assert found({NAME: other_lines().encode()}).seeds == frozenset()


# ---- within limits ---------------------------------------------------------------------------------


def test_one_plain_file_is_read_once_and_nothing_else_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    real = answer_files.load
    monkeypatch.setattr(answer_files, "load", lambda path: opened.append(path) or real(path))
    monkeypatch.setattr(answer_files, "_head", opened.append)
    files = {
        NAME: "\n".join(LINES).encode(),
        "timestamp.txt": b"now",
        "exercises.yaml": b"",
        "handling-notes.txt": b"x",
    }
    assert found(files).answers == PLAIN
    assert [path.name for path in opened] == [NAME]


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    import os

    (tmp_path / "real").mkdir()
    (tmp_path / "real" / NAME).write_text("\n".join(LINES))
    folder = tmp_path / "submitted"
    folder.mkdir()
    (folder / NAME).symlink_to(tmp_path / "real" / NAME)
    (folder / "deeper").symlink_to(tmp_path / "real")
    os.mkfifo(folder / "answers.txt")
    assert read_submitted(folder, SOURCE.folder, MODULE).ungraded


@pytest.mark.parametrize("step", ["collected", "tidied"])
def test_nothing_crowds_out_answers_that_lie_deeper(step: str, tmp_path: Path) -> None:
    folder = tmp_path / f"ada+{SOURCE.name}+time+zz"
    (folder / "zz" / "inner").mkdir(parents=True)
    (folder / "zz" / "inner" / "answers (1).jsonl").write_text("\n".join(LINES))
    for at in ("", "aa", "zz"):
        (folder / at).mkdir(exist_ok=True)
        for number in range(MAX_ENTRIES):
            (folder / at / f"{number}.txt").touch()
    if step == "collected":
        copy_submission(folder, tmp_path / "to", lambda folder, names: [], 10**6)
        folder = tmp_path / "to"
    else:
        sanitize(folder)
    assert len([path for path in folder.rglob("*") if path.name != "handling-notes.txt"]) <= MAX_ENTRIES
    assert read_submitted(folder, SOURCE.folder, MODULE).answers == PLAIN
