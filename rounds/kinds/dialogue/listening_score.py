"""The mark of a conversation with hidden interests: what was found and how, what it brought, and on what terms."""

from __future__ import annotations

from typing import NamedTuple

from rounds.core.scoring import Part
from rounds.core.text import listed
from rounds.kinds.dialogue import engine, quantity_words
from rounds.kinds.dialogue.engine import Played, Step
from rounds.kinds.dialogue.spec import OPEN, Exercise, Key, Score

WEIGHTS = {"interests": 40, "process": 20, "value": 20, "relationship": 20}


class Earned(NamedTuple):
    """The mark (0 to 1) with its parts in points of 100, the interests found and not, and what capped it."""

    fraction: float
    parts: dict[str, float]
    reached: dict[str, str]  # by part: what was reached, against what earns nothing and what earns all
    found: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    cap: float | None = None
    breach: str = ""

    @property
    def parts_text(self) -> str:
        """The parts in a sentence's middle: `interests 20 of 40, process 12 of 20, ...`."""
        return ", ".join(f"{name} {self.parts.get(name, 0):.0f} of {weight}" for name, weight in WEIGHTS.items())


def score_of(key: Key, played: Played) -> Score | None:
    """The score that counts: the only one in the key, or the one of the case that the first move chose."""
    if isinstance(key.score, dict):
        return key.score.get(played.steps[0].move) if played.steps else None
    return None if isinstance(key.score, str) else key.score


def earned(exercise: Exercise, key: Key, played: Played) -> Earned:
    """40 % interests found, 20 % process, 20 % value over the BATNA, 20 % relationship.

    Process and relationship count only once an interest is found, so that silence earns nothing; value counts
    only in a conversation that was brought to an end. A move that is a breach of ethics caps the whole.
    """
    score = score_of(key, played)
    if score is None or not played.steps:
        return Earned(0.0, {}, {})
    at, label = played.values, {i.id: i.label for i in exercise.interests}
    named = {q.id: q.label for q in exercise.quantities}
    found_interests = [name for name in score.interests if at[name] >= OPEN]
    relation = score.relationship
    shares = {
        "interests": len(found_interests) / len(score.interests),
        "process": _share(at[score.process.quantity], 0, score.process.best) if found_interests else 0.0,
        "value": _share(at[score.value.quantity], score.value.batna, score.value.best) if played.ended else 0.0,
        "relationship": _share(at[relation.plus] - at[relation.minus], relation.least, relation.best)
        if found_interests
        else 0.0,
    }
    parts = {name: weight * shares[name] for name, weight in WEIGHTS.items()}
    reached = {
        "interests": f"{len(found_interests)} of {len(score.interests)} found",
        "process": f"{named[score.process.quantity]} is {at[score.process.quantity]:g}; {score.process.best:g} earns full points",
        "value": f"{named[score.value.quantity]} is {at[score.value.quantity]:g}; {score.value.batna:g} earns "
        f"nothing, {score.value.best:g} earns full points",
        "relationship": f"{named[relation.plus]} {at[relation.plus]:g} minus {named[relation.minus]} {at[relation.minus]:g} is "
        f"{quantity_words.figure(at[relation.plus] - at[relation.minus])}; {relation.least:g} earns nothing, {relation.best:g} earns full points",
    }
    fraction = round(min(1.0, sum(parts.values()) / 100), 9)
    breach = next((s for s in played.steps if key.moves[s.state][s.move].breach), None)
    capped = breach is not None and key.ethics is not None and fraction > key.ethics.cap
    return Earned(
        fraction=key.ethics.cap if capped and key.ethics else fraction,
        parts=parts,
        reached=reached,
        found=tuple(label[name] for name in found_interests),
        missed=tuple(label[name] for name in score.interests if name not in found_interests),
        cap=key.ethics.cap if breach and key.ethics else None,
        breach=breach.said if breach else "",
    )


def _share(value: float, least: float, best: float) -> float:
    return min(1.0, max(0.0, (value - least) / (best - least)))


def summary(earned: Earned, played: Played, label: str) -> tuple[str, ...]:
    """The end of the replay: the ending, the interests found and not, the parts of the score, and a cap."""
    lines = [f"How it ended: {label or 'an end'}. {played.opening}"]
    if not played.ended:
        lines = ["The conversation hasn't ended, so what it might bring doesn't count yet."]
    if earned.found:
        lines.append(f"Interests you found: {_joined(earned.found)}.")
    if earned.missed and played.ended:
        lines.append(f"Interests that stayed hidden: {_joined(earned.missed)}.")
    elif earned.missed:  # named only once the conversation is over: until then they may still be found
        lines.append(f"Interests that are still hidden: {len(earned.missed)}.")
    if earned.cap is not None:
        lines.append(
            f"Your grade can't be more than {100 * earned.cap:.0f}% here, whatever else went well, because of one line "
            f"that no skill makes up for: {earned.breach}"
        )
    return tuple(lines)


def parts(earned: Earned, played: Played) -> tuple[Part, ...]:
    """The four parts of the score, and what a breach takes off."""
    if not earned.parts:
        return ()
    find = "" if earned.found else "; this counts once you've found an interest"
    waits = {"process": find, "relationship": find}
    waits |= {"value": "" if played.ended else "; this counts once the conversation has ended"}
    lines = [
        Part(
            f"{name.capitalize()}: {earned.reached[name]}{waits.get(name, '')}", earned.parts[name] / 100, weight / 100
        )
        for name, weight in WEIGHTS.items()
    ]
    whole = sum(part.earned for part in lines)
    if earned.cap is not None and whole > earned.cap:
        lines.append(
            Part(f"One line that no skill makes up for limits this to {100 * earned.cap:.0f}%", earned.cap - whole, 0)
        )
    return tuple(lines)


def _joined(labels: tuple[str, ...]) -> str:
    return "; ".join(labels)


def replay(exercise: Exercise, step: Step, ended: bool) -> list[str]:
    """What a step did to each quantity, what it opened, and, once all is over, what listening would have opened."""
    moved = [(q, step.after[q.id] - step.before[q.id], step.after[q.id]) for q in exercise.quantities]
    changes = [quantity_words.change(*change) for change in moved if change[1]]
    raised = [i for i in exercise.interests if step.after[i.id] > step.before[i.id]]
    opened = [i.label for i in raised if step.after[i.id] >= OPEN]
    lines = [f"What it did: {'; '.join(changes)}."] if changes else []
    if opened:
        lines.append(f"Opened: {'; '.join(opened)}.")
    elif raised:
        lines.append("You asked about something that matters to them. A reflection of the answer opens it.")
    elif ended:
        lines += _would_have(exercise, step)
    return lines


def _would_have(exercise: Exercise, step: Step) -> list[str]:
    """The interests that another possible move of listening would have opened, or brought up."""
    point = (step.state, tuple(step.before[q.id] for q in exercise.tracked))
    opened, asked = list[str](), list[str]()
    for move in engine.possible(exercise, point):
        if move.style in engine.LISTENING:
            after = engine.values(exercise, engine.step(exercise, point, move)[1])
            for interest in exercise.interests:
                if after[interest.id] > step.before[interest.id]:
                    (opened if after[interest.id] >= OPEN else asked).append(interest.label)
    if opened:
        return [f"Listening would have opened: {listed(list(dict.fromkeys(opened)))}."]
    return [f"Listening would have opened the way to: {listed(list(dict.fromkeys(asked)))}."] if asked else []
