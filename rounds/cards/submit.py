"""The card at the end of a notebook: what is answered and saved, all marks at once in self-study, receipts in a course."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

import traitlets

from rounds.cards.base import Card, Markup, followers
from rounds.core.errors import RoundsError
from rounds.core.html import Html, element, join
from rounds.core.number_format import two_decimals
from rounds.core.scoring import Mark
from rounds.feedback.render import MEANING, note, self_study
from rounds.kinds.base import Key
from rounds.storage import shown_feedback
from rounds.storage.answers import Answers
from rounds.storage.attempts import Attempt, attempt
from rounds.storage.locations import Place
from rounds.storage.mark_cache import Points, marked, remember
from rounds.storage.progress import total
from rounds.storage.receipts import receipt
from rounds.storage.self_assessment import sentence, use_of
from rounds.storage.submissions import last_submission

# What the whole notebook says about an exercise that nobody has touched.
UNMARKED = "Not begun, so not graded: you can still do it."


def progress(place: Place, saved: Answers) -> list[dict[str, Any]]:
    """For each graded exercise its id, title, points, how much is answered of how much, and when it was saved."""
    rows = []
    for exercise in place.module().graded:
        entry = saved.latest.get(exercise.id)
        work = attempt(exercise, saved)
        answered, total = work.progress()
        rows.append(
            {
                "id": exercise.id,
                "title": exercise.title,
                "use": use_of(exercise, place.self_study),
                "answered": answered,
                "total": total,
                "begun": work.begun,
                "open": bool(work.left()),
                "time": entry.time if entry else "",
            }
        )
    return rows


def notebook_feedback(place: Place, saved: Answers | None = None) -> tuple[Points, Html]:
    """The points of what is begun and could be marked, and the feedback of every graded exercise.

    What isn't begun is neither marked nor shown, which would give its answers away. The points of earlier answers
    (`saved`) are not kept.
    """
    keep, saved, keys = saved is None, saved or place.answers().read(), place.keys()
    parts = []
    marks: Points = {}
    for exercise in place.module().graded:
        work = attempt(exercise, saved)
        if not work.begun:
            parts.append(element("p", element("strong", exercise.title), f": {UNMARKED}"))
            continue
        mark = work.mark(keys[exercise.id])
        if exercise.points and not work.kind.graded_by_person:
            marks[exercise.id] = (mark.points(exercise.points), exercise.points)
        parts.append(_part(work, keys[exercise.id], mark, saved))
    if keep:
        remember(place, marked(saved, marks))
        shown_feedback.note(place, saved, [e.id for e in place.module().graded if attempt(e, saved).begun])
    return marks, join(parts)


def _sum(place: Place, marks: Points) -> Html:
    """`14 of 21 points`, and of how many exercises where some are not begun."""
    every = len(place.module().graded_by_program)
    if not marks:
        return join([element("strong", "No points yet"), ": nothing that gets graded here has been started."])
    count = "" if len(marks) == every else f" for {len(marks)} of {every} exercises,"
    return join([element("strong", total(marks)), f"{count} without the reflection, which you judge yourself."])


def _part(work: Attempt, key: Key, mark: Mark, saved: Answers) -> Html:
    exercise = work.exercise
    earned, most = two_decimals(mark.points(exercise.points or 0)), two_decimals(exercise.points or 0)
    points = "" if work.kind.graded_by_person else f" ({earned} of {most} points)"
    # Folded, so that all the marks are in sight before the first page of reasons.
    feedback = self_study(exercise, key, mark, heading=4, judged=sentence(exercise, saved), fold=False)
    return element("details", element("summary", f"{exercise.title}{points}"), feedback)


class SubmitCard(Card):
    """What is answered and saved in this notebook; in self-study all the marks at once, in a course the receipts."""

    view = "submit"
    rows = traitlets.List().tag(sync=True)
    problems = traitlets.List().tag(sync=True)
    self_study = traitlets.Bool(False).tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    report = Markup().tag(sync=True)
    outdated = traitlets.Bool(False).tag(sync=True)  # whether the report is on answers that have changed since
    receipt = traitlets.Dict().tag(sync=True)  # of what is saved now: code, answered, total, time
    submitted = traitlets.Dict().tag(sync=True)  # of the last submission: when, code, answered, total, time

    def __init__(self, place: Place) -> None:
        super().__init__(self_study=place.self_study, title=place.module().title)
        self._place = place
        self.follow(place, place.answers().read())
        self._look()
        self._bring_back(place.answers().read())
        followers.add(self)

    def _bring_back(self, saved: Answers) -> None:
        """Show the feedback that was asked for before the page was reloaded."""
        if self.self_study and (feedback := shown_feedback.last(self._place, saved)):
            then = feedback.answers
            # What was begun since has not been asked for, and its answers would be given away.
            later = self._begun_since(then, feedback.exercises)
            kept = Answers({n: e for n, e in then.latest.items() if n not in later}, then.seed, then.problems)
            with contextlib.suppress(RoundsError), self.hold_sync():
                self.report = self._report(*notebook_feedback(self._place, kept))
                self.outdated = not feedback.current or bool(later)

    def _begun_since(self, saved: Answers, asked_for: Collection[str]) -> set[str]:
        graded = self._place.module().graded
        return {e.id for e in graded if e.id not in asked_for and attempt(e, saved).begun}

    def _report(self, marks: Points, feedback: Html) -> Html:
        score = element("p", _sum(self._place, marks), class_="rounds-score")
        notes = map(note, self.problems)
        return element("div", score, element("p", MEANING), *notes, feedback, class_="rounds-feedback")

    def follow(self, place: Place, saved: Answers) -> None:
        """Show what is saved now, if it is this notebook's."""
        if place == self._place:
            self.rows = progress(place, saved)
            self.problems = [p for p in saved.problems if saved.latest]
            if self.report and isinstance(of := saved.of(shown_feedback.feedback_id()).get("of"), dict):
                self.outdated = shown_feedback.changed(saved) or bool(self._begun_since(saved, of))
            if not self.self_study:
                self.receipt = asdict(receipt(place.module(), saved))

    def _look(self) -> None:
        """Learners submit outside of the notebook: look for it whenever the card comes into view."""
        if not self.self_study and (submission := last_submission(self._place.module())):
            self.submitted = {"when": submission.time, **asdict(submission.receipt)}

    def on_msg(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Look for a submission again, or mark the whole notebook."""
        if message.get("do") == "look":
            self._look()
        elif message.get("do") == "mark" and self.self_study:
            try:
                report = self._report(*notebook_feedback(self._place))
            except RoundsError as error:
                self.problems = [str(error)]
            else:
                with self.hold_sync():
                    self.report, self.outdated = report, False
            self.send({"marked": True})
