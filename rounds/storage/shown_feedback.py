"""Remembers which feedback was asked for, and on which answers, so that it is there again after a reload.

A line of the answers file says so, under an id of its own that no exercise can have, since an exercise's id has no
slash. It holds digests of the answers, never what the feedback said: that is worked out again from the key, if it is
within reach. If answers have changed since, the earlier ones are further up in the same file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rounds.core.errors import RoundsError
from rounds.storage.answers import Answers, Entry, read
from rounds.storage.locations import Place
from rounds.storage.mark_cache import digest


def feedback_id(exercise: str = "") -> str:
    """The id under which it is saved that feedback was asked for; without an exercise, on the whole notebook."""
    return f"{exercise}/feedback"


@dataclass(frozen=True)
class LastFeedback:
    """The answers that feedback was last asked for, on which exercises, and whether they still count."""

    answers: Answers
    current: bool
    exercises: frozenset[str]


def note(place: Place, saved: Answers, exercises: Iterable[str], of: str = "") -> None:
    """Save that feedback on these answers was asked for; if nothing can be saved, silently don't."""
    digests = {name: digest(saved.seed_of(name), saved.of(name)) for name in exercises}
    before = saved.of(feedback_id(of)).get("of")
    if before == digests:
        return
    try:
        place.answers().commit(feedback_id(of), {"of": digests})
    except RoundsError:
        return  # the feedback is shown all the same


def changed(saved: Answers, of: str = "") -> bool:
    """Whether the answers that feedback was last asked for have changed since; not if none was asked for."""
    wanted = saved.of(feedback_id(of)).get("of")
    return isinstance(wanted, dict) and any(
        digest(saved.seed_of(name), saved.of(name)) != asked for name, asked in wanted.items()
    )


def last(place: Place, saved: Answers, of: str = "") -> LastFeedback | None:
    """The answers that feedback was last asked for; None if it never was, or if they can't be found any longer."""
    wanted = saved.of(feedback_id(of)).get("of")
    if not isinstance(wanted, dict) or not wanted:
        return None
    if not changed(saved, of):
        return LastFeedback(saved, True, frozenset(wanted))
    then: dict[str, Entry] = {}

    def keep(name: str, entry: Entry) -> None:
        seed = saved.seed if entry.seed is None else entry.seed
        if name in wanted and digest(seed, entry.answer) == wanted[name]:
            then[name] = entry

    read(place.answers_path, keep)
    if set(then) != set(wanted):
        return None
    return LastFeedback(Answers({**saved.latest, **then}, saved.seed, saved.problems), False, frozenset(wanted))
