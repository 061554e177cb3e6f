"""A Binder of our own: its image's steps taken in a virtual environment, its server started as BinderHub starts it."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.browser.lab import Lab, clean_environment, free_port
from tests.hub.environment import put

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PREFIX = "/user/owner-rounds-x7k2/"
# What a Binder visitor's server finds in its environment: BinderHub's own (binderhub/binderspawner_mixin.py), and what
# JupyterHub, which starts it, gives every server.
ENVIRONMENT = {
    "BINDER_REPO_URL": "https://github.com/owner/rounds",
    "BINDER_REF_URL": "https://github.com/owner/rounds/tree/0123abc",
    "BINDER_LAUNCH_HOST": "https://mybinder.org/",
    "BINDER_REQUEST": "v2/gh/owner/rounds/HEAD",
    "BINDER_PERSISTENT_REQUEST": "v2/gh/owner/rounds/0123abc",
    "JUPYTERHUB_USER": "owner-rounds-x7k2",
    "JUPYTERHUB_SERVICE_PREFIX": PREFIX,
    "JUPYTERHUB_API_URL": "http://127.0.0.1:9/hub/api",
    "JUPYTERHUB_API_TOKEN": "none",
    "JUPYTERHUB_BASE_URL": "/",
    "JUPYTERHUB_HOST": "",
}


def repository(target: Path) -> Path:
    """The files that git knows, as Binder would clone them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    names = [name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]
    assert "binder/requirements.txt" in names
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    return target


def rendered(clone: Path) -> str:
    """The Dockerfile that repo2docker makes of it, and what it says."""
    command = [BIN / "jupyter-repo2docker", "--no-build", "--debug", "."]
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


def pinned(requirements: Path) -> list[Distribution]:
    """The packages that a file pins for this machine, as they are installed here."""
    lines = requirements.read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
    return [distribution(pin.name) for pin in pins if pin.marker is None or pin.marker.evaluate()]


def build(clone: Path, dockerfile: str, environment: Path) -> str:
    """Take the image's steps, as rendered, in a new virtual environment; what postBuild said.

    `make setup` has installed the same pins with pip, which takes minutes. They are put there as they are, and pip then
    has to agree that none is missing or another version.
    """
    (step,) = re.findall(r"RUN \S*/bin/pip install --no-cache-dir (-r \S+)", dockerfile)
    install = step.replace('"', "").split()
    packages = pinned(clone / install[-1])
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    put([distribution("pip"), *packages], environment, environment / "bin" / "python")
    pip = [environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
    # Without an index: nothing may be left to fetch.
    subprocess.run([*pip, "install", "--quiet", "--no-index", *install], cwd=clone, check=True)
    listed = subprocess.run([*pip, "list", "--format=json"], capture_output=True, check=True).stdout
    installed = {canonicalize_name(package["name"]) for package in json.loads(listed)}
    assert installed == {canonicalize_name(package.name) for package in packages} | {"pip"}
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    command = ["./binder/postBuild"]
    done = subprocess.run(
        command, cwd=clone, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Binder(Lab):
    """The image's server, with a visitor's address and a home of its own.

    `settings` are for an environment that postBuild has not been in.
    """

    def __init__(self, clone: Path, environment: Path, home: Path, settings: Path | None = None) -> None:
        self.folder, self.token, port = clone, secrets.token_hex(8), free_port()
        self.url = f"http://127.0.0.1:{port}{PREFIX.rstrip('/')}"
        own = {"base_url": PREFIX, "token": self.token, "trust_xheaders": "True", "allow_origin": "*"}
        command = [
            # mybinder.org asks for the start page of JupyterLab first, which must not be what opens.
            *(str(environment / "bin" / "jupyter-notebook"), "--NotebookApp.default_url=/lab/"),
            *("--ip=127.0.0.1", f"--port={port}"),
            *(f"--{app}.{name}={value}" for app in ("NotebookApp", "ServerApp") for name, value in own.items()),
            *("--no-browser", "--LabApp.expose_app_in_browser=True"),  # ours, to look into it
            *(["--allow-root"] if os.geteuid() == 0 else []),
        ]
        variables = clean_environment(home) | ENVIRONMENT
        variables["PATH"] = f"{environment / 'bin'}{os.pathsep}{variables['PATH']}"
        if settings:
            variables["JUPYTER_CONFIG_PATH"] = str(settings)
        self.log = home / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=clone, env=variables, stdout=log, stderr=log)

    @property
    def link(self) -> str:
        """Where BinderHub sends a visitor whose launch link names no page."""
        return f"{self.url}/?token={self.token}"
