"""A card needs no Jupyter, and a host shows it as it is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import traitlets
from comm.base_comm import BaseComm

from grader.course import ROOT
from rounds.cards import front_end
from rounds.cards.base import Card, followers, tell_followers
from rounds.cards.contents import ContentsCard
from rounds.cards.exercise import ExerciseCard
from rounds.cards.submit import SubmitCard
from rounds.cards.summary_card import SummaryCard
from rounds.hosts.jupyter import widget
from rounds.storage.locations import Place, find
from tests.unit.cards.page import Page

MODULE = "01-principle-1-interests"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    there = find(ROOT / "modules" / MODULE)
    return Place(there.folder, tmp_path / "answers.jsonl", there.keys_path)


class Counter(Card):
    number = traitlets.Int(0).tag(sync=True)
    word = traitlets.Unicode("").tag(sync=True)
    hidden = traitlets.Int(0)


def test_every_card_works_where_neither_anywidget_nor_ipython_can_be_imported() -> None:
    code = f"""
import sys
for name in ("anywidget", "ipywidgets", "IPython", "ipykernel", "jupyter_client"):
    sys.modules[name] = None
from pathlib import Path
from tempfile import mkdtemp
from rounds.storage.locations import Place, find
from rounds.cards import backup, contents, exercise, front_page, submit, summary_card, transcript
there = find(Path({str(ROOT)!r}) / "modules" / {MODULE!r})
place = Place(there.folder, Path(mkdtemp()) / "answers.jsonl", there.keys_path)
cards = [exercise.ExerciseCard(place, e) for e in place.module().exercises]
cards += [submit.SubmitCard(place), contents.ContentsCard(place), backup.BackupCard([place])]
cards += [summary_card.SummaryCard("T"), transcript.TranscriptCard(there.folder)]
cards[0].receive({{"do": "commit", "change": {{"pills": "interest"}}, "n": 1}})
assert {{type(card).view for card in cards}} == {{"exercise", "submit", "contents", "backup", "summary_card", "transcript"}}
print(len(cards), str(front_page.front_page(there.folder)).count("<li"))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    cards, rows = map(int, done.stdout.split())
    assert cards > 10
    assert rows == 10


def test_the_page_sees_each_change_once_and_those_made_together_at_once() -> None:
    card = Counter()
    page = Page(card)
    card.number = 1
    card.number = 1
    card.hidden = 5
    with card.hold_sync():
        card.number = 2
        with card.hold_sync():
            card.word = "two"
        assert page.changes == [{"number": 1}]
        card.number = 3
    assert page.changes == [{"number": 1}, {"number": 3, "word": "two"}]
    assert page.shows == card.state() == {"number": 3, "word": "two"}


def test_changes_made_together_are_shown_even_if_something_goes_wrong_halfway() -> None:
    card = Counter()
    page = Page(card)

    def fail() -> None:
        with card.hold_sync():
            card.number = 2
            raise ValueError("halfway")

    with pytest.raises(ValueError, match="halfway"):
        fail()
    card.word = "after"
    assert page.changes == [{"number": 2}, {"word": "after"}]


@pytest.mark.parametrize("message", [None, "commit", 5, [], ["do"], {}, {"do": None}, {"do": "commit"}])
def test_a_message_that_asks_for_nothing_known_changes_nothing(place: Place, message: object) -> None:
    for card in (ExerciseCard(place, place.module().exercise("statements")), SubmitCard(place), SummaryCard("T")):
        page = Page(card)
        card.receive(message)
        assert (page.changes, page.messages) == ([], [])


def test_in_jupyter_a_card_is_a_widget_with_the_same_traits(place: Place) -> None:
    card = ExerciseCard(place, place.module().exercise("statements"))
    state = widget(card).get_state()
    assert {name: state[name] for name in card.state()} == card.state()
    assert (state["_model_name"], state["_view_name"], state["view"]) == ("AnyModel", "AnyView", "exercise")
    others = {name for name in state if not name.startswith("_")} - set(card.state())
    assert others == {"view", "front_end", "layout", "tabbable", "tooltip"}  # the last three come with ipywidgets


def test_script_and_style_reach_a_page_once_however_many_cards_it_shows(place: Place) -> None:
    cards = [*(ExerciseCard(place, exercise) for exercise in place.module().exercises), SubmitCard(place)]
    widgets = [widget(card) for card in cards]
    (shared,) = {shown.front_end for shown in widgets}
    assert (shared.script, shared.style) == (front_end.script(), front_end.style())
    assert shared.version == front_end.version()
    assert len(widgets) > 5
    for shown in widgets:
        state = shown.get_state()
        assert state["front_end"] == f"IPY_MODEL_{shared.model_id}"
        assert len(state["_esm"]) < 2000
        assert "_css" not in state


class Line(BaseComm):
    """The connection between kernel and page: keeps what goes to the page."""

    def publish_msg(self, msg_type: str, data: Any = None, metadata: Any = None, buffers: Any = None, **_: Any) -> None:
        if msg_type == "comm_msg":
            sent.append(data)


sent: list[dict[str, Any]] = []


def test_in_jupyter_messages_reach_the_card_and_its_changes_and_messages_reach_the_page(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comm.create_comm", Line)
    card = ExerciseCard(place, place.module().exercise("nights"))
    shown = widget(card)
    sent.clear()
    message = {"method": "custom", "content": {"do": "commit", "change": {"zero": "position"}, "n": 7}}
    shown.comm.handle_msg({"content": {"data": message}, "buffers": []})
    assert place.answers().read().of("nights") == {"zero": "position"}
    *updates, last = sent
    assert last == {"method": "custom", "content": {"saved": 7}}
    # All that follows from one answer arrives at once, as hold_sync promises.
    assert [(update["method"], sorted(update["state"])) for update in updates] == [
        ("update", ["answer", "said", "status"])
    ]
    assert updates[0]["state"]["answer"] == shown.answer == {"zero": "position"}
    assert shown.said == card.said


def test_cards_of_a_notebook_follow_what_is_saved_there_and_those_of_another_stay(place: Place, tmp_path: Path) -> None:
    elsewhere = Place(place.folder, tmp_path / "elsewhere.jsonl", place.keys_path)
    card, contents, stranger = (
        ExerciseCard(place, place.module().exercise("statements")),
        ContentsCard(place),
        ExerciseCard(elsewhere, elsewhere.module().exercise("statements")),
    )
    assert {card, contents, stranger} <= set(followers)
    before = stranger.state()
    place.answers().commit("statements", {"pills": "interest"})
    tell_followers(place)
    assert card.answer == {"pills": "interest"}
    assert next(row for row in contents.rows if row["id"] == "statements")["state"] == "begun"
    assert stranger.state() == before


def test_the_page_around_the_cards_has_their_colors_in_every_host() -> None:
    tokens = (ROOT / "rounds/ui/styles/tokens.css").read_text()
    pages = ("rounds/app/template/static/app.css", "rounds/labextension/static/remoteEntry.a1.js")
    alike = {"ground": "ground", "ink": "text", "quiet": "soft", "rule": "line", "link": "practice"}
    for page in pages:
        sheet = (ROOT / page).read_text()
        for theme in (0, 1):  # light comes first, then dark
            for name, token in alike.items():
                of_page = re.findall(rf"--rounds-{name}: (#\w+)", sheet)[theme]
                assert of_page == re.findall(rf"--rounds-{token}: (#\w+)", tokens)[theme], (page, name)
