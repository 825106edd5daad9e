"""What a run writes on its way, so that nothing of it stays for good, however the run ends.

A run that ends by itself, by Ctrl-C or by a signal clears up. One that is killed cannot; so it
holds a lock on what it writes, which the system lets go with the process, and the next run clears
what nobody holds. Process numbers, which come again, are not asked; a living run is not touched.
"""

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

PREFIX = "optalloc-"
HOLD = ".held"
"""The file in a scratch folder that its run holds."""
OURS = {HOLD, "program.mps", "solution.txt", "log.txt", "question", "answer", "log", "best"}
"""All that a scratch folder may hold; one with anything else is not touched."""
UNHELD_SECONDS = 3600.0
"""Age from which a scratch folder without a lock is one that its run left before it had it."""

if sys.platform == "win32":
    import msvcrt

    FAR = 2**62
    """A byte that is never written: Windows would keep a locked one from being read."""

    def lock(file: BinaryIO) -> bool:
        """Return whether the file is now held."""
        file.seek(FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            file.seek(0)
        return True

else:
    import fcntl

    def lock(file: BinaryIO) -> bool:
        """Return whether the file is now held."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


class Scratch:
    """A folder for files on the way, held until `cleanup`.

    Attributes:
        name: Its path.
    """

    def __init__(self) -> None:
        import tempfile

        clear_scratch(tempfile.gettempdir())
        self.name = tempfile.mkdtemp(prefix=PREFIX)
        try:
            self._hold = (Path(self.name) / f"{HOLD}.new").open("xb")
            lock(self._hold)
            # Named only once it is held: nobody ever sees it free while its run lives.
            os.rename(self._hold.name, Path(self.name) / HOLD)
        except BaseException:
            shutil.rmtree(self.name, ignore_errors=True)
            raise

    def __enter__(self) -> Path:
        return Path(self.name)

    def __exit__(self, *_: object) -> None:
        self.cleanup()

    def cleanup(self) -> None:
        """Remove the folder."""
        self._hold.close()
        shutil.rmtree(self.name, ignore_errors=True)


@cache
def clear_scratch(folder: str) -> None:
    """Remove the scratch folders that killed runs left in a folder; looked for once a run."""
    for path in Path(folder).glob(f"{PREFIX}*"):
        try:
            if _is_ours(path) and _is_left(path):
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue  # gone meanwhile, or not ours to look into


def _is_ours(folder: Path) -> bool:
    """Return whether a folder is one that a run of this user made."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    if hasattr(os, "getuid") and folder.stat().st_uid != os.getuid():
        return False
    return all(path.name.removesuffix(".new") in OURS for path in folder.iterdir())


def _is_left(folder: Path) -> bool:
    """Return whether no living run holds a scratch folder."""
    hold = folder / HOLD
    if not hold.exists():
        return time.time() - folder.stat().st_mtime > UNHELD_SECONDS
    with hold.open("rb") as file:
        return lock(file)


def clear_beside(path: Path) -> None:
    """Remove what killed runs left of a file half-written beside its place (atomic_files.py).

    Only where locks are to be had on open files that are moved; elsewhere they stay.
    """
    if sys.platform == "win32":
        return
    for half in _halves(path):
        try:
            if half.is_symlink():
                half.unlink()  # a link that was kept, of a file that was a link
                continue
            if not half.is_file():
                continue  # a pipe would be waited for
            with half.open("rb") as file:
                if lock(file):
                    half.unlink(missing_ok=True)
        except OSError:
            continue


def half_of(path: Path) -> Path:
    """Return a new name beside a file, for one half-written or kept meanwhile."""
    return path.with_name(f".{path.name}.{new_mark()}")


def new_mark() -> str:
    """Return eight hexadecimal digits that no other run has, without the library for secrets."""
    return os.urandom(4).hex()


def is_half_of(name: str, of: str) -> bool:
    """Return whether a name is one that `half_of` gives a file."""
    return re.fullmatch(re.escape(f".{of}.") + "[0-9a-f]{8}", name) is not None


def _halves(path: Path) -> Iterator[Path]:
    try:
        yield from [p for p in path.parent.iterdir() if is_half_of(p.name, path.name)]
    except OSError:
        return
