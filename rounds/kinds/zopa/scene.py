"""The picture of `zopa`: what the learner has set on one axis, as SVG, as a sentence and as a table.

It draws what was set and never the key. Where the zone is asked for, it shows no zone until that question is answered;
in graded work it then shows what the learner says, so that the picture doesn't work it out for them. Nor does it divide
the surplus while a share is asked for.
"""

from __future__ import annotations

from threading import Timer
from typing import Any

from rounds.core.number_format import with_commas
from rounds.core.scoring import Answer
from rounds.kinds.zopa import picture
from rounds.kinds.zopa.picture import ShownZone
from rounds.kinds.zopa.spec import Exercise
from rounds.kinds.zopa.zone.answers import ZoneAnswer, clean, question
from rounds.kinds.zopa.zone.spec import NAMES, VALUES
from rounds.models.zone import Zone

WARM_S = 1.0  # after the page is drawn, so that the first picture need not wait for matplotlib
EMPTY = "Nothing is set yet. What you set is drawn here."


def scene(exercise: Exercise, answer: Answer) -> dict[str, Any]:
    """`svg`, `sentence` and `rows` of form `zone`; nothing for intervals, which need no picture."""
    if exercise.form != "zone":
        return {}
    readable = clean(exercise, answer)[0]
    if not readable.values and readable.ask is None:
        _warm()
        return {"svg": "", "sentence": EMPTY, "rows": []}
    shown = shown_zone(exercise, readable)
    words = sentence(exercise, readable, shown)
    svg = str(picture.draw(exercise, readable, shown, words))
    return {"svg": svg, "sentence": words, "rows": rows(exercise, readable, shown)}


def shown_zone(exercise: Exercise, answer: ZoneAnswer) -> ShownZone | None:
    """The zone as far as the picture may show it; None where it may not show any."""
    zone = answer.zone(exercise)
    if zone is None or ("zone" in exercise.asks and not answer.has_zone):
        return None
    if "zone" in exercise.asks and exercise.use == "graded":
        return ShownZone(bool(answer.exists), answer.width or 0.0, zone, claimed=True)
    return ShownZone(zone.exists, abs(zone.width), zone, claimed=False)


def sentence(exercise: Exercise, answer: ZoneAnswer, shown: ShownZone | None) -> str:
    """The picture in words."""
    scale, own, other = exercise.sides
    sentences = []
    for side, label in (("own", own.label), ("other", other.label)):
        values = [
            f"{NAMES[name.partition('-')[2]]} {with_commas(answer.values[name])}"
            for name in VALUES
            if name.startswith(side) and name in answer.values
        ]
        sentences += [f"{label}: {', '.join(values)}."] if values else []
    sentences += [] if answer.ask is None else [f"Ask: {with_commas(answer.ask)}."]
    if shown is not None:
        width, zone = f"{with_commas(shown.width)} {scale.unit}", shown.zone
        if shown.claimed:
            sentences.append(f"You say: a zone, {width} wide." if shown.exists else f"You say: no zone, {width} apart.")
        elif shown.exists:
            ends = f"{with_commas(zone.low)} to {with_commas(zone.high)}"
            sentences.append(f"The zone runs from {ends}: a surplus of {width}.")
            if answer.ask is not None and zone.width > 0 and divides(exercise, answer):
                sentences.append(f"{_ask_divides(zone, answer.ask)}.")
        else:
            sentences.append(f"There is no zone: the two reservation values are {width} apart.")
    return " ".join(sentences)


def divides(exercise: Exercise, answer: ZoneAnswer) -> bool:
    """Whether the picture may say how an ask divides the surplus: not while a share, which is worked out the same way, is asked for."""
    return "share" not in exercise.asks or (exercise.use != "graded" and answer.share is not None)


def _ask_divides(zone: Zone, ask: float) -> str:
    share = zone.share(ask)
    if 0 <= share <= 1:
        return f"A deal at the ask would give {share:.0%} of it to your own side and {1 - share:.0%} to the other"
    whose = "the other side's" if share > 1 else "your own"
    return f"The ask is beyond {whose} reservation value"


def rows(exercise: Exercise, answer: ZoneAnswer, shown: ShownZone | None) -> list[list[str]]:
    """The picture as a table: name and value of each thing in it."""
    unit = exercise.sides[0].unit
    table = [
        [question(exercise, name), f"{with_commas(answer.values[name])} {unit}"]
        for name in VALUES
        if name in answer.values
    ]
    if answer.ask is not None:
        table.append([question(exercise, "ask"), f"{with_commas(answer.ask)} {unit}"])
    if shown is None:
        return table
    zone, width = shown.zone, f"{with_commas(shown.width)} {unit}"
    if shown.claimed:
        return [*table, ["The zone, as you say", f"{width} wide" if shown.exists else f"none: {width} apart"]]
    if not shown.exists:
        return [*table, ["The zone", f"none: {width} apart"]]
    table.append(["The zone", f"{with_commas(zone.low)} to {with_commas(zone.high)} {unit}"])
    table.append(["Its width, the surplus", width])
    ask = answer.ask
    if ask is not None and zone.width > 0 and 0 <= zone.share(ask) <= 1 and divides(exercise, answer):
        shares = f"own {zone.share(ask):.0%}, other {1 - zone.share(ask):.0%}"
        table.append(["Shares of the surplus at the ask", shares])
    return table


_warming: list[Timer] = []


def _warm() -> None:
    """Load matplotlib beside the learner's reading, once."""
    if _warming:
        return
    _warming.append(Timer(WARM_S, picture.warm))
    _warming[0].daemon = True
    _warming[0].start()
