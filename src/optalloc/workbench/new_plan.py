"""A new plan from tables: what was dropped is kept until a folder is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optalloc.core.atomic_files import write_files
from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words, same
from optalloc.inputs.table_schema import TABLES
from optalloc.workbench.desk import file_name
from optalloc.workbench.differences import Differences, changed, scenario_text

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
    """The files that were dropped for new plans, by numbers that pages name."""

    def __init__(self) -> None:
        self._kept: dict[int, DroppedFile] = {}
        self._next = 0

    def keep(self, name: str, content: bytes) -> int:
        """Keep a file and return its number."""
        self._next += 1
        self._kept[self._next] = DroppedFile(name, content)
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return self._next

    def get(self, number: object) -> DroppedFile | None:
        """Return a file that is still kept."""
        return self._kept.get(number) if isinstance(number, int) else None


def make(root: Path, uploads: Uploads, asked: Mapping[str, Any]) -> Path:
    """Write a scenario and its tables into a new folder, and return the scenario's file.

    Args:
        root: Where the folder is made.
        asked: `name` of the folder; `tables`: by the name of a table the `file` (its number) and
            `sheet`; and the sections of the policy.

    Raises:
        InputUnusable: When the folder is there, or something in it cannot be said so.
    """
    folder = root / file_name(str(asked.get("name", "")))
    if folder.exists():
        allowed = Words("已经存在，不会覆盖", "is there already and is not overwritten")
        remedy = Words("请换一个名称。", "Choose another name.")
        raise InputUnusable([Fault("", same(folder.name), allowed, None, remedy)])
    sections: Differences = {}
    for section in POLICY:
        if asked.get(section):
            sections = changed(sections, (section,), asked[section])
    files, tables = _tables(folder, uploads, asked.get("tables"))
    text = scenario_text({"tables": tables, **sections}, MADE)
    path = folder / f"{folder.name}.yaml"
    folder.mkdir()
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
