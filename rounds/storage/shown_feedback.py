"""Which feedback was asked for, and for which answers, so that it is there again after a reload.

A line of the answers file says it, under an id of its own that no exercise can have, since an exercise's id holds no
slash: with digests of the answers, never with what was said of them. The feedback is worked out anew from the key, where
that is within reach. If answers have changed since, the ones it was for stand further up in the same file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rounds.core.errors import RoundsError
from rounds.storage.answers import Answers, Entry, read
from rounds.storage.locations import Place
from rounds.storage.mark_cache import digest


def feedback_id(exercise: str = "") -> str:
    """Under what id it is saved that feedback was asked for; without an exercise, of the whole notebook."""
    return f"{exercise}/feedback"


@dataclass(frozen=True)
class Asked:
    """The answers that feedback was last asked for, and whether they are still the ones that stand."""

    answers: Answers
    stands: bool
    of: frozenset[str]  # the exercises that it was of


def note(place: Place, saved: Answers, exercises: Iterable[str], of: str = "") -> None:
    """Save that feedback on these answers was asked for; silently not, where nothing can be saved."""
    digests = {name: digest(saved.seed_of(name), saved.of(name)) for name in exercises}
    before = saved.of(feedback_id(of)).get("of")
    if before == digests:
        return
    try:
        place.answers().commit(feedback_id(of), {"of": digests})
    except RoundsError:
        return  # the feedback is shown all the same


def changed(saved: Answers, of: str = "") -> bool:
    """Whether the answers that feedback was last asked for are others now; not where none was asked for."""
    wanted = saved.of(feedback_id(of)).get("of")
    return isinstance(wanted, dict) and any(
        digest(saved.seed_of(name), saved.of(name)) != one for name, one in wanted.items()
    )


def last(place: Place, saved: Answers, of: str = "") -> Asked | None:
    """For which answers feedback was last asked; None where it was not, or where they cannot be found any more."""
    wanted = saved.of(feedback_id(of)).get("of")
    if not isinstance(wanted, dict) or not wanted:
        return None
    if not changed(saved, of):
        return Asked(saved, True, frozenset(wanted))
    then: dict[str, Entry] = {}

    def look(name: str, entry: Entry) -> None:
        seed = saved.seed if entry.seed is None else entry.seed
        if name in wanted and digest(seed, entry.answer) == wanted[name]:
            then[name] = entry

    read(place.answers_path, look)
    if set(then) != set(wanted):
        return None
    return Asked(Answers({**saved.latest, **then}, saved.seed, saved.problems), False, frozenset(wanted))
