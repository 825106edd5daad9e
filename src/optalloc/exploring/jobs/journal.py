"""The journal: what has been worked out is written down at once, so that nothing is done twice.

    <crc32> {"optalloc": …, "about": {…}}   what decides the rows: inputs' digests, settings, seed
    <crc32> {"n": 17, "row": {…}}           a row, in the order in which they were finished

Lines are only ever added, and are on the disk before they count. A line that a kill or a full disk
cut off is found by its checksum and is cut away; its row is worked out again. One process at a time
holds a journal.
"""

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from zlib import crc32

from optalloc import __version__
from optalloc.core.atomic_files import check_folder
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.leftovers import lock
from optalloc.core.message import Words
from optalloc.present.result_rows import LATE, Job, Row

NAME = "journal.jsonl"
NOWHERE = -1
HEAD = "optalloc"


class Journal:
    """The rows of one job, as far as they are worked out.

    Attributes:
        begun: How many rows stood in it when it was opened.
        others: What stands for the rows that were not worked out, as time was over; None where
            there is nothing to say of them yet.
    """

    def __init__(self, file: BinaryIO, count: int, is_kept: bool) -> None:
        self._file, self._is_kept = file, is_kept
        self._at = array("q", [NOWHERE]) * count
        self._end = 0
        self.begun = 0
        self.done = 0
        self.others: Row | None = None

    @property
    def count(self) -> int:
        """How many rows there will be."""
        return len(self._at)

    def todo(self) -> Iterator[int]:
        """Yield the numbers of the rows that are not there yet."""
        return (number for number, at in enumerate(self._at) if at == NOWHERE)

    def add(self, rows: Iterable[tuple[int, Row]]) -> None:
        """Write rows down; when this returns they are on the disk."""
        self._file.seek(self._end)
        for number, row in rows:
            if self._at[number] == NOWHERE and LATE not in row:
                self._note(number, self._end)
                self._write({"n": number, "row": row})
        self._file.flush()
        if self._is_kept:
            os.fsync(self._file.fileno())

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Yield the rows that are there in the order of their numbers, one at a time."""
        for number, at in enumerate(self._at):
            if at != NOWHERE:
                self._file.seek(at)
                line = _read(self._file.readline())
                assert line is not None, "a line that was read before"
                yield number, line["row"]
            elif self.others is not None:
                yield number, self.others

    def close(self) -> None:
        """Let go of the file; one that is not kept is gone then."""
        self._file.close()

    def start(self, about: Mapping[str, Any]) -> None:
        """Write the first line of a new journal."""
        self._write({HEAD: __version__, "about": about})
        self._file.flush()

    def head(self) -> Mapping[str, Any] | None:
        """Return what a journal is about; None for what is none."""
        self._file.seek(0)
        head = _read(self._file.readline())
        self._end = self._file.tell()
        return {HEAD: head[HEAD], **head["about"]} if head is not None and HEAD in head else None

    def take(self) -> None:
        """Take up what is written below the head, and cut away what is not whole."""
        self._file.seek(self._end)
        while (line := _read(self._file.readline())) is not None:
            number = line.get("n", NOWHERE)
            if not 0 <= number < self.count:
                break
            self._note(number, self._end)
            self._end = self._file.tell()
        self._file.seek(self._end)
        self._file.truncate()
        self.begun = self.done

    def _note(self, number: int, at: int) -> None:
        self.done += self._at[number] == NOWHERE
        self._at[number] = at

    def _write(self, line: Mapping[str, Any]) -> None:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
        self._end += self._file.write(b"%08x %s\n" % (crc32(text), text))


def _read(line: bytes) -> dict[str, Any] | None:
    """Return what a line says; None for one that is not whole."""
    text = line[9:-1]
    if not line.endswith(b"\n") or line[:9] != b"%08x " % crc32(text):
        return None
    said = json.loads(text)
    return said if isinstance(said, dict) else None


def open_journal(job: Job, folder: Path | None) -> Journal:
    """Open the journal of a job: a new one, or one to go on with.

    Args:
        folder: Where it is kept; None for one that is gone when it is closed.

    Raises:
        InputUnusable: When the folder holds the rows of something else, or of inputs that have
            changed since, or another process is at work there.
    """
    if folder is None:
        journal = Journal(TemporaryFile(), job.count, is_kept=False)  # noqa: SIM115 # closed by close()
        journal.start(job.about())
        return journal
    path = check_folder(folder) / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not "a+b": a torn line must be cut away, and the lines be read at their places.
    file = os.fdopen(
        os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b"
    )
    try:
        if not lock(file):
            raise _busy(folder)
        journal = Journal(file, job.count, is_kept=True)
        _go_on(journal, job, folder)
    except BaseException:
        file.close()
        raise
    return journal


def _go_on(journal: Journal, job: Job, folder: Path) -> None:
    about = json.loads(json.dumps(job.about()))
    if not journal._file.read(1):
        try:
            journal.start(about)
            os.fsync(journal._file.fileno())
        except BaseException:
            (folder / NAME).unlink(missing_ok=True)  # half a head would be taken for no journal
            raise
        return
    before = journal.head()
    if before is None:
        raise _refused(folder, Words("它不是本程序写的", "it is not this program's"))
    if differing := _differing(before, {HEAD: __version__, **about}):
        raise InputUnusable(differing_fault(folder, key, was, now) for key, was, now in differing)
    journal.take()
    stale = dict.fromkeys(file for n, row in journal if (file := job.stale(n, row)) is not None)
    if stale:
        raise InputUnusable(_changed(folder, file) for file in stale)


def _differing(old: Mapping[str, Any], new: Mapping[str, Any], at: str = "") -> list[Any]:
    """Return what two headers say differently: the path of its keys, what it was and what it is."""
    found = []
    for key in dict.fromkeys((*old, *new)):
        was, now = old.get(key), new.get(key)
        if isinstance(was, dict) and isinstance(now, dict):
            found += _differing(was, now, f"{at}{key}.")
        elif was != now:
            found.append((f"{at}{key}", was, now))
    return found


ELSEWHERE = Words(
    "请换一个 --out，或先删除这个文件夹。", "Choose another --out, or delete this folder first."
)
FILES = "files."


def differing_fault(folder: Path, key: str, was: Any, now: Any) -> Fault:
    """Return the fault of rows that come from something else than what is asked for now."""
    if key.startswith(FILES):
        return _changed(folder, key.removeprefix(FILES))
    allowed = Words(
        f"这里的结果是按 {_shown(was)} 算的，不能混在一起",
        f"the rows there were worked out with {_shown(was)} and must not be mixed",
    )
    return Fault(str(folder), Words(key, key), allowed, _shown(now), ELSEWHERE)


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if value is not None else "—"


def _changed(folder: Path, file: str) -> Fault:
    allowed = Words(
        "这里的结果算好之后，它变了，不能混在一起",
        "it has changed since the rows there were worked out; they must not be mixed",
    )
    return Fault(str(folder), Words(file, file), allowed, None, ELSEWHERE)


def _busy(folder: Path) -> InputUnusable:
    allowed = Words("另一个进程正在这里计算", "another process is at work there")
    remedy = Words("请等它结束，或换一个 --out。", "Wait for it, or choose another --out.")
    return InputUnusable([Fault(str(folder), Words(NAME, NAME), allowed, None, remedy)])


def _refused(folder: Path, allowed: Words) -> InputUnusable:
    return InputUnusable([Fault(str(folder), Words(NAME, NAME), allowed, None, ELSEWHERE)])


def digest(about: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what decides the rows."""
    text = json.dumps(about, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
