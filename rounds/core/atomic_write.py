"""Puts a file or a folder in its place in one step: whoever looks sees the old one or the new one, and both are whole."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

OWNER_ONLY = 0o600


def write(path: Path, content: str | bytes, *, durable: bool = True, private: bool = False) -> None:
    """Write a file, replacing any that is there and keeping its permissions; text is written as UTF-8.

    `durable` waits until the disk has it, so that it outlives a power cut. `private` lets nobody but the owner read it.
    Raises OSError that names the file, and then nothing has changed.
    """
    raw = content.encode("utf-8") if isinstance(content, str) else content
    # Beside it, since only within one disk a file takes another's place in one step; and under a name of its own,
    # since two may write at the same moment.
    new = path.with_name(f".{path.name}-{secrets.token_hex(4)}.new")
    try:
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            # A new file gets what the umask leaves, as any other program's would.
            with os.fdopen(os.open(new, flags, OWNER_ONLY if private else 0o666), "wb") as file:
                if not private and (mode := _mode(path)) is not None:
                    new.chmod(mode)
                file.write(raw)
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    if durable:
        _settle(path.parent)


def _mode(path: Path) -> int | None:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None


def _settle(folder: Path) -> None:
    """Wait until the disk has the file's new name as well, where the system can say so."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # a folder that may be written to but not read
        return
    try:
        os.fsync(descriptor)
    except OSError:  # some network disks refuse
        pass
    finally:
        os.close(descriptor)


def make_folder(path: Path, fill: Callable[[Path], object], *, aside: Path | None = None) -> None:
    """Make a folder that `fill` fills: whole or not at all; nothing may be at `path` yet.

    It is filled under another name beside it (`aside`, or one beginning with `.new-`), and what an interrupted
    run left there is thrown away.
    """
    new = aside or path.with_name(f".new-{path.name}")
    shutil.rmtree(new, ignore_errors=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    fill(new)
    new.rename(path)
