"""The picture of `zopa`: it draws what was set, says the same in words and as a table, and works out nothing asked for."""

from typing import Any
from xml.etree import ElementTree

from rounds.kinds.zopa import learners
from rounds.kinds.zopa.scene import EMPTY, scene
from tests.unit.kinds import samples
from tests.unit.kinds.zopa import zopa_samples

ZONE, ZONE_KEY = samples.loaded(zopa_samples.zone())
CLUES, CLUES_KEY = samples.loaded(zopa_samples.interval())


def practice() -> Any:
    exercise, key = zopa_samples.zone()
    exercise.pop("points")
    return samples.models(({**exercise, "use": "practice", "key": key}, key))[0].drawn(1)


def test_nothing_set_has_no_picture_and_intervals_need_none() -> None:
    assert scene(ZONE.drawn(1), {}) == {"svg": "", "sentence": EMPTY, "rows": []}
    assert scene(CLUES, learners.expert(CLUES, CLUES_KEY)) == {}


def test_picture_sentence_and_table_say_the_same() -> None:
    exercise = practice()
    shown = scene(exercise, learners.expert(exercise, ZONE_KEY) | {"ask": 18})
    f = exercise.figures
    width = f["locum"] - f["free"]
    share = (f["locum"] - 18) / width
    assert f"from {f['free']:g} to {f['locum']:g}: a surplus of {width:g} hours a month" in shown["sentence"]
    assert f"{share:.0%} of it to your own side" in shown["sentence"]
    table = dict(shown["rows"])
    assert table["Its width, the surplus"] == f"{width:g} hours a month"
    assert table["Shares of the surplus at the ask"] == f"own {share:.0%}, other {1 - share:.0%}"
    tree = ElementTree.fromstring(shown["svg"])  # noqa: S314  (our own)
    assert tree.get("role") == "img"
    assert tree.get("aria-label") == shown["sentence"]
    words = [node.text for node in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert f"zone: {width:g} wide" in words
    assert "ask 18" in words


def test_without_a_zone_the_picture_says_how_far_apart_both_are() -> None:
    exercise = practice()
    shown = scene(exercise, {"own-rv": 10, "other-rv": 22, "zone": {"exists": "yes", "width": 1}})
    assert "There is no zone: the two reservation values are 12 hours a month apart." in shown["sentence"]
    assert "no zone: 12 apart" in shown["svg"]


def test_the_picture_works_nothing_out_that_is_asked_for() -> None:
    values = {"own-rv": 24, "other-rv": 9, "ask": 12}
    for exercise in (practice(), ZONE.drawn(1)):
        shown = scene(exercise, values)
        assert "zone" not in shown["sentence"] + shown["svg"]
        assert len(shown["rows"]) == 3
    said = scene(ZONE.drawn(1), {**values, "zone": {"exists": "no", "width": 4}})
    assert said["sentence"].endswith("You say: no zone, 4 hours a month apart.")
    assert "15" not in said["sentence"]


def test_the_picture_divides_no_surplus_while_a_share_is_asked_for() -> None:
    exercise = practice()
    answer = learners.expert(exercise, ZONE_KEY) | {"ask": float(exercise.deal)}  # whose share is what is asked
    open_ = scene(exercise, {name: value for name, value in answer.items() if name != "share"})
    assert "of it to your own side" not in open_["sentence"] + open_["svg"] + str(open_["rows"])
    assert "The zone runs from" in open_["sentence"]
    assert f"{answer['share']:.0f}% of it to your own side" in scene(exercise, answer)["sentence"]
    # Graded work has no feedback, so a share stays open there to the end.
    graded = ZONE.drawn(1).model_copy(update={"asks": ["own-rv", "other-rv", "ask", "share"]})
    assert "of it to your own side" not in scene(graded, answer)["sentence"]


def test_the_picture_follows_the_theme_and_shares_nothing_with_another_one() -> None:
    exercise = practice()
    drawn = scene(exercise, learners.expert(exercise, ZONE_KEY))["svg"]
    assert "var(--rounds-accent" in drawn
    for alien in ("#0", "<style", "<defs", " id=", "clip-path", "font-family", "<!--"):
        assert alien not in drawn.replace("#0b5a7c", ""), alien
    again = scene(exercise, learners.expert(exercise, ZONE_KEY))["svg"]
    assert again == drawn
    odd = exercise.model_copy(update={"own": exercise.own.model_copy(update={"label": 'A & <b> "$1$"'})})
    ElementTree.fromstring(scene(odd, {"own-rv": 5})["svg"])  # noqa: S314
