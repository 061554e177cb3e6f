"""nbgrader's Validate button says which exercises are not finished."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.lab import Notebook


def validate(notebook: Notebook) -> Locator:
    notebook.page.get_by_role("button", name="Validate").click()
    dialog = notebook.page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("Results", timeout=60_000)
    return dialog


def test_validate_names_each_exercise_that_is_not_finished_and_only_those(in_jupyterlab_course: Notebook) -> None:
    in_jupyterlab_course.answered_by("expert")
    lines = in_jupyterlab_course.answers_path.read_text().splitlines(keepends=True)
    in_jupyterlab_course.answers_path.write_text("".join(line for line in lines if '"slips"' not in line))
    in_jupyterlab_course.item("reflection", "why").get_by_role("textbox").fill("")
    in_jupyterlab_course.run_all()
    in_jupyterlab_course.item("statements", "pills").get_by_role("radio").first.check()
    in_jupyterlab_course.item("reflection", "position").get_by_role("textbox").fill("")
    expect(in_jupyterlab_course.status("reflection")).to_contain_text("3 of 4 parts written")
    dialog = validate(in_jupyterlab_course)
    expect(dialog).to_contain_text('"The committee seat" is not finished: 0 of 1 answered and saved.')
    expect(dialog).to_contain_text('"Say it again, from the interest" is not finished: 3 of 4 answered and saved.')
    for finished in ("Twenty-four things people said", "Dig under the position", "When do we round?"):
        expect(dialog).not_to_contain_text(finished)
    in_jupyterlab_course.page.keyboard.press("Escape")


def test_validate_is_content_once_everything_is_answered(in_jupyterlab_course: Notebook) -> None:
    in_jupyterlab_course.answered_by("expert")
    in_jupyterlab_course.run_all()
    dialog = validate(in_jupyterlab_course)
    expect(dialog).to_contain_text("passes all the tests")
    in_jupyterlab_course.page.keyboard.press("Escape")
