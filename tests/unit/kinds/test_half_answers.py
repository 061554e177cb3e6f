"""Practice says nothing of an answer while half of it is to come, and nothing that would give the other half away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rounds import kinds
from rounds.content.loader import load_keys, load_module
from rounds.kinds.sheet.marking import LINKS
from tests.unit.kinds import samples, sheet_sample

ROOT = Path(__file__).resolve().parents[3]
PRACTICE = [
    (path.parent, e.id)
    for path in sorted((ROOT / "modules").glob("*/exercises.yaml"))
    for e in load_module(path.parent).exercises
    if e.use == "practice" and e.kind not in ("reflect", "dialogue")  # which take one thing at a time
]


def loaded(folder: Path, name: str) -> tuple[Any, Any, Any, dict[str, Any]]:
    module = load_module(folder)
    exercise = module.exercise(name).drawn(7)
    key = load_keys(ROOT / "grader" / "keys" / f"{folder.name}.yaml", module)[name]
    kind = kinds.of(exercise.kind)
    return exercise, key, kind.marking, kind.learners.expert(exercise, key)


def halves(exercise: Any, whole: dict[str, Any]) -> Iterator[tuple[dict[str, Any], set[str]]]:
    """Answers of which half is missing, and of which items nothing may be said then."""
    if exercise.kind == "sort" and exercise.then:
        for item in exercise.items:
            for missing in (item.id, f"{item.id}/then"):
                yield {k: v for k, v in whole.items() if k != missing}, {item.id}
    elif exercise.kind == "plane":
        for item in exercise.items:
            for side in ("own", "other"):
                yield {**whole, item.id: {side: whole[item.id][side]}}, {item.id}
    elif exercise.kind == "order":
        for name, placed in whole["sequence"].items():
            short = {**whole, "sequence": {**whole["sequence"], name: placed[:-1]}}
            yield short, {f"sequence-{name}", f"stop-{name}", placed[-1]}
        yield {k: v for k, v in whole.items() if k != "sequence"}, {*whole.get("functions", {}), "sequence"}
    elif exercise.kind == "number":
        for item in exercise.items:
            for entry in ("value", *(["dial"] if item.dial else [])):
                rest = {k: v for k, v in whole[item.id].items() if k != entry}
                yield {**whole, item.id: rest}, {item.id}
    elif exercise.kind == "table":
        first = exercise.alternatives[0].id
        unaudited = {k: v for k, v in whole["control"].items() if k != first}
        yield {**whole, "control": unaudited}, {f"choice-{p.id}" for p in exercise.profiles}
        yield {k: v for k, v in whole.items() if k != "choice"}, {f"rv-{p.id}" for p in exercise.profiles}
        free = [p for p in exercise.profiles if p.weights is None]
        follows = {f"{part}-{p.id}" for p in free for part in ("choice", "rv")}
        yield {k: v for k, v in whole.items() if k != "weights"}, follows if free else {"weights"}
    elif exercise.kind == "zopa" and exercise.form == "interval":
        for name, ends in whole.items():
            yield {**whole, name: {"low": ends["low"]}}, {name}
    elif exercise.kind == "zopa":
        yield {**whole, "zone": {"exists": whole["zone"]["exists"]}}, {"zone"}
        yield {k: v for k, v in whole.items() if k != "own-rv"}, {"own-rv", "zone", "share"}
    elif exercise.kind == "package":
        first = exercise.issues[0].id
        yield {**whole, "deal": {k: v for k, v in whole["deal"].items() if k != first}}, {"deal"}


@pytest.mark.parametrize(("folder", "name"), PRACTICE, ids=[f"{f.name[:2]}-{n}" for f, n in PRACTICE])
def test_nothing_is_said_of_half_an_answer(folder: Path, name: str) -> None:
    exercise, key, marking, whole = loaded(folder, name)
    every = marking.respond(exercise, key, whole)
    assert every
    for half, unsaid in halves(exercise, whole):
        said = marking.respond(exercise, key, half)
        assert {n for n in said if n in unsaid} == set()


def test_a_row_of_a_grid_names_what_is_missing_only_once_nothing_is() -> None:
    folder, name = next((f, n) for f, n in PRACTICE if load_module(f).exercise(n).kind == "grid")
    exercise, key, marking, whole = loaded(folder, name)
    label = {c.id: c.label for c in exercise.columns}
    tried = 0
    for row, about in key.rows.items():
        for tick in label if len(about.serves) > 1 else ():
            said = marking.respond(exercise, key, {"cells": {row: {tick: True}}})[row]
            text = f"{said.why} {said.expected} {key.slips.get(said.slip or '', '')}"
            assert about.why not in text
            assert [c for c in about.serves if c != tick and label[c] in text] == []
            assert ("doesn't serve" in said.why) == (tick not in about.serves)
            assert (said.slip is None) == (tick in about.serves)
            tried += 1
        whole_row = marking.respond(exercise, key, {"cells": {row: dict.fromkeys(about.serves, True)}})
        assert [item.why for item in whole_row.values()] == [about.why] * bool(about.serves)
    assert tried > 5
    item = marking.respond(exercise, key, {"chosen": {next(iter(whole["chosen"])): True}})["choice"]
    assert item.verdict == "partly"
    assert key.cover.why not in item.why
    assert key.cover.why in marking.respond(exercise, key, whole)["choice"].why


def test_a_link_of_a_sheet_waits_for_all_that_it_rests_on() -> None:
    exercise, key = samples.loaded(sheet_sample.sample())
    kind = kinds.of("sheet")
    whole = kind.learners.expert(exercise, key)
    case = whole["case"]
    assert len(kind.marking.respond(exercise, key, whole)) == 6
    for missing, silent in {
        "standard": {"standard-target", "target-ask", "rv-target"},
        "interest": {"interest-batna", "batna-rv", "rv-target", "interest-trade"},
    }.items():
        half = {"case": case, case: {k: v for k, v in whole[case].items() if k != missing}}
        said = {name.removeprefix(f"{case}-") for name in kind.marking.respond(exercise, key, half)}
        assert said == set(LINKS) - silent
