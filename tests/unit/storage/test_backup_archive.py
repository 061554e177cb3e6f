"""Answers taken along as one file and brought back, whatever the file is and whatever the disk does."""

from __future__ import annotations

import io
import json
import resource
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.course import ROOT
from grader.report.time_on_task import history
from rounds.core.errors import KeepingError
from rounds.storage import answers, backup_archive, mark_cache
from rounds.storage.answers import line_of, moment, read
from rounds.storage.backup_archive import pack
from rounds.storage.backup_plan import bring_back, plan_for
from rounds.storage.locations import Place, find, together

MODULE = "01-principle-1-interests"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keeping")
    for name in (MODULE, "02-principle-2-batna"):
        shutil.copytree(ROOT / "modules" / name, folder / "modules" / name)
        (folder / "grader" / "keys").mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "grader" / "keys" / f"{name}.yaml", folder / "grader" / "keys")
    return folder


@pytest.fixture
def places(template: Path, tmp_path: Path) -> list[Place]:
    """A clone with two notebooks and nothing answered."""
    return [place_at(place, tmp_path / "here") for place in together(template)]


@pytest.fixture
def others(template: Path, tmp_path: Path) -> list[Place]:
    """The same course on another machine."""
    return [place_at(place, tmp_path / "there") for place in together(template)]


def place_at(place: Place, folder: Path) -> Place:
    return Place(place.folder, folder / f"{place.folder.name}.jsonl", place.keys_path)


def answer(place: Place, exercise: str, change: dict[str, Any], time: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "now", lambda: time)
    place.answers().commit(exercise, change)


def test_all_answers_come_back_on_a_fresh_machine_byte_by_byte(
    places: list[Place], others: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(others[0], "nights", {"zero": "position"}, "2026-11-20T10:00:00Z", monkeypatch)
    answer(others[1], "reflection", {"why": "ü ✓ <b>"}, "2026-11-20T10:05:00Z", monkeypatch)
    mark_cache.remember(others[0], {"statements": (3.0, 6.0, "a")})
    plan = plan_for(pack(others), places)
    assert not plan.ask
    assert [row["used"] for row in plan.rows] == [1, 1]
    assert bring_back(plan).problem == ""
    for here, there in zip(places, others, strict=True):
        assert here.answers_path.read_bytes() == there.answers_path.read_bytes()
    assert bring_back(plan_for(pack(others), places)).added == 0


def test_marks_come_back_with_the_answers_they_are_for(
    places: list[Place], others: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    for exercise in ("statements", "cover"):
        answer(others[0], exercise, {"a": "position"}, "2026-11-20T10:00:00Z", monkeypatch)
    answer(places[0], "cover", {"a": "interest"}, "2026-11-21T10:00:00Z", monkeypatch)
    mark_cache.remember(others[0], {"statements": (3.0, 6.0, "a"), "cover": (1.0, 5.0, "b"), "slips": (9.0, 1.0, "c")})
    bring_back(plan_for(pack(others), places))
    assert mark_cache.remembered(places[0]) == {"statements": (3.0, 6.0, "a")}


def test_in_a_course_the_file_stands_in_the_notebooks_own_folder(tmp_path: Path, others: list[Place]) -> None:
    released = find(Path(shutil.copytree(ROOT / "modules" / MODULE, tmp_path / "home" / MODULE)))
    others[0].answers().commit("nights", {"zero": "position"})
    others[1].answers().commit("reflection", {"why": "Because."})
    plan = plan_for(pack(others), [released])
    assert plan.notes == ["The file also holds answers to 1 other notebook(s): bring it back there, too."]
    bring_back(plan)
    assert released.answers().read().of("nights") == {"zero": "position"}
    assert {path.name for path in released.folder.iterdir() if path.name != ".ipynb_checkpoints"} == {
        "answers.jsonl",
        "exercises.yaml",
        f"{MODULE}.ipynb",
    }
    assert not plan_for(pack([released]), others).ask


def test_a_bare_answers_file_is_taken_too(places: list[Place], others: list[Place]) -> None:
    others[0].answers().commit("nights", {"zero": "position"})
    raw = others[0].answers_path.read_bytes()
    bring_back(plan_for(raw, places, "answers.jsonl"))
    assert places[0].answers().read().of("nights") == {"zero": "position"}
    with pytest.raises(KeepingError, match="another notebook"):
        plan_for(raw, places[1:], "answers.jsonl")
    saved_anew = json.dumps([json.loads(line) for line in raw.splitlines()], indent=2).encode("utf-16")
    assert (
        plan_for(saved_anew, places, "my answers.txt").parts[0].there
        == plan_for(raw, places, "answers.jsonl").parts[0].there
    )
    headless = b"".join(raw.splitlines(keepends=True)[1:])
    assert plan_for(headless, places, f"{MODULE}.jsonl").parts[0].place == places[0]


def test_an_older_file_asks_and_what_is_newer_here_stays(
    places: list[Place], others: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(places[0], "nights", {"zero": "position"}, "2026-11-20T10:00:00Z", monkeypatch)
    before = pack(places)
    answer(places[0], "nights", {"zero": "interest"}, "2026-11-21T10:00:00Z", monkeypatch)
    plan = plan_for(before, places)
    assert plan.ask
    assert (plan.rows[0]["used"], plan.rows[0]["stay"], plan.rows[0]["elsewhere"]) == (0, 1, False)
    assert bring_back(plan).added == 0
    assert places[0].answers().read().of("nights") == {"zero": "interest"}


def test_another_persons_file_asks_and_newer_answers_keep_their_own_figures(
    places: list[Place], others: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(places[0], "nights", {"zero": "position"}, "2026-11-20T10:00:00Z", monkeypatch)
    answer(places[0], "slips", {"x": True}, "2026-11-22T10:00:00Z", monkeypatch)
    answer(others[0], "nights", {"zero": "interest"}, "2026-11-21T10:00:00Z", monkeypatch)
    answer(others[0], "slips", {"y": True}, "2026-11-21T10:00:00Z", monkeypatch)
    plan = plan_for(pack(others), places)
    assert plan.ask
    row = plan.rows[0]
    assert (row["used"], row["replaced"], row["stay"], row["elsewhere"]) == (1, 1, 1, True)
    bring_back(plan)
    now = places[0].answers().read()
    assert (now.of("nights"), now.of("slips")) == ({"zero": "interest"}, {"x": True})
    assert now.seed == places[0].answers().seed() != others[0].answers().seed()
    assert now.seed_of("nights") == others[0].answers().seed()
    assert now.seed_of("slips") == now.seed_of("never-answered") == now.seed
    # One goes on with what was brought back, on its own figures; and the history holds both sides.
    answer(places[0], "nights", {"airway": "interest"}, "2026-11-23T10:00:00Z", monkeypatch)
    assert places[0].answers().read().seed_of("nights") == others[0].answers().seed()
    assert len([saved for saved in history(places[0].answers_path.read_bytes()) if saved.exercise == "slips"]) == 2
    assert not plan_for(pack(others), places).parts[0].elsewhere  # it was asked once


def test_a_file_from_the_future_asks(places: list[Place], others: list[Place], monkeypatch: pytest.MonkeyPatch) -> None:
    answer(others[0], "nights", {"zero": "interest"}, "2999-01-01T00:00:00Z", monkeypatch)
    plan = plan_for(pack(others), places)
    assert plan.ask
    assert plan.rows[0]["future"]


def test_what_is_answered_while_one_is_asked_stays(
    places: list[Place], others: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(others[0], "nights", {"zero": "interest"}, "2026-11-21T10:00:00Z", monkeypatch)
    plan = plan_for(pack(others), places)
    answer(places[0], "nights", {"zero": "position"}, "2026-11-22T10:00:00Z", monkeypatch)
    bring_back(plan)
    assert places[0].answers().read().of("nights") == {"zero": "position"}


def test_nothing_answered_gives_no_file(places: list[Place]) -> None:
    places[0].answers().seed()
    with pytest.raises(KeepingError, match="nothing to download yet"):
        pack(places)


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, raw in members.items():
            file.writestr(name, raw)
    return made.getvalue()


def link(name: str, target: str) -> bytes:
    made, info = io.BytesIO(), zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(info, target)
    return made.getvalue()


GOOD = line_of({"v": 1, "seed": 7, "time": "2026-11-20T10:01:00Z", "exercise": "nights", "answer": {"a": "position"}})
NAME = f"{MODULE}.jsonl"
# Of a megabyte of zeros a thousandth is left: seventy of them are small, and larger than anything taken in.
BOMB = zipped(**{f"{'x/' * at}{NAME}": b"\0" * 2**20 for at in range(70)})


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "not a file of answers"),
        (b"%PDF-1.7 \xff\xfe", "not a file of answers"),
        ((ROOT / "start.ipynb").read_bytes(), "not a file of answers"),
        (zipped(**{"word/document.xml": b"<w/>"}), "not a file of answers"),
        (zipped(**{f"{at}.jsonl": GOOD for at in range(300)}), "not a file of answers"),
        (zipped(**{NAME: GOOD})[:-30], "damaged"),
        (b"PK\x03\x04 and no more", "damaged"),
        (zipped(**{NAME: GOOD}).replace(b"\x08\x00", b"\x63\x00"), "damaged"),
        (BOMB, "far larger"),
        (link(NAME, "/etc/passwd"), "is a link"),
        (zipped(**{NAME: b""}), "no answer in this file"),
        (zipped(**{"99-unknown.jsonl": GOOD}), "not part of this course"),
    ],
    ids=[
        "empty",
        "pdf",
        "notebook",
        "document",
        "many",
        "cut",
        "headless",
        "method",
        "bomb",
        "link",
        "blank",
        "unknown",
    ],
)
def test_a_file_that_is_none_is_said_and_changes_nothing(places: list[Place], raw: bytes, said: str) -> None:
    with pytest.raises(KeepingError, match=said) as error:
        plan_for(raw, places, "mine.zip")
    assert str(error.value).count("hanged") == 1  # "nothing was changed"
    assert not places[0].answers_path.exists()


def test_an_enormous_file_is_not_opened(places: list[Place], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup_archive, "MAX_FILE", 100)
    with pytest.raises(KeepingError, match="far larger"):
        plan_for(b"x" * 101, places)


@given(st.binary(max_size=300))
@settings(max_examples=40)
def test_any_bytes_are_looked_at_without_an_error(template: Path, junk: bytes) -> None:
    for raw in (junk, b"PK" + junk, zipped(**{NAME: junk})):
        with pytest.raises(KeepingError):
            plan_for(raw, together(template))


def test_damaged_lines_are_counted_and_the_others_taken(places: list[Place]) -> None:
    bad = b'{"v":1,"exercise":"nights","answer":{"a":1e999}}\n' + b"x" * (answers.MAX_LINE + 1) + b"\n{torn"
    plan = plan_for(zipped(**{NAME: GOOD + bad}), places)
    assert plan.notes == [
        "Principle 1: Interests, not positions: 3 damaged line(s) of the file were left out; every readable line is taken."
    ]
    bring_back(plan)
    assert places[0].answers().read().of("nights") == {"a": "position"}
    assert places[0].answers().read().problems == ()


# ---- trouble while bringing back ---------------------------------------------------------------


def test_a_full_disk_leaves_what_was_here_and_bringing_back_again_finishes_it(
    places: list[Place], others: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute, exercise in enumerate(("nights", "slips", "cover", "dig")):
        answer(places[0], exercise, {"a": "here"}, f"2026-11-20T10:{minute:02d}:00Z", monkeypatch)
        answer(others[0], exercise, {"a": "there"}, f"2026-11-2{minute}T09:00:00Z", monkeypatch)
    packed = pack(others)
    size, before = places[0].answers_path.stat().st_size, places[0].answers_path.read_bytes()
    for room in (10, 200, 400):
        places[0].answers_path.write_bytes(before)
        said = bring_back_with_room_for(places, packed, size + room)
        assert "the disk is full. Make room, then bring the same file back again." in said
        assert "What was saved before is kept." in said
        assert places[0].answers_path.read_bytes().startswith(before)
        torn = places[0].answers().read()
        assert {torn.of(name)["a"] for name in torn.latest} <= {"here", "there"}
        assert torn.of("nights") == {"a": "here"}
        bring_back(plan_for(packed, places))
        now = places[0].answers().read()
        assert {name: now.of(name)["a"] for name in sorted(now.latest)} == {
            "cover": "there",
            "dig": "there",
            "nights": "here",
            "slips": "there",
        }
        assert bring_back(plan_for(packed, places)).added == 0


def bring_back_with_room_for(places: list[Place], packed: bytes, size: int) -> str:
    # A limit on the size of files is as near to a full disk as a test can come without one.
    code = f"""
import pathlib, resource, signal, sys
from rounds.storage.locations import Place
from rounds.storage.backup_plan import bring_back, plan_for
place = Place(pathlib.Path({str(places[0].folder)!r}), pathlib.Path({str(places[0].answers_path)!r}), None)
plan = plan_for(sys.stdin.buffer.read(), [place])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))
print(bring_back(plan).problem)
"""
    done = subprocess.run([sys.executable, "-c", code], input=packed, capture_output=True, check=True)
    return done.stdout.decode()


assert resource  # used by the child process above; imported here so that a missing module is seen at once


def test_answers_brought_back_are_dated_as_they_were_given(
    places: list[Place], others: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(others[0], "nights", {"zero": "position"}, "2026-11-20T10:00:00Z", monkeypatch)
    places[0].answers().seed()  # the notebook was opened here
    bring_back(plan_for(pack(others), places))
    assert read(places[0].answers_path).latest["nights"].time == "2026-11-20T10:00:00Z"
    assert moment("2026-11-20T10:00:00Z") < datetime.now(UTC)


def test_what_a_page_showed_of_several_notebooks_comes_back_to_each(places: list[Place], others: list[Place]) -> None:
    zero = {"v": 1, "seed": 7, "time": "2026-11-20T10:00:00Z", "exercise": "nights", "answer": {"zero": "position"}}
    why = {"v": 1, "seed": 8, "time": "2026-11-20T10:01:00Z", "exercise": "reflection", "answer": {"why": "ü ✓"}}
    judged = {**why, "exercise": "reflection/judged", "answer": {"clear": 2}}
    raw = on_a_page(places[0], zero) + on_a_page(places[1], why, judged)
    plan = plan_for(raw, places, "negotiation-rounds-answers-2026-11-20-from-the-page.jsonl")
    assert not plan.ask
    assert plan.notes == []
    assert bring_back(plan).problem == ""
    assert places[0].answers_path.read_bytes() == line_of(zero)  # as it would have been saved
    assert places[1].answers_path.read_bytes() == line_of(why) + line_of(judged)
    assert bring_back(plan_for(raw, places)).added == 0
    # In a course each notebook takes its own.
    alone = plan_for(raw, others[1:])
    assert [part.place for part in alone.parts] == others[1:]
    assert alone.notes == ["The file also holds answers to 1 other notebook(s): bring it back there, too."]


def test_what_a_page_showed_and_an_earlier_download_are_the_same_answers(
    places: list[Place], others: list[Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(others[0], "nights", {"zero": "position"}, "2026-11-20T10:00:00Z", monkeypatch)
    saved = others[0].answers().read()
    shown = {"v": 1, "seed": saved.seed, "time": "2026-11-20T10:00:00Z", "exercise": "nights"}
    before, page = pack(others), on_a_page(others[0], {**shown, "answer": saved.of("nights")})
    bring_back(plan_for(before, places))
    assert plan_for(page, places).rows[0]["same"] == 1
    assert bring_back(plan_for(page, places)).added == 0
    # What was changed last, and never saved, is the newer answer.
    newer = {**shown, "time": "2026-11-20T10:09:00Z", "answer": {"zero": "position", "airway": "interest"}}
    assert bring_back(plan_for(on_a_page(others[0], newer), places)).added == 1
    assert places[0].answers().read().of("nights") == newer["answer"]
    assert not plan_for(before, others).ask


def test_of_a_damaged_file_of_a_page_every_whole_line_is_taken(places: list[Place]) -> None:
    line = {"v": 1, "seed": 7, "time": "2026-11-20T10:00:00Z", "exercise": "nights", "answer": {"zero": "position"}}
    deep = json.loads('{"a":' * 30 + "1" + "}" * 30)
    raw = on_a_page(places[0], line, {**line, "module": 5}) + b"[1]\n" + json.dumps({**line, "answer": deep}).encode()
    raw += b"\n" + on_a_page(places[0], line).replace(b"01-", b"../01-") + on_a_page(places[0], line)[:50]
    plan = plan_for(raw, places)
    assert plan.notes == [
        "4 damaged line(s) of the file were left out; every readable line is taken.",
        "1 notebook(s) in the file are not part of this course and were left out.",
    ]
    bring_back(plan)
    assert places[0].answers_path.read_bytes() == line_of(line)
    assert not places[1].answers_path.exists()


def on_a_page(place: Place, *lines: dict[str, Any]) -> bytes:
    """The lines as a page names them."""
    return b"".join(line_of({"module": place.folder.name, **line}) for line in lines)
