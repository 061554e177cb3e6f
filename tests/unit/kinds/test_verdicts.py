"""Right and wrong by a word, an icon and a color of its own for each verdict, to be read in light and dark."""

import re
from typing import get_args

import pytest

from rounds.cards.front_end import style as card_style
from rounds.core.scoring import CREDITED, Verdict
from rounds.feedback.render import WORDS, style

# What JupyterLab's themes lie under text of ours: the page, and the tint of a remark.
GROUNDS = {"light": ("#ffffff", "#eeeeee"), "dark": ("#212121", "#424242")}
COLORS = ("right", "wrong", "partly", "follows")


def light(color: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    r, g, b = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(color: str, other: str) -> float:
    high, low = sorted((light(color), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_verdict_has_an_icon_and_a_word_that_no_other_has() -> None:
    assert set(WORDS) == set(get_args(Verdict))
    for part in (0, 1):
        assert len({words[part] for words in WORDS.values()}) == len(WORDS)
    assert WORDS["follows"] == ("↳", "Follows from yours")
    assert set(CREDITED) < set(WORDS)


@pytest.mark.parametrize("name", COLORS)
def test_its_color_can_be_read_in_both_themes_and_without_one(name: str) -> None:
    light_color, dark_color, printed = re.findall(rf"--rounds-{name}: (#[0-9a-f]{{6}})", card_style())
    assert printed == light_color
    assert f"var(--rounds-{name}, {light_color})" in style()  # on an instructor's page, which has no theme
    for color, theme in ((light_color, "light"), (dark_color, "dark")):
        assert [ground for ground in GROUNDS[theme] if contrast(color, ground) < 4.5] == []


def test_each_verdict_is_colored_on_a_card_and_in_feedback_and_no_two_credited_ones_alike() -> None:
    for verdict in set(WORDS) - {"unread"}:  # which has the color of text
        for css in (card_style(), style()):
            assert re.search(rf"\.rounds-{verdict}\b", css), verdict
    colors_of = {name: re.findall(rf"--rounds-{name}: (#[0-9a-f]{{6}})", card_style())[:2] for name in COLORS}
    assert len({tuple(colors) for colors in colors_of.values()}) == len(COLORS)
