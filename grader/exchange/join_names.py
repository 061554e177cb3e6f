"""`python -m grader join-names`: moves everything under one name to another, if both are the same learner.

Submissions (earlier ones, too), graded notebooks, feedback pages, grades and comments move, and what the
account submits later goes under the new name. Nothing that a learner or a person who grades has written
is thrown away. If it's cut off halfway, the same command finishes it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.api import Student

from grader import student_names
from grader.gradebook import graded_answers
from grader.locks import held
from grader.student_names import distinct
from grader.submissions import versions
from rounds.core.errors import RoundsError

if TYPE_CHECKING:
    from grader.office import Office

STEPS = ("submitted", "autograded", "feedback")


@dataclass
class Joined:
    """The modules that were moved, and those that both names submitted (`twice`)."""

    account: str
    name: str
    moved: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """What the instructor is told."""
        modules = ", ".join([*self.moved, *self.twice]) or "no submission yet"
        sentences = [f"{distinct(self.account)} is {distinct(self.name)} now: {modules}."]
        sentences += [
            f"Both names submitted {module}. All of it is kept; to let the better one count, run: "
            f"{student_names.command('autograde', module)}"
            for module in self.twice
        ]
        return [*sentences, f"What {distinct(self.account)} submits from now on goes under {distinct(self.name)} too."]


def join(office: Office, account: str, name: str) -> Joined:
    """Move everything of `account` to `name`, a student in the gradebook. If it raises RoundsError, nothing was changed."""
    if account == name:
        raise RoundsError("These are the same name, letter for letter; give the account first, then the roster's name.")
    if why := student_names.refused(name):
        raise RoundsError(f"Nothing can go under {distinct(name)}: {why}.")
    joined = Joined(account, name)
    undo: list[Callable[[], object]] = []
    with ExitStack() as stack:
        for learner in sorted((account, name)):
            stack.enter_context(held(office.root, learner))
        gradebook = stack.enter_context(office.gradebook())
        old, new = (gradebook.db.get(Student, who) for who in (account, name))
        folders = _modules(office, account) if Path(account).name == account != ".." else set()
        if new is None:
            raise RoundsError(
                f"The gradebook has no {distinct(name)}. Check how it is written, or add the learner first: "
                f"nbgrader db student add {student_names.typed(name)}"
            )
        if old is None and not folders:
            raise RoundsError(f"There is nothing of {distinct(account)}, neither in the gradebook nor in submitted/.")
        for module in sorted(folders):  # note which answers the grades are for, before another submission replaces them
            for learner in (account, name):
                graded_answers.remember(office.course, learner, module, gradebook)
        try:
            stays = _move_grades(gradebook.db, old, new) if old else {}
            for module in sorted(folders | stays.keys()):
                _move_folders(office, module, joined, undo)
            gradebook.db.flush()
            gradebook.db.commit()
        except BaseException:
            gradebook.db.rollback()
            for step in reversed(undo):
                step()
            raise
        for module in joined.twice:
            _settle_folders(office, module, joined, stays=stays.get(module, True))
        student_names.join(office.root, account, name)
        for step_name in STEPS:
            _remove_empty(office.folder(step_name, account, ".").resolve())
    return joined


def _modules(office: Office, student: str) -> set[str]:
    modules: set[str] = set()
    for step in STEPS:
        folder = office.folder(step, student, ".").resolve()
        modules |= {p.name for p in folder.iterdir() if p.is_dir()} if folder.is_dir() else set()
    return modules - {versions.EARLIER}


def _move_grades(db: Any, old: Any, new: Any) -> dict[str, bool]:
    """Give the old student's submissions to the new one; by module, whether the new one's submission stays in place."""
    stays: dict[str, bool] = {}
    theirs = {submission.assignment.name: submission for submission in new.submissions}
    both = [s for s in old.submissions if s.assignment.name in theirs]
    for submission in both:
        module = submission.assignment.name
        if _by_a_person(submission) and _by_a_person(theirs[module]):
            raise RoundsError(
                f"A person graded {module} under both names, so nothing was joined. Clear one of the two grades and its "
                "comment in Formgrader (Manual Grading), then run the same command again."
            )
    for submission in list(old.submissions):
        module, other = submission.assignment.name, theirs.get(submission.assignment.name)
        stays[module] = other is not None and not _by_a_person(submission)
        if other is not None:
            goes, remains = (submission, other) if stays[module] else (other, submission)
            extensions = [s.extension for s in (goes, remains) if s.extension]
            remains.extension = max(extensions, default=None)
            _delete(db, goes)
            db.flush()
        if not stays[module]:
            submission.student = new
    for part in ("first_name", "last_name", "email", "lms_user_id"):
        if not getattr(new, part) and getattr(old, part):
            setattr(new, part, getattr(old, part))
    db.flush()
    db.refresh(old)
    db.delete(old)
    return stays


def _by_a_person(submission: Any) -> bool:
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    comments = [comment for notebook in submission.notebooks for comment in notebook.comments]
    return any(g.manual_score is not None or g.extra_credit for g in grades) or any(c.manual_comment for c in comments)


def _delete(db: Any, submission: Any) -> None:
    for notebook in list(submission.notebooks):
        for part in (*notebook.grades, *notebook.comments):
            db.delete(part)
        db.delete(notebook)
    db.delete(submission)


def _move_folders(office: Office, module: str, joined: Joined, undo: list[Callable[[], object]]) -> None:
    """Move a module's folders that the new name doesn't have; what both have is settled once grades are saved."""
    source, target = (office.folder("submitted", who, module) for who in (joined.account, joined.name))
    if source.is_dir() and target.is_dir() and not source.samefile(target):
        joined.twice.append(module)
        return
    joined.moved.append(module)
    pairs = [(office.folder(step, joined.account, module), office.folder(step, joined.name, module)) for step in STEPS]
    for here, there in (*pairs, (versions.kept_folder(source), versions.kept_folder(target))):
        if here.is_dir() and (not there.exists() or here.samefile(there)):
            there.parent.mkdir(parents=True, exist_ok=True)
            if there.exists():  # on a disk that doesn't tell capitals from small letters, both names are one folder
                here = here.rename(here.with_name(f".{here.name}.joining"))
            here.rename(there)
            undo.append(partial(_back, there, here))


def _back(there: Path, here: Path) -> None:
    here.parent.mkdir(parents=True, exist_ok=True)
    there.rename(here)


def _settle_folders(office: Office, module: str, joined: Joined, *, stays: bool) -> None:
    """Both submitted: keep one in place and the other as an earlier submission, without what was made of it."""
    theirs, ours = ({s: office.folder(s, who, module) for s in STEPS} for who in (joined.account, joined.name))
    if not stays:  # a person graded the account's submission, so that one takes the place
        aside = ours["submitted"].with_name(f".{module}.joining")
        ours["submitted"].rename(aside)
        theirs["submitted"].rename(ours["submitted"])
        aside.rename(theirs["submitted"])
        for step in ("autograded", "feedback"):
            shutil.rmtree(ours[step], ignore_errors=True)
            if theirs[step].is_dir():
                ours[step].parent.mkdir(parents=True, exist_ok=True)
                theirs[step].rename(ours[step])
    versions.adopt(ours["submitted"], theirs["submitted"])
    for step in ("autograded", "feedback"):
        shutil.rmtree(theirs[step], ignore_errors=True)


def _remove_empty(folder: Path) -> None:
    """Remove a learner's folder once nothing is left in it."""
    for path in (folder / versions.EARLIER, folder):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
