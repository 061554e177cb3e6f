"""A private PostgreSQL server for a test: Debian's programs, a folder of its own, a free port, no root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = "postgresql"
HOW = (
    "PostgreSQL's server is not installed, and only root can install it. "
    "On Debian and Ubuntu: apt-get install postgresql. Then run the tests again."
)
SPEED = ("-c", "fsync=on", "-c", "shared_buffers=32MB", "-c", "max_connections=40")


def programs() -> Path:
    """The folder of initdb and pg_ctl, installed first where it is missing and can be."""
    if not (found := _programs()) and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", PACKAGE]):
            subprocess.run(["apt-get", *command], env=environment, timeout=240, check=False, **quiet)  # type: ignore[call-overload]
        found = _programs()
    if not found:
        raise RuntimeError(HOW)
    return found


def _programs() -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    initdb = debian[-1] if debian else shutil.which("initdb")
    return Path(initdb).parent if initdb else None


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database, for nbgrader's `c.CourseDirectory.db_url`; stopped and removed afterward."""
    home = programs()
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="rounds-pg-"))
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        os.chown(folder, account.pw_uid, account.pw_gid)

    def run(program: str, *args: str) -> None:
        as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        log = folder / "said.txt"
        done = subprocess.run(
            [str(home / program), *args],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log.open("w"),
            stderr=subprocess.STDOUT,
            timeout=60,
            check=False,
            **as_user,  # type: ignore[call-overload]
        )
        if done.returncode:
            raise RuntimeError(f"PostgreSQL's {program} failed: {log.read_text()}")

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    try:
        run("initdb", "--pgdata", str(data), "--username=rounds", "--auth=trust", "--encoding=UTF8", "--locale=C")
        options = f"-p {port} -k {folder} -h 127.0.0.1 {' '.join(SPEED)}"
        run("pg_ctl", "start", "-w", "-D", str(data), "-l", str(folder / "server.log"), "-o", options)
        try:
            yield f"postgresql+psycopg://rounds@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate", "-D", str(data))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
