"""An opening line goes through nbgrader's steps unmarked; a notebook from before there were openings counts as it did."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.office import Office
from rounds.storage.answers import NAME
from tests.pipeline.room import MODULE, NOTEBOOK, SOURCE, answer_lines, line, words

LINE = "Zebra-striped thoughts about nights, typed at half past four."
OPENINGS = ("first-line", "second-line")


def submitted(office: Office, learner: str, *more: str) -> Path:
    folder = office.folder("submitted", learner, MODULE)
    folder.mkdir(parents=True)
    released = office.folder("release", ".", MODULE) / NOTEBOOK
    (folder / NOTEBOOK).write_bytes(released.read_bytes())
    (folder / NAME).write_text("\n".join([*answer_lines("ability:0.6"), *more]) + "\n", encoding="utf-8")
    return folder


def without_openings(notebook: Path) -> None:
    """The notebook as it was released before it had openings."""
    read = json.loads(notebook.read_text(encoding="utf-8"))
    calls = [f'exercise("{name}")' for name in OPENINGS]
    before = len(read["cells"])
    read["cells"] = [cell for cell in read["cells"] if "".join(cell["source"]) not in calls]
    assert len(read["cells"]) == before - len(OPENINGS)
    notebook.write_text(json.dumps(read), encoding="utf-8")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    where = tmp_path_factory.mktemp("openings")
    office = Office(where / "office", where / "exchange")
    office.step("generate_assignment", MODULE)
    submitted(office, "with-lines", *(line(name, {"line": LINE}) for name in OPENINGS))
    submitted(office, "without-lines")
    without_openings(submitted(office, "old-notebook") / NOTEBOOK)
    for learner in ("with-lines", "without-lines", "old-notebook"):
        office.step("autograde", MODULE, learner)
        office.step("generate_feedback", MODULE, learner, force=True)
    return office


def scores(office: Office, learner: str) -> dict[str, tuple[float | None, bool]]:
    with office.gradebook() as gradebook:
        found = gradebook.find_submission_notebook(MODULE, MODULE, learner)
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found.grades}


def page(office: Office, learner: str) -> str:
    return words((office.folder("feedback", learner, MODULE) / f"{MODULE}.html").read_text(encoding="utf-8"))


def test_a_line_earns_nothing_costs_nothing_and_waits_for_nobody(office: Office) -> None:
    graded = {exercise.id for exercise in SOURCE.load()[0].graded}
    assert graded < set(scores(office, "with-lines"))
    assert not set(OPENINGS) & set(scores(office, "with-lines"))
    assert scores(office, "with-lines") == scores(office, "without-lines")
    assert sum(auto or 0 for auto, _ in scores(office, "with-lines").values()) > 0


def test_a_notebook_without_openings_has_the_same_grades(office: Office) -> None:
    assert scores(office, "old-notebook") == scores(office, "without-lines")


def test_the_returned_page_is_the_one_without_the_line(office: Office) -> None:
    there, without = page(office, "with-lines"), page(office, "without-lines")
    assert LINE not in there
    assert len(there) > 1000
    assert there == without
