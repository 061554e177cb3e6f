"""Draws both sides' values on one axis with matplotlib, in colors that follow the page's theme."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, Literal

from rounds.core.html import Html, element, trusted_markup
from rounds.core.number_format import with_commas
from rounds.kinds.zopa.spec import Exercise
from rounds.kinds.zopa.zone.answers import ZoneAnswer
from rounds.kinds.zopa.zone.spec import ValueOf
from rounds.models.zone import Zone

WIDTH, HEIGHT = 300, 232  # units of the drawing: as wide as a phone, so that writing stays as large there
LEFT, RIGHT = 14, 286
ENDS: Mapping[str, tuple[ValueOf, ValueOf]] = {"own": ("own-rv", "own-target"), "other": ("other-rv", "other-target")}
OWN, ASK, OTHER, AXIS = 78, 102, 152, 182  # from the top
TOP, LETTER = 26, 7.4
LABEL, SAID = 30, 16  # above a side's bar: whose it is, and its values
# Colors that matplotlib accepts, and what each stands for on the page.
THEME = {
    "text": ("#010101", "var(--rounds-text, #111)"),
    "soft": ("#020202", "var(--rounds-soft, #333)"),
    "own": ("#030303", "var(--rounds-accent, #0b5a7c)"),
    "other": ("#040404", "var(--rounds-partly, #7a4a00)"),
    "wrong": ("#050505", "var(--rounds-wrong, #a1242a)"),
    "paper": ("#060606", "var(--rounds-paper, #fff)"),
}
_drawing = Lock()  # there is only one figure


@dataclass(frozen=True)
class ShownZone:
    """The zone as far as the picture may show it."""

    exists: bool
    width: float  # 0 or more, in the unit of the scale
    zone: Zone  # between the learner's own reservation values
    claimed: bool  # the learner says so; it was not worked out


@lru_cache(maxsize=1)
def _figure() -> Any:
    # Once in a new home matplotlib says that it looks for fonts; a learner need not read that.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72))
    FigureCanvasSVG(figure)
    figure.patch.set_visible(False)
    return figure


class _Pen:
    """Puts lines, areas and words on the figure, in units from the top left."""

    def __init__(self, least: float, most: float) -> None:
        from matplotlib.transforms import Affine2D

        self.figure = _figure()
        self.figure.clear()
        self.least, self.most = least, most
        self.strokes = 0  # what is drawn later lies above
        up = Affine2D().scale(1 / WIDTH, -1 / HEIGHT).translate(0, 1)
        self.place = up + self.figure.transFigure

    def x(self, value: float) -> float:
        """Where a figure of the scale stands."""
        return LEFT + (RIGHT - LEFT) * (value - self.least) / (self.most - self.least)

    def line(self, x: tuple[float, float], y: tuple[float, float], color: str, width: float, dashes: Any = "-") -> None:
        from matplotlib.lines import Line2D

        style = {"color": THEME[color][0], "linewidth": width, "linestyle": dashes, "solid_capstyle": "butt"}
        self._add(Line2D(x, y, transform=self.place, **style))

    def _add(self, artist: Any) -> None:
        self.strokes += 1
        artist.set_zorder(self.strokes)
        self.figure.add_artist(artist)

    def area(self, points: list[tuple[float, float]], color: str, alpha: float = 1.0) -> None:
        from matplotlib.patches import Polygon

        style = {"facecolor": THEME[color][0], "alpha": alpha, "linewidth": 0}
        self._add(Polygon(points, closed=True, transform=self.place, **style))

    def write(self, text: str, x: float, y: float, color: str, anchor: str = "center", bold: bool = False) -> None:
        # A dollar sign is a dollar sign here, and no formula.
        style = {"color": THEME[color][0], "fontsize": 13, "parse_math": False, "weight": "bold" if bold else "normal"}
        if anchor == "center":  # not beyond the edge
            half = len(text) * LETTER / 2
            x = min(max(x, half + 2), WIDTH - half - 2) if 2 * half < WIDTH - 4 else WIDTH / 2
        self.strokes += 1
        self.figure.text(x, y, text, ha=anchor, va="baseline", transform=self.place, zorder=self.strokes, **style)

    def finish(self) -> Html:
        import matplotlib as mpl

        out = io.StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        with mpl.rc_context({"svg.fonttype": "none"}):
            self.figure.canvas.print_svg(out, metadata=nothing)
        return _themed(out.getvalue())


def _themed(drawn: str) -> Html:
    """What is inside the SVG, in the page's colors and writing, without ids that two pictures would share."""
    inner = drawn[drawn.index("<g") : drawn.rindex("</svg>")]
    inner = re.sub(r' id="[^"]*"', "", inner)
    inner = re.sub(r"<!--.*?-->|<defs>.*?</defs>", "", inner, flags=re.S)
    inner = re.sub(r"font-family: [^;\"]*;? ?", "", inner)
    inner = re.sub(r' transform="rotate\(-?0 [^"]*"', "", inner)
    for color, variable in THEME.values():
        inner = inner.replace(color, variable)
    return trusted_markup(re.sub(r"\s*\n\s*", " ", inner))


def draw(exercise: Exercise, answer: ZoneAnswer, shown: ShownZone | None, words: str) -> Html:
    """The picture as SVG markup; `words` is its text alternative."""
    with _drawing:
        scale, own, other = exercise.sides
        axis = _axis(scale.least, scale.most, scale.unit)
        pen = _Pen(scale.least, scale.most)
        if shown is not None:
            _zone(pen, shown)
        up = 1 if own.wants == "more" else -1
        _side(pen, "own", own.label, answer, OWN, up)
        _side(pen, "other", other.label, answer, OTHER, -up)
        if (ask := answer.ask) is not None:
            x = pen.x(ask)
            pen.line((x, x), (OWN, AXIS), "own", 1.5, (0, (2, 2)))
            pen.area([(x, OWN - 9), (x + 8, OWN), (x, OWN + 9), (x - 8, OWN)], "paper")
            pen.area([(x, OWN - 7), (x + 6, OWN), (x, OWN + 7), (x - 6, OWN)], "own")
            pen.write(f"ask {with_commas(ask)}", x, ASK, "own", bold=True)
        return element(
            "svg",
            *(axis, pen.finish()),
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {WIDTH} {HEIGHT}",
            role="img",
            aria_label=words,
        )


@lru_cache(maxsize=16)
def _axis(least: float, most: float, unit: str) -> Html:
    """The axis, which stays the same: drawn once, it saves half of the time."""
    pen = _Pen(least, most)
    pen.line((LEFT, RIGHT), (AXIS, AXIS), "soft", 1)
    for at in range(5):
        value = least + (most - least) * at / 4
        x = pen.x(value)
        pen.line((x, x), (AXIS, AXIS + 5), "soft", 1)
        pen.write(with_commas(value), x, AXIS + 20, "soft")
    pen.write(unit[:40], WIDTH / 2, AXIS + 42, "soft")
    return pen.finish()


def _side(pen: _Pen, side: Literal["own", "other"], label: str, answer: ZoneAnswer, y: float, up: int) -> None:
    rv, target = ENDS[side]
    worst, best = answer.values.get(rv), answer.values.get(target)
    parts = [
        f"{name} {with_commas(value)}"
        for name, value in (("reservation value", worst), ("target", best))
        if value is not None
    ]
    room = int(WIDTH / LETTER)
    label = label if len(label) <= room else f"{label[: room - 1].rstrip(' ,')}…"
    pen.write(label, LEFT - 10, y - LABEL, "text", "left", bold=True)
    pen.write(", ".join(parts) or "nothing set yet", LEFT - 10, y - SAID, "text", "left")
    if worst is not None and best is not None:
        pen.line((pen.x(worst), pen.x(best)), (y, y), side, 5)
    if best is not None:
        x, way = pen.x(best), 1 if worst is None or best == worst else 1 if best > worst else -1
        way = up if worst is None or best == worst else way
        pen.area([(x + 4 * way, y), (x - 8 * way, y - 8), (x - 8 * way, y + 8)], side)
    if worst is not None:
        pen.line((pen.x(worst), pen.x(worst)), (y - 10, y + 10), side, 4)


def _zone(pen: _Pen, shown: ShownZone) -> None:
    low, high = pen.x(shown.zone.low), pen.x(shown.zone.high)
    color = "own" if shown.exists else "wrong"
    pen.area([(low, TOP), (high, TOP), (high, AXIS), (low, AXIS)], color, 0.16)
    for x in (low, high):
        pen.line((x, x), (TOP, AXIS), color, 1, (0, (4, 3)))
    words = f"zone: {with_commas(shown.width)} wide" if shown.exists else f"no zone: {with_commas(shown.width)} apart"
    pen.write(words, (low + high) / 2, TOP - 9, color, bold=True)


def warm() -> None:
    """Draw something once, so that fonts are found and matplotlib is loaded."""
    sides = {"own": {"label": "A", "wants": "more"}, "other": {"label": "B"}}
    scale = {"least": 0, "most": 20, "step": 1, "unit": "points"}
    base = {"id": "warm", "kind": "zopa", "use": "survey", "title": "-", "task": "-", "asks": ["own-rv"]}
    draw(Exercise.model_validate({**base, **sides, "scale": scale}), ZoneAnswer({"own-rv": 5.0}, ask=7.0), None, "")
