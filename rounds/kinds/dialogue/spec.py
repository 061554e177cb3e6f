"""`dialogue`: a conversation as a deterministic state machine, written in YAML."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from rounds.kinds import spec
from rounds.kinds.spec import Id, Problem, Strict, Text

MOST_STATES = 400


class Quantity(Strict):
    """Something that moves change: value gained, trust, tension. Hidden ones show only in what is said."""

    id: Id
    label: Text
    start: float = 0
    least: float = -100
    most: float = 100
    shown: bool = True
    unit: str = ""


class Bound(Strict):
    """A condition on one quantity, ends included."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        """Whether `value` lies within."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


Conditions = dict[Id, Bound]


class Outcome(Strict):
    """What a move does when its conditions hold; of several the first that holds."""

    when: Conditions = Field(default_factory=dict)
    effects: dict[Id, float] = Field(default_factory=dict)
    says: str = Field("", description="what the other side answers, or what happens")
    to: Id


class Move(Strict):
    """Something the learner can say or do. `style` names the sort of move, the same over the conversation."""

    id: Id
    style: Id
    text: Text
    when: Conditions = Field(default_factory=dict, description="the move can be chosen only then")
    outcomes: list[Outcome] = Field(min_length=1)


class Opening(Strict):
    """What one finds in a state, when its conditions hold."""

    when: Conditions = Field(default_factory=dict)
    text: Text


class State(Strict):
    """A point of the conversation; without moves, its end."""

    label: str = ""
    opening: list[Opening] = Field(min_length=1, description="of several the first that holds")
    moves: list[Move] = Field(default_factory=list)


class Exercise(spec.Exercise):
    """A conversation; the answer is the list of moves, and marking replays it.

    The kernel plays the other side, so the whole machine is in exercises.yaml on the learner's machine,
    like the cards of a game. The page never gets more than was played, and what to say of a move, which
    is the key, stays with the instructor.
    """

    kind: Literal["dialogue"]
    you: str = "You"
    other: Text = Field(description="who the conversation is with")
    quantities: list[Quantity] = Field(min_length=1)
    start: Id
    states: dict[Id, State] = Field(min_length=2, max_length=MOST_STATES)
    key: Key | None = Field(None, description="practice only: a graded key stands in grader/keys")


class Judged(Strict):
    """Whether a move is a good one where it stands, and why; a poor one names its slip."""

    good: bool
    why: Text
    slip: Id | None = None


class Key(spec.Key):
    """The quantity that counts in the end, and what to say of each move."""

    score: Id = Field(description="the quantity whose end value is marked, from guesser's (0) to best (1)")
    moves: dict[Id, dict[Id, Judged]] = Field(description="state: move: judgment")
    unfinished: Id = Field(description="slip: the conversation was not brought to an end")


def problems(exercise: Exercise, key: Key | None) -> list[Problem]:
    """What is wrong between the parts of the exercise and its key."""
    names = [q.id for q in exercise.quantities]
    states = list(exercise.states)
    found = spec.unique(names, "quantity") + spec.one_of(exercise.start, states, "start: state")
    for state_id, state in exercise.states.items():
        found += spec.unique([m.id for m in state.moves], "move")
        if state.opening[-1].when:
            found.append(Problem(state_id, "its last opening has a condition; the last one must always hold"))
        if state.moves and all(m.when for m in state.moves):
            found.append(
                Problem(state_id, "each of its moves has a condition, so there could be none; leave one without")
            )
        for move in state.moves:
            where = f"{state_id}/{move.id}"
            if move.outcomes[-1].when:
                found.append(Problem(where, "its last outcome has a condition; the last one must always hold"))
            for outcome in move.outcomes:
                found += spec.one_of(outcome.to, states, "to: state", where)
                for name in (*outcome.effects, *outcome.when):
                    found += spec.one_of(name, names, "quantity", where)
            for name in move.when:
                found += spec.one_of(name, names, "quantity", where)
        for opening in state.opening:
            for name in opening.when:
                found += spec.one_of(name, names, "quantity", state_id)
    if found:
        return found
    found += [
        Problem(s, "cannot be reached from the start; lead to it or remove it")
        for s in states
        if s not in _reached(exercise)
    ]
    if cycle := _cycle(exercise):
        found.append(Problem(cycle, "leads back to itself, so the conversation might never end; go on to a new state"))
    return found if key is None or found else _key(exercise, key)


def _key(exercise: Exercise, key: Key) -> list[Problem]:
    from rounds.kinds.dialogue.machine import best_path, play
    from rounds.kinds.dialogue.marking import scale

    found = spec.one_of(key.score, [q.id for q in exercise.quantities], "score: quantity")
    found += spec.one_of(key.unfinished, key.slips, "unfinished: slip")
    talking = {name: state for name, state in exercise.states.items() if state.moves}
    found += spec.same_ids(talking, key.moves, "moves")
    for name, state in talking.items():
        judged = key.moves.get(name, {})
        found += spec.same_ids([m.id for m in state.moves], judged, f"moves of {name}")
        for move, judgment in judged.items():
            if not judgment.good and judgment.slip is None:
                found.append(Problem(f"{name}/{move}", "is a poor move and needs a slip: the mistake"))
            elif judgment.slip is not None:
                found += spec.one_of(judgment.slip, key.slips, "slip", f"{name}/{move}")
    if found:
        return found
    try:
        floor, best = scale(exercise, key.score)
    except ValueError as error:
        return [Problem("", str(error))]
    if best <= floor:
        says = f"its best path brings {best:g} and a guesser or one fixed style {floor:g}; change the effects, so that choosing well pays"
        return [Problem("", says)]
    for step in play(exercise, best_path(exercise, key.score)).steps:
        judgment = key.moves[step.state][step.move]
        if not judgment.good:
            found.append(
                Problem(
                    f"{step.state}/{step.move}",
                    "is judged poor, yet the best path goes through it; mend the effects or the judgment",
                )
            )
    return found


def _next(state: State) -> list[str]:
    return [outcome.to for move in state.moves for outcome in move.outcomes]


def _reached(exercise: Exercise) -> set[str]:
    reached, waiting = {exercise.start}, [exercise.start]
    while waiting:
        for name in _next(exercise.states[waiting.pop()]):
            if name not in reached:
                reached.add(name)
                waiting.append(name)
    return reached


def _cycle(exercise: Exercise) -> str | None:
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> str | None:
        if name in above:
            return name
        if name in done:
            return None
        for other in _next(exercise.states[name]):
            if found := visit(other, (*above, name)):
                return found
        done.add(name)
        return None

    return visit(exercise.start, ())
