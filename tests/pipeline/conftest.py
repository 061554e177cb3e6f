"""One class, played once: every bad input is one learner, and all are submitted, graded and returned together."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.office import Office
from rounds.storage.answers import NAME
from tests.pipeline import marked_class
from tests.pipeline.commands.background_commands import Background
from tests.pipeline.learners import answer_files, damaged_notebooks, exchange_tricks, hostile_texts, renamed_files
from tests.pipeline.room import AUTO, MODULE, Room, Student, answer_lines, line


def _spaces(work: Path) -> None:
    text = dict.fromkeys(hostile_texts.FIELDS, " \n\t\u200b\u00a0\ufeff ")
    with (work / NAME).open("a", encoding="utf-8") as file:
        file.write(line("reflection", text) + "\n")


# Between these two stand all the others, in nbgrader's order too.
FIRST, LAST = Student("alone-first"), Student("zz-last")
REFLECTS = Student("reflects", answers="ability:0.6", seed=3, auto=-1)
BETTER = Student("thinks-better-of-it", at_home=answer_files.only(*answer_lines("random"), *answer_lines()))
WORSE = Student(
    "thinks-worse-of-it",
    at_home=answer_files.with_lines(between=(next(t for t in answer_lines("constant") if '"statements"' in t),)),
    auto=13.0,
)
PLAIN = (
    BETTER,
    WORSE,
    Student("blank", answers="blank", auto=0.0),
    Student("white-space", answers="blank", auto=0.0, at_home=_spaces),
    Student("one-bin", answers="constant", auto=0.0),
    *(Student(f"random-{seed}", answers="random", seed=seed, auto=-1) for seed in range(10)),
    REFLECTS,
    Student("again", answers="ability:0.7", seed=5, auto=-1),
    Student("hands-in-twice", answers="blank", auto=0.0),
)
EVERYONE = (
    FIRST,
    *damaged_notebooks.STUDENTS,
    *answer_files.STUDENTS,
    *exchange_tricks.STUDENTS,
    *exchange_tricks.NO_FEEDBACK,
    exchange_tricks.SHADOWED,
    renamed_files.AS_NOTEBOOK,
    *hostile_texts.STUDENTS,
    *PLAIN,
    LAST,
)
COMMENT = "You name the need behind the ask. Now ask theirs. <b>Well done</b> & thank you."


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The first test waits for the whole class; and nbgrader and SQLAlchemy warn of each other at every submission."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(900))
            item.add_marker(pytest.mark.filterwarnings("ignore:Object of type"))
            item.add_marker(pytest.mark.filterwarnings("ignore:Passing unrecognized arguments to super"))


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder that's removed when the tests end: some submissions are large."""
    with tempfile.TemporaryDirectory(prefix="rounds-pipeline-") as folder:
        yield Path(folder).resolve()


@pytest.fixture(scope="session")
def background(scratch: Path) -> Iterator[Background]:
    """The commands that run on their own while the class is played."""
    with Background(scratch) as running:
        yield running


@pytest.fixture(scope="session")
def submitted(scratch: Path, background: Background) -> Room:
    """The class after submitting, before anything is graded."""
    room = Room(scratch / "room")
    room.release()
    for student in EVERYONE:
        room.hand_in(student)
    exchange_tricks.litter(room)
    return room


@pytest.fixture(scope="session")
def pages_before(submitted: Room) -> list[Path]:
    """The feedback pages that there are before marking."""
    return sorted(submitted.root.rglob("*.html"))


@pytest.fixture(scope="session")
def room(submitted: Room, pages_before: list[Path]) -> Room:
    """The class, marked, with the reflection of one learner graded, and feedback released."""
    submitted.mark()
    submitted.grade_by_hand(REFLECTS.name, 6.0, COMMENT)
    submitted.grade_by_hand(FIRST.name, 9.0, "")
    submitted.run("generate_feedback", MODULE)
    submitted.run("release_feedback", MODULE)
    return submitted


@pytest.fixture(scope="session")
def collected(scratch: Path) -> Office:
    """A class whose submissions were collected and not graded."""
    return marked_class.classroom(scratch / "collected")


@pytest.fixture(scope="session")
def theirs(collected: Office, scratch: Path) -> Office:
    """The same class marked by nbgrader's own autograde, one after the other, with the gradebook it makes by itself."""
    office = marked_class.copy(collected, scratch / "theirs")
    office.step("autograde", MODULE, "*")
    return office


@pytest.fixture(scope="session")
def right(theirs: Office) -> marked_class.Scores:
    """The grades that every way of marking must come to."""
    found = marked_class.scores(theirs)
    assert len(found) == 20 * 6
    assert sum(auto or 0 for (student, _), (auto, _, _) in found.items() if student == "torn") == AUTO
    return found
