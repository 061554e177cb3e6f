"""Commands as people type them, each in a process of its own, run while the class is played."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from grader.authoring import simulate
from grader.course import ROOT
from tests.pipeline.room import COURSE, MODULE, NOTEBOOK, SOURCE, TIME
from tests.tracked_files import copy_tracked

BIN = Path(sys.executable).parent
UV = str(BIN / "uv")
# Where a course may lie: brackets are a pattern to nbgrader, and the rest is one to other programs.
FOLDER = "Negotiation [Fall 2026] 100% für José's #1 & *2*"
CONFIG = """
c = get_config()
load_subconfig({config!r})
c.CourseDirectory.root = {root!r}
c.CourseDirectory.source_directory = {source!r}
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
"""


# nbgrader's command line, several commands in one process: importing it is most of what one costs.
TYPED = """
import json, os, shutil, sys
from traitlets.config import Application
from nbgrader.apps.nbgraderapp import NbGraderApp

codes = []
for folder, *argv in json.loads(sys.argv[1]):
    os.chdir(folder)
    if argv[0] == "copy":
        shutil.copy(*argv[1:])
        codes.append(0)
        continue
    try:
        NbGraderApp.launch_instance(argv)
        codes.append(0)
    except SystemExit as end:
        codes.append(end.code or 0)
    type(Application.instance()).clear_instance()
print(json.dumps(codes))
"""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(scratch: Path, bin_on_path: bool = True) -> dict[str, str]:
    """A clean environment, with or without the environment's programs on PATH."""
    path = os.pathsep.join(
        part for part in os.environ.get("PATH", os.defpath).split(os.pathsep) if part and Path(part) != BIN
    )
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "NBGRADER"))}
    return {
        **inherited,
        "HOME": str(scratch / "home"),
        "JUPYTER_CONFIG_DIR": str(scratch / "home" / ".jupyter"),
        "JUPYTER_DATA_DIR": str(scratch / "home" / "data"),
        "PATH": f"{BIN}{os.pathsep}{path}" if bin_on_path else path,
        "NO_COLOR": "1",
        "COLUMNS": "200",
        "TERM": "dumb",
    }


def course(root: Path) -> Path:
    """A course root with a configuration that loads ours and puts everything elsewhere; its exchange beside it."""
    root.mkdir(parents=True)
    exchange = root.parent / "exchange"
    exchange.mkdir(exist_ok=True)
    exchange.chmod(0o777)
    (root / "nbgrader_config.py").write_text(
        CONFIG.format(
            config=str(ROOT / "grader" / "nbgrader_config.py"),
            root=str(root),
            source=str(ROOT / "modules"),
            exchange=str(exchange),
            cache=str(root.parent / "cache"),
        )
    )
    return root


def clone(root: Path) -> Path:
    """The course with files of its own, whose keys a test can correct; its exchange beside it. Returns the course root."""
    copy_tracked(root, "grader", "modules")
    for name in ("rounds", "assets"):
        (root / name).symlink_to(ROOT / name)
    exchange = root / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    with (root / "grader" / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"c.Exchange.root = {str(exchange)!r}\nc.Exchange.cache = {str(root / 'cache')!r}\n")
    return root / "grader"


def hand_over(root: Path, name: str, kind: str, seed: int = 7) -> Path:
    """A submission as it is after collecting."""
    folder = root / "submitted" / name / MODULE
    module, keys = SOURCE.load()
    simulate.write(module, keys, kind, seed, folder)
    shutil.copy(SOURCE.notebook, folder / NOTEBOOK)
    (folder / "timestamp.txt").write_text(TIME)
    (folder / "submission_secret.txt").write_text("secret")
    return folder


def _from_an_lms(root: Path, answers: Path) -> list[tuple[Path, str, *tuple[str, ...]]]:
    """What Canvas gives of three learners, without a notebook, and nbgrader's command that collects it."""
    downloaded = root / "downloaded" / MODULE / "archive"
    downloaded.mkdir(parents=True)
    raw = answers.read_bytes()
    (downloaded / "lovelaceada_4711_1_answers-1.jsonl").write_bytes(raw)
    (downloaded / "hoppergrace_LATE_4713_2_My answers.txt").write_bytes(raw.decode().encode("utf-16"))
    with zipfile.ZipFile(downloaded / "curiemarie_4714_3_negotiation-rounds-answers.zip", "w") as packed:
        packed.writestr(f"{MODULE}.jsonl", raw)
    names = r".*/[a-z]+_(LATE_)?(?P<student_id>\d+)_\d+_(?P<file_id>.+)"
    return [(root, "zip_collect", MODULE, f"--FileNameCollectorPlugin.named_regexp={names}")]


class Background:
    """Runs the slow commands, two at a time: a machine that tests may have two cores only."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self._pool = ThreadPoolExecutor(max_workers=2)
        (scratch / "home" / ".jupyter").mkdir(parents=True, exist_ok=True)
        self.chain = self._pool.submit(self._chain)
        self.demo = self.submit(self.grader, "demo", MODULE, "--out", str(scratch / f"demo {FOLDER}"))
        self.check = self.submit(self.grader, "check")
        self.gates = self.submit(
            self.grader, "gates", MODULE, "--json"
        )  # tests/unit/content/test_every_exercise.py has them all
        self.simulate = self.submit(
            self.grader, "simulate", MODULE, "--learner", "ability:0.7", "--seed", "4", "--out", str(scratch / "new")
        )
        self.no_module = self.submit(self.grader, "gates", "99-no-such", "--json")
        self.no_learner = self.submit(
            self.grader, "simulate", "01", "--learner", "genius", "--out", str(scratch / "no")
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, call: Callable[..., Done], *args: str) -> Future[Done]:
        return self._pool.submit(call, *args)

    def run(self, command: Sequence[str], cwd: Path, bin_on_path: bool = True) -> Done:
        """Run a command to its end."""
        done = subprocess.run(
            command,
            cwd=cwd,
            env=environment(self.scratch, bin_on_path),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        return Done(done.returncode, done.stdout, done.stderr)

    def grader(self, *args: str) -> Done:
        """`python -m grader ...`, in the clone."""
        return self.run([sys.executable, "-m", "grader", *args], ROOT)

    def nbgrader(self, root: Path, *args: str, bin_on_path: bool = True) -> Done:
        """`nbgrader ...`, in a course root."""
        return self.run([str(BIN / "nbgrader"), *args], root, bin_on_path)

    def _typed(self, *commands: tuple[Path, str, *tuple[str, ...]]) -> dict[str, Done]:
        """Some commands of nbgrader's command line in one process, each in its folder."""
        asked = json.dumps([[str(folder), *argv] for folder, *argv in commands])
        done = self.run([sys.executable, "-c", TYPED, asked], self.scratch)
        codes = json.loads(done.out.splitlines()[-1]) if done.code == 0 else [done.code] * len(commands)
        return {argv[0]: Done(code, "", done.err) for (_, *argv), code in zip(commands, codes, strict=True)}

    def _chain(self) -> dict[str, Done]:
        """Every command of an instructor and a learner, from release to feedback."""
        root = course(self.scratch / FOLDER / "course")
        home = self.scratch / FOLDER / "learner"
        home.mkdir()
        shutil.copy(root / "nbgrader_config.py", home)  # a learner's configuration names the same exchange
        module, keys = SOURCE.load()
        answers = simulate.write(module, keys, "expert", 7, self.scratch / FOLDER / "answers")
        # nbgrader calls `alembic` by name, the first time: that must be found from any shell.
        done = {"without the path": self.nbgrader(root, "generate_assignment", MODULE, bin_on_path=False)}
        done |= self._typed(
            (root, "generate_assignment", MODULE, "--force"),
            (root, "release_assignment", MODULE),
            (home, "fetch_assignment", MODULE, "--course", COURSE),
            (home, "copy", str(answers), MODULE),
            (home, "submit", MODULE, "--course", COURSE),
            (root, "collect", MODULE),
            *_from_an_lms(root, answers),
        )
        hand_over(root, "zz-blank", "blank")
        (root / "submitted" / "zz-blank" / MODULE / NOTEBOOK).write_text("")
        done["autograde"] = self.nbgrader(root, "autograde", MODULE)
        done["generate_feedback"] = self.nbgrader(root, "generate_feedback", MODULE)
        done |= self._typed((root, "release_feedback", MODULE), (home, "fetch_feedback", MODULE, "--course", COURSE))
        done["export"] = self.nbgrader(root, "export", "--to", str(root / "grades.csv"))
        return done


def until(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False
