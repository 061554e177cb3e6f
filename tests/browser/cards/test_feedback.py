"""What is said of an answer: at once in practice, on request in self-study, nothing in a course."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, WebSocket, expect

from rounds import kinds
from rounds.content.loader import load_keys
from rounds.core.number_format import two_decimals
from rounds.core.scoring import Mark
from rounds.feedback.render import WORDS
from rounds.kinds.base import Key
from rounds.storage import answers
from tests.browser.answering import answer_to, labels_of
from tests.browser.lab import IN_A_CLONE, IN_A_COURSE, MODULE, ROOT, Lab, Notebook, new_page

AUTOMATIC = ("statements", "dig", "cover", "slips")  # graded, and marked without a person


def keys_of(notebook: Notebook) -> dict[str, Key]:
    return load_keys(ROOT / "grader" / "keys" / f"{MODULE}.yaml", notebook.module)


def mark_of(notebook: Notebook, name: str) -> Mark:
    exercise = notebook.module.exercise(name)
    mark: Mark = kinds.of(exercise.kind).marking.mark(exercise, keys_of(notebook)[name], notebook.saved(name))
    return mark


def points(notebook: Notebook, name: str) -> str:
    most = notebook.module.exercise(name).points or 0
    return f"{two_decimals(mark_of(notebook, name).points(most))} of {two_decimals(most)} points"


def test_the_status_says_what_is_answered_and_when_it_was_saved(in_study: Notebook) -> None:
    status = in_study.status("nights")
    expect(status).to_have_text("0 of 12 answered. Every change is saved at once.")
    in_study.item("nights", "bylaws").get_by_role("radio").nth(2).check()
    expect(status).to_have_text(re.compile(r"^Saved \d\d?:\d\d [AP]M, 1 of 12 answered$"))
    written = answers.read(in_study.answers_path).latest["nights"].time
    local = in_study.page.evaluate(
        "(time) => new Date(time).toLocaleTimeString('en-US', {timeStyle: 'short'})", written
    )
    assert (datetime.now().astimezone() - datetime.fromisoformat(written)).total_seconds() < 60
    assert re.sub(r"\s", " ", local) in re.sub(r"\s", " ", status.inner_text())


@pytest.mark.parametrize(
    ("exercise", "before", "after"),
    [
        ("leaving", "Nothing chosen yet", "1 chosen"),
        ("slips", "Nothing chosen yet", "1 marked"),
        ("dig", "Nothing chosen yet", "1 chosen, in 1 of 3 parts"),
        ("cover", "No boxes ticked, no options chosen", "1 box ticked, no options chosen"),
    ],
)
def test_the_status_counts_in_the_words_of_the_kind(in_study: Notebook, exercise: str, before: str, after: str) -> None:
    expect(in_study.status(exercise)).to_contain_text(before)
    in_study.card(exercise).get_by_role("checkbox").first.check()
    expect(in_study.status(exercise)).to_have_text(re.compile(f"^Saved .*, {after}$"))


def test_what_is_saved_is_in_sight_of_a_long_exercise_that_shows_one_item_at_a_time(in_study: Notebook) -> None:
    in_study.look_at("one")
    in_study.start_all()
    in_study.card("statements").evaluate("(card) => card.scrollIntoView()")
    assert len(in_study.module.exercise("statements").items) == 24  # type: ignore[union-attr]
    in_study.card("statements").locator("label:visible").first.click()
    expect(in_study.status("statements")).to_contain_text("Saved")
    expect(in_study.status("statements")).to_be_in_viewport()
    in_study.look_at("list")


def said_of(notebook: Notebook, exercise: str, item: str) -> Locator:
    return notebook.item(exercise, item).locator(".rounds-said").last


def check_said(said: Locator, verdict: str, *texts: str) -> None:
    """By an icon, a word and a color, and with the reasons."""
    icon, word = WORDS[verdict]
    expect(said).to_have_text(re.compile(f"^{icon} {word}\\. "))
    for text in texts:
        expect(said).to_contain_text(" ".join(text.split()))


def test_practice_says_of_each_statement_at_once_whether_and_why(in_study: Notebook) -> None:
    key: Any = in_study.module.exercise("nights").key
    exercise: Any = in_study.module.exercise("nights")
    bins = [b.id for b in exercise.bins]
    seen = set()
    for at, item in enumerate(exercise.items):
        place = bins[at % 3]
        in_study.item("nights", item.id).get_by_role("radio").nth(at % 3).check()
        right = key.items[item.id].bin == place
        why = key.items[item.id].why
        reasons = [why] if right else [key.slips[key.slip(item.id, place)], why]
        check_said(said_of(in_study, "nights", item.id), "right" if right else "wrong", *reasons)
        seen.add(right)
    assert seen == {True, False}
    for later in exercise.items:
        expect(said_of(in_study, "nights", later.id)).not_to_be_empty()


@pytest.mark.parametrize("exercise", ["leaving", "leaving-slips"])
def test_practice_says_of_each_choice_at_once_whether_and_why(in_study: Notebook, exercise: str) -> None:
    key: Any = in_study.module.exercise(exercise).key
    for item in in_study.module.exercise(exercise).items:  # type: ignore[union-attr]
        said = said_of(in_study, exercise, item.id)
        expect(said).to_be_empty()
        in_study.item(exercise, item.id).get_by_role("checkbox").check()
        check_said(said, "right" if key.items[item.id].pick else "wrong", key.items[item.id].why)
    first = in_study.card(exercise).get_by_role("checkbox").first
    first.uncheck()
    expect(in_study.card(exercise).locator(".rounds-said").first).to_be_empty()


def test_practice_says_of_each_option_and_of_the_choice_whether_and_why(in_study: Notebook) -> None:
    exercise: Any = in_study.module.exercise("nights-cover")
    key, columns = exercise.key, [c.id for c in exercise.columns]
    row = exercise.rows[1].id
    serves = key.rows[row].serves
    boxes = in_study.item("nights-cover", row).get_by_role("checkbox")
    for at, column in enumerate(serves):
        boxes.nth(columns.index(column)).check()
        said = said_of(in_study, "nights-cover", row)
        if at < len(serves) - 1:  # the reasons would name what is still to be ticked
            check_said(said, "partly", "So far: it serves")
            expect(said).not_to_contain_text(key.rows[row].why[:40])
        else:
            check_said(said, "right", key.rows[row].why)
    choice = in_study.item("nights-cover", "choice").get_by_role("checkbox")
    choice.nth(0).check()
    check_said(said_of(in_study, "nights-cover", "choice"), "partly", "doesn't serve every interest yet")
    expect(said_of(in_study, "nights-cover", "choice")).not_to_contain_text(key.cover.why[:40])
    choice.nth(2).check()
    check_said(said_of(in_study, "nights-cover", "choice"), "wrong", "The options you chose leave out", key.cover.why)


def test_mark_my_work_shows_the_marks_and_says_of_each_item_whether_and_why(in_study: Notebook) -> None:
    in_study.answered_by("ability:0.6")
    in_study.run_all()
    earned = set()
    for name in AUTOMATIC:
        card, mark = in_study.card(name), mark_of(in_study, name)
        assert card.locator(".rounds-report").inner_text() == ""
        card.get_by_role("button", name="Grade my work").click()
        expect(card.locator(".rounds-score")).to_have_text(points(in_study, name))
        card.locator("details.rounds-folded").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
        lines = card.locator(".rounds-items > li")
        expect(lines).to_have_count(len(mark.items))
        # In each group, wrong answers come first.
        items = [
            i
            for _, g in groupby(mark.items, key=lambda i: i.group)
            for i in sorted(g, key=lambda i: i.verdict == "right")
        ]
        for line, item in zip(lines.all(), items, strict=True):
            icon, word = WORDS[item.verdict]
            text = " ".join(line.inner_text().split())
            assert f"{icon} {word}." in text
            assert " ".join(item.text.split()) in text
            assert " ".join(item.why.split()) in text
        earned.add(points(in_study, name))
    assert len(earned) > 1


def test_mark_the_whole_notebook_shows_every_mark_and_the_sum(in_study: Notebook) -> None:
    in_study.answered_by("ability:0.6")
    in_study.run_all()
    in_study.page.get_by_role("button", name="Grade the whole notebook").click()
    module = in_study.module
    total = sum(mark_of(in_study, e.id).points(e.points or 0) for e in module.graded if e.id in AUTOMATIC)
    report = in_study.page.locator(".rounds-report", has=in_study.page.locator("details"))
    expect(report).to_contain_text(f"{two_decimals(total)} of 21 points")
    for name in AUTOMATIC:
        expect(report.locator("summary", has_text=module.exercise(name).title)).to_contain_text(points(in_study, name))
    expect(report.locator("summary", has_text=module.exercise("reflection").title)).to_be_visible()


def test_feedback_of_an_earlier_answer_says_so_until_one_asks_again(in_study: Notebook) -> None:
    card = in_study.card("statements")
    card.get_by_role("radio").first.check()
    in_study.wait_saved("statements", {"another-week": "position"})
    card.get_by_role("button", name="Grade my work").click()
    card.get_by_role("button", name="Grade anyway").click()
    expect(card.locator(".rounds-score")).to_have_text("0 of 8 points")
    stale = card.get_by_text("You have changed your answer since")
    expect(stale).to_have_count(0)
    in_study.item("statements", "another-week").get_by_role("radio").nth(1).check()
    expect(stale).to_be_visible()
    in_study.item("statements", "another-week").get_by_role("radio").first.check()  # back to what was marked
    expect(stale).to_have_count(0)
    in_study.item("statements", "uncle").get_by_role("radio").first.check()
    expect(stale).to_be_visible()
    in_study.wait_saved("statements", {"another-week": "position", "uncle": "position"})
    card.get_by_role("button", name="Grade my work").click()
    card.get_by_role("button", name="Grade anyway").click()
    expect(stale).to_have_count(0)
    expect(card.locator(".rounds-score")).to_have_text(points(in_study, "statements"))


def test_feedback_is_there_again_after_a_reload_folded_or_open_as_it_was(in_study: Notebook) -> None:
    in_study.answered_by("ability:0.6")
    in_study.run_all()
    graded, practice = in_study.card("statements"), in_study.card("nights")
    graded.get_by_role("button", name="Grade my work").click()
    practice.get_by_role("button", name="Show all feedback").click()
    expect(practice.locator(".rounds-score")).to_be_visible()
    practice.locator(".rounds-fold > summary").click()
    in_study.reload()
    expect(graded.locator(".rounds-score")).to_have_text(points(in_study, "statements"))
    expect(practice.locator(".rounds-score")).to_be_hidden()
    expect(in_study.card("dig").locator(".rounds-report")).to_be_empty()  # which was not asked for
    assert graded.locator(".rounds-stale").count() == 0
    earlier = points(in_study, "statements")
    in_study.answers_path.write_text(
        in_study.answers_path.read_text()  # as from another tab
        + answers.line_of({"v": 1, "seed": 7, "time": answers.now(), "exercise": "statements", "answer": {}}).decode()
    )
    in_study.reload()
    expect(graded.locator(".rounds-stale")).to_contain_text("This is on earlier answers")
    expect(graded.locator(".rounds-score")).to_have_text(earlier)


def test_alone_a_reflection_is_compared_with_an_example_once_something_is_written(in_study: Notebook) -> None:
    card = in_study.card("reflection")
    example = keys_of(in_study)["reflection"].exemplar["rewrite"].split("\n")[0]  # type: ignore[attr-defined]
    button = card.get_by_role("button", name="Compare with an example")
    button.click()
    expect(card.locator(".rounds-report")).to_contain_text("Write something of your own first")
    expect(card.locator(".rounds-report")).not_to_contain_text(example)
    card.get_by_role("textbox").first.fill("No more than two nights in a row.")
    button.click()  # at once: what was typed is saved before it is compared
    expect(card.locator(".rounds-question")).to_contain_text("You have written 1 of 4 parts.")
    card.get_by_role("button", name="Compare anyway").click()
    expect(card.locator(".rounds-report")).to_contain_text(example)
    expect(card.locator(".rounds-report")).not_to_contain_text("No more than two nights")  # it stands once, in its box
    expect(card.get_by_role("textbox").first).to_have_value("No more than two nights in a row.")


# In a course nothing of the key may come near the browser.


class Wire:
    """All that goes over a page's websockets, as text."""

    def __init__(self) -> None:
        self.frames: list[str] = []

    def listen(self, socket: WebSocket) -> None:
        def take(frame: str | bytes) -> None:
            self.frames.append(frame if isinstance(frame, str) else frame.decode("utf-8", "replace"))

        socket.on("framereceived", take)
        socket.on("framesent", take)

    def text(self) -> str:
        return "\n".join(self.frames)


def secrets(notebook: Notebook) -> dict[str, str]:
    """Every sentence of the graded keys that a learner's own folder does not hold, by where it stands."""
    public = " ".join((notebook.folder / "exercises.yaml").read_text().split())
    keys = keys_of(notebook)
    found = {}

    def collect(where: str, value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                collect(f"{where}/{name}", inner)
        elif isinstance(value, list):
            for at, inner in enumerate(value):
                collect(f"{where}/{at}", inner)
        elif isinstance(value, str) and len(value) > 40:
            # A piece without quotes or line ends reads the same in HTML, in JSON and in a cell.
            pieces = [p.strip() for p in re.split(r"['\"\n&<>]", value)]
            piece = max(pieces, key=len)
            if piece not in public:
                found[where] = piece[:80]

    for exercise in notebook.module.graded:
        collect(exercise.id, keys[exercise.id].model_dump())
    return found


def mappings(text: str, items: set[str]) -> list[str]:
    """Where `text` gives items of an exercise a value, as a key or an answer does; not a fingerprint of their own text."""
    return re.findall(rf'\\*"(?:{"|".join(sorted(items))})\\*"\s*:(?!\s*\\*"[0-9a-f]{{12}}\\*")', text)


@pytest.fixture
def wired(course_context: BrowserContext, course: Lab) -> Iterator[tuple[Notebook, Wire]]:
    """The notebook of a course from its first moment, with all that travels."""
    wire, page = Wire(), new_page(course_context)
    page.on("websocket", wire.listen)
    notebook = Notebook(course, page, IN_A_COURSE)
    notebook.answers_path.unlink(missing_ok=True)
    yield notebook.open(), wire
    page.close()


def test_in_a_course_no_key_and_no_feedback_of_graded_work_reaches_the_browser(wired: tuple[Notebook, Wire]) -> None:
    notebook, wire = wired
    page = notebook.page
    told = secrets(notebook)
    assert {where.split("/")[0] for where in told} == {*AUTOMATIC, "reflection"}
    assert len(told) > 60
    items = {item.id for name in ("statements", "dig", "slips") for item in notebook.module.exercise(name).items}  # type: ignore[union-attr]
    assert "another-week" in wire.text()  # the exercise itself did travel
    assert mappings(wire.text(), items) == []
    for exercise in notebook.module.graded:
        for label in labels_of(notebook, exercise.id):
            label.click()
        if exercise.kind == "reflect":
            notebook.card(exercise.id).get_by_role("textbox").first.fill("Some text of mine.")
        else:
            notebook.wait_saved(exercise.id, answer_to(notebook, exercise.id))
        expect(notebook.status(exercise.id)).to_have_text(re.compile(r"^Saved .*\d"))
    given = {name: set(answers.read(notebook.answers_path).of(name)) for name in ("statements", "dig", "slips")}
    assert all(given.values())
    # Nothing to press, nothing said.
    for exercise in notebook.module.graded:
        card = notebook.card(exercise.id)
        buttons = card.get_by_role("button").all_inner_texts()
        assert [name for name in buttons if not name.startswith("Show one ")] == []  # how it is looked at
        assert card.locator(".rounds-report").inner_text() == ""
        assert "".join(card.locator(".rounds-said").all_inner_texts()) == ""
    assert page.get_by_text("Grade my work").count() == page.get_by_text("Grade the whole notebook").count() == 0
    # Even asked for, as a curious learner could, the kernel has nothing to tell.
    page.evaluate(ASK_ALL)
    page.wait_for_timeout(1000)
    assert '{"do":"mark"}' in wire.text().replace(" ", "")
    everything = wire.text() + page.content()
    assert [where for where, text in told.items() if text in everything] == []
    # What was not answered has no value anywhere either.
    assert mappings(everything, items - set().union(*given.values())) == []


# Sends "mark" to each of our widgets, past the page that has no button for it.
ASK_ALL = """async () => {
  const manager = jupyterapp.shell.currentWidget;
  const { kernel } = manager.sessionContext.session;
  const ids = new Set();
  for (const cell of manager.content.widgets) {
    for (const output of cell.outputArea ? cell.outputArea.model.toJSON() : []) {
      const view = output.data && output.data["application/vnd.jupyter.widget-view+json"];
      if (view) ids.add(view.model_id);
    }
  }
  for (const id of ids) {
    const message = { header: { msg_id: crypto.randomUUID(), msg_type: "comm_msg", session: kernel.clientId, username: "", version: "5.3", date: new Date().toISOString() },
      parent_header: {}, metadata: {}, channel: "shell", buffers: [],
      content: { comm_id: id, data: { method: "custom", content: { do: "mark" } } } };
    kernel.sendJupyterMessage ? kernel.sendJupyterMessage(message) : kernel._sendMessage(message);
  }
  return ids.size;
}"""


def test_the_same_search_finds_the_keys_in_self_study(study_context: BrowserContext, study: Lab) -> None:
    """The test above can fail: after "Grade my work" the same search finds what it looks for."""
    wire, page = Wire(), new_page(study_context)
    page.on("websocket", wire.listen)
    notebook = Notebook(study, page, IN_A_CLONE)
    notebook.answered_by("ability:0.5")
    notebook.open().run_all()  # an open kernel still shows what was marked before
    told = secrets(notebook)
    for name in AUTOMATIC:
        notebook.card(name).get_by_role("button", name="Grade my work").click()
        expect(notebook.card(name).locator(".rounds-score")).to_be_visible()
    sent, shown = wire.text(), page.content()
    found = {where for where, text in told.items() if text in sent and text in shown}
    whys = {where for where in told if where.endswith("/why") and not where.startswith("reflection/")}
    assert len(whys) > 50
    assert whys <= found
    assert mappings(wire.text(), {"another-week"}) != []
    page.close()
