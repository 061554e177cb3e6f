"""`make course` says what to open when the port is taken or there is no screen; `make app` and `make teach`."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rounds.launch import free_port, has_screen

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def launched(tmp_path: Path, *arguments: str) -> Iterator[str]:
    """What the launcher prints until it waits."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")}
    environment |= {"HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "rounds.launch", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = ""
    assert process.stdout
    try:
        for line in process.stdout:
            said += line
            if "Ctrl+C" in line:
                break
        yield said
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def page(address: str) -> str:
    """The page at an address, once the server is up."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address) as reply:
                return reply.read().decode()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def disabled(html: str) -> dict[str, bool]:
    """Which extensions the page switches off."""
    (found,) = re.findall(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', html, re.S)
    names = json.loads(found)["disabledExtensions"]
    return {
        tool: f"@jupyter/nbgrader:{tool}" in names for tool in ("formgrader", "create-assignment", "assignment-list")
    }


def test_with_the_port_taken_and_no_screen_it_says_what_to_open(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with launched(tmp_path, "--port", str(port)) as said:
            assert f"Port {port} is taken" in said
            assert "Open this address in a browser" in said
            (address,) = re.findall(r"http://localhost:\d+/lab/tree/start\.ipynb\?token=\w+", said)
            assert f":{port}/" not in address
            assert disabled(page(address)) == {"formgrader": True, "create-assignment": True, "assignment-list": True}


def test_the_instructors_office_has_formgrader_and_says_where(tmp_path: Path) -> None:
    with launched(tmp_path, "--teach", "--port", str(free_port(18_000))) as said:
        office, formgrader = re.findall(r"http://localhost:\S+", said)
        assert disabled(page(office)) == {"formgrader": False, "create-assignment": False, "assignment-list": False}
        assert "formgrader" in page(formgrader).lower()


def test_the_app_says_what_to_open_and_ends_with_the_launcher(tmp_path: Path) -> None:
    with launched(tmp_path, "--app", "--port", str(free_port(19_000))) as said:
        (address,) = re.findall(r"http://localhost:\d+/voila/render/start\.ipynb\?token=\w+", said)
        server = address.partition("/voila")[0]
        assert ".rounds-nav" in page(f"{server}/voila/templates/rounds/static/app.css")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(f"{server}/voila/render/start.ipynb")
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(server)


def test_when_no_port_is_free_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(socket.socket, "bind", never)
    with pytest.raises(SystemExit, match="Close a program, or give another with --port"):
        free_port()


def test_a_machine_without_a_screen_is_known_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not has_screen()
