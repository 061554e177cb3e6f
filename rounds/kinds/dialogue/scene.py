"""What a learner may see of a conversation: what was said so far, and what can be said next."""

from __future__ import annotations

from typing import Any

from rounds.core.scoring import Answer
from rounds.kinds.dialogue import quantity_words
from rounds.kinds.dialogue.marking import MOST_MOVES, clean
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
            }
            for step in played.steps
        ],
        "label": exercise.states[played.state].label,
        "opening": played.opening,
        "moves": [{"id": name, "text": text} for name, text in possible.items()],
        "ended": played.ended,
        "values": [_standing(q, played.values[q.id]) for q in shown],
        # What is still hidden stays in the kernel, and so does how many there are.
        "learned": [i.label for i in exercise.interests if played.values[i.id] >= OPEN],
    }


def _standing(quantity: Quantity, value: float) -> dict[str, Any]:
    """A quantity as the page shows it: a count is labeled as the total so far, a level as what it is now."""
    label = f"{quantity.label} so far" if quantity.unit else quantity.label
    return {"label": label, "told": quantity_words.value_text(quantity, value)}
