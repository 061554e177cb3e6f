"""A gradebook that can't be used, a console of another encoding, folders that can't be written to: a sentence, never a traceback."""

from __future__ import annotations

import os
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import nbgrader
import pytest
from typer.testing import CliRunner

from grader.cli import app
from grader.course import ROOT
from grader.gradebook import access
from grader.gradebook.access import opened
from grader.office import Office
from tests.pipeline.commands.background_commands import BIN, CONFIG, FOLDER, environment
from tests.pipeline.marked_class import copy
from tests.pipeline.room import MODULE

OLD = Path(nbgrader.__file__).parent / "tests" / "apps" / "files" / "gradebook.db"  # of nbgrader 0.2


@pytest.fixture
def desk(collected: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A class that can be graded, in a folder of an odd name, where commands are typed."""
    root = tmp_path / FOLDER
    office = copy(collected, root)
    config = {"config": ROOT / "grader" / "nbgrader_config.py", "root": office.root, "source": ROOT / "modules",
              "exchange": root / "exchange", "cache": root / "cache"}  # fmt: skip
    (office.root / "nbgrader_config.py").write_text(
        CONFIG.format(**{k: str(v) for k, v in config.items()}), encoding="utf-8"
    )
    monkeypatch.chdir(office.root)
    return office


def typed(*args: object) -> Any:
    """A command of `python -m grader`, and that whatever it says is for people."""
    done = CliRunner().invoke(app, [str(arg) for arg in args])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done


@contextmanager
def older(book: Path) -> Iterator[None]:
    shutil.copy(OLD, book)
    yield


@contextmanager
def cut_off(book: Path) -> Iterator[None]:
    book.write_bytes(book.read_bytes()[:20_000])
    yield


@contextmanager
def something_else(book: Path) -> Iterator[None]:
    book.write_bytes(b"no database at all" * 100)
    yield


@contextmanager
def held_by_another(book: Path) -> Iterator[None]:
    with closing(sqlite3.connect(book)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield


BROKEN = {
    older: "was made by an older nbgrader. In the folder grader, type: nbgrader db upgrade",
    cut_off: "is damaged or cut off",
    something_else: "is damaged or cut off (file is not a database)",
    held_by_another: "is held by another program. Close whatever has it open",
}
COMMANDS = {
    "autograde": ("autograde", MODULE),
    "choose": ("choose", MODULE, "s01", "--which", "later"),
    "export": ("export", "csv", "--to", "out.csv"),
    "report": ("report", "--out", "out.html"),
}


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.__name__)
def test_a_gradebook_that_cannot_be_used_is_a_sentence_of_every_command(
    desk: Office, monkeypatch: pytest.MonkeyPatch, broken: Callable[[Path], Any]
) -> None:
    monkeypatch.setattr(access, "WAIT", 0.1)
    book = desk.root / "gradebook.db"
    kept = desk.root / ".earlier" / "s01"  # of whom there are two submissions to choose from
    shutil.copytree(desk.root / "submitted" / "s01", kept)
    with broken(book):
        before = book.read_bytes()
        for name, command in COMMANDS.items():
            done = typed(*command, *(("--folder", desk.root / "submitted") if name == "report" else ()))
            if name == "choose" and "there is nothing to choose" in done.output:
                continue
            assert done.exit_code == 2, name
            assert BROKEN[broken] in done.output, name
            assert str(book) in done.output
        assert book.read_bytes() == before
    assert not list(desk.root.glob("out.*"))


def test_what_the_sentence_says_helps_an_older_gradebook(desk: Office, tmp_path: Path) -> None:
    shutil.copy(OLD, desk.root / "gradebook.db")
    (tmp_path / "home" / ".jupyter").mkdir(parents=True)

    def nbgrader(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(BIN / "nbgrader"), *args],
            cwd=desk.root,
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )

    refused = nbgrader("export")
    assert refused.returncode == 1
    assert "was made by an older nbgrader" in refused.stderr
    assert "Traceback" not in refused.stderr
    done = nbgrader("db", "upgrade")
    assert done.returncode == 0, done.stderr
    with opened(f"sqlite:///{desk.root / 'gradebook.db'}") as gradebook:
        assert gradebook.assignments is not None


def test_grades_go_from_a_folder_of_any_name_into_every_file(desk: Office) -> None:
    assert typed("autograde", MODULE, "--processes", "1").exit_code == 0
    assert "20 of 20" in typed("autograde", MODULE, "--processes", "1").output
    assert typed("export", "csv", "--to", "out.csv").exit_code == 0
    assert "s01" in (desk.root / "out.csv").read_text(encoding="utf-8-sig")
    assert typed("report", "--out", "out.html", "--folder", desk.root / "submitted").exit_code == 0
    assert (desk.root / "out.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    # Where a file cannot be written.
    (desk.root / "folder").mkdir()
    (desk.root / "file").write_text("")
    for command, to in ((("export", "csv"), "--to"), (("report", "--folder", desk.root / "submitted"), "--out")):
        for target in ("folder", "nowhere/at/all", "file/inside", "n" * 300):
            done = typed(*command, to, target)
            assert done.exit_code == 2, (command, target)
            assert target in done.output or "another file" in done.output
    with small_disk():
        for command in (
            ("export", "csv", "--to", "full.csv"),
            ("report", "--out", "full.html", "--folder", desk.root / "submitted"),
        ):
            done = typed(*command)
            assert done.exit_code == 2
            assert "could not be written" in done.output
    assert not (desk.root / "full.csv").exists()
    assert not [path for path in desk.root.iterdir() if path.name.startswith(".full")]


@contextmanager
def small_disk(size: int = 10) -> Iterator[None]:
    """No file can grow beyond some bytes, as where the disk is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_fills_up_under_a_class_is_a_sentence(tmp_path: Path) -> None:
    with small_disk(60_000):  # too small for a gradebook
        done = typed("demo", "01", "--out", tmp_path / "demo")
    assert done.exit_code == 2
    assert re.search(r"The gradebook \S+gradebook.db can't be written to: the disk is full\. Make room", done.output)


def test_files_and_folders_that_are_not_there_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    for command in (
        ("simulate", "01", "--learner", "expert", "--out", tmp_path / "file"),
        ("simulate", "01", "--learner", "expert", "--out", tmp_path / "file" / "inside"),
        ("demo", "01", "--out", tmp_path / "file"),
        ("report", "--folder", tmp_path / "nowhere"),
        ("report", "--folder", tmp_path / "file", "--out", tmp_path / "out.html"),
        ("receipt", "01", "nobody", "--folder", tmp_path),
        ("export", "csv", "--db", f"sqlite:///{tmp_path}/no.db"),
        ("export", "csv", "--db", "no address"),
    ):
        done = typed(*command)
        assert done.exit_code in (1, 2), command
        assert done.output.strip()
    monkeypatch.setattr("grader.course.find", lambda name: next(tmp_path.joinpath("gone").iterdir()))
    done = typed("check")
    assert done.exit_code == 2
    assert "gone: there is no such file or folder. Check the path" in done.output


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
def test_every_console_takes_what_is_printed(tmp_path: Path, encoding: str) -> None:
    out = tmp_path / "out.txt"
    env = {**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}
    script = (
        "import sys; sys.argv = ['x', 'check', '01']; import runpy\n"
        "from grader.cli import app\nfrom grader.commands.console import err, out\n"
        "@app.command()\n"
        "def signs() -> None:\n"
        "    for stream in (out, err): stream.print('✓ ✗ … – “a” \\ud83d \\u05e9')\n"
        "for sys.argv[1:] in (['check', '01'], ['gates', '01'], ['signs']):\n"
        "    try: runpy.run_module('grader', run_name='__main__')\n"
        "    except SystemExit as end: assert not end.code, end.code\n"
    )
    with out.open("wb") as file:
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=env, stdout=file, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 0, done.stderr
    text = out.read_bytes().decode(encoding)
    assert "01-principle-1-interests: 9 exercises" in text
    assert text.splitlines()[-1].startswith("OK X ")
