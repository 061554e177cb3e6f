"""Runs a conversation: replays a list of moves, finds the best path, and works out what guessing brings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rounds.kinds.dialogue.outlook import Outlook, Point, Prospect
from rounds.kinds.dialogue.spec import ASKED, FOUND, OPEN, Conditions, Exercise, Move, Outcome, Quantity

LISTENING = ("open", "reflect")  # the styles that open interests
MOST_POINTS = 20_000  # a second's work; each is a state together with the quantities reached

Values = dict[str, float]
Choosing = Callable[[Sequence[Move]], Move]


@dataclass(frozen=True)
class Step:
    """One move: where it was made, what was found there, what was said and what came of it."""

    state: str
    move: str
    opening: str
    said: str
    answer: str
    before: Values
    after: Values


@dataclass(frozen=True)
class Played:
    """A replayed conversation, up to the first move that was not possible."""

    steps: tuple[Step, ...]
    state: str
    opening: str
    values: Values
    ended: bool
    possible: tuple[str, ...] = ()
    refused: int = field(default=0)  # moves of the list that could not be made


def start(exercise: Exercise) -> Point:
    """Where a conversation begins."""
    return exercise.start, tuple(q.start for q in exercise.tracked)


def values(exercise: Exercise, point: Point) -> Values:
    """The quantities at a point, by name; where there are interests, `found` counts the open ones."""
    at = dict(zip((q.id for q in exercise.tracked), point[1], strict=True))
    if exercise.interests:
        at[FOUND] = float(sum(at[name] >= OPEN for name in exercise.hidden))
    return at


def opening(exercise: Exercise, point: Point) -> str:
    """What the learner finds there."""
    at = values(exercise, point)
    return next(o.text for o in exercise.states[point[0]].opening if _holds(o.when, at))


def possible(exercise: Exercise, point: Point) -> list[Move]:
    """The moves that can be made there."""
    at = values(exercise, point)
    return [move for move in exercise.states[point[0]].moves if _holds(move.when, at)]


def step(exercise: Exercise, point: Point, move: Move) -> tuple[Outcome, Point]:
    """What comes of a move, and the point that it leads to; quantities stay within their range."""
    at = values(exercise, point)
    outcome = next(o for o in move.outcomes if _holds(o.when, at))
    after = tuple(_moved(exercise, q, at[q.id], outcome.effects.get(q.id, 0.0), move.style) for q in exercise.tracked)
    return outcome, (outcome.to, after)


def _moved(exercise: Exercise, quantity: Quantity, now: float, by: float, style: str) -> float:
    # Asking about an interest, however often, does not open it: only a reflection does.
    most = max(now, ASKED) if style == "open" and quantity.id in exercise.hidden else quantity.most
    return min(most, max(quantity.least, now + by))


def _holds(when: Conditions, at: Mapping[str, float]) -> bool:
    return all(bound.holds(at[name]) for name, bound in when.items())


def play(exercise: Exercise, moves: Iterable[object]) -> Played:
    """Replay a list of moves. Stops at the first that is not possible there, and says how many are left."""
    point, moves = start(exercise), list(moves)
    steps: list[Step] = []
    for done, name in enumerate(moves):
        move = next((m for m in possible(exercise, point) if m.id == name), None)
        if move is None:
            return _played(exercise, point, steps, len(moves) - done)
        outcome, after = step(exercise, point, move)
        steps.append(
            Step(
                state=point[0],
                move=move.id,
                opening=opening(exercise, point),
                said=move.text,
                answer=outcome.says,
                before=values(exercise, point),
                after=values(exercise, after),
            )
        )
        point = after
    return _played(exercise, point, steps, 0)


def _played(exercise: Exercise, point: Point, steps: list[Step], refused: int) -> Played:
    can = tuple(m.id for m in possible(exercise, point))
    return Played(tuple(steps), point[0], opening(exercise, point), values(exercise, point), not can, can, refused)


def outlook(exercise: Exercise, quantity: str) -> Outlook:
    """What a conversation can bring of a quantity; worked out once for each exercise.

    Raises ValueError, with a sentence, where more than `MOST_POINTS` points can be reached.
    """
    if quantity not in exercise.outlooks:
        prospects = _prospects(exercise, quantity)
        best_script = max(play(exercise, path).values[quantity] for path in scripts(exercise).values())
        exercise.outlooks[quantity] = Outlook(prospects, best_script)
    return exercise.outlooks[quantity]


def _prospects(exercise: Exercise, quantity: str) -> dict[Point, Prospect]:
    """The prospects of every point that can be reached, by backward induction (Bellman 1957)."""
    at = [q.id for q in exercise.tracked].index(quantity)
    known: dict[Point, Prospect] = {}
    waiting = [start(exercise)]
    while waiting:
        point = waiting[-1]
        if len(known) > MOST_POINTS:
            raise ValueError(
                f"has more than {MOST_POINTS:,} courses to look at; use coarser effects or fewer quantities"
            )
        after = {m.id: step(exercise, point, m)[1] for m in possible(exercise, point)}
        if missing := [p for p in after.values() if p not in known]:
            waiting += missing
            continue
        waiting.pop()
        if not after:
            known[point] = Prospect(point[1][at], None, point[1][at])
            continue
        move = max(after, key=lambda name: known[after[name]].best)
        mean = sum(known[p].guesser for p in after.values()) / len(after)
        known[point] = Prospect(known[after[move]].best, move, mean)
    return known


def best_path(exercise: Exercise, quantity: str) -> list[str]:
    """The moves that bring the most of a quantity; of equally good moves, the first."""
    prospects, point, path = outlook(exercise, quantity).prospects, start(exercise), []
    while (name := prospects[point].move) is not None:
        path.append(name)
        point = step(exercise, point, next(m for m in possible(exercise, point) if m.id == name))[1]
    return path


def cases(exercise: Exercise) -> list[Move]:
    """The first moves, where they only choose the case; none in an exercise that has one conversation."""
    first = exercise.states[exercise.start].moves
    one_style = len({m.style for m in first}) == 1
    return first if exercise.interests and len(first) > 1 and one_style else []


def scripts(exercise: Exercise) -> dict[str, list[str]]:
    """For each style of move, the conversation in which the learner always makes that sort of move where possible."""
    styles = dict.fromkeys(m.style for state in exercise.states.values() for m in state.moves)
    if not (first := cases(exercise)):
        return {style: _script(exercise, style) for style in styles}
    return {f"{style} in {m.id}": _script(exercise, style, m) for style in styles for m in first}


def _script(exercise: Exercise, style: str, first: Move | None = None) -> list[str]:
    point, path = start(exercise), list[str]()
    if first is not None:
        path.append(first.id)
        point = step(exercise, point, first)[1]
    while can := possible(exercise, point):
        move = next((m for m in can if m.style == style), None) or _instead(exercise, can)
        path.append(move.id)
        point = step(exercise, point, move)[1]
    return path


def _instead(exercise: Exercise, can: Sequence[Move]) -> Move:
    # A fixed style must not profit from another: where interests are hidden, it doesn't listen in passing.
    dull = [m for m in can if m.style not in LISTENING] if exercise.interests else []
    return (dull or can)[0]
