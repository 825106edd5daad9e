"""A new plan from tables: what was dropped and typed is kept until a folder is made of it.

It is on the disk at once, in the user's own folder: a reload or a killed server loses nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optalloc.core.atomic_files import ALREADY_THERE, write_file, write_files
from optalloc.core.errors import Fault, InputUnusable, SystemRefuses
from optalloc.core.message import Words, same
from optalloc.inputs.table_schema import TABLES
from optalloc.workbench.differences import Differences, changed, scenario_text
from optalloc.workbench.file_names import file_name
from optalloc.workbench.journal import DeskJournal

MOST_KEPT = 24
"""Files that are kept at a time; the oldest go."""
MADE = "由工作台按所列表格做出。 / Made in the workbench from the tables named below."
POLICY = ("title", "unit", "indicators", "targets", "rules", "goals")


@dataclass(frozen=True)
class DroppedFile:
    """One file that was dropped.

    Attributes:
        name: Its own name, for the people who read letters.
    """

    name: str
    content: bytes


class Uploads:
    """The files that were dropped for a new plan in a folder, by numbers that pages name.

    Attributes:
        folder: Where they are kept, with what was typed for the plan; no other server has it.
    """

    def __init__(self, root: Path) -> None:
        self._journal = DeskJournal(root)
        self.folder = self._journal.folder
        self._names = {int(key): str(name) for key, name in self._read("uploads.json").items()}

    def keep(self, name: str, content: bytes) -> int:
        """Keep a file and return its number."""
        number = max(self._names, default=0) + 1
        self._names[number] = name
        write_file(self._file(number), content)
        while len(self._names) > MOST_KEPT:
            oldest = min(self._names)
            del self._names[oldest]
            self._file(oldest).unlink(missing_ok=True)
        self._write("uploads.json", {str(key): name for key, name in self._names.items()})
        return number

    def get(self, number: object) -> DroppedFile | None:
        """Return a file that is still kept."""
        if not isinstance(number, int) or number not in self._names:
            return None
        try:
            return DroppedFile(self._names[number], self._file(number).read_bytes())
        except OSError:
            return None

    @property
    def draft(self) -> Mapping[str, Any] | None:
        """What was typed for the plan, as the page put it; None where nothing was."""
        return self._read("draft.json") or None

    def note_draft(self, draft: Mapping[str, Any]) -> None:
        """Take down what was typed."""
        self._write("draft.json", draft)

    def forget(self) -> None:
        """Let go of the files and of what was typed."""
        for number in self._names:
            self._file(number).unlink(missing_ok=True)
        self._names = {}
        for name in ("uploads.json", "draft.json"):
            (self.folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the folder."""
        self._journal.close()

    def _file(self, number: int) -> Path:
        return self.folder / f"upload-{number}"

    def _read(self, name: str) -> dict[str, Any]:
        try:
            said = json.loads((self.folder / name).read_bytes())
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}

    def _write(self, name: str, said: Mapping[str, Any]) -> None:
        write_file(self.folder / name, json.dumps(said, ensure_ascii=False).encode())


def make(root: Path, uploads: Uploads, asked: Mapping[str, Any]) -> Path:
    """Write a scenario and its tables into a new folder, and return the scenario's file.

    Args:
        root: Where the folder is made.
        asked: `name` of the folder; `tables`: by the name of a table the `file` (its number) and
            `sheet`; and the sections of the policy.

    Raises:
        InputUnusable: When the folder is there, or something in it cannot be said so.
        SystemRefuses: When no folder can be made there.
    """
    folder = root / file_name(str(asked.get("name", "")))
    if folder.exists():
        remedy = Words("请换一个名称。", "Choose another name.")
        raise InputUnusable([Fault("", same(folder.name), ALREADY_THERE, None, remedy)])
    sections: Differences = {}
    for section in POLICY:
        if asked.get(section):
            sections = changed(sections, (section,), asked[section])
    files, tables = _tables(folder, uploads, asked.get("tables"))
    text = scenario_text({"tables": tables, **sections}, MADE)
    path = folder / f"{folder.name}.yaml"
    try:
        folder.mkdir()
    except OSError:
        raise SystemRefuses(
            Words(
                f"不能在文件夹 {root} 里新建文件夹。请在可以写入的文件夹里运行 optalloc open。",
                f"no folder can be made in {root}: start optalloc open in one that may be written.",
            )
        ) from None
    write_files({**files, path: text.encode()})
    return path


def _tables(
    folder: Path, uploads: Uploads, asked: object
) -> tuple[dict[Path, bytes | None], dict[str, str]]:
    """Return the files to write, and what the scenario calls each table."""
    files: dict[Path, bytes | None] = {}
    named: dict[str, str] = {}
    books: dict[int, str] = {}
    for table, said in asked.items() if isinstance(asked, dict) else ():
        kept = uploads.get(said.get("file")) if isinstance(said, dict) else None
        if table not in TABLES or kept is None:
            allowed = Words("文件已不在，请重新拖入", "the file is no longer here: drop it again")
            raise InputUnusable([Fault("", same(str(table)), allowed)])
        # Its own name is data; the file is called by the table that it first holds.
        name = books.setdefault(said["file"], f"{table}{Path(kept.name).suffix.casefold()}")
        files[folder / name] = kept.content
        sheet = said.get("sheet")
        named[table] = f"{name}#{sheet}" if isinstance(sheet, str) and sheet else name
    return files, named
