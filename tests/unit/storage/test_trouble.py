"""Killed in the middle of a save, read-only, a clock set back, other figures: what was saved stays, and a sentence says so."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from grader.course import ROOT
from rounds import notebook
from rounds.cards.backup import BackupCard
from rounds.cards.contents import ContentsCard
from rounds.cards.exercise import ExerciseCard
from rounds.core.errors import SaveError
from rounds.storage import answers
from rounds.storage.answers import AnswersFile, read
from rounds.storage.backup_archive import pack
from rounds.storage.backup_merge import Merge
from rounds.storage.backup_plan import bring_back, plan_for
from rounds.storage.locations import BINDER, Place
from tests.unit.cards.page import Page

MODULE = "01-principle-1-interests"
DRAWING = "02-principle-2-batna"  # has exercises whose figures differ from learner to learner
KILLS = 40


# ---- killed ------------------------------------------------------------------------------------


class Dripping:
    """A file that takes its bytes one by one, so that a kill falls between the bytes of a line."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def write(self, raw: bytes) -> int:
        for at in range(len(raw)):
            self.file.write(raw[at : at + 1])
        return len(raw)


@contextlib.contextmanager
def dripping(*args: Any, **more: Any) -> Iterator[Dripping]:
    with fdopen(*args, **more) as file:
        yield Dripping(file)


fdopen = os.fdopen


def writer(path: Path, first: int, drip: bool) -> tuple[int, int]:
    """A process that saves one answer after the other, and confirms each; its id and where to hear it."""
    heard, said = os.pipe()
    if child := os.fork():
        os.close(said)
        return child, heard
    try:
        if drip:
            answers.os.fdopen = dripping  # type: ignore[assignment]
        for number in range(first, first + 10_000):
            AnswersFile(path, "m").commit("nights", {str(number): "position" * 8})
            os.write(said, f"{number}\n".encode())
    finally:
        os._exit(1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork and no SIGKILL")
@pytest.mark.parametrize("drip", [False, True], ids=["at once", "byte by byte"])
def test_a_process_killed_in_the_middle_of_a_save_loses_nothing_that_was_confirmed(tmp_path: Path, drip: bool) -> None:
    path, confirmed, torn, chance = tmp_path / "answers.jsonl", set(), 0, random.Random(7)
    for round_ in range(KILLS):
        child, heard = writer(path, round_ * 10_000, drip)
        said = os.read(heard, 20)  # it has begun
        time.sleep(chance.random() / 50)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(heard, "rb") as rest:
            confirmed |= set((said + rest.read()).decode().split())
        torn += not path.read_bytes().endswith(b"\n")
        found = read(path)
        assert confirmed <= set(found.of("nights"))
    assert len(confirmed) > KILLS
    assert torn > 0 or not drip  # the test does what it says: kills fall between the bytes of a line
    AnswersFile(path, "m").commit("nights", {"afterward": "interest"})
    assert confirmed | {"afterward"} <= set(read(path).of("nights"))


# ---- read-only ---------------------------------------------------------------------------------


def as_nobody(folder: Path, do: Callable[[], object]) -> str:
    """What a process says that may not write to the folder: another user, where this one is the administrator."""
    folder.chmod(0o555)
    heard, said = os.pipe()
    if not (child := os.fork()):
        try:
            if os.getuid() == 0:  # whom no permission binds
                os.setgid(65534)
                os.setuid(65534)
            os.write(said, str(do()).encode())
        except SaveError as error:
            os.write(said, str(error).encode())
        finally:
            os._exit(0)
    os.close(said)
    os.waitpid(child, 0)
    folder.chmod(0o755)
    with os.fdopen(heard, "rb") as rest:
        return rest.read().decode()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, unlike those of tests."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    shutil.rmtree(folder)


needs_users = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has other permissions")
FORBIDDEN = "Not saved: this folder may not be written to. Ask whoever set it up, then change the answer once more. What was saved before is kept."


@needs_users
def test_a_read_only_file_is_said_and_what_was_saved_can_still_be_read_and_downloaded(open_folder: Path) -> None:
    place = Place(ROOT / "modules" / MODULE, open_folder / "answers.jsonl", None)
    file = place.answers()
    file.commit("nights", {"a": "position"})
    file.path.chmod(0o444)
    before = file.path.read_bytes()
    assert as_nobody(open_folder, lambda: file.commit("nights", {"b": "interest"})) == FORBIDDEN
    assert as_nobody(open_folder, lambda: file.read().of("nights")) == "{'a': 'position'}"
    assert plan_for(pack([place]), [place]).rows[0]["same"] == 1  # and imports what nobody may not read
    assert as_nobody(open_folder, lambda: plan_for(pack([place]), [place]).rows[0]["same"]) == "1"
    other = Place(place.folder, open_folder.with_suffix(".other"), None)
    other.answers().commit("cover", {"a": "interest"})
    plan = plan_for(pack([other]), [place])
    other.answers_path.unlink()
    assert as_nobody(open_folder, lambda: bring_back(plan).problem) == (
        "Not everything was brought back: this folder may not be written to. Ask whoever set it up, "
        "then bring the same file back again. What was saved before is kept."
    )
    assert file.path.read_bytes() == before


@needs_users
def test_in_a_folder_read_only_from_the_beginning_a_sentence_says_so(open_folder: Path) -> None:
    file = AnswersFile(open_folder / "deep" / "answers.jsonl", MODULE)
    assert as_nobody(open_folder, file.seed) == FORBIDDEN
    assert as_nobody(open_folder, lambda: file.commit("nights", {"a": "position"})) == FORBIDDEN
    assert list(open_folder.iterdir()) == []


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(ROOT / "modules" / MODULE, tmp_path / "mine" / f"{MODULE}.jsonl", None)


def no_room(place: Place) -> None:
    """Not even the administrator can make a folder where a file is."""
    place.answers_path.parent.write_text("a file where the folder should be")


def test_an_exercise_shows_where_nothing_can_be_saved_and_says_so(place: Place) -> None:
    no_room(place)
    widget = ExerciseCard(place, place.module().exercise("nights"))
    assert widget.exercise["items"]
    assert widget.learner == ""  # nothing of it is sent later in another's name
    assert widget.status["problem"].startswith("Not saved: ")
    sent: list[Any] = []
    widget.send = lambda message, buffers=None: sent.append(message)
    widget.receive({"do": "commit", "change": {"zero": "position"}, "n": 1})
    assert sent[0]["failed"] == 1
    assert sent[0]["problem"].startswith("Not saved: ")


# ---- the clock ---------------------------------------------------------------------------------


def at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_with_a_clock_set_back_the_later_answer_still_has_the_later_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = place.answers()
    times = []
    for now in ("2026-11-24T10:00:00Z", "2026-11-24T09:00:00Z", "2026-11-24T09:00:05Z", "2026-11-24T10:00:05Z"):
        monkeypatch.setattr(answers, "now", lambda now=now: now)
        times.append(file.commit("nights", {"a": now}).time)
    assert times == sorted(set(times))
    assert times[0] == "2026-11-24T10:00:00Z"
    assert times[-1] == "2026-11-24T10:00:05Z"
    # So an older download does not undo what was answered under the wrong clock.
    packed = pack([place])
    monkeypatch.setattr(answers, "now", lambda: "2026-11-01T00:00:00Z")
    file.commit("nights", {"a": "the last"})
    bring_back(plan_for(packed, [place]))
    assert file.read().of("nights") == {"a": "the last"}


@pytest.mark.parametrize("time", ["", "soon", "9999-12-31T23:59:59Z"])
def test_a_time_that_is_none_or_the_last_one_stops_no_answer(place: Place, time: str) -> None:
    place.answers_path.parent.mkdir()
    line = answers.line_of({"v": 1, "seed": 1, "time": time, "exercise": "nights", "answer": {"a": 1}})
    place.answers_path.write_bytes(line)
    place.answers().commit("nights", {"a": 2})
    assert place.answers().read().of("nights") == {"a": 2}


@pytest.mark.parametrize(("minutes", "said"), [(-60, False), (2, False), (60, True)])
def test_a_clock_well_behind_what_was_saved_is_said_once_the_answer_is_saved(
    place: Place, monkeypatch: pytest.MonkeyPatch, minutes: int, said: bool
) -> None:
    earlier = at(datetime.now(UTC) + timedelta(minutes=minutes))
    with monkeypatch.context() as patch:
        patch.setattr(answers, "now", lambda: earlier)
        place.answers().commit("statements", {"a": "position"})
    widget = ExerciseCard(place, place.module().exercise("nights"))
    widget.receive({"do": "commit", "change": {"zero": "position"}, "n": 1})
    assert place.answers().read().of("nights") == {"zero": "position"}
    assert widget.status["problem"] == ""
    assert ("clock" in widget.status["note"]) == said


# ---- other figures -----------------------------------------------------------------------------


@pytest.fixture
def drawing(tmp_path: Path) -> tuple[Place, str]:
    """A place, and an exercise there whose figures differ from learner to learner."""
    place = Place(ROOT / "modules" / DRAWING, tmp_path / f"{DRAWING}.jsonl", None)
    found = [e.id for e in place.module().exercises if e.drawn(1) != e.drawn(2)]
    return place, found[0]


def brought_back(place: Place, exercise: str, seed: int) -> None:
    """Another machine's newer answer, in the file behind the page's back."""
    time = at(datetime.now(UTC) + timedelta(seconds=2))
    record = {"v": 1, "seed": seed, "time": time, "exercise": exercise, "answer": {"later": "there"}}
    place.answers().add(lambda _: Merge([record]))


def test_an_answer_to_other_figures_is_refused_and_a_new_page_draws_the_right_ones(
    drawing: tuple[Place, str],
) -> None:
    place, name = drawing
    plain = place.module().exercise(name)
    page = ExerciseCard(place, plain)
    brought_back(place, name, seed := (place.answers().seed() + 1) % 2**32)
    before = place.answers_path.read_bytes()
    sent: list[Any] = []
    page.send = lambda message, buffers=None: sent.append(message)
    page.receive({"do": "commit", "change": {"mine": "here"}, "n": 1})
    assert sent[0]["problem"].startswith("Not saved: answers were brought back or replaced meanwhile")
    assert "Reload this page" in sent[0]["problem"]
    assert place.answers_path.read_bytes() == before
    reopened = ExerciseCard(place, plain)
    assert reopened._exercise == plain.drawn(seed)
    assert reopened.answer == {"later": "there"}
    assert reopened.learner != page.learner  # what the old page kept in the browser belongs to the old figures
    reopened.receive({"do": "commit", "change": {"more": "there"}, "n": 1})
    saved = place.answers().read()
    assert saved.of(name) == {"later": "there", "more": "there"}
    assert saved.seed_of(name) == seed != saved.seed


def test_a_second_tab_of_the_same_kernel_follows_with_its_figures(drawing: tuple[Place, str]) -> None:
    place, name = drawing
    plain = place.module().exercise(name)
    page = ExerciseCard(place, plain)
    brought_back(place, name, seed := (place.answers().seed() + 1) % 2**32)
    page.follow(place, place.answers().read())
    assert page._exercise == plain.drawn(seed)
    assert page.answer == {"later": "there"}
    page.receive({"do": "commit", "change": {"more": "there"}, "n": 1})
    assert place.answers().read().of(name) == {"later": "there", "more": "there"}


def test_where_no_figures_are_drawn_another_seed_stops_nothing(place: Place) -> None:
    page = ExerciseCard(place, place.module().exercise("nights"))
    brought_back(place, "nights", (place.answers().seed() + 1) % 2**32)
    page.receive({"do": "commit", "change": {"zero": "position"}, "n": 1})
    assert place.answers().read().of("nights") == {"later": "there", "zero": "position"}


# ---- Binder ------------------------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What a cell shows, in the first notebook of the course."""
    found: list[object] = []
    monkeypatch.setattr(notebook, "_show", found.append)
    monkeypatch.chdir(ROOT / "modules" / MODULE)
    return found


def test_only_on_binder_a_notebook_opens_with_a_note(shown: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(BINDER, raising=False)
    notebook.opening()
    (way,) = shown
    assert isinstance(way, ContentsCard)
    shown.clear()
    monkeypatch.setenv(BINDER, "https://mybinder.org/")
    notebook.opening()
    note, way = shown
    assert isinstance(way, ContentsCard)
    assert isinstance(note, BackupCard)
    assert (note.form, note.forgets) == ("note", True)


def test_nothing_is_shown_while_nbgrader_validates(shown: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BINDER, "https://mybinder.org/")
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    notebook.opening()
    assert shown == []


def in_pieces(raw: bytes, size: int) -> Iterator[tuple[dict[str, Any], list[bytes]]]:
    for start in range(0, len(raw), size):
        yield (
            {"do": "bring", "view": "v", "at": start, "last": start + size >= len(raw), "name": "a.zip"},
            [raw[start : start + size]],
        )


def test_large_files_travel_in_pieces_both_ways(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rounds.cards.backup.PIECE", 100)
    there = Place(place.folder, tmp_path / "there.jsonl", None)
    there.answers().commit("reflection", {"why": os.urandom(600).hex()})
    card = BackupCard([there])
    page = Page(card)
    card.receive({"do": "download", "view": "v"})
    raw, sent = b"".join(page.buffers), page.messages
    assert len(sent) > 3
    assert [message["last"] for message in sent] == [False] * (len(sent) - 1) + [True]
    card = BackupCard([place])
    page = Page(card)
    for message, buffers in in_pieces(raw, 100):
        card.receive(message, buffers)
    assert page.messages[-1]["done"][0]["used"] == 1
    assert place.answers().read() == there.answers().read()


def test_more_than_any_file_of_answers_is_refused_while_it_arrives(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rounds.storage.backup_archive.MAX_FILE", 1000)
    card = BackupCard([place])
    page = Page(card)
    for message, buffers in in_pieces(b"x" * 5000, 400):
        card.receive(message, buffers)
    assert "far larger" in page.messages[0]["problem"]
    assert not place.answers_path.exists()
