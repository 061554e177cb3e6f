"""A class on a real Hub: five accounts of this machine submit, and each sees their own work and no one else's."""

from __future__ import annotations

import json
import pwd
import re
from pathlib import Path

import pytest

from grader.course import ROOT
from rounds.storage.answers import NAME
from tests.hub.conftest import CLASS, COLLEAGUE, IN_THE_BROWSER, INSTRUCTOR, OUTSIDER, Course
from tests.hub.hub import COURSE, Person
from tests.pipeline.room import AUTO, MODULE, NOTEBOOK, words

EVERYBODY = (*CLASS, IN_THE_BROWSER)
LOOK = """
import json, os
from pathlib import Path

def why_not(path):
    try:
        os.listdir(path) if os.path.isdir(path) else Path(path).read_bytes()
    except OSError as error:
        return type(error).__name__
    return "read"

print(json.dumps({{path: why_not(path) for path in {paths!r}}}))
"""


def look(person: Person, *paths: Path) -> dict[Path, str]:
    """What happens when someone tries to read files and folders, in a kernel of their own."""
    said = json.loads(person.run(LOOK.format(paths=[str(path) for path in paths])))
    return {path: said[str(path)] for path in paths}


def handed_in(course: Course, person: Person) -> Path:
    (found,) = (course.exchange / COURSE / "inbound").glob(f"{person.name}+{MODULE}+*")
    return found


def feedback(person: Person) -> Path:
    """The page that a student fetched."""
    (found,) = (person.home / MODULE / "feedback").rglob("*.html")
    return found


# Handing in and getting back


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_student_is_an_account_of_this_machine_and_hands_in_under_its_name(course: Course, who: str) -> None:
    person = course.people[who]
    owner = pwd.getpwuid(handed_in(course, person).stat().st_uid).pw_name
    assert owner == person.name
    assert (course.clone / "grader" / "submitted" / person.name / MODULE / NAME).is_file()


def test_the_marks_are_those_of_the_answers(course: Course) -> None:
    points = {who: course.points[course.people[who].name] for who in EVERYBODY}
    assert points["ana"] == AUTO
    assert points["chi"] == 0
    assert AUTO > points["ben"] > points["dee"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_student_fetches_their_own_feedback(course: Course, who: str) -> None:
    person = course.people[who]
    page = feedback(person).read_text(encoding="utf-8")
    assert f"{course.points[person.name]:g} of 30 points" in words(page)
    own = course.clone / "grader" / "feedback" / person.name / MODULE / f"{MODULE}.html"
    assert page == own.read_text(encoding="utf-8")
    assert person.name == pwd.getpwuid(feedback(person).stat().st_uid).pw_name


def test_the_class_has_different_feedback(course: Course) -> None:
    assert len({feedback(person).read_text(encoding="utf-8") for person in course.students()}) == len(EVERYBODY)


# In the browser


def test_a_student_lands_on_the_assignment_list(course: Course) -> None:
    assert course.seen.landed.endswith(f"/user/{course.people[IN_THE_BROWSER].name}/lab")


def test_a_student_sees_no_tool_of_the_instructors(course: Course) -> None:
    assert course.seen.menu == ["Assignment List"]


def test_what_was_pressed_in_the_browser_is_what_was_handed_in(course: Course) -> None:
    assert course.seen.saved == course.seen.answer
    assert len(course.seen.answer) > 10
    person = course.people[IN_THE_BROWSER]
    assert (handed_in(course, person) / NAME).read_bytes() == (person.home / MODULE / NAME).read_bytes()


# No one else's


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_students_home_and_answers_are_closed_to_everybody_else(course: Course, who: str) -> None:
    home = course.people[who].home
    assert home.stat().st_mode & 0o077 == 0
    assert (home / MODULE / NAME).stat().st_mode & 0o077 == 0


def test_a_student_can_read_their_own_files_and_what_was_released(course: Course) -> None:
    ana = course.people["ana"]
    own = (ana.home / MODULE / NAME, feedback(ana), course.exchange / COURSE / "outbound" / MODULE / NOTEBOOK)
    assert look(ana, *own) == dict.fromkeys(own, "read")


def test_a_student_cannot_read_anothers_answers_feedback_or_hand_in(course: Course) -> None:
    ana, ben = course.people["ana"], course.people["ben"]
    others = (
        ben.home,
        ben.home / MODULE / NAME,
        feedback(ben),
        course.exchange / COURSE / "inbound",
        course.exchange / COURSE / "feedback",
        course.folder / "state" / "run" / str(pwd.getpwnam(ben.name).pw_uid),
    )
    assert all(path.exists() for path in others)
    assert look(ana, *others) == dict.fromkeys(others, "PermissionError")


def test_a_student_cannot_read_keys_grades_or_what_the_hub_keeps(course: Course) -> None:
    office = course.clone / "grader"
    closed = (
        course.clone,
        office / "keys" / f"{MODULE}.yaml",
        office / "gradebook.db",
        office / "submitted",
        office / "feedback",
        course.folder / "state" / "private",
        course.folder / "state" / "private" / "jupyterhub.sqlite",
    )
    assert all(path.exists() for path in closed)
    assert look(course.people["ana"], *closed) == dict.fromkeys(closed, "PermissionError")


def test_no_key_is_in_what_a_student_can_reach(course: Course) -> None:
    ana = course.people["ana"]
    code = "import rounds, pathlib; print([str(p) for p in pathlib.Path(rounds.__file__).parent.parent.rglob('*') if p.name == {!r}])"
    assert ana.run(code.format(f"{MODULE}.yaml")).strip() == "[]"
    assert {path.name for path in (ana.home / MODULE).iterdir()} >= {NOTEBOOK, "exercises.yaml", NAME, "feedback"}
    assert not list(ana.home.rglob("keys"))


def test_a_student_cannot_put_another_folder_in_the_place_of_the_courses(course: Course) -> None:
    code = "import os\ntry:\n    os.rename({0!r}, {0!r} + '-mine')\nexcept OSError as error:\n    print(type(error).__name__)"
    assert course.people["ana"].run(code.format(str(course.exchange / COURSE))).strip() == "PermissionError"


def test_kernels_do_not_speak_where_another_account_could_listen(course: Course) -> None:
    code = "from ipykernel.connect import get_connection_info\nprint(get_connection_info(unpack=True)['transport'])"
    assert course.people["ana"].run(code).strip() == "ipc"


def test_a_student_cannot_open_anothers_server_or_the_office(course: Course) -> None:
    ana = course.people["ana"]
    assert ana.ask("GET", "api/contents").status_code == 200
    for who in ("ben", INSTRUCTOR):
        assert ana.ask("GET", "api/contents", whose=course.people[who].name).status_code == 403
    assert ana.ask("GET", "formgrader/api/assignments", whose=course.people[INSTRUCTOR].name).status_code == 403
    assert ana.api("POST", f"users/{course.people['ben'].name}/server").status_code in (403, 404)


def test_a_students_own_server_has_no_formgrader(course: Course) -> None:
    instructor = course.people[INSTRUCTOR]
    assert instructor.ask("GET", "formgrader/api/assignments").status_code == 200
    assert course.people["ana"].ask("GET", "formgrader/api/assignments").status_code == 404


# Who comes in


def test_a_wrong_password_opens_nothing(course: Course) -> None:
    ben = course.people["ben"]
    assert Person(course.hub, ben.name, ben.password).log_in("not-" + ben.password).status_code == 403


def test_an_account_outside_the_class_is_not_let_in(course: Course) -> None:
    outsider = course.people[OUTSIDER]
    assert outsider.log_in().status_code == 403
    assert outsider.token == ""


def test_a_colleague_opens_the_one_office_there_is(course: Course) -> None:
    colleague, office = course.people[COLLEAGUE], course.people[INSTRUCTOR].name
    every = colleague.ask("GET", "formgrader/api/assignments", whose=office).json()
    (shown,) = [assignment for assignment in every if assignment["name"] == MODULE]
    assert shown["num_submissions"] == len(EVERYBODY)
    assert colleague.ask("GET", "api/contents", whose=course.people["ana"].name).status_code == 403


# What the documents say


def test_the_readme_names_every_setting_and_every_file() -> None:
    folder = ROOT / "grader" / "hub"
    text = (folder / "README.md").read_text(encoding="utf-8")
    names = re.findall(r"^(\w+) = ", (folder / "settings.toml").read_text(encoding="utf-8"), re.M)
    assert len(names) > 5
    files = {path.name for path in folder.iterdir() if path.name != "README.md"} - {"__pycache__"}
    assert [name for name in (*names, *sorted(files)) if f"`{name}" not in text] == []
