"""What a learner of ours answers, and where on the page; the same answers by keyboard, mouse and touch."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.lab import Notebook

# One exercise of each kind and style.
EXERCISES = ("nights", "leaving", "leaving-slips", "dig", "nights-cover", "reflection")
TEXT = 'I will not do nights: b, dd, a, x, m.\nThat is <b>final</b> & "no" is no. ✓'


def answer_to(notebook: Notebook, name: str) -> dict[str, Any]:
    """An answer with every bin, some boxes, and text; not the right one on purpose."""
    exercise = notebook.module.exercise(name)
    if exercise.kind == "sort":
        bins = [b.id for b in exercise.bins]
        return {item.id: bins[at % len(bins)] for at, item in enumerate(exercise.items)}
    if exercise.kind == "select":
        return {item.id: True for item in exercise.items[::3]}
    if exercise.kind == "grid":
        columns = [c.id for c in exercise.columns]
        cells = {row.id: {columns[at % len(columns)]: True} for at, row in enumerate(exercise.rows)}
        return {"cells": cells, "chosen": {row.id: True for row in exercise.rows[: exercise.choose.max]}}
    return {field.id: f"{at}. {TEXT}" for at, field in enumerate(exercise.fields)}


def labels_of(notebook: Notebook, name: str) -> list[Locator]:
    """What to press, one after the other, to give that answer; none for free text."""
    exercise, answer = notebook.module.exercise(name), answer_to(notebook, name)
    if exercise.kind == "sort":
        order = {b.id: at for at, b in enumerate(exercise.bins)}
        return [notebook.item(name, item).locator("label").nth(order[b]) for item, b in answer.items()]
    if exercise.kind == "select":
        return [notebook.item(name, item).locator("label") for item in answer]
    if exercise.kind == "grid":
        order = {c.id: at for at, c in enumerate(exercise.columns)}
        rows = {r.id: at for at, r in enumerate(exercise.rows)}
        cells = [
            notebook.item(name, row).locator("label").nth(order[column])
            for row, columns in answer["cells"].items()
            for column in columns
        ]
        return cells + [notebook.item(name, "choice").locator("label").nth(rows[row]) for row in answer["chosen"]]
    return []


def press(notebook: Notebook, exercise: str, label: Locator, finger: bool = False) -> None:
    """Press it, and wait until that shows: in practice, feedback on an item moves what is below.

    A press that begins before the page moves and ends after it meets two different things, and counts for neither.
    """
    if finger:
        label.tap()
    else:
        label.click()
    expect(label.locator("input")).to_be_checked()
    if notebook.module.exercise(exercise).use == "practice":
        item = label.locator("xpath=ancestor::*[@data-item]")
        expect(item.locator(".rounds-said")).not_to_be_empty()
