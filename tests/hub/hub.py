"""A Hub that runs for real, with accounts of this machine, and the people who log in to it."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import requests
import websocket

from rounds.launch import free_port
from tests.hub import environment, proxy

ROOT = environment.ROOT
START_S = 180
COURSE = "negotiation-rounds"
CONFIG = """
load_subconfig({config!r})
c.JupyterHub.hub_port = {hub}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
"""


class Accounts:
    """Accounts of this machine, with names that nobody else has, and a group of theirs; they go when the class is over."""

    def __init__(self, homes: Path) -> None:
        self.homes, self.prefix = homes, f"nr{secrets.token_hex(3)}"
        self.group = f"{self.prefix}class"
        self.names: list[str] = []
        homes.mkdir(mode=0o755)
        subprocess.run(["groupadd", self.group], check=True)

    def add(self, who: str, password: str, *, student: bool) -> str:
        """Make an account as `grader/hub/README.md` has it; return its name."""
        name = self.prefix + who
        group = ["--groups", self.group] if student else []
        home = self.homes / name
        subprocess.run(
            ["useradd", "--create-home", "--home-dir", str(home), "--shell", "/bin/bash", *group, name], check=True
        )
        self.names.append(name)
        subprocess.run(["chpasswd"], input=f"{name}:{password}", text=True, check=True)
        return name

    def remove(self) -> None:
        """End what they still run, and take them away, with their homes and groups."""
        uids = {pwd.getpwnam(name).pw_uid for name in self.names}
        for process in psutil.process_iter(["uids"]):
            if process.info["uids"] and process.info["uids"].real in uids:
                process.kill()
        left = [_patiently(["userdel", "--remove", name]) for name in self.names]
        left.append(_patiently(["groupdel", self.group]))
        assert not any(left), f"Left on this machine: {left}"


def _patiently(command: list[str]) -> str:
    """Run it until it goes well, since a process that was ended just now may still be there; else what it said."""
    for _ in range(20):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return ""
        time.sleep(0.2)
    return f"{' '.join(command)}: {done.stderr}"


class Hub:
    """`grader/hub/` at work, in a folder of its own."""

    def __init__(self, folder: Path, python: Path, settings: str) -> None:
        self.folder = folder
        configured = folder / "hub"
        shutil.copytree(ROOT / "grader" / "hub", configured)
        (configured / "settings.toml").write_text(settings, encoding="utf-8")
        ports = {"hub": free_port(19_500), "api": free_port(19_600)}
        config = folder / "with_ports.py"
        config.write_text(CONFIG.format(config=str(configured / "jupyterhub_config.py"), **ports))
        self.address = re.search(r'^address = "(.*)"$', settings, re.M)[1]  # type: ignore[index]
        variables = environment.variables(python.parent.parent)
        variables["PATH"] = f"{proxy.BIN}:{variables['PATH']}:{Path(proxy.node()).parent}"
        self.log = folder / "hub.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [str(python), "-m", "jupyterhub", "-f", str(config)],
                cwd=folder,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def said(self) -> str:
        """The Hub's log."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def ready(self) -> Hub:
        """Wait until it answers."""

        def up() -> bool:
            assert self.process.poll() is None, self.said()
            try:
                return requests.get(f"{self.address}/hub/login", timeout=5).ok
            except requests.ConnectionError:
                return False

        until(up, "the Hub starts", said=self.said)
        return self

    def stop(self) -> None:
        """End the Hub, its proxy and everyone's server."""
        # Not politely: nothing of theirs is kept, and a Hub that is asked waits for each server in turn.
        family = psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []
        self.process.kill()
        for child in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        self.process.wait(20)


class Person:
    """Someone at a browser: logs in with a password, and from then on asks their own server."""

    def __init__(self, hub: Hub, name: str, password: str) -> None:
        self.hub, self.name, self.password = hub, name, password
        self.home = Path(pwd.getpwnam(name).pw_dir)
        self.web = requests.Session()
        self.token = ""

    def log_in(self, password: str | None = None) -> requests.Response:
        """The login page, filled in and sent; then a token, as the Hub's page Token gives it."""
        address = f"{self.hub.address}/hub"
        self.web.get(f"{address}/login", timeout=20)
        form = {
            "username": self.name,
            "password": password or self.password,
            "_xsrf": self.web.cookies.get("_xsrf", path="/hub/"),
        }
        reply = self.web.post(f"{address}/login", data=form, timeout=60, allow_redirects=False)
        if reply.status_code == 302:
            self.web.get(f"{address}/home", timeout=20)
            given = self.web.post(
                f"{address}/api/users/{self.name}/tokens",
                json={"note": "test", "expires_in": 600},
                headers={"X-XSRFToken": self.web.cookies.get("_xsrf", path="/hub/") or ""},
                timeout=20,
            )
            assert given.ok, given.text
            self.token = given.json()["token"]
        return reply

    def api(self, method: str, path: str, data: object = None) -> requests.Response:
        """Ask the Hub."""
        return requests.request(
            method, f"{self.hub.address}/hub/api/{path}", json=data, headers=self._headers(), timeout=60
        )

    def start(self, whose: str | None = None) -> None:
        """Ask for a server; `wait` waits for it."""
        reply = self.api("POST", f"users/{whose or self.name}/server")
        assert reply.status_code in (201, 202), reply.text

    def wait(self, whose: str | None = None) -> None:
        """Wait until the server is there."""
        until(
            lambda: self.ask("GET", "api/status", whose=whose).status_code == 200,
            f"{self.name}'s server",
            said=self.hub.said,
        )

    def ask(self, method: str, path: str, data: object = None, whose: str | None = None) -> requests.Response:
        """Ask their own server, or someone else's."""
        return requests.request(
            method,
            f"{self.hub.address}/user/{whose or self.name}/{path}",
            json=data,
            headers=self._headers(),
            timeout=120,
            allow_redirects=False,
        )

    def assignments(self, action: str = "", module: str = "") -> list[dict[str, Any]]:
        """What the assignment list shows, after one of its buttons."""
        if action:
            given = {"course_id": COURSE, "assignment_id": module}
            reply = self.ask("POST", f"assignments/{action}", given)
        else:
            reply = self.ask("GET", f"assignments?course_id={COURSE}")
        found = reply.json()
        assert found["success"], found
        shown: list[dict[str, Any]] = found["value"]
        return shown

    def run(self, code: str, folder: str = "") -> str:
        """Run code in a kernel of their own server, in a folder of their home; return what it prints."""
        started = self.ask("POST", "api/kernels", {"name": "python3", "path": folder})
        assert started.status_code == 201, started.text
        name = started.json()["id"]
        address = f"{self.hub.address.replace('http', 'ws', 1)}/user/{self.name}/api/kernels/{name}/channels"
        channel = websocket.create_connection(
            address, header=[f"{k}: {v}" for k, v in self._headers().items()], timeout=60
        )
        try:
            channel.send(json.dumps(_execute(code)))
            return _printed(channel)
        finally:
            channel.close()
            self.ask("DELETE", f"api/kernels/{name}")

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"token {self.token}"} if self.token else {}


def _execute(code: str) -> dict[str, Any]:
    header = {"msg_id": "ask", "msg_type": "execute_request", "session": "test", "username": "", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False, "stop_on_error": True}
    return {
        "header": header,
        "parent_header": {},
        "metadata": {},
        "content": content,
        "channel": "shell",
        "buffers": [],
    }


def _printed(channel: Any) -> str:
    """What a kernel printed, until it is done."""
    printed, replied, idle = "", False, False
    while not (replied and idle):
        message = json.loads(channel.recv())
        if message.get("parent_header", {}).get("msg_id") != "ask":
            continue
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "stream":
            printed += content["text"]
        elif kind == "error":
            raise AssertionError("\n".join(content["traceback"]))
        replied |= kind == "execute_reply"
        idle |= kind == "status" and content["execution_state"] == "idle"
    return printed


def until(holds: Callable[[], bool], what: str, said: Callable[[], str] = str) -> None:
    """Wait until it holds."""
    end = time.monotonic() + START_S
    while not holds():
        assert time.monotonic() < end, f"{what}: not within {START_S} s\n{said()}"
        time.sleep(0.2)


def give(folder: Path, account: str) -> None:
    """Make an account the owner of a folder and all in it."""
    user = pwd.getpwnam(account)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
