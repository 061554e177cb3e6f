"""The groups in which the tests are shared out to processes name what is there: after a move they'd silently fall apart."""

from __future__ import annotations

import pytest

from grader.course import ROOT
from tests.conftest import TOGETHER, together

PATTERNS = [pattern for patterns in TOGETHER.values() for pattern in patterns]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_group_names_a_file_or_a_folder_of_tests(pattern: str) -> None:
    path = ROOT / pattern.partition("*")[0]
    assert path.is_file() or any(path.rglob("test_*.py"))


def test_what_shares_a_jupyterlab_or_a_class_stays_together_and_the_rest_goes_by_file() -> None:
    walk = "tests/browser/access/test_everyone.py::test_x"
    assert together(f"{walk}[jupyterlab-07-step-4-the-ask]") == together("tests/browser/cards/test_feedback.py::test_y")
    assert together(f"{walk}[04-step-1-your-interests]") != together(f"{walk}[05-step-2-your-batna]")
    assert together("tests/unit/core/test_text.py::test_z") == "tests/unit/core/test_text.py"
