"""The front page: five minutes to start with, the route through the course; and the links at a notebook's end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rounds.cards.front_end import front_page_style, style
from rounds.content import figures
from rounds.content.loader import load_module
from rounds.core.html import NOTHING, Content, Html, element, join, style_sheet
from rounds.storage.locations import Place, together
from rounds.storage.progress import NotebookProgress, course_progress, go_on, points_of

# The conversation that people start with: four turns, each with feedback, and no reading before it.
FIVE_MINUTES = ("03-principle-3-relationship", "game-practice")
GROUPS = ("Start: three principles", "Five steps to your own negotiation", "Put it all together")


def front_page(folder: Path | None = None) -> Html:
    """The way through the course: where to go on, and for each notebook its time and how much of it is done."""
    notebooks = course_progress(folder)
    page = element("div", _door(notebooks), _route(notebooks), class_="rounds-course rounds-feedback")
    return join([style_sheet(style() + front_page_style()), page])


# The man at the door


def _door(notebooks: Sequence[NotebookProgress]) -> Html:
    question = element("strong", "What do you say?")
    line = element("p", "His bag is packed. The elevator is on its way. ", question, class_="rounds-line")
    return element("div", figures.picture("man-at-the-door"), line, _ways_in(notebooks), class_="rounds-door")


def _ways_in(notebooks: Sequence[NotebookProgress]) -> Html:
    notebook, five = go_on(notebooks), _five_minutes(notebooks)
    begun = any(notebook.begun for notebook in notebooks)
    if notebook is None:
        done = "All graded work is answered. Every notebook stays open to you."
        return join([element("p", done), _aside(five, "Five minutes to spare? ", "Have the talk again, another way")])
    word = "Go on here" if begun else "Begin here"
    if begun or not five:
        way = element("p", element("a", f"{word}: {notebook.module.title}", href=notebook.link), class_="rounds-go")
        return join([way, _aside(five, "Five minutes to spare? ", "One whole conversation, with a charge nurse")])
    start = element("p", element("a", "Start: five minutes", href=five), class_="rounds-go")
    words = "A conversation with a charge nurse: you choose what to say, she answers."
    course = _aside(notebook.link, "Or go straight to the man at the door. ", f"{word}: {notebook.module.title}")
    return join([start, element("p", words, class_="rounds-hint"), course])


def _aside(link: str, before: str, words: str) -> Html:
    return element("p", before, element("a", words, href=link), class_="rounds-hint") if link else NOTHING


def _five_minutes(notebooks: Sequence[NotebookProgress]) -> str:
    """Where the conversation that takes five minutes is; empty in a course without it."""
    name, exercise = FIVE_MINUTES
    for notebook in notebooks:
        if notebook.module.module == name and any(e.id == exercise for e in notebook.module.exercises):
            return f"{notebook.link}#{exercise}"
    return ""


# The route


def _route(notebooks: Sequence[NotebookProgress]) -> Html:
    following = go_on(notebooks)
    groups: dict[int, list[Html]] = {}
    for notebook in notebooks:
        groups.setdefault(_group(notebook.module.module), []).append(_station(notebook, notebook is following))
    parts: list[Content] = [element("h2", "Your way through the course"), _so_far(notebooks)]
    for group, stations in sorted(groups.items()):
        # Safari takes a list without bullets for no list at all, unless it is told.
        parts += [element("h3", GROUPS[group]), element("ol", *stations, role="list", class_="rounds-route")]
    return join(parts)


def _group(name: str) -> int:
    return 2 if "capstone" in name else 1 if "-step-" in name else 0


def _so_far(notebooks: Sequence[NotebookProgress]) -> Html:
    if not any(notebook.begun for notebook in notebooks):
        return element(
            "p", "About an hour each. Stop whenever you like: what you answer is kept.", class_="rounds-hint"
        )
    answered, graded = sum(book.answered for book in notebooks), sum(book.graded for book in notebooks)
    tried, practice = sum(book.tried for book in notebooks), sum(book.practice for book in notebooks)
    reflecting = [notebook for notebook in notebooks if notebook.written[1]]
    written = f", {sum(map(_is_written, reflecting))} of {len(reflecting)} reflections written" if reflecting else ""
    counted = f"{answered} of {graded} graded exercises answered, {tried} of {practice} practice exercises tried"
    return element("p", f"{counted}{written}.", class_="rounds-hint")


def _is_written(notebook: NotebookProgress) -> bool:
    return notebook.written[0] == notebook.written[1]


def _station(notebook: NotebookProgress, following: bool) -> Html:
    done, total = _done(notebook)
    about = [f"{notebook.minutes} min", _answered(notebook, done, total), _marked(notebook)]
    sign = element(
        "span", _ring(done / total if total else 0), figures.station(notebook.module.module), class_="rounds-station"
    )
    title = element("a", notebook.module.title, href=notebook.link)
    here = element("span", "Go on here" if notebook.begun else "Next", class_="rounds-here") if following else None
    words = element("p", " · ".join(part for part in about if part), class_="rounds-hint")
    text = element("div", element("p", title, here, class_="rounds-stop"), words)
    return element("li", sign, text, aria_current="step" if following else None)


def _done(notebook: NotebookProgress) -> tuple[int, int]:
    """How many exercises are answered, of how many: the reflection counts as one, once all of it is written."""
    reflecting = bool(notebook.written[1])
    done = notebook.answered + notebook.tried + (reflecting and _is_written(notebook))
    return done, notebook.graded + notebook.practice + reflecting


def _answered(notebook: NotebookProgress, done: int, total: int) -> str:
    if not notebook.begun:
        return "Not begun"
    return f"✓ All {total} exercises answered" if done == total else f"{done} of {total} exercises answered"


def _marked(notebook: NotebookProgress) -> str:
    changed = f"{notebook.changed} changed since" if notebook.changed else ""
    if not notebook.marks:
        return f"no points now, {changed}" if changed else ""
    exercises = len(notebook.module.graded_by_program)
    parts = (f"{points_of(notebook)} for {len(notebook.marks)} of {exercises} graded", changed)
    return ", ".join(part for part in parts if part)


def _ring(share: float) -> Html:
    """A ring that fills as a notebook is answered. What it shows is said in words beside it."""
    circle = {"cx": 32, "cy": 32, "r": 29, "pathLength": 100}
    track = element("circle", class_="rounds-track", **circle)
    filled = element("circle", class_="rounds-filled", stroke_dasharray=f"{100 * share:.1f} 100", **circle)
    return element(
        "svg", track, filled if share else None, class_="rounds-ring", viewBox="0 0 64 64", aria_hidden="true"
    )


def onward(place: Place) -> Html:
    """Where to go from the end of a notebook: the next one, and the front page; nothing in a course."""
    folders = [other.folder for other in together(place.folder)]
    if not place.self_study or place.folder not in folders:
        return NOTHING
    links: list[Content] = []
    for folder in folders[folders.index(place.folder) + 1 :][:1]:
        title, notebook = load_module(folder).title, f"../{folder.name}/{folder.name}.ipynb"
        links += [element("a", f"Next: {title}", class_="rounds-onward", href=notebook), " "]
    links.append(element("a", "All notebooks", class_="rounds-onward", href="../../start.ipynb"))
    return element("nav", *links, class_="rounds-tool", aria_label="Where to go from here")
