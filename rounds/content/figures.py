"""The drawings of the course: SVG files whose title is the name and whose desc is the text alternative."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree

from rounds.content import asset_paths
from rounds.core.errors import PlaceError
from rounds.core.html import Html, element, trusted_markup

SVG = "{http://www.w3.org/2000/svg}"
FOLDERS = asset_paths.folders("figures")

ROOM = "margin:1em auto 2em;max-width:38rem"  # a browser's own margin takes a fifth of a phone
QUIET = "margin-top:.5em;font-size:.93em;color:var(--jp-content-font-color1,#333)"


def path(name: str) -> Path:
    """Where a drawing is. Raises PlaceError with the names there are."""
    return asset_paths.find("figure", name, "svg", FOLDERS)


def markup(name: str) -> Html:
    """The drawing and its caption. The caption says in words what the drawing shows."""
    drawing, title, description = _parts(name)
    drawing.set("aria-label", title)
    caption = element("figcaption", description, style=QUIET)
    return element("figure", _written(drawing), caption, class_="rounds-figure", style=ROOM)


def picture(name: str) -> Html:
    """The drawing alone. What it shows is read aloud."""
    drawing, title, description = _parts(name)
    drawing.set("aria-label", f"{title}. {description}")
    drawing.set("class", "rounds-picture")
    return _written(drawing)


@cache
def station(module: str) -> Html:
    """The sign of a notebook on the front page, by its name. Its title stands beside it."""
    stations = resources.files("rounds") / "ui" / "pictures" / "stations"
    drawn = stations / f"{module}.svg"
    return trusted_markup((drawn if drawn.is_file() else stations / "other.svg").read_text(encoding="utf-8"))


def _parts(name: str) -> tuple[ElementTree.Element, str, str]:
    """The drawing without its title and text alternative, and these two."""
    tree = ElementTree.parse(path(name)).getroot()  # noqa: S314  (our own files)
    title, description = (_text(tree, part) for part in ("title", "desc"))
    for part in ("title", "desc"):
        for node in tree.findall(SVG + part):
            tree.remove(node)
    tree.set("role", "img")
    return tree, title, description


def _written(drawing: ElementTree.Element) -> Html:
    ElementTree.register_namespace("", SVG[1:-1])
    return trusted_markup(ElementTree.tostring(drawing, encoding="unicode"))


def _text(tree: ElementTree.Element, part: str) -> str:
    return " ".join((tree.findtext(SVG + part) or "").split())


def problems(name: str) -> list[str]:
    """What is wrong with a drawing: not there, not SVG, or without a text alternative."""
    try:
        tree = ElementTree.parse(path(name)).getroot()  # noqa: S314  (our own files)
    except PlaceError as error:
        return [str(error)]
    except ElementTree.ParseError as error:
        return [f"{name}.svg cannot be read ({error}); save it as SVG"]
    return [
        f"{name}.svg has no {part}; add one: it is what is read aloud"
        for part in ("title", "desc")
        if not _text(tree, part)
    ]
