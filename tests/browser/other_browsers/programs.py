"""Finds Firefox and WebKitGTK for the tests; installs them where it can, and otherwise says how. A machine without them tests the rest."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FIREFOX = ("firefox-esr", "firefox")
MINI_BROWSERS = (
    "/usr/lib/*/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/*/webkit2gtk-4.0/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.*/MiniBrowser",
)
PACKAGES = {"Firefox": ["firefox-esr"], "WebKit": ["webkit2gtk-driver", "xvfb"]}


def firefox() -> str:
    """The program of Firefox, or an empty text."""
    return os.environ.get("FIREFOX") or next((found for name in FIREFOX if (found := shutil.which(name))), "")


def mini_browser() -> str:
    """WebKitGTK's own small browser, or an empty text where it or what drives it is missing."""
    if not (shutil.which("WebKitWebDriver") and shutil.which("Xvfb")):
        return ""
    found = (str(path) for pattern in MINI_BROWSERS for path in sorted(Path("/").glob(pattern[1:])))
    return next(found, "")


FIND = {"Firefox": firefox, "WebKit": mini_browser}


def missing() -> list[str]:
    """Which of the two are not on this machine."""
    return [name for name, find in FIND.items() if not find()]


def how(names: list[str]) -> str:
    """What to do about those that are missing."""
    packages = " ".join(package for name in names for package in PACKAGES[name])
    return f"Debian, Ubuntu: sudo apt-get install {packages}"


def main() -> int:
    names = missing()
    if names and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {' and '.join(names)} for the browser tests ...", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, stdout=subprocess.DEVNULL, check=False)
        for name in names:  # one by one: a system may have only one of them
            command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES[name]]
            subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False)
    if names := missing():
        print(f"Not tested here: {' and '.join(names)}. {how(names)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
