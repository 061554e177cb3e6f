"""The one card that shows every kind of exercise. It collects and shows; it knows no graded key.

The browser draws the exercise from `exercise` (what a learner may see) and changes the page at
once; the change then travels here as a JSON merge patch, is appended to the answers file, and comes
back as `answer` and `status`. No trait ever holds a graded key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import traitlets

from rounds import kinds
from rounds.cards.base import Card, Markup, followers, tell_followers
from rounds.content.loader import Exercise
from rounds.core.errors import RoundsError
from rounds.core.html import Html
from rounds.core.scoring import ItemMark, Mark
from rounds.feedback.earlier_answer import told
from rounds.feedback.render import WORDS, self_study
from rounds.kinds.base import Key
from rounds.storage import shown_feedback
from rounds.storage.answers import Answers
from rounds.storage.attempts import Attempt, attempt
from rounds.storage.earlier_versions import committed, seen_next
from rounds.storage.locations import Place, forgets
from rounds.storage.mark_cache import digest, marked, remember
from rounds.storage.self_assessment import judged_id, levels, use_of

CLOCK = (
    "This computer's clock is behind the times of your saved answers. Nothing is lost; "
    "set the clock right, so that the dates are right, too."
)


class ExerciseCard(Card):
    """One exercise on the page."""

    view = "exercise"
    exercise = traitlets.Dict().tag(sync=True)
    opens = traitlets.Bool(False).tag(sync=True)  # whether it stands open before anything is answered
    badge = traitlets.Unicode().tag(sync=True)  # what it is for: graded, practice, not graded
    answer = traitlets.Dict().tag(sync=True)
    status = traitlets.Dict().tag(sync=True)  # saved (ISO time), answered, total, begun, open (ids), problem, note
    said = traitlets.Dict().tag(sync=True)  # practice: item id -> {verdict, word, icon, text}
    scene = traitlets.Dict().tag(sync=True)  # what the kernel works out: how a conversation is going, a picture
    earlier = traitlets.Dict().tag(sync=True)  # the answer to the exercise that this one looks back on
    before = traitlets.Dict().tag(
        sync=True
    )  # what was answered to earlier texts: time, changed, total, replaced, lines
    report = Markup().tag(sync=True)  # feedback as HTML, once it was asked for
    outdated = traitlets.Bool(False).tag(sync=True)  # whether it is on answers that have changed since
    verdicts = traitlets.Dict().tag(sync=True)  # graded, with that feedback: item id -> {verdict, word, icon}
    by_person = traitlets.Bool(False).tag(sync=True)  # whether a person judges it, the learner in self-study
    markable = traitlets.Bool(False).tag(sync=True)
    judging = traitlets.Dict().tag(
        sync=True
    )  # a reflection that learners judge themselves: open, levels, saved, changed
    line = traitlets.Dict().tag(sync=True)  # what else a line of the answers file says: module and seed
    forgets = traitlets.Bool(False).tag(sync=True)  # whether all that is saved ends with the server: on Binder
    learner = traitlets.Unicode().tag(sync=True)  # tells one learner's unsaved changes from another's

    def __init__(self, place: Place, exercise: Exercise) -> None:
        self._place = place
        self._template = exercise  # before figures are drawn for this learner
        problem = ""
        try:
            place.answers().seed()
        except RoundsError as error:  # nothing can be saved: show the exercise all the same, and say so
            problem = str(error)
        self._compared = False
        self._reported = ""  # the digest of the answer that the report is on
        saved = place.answers().read()
        self._exercise = exercise.drawn(saved.seed_of(exercise.id))
        super().__init__(
            exercise=self._exercise.public(),
            by_person=kinds.of(exercise.kind).graded_by_person,
            badge=use_of(exercise, place.self_study),
            opens=exercise.use == "opening" or exercise.id == place.module().judged[0].id,
            markable=exercise.use == "practice" or (place.self_study and exercise.use == "graded"),
            learner=self._learner(saved),
            forgets=forgets(),
        )
        self._show(saved)
        self._bring_back(saved)
        if problem:
            self.status = {**self.status, "problem": problem}
        followers.add(self)

    def follow(self, place: Place, saved: Answers) -> None:
        """Show what is saved now, if it is this widget's module."""
        if place == self._place:
            self._show(saved)

    def _fits(self, seed: int | None) -> bool:
        """Whether the figures on the page are those that a seed draws; most exercises draw none."""
        return self._template.drawn(seed) == self._exercise

    def _learner(self, saved: Answers) -> str:
        """Whose unsaved changes the page may send; if figures differ, only those for the same figures."""
        if saved.seed is None:
            return ""
        seed = saved.seed_of(self._template.id)
        whose = f"{self._place.folder.name}/{saved.seed}"
        return whose if self._template.drawn(seed) == self._template.drawn(saved.seed) else f"{whose}/{seed}"

    def _show(self, saved: Answers) -> None:
        seed = saved.seed_of(self._template.id)
        with self.hold_sync():  # answers brought back come with their figures, and both at once
            if not self._fits(seed):
                self._exercise = self._template.drawn(seed)
                self.exercise, self.learner = self._exercise.public(), self._learner(saved)
            self._show_answer(saved)
            about = {"module": self._place.folder.name, "seen": seen_next(self._template, self.answer)}
            self.line = about | ({} if seed is None else {"seed": seed})

    def _attempt(self, saved: Answers) -> Attempt:
        """What is saved, with the exercise that the page shows: its figures are those of the answer."""
        return replace(attempt(self._template, saved), exercise=self._exercise)

    def _show_answer(self, saved: Answers) -> None:
        entry = saved.latest.get(self._exercise.id)
        work = self._attempt(saved)
        answered, total = work.progress()
        self.answer = work.answer
        self.before = told(self._template, work.earlier) if work.earlier else {}
        if before := self._exercise.shows_answer_of:
            self.earlier = saved.of(before)
        self.status = {
            "saved": entry.time if entry else "",
            "answered": answered,
            "total": total,
            "begun": work.begun,
            "open": work.left(),
            "problem": "",
            "note": CLOCK if saved.clock_behind else "",
        }
        self.outdated = bool(self.report) and self._digest(saved) != self._reported
        if (scene := work.scene()) is not None:
            self.scene = dict(scene)
        if self._exercise.key is not None:
            self.said = {name: self._say(item) for name, item in work.respond(self._exercise.key).items()}
        if self.markable and self.by_person:
            self.judging = self._judged(self._exercise, saved)

    def _digest(self, saved: Answers) -> str:
        return digest(saved.seed_of(self._template.id), saved.of(self._template.id))

    def _judged(self, exercise: Exercise, saved: Answers) -> dict[str, Any]:
        judged, written = saved.latest.get(judged_id(exercise.id)), saved.latest.get(exercise.id)
        points = levels(exercise, judged.answer) if judged else {}
        changed = bool(points and judged and written and written.time > judged.time)
        return {
            "open": bool(points) or self._compared,
            "levels": points,
            "saved": judged.time if judged else "",
            "changed": changed,
        }

    def _say(self, item: ItemMark) -> dict[str, Any]:
        slips = self._exercise.key.slips if self._exercise.key else {}
        slip = slips.get(item.slip or "", "")
        beside = {"beside": [line._asdict() for line in item.side_by_side]} if item.side_by_side else {}
        return {**_sign(item), "text": item.why, "slip": slip, **beside}

    def on_msg(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Save a change of the answer or of its judging, or mark what is saved."""
        if message.get("do") == "commit" and isinstance(message.get("change"), dict):
            self._commit(message["change"], message.get("n"))
        elif message.get("do") == "judge" and isinstance(message.get("change"), dict):
            self._judge(message["change"], message.get("n"))
        elif message.get("do") == "mark" and self.markable:
            self._mark()

    def _commit(self, change: dict[str, Any], number: Any) -> None:
        try:
            made_of = partial(committed, self._template)
            self._place.answers().commit(self._exercise.id, change, self._fits, made_of)
        except RoundsError as error:
            self.status = {**self.status, "problem": str(error)}
            self.send({"failed": number, "problem": str(error)})
            return
        tell_followers(self._place)
        self.send({"saved": number})

    def _judge(self, change: dict[str, Any], number: Any) -> None:
        if not (self.markable and self.by_person):
            return
        try:
            if points := levels(self._exercise, change):
                self._place.answers().commit(judged_id(self._exercise.id), points)
        except RoundsError as error:
            self.send({"unjudged": number, "problem": str(error)})
            return
        tell_followers(self._place)
        self.send({"judged": number})

    def _feedback(self, work: Attempt, key: Key, mark: Mark) -> Html:
        """The feedback; reasons that practice has given item by item already are folded, and graded items get their signs."""
        said = work.respond(key) if work.exercise.use == "practice" else {}
        if work.exercise.use == "graded" and not self.by_person:
            answered = [item for item in mark.items if item.verdict != "blank"]
            self.verdicts = {item.id: _sign(item) for item in answered}
        # A reason may have been given below another item.
        reasons = {paragraph for item in said.values() for paragraph in item.why.split("\n\n")}
        read = {
            item.id
            for item in mark.items
            if item.id in said and (item.why.endswith(said[item.id].why) or reasons.issuperset(item.why.split("\n\n")))
        }
        return self_study(work.exercise, key, mark, heading=4, on_card=True, read=read)

    def _bring_back(self, saved: Answers) -> None:
        """Show the feedback that was asked for before the page was reloaded."""
        name = self._exercise.id
        feedback = shown_feedback.last(self._place, saved, name) if self.markable else None
        if feedback is None:
            return
        try:
            key, answers = self._place.keys()[name], feedback.answers
            work = attempt(self._template, answers)
            mark = work.mark(key)
        except RoundsError:
            return  # the page says what is wrong once it is asked for again
        self._compared = mark.answered > 0
        self.report = self._feedback(work, key, mark)
        self._reported = self._digest(answers)
        self._show(saved)

    def _mark(self) -> None:
        try:
            key, saved = self._place.keys()[self._exercise.id], self._place.answers().read()
            self._show(saved)
            work = self._attempt(saved)
            mark = work.mark(key)
            self._reported = self._digest(saved)
            with self.hold_sync():
                self.report = self._feedback(work, key, mark)
                self.outdated = False
            self._compared = mark.answered > 0
            shown_feedback.note(self._place, saved, [self._exercise.id], self._exercise.id)
            self._show(saved)
            if work.begun and self._exercise.points and mark.fraction is not None and not self.by_person:
                points = (mark.points(self._exercise.points), self._exercise.points)
                remember(self._place, marked(saved, {self._exercise.id: points}))
        except RoundsError as error:
            self.status = {**self.status, "problem": str(error)}
        self.send({"marked": True})


def _sign(item: ItemMark) -> dict[str, str]:
    """What is said of an item in a sign and a word."""
    icon, word = WORDS[item.verdict]
    return {"verdict": item.verdict, "icon": icon, "word": item.word or word}
