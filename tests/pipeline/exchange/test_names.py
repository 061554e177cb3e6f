"""Whatever learners are called: each is collected, graded and gets feedback, or the instructor reads what to do."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

import grader.cli
from grader import student_names
from grader.exchange import collect, join_names
from grader.exchange.collect import Collected
from grader.exports import PlainExportPlugin, write_grades
from grader.marking.autograde import autograde
from grader.office import Office
from grader.returning import pages, return_feedback
from grader.submissions import versions
from rounds.core.errors import RoundsError
from rounds.storage.answers import NAME
from tests.pipeline.grading.test_autograde import printed
from tests.pipeline.room import AUTO, MODULE, Room, Student, line, words

ACCENT = unicodedata.normalize("NFD", "René")
ODD = (
    *("smith,john", "(nick)", "auth0|5f7c", "jane_gmail.com#EXT#@uni.onmicrosoft.com", "a&b", "José", ACCENT),
    *(
        "o'brien",
        "[ab]",
        "a[1]",
        "a1",
        "what?",
        "100%",
        "%41",
        "semi;colon",
        "two words",
        "DOMAIN\\user",
        "{student_id}",
    ),
    *("-rf", "--help", "=SUM(A1)", "@user:server", "$HOME", "`id`", "~root", "!!", "李明", "محمد", "x" * 120),
)
# nbgrader lets them submit; Formgrader or a file system can't work with them.
STUCK = ("<i>bold", '"quoted"', ".hidden", "tab\there", "or/slash")
TWINS = ("Anna.Schmidt", "anna.schmidt")


def writes(text: str) -> Callable[[Path], None]:
    """A reflection of the learner's own, instead of the exemplar that every simulated expert writes."""

    def write(work: Path) -> None:
        with (work / NAME).open("a", encoding="utf-8") as file:
            file.write(line("reflection", {"position": text}) + "\n")

    return write


def learner(name: str, seed: int, answers: str = "expert", text: str = "") -> Student:
    own = text or f"Learner number {seed} asked for one free evening each week and was told no, three times over."
    return Student(name, answers=answers, seed=seed, at_home=writes(own))


def said(found: Collected) -> str:
    console = Console(width=10_000, soft_wrap=True)
    with console.capture() as text:
        collect.show(found, console)
    return text.get()


@pytest.fixture(scope="module")
def collected(scratch: Path) -> tuple[Room, Collected]:
    room = Room(scratch / "names")
    room.release()
    with room.office.gradebook() as gradebook:
        for name in (TWINS[0], "never-came", "tab\there", "Joséphine"):
            gradebook.add_student(name, last_name="Of the roster")
    for seed, name in enumerate((*ODD, *STUCK, TWINS[1], "Josephine")):
        _submit(room, name, seed)
    return room, collect.collect(room.office, MODULE)


def _submit(room: Room, name: str, seed: int) -> None:
    there = room.hand_in(learner(name.replace("/", "-"), seed))
    if "/" in name:  # as nbgrader's own copying leaves it, in a folder in a folder
        inner = room.inbound / there.name.replace(name.replace("/", "-"), name)
        inner.parent.mkdir()
        there.rename(inner)


@pytest.fixture(scope="module")
def graded(collected: tuple[Room, Collected]) -> tuple[Room, str]:
    room, _ = collected
    text = printed(autograde(room.office, MODULE, processes=2))
    room.run("generate_feedback", MODULE)
    room.run("release_feedback", MODULE)
    return room, text


def test_every_name_is_collected_and_graded(graded: tuple[Room, str]) -> None:
    assert {name: graded[0].auto(name) for name in ODD} == dict.fromkeys(ODD, AUTO)


@pytest.mark.parametrize("name", [name for name in ODD if not student_names.unfetched(name)])
def test_every_learner_fetches_feedback(graded: tuple[Room, str], name: str) -> None:
    room, _ = graded
    (page,) = room.learners[name].fetch_feedback(MODULE)
    assert "21 of 30 points" in words(page.read_text(encoding="utf-8"))


def test_what_a_learner_cannot_fetch_comes_with_the_page_to_send(graded: tuple[Room, str]) -> None:
    room, _ = graded
    for name in ("[ab]", "a[1]"):
        pages.returned_page(room.root / "exchange", room.office.course, name, MODULE).unlink()  # type: ignore[union-attr]
    found = return_feedback.give_back(room.office, MODULE, unfinished=True)
    assert set(found.new) == {"[ab]", "a[1]"}
    assert set(found.same) >= {*ODD} - {"[ab]", "a[1]"}
    console = Console(width=10_000)
    with console.capture() as text:
        return_feedback.show(found, console)
    for name in found.new:
        assert f"  {name}: {room.office.root / 'feedback' / name / MODULE / f'{MODULE}.html'}" in text.get()
        assert "21 of 30 points" in words(room.page(name))


def test_collect_says_who_submitted_and_who_is_missing(collected: tuple[Room, Collected]) -> None:
    _, found = collected
    assert set(found.new) == {*ODD, TWINS[1], "Josephine"}
    assert found.roll.missing == ["never-came"]
    text = said(found)
    assert f"{MODULE}: new submissions ({len(ODD) + 2}): " in text
    assert "Not submitted (1): never-came\n" in text
    assert f"Next: python -m grader autograde {MODULE}" in text


@pytest.mark.parametrize("name", STUCK)
def test_a_name_that_cannot_be_collected_comes_with_the_command_that_helps(
    collected: tuple[Room, Collected], name: str
) -> None:
    room, found = collected
    (sentence,) = [s for s in found.roll.remarks if s.startswith("Can't be collected: ") and name[-4:] in _plain(s)]
    assert all(c.isprintable() for c in sentence)
    typed = sentence.rpartition("collect again: ")[2].replace("NAME", f"renamed-{STUCK.index(name)}")
    subprocess.run(["bash", "-c", typed], check=True)
    again = collect.collect(room.office, MODULE)
    assert f"renamed-{STUCK.index(name)}" in again.new
    if "/" not in name:
        assert not [s for s in again.roll.remarks if s.startswith("Can't") and name[-4:] in _plain(s)]


def _plain(sentence: str) -> str:
    return sentence.partition(": it")[0].replace(" here", "\there").replace("\ufffdhere", "\there")


def test_buttons_that_cannot_reach_a_learner_are_named(collected: tuple[Room, Collected]) -> None:
    (sentence,) = [s for s in collected[1].roll.remarks if s.startswith("Formgrader's buttons")]
    assert [name for name in ODD if name in sentence.partition(":")[0]] == [n for n in ODD if set(n) & set("#?%\\")]


@pytest.mark.parametrize("step", ["autograde", "generate_feedback", "release_feedback"])
def test_a_name_that_is_a_pattern_means_one_learner(graded: tuple[Room, str], step: str) -> None:
    room, _ = graded
    log = room.office.api.log_level
    room.office.api.log_level = "INFO"
    try:
        result = getattr(room.office.api, step)(MODULE, "a[1]")
    finally:
        room.office.api.log_level = log
    assert result["success"], result
    assert "a[1]" in result["log"]
    assert f"a1/{MODULE}" not in result["log"]
    assert "'a1'" not in result["log"]


def test_no_name_shifts_a_column_or_acts_as_a_formula(graded: tuple[Room, str], tmp_path: Path) -> None:
    room, _ = graded
    with room.office.export(tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["assignment"] for row in rows} == {MODULE}
    found = {row["student_id"]: row for row in rows}
    assert {name.removeprefix("'") for name in found} >= {*ODD}
    assert {float(row["max_score"]) for row in rows} == {30}
    assert not [name for name in found if name[0] in "=+-@"]


# Names that differ in capitals or accents


def test_collect_autograde_and_export_name_two_names_that_may_be_one(
    graded: tuple[Room, str], collected: tuple[Room, Collected], tmp_path: Path
) -> None:
    room, summary = graded
    for text in (said(collected[1]), summary, _export(room, tmp_path)):
        assert "anna.schmidt and Anna.Schmidt differ only in capitals, accents or spaces." in text
        assert "python -m grader join-names anna.schmidt Anna.Schmidt" in text
        assert "python -m grader join-names Josephine 'Joséphine'" in text
    assert "Anna.Schmidt" not in summary.partition("Not submitted")[2].partition("\n")[0]


def _export(room: Room, tmp_path: Path) -> str:
    url = room.office.course.db_url
    return write_grades("csv", tmp_path / "out.csv", [], {}, missing_as_zero=True, db=url)


def test_no_zero_is_written_for_a_name_whose_twin_submitted(graded: tuple[Room, str], tmp_path: Path) -> None:
    text = _export(graded[0], tmp_path)
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = {row[0]: row for row in csv.reader(file)}
    assert "0" in rows["never-came"]
    assert "0" not in rows[TWINS[0]]
    assert "No 0 was written" in text


def test_what_nbgrader_logs_of_an_export_names_nobody(graded: tuple[Room, str], tmp_path: Path) -> None:
    plugin = PlainExportPlugin(to=str(tmp_path / "out.csv"))
    with graded[0].office.gradebook() as gradebook:
        text = plugin.run(gradebook)
    assert "python -m grader join-names" in text
    assert "anna" not in text.lower()


def test_joining_moves_submissions_grades_and_feedback_and_what_comes_later(
    graded: tuple[Room, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    room, _ = graded
    roster, account = TWINS
    room.grade_by_hand(account, 7.0, "Well heard.")
    before, submitted = room.grades(account), (room.submitted(account) / NAME).read_bytes()
    monkeypatch.setattr(Office, "here", lambda: room.office)
    listed = CliRunner().invoke(grader.cli.app, ["join-names"])
    assert "python -m grader join-names anna.schmidt Anna.Schmidt" in listed.stdout
    done = CliRunner().invoke(grader.cli.app, ["join-names", account, roster])
    assert done.exit_code == 0, done.output
    assert f"{account} is {roster} now: {MODULE}." in done.stdout
    assert room.grades(roster) == before
    assert room.grades(roster)["reflection"].manual == 7
    assert (room.submitted(roster) / NAME).read_bytes() == submitted
    assert account not in room.students()
    for step in join_names.STEPS:
        assert not room.office.folder(step, account, MODULE).exists()
        assert room.office.folder(step, roster, MODULE).is_dir()
    assert account not in _export(room, tmp_path)
    # The account submits again: it goes under the same name, and the earlier one is kept.
    room.hand_in(learner(account, 95, "ability:0.9"))
    found = collect.collect(room.office, MODULE)
    assert found.again == (roster,)
    assert account not in (path.name for path in (room.office.root / "submitted").iterdir())
    (kept,) = [p for p in versions.kept_folder(room.submitted(roster)).iterdir() if p.is_dir()]
    assert (kept / NAME).read_bytes() == submitted
    assert not autograde(room.office, MODULE, [roster]).failed
    assert room.auto(roster) == AUTO
    returned = return_feedback.give_back(room.office, MODULE, unfinished=True)
    assert roster in {*returned.new, *returned.changed, *returned.same}


def test_when_both_names_submitted_all_is_kept_and_the_better_one_counts(graded: tuple[Room, str]) -> None:
    room, _ = graded
    for name, answers in (("Mia", "ability:0.3"), ("mia", "expert")):
        room.hand_in(learner(name, 90, answers))
    collect.collect(room.office, MODULE)
    autograde(room.office, MODULE, ["Mia", "mia"])
    both = {(room.submitted(name) / NAME).read_bytes() for name in ("Mia", "mia")}
    found = join_names.join(room.office, "Mia", "mia")
    assert found.twice == [MODULE]
    assert found.sentences()[0] == f"Mia is mia now: {MODULE}."
    assert student_names.command("autograde", MODULE) in " ".join(found.sentences())
    autograde(room.office, MODULE, ["mia"])
    assert room.auto("mia") == AUTO
    kept = versions.kept_folder(room.submitted("mia"))
    assert {(p / NAME).read_bytes() for p in (*kept.iterdir(), room.submitted("mia")) if p.is_dir()} == both
    assert collect.collect(room.office, MODULE).again == ()


def test_a_persons_grade_is_never_lost_by_joining(graded: tuple[Room, str]) -> None:
    room, _ = graded
    for name in ("Kim", "kim", "KIM"):
        room.hand_in(learner(name, 91))
    collect.collect(room.office, MODULE)
    autograde(room.office, MODULE, ["Kim", "kim", "KIM"])
    room.grade_by_hand("Kim", 5.0, "")
    room.grade_by_hand("KIM", 8.0, "")
    join_names.join(room.office, "Kim", "kim")
    assert room.grades("kim")["reflection"].manual == 5
    before = sorted(path for path in room.office.root.rglob("*") if "im" in str(path))
    with pytest.raises(RoundsError, match=f"A person graded {MODULE} under both names, so nothing was joined"):
        join_names.join(room.office, "KIM", "kim")
    assert sorted(path for path in room.office.root.rglob("*") if "im" in str(path)) == before
    assert room.grades("KIM")["reflection"].manual == 8


@pytest.mark.parametrize(
    ("account", "name", "why"),
    [("a1", "a1", "the same name"), ("a1", "nobody-known", "The gradebook has no nobody-known"),
     ("nobody-known", "a1", "There is nothing of nobody-known"), ("a1", "<b>", "Formgrader can't show")],
)  # fmt: skip
def test_joining_refuses_in_a_sentence(graded: tuple[Room, str], account: str, name: str, why: str) -> None:
    with pytest.raises(RoundsError, match=why):
        join_names.join(graded[0].office, account, name)


def test_joining_that_fails_in_the_middle_changes_nothing(
    graded: tuple[Room, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    room, _ = graded
    with room.office.gradebook() as gradebook:
        gradebook.update_or_create_student("of-the-roster")
    before, rename = _everything(room), Path.rename

    def fails(self: Path, target: Path) -> Path:
        if "feedback" in target.parts and "of-the-roster" in target.parts:
            raise OSError("the disk is full")
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", fails)
        with pytest.raises(OSError, match="the disk is full"):
            join_names.join(room.office, "!!", "of-the-roster")
    assert _everything(room) == before
    assert room.auto("!!") == AUTO


def _everything(room: Room) -> list[Path]:
    return sorted(p for step in join_names.STEPS for p in (room.office.root / step).rglob("*") if p.is_file())


# Answers in common


def test_the_summary_points_at_the_same_answers_without_a_verdict(graded: tuple[Room, str]) -> None:
    room, text = graded
    assert "The same answers from more than one learner" not in text
    own = "I asked what the evening clinic would lose, and listened for the fear behind the first flat no."
    first = room.hand_in(learner("wrote-it", 70, text=own))
    room.hand_in(Student("same-file", at_home=lambda work: shutil.copy(first / NAME, work / NAME) and None))
    room.hand_in(learner("same-words", 71, "ability:0.5", own.upper().replace(",", " –")))
    for number, text in enumerate(["I would ask why."] * 2):
        room.hand_in(learner(f"few-words-{number}", 72 + number, text=text))
        room.hand_in(Student(f"nothing-{number}", answers="blank", seed=74))
    collect.collect(room.office, MODULE)
    text = printed(autograde(room.office, MODULE, processes=2))
    part = text.partition("The same answers from more than one learner")[2]
    assert "The same answers, line for line: same-file, wrote-it\n" in part
    (sentence,) = [s for s in part.splitlines() if "The same words in" in s]
    assert sentence.endswith(": same-file, same-words, wrote-it")
    assert re.search(r'The same words in "[^"]+" \([^;]+, 18 words\): ', sentence), sentence
    assert "few-words" not in part
    assert "nothing" not in part


def test_names_are_typed_so_that_the_terminal_takes_them_whole() -> None:
    for name in (*ODD, *STUCK, "-x", "new\nline"):
        typed = student_names.typed(name)
        echoed = subprocess.run(["bash", "-c", f"printf %s {typed}"], capture_output=True, check=True).stdout.decode()
        assert echoed == name
    assert (
        student_names.command("choose", "01", "-x", which="later") == "python -m grader choose --which later -- 01 -x"
    )
