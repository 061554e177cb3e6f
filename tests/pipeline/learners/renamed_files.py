"""Learners whose answers arrive as LMSs, browsers, editors and hands leave them. All of them count, whole."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from grader.authoring import simulate
from grader.course import find, sources
from rounds.storage import backup_archive
from rounds.storage.answers import NAME
from rounds.storage.locations import Place
from tests.pipeline.room import MODULE, NOTEBOOK, Student, answer_lines

OTHER = find("02")[0]
MB = 2**20


def named(name: str, change: Callable[[bytes], bytes] = lambda raw: raw) -> Callable[[Path], None]:
    """The answers under another name, perhaps saved in another way."""

    def at_home(work: Path) -> None:
        raw = (work / NAME).read_bytes()
        (work / NAME).unlink()
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(change(raw))

    return at_home


def objects(raw: bytes) -> list[object]:
    return [json.loads(line) for line in raw.splitlines()]


def spread(raw: bytes) -> bytes:
    """One object over many lines, as an editor formats it."""
    return "\n".join(json.dumps(one, indent=2) for one in objects(raw)).encode()


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how) as file:
        for name, raw in files.items():
            file.writestr(name, raw)
    return packed.getvalue()


def all_notebooks(raw: bytes, folder: Path) -> dict[str, bytes]:
    """What "Download my answers" packs for one who did the whole course; `raw` are the answers to the first one."""
    places = []
    for source in sources():
        path = folder / f"{source.name}.answers"
        module, keys = source.load()
        own = source.name == MODULE
        path.write_bytes(
            raw if own else simulate.lines(module, simulate.answers(module, keys, "expert", 3), 3).encode()
        )
        places.append(Place(source.folder, path, None))
    packed = backup_archive.pack(places)
    for place in places:
        place.answers_path.unlink()
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        return {name: file.read(name) for name in file.namelist()}


def _downloaded(work: Path) -> None:
    raw = (work / NAME).read_bytes()
    (work / NAME).unlink()
    (work / backup_archive.file_name()).write_bytes(zipped(all_notebooks(raw, work)))


def _unpacked(work: Path) -> None:
    raw = (work / NAME).read_bytes()
    (work / NAME).unlink()
    for name, content in all_notebooks(raw, work).items():
        (work / name).write_bytes(content)


def _deeper(work: Path) -> None:
    inner = work / "homework" / MODULE
    inner.mkdir(parents=True)
    for path in sorted(work.iterdir()):
        if path.is_file():
            path.rename(inner / path.name)


def _crowd(work: Path) -> None:
    _deeper(work)
    for number in range(300):
        (work / f"{number}.png").write_bytes(b"x")


def _in_two_files(work: Path) -> None:
    first, *rest = (work / NAME).read_text().splitlines()
    later = [line for line in answer_lines("random") if '"statements"' in line]  # older than the expert's answer
    (work / NAME).write_text("\n".join([first, *rest[:3], ""]))
    earlier = [line.replace("2026-01-05", "2026-01-04") for line in later]
    (work / "answers (1).jsonl").write_text("\n".join([first, *earlier, *rest[3:], ""]))


def _as_the_notebook(work: Path) -> None:
    (work / NAME).rename(work / NOTEBOOK)


def _twice_packed(raw: bytes) -> bytes:
    inner = zipped({"../../<b>answers</b>\n=1+1.jsonl": raw, "__MACOSX/._answers.jsonl": b"\0\5\x16\7"})
    return zipped({"upload/my answers.zip": inner, "upload/picture.png": b"\x89PNG" * 99})


def _joined(work: Path) -> None:
    module, keys = OTHER.load()
    other = simulate.lines(module, simulate.answers(module, keys, "expert", 3), 3)
    (work / "all my answers.txt").write_text(other + (work / NAME).read_text())
    (work / NAME).unlink()


def _copied_from_another(work: Path) -> None:
    # The file was copied into this notebook's folder, which then went on writing to it.
    module, keys = OTHER.load()
    other = simulate.lines(module, simulate.answers(module, keys, "expert", 7), 7)
    here = [line for line in answer_lines() if '"exercise"' in line]
    (work / NAME).write_text(other + "\n".join(here) + "\n")


def bomb_members() -> Iterator[tuple[str, bytes]]:
    yield "answers.jsonl", b" " * (300 * MB)


def _bombs(work: Path) -> None:
    (work / "answers-2.jsonl.gz").write_bytes(gzip.compress(b"\n" * (200 * MB), 1))
    (work / "answers-3.zip").write_bytes(zipped(dict(bomb_members())))
    (work / "answers-4.zip").write_bytes(zipped({f"{n:06d}": b"" for n in range(25_000)}, zipfile.ZIP_STORED))
    inner = zipped({"answers.jsonl": b"\n".join(line.encode() for line in answer_lines("random"))})
    for _ in range(3):
        inner = zipped({"answers.zip": inner})
    (work / "answers-5.zip").write_bytes(inner)
    (work / "answers-6.zip").write_bytes(b"PK\x03\x04" + b"cut off")


def _another_notebooks(work: Path) -> None:
    (work / NAME).unlink()
    simulate.write(*OTHER.load(), "expert", 7, work)


def _locked(raw: bytes) -> bytes:
    packed = bytearray(zipped({"answers.jsonl": raw}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        packed[packed.index(mark) + place] |= 1  # what says that it is locked with a password
    return bytes(packed)


FOUND = (
    Student("sent-twice", at_home=named("answers-1.jsonl")),
    Student("browsers-copy", at_home=named("answers (1).jsonl", lambda raw: raw.replace(b"\n", b"\r\n"))),
    Student("text-of-windows", at_home=named("Answers.txt", lambda raw: raw.decode().encode("utf-16"))),
    Student(
        "array", at_home=named("my.json", lambda raw: b"\xef\xbb\xbf" + json.dumps(objects(raw), indent=4).encode())
    ),
    Student("formatted", at_home=named(NAME, spread)),
    Student("gzipped", at_home=named("answers.jsonl.gz", gzip.compress)),
    Student("odd-ending", at_home=named("homework.docx.download", lambda raw: raw.decode().encode("utf-16-be"))),
    Student("whole-download", at_home=_downloaded),
    Student("download-unpacked", at_home=_unpacked),
    Student("folder-deeper", at_home=_deeper),
    Student("crowded-folder", at_home=_crowd, says=("More than 200 files were submitted",)),
    Student("packed-twice", at_home=named("upload.zip", _twice_packed)),
    Student("joined-files", at_home=_joined, says=("all my answers.txt has answers to 02-principle-2-batna",)),
    Student("copied-file", at_home=_copied_from_another, says=("answers.jsonl has answers to 02-principle-2-batna",)),
    Student(
        "two-files",
        at_home=_in_two_files,
        says=("2 files with answers were submitted and merged: answers.jsonl and answers (1).jsonl.",),
    ),
    Student(
        "bombs-beside",
        at_home=_bombs,
        says=(
            "answers-2.jsonl.gz is too large beside the rest",
            "answers.jsonl in answers-3.zip would unpack to far more than a file of answers",
            "answers-4.zip holds far more files than a submission does",
            "is packed too many times over",
            "answers-6.zip is damaged and couldn't be opened",
        ),
    ),
)
# Only for a class of their own kind: what else happens to a notebook would happen to these answers.
AS_NOTEBOOK = Student("answers-as-notebook", at_home=_as_the_notebook)
UNREAD = (
    Student(
        "another-notebooks",
        at_home=_another_notebooks,
        says=("answers.jsonl has answers to 02-principle-2-batna, not to this notebook, so nothing was graded.",),
    ),
    Student("locked-zip", at_home=named("answers.zip", _locked), says=("is locked with a password",)),
    Student(
        "a-document",
        at_home=named("my work.docx", lambda raw: zipped({"[Content_Types].xml": b"", "word/document.xml": b"<w/>"})),
        says=("No file with answers was submitted, only my work.docx, so nothing was graded.",),
    ),
)
