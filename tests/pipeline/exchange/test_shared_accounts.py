"""The exchange of desks: a learner's server sees one desk, the instructor's the whole, and nbgrader its ordinary exchange."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

import pytest

from grader.authoring import simulate
from grader.exchange import shared_accounts
from grader.office import Learner, Office
from rounds.storage.answers import NAME
from tests.pipeline.room import COURSE, MODULE, NOTEBOOK, SOURCE, TIME, words

NAMES = {"ana": "expert", "ben": "ability:0.6", "chi": "blank"}


class Class:
    """What Kubernetes mounts, with links in the place of mounts."""

    def __init__(self, root: Path) -> None:
        self.root, self.volume = root, root / "volume"
        self.office = Office(root / "course", self.volume)
        self.office.api.log_level = "WARN"
        self.course = self.volume / COURSE
        self.learners: dict[str, Learner] = {}
        self.log = ""
        for name in NAMES:
            self.seat(name)

    def seat(self, name: str) -> None:
        desk, seen = self.course / shared_accounts.DESKS / name, self.root / "seen" / name / COURSE
        for tray in (shared_accounts.INBOUND, shared_accounts.FEEDBACK):
            (desk / tray).mkdir(parents=True)
        (self.course / "outbound").mkdir(exist_ok=True)
        seen.mkdir(parents=True)
        seen.parent.chmod(0o777)
        (seen / "outbound").symlink_to(self.course / "outbound")
        for tray in (shared_accounts.INBOUND, shared_accounts.FEEDBACK):
            (seen / tray).symlink_to(desk / tray)
        learner = Learner(name, self.root / "homes" / name, self.office)
        learner._config.Exchange.root = str(seen.parent)
        self.learners[name] = learner

    def tray(self, name: str) -> Path:
        return self.course / shared_accounts.DESKS / name / shared_accounts.INBOUND

    def submitted(self) -> set[str]:
        return {path.name for path in (self.office.root / "submitted").iterdir()}


@pytest.fixture(scope="module")
def room(scratch: Path) -> Class:
    room = Class(scratch / "desks")
    room.office.step("generate_assignment", MODULE)
    room.office.step("release_assignment", MODULE)
    module, keys = SOURCE.load()
    for name, kind in NAMES.items():
        work = room.learners[name].fetch(MODULE)
        (work / NAME).unlink(missing_ok=True)
        simulate.write(module, keys, kind, 7, work)
        room.learners[name].submit(MODULE)
    # On his own desk, Ben makes a submission with Ana's name and a later time, and some things that aren't submissions.
    (own,) = room.tray("ben").iterdir()
    forged = room.tray("ben") / f"ana+{MODULE}+2030-01-05 09:00:00.000000 UTC+zz"
    shutil.copytree(own, forged)
    (room.tray("ben") / f"ben+{MODULE}+{TIME}+link").symlink_to(room.office.root)
    (room.tray("ben") / f"ben+{MODULE}+yesterday+zz").mkdir()
    room.log = room.office.api.collect(MODULE)["log"]
    room.office.step("autograde", MODULE, "*")
    room.office.step("generate_feedback", MODULE)
    room.office.step("release_feedback", MODULE)
    return room


def test_everybodys_submission_is_collected_from_their_desk(room: Class) -> None:
    assert room.submitted() == set(NAMES)


def test_a_submission_counts_for_whose_desk_it_lies_on(room: Class) -> None:
    with room.office.gradebook() as gradebook:
        scores = {name: gradebook.find_submission(MODULE, name).score for name in NAMES}
    assert scores["ana"] == 21
    assert 0 < scores["ben"] < 21
    assert (room.office.root / "submitted" / "ben" / MODULE / "timestamp.txt").is_file()


def test_nobody_is_called_a_cheat_for_being_jovyan(room: Class) -> None:
    assert "cheating" not in room.log


def test_a_link_on_a_desk_leads_nowhere(room: Class) -> None:
    assert not list((room.course / shared_accounts.INBOUND).glob("*link*"))
    assert not [path for path in (room.course / shared_accounts.INBOUND).rglob("*") if path.is_symlink()]
    assert "couldn't be copied from its desk" in room.log


@pytest.mark.parametrize("name", NAMES)
def test_each_learner_finds_their_own_feedback_and_no_other_on_their_desk(room: Class, name: str) -> None:
    tray = room.course / shared_accounts.DESKS / name / shared_accounts.FEEDBACK
    assert len(list(tray.iterdir())) == 1
    pages = room.learners[name].fetch_feedback(MODULE)
    if name != "ben":
        (page,) = pages
        own = room.office.root / "feedback" / name / MODULE / f"{MODULE}.html"
        assert page.read_text(encoding="utf-8") == own.read_text(encoding="utf-8")
        assert "of 30 points" in words(page.read_text(encoding="utf-8"))


def test_collecting_again_brings_only_what_is_new(room: Class) -> None:
    before = {path.name for path in (room.course / shared_accounts.INBOUND).iterdir()}
    for path in (room.course / shared_accounts.INBOUND).iterdir():
        os.utime(path, (1, 1))
    assert shared_accounts.bring_submissions(room.course, MODULE, 10**9, logging.getLogger("desks"))
    after = {path.name: path.stat().st_mtime for path in (room.course / shared_accounts.INBOUND).iterdir()}
    assert set(after) == before
    assert set(after.values()) == {1}


def test_of_one_desk_only_the_latest_submissions_are_taken(tmp_path: Path) -> None:
    tray = tmp_path / shared_accounts.DESKS / "ana" / shared_accounts.INBOUND
    (tmp_path / shared_accounts.INBOUND).mkdir()
    for second in range(shared_accounts.MOST + 5):
        one = tray / f"ana+{MODULE}+2026-01-05 09:00:{second:02d}.000000 UTC+zz"
        one.mkdir(parents=True)
        (one / NOTEBOOK).write_text("{}")
    shared_accounts.bring_submissions(tmp_path, MODULE, 10**6, logging.getLogger("desks"))
    brought = sorted(path.name for path in (tmp_path / shared_accounts.INBOUND).iterdir())
    assert len(brought) == shared_accounts.MOST
    assert "09:00:05" in brought[0]
    assert "09:00:24" in brought[-1]


def test_an_ordinary_exchange_has_no_desks(tmp_path: Path) -> None:
    assert not shared_accounts.bring_submissions(tmp_path, MODULE, 10**6, logging.getLogger("desks"))
    shared_accounts.distribute_feedback(tmp_path, logging.getLogger("desks"))
    assert list(tmp_path.iterdir()) == []
