"""One class on a real Hub, played once: released, fetched, answered, submitted, graded, returned."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from rounds.launch import free_port
from tests.hub import environment, proxy
from tests.hub.browser import Seen, a_day_in_the_browser
from tests.hub.hub import ROOT, Accounts, Hub, Person, give
from tests.pipeline.room import MODULE, SOURCE, simulate

# How each student answers; the last one does so in the browser.
CLASS = {"ana": "expert", "ben": "ability:0.7", "chi": "constant", "dee": "random"}
IN_THE_BROWSER = "eva"
COLLEAGUE, INSTRUCTOR, OUTSIDER = "ivo", "instructor", "out"
OTHERS = (COLLEAGUE, INSTRUCTOR, OUTSIDER)
ANSWER = """
import json
from pathlib import Path
from rounds.storage.answers import NAME, AnswersFile

file = AnswersFile(Path(NAME), {module!r})
for exercise, answer in json.loads({given!r}).items():
    file.commit(exercise, answer)
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests need root; the first one waits for the whole class."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.timeout(600))
            item.add_marker(pytest.mark.skipif(not proxy.CAN_TEST, reason=proxy.WHY_NOT))


@dataclass
class Course:
    """The class, after everything has happened."""

    hub: Hub
    folder: Path
    people: dict[str, Person]
    seen: Seen
    points: dict[str, float]
    clone: Path

    @property
    def exchange(self) -> Path:
        return self.folder / "exchange"

    def students(self) -> list[Person]:
        return [self.people[who] for who in (*CLASS, IN_THE_BROWSER)]


@pytest.fixture(scope="session")
def course(browser: Browser) -> Iterator[Course]:
    """Start the Hub and play the class; whatever happens, nothing of it stays on the machine."""
    if why := proxy.problem():
        pytest.fail(why, pytrace=False)
    with ExitStack() as after:
        folder = environment.scratch()
        after.callback(shutil.rmtree, folder, ignore_errors=True)
        python = environment.build(folder / "env")
        accounts = Accounts(folder / "home")
        after.callback(accounts.remove)
        passwords = {who: secrets.token_urlsafe(12) for who in (*CLASS, IN_THE_BROWSER, *OTHERS)}
        names = {who: accounts.add(who, password, student=who not in OTHERS) for who, password in passwords.items()}
        clone = folder / "home" / names[INSTRUCTOR] / "negotiation-rounds"
        _clone(clone, names[INSTRUCTOR])
        hub = Hub(folder, python, _settings(folder, names, accounts.group))
        after.callback(hub.stop)
        hub.ready()
        people = {who: Person(hub, name, passwords[who]) for who, name in names.items()}
        yield _play(hub, folder, people, browser, clone)


def _clone(clone: Path, owner: str) -> None:
    for name in ("assets", "grader", "modules", "rounds"):
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, clone / name, ignore=ignored)
    give(clone, owner)


def _settings(folder: Path, names: dict[str, str], group: str) -> str:
    """`grader/hub/settings.toml` with this class's answers in it."""
    text = (ROOT / "grader" / "hub" / "settings.toml").read_text(encoding="utf-8")
    instead: dict[str, Any] = {
        "instructor": names[INSTRUCTOR],
        "course": f"~{names[INSTRUCTOR]}/negotiation-rounds",
        "colleagues": [names[COLLEAGUE]],
        "students": group,
        "exchange": str(folder / "exchange"),
        "state": str(folder / "state"),
        "address": f"http://127.0.0.1:{free_port(19_400)}",
    }
    lines = []
    for line in text.splitlines():
        name = line.partition(" = ")[0]
        lines.append(f"{name} = {json.dumps(instead.pop(name))}" if name in instead else line)
    assert not instead, f"settings.toml no longer has {list(instead)}"
    return "\n".join(lines)


def _play(hub: Hub, folder: Path, people: dict[str, Person], browser: Browser, clone: Path) -> Course:
    instructor, students = people[INSTRUCTOR], [people[who] for who in CLASS]
    with ThreadPoolExecutor() as pool:
        for person in (instructor, people[COLLEAGUE], *students):
            assert person.log_in().status_code == 302, hub.said()
        list(pool.map(Person.start, (instructor, *students)))
        instructor.wait()
        _press(instructor, f"assignment/{MODULE}/assign")
        _press(instructor, f"assignment/{MODULE}/release")
        list(pool.map(_take_part, students, CLASS.values()))
        seen = a_day_in_the_browser(browser, people[IN_THE_BROWSER])
        _press(instructor, f"assignment/{MODULE}/collect")
        everyone = [*students, people[IN_THE_BROWSER]]
        for person in everyone:
            _press(instructor, f"submission/{MODULE}/{person.name}/autograde")
        _press(instructor, f"assignment/{MODULE}/generate_feedback")
        _press(instructor, f"assignment/{MODULE}/release_feedback")
        people[IN_THE_BROWSER].log_in()
        list(pool.map(lambda person: person.assignments("fetch_feedback", MODULE), everyone))
    points = {
        person.name: instructor.ask("GET", f"formgrader/api/submission/{MODULE}/{person.name}").json()["score"]
        for person in everyone
    }
    return Course(hub, folder, people, seen, points, clone)


def _press(instructor: Person, button: str) -> None:
    """Press a button of Formgrader; the reply says whether it went well."""
    done = instructor.ask("POST", f"formgrader/api/{button}")
    assert done.status_code == 200, done.text
    assert done.json()["success"], done.text


def _take_part(student: Person, kind: str) -> None:
    """Fetch, answer in a kernel of their own, submit."""
    student.wait()
    student.assignments("fetch", MODULE)
    module, keys = SOURCE.load()
    given = json.dumps(simulate.answers(module, keys, kind, 7))
    student.run(ANSWER.format(module=MODULE, given=given), MODULE)
    student.assignments("submit", MODULE)
