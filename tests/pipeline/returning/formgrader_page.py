"""What stands where on the page on which an instructor grades in Formgrader."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag


def cell(page: BeautifulSoup, name: str) -> Tag:
    """The part of the grading page that holds one exercise."""
    score = page.find("input", id=name)
    assert isinstance(score, Tag)
    found = score.find_parent("div", class_="nbgrader_cell")
    assert isinstance(found, Tag)
    return found


def outputs(page: BeautifulSoup, name: str) -> Tag:
    """The output of an exercise's cell, which nbgrader puts beside it."""
    found = cell(page, name).find_parent("div", class_="cell")
    assert isinstance(found, Tag)
    return found


def handlers(page: BeautifulSoup) -> list[tuple[str, str]]:
    """Every attribute that would run a script; nbgrader has some of its own."""
    return [(name, str(value)) for e in page.find_all(True) for name, value in e.attrs.items() if name.startswith("on")]
