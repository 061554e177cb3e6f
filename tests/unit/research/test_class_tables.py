"""Rows become tables as the codebook has them, whatever a learner's clock or answers hold."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from grader.report.time_on_task import moment
from grader.research import folder
from grader.research.class_tables import Rows, frames
from grader.research.codebook import PANDAS, TABLES

TIMES = ("0001-01-01T00:00:00Z", "1969-07-20T20:17:40Z", "2026-01-05T09:00:00.75+02:00", "9999-12-31T23:59:59Z", "noon")


def test_any_time_that_an_answers_file_can_hold_is_written_and_read_back(tmp_path: Path) -> None:
    rows = Rows()
    for at, time in enumerate(TIMES):
        rows.add(
            "answers", "ann", notebook="01", exercise="e", save=at, time=moment(time), field="x", value=1, counts=True
        )
    tables = frames(rows, {"ann": "L1"})
    folder.write(tmp_path / "out", tables, identify=False, texts=False)
    written = pd.read_csv(tmp_path / "out" / "answers.csv", keep_default_na=False)
    assert list(written.time) == [*TIMES[:2], "2026-01-05T07:00:00Z", TIMES[3], ""]
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "out" / "answers.parquet"), tables["answers"])


def test_a_table_without_rows_has_its_columns_and_types(tmp_path: Path) -> None:
    tables = frames(Rows(), {})
    for table in TABLES:
        types = {column.name: PANDAS[column.type] for column in table.shown(identify=False)}
        assert {name: str(type_) for name, type_ in tables[table.name].dtypes.items()} == types
    folder.write(tmp_path / "out", tables, identify=False, texts=False)
    assert len(list((tmp_path / "out").iterdir())) == 2 * len(TABLES) + 2
