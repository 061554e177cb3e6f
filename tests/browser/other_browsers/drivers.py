"""Drives Firefox over WebDriver BiDi and WebKitGTK over WebDriver: just what these tests need of both, without another package."""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from websocket import create_connection

from tests.browser.lab import free_port, until
from tests.browser.other_browsers import programs

WIDTH, HEIGHT = 1280, 900
WAIT_S = 60
KEYS = {
    **{"Tab": "\ue004", "Enter": "\ue007", "Shift": "\ue008", "Control": "\ue009", "Escape": "\ue00c", "Space": " "},
    **{"End": "\ue010", "Home": "\ue011", "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014"},
    **{"ArrowDown": "\ue015", "Delete": "\ue017", "Backspace": "\ue003"},
}
# Nothing is asked of another host, and no window asks anything.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#nothing",
}
# Runs an expression, or calls a function with what comes as JSON; what it gives goes back as JSON.
RUN = """async (script, argument) => {
  const found = (0, eval)(`(${script}\\n)`);
  return JSON.stringify((typeof found === "function" ? await found(JSON.parse(argument)) : await found) ?? null);
}"""

Action = dict[str, Any]


class Driver(Protocol):
    """A browser with one page."""

    def goto(self, address: str) -> None:
        """Open a page, and wait until it has loaded."""

    def evaluate(self, script: str, argument: Any = None) -> Any:
        """Run a script in the page."""

    def act(self, device: str, actions: Sequence[Action]) -> None:
        """Press keys, or move and press the mouse, as a person would: WebDriver's actions."""

    def screenshot(self) -> str:
        """What is to be seen, as a PNG in base 64."""

    def close(self) -> None:
        """End the browser."""


def sequence(device: str, actions: Sequence[Action]) -> list[Action]:
    """The actions of the keyboard or of the mouse."""
    mouse = {"parameters": {"pointerType": "mouse"}} if device == "pointer" else {}
    return [{"type": device, "id": device, "actions": list(actions), **mouse}]


class Firefox:
    """Speaks WebDriver BiDi with Firefox itself."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True)
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        (home / "user.js").write_text("".join(lines))
        command = [programs.firefox(), "--headless", "--no-remote", "--profile", str(home)]
        self.log = (home / "log").open("w")
        self.process = subprocess.Popen(
            [*command, "--remote-debugging-port=0", "about:blank"], stdout=self.log, stderr=self.log
        )
        said = until(lambda: re.search(r"BiDi listening on (ws://\S+)", (home / "log").read_text()), "Firefox", WAIT_S)
        self.socket = create_connection(f"{said[1]}/session", timeout=WAIT_S, suppress_origin=True)
        self.number = 0
        self.ask("session.new", capabilities={})
        # In the tab that it opens itself a page never has the focus.
        self.context = self.ask("browsingContext.create", type="tab")["context"]
        self.size(WIDTH, HEIGHT)

    def size(self, width: int, height: int) -> None:
        self.ask("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})

    def ask(self, method: str, **parameters: Any) -> Any:
        """Send a command, and return what comes back."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            reply = json.loads(self.socket.recv())
            if reply.get("id") == self.number:
                if reply["type"] == "error":
                    raise RuntimeError(f"{method}: {reply['message']}")
                return reply["result"]

    def goto(self, address: str) -> None:
        self.ask("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def evaluate(self, script: str, argument: Any = None) -> Any:
        given = [{"type": "string", "value": text} for text in (script, json.dumps(argument))]
        done = self.ask(
            "script.callFunction",
            functionDeclaration=RUN,
            arguments=given,
            awaitPromise=True,
            target={"context": self.context},
        )
        if done["type"] == "exception":
            raise RuntimeError(done["exceptionDetails"]["text"])
        return json.loads(done["result"]["value"])

    def act(self, device: str, actions: Sequence[Action]) -> None:
        self.ask("input.performActions", context=self.context, actions=sequence(device, actions))

    def screenshot(self) -> str:
        return str(self.ask("browsingContext.captureScreenshot", context=self.context)["data"])

    def close(self) -> None:
        with suppress(Exception):
            self.ask("browser.close")
        _end(self.process)
        self.log.close()


class WebKit:
    """Speaks WebDriver with WebKitGTK's small browser, on a screen that nobody sees."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True)
        read, write = os.pipe()
        screen = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{WIDTH}x1100x24", "-nolisten", "tcp"]
        self.screen = subprocess.Popen(screen, pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as number:
            display = number.readline().strip()
        alone = {"HOME": str(home), "DISPLAY": f":{display}", "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
        # As root in a container there is no sandbox and no graphics card.
        alone |= {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.driver = subprocess.Popen(
            ["WebKitWebDriver", f"--port={port}"],
            env={**os.environ, **alone},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(self._answers, "WebKit", WAIT_S)
        browser = {"binary": programs.mini_browser(), "args": ["--automation"]}
        wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": browser}
        begun = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.address += f"/session/{begun['sessionId']}"
        self.ask("POST", "/timeouts", {"script": WAIT_S * 1000})
        self.size(WIDTH, HEIGHT)

    def size(self, width: int, height: int) -> None:
        """Make the page that large: the window has a bar above it."""
        self.ask("POST", "/window/rect", {"width": width, "height": height})
        bar = height - self.evaluate("innerHeight")
        self.ask("POST", "/window/rect", {"width": width, "height": height + bar})

    def _answers(self) -> bool:
        with suppress(OSError):
            return bool(self.ask("GET", "/status"))
        return False

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Send a command, and return what comes back."""
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=WAIT_S) as reply:
                return json.loads(reply.read())["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {json.loads(error.read())['value']['message']}") from None

    def goto(self, address: str) -> None:
        self.ask("POST", "/url", {"url": address})

    def evaluate(self, script: str, argument: Any = None) -> Any:
        ran = f"const [script, argument, done] = arguments; ({RUN})(script, argument).then(done, (error) => done({{ error: String(error) }}));"
        found = self.ask("POST", "/execute/async", {"script": ran, "args": [script, json.dumps(argument)]})
        if isinstance(found, dict):
            raise RuntimeError(found["error"])
        return json.loads(found)

    def act(self, device: str, actions: Sequence[Action]) -> None:
        self.ask("POST", "/actions", {"actions": sequence(device, actions)})

    def screenshot(self) -> str:
        return str(self.ask("GET", "/screenshot"))

    def close(self) -> None:
        with suppress(Exception):
            self.ask("DELETE", "")
        _end(self.driver)
        _end(self.screen)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


DRIVERS = {"Firefox": Firefox, "WebKit": WebKit}


class KeyboardOf:
    """The keyboard of a page, as Playwright has it."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver

    def press(self, keys: str) -> None:
        """Press one key, or several at once: "Control+a"."""
        codes = [KEYS.get(key, key.lower() if "+" in keys else key) for key in keys.split("+")]
        down = [{"type": "keyDown", "value": code} for code in codes]
        self.driver.act("key", [*down, *({"type": "keyUp", "value": code} for code in reversed(codes))])

    def type(self, text: str) -> None:
        """Press one key after the other."""
        self.driver.act(
            "key",
            [
                {"type": kind, "value": KEYS["Enter"] if sign == "\n" else sign}
                for sign in text
                for kind in ("keyDown", "keyUp")
            ],
        )

    def insert_text(self, text: str) -> None:
        """Put in a whole text at once, as one pastes it."""
        self.driver.evaluate("(text) => document.execCommand('insertText', false, text)", text)


class OtherPage:
    """A page in one of these browsers, with what is used of Playwright's page to press keys and ask for what is shown."""

    def __init__(self, driver: Driver) -> None:
        self.driver, self.keyboard = driver, KeyboardOf(driver)
        self.goto, self.evaluate = driver.goto, driver.evaluate

    def wait_for_function(
        self, script: str, *, arg: Any = None, polling: int = 20, timeout: float = 1000 * WAIT_S
    ) -> None:
        """Wait until that is true in the page."""
        end = time.monotonic() + timeout / 1000
        while not self.evaluate(script, arg):
            if time.monotonic() > end:
                raise AssertionError(f"not within {timeout / 1000:g} s: {script} {arg or ''}")
            time.sleep(polling / 1000)

    def wait_for_timeout(self, milliseconds: float) -> None:
        """Wait that long."""
        time.sleep(milliseconds / 1000)

    def click(self, x: float, y: float) -> None:
        """Press the mouse there."""
        move = {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}
        self.driver.act("pointer", [move, *({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))])

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 4) -> None:
        """Press the mouse at one place and let it go at another."""
        way = [(round(a + (b - a) * n / steps) for a, b in zip(start, end, strict=True)) for n in range(steps + 1)]
        moves = [{"type": "pointerMove", "x": x, "y": y, "duration": 0} for x, y in way]
        press, release = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        self.driver.act("pointer", [moves[0], press, *moves[1:], release])
