"""The figures of a class of 200 are those that were worked out before libraries did it, to rounding."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grader.report import figures
from grader.report.surveys import compare
from tests.unit.report import class_of_200

# Worked out once, by Simpson's rule, bisection and loops over rows (the report's own code, before scipy and pandas).
GOLDEN = Path(__file__).with_name("class_of_200.json")
CLOSE = 1e-6  # bounds of g came from Simpson's rule; all else agrees to 1e-9


def worked_out(root: Path) -> dict[str, Any]:
    course = figures.course(class_of_200.classroom())
    sources, folder = class_of_200.surveys(root)
    found = {"course": asdict(course), "surveys": compare(sources, folder).as_dict()}
    for notebook, about in zip(course.notebooks, found["course"]["notebooks"], strict=True):
        about |= {"spread": notebook.spread, "time": notebook.time}
    for learner, about in zip(course.learners, found["course"]["learners"], strict=True):
        about |= {"mean": learner.mean, "concerns": learner.concerns}
    found["help"] = [learner.student for learner in course.help]
    again: dict[str, Any] = json.loads(json.dumps(found))
    return again


def differences(wanted: Any, found: Any, where: str = "") -> list[str]:
    """Where two figures are not the same, to rounding."""
    if isinstance(wanted, dict) and isinstance(found, dict) and wanted.keys() == found.keys():
        return [line for name in wanted for line in differences(wanted[name], found[name], f"{where}.{name}")]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        return [line for at, w in enumerate(wanted) for line in differences(w, found[at], f"{where}[{at}]")]
    if _is_number(wanted) and _is_number(found):  # a median of whole numbers may be 2 or 2.0
        close = CLOSE if ".effect_" in where else 1e-9
        same = math.isclose(wanted, found, rel_tol=close, abs_tol=close)
    else:
        same = type(wanted) is type(found) and wanted == found
    return [] if same else [f"{where}: {wanted!r} became {found!r}"]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def test_the_figures_of_a_class_of_200_are_unchanged_to_rounding(tmp_path: Path) -> None:
    wanted = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert len(wanted["course"]["learners"]) == 200
    assert sum(len(notebook["items"]) for notebook in wanted["course"]["notebooks"]) == 30
    assert len(wanted["course"]["slips"]) >= 12
    assert [pair["effect"] is None for pair in wanted["surveys"]["pairs"]] == [False] * 4 + [True]
    assert differences(wanted, worked_out(tmp_path)) == []


def test_a_figure_that_changes_is_seen() -> None:
    assert differences({"a": [1.0, 2.0]}, {"a": [1.0, 2.0 + 1e-7]}) == [".a[1]: 2.0 became 2.0000001"]
    assert differences({"a": 1}, {"b": 1}) != []
    assert differences([1.0], [1.0, 1.0]) != []
    assert differences(None, 0.0) != []
    assert differences({"a": True}, {"a": 1}) != []
