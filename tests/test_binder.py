"""Binder builds what `make course` runs: rendered without docker, and its steps run in a clean environment."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git knows, as Binder would clone them."""
    target = tmp_path_factory.mktemp("binder") / "repo"
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


@pytest.fixture(scope="module")
def dockerfile(repository: Path) -> str:
    done = subprocess.run(
        [BIN / "jupyter-repo2docker", "--no-build", "--debug", "."],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout + done.stderr


def test_repo2docker_takes_the_binder_folder_and_python_312(dockerfile: str) -> None:
    assert re.search(r'pip install --no-cache-dir -r "binder/requirements\.txt"', dockerfile)
    assert "py-3.12" in dockerfile or "py-2d3-2e12" in dockerfile
    assert "RUN ./binder/postBuild" in dockerfile


def test_binder_pins_what_everybody_else_runs(repository: Path) -> None:
    assert (repository / "binder" / "requirements.txt").read_text().split() == ["-r", "../requirements.txt"]


@pytest.fixture(scope="module")
def built(repository: Path, dockerfile: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The image's steps, taken from the rendered file, in a new virtual environment."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    (step,) = re.findall(r"RUN \S*/bin/pip install --no-cache-dir (-r \S+)", dockerfile)
    pip = [environment / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *step.replace('"', "").split()], cwd=repository, check=True)
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["./binder/postBuild"],
        cwd=repository,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "01-principle-1-interests: 9 exercises" in done.stdout
    return repository, environment


@pytest.mark.timeout(600)
def test_the_image_opens_on_the_front_page_without_instructor_tools(built: tuple[Path, Path]) -> None:
    repository, environment = built
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # The image's own command, with what BinderHub adds to it.
    command = [environment / "bin" / "jupyter", "notebook", "--ip", "127.0.0.1", f"--port={port}", "--no-browser"]
    command += ["--IdentityProvider.token=t", *(["--allow-root"] if os.geteuid() == 0 else [])]
    path = f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}"
    clean = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")} | {
        "PATH": path,
        "HOME": str(environment),
    }
    server = subprocess.Popen(command, cwd=repository, env=clean, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = _get(f"http://127.0.0.1:{port}/?token=t")
        assert page.url.split("?")[0].endswith("/lab/tree/start.ipynb")
        html = page.read().decode()
        (found,) = re.findall(r'<script id="jupyter-config-data" type="application/json">(.*?)</script>', html, re.S)
        config = json.loads(found)
        assert "negotiation-rounds" in {extension["name"] for extension in config["federated_extensions"]}
        disabled = set(config["disabledExtensions"])
        tools = {"formgrader", "create-assignment", "course-list", "assignment-list"}
        assert {f"@jupyter/nbgrader:{tool}" for tool in tools} <= disabled
        settings = json.load(
            _get(f"http://127.0.0.1:{port}/lab/api/settings/@jupyterlab/apputils-extension:notification?token=t")
        )
        assert settings["schema"]["properties"]["fetchNews"]["default"] == "false"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _get(url: str) -> object:
    deadline = time.monotonic() + 60
    while True:
        try:
            return urllib.request.urlopen(url)
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.3)
