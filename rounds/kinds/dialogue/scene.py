"""What a learner may see of a conversation: what was said so far, and what can be said now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rounds.kinds.dialogue.marking import MOST_MOVES, clean
from rounds.marking import Answer

if TYPE_CHECKING:
    from rounds.kinds.dialogue.spec import Exercise


def scene(exercise: Exercise, answer: Answer) -> dict[str, Any]:
    """What a learner may see of the conversation so far: what was said, what can be said now, nothing to come."""
    played = clean(exercise, answer)[0]
    moves = answer.get("moves")
    shown = [q for q in exercise.quantities if q.shown]
    possible = {m.id: m.text for m in exercise.states[played.state].moves if m.id in played.possible}
    return {
        # Of the moves as they were given: the page waits until it sees its own.
        "key": "/".join(map(str, moves[:MOST_MOVES])) if isinstance(moves, list) else "",
        "steps": [
            {
                "label": exercise.states[step.state].label,
                "opening": step.opening,
                "said": step.said,
                "answer": step.answer,
                "changes": [
                    {
                        "label": q.label,
                        "unit": q.unit,
                        "value": step.after[q.id],
                        "change": step.after[q.id] - step.before[q.id],
                    }
                    for q in shown
                ],
            }
            for step in played.steps
        ],
        "label": exercise.states[played.state].label,
        "opening": played.opening,
        "moves": [{"id": name, "text": text} for name, text in possible.items()],
        "ended": played.ended,
        "values": [{"label": q.label, "unit": q.unit, "value": played.values[q.id]} for q in shown],
    }
