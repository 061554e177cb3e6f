"""Links, files and odd names where the folders of submissions and of autograding are: nobody is passed over, and nothing stays."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from grader.marking.autograde import autograde
from grader.office import Office
from tests.pipeline.marked_class import copy, scores
from tests.pipeline.room import MODULE


def test_a_link_or_a_file_in_place_of_an_autograded_folder_is_replaced_and_stops_no_later_run(
    collected: Office, tmp_path: Path, right: Any
) -> None:
    office, elsewhere = copy(collected, tmp_path), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").write_text("mine")
    linked, file = (office.root / "autograded" / name / MODULE for name in ("s00", "s01"))
    for place in (linked, file):
        place.parent.mkdir(parents=True)
    linked.symlink_to(elsewhere)
    file.write_text("a file")
    for _ in range(3):
        assert autograde(office, MODULE, ["s00", "s01"], processes=1).failed == []
    for place in (linked, file):
        assert not place.is_symlink()
        assert [path.name for path in place.parent.iterdir()] == [MODULE]
    assert [path.name for path in elsewhere.iterdir()] == ["mine.txt"]
    assert scores(office) == {key: value for key, value in right.items() if key[0] in ("s00", "s01")}


def test_a_folder_named_like_the_pattern_for_all_hides_nobody_and_a_name_that_is_no_text_is_said(
    collected: Office, tmp_path: Path
) -> None:
    office = copy(collected, tmp_path)
    submitted = office.root / "submitted"
    everyone = set(office.submitted(MODULE))
    shutil.copytree(submitted / "s00", submitted / "*")
    no_text = os.fsdecode(b"M\xfcller")  # as from an archive of another system
    shutil.copytree(submitted / "s01", submitted / no_text)
    assert set(office.submitted(MODULE)) == everyone | {"*", no_text}
    (failed,) = autograde(office, MODULE, ["s02", no_text], processes=1).failed
    assert failed.student == no_text
    assert failed.error.startswith("M\ufffdller: the name of this folder isn't text in UTF-8. Rename it")
    assert {student for student, _ in scores(office)} == {"s02"}
