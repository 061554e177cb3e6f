"""One JupyterLab for self-study, one for a course, one for the instructor; the notebook as a page of its own; one Chromium for all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.in_process import InProcessNotebook
from tests.browser.lab import (
    FOLDER,
    IN_A_CLONE,
    IN_A_COURSE,
    MODULE,
    ROOT,
    Lab,
    Notebook,
    clone,
    new_page,
    office_clone,
    window,
)

expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def course_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A learner's folder after nbgrader's own generate, release and fetch: no key in sight."""
    from grader.office import Learner, Office  # slow to import, and not always needed

    where = tmp_path_factory.mktemp("course")
    office = Office(where / "office", where / "exchange")
    office.step("generate_assignment", MODULE)
    office.step("release_assignment", MODULE)
    Learner("maria", where / "learner", office).fetch(MODULE)
    return where / "learner"


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Self-study, as `make course` starts it: a clone, with keys."""
    where = tmp_path_factory.mktemp("study")
    lab = Lab(clone(where / FOLDER), where / "home", settings=ROOT / "rounds" / "settings" / "self-study")
    yield lab.ready()
    lab.stop()


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory, course_folder: Path) -> Iterator[Lab]:
    """A course: the released folder, without keys."""
    lab = Lab(course_folder, tmp_path_factory.mktemp("course-home"))
    yield lab.ready()
    lab.stop()


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """The instructor's, as `make teach` starts it."""
    where = tmp_path_factory.mktemp("office")
    folder = office_clone(where / "clone")
    lab = Lab(folder, where / "home", start_in=folder / "grader", settings=folder / "grader" / "lab")
    yield lab.ready()
    lab.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser's window that shares nothing with the others."""
    with window(browser) as context:
        yield context


@pytest.fixture(scope="session")
def study_context(browser: Browser, study: Lab) -> Iterator[BrowserContext]:
    with window(browser) as context:
        yield context


@pytest.fixture(scope="session")
def course_context(browser: Browser, course: Lab) -> Iterator[BrowserContext]:
    with window(browser) as context:
        yield context


@pytest.fixture(scope="module")
def study_page(study_context: BrowserContext, study: Lab) -> Iterator[Notebook]:
    page = new_page(study_context)
    yield Notebook(study, page, IN_A_CLONE).open()
    page.close()


@pytest.fixture(scope="module")
def course_page(course_context: BrowserContext, course: Lab) -> Iterator[Notebook]:
    page = new_page(course_context)
    yield Notebook(course, page, IN_A_COURSE).open()
    page.close()


@pytest.fixture
def in_jupyterlab(study_page: Notebook) -> Notebook:
    """The notebook in self-study in JupyterLab, with nothing answered."""
    return study_page.fresh()


@pytest.fixture
def in_jupyterlab_course(course_page: Notebook) -> Notebook:
    """The notebook in a course in JupyterLab, with nothing answered."""
    return course_page.fresh()


@pytest.fixture(scope="session")
def clone_without_lab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Self-study for notebooks that need no server."""
    return clone(tmp_path_factory.mktemp("in-process") / FOLDER)


@pytest.fixture(scope="module")
def page_of_study(browser: Browser, clone_without_lab: Path) -> Iterator[Notebook]:
    with window(browser) as context:
        yield InProcessNotebook(clone_without_lab, new_page(context), IN_A_CLONE).open()


@pytest.fixture(scope="module")
def page_of_course(browser: Browser, course_folder: Path) -> Iterator[Notebook]:
    with window(browser) as context:
        yield InProcessNotebook(course_folder, new_page(context), IN_A_COURSE).open()


@pytest.fixture
def in_study(page_of_study: Notebook) -> Notebook:
    """The notebook in self-study as a page of its own, with nothing answered."""
    return page_of_study.fresh()


@pytest.fixture
def in_course(page_of_course: Notebook) -> Notebook:
    """The notebook in a course as a page of its own, with nothing answered."""
    return page_of_course.fresh()
