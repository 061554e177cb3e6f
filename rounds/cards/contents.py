"""The top of a notebook: where to go on, and a list of its exercises, each one step away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import traitlets

from rounds.cards.base import Card, followers
from rounds.content.loader import Exercise
from rounds.storage.answers import Answers, moment
from rounds.storage.attempts import attempt
from rounds.storage.locations import Place
from rounds.storage.self_assessment import use_of

LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ContentsCard(Card):
    """What is in this notebook, how much of it is done, and the exercise to go on with."""

    view = "contents"
    rows = traitlets.List().tag(sync=True)  # of each exercise: id, title, use in words, state
    next = traitlets.Dict().tag(sync=True)  # id and title of the exercise to go on with; empty if all is done

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self.follow(place, place.answers().read())
        followers.add(self)

    def follow(self, place: Place, saved: Answers) -> None:
        """Show what is saved now, if it is this notebook's."""
        if place != self._place:
            return
        exercises = place.module().listed
        states = [_state(exercise, saved) for exercise in exercises]
        with self.hold_sync():
            self.rows = [
                {
                    "id": exercise.id,
                    "title": exercise.title,
                    "use": use_of(exercise, place.self_study),
                    "state": state,
                }
                for exercise, state in zip(exercises, states, strict=True)
            ]
            following = go_on(exercises, states, saved)
            self.next = {"id": following.id, "title": following.title} if following else {}


def go_on(exercises: Sequence[Exercise], states: Sequence[str], saved: Answers) -> Exercise | None:
    """The exercise answered last, or the next one that isn't done; None if all are. Surveys are up to the learner."""
    begun = [at for at, state in enumerate(states) if state != "open"]
    latest = max(begun, key=lambda at: (moment(saved.latest[exercises[at].id].time) or LONG_AGO, at), default=0)
    around = (*range(latest, len(exercises)), *range(latest))
    return next((exercises[at] for at in around if states[at] != "done" and exercises[at].judged), None)


def _state(exercise: Exercise, saved: Answers) -> str:
    work = attempt(exercise, saved)
    answered, total = work.progress()
    return "done" if answered >= total else "begun" if work.begun else "open"
