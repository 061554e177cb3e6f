"""A Python with the course that every account of this machine can run, as `grader/hub/README.md` has it installed.

The clone and its .venv may lie where only their owner can look (in /root, in a private folder of CI), so
what the Hub needs is copied out of them: the interpreter, the packages that the course asks for, and the
course itself from its wheel. Nothing is downloaded.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.pipeline.commands.background_commands import UV

VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
ROOT = Path(__file__).resolve().parents[2]


def reachable(folder: Path) -> bool:
    """Whether other accounts can go into a folder."""
    return all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents))


def scratch() -> Path:
    """A new folder that other accounts can go into."""
    for parent in (tempfile.gettempdir(), "/var/tmp", "/srv", "/opt"):  # noqa: S108  (mkdtemp makes a new folder)
        if reachable(Path(parent)):
            folder = Path(tempfile.mkdtemp(prefix="rounds-hub-", dir=parent))
            folder.chmod(0o755)
            return folder
    raise AssertionError("No folder was found that other accounts can enter: open /tmp (chmod 1777 /tmp).")


def needed(*extras: str) -> list[Distribution]:
    """The packages that the course asks for, with those they need in turn."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(line for name in extras for line in project["optional-dependencies"][name])]
    ask = [Requirement(line) for line in wanted]
    found: dict[str, Distribution] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    while ask:
        need = ask.pop()
        step = (canonicalize_name(need.name), frozenset(need.extras))
        if step in seen:
            continue
        seen.add(step)
        package = found[step[0]] = distribution(need.name)
        for line in package.requires or []:
            more = Requirement(line)
            if more.marker is None or any(more.marker.evaluate({"extra": extra}) for extra in ("", *need.extras)):
                ask.append(more)
    return list(found.values())


def build(env: Path) -> Path:
    """Lay the environment into the folder `env`; return its Python."""
    library = Path(sysconfig.get_path("stdlib"))
    ignored = shutil.ignore_patterns("site-packages", "dist-packages", "test", "tests", "idlelib", "config-*", "*.a")
    shutil.copytree(library, env / "lib" / VERSION, ignore=ignored)
    (env / "bin").mkdir()
    python = env / "bin" / VERSION
    shutil.copy(Path(sys._base_executable).resolve(), python)  # type: ignore[attr-defined]
    for shared in Path(sys.base_prefix, "lib").glob("libpython*.so*"):
        shutil.copy(shared, env / "lib")
    for name in ("python", "python3"):
        (env / "bin" / name).symlink_to(VERSION)
    (env / "lib" / VERSION / "site-packages").mkdir()
    put(needed("teach", "hub"), env, python)
    _course(env, python)
    return python


def take(source: Path, target: Path) -> None:
    """Put a file in another place, without copying it where that can be done."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def put(packages: Iterable[Distribution], env: Path, python: Path) -> None:
    """Put packages of this environment into another one, without copying where that can be done, as pip would install them."""
    prefix, site = Path(sys.prefix).resolve(), env / "lib" / VERSION / "site-packages"
    made: set[Path] = set()
    for package in packages:
        for file in package.files or []:
            source = Path(str(file.locate())).resolve()
            if not source.is_relative_to(prefix) or not source.is_file():
                continue
            inside = source.relative_to(prefix)
            target = site.joinpath(*inside.parts[3:]) if inside.parts[0].startswith("lib") else env / inside
            if target.parent not in made:
                target.parent.mkdir(parents=True, exist_ok=True)
                made.add(target.parent)
            take(source, target)
    for script in (env / "bin").iterdir():
        if not script.is_symlink() and script.read_bytes().startswith(b"#!" + str(prefix).encode()):
            lines = script.read_bytes().split(b"\n", 1)
            script.unlink()  # it may be the same file as in .venv
            script.write_bytes(b"#!" + str(python).encode() + b"\n" + lines[1])
            script.chmod(0o755)


def _course(env: Path, python: Path) -> None:
    wheel = env / "wheel"
    subprocess.run([UV, "build", "--wheel", "--quiet", "--out-dir", str(wheel), str(ROOT)], check=True, cwd=env)
    (found,) = wheel.glob("*.whl")
    subprocess.run(
        [UV, "pip", "install", "--quiet", "--no-deps", "--offline", "--python", str(python), str(found)],
        check=True,
        cwd=env,
        env=variables(env),
    )


def variables(env: Path) -> dict[str, str]:
    """What a process needs in order to run in it: an interpreter may look for its own library at its old place."""
    return {
        "PATH": f"{env / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "LD_LIBRARY_PATH": str(env / "lib"),
        "LANG": "C.UTF-8",
    }
