"""Room enough on every screen: grids, boxes for text, paper; and text stays text.

Targets, narrow windows and zoom in all the notebooks: test_everyone.py; the front page: test_axe.py.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from rounds.core.text import storable
from tests.browser.answering import TEXT
from tests.browser.front_end import load_modules
from tests.browser.lab import Notebook
from tests.unit.kinds.test_any_text import HALF_EMOJI, NASTY, TURNING


def test_on_a_wide_page_the_names_of_the_columns_stay_in_sight(in_study: Notebook) -> None:
    in_study.width(1280, 700)
    last = in_study.card("cover").locator(".rounds-grid-row").last
    last.get_by_role("checkbox").first.focus()
    expect(last.get_by_role("checkbox").first).to_be_in_viewport()
    head = in_study.card("cover").locator(".rounds-grid-head")
    expect(head.get_by_text("Fewer pages for your residents")).to_be_in_viewport()
    in_study.width(1280)


def test_on_a_phone_every_box_of_a_grid_shows_its_name(in_study: Notebook) -> None:
    in_study.width(390)
    row = in_study.item("cover", "huddle")
    expect(row.get_by_text("Yours: Fewer pages for your residents")).to_be_visible()
    assert row.get_by_text("Yours: Fewer pages for your residents").bounding_box()["height"] >= 15  # type: ignore[index]
    expect(in_study.card("cover").locator(".rounds-grid-head")).to_be_hidden()
    in_study.width(1280)


def test_what_a_learner_writes_is_shown_as_text(in_study: Notebook) -> None:
    page, hostile = (
        in_study.page,
        "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script><b>no</b> &amp;",
    )
    box = in_study.item("reflection", "position").get_by_role("textbox")
    box.fill(hostile)
    in_study.wait_saved("reflection", {"position": hostile})
    in_study.card("reflection").get_by_role("button", name="Compare with an example").click()
    page.get_by_role("button", name="Compare anyway").click()
    page.get_by_role("button", name="Grade the whole notebook").click()
    page.get_by_role("button", name="Grade anyway").click()  # the reflection is written in part only
    reports = page.locator(".rounds-report", has_text="<b>no</b> &amp;")
    expect(reports).to_have_count(1)  # of the whole notebook; the card itself shows the text once, in its box
    for report in reports.all():
        assert report.locator("img, script, b:text-is('no')").count() == 0
    in_study.run_all()
    expect(box).to_have_value(hostile)
    assert page.evaluate("window.hacked") is None


def test_any_text_is_saved_and_a_file_that_holds_half_an_emoji_opens(in_study: Notebook) -> None:
    page = in_study.page
    in_study.answers_path.write_text(HALF_EMOJI, encoding="utf-8")
    in_study.open()  # opened with it, not only read later
    box = in_study.item("reflection", "position").get_by_role("textbox")
    expect(box).to_have_value("half an emoji \ufffd here")
    # As autocorrect or an extension puts it there: half an emoji, NUL, a line separator, marks that are never closed.
    box.evaluate(
        """(box) => { box.focus(); box.setRangeText("a\\ud83d b\\0 c\\u2028 \\u202e\\u05e9 😀", 0, 14, "end");
          box.dispatchEvent(new Event("input", { bubbles: true })); }"""
    )
    wanted = "a\ufffd b\ufffd c\u2028 \u202e\u05e9 😀\ufffd here"
    in_study.wait_saved("reflection", {"position": wanted})
    assert box.evaluate("(box) => box.selectionStart") < len(wanted)  # typing goes on where it was
    box.type("!")
    in_study.wait_saved("reflection", {"position": wanted.replace("😀", "😀!")})
    in_study.reload()
    expect(box).to_have_value(wanted.replace("😀", "😀!"))
    # The page and the file agree about every text.
    load_modules(page, "shared/merge_patch", "shared/text")
    same = page.evaluate(
        "(json) => JSON.stringify(JSON.parse(json).map((text) => [modules.storable(text), modules.isolated(text)]))",
        json.dumps(NASTY),
    )
    assert json.loads(same) == json.loads(json.dumps([[storable(text), _without_marks(text)] for text in NASTY]))


def _without_marks(text: str) -> str:
    plain = re.sub(f"[{TURNING}\u061c]", "", text)
    return f"\u2068{plain}\u2069" if "\u05e9" in plain else plain


def test_a_box_for_text_grows_with_it(in_study: Notebook) -> None:
    box = in_study.item("reflection", "why").get_by_role("textbox")
    before = box.bounding_box()
    box.fill("\n".join([TEXT] * 12))
    after = box.bounding_box()
    assert before
    assert after
    assert after["height"] > 2 * before["height"]


def test_in_forced_colors_a_choice_and_the_focus_are_still_seen(in_study: Notebook) -> None:
    page = in_study.page
    page.emulate_media(forced_colors="active")
    chosen, other = (in_study.item("nights", "zero").locator("label").nth(at) for at in (0, 1))
    chosen.click()
    outline = "(label) => getComputedStyle(label).outlineStyle"
    assert (chosen.evaluate(outline), other.evaluate(outline)) == ("solid", "none")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    said = in_study.item("nights", "zero").locator(".rounds-said")
    expect(said).to_have_css("border-top-style", "solid")
    page.emulate_media(forced_colors="none")


def pages(page: Page, path: Path) -> int:
    page.pdf(path=path, format="A4")
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def test_paper_shows_the_whole_notebook_and_nothing_of_jupyterlab(in_jupyterlab: Notebook, tmp_path: Path) -> None:
    page = in_jupyterlab.page
    assert pages(page, tmp_path / "notebook.pdf") > 8
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Summary card")).to_be_visible()
    expect(page.locator(".lm-MenuBar")).to_be_hidden()
    expect(page.locator(".lm-TabBar-tab").first).to_be_hidden()
    assert page.locator(".rounds-button:visible").count() == 0
    page.emulate_media(media="screen")
    # JupyterLab's own command would print the file, with code and without exercises.
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    page.evaluate("jupyterapp.commands.execute('apputils:print').then(() => {})")
    assert page.evaluate("window.printed") == 1
