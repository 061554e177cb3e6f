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
from pathlib import Path
from typing import Any

from rounds.core.console_output import take_all

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT = 8888
PORTS = 50
LAST_WORDS = 3000  # characters
GRACE_S = 10  # for JupyterLab to end its kernels


def free_port(wanted: int = FIRST_PORT) -> int:
    """The first port from `wanted` on that nobody listens on."""
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


def command(port: int, token: str, page: str, browser: bool, root: Path | None = None) -> list[str]:
    """The JupyterLab to start; it shows the files in `root`, the whole clone where None."""
    found = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={root or ROOT}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--LabApp.default_url={page}",
        "--log-level=40",  # errors only: the page, not this window, is where one works
    ]
    if not browser:
        found.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # in containers one is often root
        found.append("--allow-root")
    return found


def app_command(port: int, token: str, browser: bool) -> list[str]:
    """The app view to start; its address has the front page."""
    found = [
        *(sys.executable, "-m", "rounds.app"),
        f"--App.root_dir={ROOT}",
        *(f"--port={port}", "--App.port_retries=0"),
        f"--token={token}",
        "--App.log_level=40",
    ]
    return found if browser else [*found, "--no-browser"]


def _ended(*_: Any) -> None:
    raise KeyboardInterrupt


def serve(
    what: str,
    page: str,
    *,
    port: int = FIRST_PORT,
    browser: bool = True,
    root: Path | None = None,
    folder: Path | None = None,
    settings: Path | None = None,
    more: Mapping[str, str] | None = None,
    also: str = "",
    app: bool = False,
    quiet: bool = True,
) -> int:
    """Start JupyterLab (where `app`, the app view), say what to open, and wait until it is ended; returns its exit code.

    `what` begins the sentence, `page` is the path of the address. JupyterLab shows `root` and works in
    `folder` (both the clone where None), with the configuration in `settings` and `more` in its
    environment. `also` is said after the address; {address} and {token} in it are filled in.
    Where `quiet`, what Jupyter says is shown only if it ends by itself.
    """
    wanted, port, token = port, free_port(port), secrets.token_hex(12)
    browser = browser and has_screen()
    environment = dict(os.environ)
    if settings:
        environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(
            filter(None, [str(settings), environment.get("JUPYTER_CONFIG_PATH")])
        )
    # nbgrader calls `alembic` and the kernel calls `python` by name.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    environment.update(more or {})
    if port != wanted:
        print(f"Port {wanted} is taken by another program, so this is on port {port}.")
    server = f"http://localhost:{port}"
    how = (
        "opens in your browser. If it does not, open this address:"
        if browser
        else "is ready. Open this address in a browser on this computer:"
    )
    print(f"\n{what} {how}\n\n    {server}{page}?token={token}\n")
    if also:
        print(also.format(address=server, token=token) + "\n")
    print("Leave this window open while you work. To stop, press Ctrl+C here.\n", flush=True)
    # What Jupyter says while it runs is for programmers; it is shown when it ends by itself.
    log = tempfile.TemporaryFile() if quiet else None  # noqa: SIM115  (until the program ends)
    # A window that is closed, or a service that is stopped, ends JupyterLab too, and what the caller tidies up is tidied.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _ended)
    # In a session of its own, where Ctrl+C does not reach: ended by us it says nothing, and asks nothing.
    process = subprocess.Popen(  # noqa: S603
        app_command(port, token, browser) if app else command(port, token, page, browser, root),
        cwd=folder or ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        ended = process.wait()
        if log and ended:
            log.seek(0)
            said = log.read().decode(errors="replace")[-LAST_WORDS:]
            print(f"The course ended by itself. What you answered is kept. The last that was said:\n\n{said}")
        return ended
    except KeyboardInterrupt:
        return 0
    finally:
        process.terminate()
        try:
            process.wait(GRACE_S)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            process.kill()


def main(arguments: list[str] | None = None) -> int:
    """Start, say what to open, and wait until it is closed."""
    take_all()
    parser = argparse.ArgumentParser(prog="python -m rounds.launch", description=__doc__)
    parser.add_argument("--teach", action="store_true", help="the instructor's office, with Formgrader")
    parser.add_argument("--app", action="store_true", help="the course without JupyterLab")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help=f"the first port to try (default {FIRST_PORT})")
    parser.add_argument("--no-browser", action="store_true", help="only say what to open")
    given = parser.parse_args(arguments)
    common = {"port": given.port, "browser": not given.no_browser}
    if given.teach:
        return serve(
            "The instructor's office",
            "/lab",
            folder=ROOT / "grader",
            settings=ROOT / "grader" / "lab",
            quiet=False,
            also="Formgrader is in the menu Nbgrader, or here:\n\n    {address}/formgrader?token={token}",
            **common,
        )
    if given.app:
        return serve("The course", "/voila/render/start.ipynb", app=True, **common)
    # Self-study has nothing to hand in; the office has Formgrader, which learners do not see.
    return serve("The course", "/lab/tree/start.ipynb", settings=ROOT / "rounds" / "settings" / "self-study", **common)


if __name__ == "__main__":
    sys.exit(main())
