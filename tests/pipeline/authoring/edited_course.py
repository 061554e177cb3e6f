"""A course that is edited after its release, on a copy of the clone: run as a program, it prints what came of each edit."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from grader.authoring import simulate
from grader.cli import app
from grader.course import find
from grader.office import Office
from rounds.storage.answers import AnswersFile
from rounds.storage.earlier_versions import committed

SOURCE = find("01")[0]
MODULE = SOURCE.name
EXERCISES = SOURCE.folder / "exercises.yaml"
KEYS = SOURCE.keys_path
PAIR = {"ada": ("expert", 7), "bob": ("ability:0.5", 8)}
ORIGINAL = {path: path.read_bytes() for path in (EXERCISES, KEYS, SOURCE.notebook)}


def typed(*words: str) -> dict[str, Any]:
    """What `python -m grader ...` prints, in this process."""
    done = CliRunner().invoke(app, list(words))
    return {"code": done.exit_code, "said": done.stdout + done.stderr, "crashed": repr(done.exception)}


class Class:
    """Two learners of the released course, and their instructor."""

    def __init__(self) -> None:
        self.office = Office.here()
        self.office.api.log_level = "WARN"
        self.release = self.office.root / "release" / MODULE

    def step(self, name: str, *args: Any) -> dict[str, Any]:
        result: dict[str, Any] = getattr(self.office.api, name)(*args)
        said = str(result.get("log", "")) + str(result.get("error", ""))
        return {"ok": result["success"], "said": said if not result["success"] or name != "generate_feedback" else ""}

    def submit(self) -> None:
        """What's in `submitted` once both submitted the folder they fetched."""
        for name, (kind, seed) in PAIR.items():
            folder = self.office.root / "submitted" / name / MODULE
            simulate.write(*SOURCE.load(), kind, seed, folder)
            for path in self.release.iterdir():
                shutil.copy(path, folder)
            (folder / "timestamp.txt").write_text("2026-01-05 09:00:00.000000 UTC")

    def grades(self) -> dict[str, dict[str, Any]]:
        with self.office.gradebook() as gradebook:
            found = {}
            for submission in gradebook.assignment_submissions(MODULE):
                (notebook,) = submission.notebooks
                comments = {comment.name: comment.manual_comment for comment in notebook.comments}
                found[str(submission.student.id)] = {
                    "score": submission.score,
                    "most": submission.max_score,
                    **{
                        str(g.name): [
                            g.auto_score,
                            g.manual_score,
                            g.max_score,
                            g.needs_manual_grade,
                            comments.get(g.name),
                        ]
                        for g in notebook.grades
                    },
                }
            return found

    def by_hand(self, student: str, exercise: str, score: float, comment: str = "") -> None:
        with self.office.gradebook() as gradebook:
            grade = gradebook.find_grade(exercise, MODULE, MODULE, student)
            grade.manual_score, grade.needs_manual_grade = score, False
            if comment:
                gradebook.find_comment(exercise, MODULE, MODULE, student).manual_comment = comment
            gradebook.db.commit()

    def seen(self) -> dict[str, Any]:
        """What's in the gradebook, in the release, in an export and on the feedback page."""
        feedback = self.step("generate_feedback", MODULE)
        page = self.office.root / "feedback" / "ada" / MODULE / f"{MODULE}.html"
        to = self.office.root / "grades.csv"
        export = typed("export", "csv", "--to", str(to), "--unfinished", "--db", str(self.office.course.db_url))
        return {
            "grades": self.grades(),
            "released": self.release.is_dir() and (self.release / f"{MODULE}.ipynb").read_text(encoding="utf-8"),
            "submitted": sorted(str(p.relative_to(self.office.root)) for p in self.office.root.glob("submitted/*/*/*")),
            "page": page.read_text(encoding="utf-8") if page.is_file() else "",
            "feedback": feedback,
            "export": export,
            "csv": to.read_text(encoding="utf-8-sig") if to.is_file() else "",
        }


def exercise(path: Path, name: str, change: Callable[[str], str]) -> None:
    """Change the text of one exercise, from its id to the next."""
    start = f"- id: {name}\n" if path == EXERCISES else f"  {name}:\n"
    text = path.read_text(encoding="utf-8")
    before, found, rest = text.partition(start)
    assert found, (path, name)
    following = re.search(r"^- id: |\Z" if path == EXERCISES else r"^  [a-z][a-z-]*:\n|\Z", rest, re.M)
    assert following
    path.write_text(before + change(found + rest[: following.start()]) + rest[following.start() :], encoding="utf-8")


def points(name: str, worth: int) -> None:
    exercise(EXERCISES, name, lambda text: re.sub(r"points: \d+", f"points: {worth}", text, count=1))


def without(name: str) -> None:
    """Take an exercise out of the course as an author does."""
    exercise(EXERCISES, name, lambda _: "")
    exercise(KEYS, name, lambda _: "")


def as_before() -> None:
    for path, content in ORIGINAL.items():
        path.write_bytes(content)


VALVE = "alone with a decision"


def reword_a_statement(room: Class) -> dict[str, Any]:
    """One statement gets another text, and its key stays; cleo submits what she answered before and was never graded."""
    cleo = room.office.root / "submitted" / "cleo" / MODULE
    shutil.copytree(room.office.root / "submitted" / "ada" / MODULE, cleo)
    exercise(EXERCISES, "statements", lambda text: text.replace(VALVE, "by myself with a choice"))
    found = {"check": typed("check", "01"), **graded(room), "button": room.step("autograde", MODULE, "cleo")}
    found["nbgrader"] = room.grades()
    (same,) = re.findall(r"same_as: \[\w+\]", found["check"]["said"])
    exercise(EXERCISES, "statements", lambda text: text.replace("  use: graded\n", f"  use: graded\n  {same}\n", 1))
    found["same"] = {"check": typed("check", "01"), "autograde": typed("autograde", "01"), "grades": room.grades()}
    exercise(EXERCISES, "statements", lambda text: text.replace(f"  {same}\n", ""))
    return found


def answer_again(room: Class) -> dict[str, Any]:
    """Cleo, who has a grade by now, puts the statement into another bin and submits again; then she leaves the class."""
    folder = room.office.root / "submitted" / "cleo" / MODULE
    statements = SOURCE.load()[0].exercise("statements")
    file = AnswersFile(folder / "answers.jsonl", MODULE)
    file.commit("statements", {"valve": "position"}, made_of=partial(committed, statements))
    found = graded(room)
    with room.office.gradebook() as gradebook:
        gradebook.remove_student("cleo")
    for folder in ("submitted", "autograded", "feedback"):
        shutil.rmtree(room.office.root / folder / "cleo", ignore_errors=True)
    return found


def graded(room: Class) -> dict[str, Any]:
    return {"autograde": typed("autograde", "01", "--processes", "1"), **room.seen()}


def play(blocks: list[list[str]]) -> dict[str, Any]:
    """Every edit in turn. `blocks` are CONTRIBUTING's two, the new exercise and its key: file, name before which it goes, text."""
    room, found = Class(), dict[str, Any]()
    room.step("generate_assignment", MODULE)
    room.submit()
    settings = room.office.root / "course.yaml"
    settings.write_text("timezone: America/New_Yrok\n", encoding="utf-8")
    found["no such zone"] = {"check": typed("check", "01"), "autograde": typed("autograde", "01")}
    settings.write_text("timezone: America/New_York\n", encoding="utf-8")
    found["first"] = {**graded(room), "receipt": typed("receipt", "01", "ada")}
    room.by_hand("ada", "reflection", 7, "You name *the need*.")

    # An exercise is added and another gets more points.
    for file, before, text in blocks:
        path = SOURCE.folder.parent.parent / file
        whole = path.read_text(encoding="utf-8")
        at = whole.index(f"- id: {before}\n") if before else len(whole)
        path.write_text(whole[:at] + text + "\n" + whole[at:], encoding="utf-8")
    points("statements", 12)
    found["added"] = {"place": typed("place", "01"), "check": typed("check", "01"), **graded(room)}
    found["added button"] = room.step("autograde", MODULE, "ada")
    found["added, generated"] = {"generate": room.step("generate_assignment", MODULE), **room.seen()}
    found["added, graded"] = graded(room)

    # Points are raised, and nobody generates again.
    points("cover", 6)
    found["raised"] = {"place": typed("place", "01", "cover"), **graded(room)}
    points("cover", 4)
    typed("place", "01", "cover")

    # One that a person graded is removed, and one that nobody did.
    without("reflection")
    without("dig")
    found["removed"] = {
        "check": typed("check", "01"),
        "place": [typed("place", "01", name, "--remove") for name in ("reflection", "dig")],
        "generate": room.step("generate_assignment", MODULE),
        **graded(room),
    }
    found["retired"] = {"retire": typed("retire", "01", "reflection"), "still there": typed("retire", "01", "cover")}
    found["retired"] |= {"generate": room.step("generate_assignment", MODULE), **room.seen()}
    found["retired, graded"] = graded(room)

    # Both come back, with the course as it was; then an exercise is worth less than someone got.
    as_before()
    found["back"] = {"generate": room.step("generate_assignment", MODULE), **room.seen()}
    found["back, graded"] = graded(room)
    room.by_hand("bob", "cover", 4)
    points("cover", 2)
    points("statements", 4)
    found["lowered"] = {
        "place": typed("place", "01"),
        "generate": room.step("generate_assignment", MODULE),
        **room.seen(),
    }
    found["lowered, graded"] = graded(room)
    as_before()
    room.step("generate_assignment", MODULE)

    # A statement gets another text after it was answered.
    found["unchanged"] = {**graded(room), "check": typed("check", "01")}
    found["reworded"] = reword_a_statement(room)
    found["answered again"] = answer_again(room)
    as_before()

    # A key is broken in two places; nbgrader fails while it generates; a module is renamed.
    KEYS.write_text(KEYS.read_text(encoding="utf-8").replace("bin: position", "bin: postion", 2), encoding="utf-8")
    found["broken"] = {**graded(room), "button": room.step("autograde", MODULE, "ada")}
    as_before()
    SOURCE.notebook.write_text("{}", encoding="utf-8")
    found["unreadable"] = {"generate": room.step("generate_assignment", MODULE), **room.seen()}
    as_before()
    new = SOURCE.folder.with_name("01-interests")
    SOURCE.folder.rename(new)
    found["renamed"] = {
        "check": typed("check", "02"),
        "autograde": typed("autograde", "01"),
        "button": room.step("autograde", MODULE, "ada"),
        "grades": room.grades(),
    }
    return found


if __name__ == "__main__":
    import sys

    print(json.dumps(play(json.loads(sys.argv[1]))))
