"""The scripts and styles of the cards, as text: a page loads one module and one style sheet for each card."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from rounds import kinds
from rounds.kinds import registry

# The card around every exercise; its kind's own view comes between the two.
BEFORE_VIEW = (
    *("shared/dom", "shared/number_fields", "shared/page_state", "shared/confirm"),
    "exercise/card",
)
AFTER_VIEW = ("exercise/entry",)
STYLES = ("tokens", "card", "controls", "tables", "feedback", "backup", "study", "contents", "signs", "pictures")


@lru_cache(maxsize=16)
def script(*names: str) -> str:
    """The scripts of those names in `ui/`, joined."""
    ui = resources.files("rounds") / "ui"
    return "\n".join((ui / f"{name}.js").read_text(encoding="utf-8") for name in names)


@lru_cache(maxsize=16)
def exercise_script(kind: str) -> str:
    """The script of an exercise of that kind: the shared card, and all that is in the kind's folder."""
    views = [view.read_text(encoding="utf-8") for view in kinds.of(kind).scripts()]
    return "\n".join([script(*BEFORE_VIEW), *views, script(*AFTER_VIEW)])


@lru_cache(maxsize=1)
def style() -> str:
    """The style of all cards and feedback."""
    shared = [resources.files("rounds") / "ui" / "styles" / f"{name}.css" for name in STYLES]
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in (*shared, *registry.styles()))
