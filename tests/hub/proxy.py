"""Installs the Hub's proxy into .venv, at the version that `grader/hub/package.json` pins; and says who can test a Hub."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PINNED = ROOT / "grader" / "hub" / "package.json"
PLACE = ROOT / ".venv" / "hub"
BIN = PLACE / "node_modules" / ".bin"
# Accounts can only be made by root, and are made in Linux's way.
CAN_TEST = sys.platform.startswith("linux") and os.geteuid() == 0
WHY_NOT = "the Hub's tests make real accounts: they need Linux and root, as CI has them"
HOW = """The test of the Hub needs Node.js (at least 20) with npm, and its proxy from there: {why}.
  Debian, Ubuntu   apt-get install nodejs npm   (or a newer Node.js from its makers, where that is older than 20)"""


def node() -> str:
    """The program `node`, or an empty text."""
    return shutil.which("node") or ""


def problem() -> str:
    """Why the proxy is not there, after trying to install it; empty where it is."""
    wanted = PINNED.read_bytes()
    there = PLACE / "package.json"
    if (BIN / "configurable-http-proxy").exists() and there.exists() and there.read_bytes() == wanted:
        return "" if node() else HOW.format(why="node was not found")
    npm = shutil.which("npm")
    if npm is None or not node():
        return HOW.format(why="node or npm was not found")
    PLACE.mkdir(parents=True, exist_ok=True)
    there.write_bytes(wanted)
    done = subprocess.run(
        [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(PLACE)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        there.unlink()  # so that the next run tries again
        return HOW.format(why=f"npm install failed ({(done.stderr or done.stdout).strip()[-300:]})")
    return ""


def main() -> int:
    if not CAN_TEST:
        print(f"Left out: {WHY_NOT}.")
        return 0
    if why := problem():
        print(why, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
