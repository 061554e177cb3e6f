"""Marking of `dialogue`: the conversation is replayed.

Its end is compared with what guessing and the best path reach or, where interests are hidden, with what there was to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from rounds.core.score_sums import figure, percent
from rounds.core.scoring import Answer, ItemMark, Line, Mark, Part, with_slips
from rounds.kinds.dialogue import engine, listening_score, quantity_words
from rounds.kinds.dialogue.engine import Played, Step
from rounds.kinds.dialogue.own_lines import MOST_MOVES, own_lines, readable
from rounds.kinds.dialogue.spec import Exercise, Key

SAME = "The same line."  # an expert's, where the learner chose it


def clean(exercise: Exercise, answer: Answer) -> tuple[Played, tuple[str, ...]]:
    """The conversation as far as it is possible, and notes about what was not."""
    moves = answer.get("moves")
    played = engine.play(exercise, moves[:MOST_MOVES] if isinstance(moves, list) else [])
    notes = []
    if played.refused:
        notes.append(
            f"Move {len(played.steps) + 1} of the conversation was not possible there: it and what follows did not count."
        )
    if set(answer) - {"moves", "lines"} or not isinstance(moves, (list, type(None))) or not readable(answer):
        notes.append("A part of the answer could not be read and did not count.")
    return played, tuple(notes)


def progress(exercise: Exercise, answer: Answer) -> tuple[int, int]:
    """How many moves are made, and how many there are until the end (the shortest way from here)."""
    played = clean(exercise, answer)[0]
    return len(played.steps), len(played.steps) + shortest(exercise, played.state)


def left(exercise: Exercise, answer: Answer) -> list[str]:
    """What is still open, by the names the page has for it, in its order."""
    return [] if clean(exercise, answer)[0].ended else ["moves"]


def shortest(exercise: Exercise, state: str) -> int:
    """The fewest moves from a state to an end."""
    ring, steps = {state}, 0
    while all(exercise.states[name].moves for name in ring):
        ring = {o.to for name in ring for m in exercise.states[name].moves for o in m.outcomes}
        steps += 1
    return steps


class Scale(NamedTuple):
    """The end values that earn 0 and 1."""

    floor: float
    best: float


def scale(exercise: Exercise, quantity: str) -> Scale:
    """What guessing or a script of one style reaches (the floor), and what the best path reaches.

    The curriculum's floor is the mean of random conversations. A script that does better than chance, such as
    always giving way, must not pay either, so the larger of the two counts.
    """
    outlook = engine.outlook(exercise, quantity)
    first = outlook.prospects[engine.start(exercise)]
    return Scale(max(first.guesser, outlook.best_script), first.best)


def mark(exercise: Exercise, key: Key, answer: Answer) -> Mark:
    """The share of the points, from 0 to 1.

    Without hidden interests `(V - floor) / (best - floor)`, V the value reached when the conversation ended;
    with them, the parts of `listening_score.earned`.
    """
    played, notes = clean(exercise, answer)
    share, summary, parts = (_listened if exercise.interests else _reached)(exercise, key, played)
    items = list(_items(exercise, key, played, own_lines(answer)))
    answered, total = progress(exercise, answer)
    if played.steps and not played.ended:
        items.append(
            ItemMark("end", "The end of the conversation", "missed", why="It hasn't ended.", slip=key.unfinished)
        )
    mark = Mark(
        fraction=share,
        items=tuple(items),
        answered=answered,
        total=total,
        summary=summary,
        notes=notes,
        parts=parts,
    )
    return with_slips(mark, items, key.slips) if played.steps else mark


Marked = tuple[float, tuple[str, ...], tuple[Part, ...]]


def _reached(exercise: Exercise, key: Key, played: Played) -> Marked:
    quantity = str(key.score)
    floor, best = scale(exercise, quantity)
    value = played.values[quantity]
    unit = next(q for q in exercise.quantities if q.id == quantity)
    name = f"{unit.label}: {quantity_words.value_text(unit, value)}"
    share = min(1.0, max(0.0, (value - floor) / (best - floor))) if played.ended and played.steps else 0.0
    if not played.ended:
        counts = "it hasn't ended, so nothing counts yet"
    elif value <= floor:
        counts = f"choosing at random, or always the same way, reaches {figure(floor)}, so nothing counts"
    elif value >= best:
        counts = "the best there is"
    else:
        counts = (
            f"choosing at random, or always the same way, reaches {figure(floor)}, and the best conversation {best:g}, so "
            f"({value:g} − {figure(floor)}) ÷ ({best:g} − {figure(floor)}) = {percent(share)} counts"
        )
    summary = (played.opening,) if played.ended else ()
    return share, summary, (Part(f"{name}; {counts}", share, 1),)


def _listened(exercise: Exercise, key: Key, played: Played) -> Marked:
    earned = listening_score.earned(exercise, key, played)
    summary = listening_score.summary(earned, played, exercise.states[played.state].label)
    return earned.fraction, summary, listening_score.parts(earned, played)


def _items(
    exercise: Exercise, key: Key, played: Played, lines: Mapping[int, str], replay: bool = True
) -> Iterator[ItemMark]:
    """A line of feedback for each step; without `replay` only what the page doesn't show already."""
    for number, step in enumerate(played.steps):
        judged = key.moves[step.state][step.move]
        label = exercise.states[step.state].label or f"Move {number + 1}"
        better = "" if judged.good else _better(exercise, key, step)
        did = _did(exercise, step, played.ended) if replay else []
        beside = _beside(step, lines.get(number, ""), _of_expert(exercise, key, played, number) or better)
        yield ItemMark(
            id=f"step-{number}",
            text=f"{label}{'' if label.endswith(('?', '!', '.')) else '.'} {step.opening}",
            verdict="right" if judged.good else "wrong",
            answer=step.said,
            expected=better,
            why="\n\n".join(filter(None, [step.answer if replay else "", *did, judged.why])),
            slip=None if judged.good else judged.slip,
            side_by_side=beside,
        )


def _did(exercise: Exercise, step: Step, ended: bool) -> list[str]:
    if exercise.interests:
        return listening_score.replay(exercise, step, ended)
    shown = [(q, step.after[q.id] - step.before[q.id], step.after[q.id]) for q in exercise.quantities if q.shown]
    return [f"{'; '.join(quantity_words.changes(shown))}."] if shown else []


def _beside(step: Step, own: str, expert: str) -> tuple[Line, ...]:
    """The learner's own line beside the one they chose and an expert's, where they wrote one."""
    if not own:
        return ()
    said = SAME if expert in ("", step.said) else expert
    return Line("You wrote", own), Line("You chose", step.said), Line("An expert says", said)


def _of_expert(exercise: Exercise, key: Key, played: Played, number: int) -> str:
    """What an expert says at a step, as long as all before it was said as an expert says it; nothing after that."""
    first, state = played.steps[0].move, exercise.states[played.steps[number].state]
    path = key.expert.get(first, []) if isinstance(key.expert, dict) else key.expert
    if path[:number] != [step.move for step in played.steps[:number]]:
        return ""
    return next((move.text for move in state.moves if [move.id] == path[number : number + 1]), "")


def _better(exercise: Exercise, key: Key, step: Step) -> str:
    judged = key.moves[step.state]
    point = (step.state, tuple(step.before[q.id] for q in exercise.tracked))
    return next((m.text for m in engine.possible(exercise, point) if judged[m.id].good), "")


def respond(exercise: Exercise, key: Key, answer: Answer) -> dict[str, ItemMark]:
    """Practice: what to say at once, for each move that was made; the page shows the answer to it already."""
    played = clean(exercise, answer)[0]
    return {item.id: item for item in _items(exercise, key, played, own_lines(answer), replay=False)}
