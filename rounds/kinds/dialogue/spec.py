"""`dialogue`: a conversation as a deterministic state machine, written in YAML."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from rounds.kinds import base
from rounds.kinds.base import Id, Strict, Text
from rounds.kinds.dialogue.outlook import Outlook

MOST_STATES = 400
FOUND = "found"  # the quantity that the engine keeps: how many interests are open
ASKED, OPEN = 1, 2  # the values of an interest: asked about, and open


class Quantity(Strict):
    """Something that moves change, such as value gained, trust or tension. A hidden one shows only in what is said."""

    id: Id
    label: Text
    start: float = 0
    least: float = -100
    most: float = 100
    shown: bool = True
    unit: str = ""


class Interest(Strict):
    """What the other side cares about and doesn't say on its own.

    The engine keeps a quantity of that id: 0, then 1 once an open question asked about it, and 2 (open) once the
    answer was reflected.
    """

    id: Id
    label: Text


class Bound(Strict):
    """A condition on one quantity, ends included."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        """Whether `value` lies within."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


Conditions = dict[Id, Bound]


class Outcome(Strict):
    """What a move does when its conditions hold; of several outcomes, the first whose conditions do."""

    when: Conditions = Field(default_factory=dict)
    effects: dict[Id, float] = Field(default_factory=dict)
    says: str = Field("", description="what the other side answers, or what happens")
    to: Id


class Move(Strict):
    """Something the learner can say or do. `style` names the sort of move, by the same words all through a conversation."""

    id: Id
    style: Id
    text: Text
    when: Conditions = Field(default_factory=dict, description="the move can be chosen only then")
    outcomes: list[Outcome] = Field(min_length=1)


class Opening(Strict):
    """What the learner finds in a state, when its conditions hold."""

    when: Conditions = Field(default_factory=dict)
    text: Text


class State(Strict):
    """A point of the conversation; without moves, its end."""

    label: str = ""
    opening: list[Opening] = Field(min_length=1, description="of several the first that holds")
    write: bool = Field(False, description="learners write their own line here before they see the moves")
    moves: list[Move] = Field(default_factory=list)


class Exercise(base.Exercise):
    """A conversation; the answer is the list of moves, and marking replays it.

    Beside the moves it holds the lines that learners wrote in their own words: `{"moves": [...], "lines": {"3": "..."}}`.

    The kernel plays the other side, so all states are in exercises.yaml on the learner's computer, like the
    cards of a game. The page gets only what was played, and what to say about a move, which is the key,
    stays with the instructor.
    """

    learner_sees = ("kind", "you", "other")
    kind: Literal["dialogue"]
    you: str = "You"
    other: Text = Field(description="who the conversation is with")
    others: dict[Id, Text] = Field(
        default_factory=dict,
        description="where the first move chooses the case: by that move, who the conversation is with from then on",
    )
    quantities: list[Quantity] = Field(min_length=1)
    interests: list[Interest] = Field(default_factory=list, description="what an open question and a reflection open")
    start: Id
    states: dict[Id, State] = Field(default_factory=dict, max_length=MOST_STATES)
    states_in: list[str] = Field(
        default_factory=list, description="files beside this one: talk-*.yaml, state: its text"
    )
    key: Key | None = Field(None, description="practice only: graded keys are in grader/keys")

    @cached_property
    def tracked(self) -> list[Quantity]:
        """The quantities that moves change: those in the YAML, and one for each interest."""
        of_interests = [Quantity(id=i.id, label=i.label, least=0, most=OPEN, shown=False) for i in self.interests]
        return [*self.quantities, *of_interests]

    @cached_property
    def outlooks(self) -> dict[str, Outlook]:
        """By quantity, what the conversation can bring; the engine fills it in when it is first asked."""
        return {}

    def met(self, first: str | None) -> str:
        """Who the conversation is with once that first move is made; None before it."""
        return self.others.get(first or "", self.other)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The ids of the interests."""
        return frozenset(i.id for i in self.interests)


class Judged(Strict):
    """Whether a move is good in that state, and why; a poor one names its slip."""

    good: bool
    why: Text
    slip: Id | None = None
    breach: bool = Field(False, description="it is unethical (force, a false claim): the mark is capped")


class Reach(Strict):
    """A quantity, and the value of it that earns this part in full."""

    quantity: Id
    best: float = Field(gt=0)


class Value(Reach):
    """The value of the agreement, counted from what walking away is worth."""

    batna: float = 0


class Relationship(Strict):
    """`plus - minus` at the end, from `least` (nothing) to `best` (in full)."""

    plus: Id
    minus: Id
    least: float = 0
    best: float


class Score(Strict):
    """How a conversation with hidden interests is graded: 40 % interests found, and 20 % for each other part."""

    interests: list[Id] = Field(min_length=1)
    process: Reach
    value: Value
    relationship: Relationship


class Ethics(Strict):
    """The most that a conversation with an unethical move (`breach`) can earn."""

    cap: float = Field(ge=0, lt=1)


def _form(score: Any) -> str:
    if isinstance(score, str):
        return "quantity"
    fields = set(score) if isinstance(score, dict) else set(Score.model_fields)
    return "listening" if isinstance(score, Score) or fields & set(Score.model_fields) else "cases"


AnyScore = Annotated[
    Annotated[Id, Tag("quantity")] | Annotated[Score, Tag("listening")] | Annotated[dict[Id, Score], Tag("cases")],
    Discriminator(_form),
]


class Key(base.Key):
    """What counts in the end, and what to say about each move."""

    score: AnyScore = Field(
        description="a quantity, whose end value is marked from guesser's (0) to best (1); with interests, "
        "the parts of the score, or one such score for each first move"
    )
    expert: list[Id] | dict[Id, list[Id]] = Field(
        default_factory=list, description="with interests: the moves that earn everything (by first move)"
    )
    ethics: Ethics | None = None
    moves: dict[Id, dict[Id, Judged]] = Field(default_factory=dict, description="state: move: judgment")
    moves_in: list[str] = Field(
        default_factory=list,
        description="files with more of `moves`: practice beside exercises.yaml, else in grader/keys",
    )
    unfinished: Id = Field(description="slip: the conversation was not brought to an end")
