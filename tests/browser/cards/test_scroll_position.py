"""A learner finds the way: from the top of a notebook to any exercise, and in a sequence from card to card."""

from __future__ import annotations

from playwright.sync_api import expect

from rounds.storage.answers import AnswersFile
from tests.browser.answering import answer_to
from tests.browser.lab import Notebook


def leads_to(notebook: Notebook, exercise: str) -> None:
    """The focus is at the head of that exercise, in view."""
    title = notebook.card(exercise).locator(".rounds-title")
    expect(title).to_be_focused()
    expect(title).to_be_in_viewport()
    box = title.bounding_box()
    assert box
    assert box["y"] < 250  # at the top, below JupyterLab's own bars


def test_go_on_with_leads_to_what_comes_after_the_exercise_answered_last(in_study: Notebook) -> None:
    page, (first, *rest) = in_study.page, in_study.module.listed
    way = page.get_by_role("navigation", name="In this notebook")
    expect(way).to_contain_text("Nothing is answered here yet")
    expect(way).to_contain_text(f"0 of {len(rest) + 1} done")
    AnswersFile(in_study.answers_path, in_study.name).commit(first.id, answer_to(in_study, first.id))
    in_study.item(rest[0].id, rest[0].items[0].id).get_by_role("radio").first.check()  # type: ignore[union-attr]
    # Both followed without a reload: what another tab answered, and what is begun here.
    expect(way).to_contain_text(f"1 of {len(rest) + 1} done")
    go_on = way.get_by_role("link", name=f"Go on with: {rest[0].title}")
    go_on.focus()
    page.keyboard.press("Enter")
    leads_to(in_study, rest[0].id)
    assert way.locator("[aria-live], [role=status]").count() == 0


def test_the_list_leads_to_each_exercise_by_keyboard(in_study: Notebook) -> None:
    page, every = in_study.page, in_study.module.listed
    way = page.get_by_role("navigation", name="In this notebook")
    way.locator("summary").focus()
    page.keyboard.press("Enter")
    links = way.locator(".rounds-way-list li a")
    assert links.all_inner_texts() == [one.title for one in every]
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(links.nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    leads_to(in_study, every[2].id)
    page.keyboard.press("Tab")  # on from there, into the exercise
    assert page.evaluate("document.activeElement.closest('[data-exercise]').dataset.exercise") == every[2].id
    for link in links.all():
        box = link.bounding_box()
        assert box
        assert box["height"] >= 24
    last = in_study.module.graded[-1]
    hand_in = page.locator(".rounds-card", has_text="Your graded work so far")
    hand_in.get_by_role("link", name=last.title).click()
    leads_to(in_study, last.id)


def test_the_bar_names_every_exercise_marks_where_one_is_and_stays_in_view(in_study: Notebook) -> None:
    page, every = in_study.page, in_study.module.listed
    in_study.answered_by("ability:0.6")
    in_study.run_all()
    bar = page.get_by_role("navigation", name="In this notebook")
    dots = bar.locator(".rounds-dot")
    names = [f"Exercise {at} of {len(every)}, {one.title}, done" for at, one in enumerate(every, start=1)]
    assert [dot.inner_text() for dot in dots.all()] == names
    for width in (1280, 320):
        in_study.width(width, 640)
        for at in (3, len(every) - 1):
            in_study.card(every[at].id).locator(".rounds-title").evaluate("(title) => title.scrollIntoView()")
            expect(dots.nth(at)).to_have_attribute("aria-current", "location")
            expect(bar.locator("[aria-current]")).to_have_count(1)
            expect(bar).to_be_in_viewport(ratio=1)
            box, title = bar.bounding_box(), in_study.card(every[at].id).locator(".rounds-title").bounding_box()
            assert box
            assert title
            assert box["height"] <= 40
            assert title["y"] >= box["y"] + box["height"]  # the bar covers nothing that one goes to
    in_study.width(1280)
    bar.locator("summary").click()
    page.keyboard.press("Escape")
    expect(bar.locator("summary")).to_be_focused()
    expect(bar.locator("details")).not_to_have_attribute("open", "")
