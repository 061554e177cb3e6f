"""A file is replaced whole or not at all, keeps who may read it, and trouble is said in a sentence."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rounds.core import atomic_write
from rounds.core.errors import surroundings

OLD, NEW = "the old one\n", "the new one, é\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "kept.json"
    path.write_text(OLD)
    return path


@pytest.fixture
def no_file_over_100_bytes() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.parametrize("durable", [True, False])
def test_text_and_bytes_take_the_place_of_what_was_there_and_nothing_else_is_left(path: Path, durable: bool) -> None:
    atomic_write.write(path, NEW, durable=durable)
    assert path.read_bytes() == NEW.encode("utf-8")
    atomic_write.write(path, b"\x00\xff", durable=durable)
    assert path.read_bytes() == b"\x00\xff"
    atomic_write.write(path.with_name("fresh"), NEW, durable=durable)
    assert sorted(file.name for file in path.parent.iterdir()) == ["fresh", "kept.json"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_who_may_read_and_write_a_file_stays_as_it_was(path: Path, mode: int) -> None:
    path.chmod(mode)
    atomic_write.write(path, NEW)
    assert path.stat().st_mode & 0o777 == mode
    assert path.read_text() == NEW


def test_a_fresh_file_is_as_open_as_the_umask_says_and_a_private_one_is_its_owners_only(path: Path) -> None:
    before = os.umask(0o027)
    try:
        atomic_write.write(path.with_name("fresh"), NEW)
    finally:
        os.umask(before)
    assert path.with_name("fresh").stat().st_mode & 0o777 == 0o640
    path.chmod(0o644)
    atomic_write.write(path, NEW, private=True)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("no_file_over_100_bytes")
def test_where_there_is_no_room_the_old_file_stays_and_a_sentence_names_it(path: Path) -> None:
    with pytest.raises(OSError, match="File too large") as trouble:
        atomic_write.write(path, "x" * 1000)
    assert path.read_text() == OLD
    assert [file.name for file in path.parent.iterdir()] == ["kept.json"]
    assert surroundings(trouble.value) == (
        f"{path}: the file would be larger than is allowed here. Make room, then run the same command again."
    )


def test_a_full_disk_is_named_and_the_old_file_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The disk says that it is full when it is asked to keep what was written, as ext4 and NFS do.
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as trouble:
        atomic_write.write(path, NEW)
    assert surroundings(trouble.value) == f"{path}: the disk is full. Make room, then run the same command again."
    assert path.read_text() == OLD
    assert [file.name for file in path.parent.iterdir()] == ["kept.json"]


def test_a_folder_that_is_missing_or_read_only_is_named(path: Path) -> None:
    missing = path.parent / "missing" / "kept.json"
    with pytest.raises(FileNotFoundError) as trouble:
        atomic_write.write(missing, NEW)
    assert surroundings(trouble.value).startswith(f"{missing}: there is no such file or folder.")
    # /proc takes no new files, not even from root.
    with pytest.raises(OSError, match=r"/proc/kept\.json") as trouble:
        atomic_write.write(Path("/proc/kept.json"), NEW)
    assert surroundings(trouble.value).startswith("/proc/kept.json: ")


def test_an_early_end_leaves_one_of_the_two_whole(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from rounds.core import atomic_write\n"
        "print('ready', flush=True)\n"
        "for n in range(10**6): atomic_write.write(Path(sys.argv[1]), str(n % 10) * 50_000, durable=False)\n"
    )
    path, seen = tmp_path / "kept", set()
    for wait in range(8):
        writer = subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE)
        assert writer.stdout
        assert writer.stdout.readline() == b"ready\n"
        threading.Event().wait(0.01 + wait / 200)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        if path.exists():
            text = path.read_text()
            seen.add(text[:1])
            assert text == text[:1] * 50_000
    assert seen


def test_two_who_write_at_once_do_not_mix(path: Path) -> None:
    texts = [str(n) * 20_000 for n in range(4)]

    def often(text: str) -> None:
        for _ in range(50):
            atomic_write.write(path, text, durable=False)
            assert path.read_text() in texts

    threads = [threading.Thread(target=often, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert path.read_text() in texts
    assert [file.name for file in path.parent.iterdir()] == ["kept.json"]


def test_a_folder_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "deep" / "target"
    source.mkdir()
    (source / "answers.jsonl").write_text(NEW)

    def torn(folder: Path) -> None:
        shutil.copytree(source, folder)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        atomic_write.make_folder(target, torn)
    assert not target.exists()
    atomic_write.make_folder(target, lambda folder: shutil.copytree(source, folder))  # over what the torn one left
    assert (target / "answers.jsonl").read_text() == NEW
    assert [path.name for path in target.parent.iterdir()] == ["target"]


def test_nothing_else_in_the_course_replaces_a_file_by_hand() -> None:
    root = Path(atomic_write.__file__).parents[2]
    others = {
        path.relative_to(root).as_posix()
        for folder in ("rounds", "grader")
        for path in (root / folder).rglob("*.py")
        if "mkstemp" in (text := path.read_text(encoding="utf-8")) or "new.replace(" in text or "os.replace(" in text
    }
    assert others == {"rounds/core/atomic_write.py"}
