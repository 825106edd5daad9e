"""The one file of a ledger in SQLite: whoever only reads changes no byte of any file.

A file is known by its header, and by its tables where an earlier version left the header blank,
before SQLite may touch it: merely to open a file for writing can empty its journal, and to ask for
another journal rewrites its first page.
"""

import os
import sqlite3
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from optalloc.core.message import NOTHING, Words
from optalloc.inputs.tables import near_file
from optalloc.inputs.tables.raw import unusable

PATIENCE = 60
"""How long a writer waits for another to finish [s]."""
APPLICATION_ID = 0x6F707461
"""What the header of a ledger's file says that it is: `opta`."""
WRITES = "optalloc_writes"
"""The option of a connection that will write."""
A_LEDGER = Words("应为 optalloc 的台账", "a ledger of optalloc")
MAKE_ONE = Words("先用 optalloc ledger init 建一个。", "Make one with `optalloc ledger init`.")
MAGIC = b"SQLite format 3\0"
_ID_AT = 68
_NO_FILE = Words("应为一个文件，文件夹要先有", "a file in a folder that is there")
_SOMEBODYS = Words("它是别的程序的数据库。", "It is the database of another program.")
_NO_WRITING = Words("应为可以写入的文件", "a file that can be written to")


def file_engine(named: str, path: Path, is_new: bool) -> Engine:
    """Return the engine of a ledger's file.

    Args:
        is_new: Whether the file may be made, or filled where it is empty.

    Raises:
        InputUnusable: When there is none, or it is something else.
    """
    if not is_new and not path.exists():
        near = near_file(path)
        remedy = Words(f"{near.zh}还没有台账，就{MAKE_ONE.zh}", f"{near.en} {MAKE_ONE.en}")
        raise unusable(named, Words("找不到台账", "a ledger that is there"), remedy)
    # A pipe would be waited for until somebody writes to it.
    if not path.parent.is_dir() or (path.exists() and not path.is_file()):
        raise unusable(named, _NO_FILE)
    if path.exists():
        _refuse_others(named, path, is_new)
    engine = create_engine(
        "sqlite+pysqlite://", creator=lambda: _connect(path, is_new), poolclass=NullPool
    )
    event.listen(engine, "begin", lambda connection: _begin(connection, named))
    return engine


def _refuse_others(named: str, path: Path, is_new: bool) -> None:
    """Refuse a file that is no ledger, without SQLite where its first bytes tell.

    Raises:
        InputUnusable: Then.
    """
    with path.open("rb") as file:
        head = file.read(_ID_AT + 4)
    if not head and is_new:
        return
    if not head.startswith(MAGIC):
        raise unusable(named, A_LEDGER, MAKE_ONE if not head else NOTHING)
    identity = int.from_bytes(head[_ID_AT:], "big")
    if identity == APPLICATION_ID:
        return
    try:
        tables = set() if identity else _tables(path)
    except sqlite3.DatabaseError:
        raise unusable(named, A_LEDGER) from None
    if identity or not ({"alembic_version", "acts"} <= tables or (is_new and not tables)):
        raise unusable(named, A_LEDGER, _SOMEBODYS if identity or tables else MAKE_ONE)


def _tables(path: Path) -> set[str]:
    connection = sqlite3.connect(address_of(path, as_it_lies(path)), uri=True)
    try:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {str(row[0]) for row in rows}
    finally:
        connection.close()


def as_it_lies(path: Path) -> str:
    """Return how to read a file without a file made beside it.

    Nobody has it open where no journal lies beside it, so that its bytes are all there is.
    """
    is_open = Path(f"{path}-wal").exists() or Path(f"{path}-journal").exists()
    return "mode=ro" if is_open else "mode=ro&immutable=1"


def address_of(path: Path, how: str) -> str:
    """Return how SQLite is told a file, and what may be done with it."""
    return f"file:{quote(str(path.absolute()))}?{how}"


def may_write(path: Path) -> bool:
    """Say whether a file, and the journal beside it, can be written to."""
    there = path if path.exists() else path.parent
    return os.access(there, os.W_OK) and os.access(path.parent, os.W_OK)


def _connect(path: Path, is_new: bool) -> sqlite3.Connection:
    writing = "mode=rwc" if is_new else "mode=rw"
    how = writing if may_write(path) else as_it_lies(path)
    connection = sqlite3.connect(
        address_of(path, how), timeout=PATIENCE, isolation_level=None, uri=True
    )
    # The journal of one file lies beside it while it is open; a commit is on the disk.
    for pragma in ("foreign_keys=ON", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _begin(connection: Connection, named: str) -> None:
    say = connection.exec_driver_sql
    if not connection.get_execution_options().get(WRITES):
        say("PRAGMA query_only=ON")
        say("BEGIN")
        return
    path = Path(say("PRAGMA database_list").all()[0][2])
    if not may_write(path):
        raise unusable(named, _NO_WRITING)
    if say("PRAGMA application_id").scalar() != APPLICATION_ID:
        say(f"PRAGMA application_id={APPLICATION_ID}")
    if say("PRAGMA journal_mode").scalar() != "wal":
        say("PRAGMA journal_mode=WAL")
    say("BEGIN IMMEDIATE")
