"""A real JupyterLab with our notebook open in a real browser, as a learner has it."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, Self

import psutil
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from grader.authoring import simulate
from rounds.content.loader import Module, load_keys, load_module
from rounds.kinds.base import Key
from rounds.storage import answers
from tests.tracked_files import copy_tracked

ROOT = Path(__file__).resolve().parents[2]
MODULE = "01-principle-1-interests"
FRONT_PAGE = "start.ipynb"
IN_A_CLONE = f"modules/{MODULE}/{MODULE}.ipynb"
IN_A_COURSE = f"{MODULE}/{MODULE}.ipynb"
# Where a course may lie; the same in the pipeline's tests.
FOLDER = "Negotiation [Fall 2026] 100% für José's #1 & *2*"
START_S = 60  # a cold JupyterLab on a busy machine


def until(holds: Callable[[], Any], what: str, seconds: float = 15, page: Page | None = None) -> Any:
    """Wait until `holds()` is true, and return what it gave."""
    end = time.monotonic() + seconds
    while True:
        if found := holds():
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {seconds} s")
        # Through the page, so that the browser's events are handled meanwhile.
        page.wait_for_timeout(50) if page else time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers_at(address: str) -> bool:
    """Whether a server answers there, with whatever page."""
    try:
        with urllib.request.urlopen(address, timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def clone(folder: Path) -> Path:
    """What self-study has: the front page, the notebooks and the keys."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / FRONT_PAGE, folder)
    shutil.copytree(ROOT / "modules", folder / "modules", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    shutil.copytree(ROOT / "grader" / "keys", folder / "grader" / "keys")
    return folder


def office_clone(folder: Path) -> Path:
    """What an instructor has: the course with its office, and no gradebook yet."""
    clone(folder)
    copy_tracked(folder, "grader")
    return folder


def clean_environment(home: Path) -> dict[str, str]:
    """This environment without what would lead JupyterLab to another user's settings or a screen."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "XDG", "NBGRADER"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    return {**kept, "HOME": str(home), "PATH": path}


class Lab:
    """A JupyterLab server on a folder, with a home of its own."""

    def __init__(self, folder: Path, home: Path, *, start_in: Path | None = None, settings: Path | None = None) -> None:
        self.folder, self.token, port = folder, secrets.token_hex(8), free_port()
        self.url = f"http://localhost:{port}"
        environment = clean_environment(home)
        if settings:
            environment["JUPYTER_CONFIG_PATH"] = str(settings)
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            f"--ServerApp.root_dir={folder}",
            *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
            f"--IdentityProvider.token={self.token}",
            "--LabApp.expose_app_in_browser=True",  # to change the theme and look at the notebook's model
        ]
        self.log = home / "jupyterlab.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=start_in or folder, env=environment, stdout=log, stderr=log)

    def ready(self) -> Lab:
        """Wait until it answers."""
        until(lambda: self.process.poll() is not None or answers_at(f"{self.url}/api"), "JupyterLab starts", START_S)
        assert self.process.poll() is None, self.log.read_text()
        return self

    def address(self, path: str) -> str:
        """The address of a notebook, in a fresh workspace."""
        return f"{self.url}/lab/tree/{path}?token={self.token}&reset"

    def ask(self, path: str, method: str = "GET") -> Any:
        """What the server's API answers."""
        request = urllib.request.Request(
            f"{self.url}/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=20) as reply:
            body = reply.read()
        return json.loads(body) if body else None

    def kernel(self, path: str) -> str:
        """The id of the kernel behind a notebook."""
        return next(s["kernel"]["id"] for s in self.ask("api/sessions") if s["path"] == path)

    def kernel_process(self, path: str) -> psutil.Process:
        """The process of the kernel behind a notebook."""
        name = self.kernel(path)
        children = psutil.Process(self.process.pid).children(recursive=True)
        return next(p for p in children if name in " ".join(p.cmdline()))

    def stop(self) -> None:
        """End the server and its kernels."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(15)
        for left in psutil.wait_procs(family, timeout=5)[1]:
            left.kill()


class Notebook:
    """Our notebook, open in a page."""

    def __init__(self, lab: Lab, page: Page, path: str) -> None:
        self.lab = lab
        self.at(lab.folder, page, path)

    def at(self, root: Path, page: Page, path: str) -> None:
        """Which notebook it is, and where its answers are."""
        self.root, self.page, self.path = root, page, path
        self.folder, self.name = (root / path).parent, Path(path).stem
        course = not path.startswith("modules/")
        self.answers_path = self.folder / answers.NAME if course else root / "my-answers" / f"{self.name}.jsonl"

    @property
    def module(self) -> Module:
        """The exercises."""
        return load_module(self.folder)

    @property
    def keys(self) -> dict[str, Key]:
        """The keys of all its exercises."""
        return load_keys(ROOT / "grader" / "keys" / f"{self.name}.yaml", self.module)

    def open(self) -> Notebook:
        """Go there, and wait until every exercise shows."""
        self.page.goto(self.lab.address(self.path))
        return self.shown()

    def reload(self) -> Notebook:
        """What the browser's reload button does."""
        self.page.reload()
        return self.shown()

    def shown(self) -> Notebook:
        """Wait until every exercise shows and the kernel is at rest."""
        names = [e.id for e in self.module.exercises]
        for name in names:
            expect(self.page.locator(f"[data-exercise={name}]")).to_have_count(1, timeout=START_S * 1000)
        # Handing in and taking along have no exercise; they come last.
        last = self.page.locator(f".rounds-keeping-card[data-page='{self.folder.name}']")
        expect(last).to_have_count(1, timeout=START_S * 1000)
        return self

    def run_all(self) -> Notebook:
        """Run all cells again, and wait until the new cards have taken the place of the old ones."""
        self.page.evaluate("document.querySelectorAll('.rounds-card').forEach((card) => card.dataset.old = '1')")
        self.page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
        return self.renewed()

    def renewed(self) -> Notebook:
        """Wait until no card that was marked as old is left."""
        expect(self.page.locator(".rounds-card[data-old]:not(.lm-mod-hidden *)")).to_have_count(
            0, timeout=START_S * 1000
        )
        return self.shown()

    def fresh(self) -> Notebook:
        """Back to a learner who has answered nothing, at the top of the page, with no dialog before it."""
        while self.page.locator(".jp-Dialog").count():
            self.page.keyboard.press("Escape")
        if not self.untouched():
            self.answers_path.unlink(missing_ok=True)
            self.page.evaluate(FORGET)
            self.run_all()
        self.page.locator(".jp-WindowedPanel-outer:visible").evaluate("(box) => box.scrollTo(0, 0)")
        return self

    def look_at(self, view: Literal["list", "one"]) -> None:
        """Show all items of an exercise, or one at a time, as the learner's switch does."""
        self.page.evaluate(
            """(view) => {
              localStorage.setItem("rounds-view", view);
              dispatchEvent(new CustomEvent("rounds:view", { detail: view }));
            }""",
            view,
        )

    def start_all(self) -> Self:
        """Open every exercise that waits for its Start button."""
        self.page.evaluate(
            "document.querySelectorAll('.rounds-unstarted').forEach((card) => card.dispatchEvent(new CustomEvent('rounds-start')));"
            "document.activeElement.blur()"
        )
        return self

    def untouched(self) -> bool:
        """Whether nothing was answered, marked or left waiting since the page was last fresh: then it still is."""
        clean = "!Object.keys(localStorage).some((key) => key.startsWith('rounds/')) && [...document.querySelectorAll('.rounds-card')].length > 1"
        clean += " && [...document.querySelectorAll('.rounds-report, .rounds-said')].every((part) => !part.childElementCount)"
        clean += " && [...document.querySelectorAll('.rounds-card input')].every((input) => !input.checked)"
        clean += " && [...document.querySelectorAll('.rounds-card textarea')].every((area) => !area.value)"
        return (
            self.answers_path.exists()
            and not answers.read(self.answers_path).latest
            and bool(self.page.evaluate(clean))
        )

    def answered_by(self, learner: str, seed: int = 7) -> dict[str, Any]:
        """Put a simulated learner's answers in the answers file; what they are."""
        module = self.module
        keys = self.keys
        given = simulate.answers(module, keys, learner, seed)
        self.answers_path.parent.mkdir(exist_ok=True)
        self.answers_path.write_text(simulate.lines(module, given, seed))
        return given

    def saves(self, exercise: str, answer: dict[str, Any]) -> None:
        """Give an answer behind the page's back, as another tab would, and show it."""
        answers.AnswersFile(self.answers_path, self.name).commit(exercise, answer)
        self.reload()

    def card(self, exercise: str) -> Locator:
        """One exercise."""
        return self.page.locator(f"[data-exercise={exercise}]")

    def item(self, exercise: str, item: str) -> Locator:
        """One item of an exercise."""
        return self.card(exercise).locator(f"[data-item={item}]")

    def status(self, exercise: str) -> Locator:
        """The line that says what is saved."""
        return self.card(exercise).locator(".rounds-status")

    def saved(self, exercise: str) -> dict[str, Any]:
        """What the answers file holds of an exercise."""
        return answers.read(self.answers_path).of(exercise)

    def wait_saved(self, exercise: str, answer: dict[str, Any]) -> None:
        """Wait until exactly that is in the answers file, and the page says that it is saved."""
        try:
            until(lambda: self.saved(exercise) == answer, "saved", page=self.page)
        except AssertionError:
            assert self.saved(exercise) == answer
            raise
        expect(self.status(exercise)).to_contain_text("Saved")

    def cells(self) -> list[tuple[str, str, str]]:
        """Type, id and source of each cell of the notebook, as JupyterLab would save it."""
        model = self.page.evaluate("jupyterapp.shell.currentWidget.content.model.toJSON()")
        return [(cell["cell_type"], cell["id"], "".join(cell["source"])) for cell in model["cells"]]

    def focus_before(self) -> None:
        """Put the focus before the notebook: Tab leads into it."""
        self.page.locator(".lm-TabBar-tab.jp-mod-current").first.focus()

    def theme(self, name: str) -> None:
        """Change JupyterLab's theme: Light, Dark, Dark High Contrast."""
        self.page.evaluate(
            "(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })", f"JupyterLab {name}"
        )
        light = str(name == "Light").lower()
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-light", light, timeout=10_000)
        expect(self.page.locator("body")).to_have_attribute("data-jp-theme-name", f"JupyterLab {name}")

    def width(self, pixels: int, height: int = 900) -> None:
        """Make the window that wide, and wait until JupyterLab, which takes a moment, has followed."""
        self.page.set_viewport_size({"width": pixels, "height": height})
        self.page.wait_for_function(
            """(width) => window.innerWidth === width && [...document.querySelectorAll(".jp-NotebookPanel")]
              .every((panel) => panel.getBoundingClientRect().right <= width + 1)""",
            arg=pixels,
        )


LIST_VIEW = """try { localStorage.getItem("rounds-view") ?? localStorage.setItem("rounds-view", "list"); } catch { /* a blank page */ }"""
# What a browser keeps for a learner, without how they like to look at pages.
FORGET = (
    "Object.keys(localStorage).filter((key) => key !== 'rounds-view').forEach((key) => localStorage.removeItem(key))"
)


def new_page(context: BrowserContext, view: Literal["list", "one"] = "list") -> Page:
    """A page whose own waits are patient, since tests run beside each other. It lists all items, or shows one at a time."""
    page = context.new_page()
    if view == "list":
        page.add_init_script(LIST_VIEW)
    page.set_default_timeout(20_000)
    return page


HERE = ("http://localhost:", "http://127.0.0.1:", "file:", "data:", "blob:", "about:")


@contextmanager
def window(browser: Browser, **more: Any) -> Iterator[BrowserContext]:
    """A browser's window; whatever is opened in it, nothing may ask another host for anything."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US", **more)
    foreign: list[str] = []
    context.on("request", lambda asked: None if asked.url.startswith(HERE) else foreign.append(asked.url))
    yield context
    context.close()
    assert foreign == [], f"a page asked another host: {foreign}"
