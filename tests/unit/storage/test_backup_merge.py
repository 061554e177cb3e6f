"""Answers of two machines are merged by time, and nothing is lost on either side."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.storage import backup_merge
from rounds.storage.answers import Record
from rounds.storage.backup_merge import merged

KNOWN = ("one", "two", "three")
NOW = "2026-11-24T12:00:00Z"


@pytest.fixture(autouse=True, scope="module")
def the_time() -> Any:
    """Lines that are kept bear the time of bringing back: always the same here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup_merge, "now", lambda: NOW)
        yield


def line(exercise: str, answer: Any, seed: int, minute: int) -> Record:
    time = f"2026-11-20T10:{minute:02d}:00Z"
    return {"v": 1, "seed": seed, "time": time, "exercise": exercise, "answer": {"a": answer}}


@st.composite
def machine(draw: st.DrawFn, seed: int | None = None) -> list[Record]:
    """A file as one machine writes it: its times never run backward."""
    seed = draw(st.integers(1, 3)) if seed is None else seed
    minute, lines = 0, [{"v": 1, "seed": seed, "time": "2026-11-20T09:00:00Z", "module": "m"}]
    for exercise, answer, step in draw(
        st.lists(st.tuples(st.sampled_from(KNOWN), st.integers(0, 4), st.integers(1, 4)), max_size=8)
    ):
        minute += step
        lines.append(line(exercise, answer, seed, minute))
    return lines


files = machine()


def counting(lines: list[Record]) -> dict[str, Record]:
    return {r["exercise"]: r for r in lines if "exercise" in r}


def into(here: list[Record], there: list[Record]) -> list[Record]:
    return here + merged(here, there, "m", KNOWN).add


def everything(lines: list[Record]) -> set[str]:
    return {json.dumps(r.get("brought_back", r), sort_keys=True) for r in lines}


@given(files, files)
def test_the_latest_answer_to_each_exercise_counts(here: list[Record], there: list[Record]) -> None:
    mine, theirs, now = counting(here), counting(there), counting(into(here, there))
    assert set(now) == set(mine) | set(theirs)
    for name, record in now.items():
        assert record["time"] == max(side[name]["time"] for side in (mine, theirs) if name in side)
        assert record in (mine.get(name), theirs.get(name))


@given(files, files)
def test_bringing_back_twice_changes_nothing(here: list[Record], there: list[Record]) -> None:
    once = into(here, there)
    assert merged(once, there, "m", KNOWN).add == []
    assert merged(once, here, "m", KNOWN).add == []


@given(files, files)
def test_every_line_of_both_sides_is_still_there(here: list[Record], there: list[Record]) -> None:
    both = into(here, there)
    assert both[: len(here)] == here
    assert everything(both) == everything(here) | everything(there)


@given(files, files, files)
def test_the_order_of_bringing_back_does_not_matter(here: list[Record], one: list[Record], two: list[Record]) -> None:
    assert counting(into(into(here, one), two)) == counting(into(into(here, two), one))
    # Nor does it matter whether a file went through another machine first.
    assert counting(into(here, into(one, two))) == counting(into(into(here, one), two))


@given(files, files)
def test_wherever_a_full_disk_stops_it_the_answer_is_the_old_or_the_new_one(
    here: list[Record], there: list[Record]
) -> None:
    mine, theirs, add = counting(here), counting(there), merged(here, there, "m", KNOWN).add
    for stop in range(len(add) + 1):
        torn = here + add[:stop]
        for name, record in counting(torn).items():
            # Where nothing was answered here, the answers come in their order, as they were given.
            assert record in ([mine[name], theirs.get(name)] if name in mine else there)
        assert counting(into(torn, there)) == counting(here + add)
        assert everything(into(torn, there)) == everything(here + add)


@given(machine(seed=1), st.data())
def test_an_old_download_undoes_nothing(now: list[Record], data: st.DataObject) -> None:
    old = now[: data.draw(st.integers(0, len(now)))]
    assert merged(now, old, "m", KNOWN).add == []
    assert counting(into(old, now)) == counting(now)


def test_of_answers_of_the_same_second_the_one_built_upon_the_other_counts() -> None:
    first, second = line("one", 1, 1, 5), line("one", 2, 1, 5)
    assert merged([first, second], [first], "m", KNOWN).add == []
    assert merged([first], [first, second], "m", KNOWN).newer == ["one"]
    other = line("one", 3, 2, 5)
    ways = itertools.permutations([[first, second], [first], [other]])
    assert len({json.dumps(counting(into(into(a, b), c))["one"]) for a, b, c in ways}) == 1


@pytest.mark.parametrize("time", ["", "soon", None, 7])
def test_a_time_that_is_none_counts_as_the_oldest(time: Any) -> None:
    dated, undated = line("one", 1, 1, 5), {**line("one", 2, 2, 9), "time": time}
    assert counting(into([dated], [undated]))["one"] == dated
    assert counting(into([undated], [dated]))["one"] == dated


def test_what_is_no_exercise_of_this_course_is_kept_and_never_counts() -> None:
    both = into([line("one", 1, 1, 1)], [line("elsewhere", 2, 2, 2)])
    assert set(counting(both)) == {"one"}
    assert everything([line("elsewhere", 2, 2, 2)]) < everything(both)


def test_lines_of_another_version_are_kept_for_it() -> None:
    later = {"v": 2, "exercise": "one", "answer": "in another form"}
    both = into([line("one", 1, 1, 1)], [line("one", 1, 1, 1), later])
    assert both[-1]["brought_back"] == later
