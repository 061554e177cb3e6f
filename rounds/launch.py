"""Starts JupyterLab on the course (`make course`) or on the instructor's office (`make teach`)."""

from __future__ import annotations

import argparse
import os
import secrets
import socket
import subprocess
import sys
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT = 8888
PORTS = 50


def free_port(wanted: int = FIRST_PORT) -> int:
    """The first port from `wanted` on that nobody listens on."""
    for port in range(wanted, wanted + PORTS):
        with socket.socket() as probe:
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


def command(port: int, token: str, page: str, browser: bool) -> list[str]:
    """The JupyterLab to start."""
    found = [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={ROOT}",
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


def main(arguments: list[str] | None = None) -> int:
    """Start, say what to open, and wait until it is closed."""
    parser = argparse.ArgumentParser(prog="python -m rounds.launch", description=__doc__)
    parser.add_argument("--teach", action="store_true", help="the instructor's office, with Formgrader")
    parser.add_argument("--port", type=int, default=FIRST_PORT, help=f"the first port to try (default {FIRST_PORT})")
    parser.add_argument("--no-browser", action="store_true", help="only say what to open")
    given = parser.parse_args(arguments)
    port, token = free_port(given.port), secrets.token_hex(12)
    browser = has_screen() and not given.no_browser
    # Self-study has nothing to hand in; the office has Formgrader, which learners do not see.
    page, folder, tools = "/lab/tree/start.ipynb", ROOT, ROOT / "rounds" / "settings" / "self-study"
    if given.teach:
        page, folder, tools = "/lab", ROOT / "grader", ROOT / "grader" / "lab"
    environment = dict(os.environ)
    environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(
        filter(None, [str(tools), environment.get("JUPYTER_CONFIG_PATH")])
    )
    # nbgrader calls `alembic` and the kernel calls `python` by name.
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", "")])
    if port != given.port:
        print(f"Port {given.port} is taken by another program, so this is on port {port}.")
    address = f"http://localhost:{port}{page}?token={token}"
    what = "The instructor's office" if given.teach else "The course"
    how = (
        "opens in your browser. If it does not, open this address:"
        if browser
        else "is ready. Open this address in a browser on this computer:"
    )
    print(f"\n{what} {how}\n\n    {address}\n")
    if given.teach:
        print(f"Formgrader is in the menu Nbgrader, or here:\n\n    http://localhost:{port}/formgrader?token={token}\n")
    print("Leave this window open while you work. To stop, press Ctrl+C here.\n", flush=True)
    try:
        return subprocess.run(command(port, token, page, browser), cwd=folder, env=environment, check=False).returncode  # noqa: S603
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
