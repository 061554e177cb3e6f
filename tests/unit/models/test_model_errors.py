"""A figure that cannot be gets a sentence, and the models stay light."""

import ast
import math
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import rounds.models
from rounds.models.batna import Alternative, best, expected, table
from rounds.models.utility import additive

A = Alternative("a", {"pay": 0.5, "time": 0.5})
ONE = {"pay": 1.0, "time": 1.0}

SENTENCES: dict[str, tuple[Callable[[], object], str]] = {
    "a negative weight": (
        lambda: additive({"pay": -1}, {"pay": 1}),
        'the weight of interest "pay" must be a finite number of 0 or more, not -1',
    ),
    "a weight that is no number": (
        lambda: additive({"pay": math.nan}, {"pay": 1}),
        'the weight of interest "pay" must be a finite number of 0 or more, not nan',
    ),
    "an endless weight": (
        lambda: additive({"pay": math.inf}, {"pay": 1}),
        'the weight of interest "pay" must be a finite number of 0 or more, not inf',
    ),
    "weights all 0": (
        lambda: additive({"pay": 0, "time": 0}, {"pay": 1, "time": 1}),
        "at least one interest must have a weight above 0",
    ),
    "no weights": (lambda: additive({}, {}), "at least one interest must have a weight above 0"),
    "a value left out": (
        lambda: additive(ONE, {"pay": 1}),
        'interest "time" has a weight but no value; every interest needs both',
    ),
    "a weight left out": (
        lambda: additive(ONE, {"pay": 1, "time": 1, "fun": 1}),
        'interest "fun" has a value but no weight; the interests with a weight are pay, time',
    ),
    "a value that is no number": (
        lambda: additive({"pay": 1}, {"pay": math.nan}),
        'the value for interest "pay" must be a finite number, not nan',
    ),
    "a probability above 1": (lambda: expected(0.5, 1.2, 0.5), "the probability p must be from 0 to 1, not 1.2"),
    "a probability that is no number": (
        lambda: expected(0.5, math.nan, 0.5),
        "the probability p must be from 0 to 1, not nan",
    ),
    "a probability in a table": (
        lambda: table([A, replace(A, id="b", p=-0.1)], ONE, "a"),
        'alternative "b": the probability p must be from 0 to 1, not -0.1',
    ),
    "a status quo that is not there": (
        lambda: table([A], ONE, "stay"),
        'the status quo "stay" is not one of the alternatives: a',
    ),
    "an id used twice": (lambda: table([A, A], ONE, "a"), 'two alternatives have the id "a"; every id must be its own'),
    "an alternative without a value": (
        lambda: best([A, Alternative("b", {"pay": 1})], ONE, "a"),
        'alternative "b": interest "time" has a weight but no value; every interest needs both',
    ),
    "a negative tie": (lambda: best([A], ONE, "a", tie=-1), "the tie must be 0 or more, not -1"),
    "a BATNA without status quo": (
        lambda: best([A], ONE, "stay"),
        'the status quo "stay" is not one of the alternatives: a',
    ),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_figure_that_cannot_be_gets_a_sentence(name: str) -> None:
    call, sentence = SENTENCES[name]
    with pytest.raises(ValueError, match=r"\w") as caught:
        call()
    assert str(caught.value) == sentence


def test_the_models_import_the_standard_library_only() -> None:
    files = sorted(Path(rounds.models.__file__).parent.glob("*.py"))
    assert len(files) >= 5
    for file in files:
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        imported = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        imported |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        foreign = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
        assert foreign <= {"rounds.models.utility"}, file
