"""The gradebook on a real PostgreSQL server, by the one setting: the same grades, whoever marks at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from grader.cli import app
from grader.course import ROOT
from grader.gradebook.graded_answers import LedgerRow
from grader.marking.autograde import autograde
from grader.office import Office
from tests import postgres
from tests.pipeline.commands.background_commands import CONFIG, environment
from tests.pipeline.grading.test_autograde import check_together, together
from tests.pipeline.marked_class import copy, notebooks, scores
from tests.pipeline.room import MODULE


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="module")
def typed(address: str, collected: Office, scratch: Path) -> tuple[Office, subprocess.CompletedProcess[str]]:
    """The class marked by the command, with one line more in the machine's nbgrader_config.py."""
    office = copy(collected, scratch / "postgres", address)
    own = {"config": ROOT / "grader" / "nbgrader_config.py", "root": office.root, "source": ROOT / "modules",
           "exchange": scratch / "postgres" / "exchange", "cache": scratch / "postgres" / "cache"}  # fmt: skip
    (office.root / "nbgrader_config.py").write_text(CONFIG.format(**{k: str(v) for k, v in own.items()}))
    machine = scratch / "postgres" / "home" / ".jupyter"
    machine.mkdir(parents=True)
    (machine / "nbgrader_config.py").write_text(f"c.CourseDirectory.db_url = {address!r}\n")
    done = subprocess.run(
        [sys.executable, "-m", "grader", "autograde", MODULE, "--processes", "2"],
        cwd=office.root,
        env={**environment(scratch / "postgres"), "PYTHONPATH": f"{ROOT}:{':'.join(sys.path)}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return office, done


def test_one_line_of_configuration_moves_the_gradebook_to_the_server(
    typed: tuple[Office, subprocess.CompletedProcess[str]], theirs: Office
) -> None:
    office, done = typed
    assert done.returncode == 0, done.stderr
    assert "20 of 20 submissions graded" in done.stdout
    assert not (office.root / "gradebook.db").exists()
    assert scores(office) == scores(theirs)
    assert notebooks(office) == notebooks(theirs)


def test_two_instructors_and_formgraders_button_lose_no_grade_on_the_server(
    typed: tuple[Office, subprocess.CompletedProcess[str]], theirs: Office
) -> None:
    together(typed[0])
    check_together(typed[0], scores(theirs))


def test_a_persons_grade_stays_and_a_removed_student_is_forgotten_on_the_server(
    typed: tuple[Office, subprocess.CompletedProcess[str]],
) -> None:
    office, _ = typed
    for score in (6.0, None):  # given, then taken back
        with office.gradebook() as gradebook:
            grade = gradebook.find_grade("reflection", MODULE, MODULE, "s01")
            grade.manual_score, grade.needs_manual_grade = score, score is None
            gradebook.db.commit()
        office.step("autograde", MODULE, "s01")
        assert scores(office)["s01", "reflection"] == (None, score, score is None)
    with office.gradebook() as gradebook:
        ids = {grade.id for grade in gradebook.find_submission(MODULE, "s01").notebooks[0].grades}
        assert gradebook.db.query(LedgerRow).filter(LedgerRow.grade_id.in_(ids)).count() == len(ids)
        gradebook.remove_submission(MODULE, "s01")
        assert gradebook.db.query(LedgerRow).filter(LedgerRow.grade_id.in_(ids)).count() == 0


def test_the_grades_are_exported_alike(typed: tuple[Office, subprocess.CompletedProcess[str]], theirs: Office) -> None:
    office, _ = typed
    autograde(office, MODULE)
    columns = [_export(o) for o in (office, theirs)]
    assert [len(c) for c in columns] == [21, 21]
    assert columns[0][0] == columns[1][0]


def _export(office: Office) -> list[str]:
    return office.export(office.root / "grades.csv").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("how", "says"),
    [
        (("rounds@", "nobody:secret@"), "doesn't accept this user or password"),
        (("/postgres", "/no-such"), "the server has no database of this name"),
        (("127.0.0.1:", "127.0.0.1:1"), "can't be reached"),
    ],
)
def test_a_server_that_refuses_is_a_sentence_without_the_password(
    address: str, how: tuple[str, str], says: str
) -> None:
    start, _, rest = address.rpartition("//")
    wrong = f"{start}//{rest.replace(*how)}" if says != "can't be reached" else f"{start}//rounds:secret@127.0.0.1:1/x"
    done = CliRunner().invoke(app, ["export", "csv", "--db", wrong])
    assert done.exit_code == 2
    assert says in done.output
    assert done.output.count("\n") == 1
    assert "secret" not in done.output


def test_a_missing_server_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "_programs", lambda: None)
    monkeypatch.setattr(postgres.os, "geteuid", lambda: 1000)
    with pytest.raises(RuntimeError, match="apt-get install postgresql"):
        postgres.programs()
