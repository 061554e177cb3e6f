"""What the cells of a notebook call, one line each."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any, Literal

from rounds.core.errors import RoundsError
from rounds.core.html import Html, element
from rounds.storage.attempts import attempt
from rounds.storage.locations import Place, find, forgets, together

if TYPE_CHECKING:
    from collections.abc import Callable

    from rounds.cards.base import Card
    from rounds.content.loader import Exercise


def _validating() -> bool:
    # Set by nbgrader while its Validate button runs the notebook.
    return bool(os.environ.get("NBGRADER_VALIDATING"))


def _unfinished(place: Place, exercise: Exercise) -> str:
    answered, total = attempt(exercise, place.answers().read()).progress()
    if answered >= total:
        return ""
    # "and saved" tells a learner who answered in another tab what to look for.
    return f'"{exercise.title}" is not finished: {answered} of {total} answered and saved.'


def exercise(name: str) -> None:
    """Show the exercise of that id, with what the learner answered so far.

    While nbgrader validates, say instead what isn't finished: nbgrader fails a cell that writes to
    stderr, and shows what it wrote.
    """
    try:
        place = find()
        try:
            asked_for = place.module().exercise(name)
        except KeyError as error:
            raise RoundsError(str(error.args[0])) from None
        if _validating():
            if asked_for.use == "graded" and (sentence := _unfinished(place, asked_for)):
                print(sentence, file=sys.stderr)
            return
        from rounds.cards.exercise import ExerciseCard

        _show(ExerciseCard(place, asked_for))
    except RoundsError as error:
        _say(str(error))


def figure(name: str) -> None:
    """Show a drawing of the course, with its text alternative as the caption."""
    from rounds.content.figures import markup

    _asset(markup, name)


def table(name: str) -> None:
    """Show a data table of the course, with its caption and its sources."""
    from rounds.content.tables import markup

    _asset(markup, name)


def opening() -> None:
    """Show how long this notebook takes, where to go on, and its picture; on a machine that keeps nothing, say that first."""
    if _validating():
        return
    with contextlib.suppress(RoundsError):  # each exercise says what is wrong
        place = find()
        if forgets():
            _show(_backup("note"))
        from rounds.cards.contents import ContentsCard
        from rounds.content.study_time import minutes

        _show_html(element("p", f"About {minutes(place.folder)} minutes.", class_="rounds-tool rounds-hint"))
        _show(ContentsCard(place))
        if name := place.module().picture:
            from rounds.content.figures import picture

            _show_html(element("div", picture(name), class_="rounds-tool rounds-banner"))


def summary_card() -> None:
    """Show how to print the summary card, whose text is above, and where to go from here."""
    try:
        place = find()
        if _validating():
            return
        from rounds.cards.front_page import onward
        from rounds.cards.summary_card import SummaryCard

        _show(SummaryCard(place.module().title))
        if links := onward(place):
            _show_html(links)
    except RoundsError as error:
        _say(str(error))


def before_you_hand_in() -> None:
    """Show how much of each graded exercise is answered and saved."""
    try:
        place = find()
        if _validating():
            # The other cells speak for themselves; nbgrader can't fail a cell that a person grades.
            for reflection in place.module().graded_by_person:
                if sentence := _unfinished(place, reflection):
                    print(sentence, file=sys.stderr)
            return
        from rounds.cards.submit import SubmitCard

        _show(SubmitCard(place))
        _show(_backup("card"))
    except RoundsError as error:
        _say(str(error))


def way_through_the_course() -> None:
    """Show the front page: every notebook, its time, how much of it is done, how to back up the answers, and a transcript to print."""
    from IPython.display import HTML, display

    from rounds.cards.front_page import front_page
    from rounds.cards.transcript import TranscriptCard

    try:
        page = front_page()
        if forgets():
            _show(_backup("note", front=True))
        table = display(HTML(str(page)), display_id=True)
        _show(_backup("card", front=True, changed=lambda: table.update(HTML(str(front_page())))))
        _show(TranscriptCard())
    except RoundsError as error:
        _say(str(error))


def _backup(form: Literal["card", "note"], **more: Any) -> Card:
    from rounds.cards.backup import BackupCard

    return BackupCard(together(), form, **more)


def _show(card: Card) -> None:
    from IPython.display import display

    from rounds.hosts.jupyter import widget

    display(widget(card))


def _show_html(markup: Html) -> None:
    from IPython.display import HTML, display

    display(HTML(str(markup)))


def _asset(markup: Callable[[str], Html], name: str) -> None:
    if _validating():
        return
    try:
        _show_html(markup(name))
    except RoundsError as error:
        _say(str(error))


def _say(sentence: str) -> None:
    if _validating():
        print(sentence, file=sys.stderr)
    else:
        _show_html(element("p", sentence, role="alert", class_="rounds-problem"))
