"""The three ways through the steps in the handbook's table for instructors, each as people use it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bs4 import BeautifulSoup

from grader.office import Learner, Office
from rounds.storage.answers import NAME
from tests.pipeline.commands.background_commands import TYPED, environment
from tests.pipeline.room import AUTO, MODULE, answer_lines, words
from tests.quick_start import python_path


@dataclass
class Formgrader:
    """A running server: ask it as Formgrader's pages do."""

    address: str
    token: str
    office: Office

    def ask(self, method: str, path: str, data: object = None) -> str:
        request = urllib.request.Request(
            f"{self.address}/formgrader{path}",
            method=method,
            data=json.dumps(data).encode() if method in ("PUT", "POST") else None,
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=120) as reply:
            text: str = reply.read().decode()
        return text

    def press(self, path: str) -> dict[str, Any]:
        """Press a button; the reply says whether it went well."""
        result: dict[str, Any] = json.loads(self.ask("POST", f"/api/{path}"))
        assert result["success"], result
        return result

    def get(self, path: str) -> Any:
        return json.loads(self.ask("GET", f"/api/{path}"))

    def submission(self, student: str) -> dict[str, Any]:
        """What the table of submissions shows of a learner."""
        found: dict[str, Any] = self.get(f"submission/{MODULE}/{student}")
        return found

    def notebook_id(self, student: str) -> str:
        (found,) = self.get(f"student_notebook_submissions/{student}/{MODULE}")
        return str(found["id"])

    def page(self, student: str) -> BeautifulSoup:
        """The page on which an instructor grades by hand."""
        return BeautifulSoup(self.ask("GET", f"/submissions/{self.notebook_id(student)}/"), "html.parser")

    def feedback(self, student: str) -> str:
        return (self.office.root / "feedback" / student / MODULE / f"{MODULE}.html").read_text(encoding="utf-8")


# The handbook's table names these; a test compares it.
OURS = ("collect", "autograde", "return-feedback")
NBGRADERS = ("collect", "autograde", "generate_feedback", "release_feedback")


class Columns:
    """The steps after grading by hand, in three ways: Formgrader's buttons, nbgrader's commands, and ours."""

    def __init__(self, press: Callable[[str], object], office: Office, scratch: Path) -> None:
        self.press, self.office, self.root = press, office, office.root
        self.environment = {**environment(scratch), "PYTHONPATH": python_path(self.root.parent)}
        self.keys = self.root / "keys" / f"{MODULE}.yaml"
        self.as_it_was = self.keys.read_text(encoding="utf-8")

    def correct(self, *, corrected: bool) -> None:
        line, other = "this-week: {bin: position, slips: {interest: ", "this-week: {bin: interest, slips: {position: "
        text, count = re.subn(f"{re.escape(line)}[a-z-]+", f"{other}need-taken-for-ask", self.as_it_was, count=1)
        assert count == 1
        self.keys.write_text(text if corrected else self.as_it_was, encoding="utf-8")

    def submit(self, name: str, kind: str) -> None:
        learner = self.learner(name)
        work = self.root.parent / "learners" / name / MODULE
        (work / NAME).write_text("\n".join(answer_lines(kind)) + "\n", encoding="utf-8")
        learner.submit(MODULE)

    def learner(self, name: str) -> Learner:
        return Learner(name, self.root.parent / "learners" / name, self.office)

    def buttons(self) -> None:
        self.press(f"assignment/{MODULE}/collect")
        for name in ("an-expert", "a-blank"):
            self.press(f"submission/{MODULE}/{name}/autograde")
        self.press(f"assignment/{MODULE}/generate_feedback")
        self.press(f"assignment/{MODULE}/release_feedback")

    def nbgraders(self) -> None:
        asked = json.dumps([[str(self.root), step, MODULE] for step in NBGRADERS])
        done = self._run("-c", TYPED, asked)
        assert json.loads(done.splitlines()[-1]) == [0] * len(NBGRADERS)

    def ours(self) -> None:
        for step in OURS:
            self._run("-m", "grader", step, MODULE, *(["--unfinished"] if step == "return-feedback" else []))

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command], cwd=self.root, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def pages(self) -> dict[str, str]:
        """The newest page that each learner fetches."""
        found = {name: self.learner(name).fetch_feedback(MODULE)[-1] for name in ("an-expert", "a-blank")}
        return {name: page.read_text(encoding="utf-8") for name, page in found.items()}

    def scores(self) -> dict[str, float]:
        """The points in the gradebook."""
        with self.office.gradebook() as gradebook:
            return {name: gradebook.find_submission(MODULE, name).score for name in ("an-expert", "a-blank")}


def check_same_page_and_grade(graded: Formgrader, scratch: Path) -> None:
    """Each way in turn begins with the key that the way before did not have, so it has to change the page itself."""
    columns, found = Columns(graded.press, graded.office, scratch), []
    ways = (columns.buttons, columns.nbgraders, columns.ours, columns.buttons, columns.nbgraders, columns.ours)
    for number, way in enumerate(ways):
        columns.correct(corrected=bool(number % 2))
        if number in (0, 1, 2):
            columns.submit("a-blank", ("ability:0.5", "ability:0.8", "expert")[number])
        way()
        pages, scores = columns.pages(), columns.scores()
        for name, page in pages.items():
            assert f"{scores[name]:.2f}".rstrip("0").rstrip(".") + " of 30 points" in words(page), (number, name)
        found.append((pages["an-expert"], scores))
    assert len({page for page, _ in found[::2]}) == len({page for page, _ in found[1::2]}) == 1
    assert found[0][0] != found[1][0]
    assert [round(scores["an-expert"], 2) for _, scores in found] == [28, 27.56] * 3
    assert [round(scores["a-blank"], 2) for _, scores in found][2:] == [21, 20.56] * 2


def check_release_alone(graded: Formgrader, scratch: Path) -> None:
    """A score changed on Formgrader's page, and then nothing but the button that releases."""
    (grade,) = [
        g for g in graded.get(f"grades?submission_id={graded.notebook_id('an-expert')}") if g["name"] == "reflection"
    ]
    graded.ask("PUT", f"/api/grade/{grade['id']}", {**grade, "manual_score": 5})
    graded.press(f"assignment/{MODULE}/release_feedback")
    assert "25.56 of 30 points" in words(Columns(graded.press, graded.office, scratch).pages()["an-expert"])


def check_a_pattern_for_a_name(graded: Formgrader) -> None:
    """A learner whose name, as a pattern, means another one, by the buttons of that learner's own row."""
    name = "[an]-expert"
    learner = Learner(name, graded.office.root.parent / "learners" / "odd", graded.office)
    work = learner.fetch(MODULE)
    (work / NAME).write_text("\n".join(answer_lines("ability:0.5")) + "\n", encoding="utf-8")
    learner.submit(MODULE)
    graded.press(f"assignment/{MODULE}/collect")
    for what in (
        "submission/{}/{}/autograde",
        "assignment/{}/{}/generate_feedback",
        "assignment/{}/{}/release_feedback",
    ):
        graded.press(what.format(MODULE, quote(name)))
    page = graded.office.root / "feedback" / name / MODULE / f"{MODULE}.html"
    score = graded.submission(quote(name))["score"]
    assert 0 < score < AUTO
    assert f"{score:.2f} of 30 points" in words(page.read_text(encoding="utf-8"))
