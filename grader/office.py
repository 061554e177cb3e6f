"""nbgrader's own steps for this course, in one process: importing nbgrader takes seconds for each command."""

from __future__ import annotations

import copy
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Self

from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp, NbGrader
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from nbgrader.utils import temp_attrs
from traitlets.config import Config, PyFileConfigLoader

from grader.course import ROOT
from grader.gradebook.access import opened
from grader.gradebook.explain import explained
from grader.gradebook.formgrader_api import CourseAPI
from grader.student_names import folders
from grader.submissions import versions
from grader.submissions.sanitize import shown
from rounds.core.errors import RoundsError
from rounds.core.text import clean

CONFIG = ROOT / "grader" / "nbgrader_config.py"


def config(root: Path, exchange: Path, source: Path = ROOT / "modules", db_url: str = "") -> Config:
    """This course's nbgrader configuration, with its course root, exchange and gradebook in other places."""
    c: Config = PyFileConfigLoader(CONFIG.name, path=str(CONFIG.parent)).load_config()
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.source_directory = str(source)
    c.CourseDirectory.db_url = db_url or f"sqlite:///{root / 'gradebook.db'}"
    c.Exchange.root = str(exchange)
    return c


class Office:
    """An instructor's nbgrader: every method is one nbgrader step, by its own API."""

    def __init__(self, root: Path, exchange: Path, source: Path = ROOT / "modules", db_url: str = "") -> None:
        root.mkdir(parents=True, exist_ok=True)
        exchange.mkdir(parents=True, exist_ok=True)
        exchange.chmod(0o777)
        self._open(config(root, exchange, source, db_url))

    @classmethod
    def here(cls) -> Self:
        """The course as nbgrader's own commands see it in this folder, or else in `grader/` of this clone.

        Every nbgrader_config.py on the machine counts, so one line in one of them moves the gradebook
        to PostgreSQL: `c.CourseDirectory.db_url = "postgresql+psycopg://user@host/database"`.
        """
        folder = Path.cwd() if Path(CONFIG.name).is_file() else CONFIG.parent
        with _inside(folder):
            app = NbGrader()
            app.initialize([])
            app.config.CourseDirectory.root = str(Path(app.coursedir.root).absolute())
        office = cls.__new__(cls)
        office._open(app.config)
        return office

    def _open(self, c: Config) -> None:
        self.config = c
        self.course = CourseDirectory(config=c)
        self.root = Path(self.course.root)
        self.api = CourseAPI(self.course, Authenticator(config=c), config=c)

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Where nbgrader has the files of a step: submitted, autograded, feedback, or source with "." as the student."""
        path: str = self.course.format_path(getattr(self.course, f"{step}_directory"), student, assignment)
        return self.root / path

    def submitted(self, assignment: str) -> list[str]:
        """The students with a collected submission for an assignment."""
        course = self.course
        with temp_attrs(course, assignment_id=assignment, student_id="*"):
            here = {folder for folder in folders(course, course.submitted_directory) if folder.is_dir()}
            kept = folders(course, course.submitted_directory, versions.EARLIER)
        here |= {folder for path in kept if versions.cut_off(folder := path.parent.parent / path.name)}
        return sorted({folder.parent.name for folder in here})

    def step(self, name: str, *args: Any, **kw: Any) -> None:
        """Run a step of nbgrader's API. If it fails, raises RoundsError with what it logged."""
        result = getattr(self.api, name)(*args, **kw)
        if not result["success"]:
            log = result.get("log") or ""
            logged = re.findall(r"^\[(?:ERROR|CRITICAL)\] (.+)$", log, re.MULTILINE)[:1]
            why = [*logged, reason([result.get("error") or "", log], str(self.course.db_url))]
            raise RoundsError(f"nbgrader {name} {' '.join(map(str, args))} failed: {' '.join(dict.fromkeys(why))}")

    def gradebook(self) -> AbstractContextManager[Gradebook]:
        """The gradebook, as a context manager."""
        return opened(self.course.db_url, make=True)

    def export(self, path: Path) -> Path:
        """Write all grades as CSV with the plugin that the course's configuration names for `nbgrader export`."""
        plugin = ExportApp(config=self.config).plugin_class(config=self.config)
        plugin.to = str(path)
        with self.gradebook() as gradebook:
            plugin.export(gradebook)
        return path


class Learner:
    """A learner's side of the exchange: fetch, submit and fetch feedback, in a folder of their own.

    nbgrader takes the name from the operating system's account. Here, one account plays all learners, so
    the name is passed; nothing else is simulated.
    """

    def __init__(self, name: str, home: Path, office: Office, cache: Path | None = None) -> None:
        self.name, self.home = name, home
        self.cache = cache or home / ".cache"  # where nbgrader keeps the learner's own copies
        home.mkdir(parents=True, exist_ok=True)
        self._config = copy.deepcopy(office.config)
        self._config.Exchange.cache = str(self.cache)
        self._config.Exchange.assignment_dir = str(home)
        self._config.CourseDirectory.student_id = name

    def _run(self, what: str, assignment: str) -> None:
        c = copy.deepcopy(self._config)
        c.CourseDirectory.assignment_id = assignment
        factory = ExchangeFactory(config=c)
        with _inside(self.home):
            getattr(factory, what)(
                coursedir=CourseDirectory(config=c), authenticator=Authenticator(config=c), config=c
            ).start()

    def fetch(self, assignment: str) -> Path:
        """Fetch a released assignment; return its folder."""
        self._run("fetch_assignment", assignment)
        return self.home / assignment

    def submit(self, assignment: str) -> None:
        """Submit the folder as it is."""
        self._run("submit", assignment)

    def fetch_feedback(self, assignment: str) -> list[Path]:
        """Fetch the released feedback pages."""
        self._run("fetch_feedback", assignment)
        return sorted((self.home / assignment / "feedback").rglob("*.html"))


def reason(texts: Iterable[str], address: str) -> str:
    """Why a step of nbgrader's failed: the whole message of the first traceback in what it said, or the first line.

    What a database said becomes a sentence; `address` is the gradebook's.
    """
    all_lines = [text.splitlines() for text in texts]
    for lines in all_lines:
        for start, line in enumerate(lines):
            if error := _ERROR.match(line):
                name, message = error.groups()
                end = next((n for n in range(start + 1, len(lines)) if not lines[n].strip()), len(lines))
                if name.startswith(("sqlalchemy.", "sqlite3.")):
                    return explained(Exception(message), address)
                if name.startswith(("grader.", "rounds.")):  # the course's own errors are sentences
                    lines[start] = message
                return "\n".join(clean(text, 500) for text in lines[start:end])
    return shown(next((line for lines in all_lines for line in lines), "no reason was given"))


_ERROR = re.compile(r"([\w.]+(?:Error|Exception|Interrupt|Entry)): (.*)")


@contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
