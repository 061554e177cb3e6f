"""The report's charts: SVG that needs nothing from outside, in the page's colors, each with a caption that says the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from grader.report.figures import Notebook
from grader.report.surveys import Report
from rounds.core.html import element, trusted_markup
from rounds.core.text import listed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 5.0  # inches of 72 units: shown on a telephone, a unit is about a pixel
INK, SOFT, MAIN, WARM = "#010203", "#040506", "#070809", "#0a0b0c"  # stand for the colors of the page
COLORS = {INK: "var(--ink)", SOFT: "var(--soft)", MAIN: "var(--main)", WARM: "var(--warm)"}
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "report",
    "font.family": "sans-serif",
    "font.size": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor"), INK),
    "figure.facecolor": "none",
    "axes.facecolor": "none",
}


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, named by `title`; `words` says what it shows."""

    svg: Markup
    title: str
    words: str


def percent(share: float) -> str:
    """`68 %`."""
    return f"{100 * share:.0f} %"


def overview(notebooks: list[Notebook]) -> Picture | None:
    """The points of every notebook, as boxes."""
    shown = [n for n in notebooks if n.shares]
    if not shown:
        return None
    figure, axes = _start(0.7 + 0.34 * len(shown))
    _boxes(axes, [[100 * share for share in n.shares] for n in shown], [n.number for n in shown])
    axes.set_xlim(-2, 102)
    axes.set_xlabel("points, in percent of those possible")
    middles = sorted((n.spread["median"], n.number) for n in shown)
    (least, lowest), (most, highest) = middles[0], middles[-1]
    words = f"The lowest median is that of {lowest} ({percent(least)}), the highest that of {highest} ({percent(most)}); the table has the figures."
    about = "The line is the median, the box the middle half of the learners, the whiskers reach at most one and a half boxes farther, a point is a learner beyond. "
    return _picture(figure, "Points of each notebook", f"{about}{words}")


def times(notebooks: list[Notebook]) -> Picture | None:
    """The minutes of work of every notebook, as boxes, beside what was planned."""
    shown = [n for n in notebooks if n.minutes]
    if not shown:
        return None
    figure, axes = _start(0.7 + 0.34 * len(shown))
    _boxes(axes, [n.minutes for n in shown], [n.number for n in shown])
    axes.plot([n.planned for n in shown], range(len(shown)), "D", color=WARM, markersize=5)
    axes.set_xlim(left=0)
    axes.set_xlabel("minutes between the first and the last save, without pauses")
    longer = [n.number for n in shown if n.time["median"] > n.planned]
    words = (
        f"The median is above what was planned in {listed(longer) if longer else 'none'}; the table has the figures."
    )
    return _picture(
        figure,
        "Time on each notebook",
        f"Boxes as above; the diamond is the time the notebook was planned for. {words}",
    )


def histogram(notebook: Notebook) -> Picture | None:
    """How many learners got how many points."""
    if not notebook.shares:
        return None
    counts = [0] * 10
    for share in notebook.shares:
        counts[min(9, int(10 * share + 1e-9))] += 1
    figure, axes = _start(1.9)
    axes.bar([10 * at + 5 for at in range(10)], counts, width=9, color=MAIN)
    axes.set_xlim(0, 100)
    axes.set_xticks(range(0, 101, 20))
    axes.yaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("points, in percent of those possible")
    axes.set_ylabel("learners")
    said = [f"{10 * at} to {10 * at + 10} %: {count}" for at, count in enumerate(counts) if count]
    return _picture(
        figure, f"How the points of notebook {notebook.number} spread", f"Learners by points. {'; '.join(said)}."
    )


def item_map(notebook: Notebook) -> Picture | None:
    """Difficulty against discrimination, a point an item."""
    known = [(i.difficulty, i.discrimination) for i in notebook.items if i.discrimination is not None and i.difficulty is not None]  # fmt: skip
    if len(known) < 3:
        return None
    low = [point for point in known if point[1] < 0.2]
    good = [point for point in known if point[1] >= 0.2]
    figure, axes = _start(2.4)
    axes.axhline(0.2, color=SOFT, linewidth=1, linestyle="--")
    for points, marker, color in ((good, "o", MAIN), (low, "X", WARM)):
        axes.plot([100 * p for p, _ in points], [r for _, r in points], marker, color=color, markersize=6)
    axes.set_xlim(-3, 103)
    axes.set_ylim(min(-0.1, *(r for _, r in known)) - 0.05, max(0.6, *(r for _, r in known)) + 0.05)
    axes.set_xlabel("percent earned: the farther right, the easier")
    axes.set_ylabel("discrimination")
    words = f"{len(good)} items at or above .2 (circles) and {len(low)} below (crosses), which the table names. The dashed line is .2."
    return _picture(figure, f"Items of notebook {notebook.number}: difficulty and discrimination", words)


def survey(report: Report) -> Picture | None:
    """The mean difference of each pair of statements, with its interval."""
    shown = [(number, p) for number, p in enumerate(report.pairs, start=1) if p.low is not None]
    if not shown:
        return None
    figure, axes = _start(0.8 + 0.22 * len(shown))
    axes.axvline(0, color=SOFT, linewidth=1)
    for at, (_, pair) in enumerate(shown):
        axes.plot([pair.low, pair.high], [at, at], color=MAIN, linewidth=2)
        axes.plot([pair.difference], [at], "o", color=MAIN, markersize=5)
    _rows(axes, [str(number) for number, _ in shown])
    axes.set_xlabel("change in agreement, in steps of the scale")
    up = sum((p.low or 0) > 0 for _, p in shown)
    down = sum((p.high or 0) < 0 for _, p in shown)
    words = (
        f"The point is the mean difference, after less before, the line its 95 % interval; the numbers are those of the table. Of {len(shown)} statements "
        f"{up} lie wholly above zero, {down} wholly below, and {len(shown) - up - down} reach over it."
    )
    return _picture(figure, "Change of each statement", words)


def _start(height: float) -> tuple[Figure, Any]:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        return figure, figure.add_subplot()


def _boxes(axes: Any, values: list[list[float]], labels: list[str]) -> None:
    line = {"color": INK, "linewidth": 1}
    axes.boxplot(
        values,
        positions=range(len(values)),
        orientation="horizontal",
        widths=0.6,
        patch_artist=True,
        boxprops={"facecolor": SOFT, "edgecolor": INK, "linewidth": 1},
        medianprops={"color": MAIN, "linewidth": 3},
        whiskerprops=line,
        capprops=line,
        flierprops={"marker": "o", "markersize": 3, "markerfacecolor": INK, "markeredgecolor": INK},
    )
    _rows(axes, labels)


def _rows(axes: Any, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)


def _picture(figure: Figure, title: str, words: str) -> Picture:
    import matplotlib as mpl

    file = StringIO()
    with mpl.rc_context(STYLE):
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})  # fmt: skip
    return Picture(_tidy(file.getvalue(), title), title, words)


def _tidy(svg: str, title: str) -> Markup:
    """Only the drawing: no metadata, no style that would reach the whole page, no address, no id twice on a page.

    The colors become the page's. matplotlib escapes the texts it draws, and `element` escapes the title.
    """
    drawing = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg, flags=re.DOTALL)
    start = re.search(r"<svg[^>]*>", drawing)
    if start is None:
        raise ValueError("matplotlib drew no SVG")
    size = re.search(r'viewBox="([^"]*)"', start[0])
    drawing = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", drawing[start.end() : drawing.rindex("</svg>")])
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', drawing))
    prefix = re.sub(r"\W+", "-", title).lower()
    drawing = re.sub(r'\sid="([^"]+)"', lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", drawing)
    drawing = re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}-", drawing)
    for color, name in COLORS.items():
        drawing = drawing.replace(color, name)
    drawing = re.sub(r"\n\s*", "\n", drawing)
    box = size[1] if size else None
    picture = element("svg", trusted_markup(drawing), viewBox=box, role="img", aria_label=title)
    return Markup(str(picture))  # noqa: S704 - an element is markup
