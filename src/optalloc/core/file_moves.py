"""Files that belong together are moved into place together, even where the move is cut short.

Each file lies whole on the disk beside its place. What is to be moved is first noted in a record in
the folder, then moved, then the record goes. An error on the way puts the old files back. A killed
run can put nothing back: the next run that writes there finds a record that nobody holds, and moves
the rest. So a folder ends with the old files or the new ones, never with some of each.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from optalloc.core.leftovers import clear_beside, half_of, is_half_of, lock, new_mark

RECORD = ".optalloc-moving"
_RECORDS = re.compile(rf"(\.{re.escape(RECORD)}\.[0-9a-f]{{8}}|{re.escape(RECORD)})\.[0-9a-f]{{8}}")
LARGEST_RECORD = 2**20
"""Longest record that is read [bytes]: names of files alone."""


def move_together(halves: Mapping[Path, Path], gone: Sequence[Path]) -> None:
    """Move files into place and take others away: all of it, or nothing is changed.

    Args:
        halves: For each place the file beside it that is to be moved there.
        gone: Files that are not to be there afterwards.

    Raises:
        OSError: When one cannot be moved.
    """
    if len(halves) == 1 and not gone:
        ((path, half),) = halves.items()
        os.replace(half, path)
        return
    with ExitStack() as noted:
        for folder in {path.parent for path in (*halves, *gone)}:
            if os.name != "nt" and folder.is_dir():  # Windows moves no open file
                noted.enter_context(_noted(folder, halves, gone))
        old: dict[Path, Path | None] = {}
        try:
            for path in (*gone, *halves):
                old[path] = _kept_beside(path)
                if path in halves:
                    os.replace(halves[path], path)
                else:
                    path.unlink(missing_ok=True)
        except BaseException:
            noted.close()  # from here on a killed run is not to be carried on
            for path, kept in old.items():
                _put_back(path, kept)
            raise
        for kept in old.values():
            if kept is not None:
                with suppress(OSError):
                    kept.unlink(missing_ok=True)


def finish_moves(folder: Path) -> None:
    """Carry on the moves that killed runs had begun in a folder."""
    if os.name == "nt":
        return  # locks of open files say nothing there once they are moved
    try:
        named = [path for path in folder.iterdir() if _RECORDS.fullmatch(path.name)]
        records = [path for path in named if path.is_file() and not path.is_symlink()]
    except OSError:
        return
    for record in records:
        with suppress(OSError), record.open("rb") as file:
            if not lock(file) or not record.exists():
                continue
            if record.name.startswith(".."):  # a half of a record: nothing was moved yet
                record.unlink()
            else:
                for name, half in _moves(file.read(LARGEST_RECORD)):
                    _carry_on(folder, name, half)
                    clear_beside(folder / name)
                record.unlink(missing_ok=True)


@contextmanager
def _noted(folder: Path, halves: Mapping[Path, Path], gone: Sequence[Path]) -> Iterator[None]:
    """Hold a record of what is being moved in a folder."""
    moves: dict[str, str | None] = {p.name: h.name for p, h in halves.items() if p.parent == folder}
    moves |= {path.name: None for path in gone if path.parent == folder}
    record = folder / f"{RECORD}.{new_mark()}"
    beside = half_of(record)
    with beside.open("xb") as file:
        try:
            lock(file)
            file.write(json.dumps(moves).encode())
            file.flush()
            os.fsync(file.fileno())
            os.replace(beside, record)
            yield
        finally:
            with suppress(OSError):  # one that stays is found by the next run, with nothing to move
                beside.unlink(missing_ok=True)
                record.unlink(missing_ok=True)


def _kept_beside(path: Path) -> Path | None:
    """Return a second name of a file beside it, to put it back by; None where there is none."""
    if not os.path.lexists(path):
        return None
    kept = half_of(path)
    try:
        os.link(path, kept, follow_symlinks=False)
    except (OSError, NotImplementedError):
        os.replace(path, kept)  # a disk without second names
    return kept


def _put_back(path: Path, kept: Path | None) -> None:
    with suppress(OSError):
        if kept is None:
            path.unlink(missing_ok=True)
        else:
            os.replace(kept, path)
            kept.unlink(missing_ok=True)  # two names of one file are not replaced by each other


def _moves(text: bytes) -> list[tuple[str, str | None]]:
    """Return name and half of each move of a record; nothing where it is none of ours."""
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [move for move in said.items() if _is_move(*move)] if isinstance(said, dict) else []


def _is_move(name: str, half: object) -> bool:
    is_name = name == Path(name).name and name not in ("", ".", "..")
    return is_name and (half is None or (isinstance(half, str) and is_half_of(half, name)))


def _carry_on(folder: Path, name: str, half: str | None) -> None:
    if half is None:
        (folder / name).unlink(missing_ok=True)
    elif os.path.lexists(folder / half):
        os.replace(folder / half, folder / name)
