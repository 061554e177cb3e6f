"""Installs what builds, lints and tests the front end, in `node_modules`. Never skips: without Node it says what to do."""

from __future__ import annotations

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
STAMP = MODULES / ".installed-lock.json"
LEAST = 20
HOW = f"""The tests of the front end need Node.js {LEAST} or newer with npm, and none was found.
  Debian, Ubuntu   sudo apt-get install nodejs npm
  macOS            brew install node
  elsewhere        nodejs.org"""


def version() -> int:
    """The main version of Node on this machine; 0 where there is none."""
    if not (shutil.which("node") and shutil.which("npm")):
        return 0
    done = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    return int(done.stdout.strip().lstrip("v").split(".")[0] or 0)


def main() -> int:
    lock = ROOT / "package-lock.json"
    if STAMP.is_file() and filecmp.cmp(STAMP, lock, shallow=False):
        return 0
    if version() < LEAST and shutil.which("apt-get") and os.geteuid() == 0:
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "nodejs", "npm"]):
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    if version() < LEAST:
        print(HOW, file=sys.stderr)
        return 1
    print("Installing what builds and tests the front end ...", flush=True)
    done = subprocess.run(["npm", "ci", "--silent"], cwd=ROOT, check=False)
    if done.returncode:
        print("npm could not install the packages in package-lock.json; its words are above.", file=sys.stderr)
        return 1
    shutil.copyfile(lock, STAMP)
    return 0


if __name__ == "__main__":
    sys.exit(main())
