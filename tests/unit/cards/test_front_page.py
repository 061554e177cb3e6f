"""The front page: the five minutes to start with, the stations of the route, and what their rings show."""

import re
import shutil
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from grader.authoring.check import check
from grader.course import ROOT, sources
from rounds import kinds
from rounds.cards.front_page import FIVE_MINUTES, front_page
from rounds.content.loader import load_module
from rounds.storage.locations import find

STATIONS = ROOT / "rounds" / "ui" / "pictures" / "stations"
NAME, EXERCISE = FIVE_MINUTES


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The notebook of the five minutes, and the one before it."""
    (tmp_path / "grader" / "keys").mkdir(parents=True)
    for name in ("02-principle-2-batna", NAME):
        shutil.copytree(ROOT / "modules" / name, tmp_path / "modules" / name)
    return tmp_path


def page_of(clone: Path) -> str:
    """The front page, without its style sheets."""
    return str(front_page(clone)).rpartition("</style>")[2]


def test_the_five_minutes_are_a_practice_conversation_of_at_most_four_turns() -> None:
    exercise = load_module(ROOT / "modules" / NAME).exercise(EXERCISE)
    assert (exercise.kind, exercise.use) == ("dialogue", "practice")
    learners = kinds.of("dialogue").learners
    talks = [learners.random(exercise, Random(seed))["moves"] for seed in range(50)]
    assert 1 <= max(map(len, talks)) <= 4


def test_someone_new_is_led_to_the_five_minutes_first_and_then_to_the_notebook_to_go_on_with(clone: Path) -> None:
    before = page_of(clone)
    assert f'href="modules/{NAME}/{NAME}.ipynb#{EXERCISE}">Start: five minutes' in before
    assert before.index("Start: five minutes") < before.index("Begin here: Principle 2")
    find(clone / "modules" / NAME).answers().commit(EXERCISE, {"moves": ["noon-then"]})
    after = page_of(clone)
    assert "Start: five minutes" not in after
    assert after.index("Go on here: Principle 3") < after.index(f"#{EXERCISE}")


def test_a_course_without_the_conversation_begins_with_its_first_notebook(clone: Path) -> None:
    shutil.rmtree(clone / "modules" / NAME)
    page = page_of(clone)
    assert "Begin here: Principle 2" in page
    assert "#" not in re.sub(r"&#\w+;|#[0-9a-f]{3,6}\b", "", page)


def test_a_ring_shows_the_share_that_its_words_say(clone: Path) -> None:
    assert "rounds-filled" not in page_of(clone)
    find(clone / "modules" / NAME).answers().commit(EXERCISE, {"moves": ["noon-then"]})
    page = page_of(clone)
    (done, total) = map(int, re.findall(r"(\d+) of (\d+) exercises answered", page.partition("<h3")[2])[0])
    assert done == 1
    assert re.findall(r'stroke-dasharray="([\d.]+) 100"', page) == [f"{100 * done / total:.1f}"]


def test_every_notebook_of_the_course_has_a_picture_of_its_own_and_any_other_has_one_as_well(clone: Path) -> None:
    drawn = {path.stem: path.read_text(encoding="utf-8") for path in STATIONS.glob("*.svg")}
    assert set(drawn) == {source.name for source in sources()} | {"other"}
    assert len(set(drawn.values())) == len(drawn)
    for name, drawing in drawn.items():
        assert ElementTree.fromstring(drawing).get("aria-hidden") == "true", name  # noqa: S314  (our own files)
    (clone / "modules" / NAME).rename(clone / "modules" / "20-a-course-of-ones-own")
    exercises = clone / "modules" / "20-a-course-of-ones-own" / "exercises.yaml"
    exercises.write_text(exercises.read_text().replace(f"module: {NAME}", "module: 20-a-course-of-ones-own"))
    assert drawn["other"].strip() in page_of(clone)


def test_a_picture_that_a_notebook_opens_with_has_to_be_there(clone: Path) -> None:
    shutil.copy(ROOT / "grader" / "keys" / f"{NAME}.yaml", clone / "grader" / "keys")
    (source,) = [source for source in sources(clone) if source.name == NAME]
    assert check(source) == []
    exercises = source.folder / "exercises.yaml"
    exercises.write_text(exercises.read_text().replace("teaches:", "picture: nowhere\nteaches:", 1))
    (says,) = check(source)
    assert says.startswith(f'modules/{NAME}/exercises.yaml, picture: There is no figure "nowhere"; there are ')
