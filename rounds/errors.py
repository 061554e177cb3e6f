"""Everything that can go wrong with a sentence for a person, as one small tree."""

from __future__ import annotations


class RoundsError(Exception):
    """Something a person can mend; the message says what and how."""


class ContentError(RoundsError):
    """An exercises or keys file says something it may not; one line for each problem."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class PlaceError(RoundsError):
    """The notebook is not where its exercises are."""


class SaveError(RoundsError):
    """An answer could not be written; what was saved before is untouched. `why` is the reason alone, where known."""

    def __init__(self, sentence: str, why: str = "") -> None:
        self.why = why
        super().__init__(sentence)


class KeepingError(RoundsError):
    """Answers could not be downloaded, or a file holds none that could be brought back; nothing was changed."""
