"""What a learner may see of a conversation: what was said so far, and what can be said next."""

from __future__ import annotations

from typing import Any

from rounds.core.scoring import Answer
from rounds.kinds.dialogue import quantity_words
from rounds.kinds.dialogue.engine import Played
from rounds.kinds.dialogue.marking import clean
from rounds.kinds.dialogue.own_lines import MOST_MOVES
from rounds.kinds.dialogue.spec import OPEN, Exercise, Quantity


def scene(exercise: Exercise, answer: Answer) -> dict[str, Any]:
    """What was said so far and what can be said next; nothing that comes later."""
    played = clean(exercise, answer)[0]
    moves = answer.get("moves")
    shown = [q for q in exercise.quantities if q.shown]
    possible = {m.id: m.text for m in exercise.states[played.state].moves if m.id in played.possible}
    return {
        # The moves as the page sent them: it waits until it sees its own.
        "key": "/".join(map(str, moves[:MOST_MOVES])) if isinstance(moves, list) else "",
        "steps": [
            {
                "label": exercise.states[step.state].label,
                "opening": step.opening,
                "said": step.said,
                "answer": step.answer,
                "changes": quantity_words.changes(
                    [(q, step.after[q.id] - step.before[q.id], step.after[q.id]) for q in shown]
                ),
                "told": bool(exercise.others) and number == 0,
                "found": [i.label for i in exercise.interests if step.before[i.id] < OPEN <= step.after[i.id]],
            }
            for number, step in enumerate(played.steps)
        ],
        # Where the first move chooses the case: what follows it is the case, and no one has said it.
        "chooses": bool(exercise.others) and not played.steps,
        "other": exercise.met(played.steps[0].move if played.steps else None),
        "label": exercise.states[played.state].label,
        "write": exercise.states[played.state].write and not played.ended,
        "opening": played.opening,
        "moves": [{"id": name, "text": text} for name, text in possible.items()],
        "ended": played.ended,
        "values": [_standing(q, played.values[q.id]) for q in shown],
        # What is still hidden stays in the kernel, and so does how many there are.
        "learned": [i.label for i in exercise.interests if played.values[i.id] >= OPEN],
        "endings": _endings(exercise, played),
    }


def _endings(exercise: Exercise, played: Played) -> dict[str, Any]:
    """In practice, how many endings there are and the number of the one that was reached; otherwise nothing."""
    if exercise.use != "practice":
        return {}
    ends = {name: state for name, state in exercise.states.items() if not state.moves}
    if len(ends) > 1:
        every, here = list(ends), played.state
    else:  # one place to end in, told by how things stand
        every, here = [opening.text for state in ends.values() for opening in state.opening], played.opening
    return {"total": len(every), "now": every.index(here) if here in every else None}


def _standing(quantity: Quantity, value: float) -> dict[str, Any]:
    """A quantity as the page shows it: a count is labeled as the total so far, a level as what it is now."""
    told = quantity_words.value_text(quantity, value)
    if quantity.unit:
        return {"label": f"{quantity.label} so far", "told": told}
    scale = {"value": value, "least": quantity.least, "most": quantity.most}
    return {"label": quantity.label, "told": told, "scale": scale}
