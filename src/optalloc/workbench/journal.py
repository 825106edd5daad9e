"""Where the workbench keeps what was typed: a line of JSON a change, on the disk before it counts.

A server that is killed loses nothing that a page was told is taken; the next one reads the lines
again. A line that was cut short by the end of its server is not there.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from optalloc.core.atomic_files import write_file
from optalloc.core.leftovers import lock

FOLDER = "OPTALLOC_STATE"
"""The variable that names another folder for sessions."""
MOST_RECENT = 12
MOST_DESKS = 20
"""How many servers may have the same scenario open, each with a journal of its own."""


def state_folder() -> Path:
    """Return the folder of this user's sessions, made where it is missing."""
    named = os.environ.get(FOLDER)
    if named:
        folder = Path(named)
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "optalloc"
    else:
        base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        folder = Path(base) / "optalloc"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class DeskJournal:
    """The lines of one desk, held by one server as long as it lives.

    Attributes:
        folder: Where it stands, with the file of the desk's state beside it.
    """

    def __init__(self, scenario: Path) -> None:
        """Take the first folder of this scenario that no other server holds."""
        mark = hashlib.sha256(os.path.realpath(scenario).encode()).hexdigest()[:16]
        for number in range(MOST_DESKS):
            self.folder = state_folder() / "desks" / (f"{mark}-{number}" if number else mark)
            self.folder.mkdir(parents=True, exist_ok=True)
            self._file = (self.folder / "journal.jsonl").open("ab+")
            if lock(self._file):
                return
            self._file.close()
        raise OSError(f"{MOST_DESKS} servers have {scenario} open")

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield what was written, the oldest first."""
        self._file.seek(0)
        for line in self._file.read().split(b"\n"):
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # cut short, or the end
            if isinstance(entry, dict):
                yield entry

    def add(self, entry: dict[str, Any]) -> None:
        """Write one line; it is with the system when this returns, whatever becomes of us."""
        line = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
        # What was cut short before must not swallow this one.
        self._file.seek(0, os.SEEK_END)
        self._file.write(b"\n" + line + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Let go of it."""
        self._file.close()


class PortNote:
    """Which port a server of some scenarios has, for as long as it lives and after it was killed.

    The next one takes that port again, so that pages of the killed one go on. The key is not kept:
    the new one reaches the browser with the address that is opened, and its other pages with it.
    """

    def __init__(self, scenarios: Sequence[Path]) -> None:
        names = [os.getcwd(), *(os.path.realpath(scenario) for scenario in scenarios)]
        mark = hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
        self._file = state_folder() / "ports" / mark

    def left_by_a_killed_server(self) -> int:
        """Return the port; 0 without one."""
        try:
            text = self._file.read_text("ascii")
        except (OSError, ValueError):
            return 0
        return int(text) if text.isdigit() and 1024 <= int(text) < 65536 else 0

    def write(self, port: int) -> None:
        """Take down the port."""
        self._file.parent.mkdir(exist_ok=True)
        write_file(self._file, str(port).encode())

    def clear(self) -> None:
        """Forget the port, as the server ended by itself."""
        self._file.unlink(missing_ok=True)


def recent() -> list[Path]:
    """Return the scenarios that were opened last and are still there, the last first."""
    try:
        named = json.loads((state_folder() / "recent.json").read_bytes())
        paths = [Path(name) for name in named if isinstance(name, str)]
    except (OSError, ValueError):
        return []
    return [path for path in paths if path.is_file()]


def note_recent(scenario: Path) -> None:
    """Put a scenario at the head of those that were opened last."""
    path = Path(os.path.realpath(scenario))
    names = [str(path), *(str(p) for p in recent() if p != path)][:MOST_RECENT]
    write_file(state_folder() / "recent.json", json.dumps(names, ensure_ascii=False).encode())
