"""The drawings of the course: SVG files whose title is the name and whose desc is the text alternative."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from rounds.content import asset_paths
from rounds.core.errors import PlaceError
from rounds.core.html import Html, element, trusted_markup

SVG = "{http://www.w3.org/2000/svg}"
FOLDERS = asset_paths.folders("figures")

ROOM = "margin:.5em 0;max-width:46em"  # a browser's own margin takes a fifth of a phone
QUIET = "margin-top:.5em;font-size:.93em;color:var(--jp-content-font-color1,#333)"


def path(name: str) -> Path:
    """Where a drawing is. Raises PlaceError with the names there are."""
    return asset_paths.find("figure", name, "svg", FOLDERS)


def markup(name: str) -> Html:
    """The drawing and its caption. The caption says in words what the drawing shows."""
    tree = ElementTree.parse(path(name)).getroot()  # noqa: S314  (our own files)
    title, description = (_text(tree, part) for part in ("title", "desc"))
    for part in ("title", "desc"):
        for node in tree.findall(SVG + part):
            tree.remove(node)
    tree.set("role", "img")
    tree.set("aria-label", title)
    ElementTree.register_namespace("", SVG[1:-1])
    drawing = trusted_markup(ElementTree.tostring(tree, encoding="unicode"))
    caption = element("figcaption", description, style=QUIET)
    return element("figure", drawing, caption, class_="rounds-figure", style=ROOM)


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
