"""The picture of `zopa`: what the learner has set on one axis, as SVG, as a sentence and as a table.

It draws what was set and never the key. Where the zone is asked for, it shows no zone before that is answered;
in graded work it then shows what the learner says, so that a picture does not work it out for them. Nor does it divide
a surplus as long as a share is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Any

from rounds.core.scoring import Answer
from rounds.kinds.number.marking import plain
from rounds.kinds.zopa.zone.marking import NAMES, VALUES, Given, clean, own_zone, value_name
from rounds.models.zone import Zone

if TYPE_CHECKING:
    from rounds.kinds.zopa.spec import Exercise

WARM_S = 1.0  # after the page is drawn, so that the first picture need not wait for matplotlib
EMPTY = "Nothing is set yet. What you set is drawn here."


@dataclass(frozen=True)
class Told:
    """What a picture may say of the zone."""

    exists: bool
    width: float
    zone: Zone  # between the learner's own reservation values
    claimed: bool  # the learner says so; it was not worked out


def told(exercise: Exercise, given: Given) -> Told | None:
    """The zone as far as the picture may show it."""
    zone = own_zone(exercise, given)
    if zone is None or ("zone" in exercise.asks and not given.said):
        return None
    if "zone" in exercise.asks and exercise.use == "graded":
        return Told(bool(given.exists), given.width or 0.0, zone, claimed=True)
    return Told(zone.exists, abs(zone.width), zone, claimed=False)


def scene(exercise: Exercise, answer: Answer) -> dict[str, Any]:
    """`svg`, `sentence` and `rows` of form `zone`; nothing for intervals, which need no picture."""
    if exercise.form != "zone":
        return {}
    given = clean(exercise, answer)[0]
    if not given.values:
        _warm()
        return {"svg": "", "sentence": EMPTY, "rows": []}
    from rounds.kinds.zopa.picture import draw

    about = told(exercise, given)
    said = sentence(exercise, given, about)
    return {"svg": draw(exercise, given.values, about, said), "sentence": said, "rows": rows(exercise, given, about)}


def sentence(exercise: Exercise, given: Given, about: Told | None) -> str:
    """The picture in words."""
    scale, own, other = exercise.sides
    said = []
    for side, label in (("own", own.label), ("other", other.label)):
        ends = [
            f"{name} {plain(given.values[v])}" for end, name in NAMES.items() if (v := f"{side}-{end}") in given.values
        ]
        said += [f"{label}: {', '.join(ends)}."] if ends else []
    ask = given.values.get("ask")
    said += [] if ask is None else [f"Ask: {plain(ask)}."]
    if about is not None:
        width = f"{plain(about.width)} {scale.unit}"
        zone = about.zone
        if about.claimed:
            said.append(f"You say: a zone, {width} wide." if about.exists else f"You say: no zone, {width} apart.")
        elif about.exists:
            said.append(f"The zone runs from {plain(zone.low)} to {plain(zone.high)}: a surplus of {width}.")
            said += [f"{_ask(zone, ask)}."] if ask is not None and zone.width > 0 and divides(exercise, given) else []
        else:
            said.append(f"There is no zone: both reservation values are {width} apart.")
    return " ".join(said)


def divides(exercise: Exercise, given: Given) -> bool:
    """Whether the picture may say how an ask divides the surplus: not while a share is asked for, which is worked out alike."""
    return "share" not in exercise.asks or (exercise.use != "graded" and given.share is not None)


def _ask(zone: Zone, ask: float) -> str:
    share = zone.share(ask)
    if 0 <= share <= 1:
        return f"A deal at the ask would give {share:.0%} of it to one's own side and {1 - share:.0%} to the other"
    return (
        "The ask lies beyond the other side's reservation value"
        if share > 1
        else "The ask lies beyond one's own reservation value"
    )


def rows(exercise: Exercise, given: Given, about: Told | None) -> list[list[str]]:
    """The picture as a table: name and value of each thing in it."""
    unit = exercise.sides[0].unit
    found = [
        [value_name(exercise, v), f"{plain(given.values[v])} {unit}"] for v in (*VALUES, "ask") if v in given.values
    ]
    if about is None:
        return found
    zone, width = about.zone, f"{plain(about.width)} {unit}"
    if about.claimed:
        return [*found, ["The zone, as you say", f"{width} wide" if about.exists else f"none: {width} apart"]]
    if not about.exists:
        return [*found, ["The zone", f"none: {width} apart"]]
    found += [["The zone", f"{plain(zone.low)} to {plain(zone.high)} {unit}"], ["Its width, the surplus", width]]
    ask = given.values.get("ask")
    if ask is not None and zone.width > 0 and 0 <= zone.share(ask) <= 1 and divides(exercise, given):
        found.append(
            ["Shares of the surplus at the ask", f"own {zone.share(ask):.0%}, other {1 - zone.share(ask):.0%}"]
        )
    return found


_warming: list[Timer] = []


def _warm() -> None:
    """Load matplotlib beside the learner's reading, once."""
    if _warming:
        return
    _warming.append(Timer(WARM_S, _load))
    _warming[0].daemon = True
    _warming[0].start()


def _load() -> None:
    from rounds.kinds.zopa.picture import warm

    warm()
