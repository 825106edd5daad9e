"""Acts: who did what, when and why; and what every row of a register was before and is after.

A row of a register is found by its own key (a name, or a year and a name). Writing it again with
the same values is no change; with others, its version rises by one and `changes` keeps both.
"""

import getpass
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import Words
from optalloc.ledger.store import schema

Values = Mapping[str, Any]

KEYS: Mapping[str, tuple[str, ...]] = {
    "recipients": ("name",),
    "uses": ("name",),
    "sources": ("year", "name"),
    "batches": ("year", "name"),
    "projects": ("name",),
    "assets": ("project", "name"),
    "negative_list": ("name",),
    "settings": ("name",),
}
"""What a row of each register is found by."""


@dataclass(frozen=True)
class Act:
    """What somebody does to a ledger.

    Attributes:
        who: The person.
        why: The reason.
        what: The command, in a word.
        digest: SHA-256 of the file that it takes in; empty without one.
        at: The time [ISO 8601, UTC]; None means now.
    """

    who: str
    why: str
    what: str
    digest: str = ""
    at: str | None = None


@dataclass(frozen=True)
class Writing:
    """A transaction that writes the rows of one act.

    Attributes:
        act: The act's number.
    """

    connection: Connection
    act: int

    def put(self, table: Table, values: Values) -> tuple[int, bool]:
        """Write a row of a register; return its number and whether anything changed.

        Args:
            values: All that is to be written, the row's key among it; other columns stay.
        """
        keys = KEYS[table.name]
        where = (table.c[key] == values[key] for key in keys)
        for old in rows_of(self.connection, table, *where):
            return int(old["id"]), self.change(table, old, values)
        return self._add(table, values), True

    def _add(self, table: Table, values: Values) -> int:
        empty = {c.name: None if c.nullable else "" for c in table.columns if c.name != "id"}
        whole = {**empty, **values, "version": 1}
        done = self.connection.execute(insert(table).values(whole)).inserted_primary_key
        row = int(done[0])  # type: ignore[index]
        self._note(table, row, 1, "", as_text(whole))
        return row

    def change(self, table: Table, old: Values, values: Values) -> bool:
        """Change a row as it was read; return whether anything differs."""
        if all(old[name] == value for name, value in values.items()):
            return False
        version = int(old["version"]) + 1
        whole = {name: value for name, value in old.items() if name != "id"}
        new = {**whole, **values, "version": version}
        self.connection.execute(update(table).where(table.c.id == old["id"]).values(new))
        self._note(table, int(old["id"]), version, as_text(whole), as_text(new))
        return True

    def _note(self, table: Table, row: int, version: int, before: str, after: str) -> None:
        noted = {"act": self.act, "sheet": table.name, "row": row, "version": version}
        self.connection.execute(
            insert(schema.changes).values({**noted, "before": before, "after": after})
        )


def begin(connection: Connection, act: Act) -> Writing:
    """Write down an act and return what writes its rows.

    Raises:
        InputUnusable: When nobody is named, or no reason is given.
    """
    faults = []
    if not act.who.strip():
        allowed = Words("应写明经办人", "a person must be named")
        faults.append(Fault("", Words("--who", "--who"), allowed))
    if not act.why.strip():
        allowed = Words("应写明原因", "a reason must be given")
        faults.append(Fault("", Words("--why", "--why"), allowed))
    refuse_any(faults)
    at = act.at or datetime.now(UTC).isoformat(timespec="seconds")
    row = {"at": at, "who": act.who.strip(), "why": act.why.strip(), "what": act.what}
    done = connection.execute(insert(schema.acts).values({**row, "digest": act.digest}))
    return Writing(connection, int(done.inserted_primary_key[0]))  # type: ignore[index]


def rows_of(connection: Connection, table: Table, *where: Any) -> list[dict[str, Any]]:
    """Return rows of a table, in the order they were written."""
    asked = select(table).where(*where).order_by(table.c.id)
    return [dict(row) for row in connection.execute(asked).mappings()]


def as_text(values: Values) -> str:
    """Return a row as text, the same text for the same row."""
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)


def this_person() -> str:
    """Return who works here: OPTALLOC_WHO, else the name of the account; empty when unknown."""
    try:
        return os.environ.get("OPTALLOC_WHO") or getpass.getuser()
    except (OSError, KeyError):
        return ""
