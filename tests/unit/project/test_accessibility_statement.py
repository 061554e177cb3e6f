"""ACCESSIBILITY.md says what is so."""

import re
from pathlib import Path

import axe_playwright_python

from grader.course import ROOT, sources

TEXT = (ROOT / "ACCESSIBILITY.md").read_text(encoding="utf-8")


def test_it_counts_the_notebooks_and_exercises_that_there_are() -> None:
    modules = [source.load()[0] for source in sources()]
    assert len(modules) == 10
    assert "ten notebooks" in TEXT
    (told,) = re.findall(r"(\d+) exercises", TEXT.replace("\n", " "))
    assert int(told) == sum(len(module.listed) for module in modules)


def test_it_names_the_axe_core_that_the_tests_use() -> None:
    script = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    (version,) = re.findall(r"axe v([\d.]+)", script[:100])
    assert f"axe-core {version}" in TEXT


def test_the_tests_that_it_names_are_there() -> None:
    named = set(re.findall(r"`(tests/[\w/.]+)`", TEXT))
    assert len(named) > 4
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_leads_to_it() -> None:
    assert "(ACCESSIBILITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
