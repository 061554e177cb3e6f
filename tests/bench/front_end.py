"""What a learner meets in the browser: how much page there is, how soon it answers, how smoothly it is dragged, what it weighs.

`python -m tests.bench.front_end` prints a table with a line for each notebook; `make bench ARGS=front_end` keeps the figures.
"""

from __future__ import annotations

import gzip
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psutil
from playwright.sync_api import Browser, Page
from rich.console import Console
from rich.table import Table

from grader.authoring import simulate
from grader.course import ROOT, find, sources
from rounds.cards import front_end
from tests.browser.app import App, AppNotebook
from tests.browser.lab import Lab, Notebook, clone
from tests.chromium import running

LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
MOBILE = {"is_mobile": True, "has_touch": True}
OPENINGS = 5
CLICKS = 40
DRAG_S = 1.5

# Where the first control of an exercise ends, or a finger's width below its upper edge where it is taller; and how high the page is.
HEIGHTS = """() => {
  const box = document.querySelector(".jp-WindowedPanel-outer") ?? document.scrollingElement;
  const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 1;
  const first = [...document.querySelectorAll("[data-exercise] :is(input, textarea, select, button)")]
    .map((one) => one.closest("label") ?? one).find(shown);
  const { top, height } = first.getBoundingClientRect();
  return { page: Math.max(box.scrollHeight, document.scrollingElement.scrollHeight), first: top + scrollY + Math.min(height, 44) };
}"""
CARDS = "() => [...document.querySelectorAll('[data-exercise]')].map((one) => [one.getBoundingClientRect().height, one.dataset.exercise])"

# From the event's own time to the frame that follows the first change in the card: what a person waits for.
WATCH = """() => {
  window.waits = [];
  let began = 0;
  const seen = () => {
    if (!began) return;
    const then = began;
    began = 0;
    requestAnimationFrame(() => setTimeout(() => window.waits.push(performance.now() - then)));
  };
  document.addEventListener("click", (event) => { if (!began && event.target.closest("[data-exercise]")) began = event.timeStamp; }, true);
  document.addEventListener("change", seen);
  for (const card of document.querySelectorAll("[data-exercise]")) new MutationObserver(seen).observe(card, { subtree: true, childList: true, attributes: true, characterData: true });
}"""

FRAMES = """() => {
  window.frames_ms = [];
  let last = null, on = true;
  const frame = (now) => { if (last !== null) window.frames_ms.push(now - last); last = now; if (on) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  window.framesEnd = () => { on = false; return window.frames_ms; };
}"""

# What is dragged: in which notebook, how its items are shown, and the handle.
DRAGGED = {
    "sort": ("01", "one", ".rounds-statement-card"),
    "zopa": ("07", "list", ".rounds-handle"),
    "table": ("05", "list", ".rounds-weigh-row input[type=range]"),
    "dial": ("02", "list", ".rounds-wheel-grip"),
    "plane": ("03", "list", ".rounds-marker"),
    "order": ("00", "list", ".rounds-grip"),
}


@contextmanager
def _app(folder: Path) -> Iterator[App]:
    app = App(clone(folder / "clone"), folder / "home")
    try:
        yield app.ready()
    finally:
        app.stop()


@contextmanager
def _page(browser: Browser, size: dict[str, int], **more: Any) -> Iterator[Page]:
    context = browser.new_context(viewport=size, locale="en-US", **more)  # type: ignore[arg-type]
    try:
        yield context.new_page()
    finally:
        context.close()


def _notebook(app: App, page: Page, name: str) -> AppNotebook:
    return AppNotebook(app, page, f"modules/{name}/{name}.ipynb")


def heights(app: App, browser: Browser) -> dict[str, dict[str, Any]]:
    """Of each notebook: the height of the page and of the tallest card, and where the first control is, in screens."""
    found: dict[str, dict[str, Any]] = {}
    for source in sources():
        of = found[source.name[:2]] = {}
        for what, size, learner in (("laptop", LAPTOP, ""), ("phone", PHONE, ""), ("answered", PHONE, "ability:0.6")):
            with _page(browser, size, **({} if what == "laptop" else MOBILE)) as page:
                notebook = _notebook(app, page, source.name)
                notebook.answers_path.unlink(missing_ok=True)
                if learner:
                    given = simulate.answers(notebook.module, notebook.keys, learner, 7)
                    notebook.answers_path.parent.mkdir(exist_ok=True)
                    notebook.answers_path.write_text(simulate.lines(notebook.module, given, 7))
                notebook.open()
                page.wait_for_timeout(300)
                for name, value in page.evaluate(HEIGHTS).items():
                    of[f"{what}.{name}"] = value / size["height"]
                notebook.start_all()
                height, of[f"{what}.which"] = max(page.evaluate(CARDS))
                of[f"{what}.tallest"] = height / size["height"]
                notebook.answers_path.unlink(missing_ok=True)
    return found


def clicks(app: App, browser: Browser) -> dict[str, float]:
    """From a click on a choice to the frame that shows it, in milliseconds."""
    with _page(browser, LAPTOP) as page:
        page.add_init_script("localStorage.setItem('rounds-view', 'list')")
        notebook = _notebook(app, page, find("01")[0].name).open()
        page.wait_for_timeout(1000)
        page.evaluate(WATCH)
        choices = page.locator("[data-exercise] label:has(input:is([type=radio], [type=checkbox])):visible")
        for number in range(CLICKS):
            choices.nth((number * 7) % choices.count()).click()
            page.wait_for_timeout(60)
        waits: list[float] = page.evaluate("window.waits")
        notebook.answers_path.unlink(missing_ok=True)
    if len(waits) < CLICKS // 2:
        raise SystemExit(f"Only {len(waits)} of {CLICKS} clicks changed anything; the page is not as expected.")
    return {"ms_click_to_change_median": median(waits), "ms_click_to_change_p95": quantiles(waits, n=20)[-1]}


def _drag(page: Page, selector: str) -> list[float]:
    grips = page.locator(selector).locator("visible=true")
    if not grips.count():
        return []
    grip = grips.first
    grip.scroll_into_view_if_needed()
    box: Any = grip.bounding_box()
    slider = grip.evaluate("(one) => one.type === 'range'")
    left, middle = box["x"] + (8 if slider else box["width"] / 2), box["y"] + box["height"] / 2
    page.mouse.move(left, middle)
    page.mouse.down()
    page.evaluate(FRAMES)
    start = time.monotonic()
    while (gone := time.monotonic() - start) < DRAG_S:
        there = abs((gone * 2) % 2 - 1)  # to and fro
        page.mouse.move(
            left + (1 - there) * (box["width"] * 0.9 if slider else 200), middle + (0 if slider else 40 * there)
        )
    frames: list[float] = page.evaluate("window.framesEnd()")
    page.mouse.up()
    return frames[1:]


def dragging(app: App, browser: Browser) -> dict[str, float]:
    """How long a frame takes while something is dragged, in milliseconds; 60 a second are 16.7."""
    found: dict[str, float] = {}
    for what, (number, view, selector) in DRAGGED.items():
        with _page(browser, LAPTOP) as page:
            page.add_init_script(f"localStorage.setItem('rounds-view', '{view}')")
            notebook = _notebook(app, page, find(number)[0].name).open()
            notebook.start_all()
            page.wait_for_timeout(500)
            frames = _drag(page, selector)
            notebook.answers_path.unlink(missing_ok=True)
        if len(frames) > 10:
            found[f"ms_frame_dragging_{what}_median"] = median(frames)
            found[f"ms_frame_dragging_{what}_p95"] = quantiles(frames, n=20)[-1]
    return found


def _received(page: Page) -> list[int]:
    """How much comes over the page's websockets from now on."""
    sizes: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: sizes.append(len(data))))
    return sizes


def opening(notebook: Notebook, page: Page) -> tuple[list[float], float, float]:
    """Seconds to the first exercise, each time; bytes over the websocket until all show, and over HTTP the first time."""
    seconds: list[float] = []
    over_http = 0.0
    for time_ in range(OPENINGS + 1):
        sizes = _received(page) if time_ == 0 else []
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        loaded: list[float] = []
        network.on("Network.loadingFinished", lambda event, to=loaded: to.append(event["encodedDataLength"]))
        start = time.perf_counter()
        page.goto(notebook.lab.address(notebook.path))
        page.wait_for_selector("[data-exercise]", timeout=90_000)
        seconds.append(time.perf_counter() - start)
        notebook.shown()
        if time_ == 0:
            over_socket, over_http = float(sum(sizes)), sum(loaded)
        network.detach()
    return seconds, over_socket, over_http


def loading(app: App, browser: Browser, folder: Path) -> dict[str, float]:
    """Times and weights in the app view and in JupyterLab, and the kernel's memory in MB (proportional set size)."""
    found: dict[str, float] = {}
    name = find("01")[0].name
    path = f"modules/{name}/{name}.ipynb"
    with _page(browser, LAPTOP) as page:
        seconds, socket, http = opening(AppNotebook(app, page, path), page)
        found |= {
            "app_seconds_first_time": seconds[0],
            "app_seconds_later": median(seconds[1:]),
            "app_websocket_kb": socket / 1e3,
            "app_http_kb": http / 1e3,
        }
    for number in ("01", "05", "07"):
        with _page(browser, LAPTOP) as page:
            _notebook(app, page, find(number)[0].name).open()
            page.wait_for_timeout(1500)
            kernel = max(app.kernels(), key=psutil.Process.create_time)
            found[f"kernel_mb_{number}"] = kernel.memory_full_info().pss / 2**20
    lab = Lab(app.folder, folder / "lab-home", settings=ROOT / "rounds" / "settings" / "self-study")
    try:
        with _page(browser, LAPTOP) as page:
            seconds, socket, http = opening(Notebook(lab.ready(), page, path), page)
            found |= {
                "lab_seconds_first_time": seconds[0],
                "lab_seconds_later": median(seconds[1:]),
                "lab_websocket_kb": socket / 1e3,
                "lab_http_kb": http / 1e3,
            }
    finally:
        lab.stop()
    return found


def weight() -> dict[str, float]:
    """Our own script and style as a page gets them, compressed, in KB."""
    parts = (front_end.script(), front_end.style())
    return {"script_and_style_kb_gzip": sum(len(gzip.compress(part.encode())) for part in parts) / 1e3}


def measured() -> tuple[dict[str, dict[str, Any]], dict[str, float]]:
    """Everything: of each notebook, and in all."""
    with tempfile.TemporaryDirectory() as there, _app(Path(there)) as app, running() as browser:
        figures = weight() | loading(app, browser, Path(there))
        figures |= clicks(app, browser) | dragging(app, browser)
        return heights(app, browser), figures


def measure() -> dict[str, float]:
    """The figures in all, and of each notebook the heights in screens."""
    each, figures = measured()
    return figures | {
        f"screens_{number}_{name}": value
        for number, of in each.items()
        for name, value in of.items()
        if isinstance(value, float)
    }


def main() -> None:
    each, figures = measured()
    console = Console(highlight=False, width=150)
    table = Table(
        "Notebook",
        "laptop",
        "phone",
        "answered, phone",
        "first control, laptop",
        "phone",
        "tallest card, phone",
        "answered",
        title="In screens",
    )
    for number, of in each.items():
        row = [of[name] for name in ("laptop.page", "phone.page", "answered.page", "laptop.first", "phone.first")]
        cards = [f"{of[f'{what}.tallest']:.1f} {of[f'{what}.which']}" for what in ("phone", "answered")]
        table.add_row(number, *(f"{value:.1f}" for value in row), *cards)
    console.print(table)
    rest = Table("Figure", "Value")
    for name, value in figures.items():
        rest.add_row(name, f"{value:.4g}")
    console.print(rest)


if __name__ == "__main__":
    main()
