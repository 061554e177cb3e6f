"""`table`: the BATNA table. Alternatives against weighted interests, how likely they are, who controls them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text

Control = Literal["own", "secured", "needs-yes"]
CONTROLS: dict[Control, str] = {
    "own": "My own decision",
    "secured": "Secured in writing",
    "needs-yes": "Needs another's yes",
}
ADMISSIBLE: tuple[Control, ...] = ("own", "secured")  # what needs another's yes is a second negotiation: C15
Score = Annotated[float, Field(ge=0, le=100)]


class Interest(Strict):
    """A column."""

    learner_sees = ("id", "label", "means")
    id: Id
    label: Text
    means: str = ""


class Alternative(Strict):
    """A row: what it is, how well it serves each interest (0 to 100), and how likely it comes off (0 to 1)."""

    learner_sees = ("id", "label", "text", "scores", "p")
    id: Id
    label: Text
    text: Text = Field(description="the facts, control among them, as a learner would find them out")
    scores: dict[Id, Score]
    p: float = Field(1.0, ge=0, le=1)


class Profile(Strict):
    """A person with weights of their own (in percent, together 100); without weights, the learner."""

    learner_sees = ("id", "label", "text", "weights", "compute")
    id: Id
    label: Text
    text: str = ""
    weights: dict[Id, Score] | None = None
    compute: list[Id] = Field(default_factory=list, description="rows whose expected value the learner works out")


class Exercise(base.Exercise):
    """Alternatives under the weights of one person or several."""

    learner_sees = ("kind", "interests", "alternatives", "status_quo", "profiles", "own_rows", "sensitivity")
    kind: Literal["table"]
    interests: list[Interest] = Field(min_length=2, max_length=6)
    alternatives: list[Alternative] = Field(min_length=2, max_length=10)
    status_quo: Id = Field(description="the row that remains when an uncertain one fails; its p is 1")
    profiles: list[Profile] = Field(min_length=1, max_length=4)
    own_rows: int = Field(0, ge=0, le=8, description="practice only: rows the learner adds")
    sensitivity: bool = Field(
        False, description="practice only: a control that moves one weight and shows where the BATNA flips"
    )
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")


class ControlKey(Strict):
    """Who controls a row, and why; `slips` names mistakes that get feedback of their own."""

    control: Control
    why: Text
    slips: dict[Control, Id] = Field(default_factory=dict)


class ChoiceKey(Strict):
    """What to say about a person's BATNA; `slips` names the mistake behind choosing a certain row."""

    why: Text
    slips: dict[Id, Id] = Field(default_factory=dict)


class TotalSlips(Strict):
    """The slips of working out an expected value; each wrong path is computed."""

    probability_ignored: Id
    status_quo_left_out: Id
    weights_ignored: Id
    otherwise: Id


class Key(base.Key):
    """Control is judged by this key; totals, BATNA and reservation value follow from the table itself."""

    control: dict[Id, ControlKey]
    confusions: dict[Control, dict[Control, Id]]
    totals: TotalSlips
    profiles: dict[Id, ChoiceKey]
    not_admissible: Id = Field(description="slip: chose a row that the learner's own audit rules out")
    not_best: Id = Field(description="slip: chose an admissible row that is not the best one")
    reservation: Id = Field(description="slip: the reservation value does not follow from the choice")

    def slip(self, row: str, control: Control) -> str:
        """The id of the slip of giving `row` that control."""
        about = self.control[row]
        return about.slips.get(control) or self.confusions[about.control][control]
