"""A damaged, edited or hostile notebook costs no marks, and no cell of it ever runs."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbclient import execute
from nbformat.v4 import new_code_cell, new_notebook

from grader.submissions.notebook_diff import notebook_notes
from tests.pipeline.learners import damaged_notebooks
from tests.pipeline.room import AUTO, NOTEBOOK, SOURCE, Room, Student, counting_kernels, words

UNHARMED = (*damaged_notebooks.EDITED, *damaged_notebooks.ATTACKS)


@pytest.mark.parametrize("student", UNHARMED, ids=str)
def test_whatever_became_of_the_notebook_the_answers_earn_full_marks(room: Room, student: Student) -> None:
    assert room.auto(student.name) == AUTO


@pytest.mark.parametrize("student", UNHARMED, ids=str)
def test_log_and_page_say_in_a_sentence_what_was_found_in_the_notebook(room: Room, student: Student) -> None:
    log, page = room.log_of(student.name), words(room.page(student.name))
    assert student.says
    for sentence in student.says:
        assert sentence in log
        assert sentence in page


@pytest.mark.parametrize("student", UNHARMED, ids=str)
def test_marked_notebook_is_the_courses_own(room: Room, student: Student) -> None:
    intact = room.notebook("alone-first")
    marked = room.notebook(student.name)
    assert [cell.id for cell in marked.cells] == [cell.id for cell in intact.cells]
    assert [c.metadata.get("nbgrader", {}).get("points") for c in marked.cells] == [
        c.metadata.get("nbgrader", {}).get("points") for c in intact.cells
    ]


def test_an_intact_notebook_is_not_spoken_of(room: Room) -> None:
    assert room.log_of("alone-first") == ""
    assert "The notebook" not in words(room.page("alone-first"))


def test_outputs_that_claim_full_marks_earn_nothing(room: Room) -> None:
    assert room.auto(damaged_notebooks.FORGED.name) == 0


@pytest.mark.parametrize("student", damaged_notebooks.ATTACKS, ids=str)
def test_inserted_code_never_ran(room: Room, student: Student) -> None:
    left = damaged_notebooks.marker(room.root, student.name)
    assert not left.exists()
    assert not list(room.root.rglob(left.name))


@pytest.mark.parametrize("name", damaged_notebooks.HOSTILE)
def test_inserted_code_would_leave_a_file_if_it_ran(tmp_path: Path, name: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", damaged_notebooks.hostile(name, tmp_path)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
    )
    left = damaged_notebooks.marker(tmp_path, name)
    try:
        for _ in range(200):
            if left.exists() and left.read_text():
                break
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
    finally:
        process.kill()
        process.wait()
    assert left.read_text().startswith("ran")


def test_no_kernel_starts_while_a_class_is_marked(room: Room) -> None:
    assert len(room.students()) > 50
    assert room.kernels == 0


def test_a_kernel_would_be_counted_if_one_started() -> None:
    with counting_kernels() as kernels:
        execute(new_notebook(cells=[new_code_cell("1 + 1")]), kernel_name="python3")
    assert len(kernels) == 1


def test_nobody_wrote_into_the_gradebook(room: Room) -> None:
    assert {grade.manual for grade in room.grades("writes-the-gradebook").values()} == {None}


OWN = nbformat.read(SOURCE.notebook, as_version=4)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["code", "statements", "dig", 4]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "metadata", "nbgrader", "grade_id", "source", "cell_type", "nbformat", "points"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(cells=st.lists(JSON, max_size=5) | JSON, version=st.just(4) | JSON)
def test_whatever_a_notebook_holds_it_is_spoken_of_in_sentences(cells: Any, version: Any) -> None:
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / NOTEBOOK).write_text(json.dumps({"nbformat": version, "cells": cells}))
        (said,) = notebook_notes(Path(name), OWN)
    assert said.startswith(f"The notebook {NOTEBOOK} ")
    assert said.endswith(damaged_notebooks.UNTOUCHED)
    assert "\n" not in said
    assert len(said) < 1000
