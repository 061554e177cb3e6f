"""`python -m grader autograde`: nbgrader's grades, whoever is killed and however many mark at once."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from rich.console import Console

import grader.course
import grader.marking.graded_notebook
from grader.course import ROOT
from grader.marking import summary, worker_pool
from grader.marking.autograde import Summary, autograde
from grader.marking.grade_changes import Change
from grader.marking.submission_batch import Outcome
from grader.office import Office
from rounds.core.errors import RoundsError
from tests.pipeline.commands.background_commands import CONFIG, environment, until
from tests.pipeline.marked_class import Scores, copy, notebooks, scores
from tests.pipeline.room import AUTO, COURSE, MODULE, NOTEBOOK, TIME
from tests.quick_start import python_path

NAMES = ("Zebedee", "Quillfeather")


@pytest.fixture
def fresh(collected: Office, tmp_path: Path) -> Office:
    """The same class before it is marked, in a folder that commands can be started in."""
    office = copy(collected, tmp_path)
    config = {"config": ROOT / "grader" / "nbgrader_config.py", "root": office.root, "source": ROOT / "modules",
              "exchange": tmp_path / "exchange", "cache": tmp_path / "cache"}  # fmt: skip
    (office.root / "nbgrader_config.py").write_text(CONFIG.format(**{k: str(v) for k, v in config.items()}))
    (tmp_path / "home").mkdir()
    return office


def printed(found: Summary) -> str:
    console = Console(width=400, record=True, file=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    summary.show(found, console)
    return console.export_text()


@pytest.fixture(scope="module")
def marked(collected: Office, scratch: Path) -> tuple[Office, Summary, list[Outcome]]:
    office = copy(collected, scratch / "ours")
    with office.gradebook() as gradebook:
        gradebook.add_student("never-came", first_name=NAMES[0], last_name=NAMES[1], email="z@example.org")
        gradebook.add_student("s00", first_name=NAMES[0], last_name=NAMES[1])
    done: list[Outcome] = []
    return office, autograde(office, MODULE, processes=2, done=done.append), done


def test_the_grades_are_those_of_nbgraders_own_autograde(
    marked: tuple[Office, Summary, list[Outcome]], right: Scores
) -> None:
    assert scores(marked[0]) == right


def test_the_marked_notebooks_are_the_same_to_the_byte(
    marked: tuple[Office, Summary, list[Outcome]], theirs: Office
) -> None:
    ours, expected = notebooks(marked[0]), notebooks(theirs)
    assert len(expected) == 20
    assert ours == expected


def test_every_submission_is_reported_as_it_ends(marked: tuple[Office, Summary, list[Outcome]]) -> None:
    _, found, done = marked
    assert sorted(o.student for o in done) == [o.student for o in found.outcomes]
    assert len(done) == 20
    assert found.processes == 2
    assert not found.failed


def test_the_summary_says_who_is_missing_and_what_was_found(marked: tuple[Office, Summary, list[Outcome]]) -> None:
    text = printed(marked[1])
    assert f"{MODULE}: 20 of 20 submissions graded in " in text
    assert "Not submitted (1): never-came" in text
    notes = {outcome.student: " ".join(outcome.notes) for outcome in marked[1].handled}
    assert set(notes) == {"blank", "empty-notebook", "no-notebook", "torn", "link"}
    assert f"The notebook {NOTEBOOK} is empty." in notes["empty-notebook"]
    assert "No points were lost." in notes["no-notebook"]
    (ungraded,) = marked[1].ungraded
    assert ungraded.student == "no-answers"
    assert "Nothing to grade in (1); no points were given, and none taken:\n  no-answers: Only the notebook" in text
    assert "Only the notebook was submitted" in ungraded.ungraded
    assert "1 damaged line(s)" in notes["torn"]
    assert "was a link to another place" in notes["link"]
    for student, sentences in notes.items():
        assert f"  {student}\n" in text
        assert sentences.split(". ")[0] in text


def test_learners_with_the_same_seed_are_listed_and_all_of_them_count(
    marked: tuple[Office, Summary, list[Outcome]],
) -> None:
    office, found, _ = marked
    assert found.shared == [["blank", "empty-notebook", "link", "no-notebook", "s07", "torn"]]
    text = printed(found)
    assert "Answers that begin with the same seed (1):\n  blank, empty-notebook, link, no-notebook, s07, torn\n" in text
    assert "All of them count; please take a look." in text
    points = scores(office)
    assert all(sum(points[name, e][0] or 0 for n, e in points if n == name) == AUTO for name in ("link", "torn"))
    alone = Summary(MODULE, 1, [Outcome("a", seeds=frozenset({1, 2})), Outcome("b", seeds=frozenset({3}))])
    assert alone.shared == []
    assert "seed" not in printed(alone)


def test_nothing_personal_is_said_but_the_id(marked: tuple[Office, Summary, list[Outcome]]) -> None:
    text = printed(marked[1]) + repr(marked[1])
    assert not [name for name in (*NAMES, "example.org") if name in text]


def test_an_assignment_that_was_not_generated_gets_one_sentence(fresh: Office) -> None:
    with pytest.raises(RoundsError, match="Run: nbgrader generate_assignment 02-principle-2-batna"):
        autograde(fresh, "02-principle-2-batna")


def test_nobody_submitted_is_no_error(fresh: Office) -> None:
    shutil.rmtree(fresh.root / "submitted")
    found = autograde(fresh, MODULE)
    assert found.outcomes == []
    assert "0 of 0 submissions graded" in printed(found)


def test_submissions_that_wait_in_the_exchange_are_named(fresh: Office, tmp_path: Path) -> None:
    shutil.rmtree(fresh.root / "submitted")
    (tmp_path / "exchange" / COURSE / "inbound" / f"maria+{MODULE}+{TIME}+x").mkdir(parents=True)
    with pytest.raises(RoundsError, match=rf"1 submission\(s\) wait in the exchange. Type: nbgrader collect {MODULE}"):
        autograde(fresh, MODULE)


def test_submissions_that_lie_elsewhere_are_named(fresh: Office) -> None:
    (fresh.root / "submitted").rename(fresh.root / "aside")
    swapped = fresh.root / "submitted" / MODULE / "s01"
    shutil.copytree(fresh.root / "aside" / "s01" / MODULE, swapped)
    with pytest.raises(RoundsError, match=r"answers.jsonl may be one. If it is, move it"):
        autograde(fresh, MODULE)


# Killed


def command(office: Office, *args: str) -> subprocess.Popen[str]:
    """The command as it is typed in the course's folder, in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "grader", "autograde", MODULE, "--processes", "2", *args],
        cwd=office.root,
        env={**environment(office.root.parent), "PYTHONPATH": python_path(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


TWINS = 10


@pytest.fixture
def many(fresh: Office) -> Office:
    """A class so large that grading it takes a while: each learner's submission under ten more names."""
    for folder in list((fresh.root / "submitted").iterdir()):
        for number in range(TWINS):
            shutil.copytree(folder, folder.with_name(f"{folder.name}~{number}"), symlinks=True)
    return fresh


@pytest.mark.parametrize("whom", ["parent", "all"])
def test_killed_in_the_middle_and_run_again_the_grades_are_the_same(many: Office, right: Scores, whom: str) -> None:
    whole = 20 * (1 + TWINS)
    running = command(many)
    assert until(lambda: len(notebooks(many)) >= 4)
    os.kill(running.pid, signal.SIGKILL) if whom == "parent" else os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert 0 < len(notebooks(many)) < whole
    if whom == "parent":
        again = command(many)
        said, _ = again.communicate(timeout=120)
        assert again.returncode == 0, said
    else:
        said = printed(autograde(many, MODULE, processes=2))
    assert f"{whole} of {whole} submissions graded" in said
    assert {(name.partition("~")[0], exercise): score for (name, exercise), score in scores(many).items()} == right
    assert len(scores(many)) == len(right) * (1 + TWINS)
    assert not list((many.root / "autograded").glob("*/.*"))
    # The workers of the first run ended on their own.
    assert until(lambda: not _alive(running.pid), 10)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_worker_is_replaced_and_nobody_is_left_out(fresh: Office, right: Scores) -> None:
    killed = []

    def kill(_: Outcome) -> None:
        if len(killed) < 2:
            killed.append(multiprocessing.active_children()[-1])
            killed[-1].kill()

    found = autograde(fresh, MODULE, processes=2, done=kill)
    assert len(killed) == 2
    assert not found.failed
    assert scores(fresh) == right


def test_what_kills_its_process_each_time_is_named_and_the_rest_is_done() -> None:
    def work(task: str) -> str:
        if task == "b":
            os.kill(os.getpid(), signal.SIGKILL)
        return task.upper()

    assert dict(worker_pool.run("abcd", work, 2)) == {"a": "A", "b": None, "c": "C", "d": "D"}


def test_what_cannot_be_marked_is_named_with_its_reason(fresh: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = grader.marking.graded_notebook.mark_all

    def broken(module: object, keys: object, saved: object) -> object:
        marks = real(module, keys, saved)  # type: ignore[arg-type]
        if not sum(mark.answered for mark in marks.values()):
            raise ZeroDivisionError("a fault of ours")
        return marks

    monkeypatch.setattr(grader.marking.graded_notebook, "mark_all", broken)
    found = autograde(fresh, MODULE, processes=2)
    assert {o.student for o in found.failed} == {"blank", "no-answers"}
    assert {o.error for o in found.failed} == {"ZeroDivisionError: a fault of ours"}
    assert "blank: ZeroDivisionError: a fault of ours" in printed(found)
    assert len(notebooks(fresh)) == 18


# Two instructors


def _command(office: Office) -> None:
    """The command, in which nothing may fail, not even what the other one makes good again."""
    assert autograde(office, MODULE, processes=2).failed == []


def _one_learner(office: Office) -> None:
    for _ in range(12):
        office.step("autograde", MODULE, "s01")


def at_once(office: Office, *what: Callable[[Office], None]) -> None:
    """Each of these in a process of its own, and none may fail."""
    everyone = [multiprocessing.get_context("fork").Process(target=call, args=(office,)) for call in what]
    for process in everyone:
        process.start()
    for process in everyone:
        process.join(120)
    assert [process.exitcode for process in everyone] == [0] * len(what)


def _buttons(office: Office) -> None:
    """What Formgrader does when its button is pressed for one learner after the other."""
    for student in reversed(office.submitted(MODULE)):
        office.step("autograde", MODULE, student)


def _grade_by_hand(office: Office) -> None:
    """What Formgrader's page does when an instructor types a mark, while others mark."""
    for number in range(14):
        student = f"s{number:02d}"
        with office.gradebook() as gradebook:
            grade = gradebook.find_grade("reflection", MODULE, MODULE, student)
            grade.manual_score = number / 2
            gradebook.db.commit()


def together(office: Office) -> None:
    """Two commands, Formgrader's button and an instructor who grades by hand, all at once."""
    at_once(office, _command, _command, _buttons, _grade_by_hand)


def check_together(office: Office, right: Scores) -> None:
    found = scores(office)
    assert {key: auto for key, (auto, _, _) in found.items()} == {key: auto for key, (auto, _, _) in right.items()}
    given = {
        student: manual
        for (student, name), (_, manual, _) in found.items()
        if name == "reflection" and manual is not None
    }
    assert given == {f"s{number:02d}": number / 2 for number in range(14)}
    assert len(notebooks(office)) == 20


def test_two_instructors_and_formgraders_button_at_once_lose_no_grade(fresh: Office, right: Scores) -> None:
    autograde(fresh, MODULE)
    together(fresh)
    check_together(fresh, right)


def test_two_at_once_on_a_gradebook_that_knows_no_student_yet(fresh: Office, right: Scores) -> None:
    at_once(fresh, _command, _command)
    assert scores(fresh) == right


def test_three_who_mark_the_same_learner_at_once_wait_for_one_another(fresh: Office, right: Scores) -> None:
    autograde(fresh, MODULE, ["s01"])
    at_once(fresh, _one_learner, _one_learner, _one_learner)
    assert scores(fresh) == {key: value for key, value in right.items() if key[0] == "s01"}


# A corrected key


@pytest.fixture
def corrected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The keys with one item of the first exercise corrected."""
    text = (ROOT / "grader" / "keys" / f"{MODULE}.yaml").read_text(encoding="utf-8")
    keys = yaml.safe_load(text)
    keys["exercises"]["statements"]["items"]["another-week"]["bin"] = "position"
    path = tmp_path / "corrected.yaml"
    path.write_text(yaml.safe_dump(keys, allow_unicode=True), encoding="utf-8")
    monkeypatch.setattr(grader.course, "keys_path", lambda module: path)
    return path


def test_marking_again_after_a_corrected_key_says_who_changed_and_keeps_a_persons_marks(
    fresh: Office, right: Scores, corrected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(grader.course, "keys_path", lambda module: ROOT / "grader" / "keys" / f"{module}.yaml")
        assert autograde(fresh, MODULE).changes == []
    with fresh.gradebook() as gradebook:
        gradebook.find_grade("reflection", MODULE, MODULE, "torn").manual_score = 6.5
        gradebook.find_grade("statements", MODULE, MODULE, "link").manual_score = 1.5
        gradebook.db.commit()
    # The first attempt is cut off after some are marked again; what was before is still known.
    with pytest.raises(KeyboardInterrupt):
        autograde(fresh, MODULE, processes=1, done=_interrupt)
    found = autograde(fresh, MODULE)
    now = scores(fresh)
    assert now[("torn", "reflection")][1] == 6.5
    assert now[("link", "statements")][1] == 1.5
    expected = {
        (student, name): (old, now[(student, name)][0])
        for (student, name), (old, _, _) in right.items()
        if old != now[(student, name)][0]
    }
    assert {(c.student, c.exercise): (c.before, c.after) for c in found.changes} == expected
    assert len(expected) > 5
    assert {name for _, name in expected} == {"statements"}
    assert not any(change.again for change in found.changes)
    assert Change("link", "statements", *expected["link", "statements"], 1.5, False) in found.changes
    text = printed(found)
    assert f"Automatic points changed for {len(expected)} student(s)" in text
    before_after = [
        cell.strip() for cell in next(x for x in text.splitlines() if " link " in x and "statements" in x).split("│")
    ]
    assert before_after[1:4] == ["link", "statements", "8"]
    assert before_after[6] == "a person's 1.5 counts"
    assert autograde(fresh, MODULE).changes == []


def _interrupt(_: Outcome) -> None:
    raise KeyboardInterrupt
