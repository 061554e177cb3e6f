"""Starts JupyterLab on the course (`make course`), on the instructor's office (`make teach`), or on a preview.

`make app` starts the course without JupyterLab, through Voila (rounds/app).
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rounds.core.console_output import take_all

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT = 8888
PORTS = 50
LAST_WORDS = 3000  # characters
GRACE_S = 10  # for JupyterLab to end its kernels


def free_port(wanted: int = FIRST_PORT) -> int:
    """The first free port from `wanted` on."""
    for port in range(wanted, wanted + PORTS):
        with socket.socket() as probe:
            if os.name == "posix":  # or a course that was just stopped would seem to hold its port for a minute
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise SystemExit(
        f"No port between {wanted} and {wanted + PORTS - 1} is free. Close a program, or give another with --port."
    )


def has_screen() -> bool:
    """Whether a browser can be expected to open here."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return False
    try:
        webbrowser.get()
    except webbrowser.Error:
        return False
    return True


@dataclass(frozen=True)
class Opening:
    """What opens in the browser: JupyterLab on a folder, or the app view."""

    name: str  # the sentence that says what to open begins with it
    page: str  # the path of its address
    root: Path | None = None  # what JupyterLab shows; None: the whole clone
    folder: Path | None = None  # where it works; the same
    settings: Path | None = None  # a folder of Jupyter's configuration
    environment: Mapping[str, str] = field(default_factory=dict)  # more of it
    note: str = ""  # what to say after the address; {address} and {token} are filled in
    app: bool = False  # the app view instead of JupyterLab
    quiet: bool = True  # whether to keep what Jupyter says, and show it only if Jupyter ends by itself

    def command(self, port: int, token: str, browser: bool) -> list[str]:
        """The program to start."""
        program = self._app(port, token) if self.app else self._lab(port, token)
        return program if browser else [*program, "--no-browser"]

    def _lab(self, port: int, token: str) -> list[str]:
        program = [
            *(sys.executable, "-m", "jupyterlab"),
            f"--ServerApp.root_dir={self.root or ROOT}",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={token}",
            f"--LabApp.default_url={self.page}",
            "--log-level=40",  # errors only: people work on the page, not in this window
        ]
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0  # as in most containers
        return [*program, "--allow-root"] if is_root else program

    def _app(self, port: int, token: str) -> list[str]:
        return [
            *(sys.executable, "-m", "rounds.app"),
            f"--App.root_dir={ROOT}",
            *(f"--port={port}", "--App.port_retries=0"),
            f"--token={token}",
            "--App.log_level=40",
        ]

    def surroundings(self) -> dict[str, str]:
        """The environment that the program gets."""
        variables = dict(os.environ)
        if self.settings:
            paths = [str(self.settings), variables.get("JUPYTER_CONFIG_PATH", "")]
            variables["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
        # nbgrader calls `alembic` and the kernel calls `python` by name.
        variables["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), variables.get("PATH", "")])
        return variables | dict(self.environment)

    def say(self, server: str, token: str, browser: bool) -> None:
        """Say what to open."""
        how = (
            "opens in your browser. If it doesn't, open this address:"
            if browser
            else "is ready. Open this address in a browser on this computer:"
        )
        print(f"\n{self.name} {how}\n\n    {server}{self.page}?token={token}\n")
        if self.note:
            print(self.note.format(address=server, token=token) + "\n")
        print("Leave this window open while you work. To stop, press Ctrl+C here.\n", flush=True)


def serve(opening: Opening, *, port: int = FIRST_PORT, browser: bool = True) -> int:
    """Start it on the first free port from `port` on, say what to open, and wait until it is ended; returns its exit code."""
    free, token = free_port(port), secrets.token_hex(12)
    browser = browser and has_screen()
    if free != port:
        print(f"Port {port} is taken by another program, so this is on port {free}.")
    opening.say(f"http://localhost:{free}", token, browser)
    # What Jupyter says while it runs is for programmers.
    log = tempfile.TemporaryFile() if opening.quiet else None  # noqa: SIM115  (until the program ends)
    _let_signals_end_us()
    # In its own session, Ctrl+C doesn't reach it: ended by us, it says nothing and asks nothing.
    process = subprocess.Popen(  # noqa: S603
        opening.command(free, token, browser),
        cwd=opening.folder or ROOT,
        env=opening.surroundings(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        code = process.wait()
        if log and code:
            log.seek(0)
            last_words = log.read().decode(errors="replace")[-LAST_WORDS:]
            print(f"The course ended by itself. Your answers are saved. Its last words:\n\n{last_words}")
        return code
    except KeyboardInterrupt:
        return 0
    finally:
        _end(process)


def _let_signals_end_us() -> None:
    """A window that is closed, or a service that is stopped, ends JupyterLab too, and callers get to tidy up."""

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(GRACE_S)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()


def course() -> Opening:
    """The course in JupyterLab, as learners study it alone: without Formgrader, and with nothing to submit."""
    return Opening("The course", "/lab/tree/start.ipynb", settings=ROOT / "rounds" / "settings" / "self-study")


def app() -> Opening:
    """The course without JupyterLab."""
    return Opening("The course", "/voila/render/start.ipynb", app=True)


def office() -> Opening:
    """The instructor's office: JupyterLab with Formgrader."""
    return Opening(
        "The instructor's office",
        "/lab",
        folder=ROOT / "grader",
        settings=ROOT / "grader" / "lab",
        quiet=False,
        note="Formgrader is in the menu Nbgrader, or here:\n\n    {address}/formgrader?token={token}",
    )


def main(arguments: list[str] | None = None) -> int:
    """Start, say what to open, and wait until it is closed."""
    take_all()
    parser = argparse.ArgumentParser(prog="python -m rounds.launch", description=__doc__)
    parser.add_argument("--teach", action="store_true", help="the instructor's office, with Formgrader")
    parser.add_argument("--app", action="store_true", help="the course without JupyterLab")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help=f"the first port to try (default {FIRST_PORT})")
    parser.add_argument("--no-browser", action="store_true", help="only say what to open")
    options = parser.parse_args(arguments)
    opening = office() if options.teach else app() if options.app else course()
    return serve(opening, port=options.port, browser=not options.no_browser)


if __name__ == "__main__":
    sys.exit(main())
