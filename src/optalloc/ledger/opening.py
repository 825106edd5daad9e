"""Open a ledger: one SQLite file, or a PostgreSQL database by its URL.

A reader sees one moment of the ledger. Writers come one after the other: SQLite by BEGIN IMMEDIATE,
PostgreSQL by an advisory lock, so that what a writer has checked still holds when it commits.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from optalloc.errors import Fault, InputUnusable
from optalloc.ledger.acts import Act, Writing, begin
from optalloc.ledger.migrations import NEWEST, migrate, unknown_version
from optalloc.tables import near_file
from optalloc.tables.raw import unusable
from optalloc.words import Words

PATIENCE = 60
"""How long a writer waits for another to finish [s]."""
THE_LOCK = 0x6F7074616C6C
"""The advisory lock of PostgreSQL that one writer at a time holds."""
_WRITES = "optalloc_writes"


@dataclass(frozen=True)
class Ledger:
    """A ledger that is there and of this version.

    Attributes:
        named: How the user named it, without a password.
    """

    engine: Engine
    named: str

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the ledger."""
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with _said(self.named), engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, act: Act) -> Iterator[Writing]:
        """Give what writes the rows of one act: all of them are kept, or none."""
        with _said(self.named), self._alone() as connection:
            yield begin(connection, act)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        engine = self.engine.execution_options(**{_WRITES: True})
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": THE_LOCK})
            yield connection


def open_ledger(named: str | Path, path: Path | None = None) -> Ledger:
    """Open a ledger that is there.

    Args:
        named: A file, or a URL such as postgresql://user@host/name.
        path: Where the file is, if its name is not from the working folder.

    Raises:
        InputUnusable: When there is none, or it is of another version.
    """
    ledger = _ledger(str(named), path or Path(named))
    with ledger.reading() as connection:
        came = _version_of(connection)
    if came is None:
        allowed = Words("应为 optalloc 的台账", "a ledger of optalloc")
        raise unusable(ledger.named, allowed, _MAKE_ONE)
    if came != NEWEST:
        raise unknown_version(ledger.named, came)
    return ledger


def make_ledger(named: str | Path) -> tuple[Ledger, bool]:
    """Make a ledger, or bring one that is there to this version; return whether it is new.

    Raises:
        InputUnusable: When it cannot be made, or is something else.
    """
    ledger = _ledger(str(named), Path(named), is_new=True)
    with _said(ledger.named), ledger._alone() as connection:
        before = _version_of(connection)
        if before is None and inspect(connection).get_table_names():
            allowed = Words("应为空的数据库，或台账", "an empty database, or a ledger")
            raise unusable(ledger.named, allowed)
        if before != NEWEST:
            migrate(connection, ledger.named)
    return ledger, before is None


_MAKE_ONE = Words("先用 optalloc ledger init 建一个。", "Make one with `optalloc ledger init`.")


def _version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_url(named: str) -> bool:
    """Say whether a name is a URL and not a file."""
    return "://" in named


def _ledger(named: str, path: Path, is_new: bool = False) -> Ledger:
    if is_url(named):
        return _by_url(named)
    if not is_new and not path.exists():
        near = near_file(path)
        remedy = Words(near.zh + _MAKE_ONE.zh, f"{near.en} {_MAKE_ONE.en}")
        raise unusable(named, Words("找不到台账", "a ledger that is there"), remedy)
    if path.is_dir() or not path.parent.is_dir():
        raise unusable(
            named, Words("应为一个文件，文件夹要先有", "a file in a folder that is there")
        )
    engine = create_engine(
        "sqlite+pysqlite://",
        connect_args={"timeout": PATIENCE, "uri": True},
        creator=lambda: _connect(path),
        poolclass=NullPool,
    )
    event.listen(engine, "begin", _begin)
    return Ledger(engine, named)


def _connect(path: Path) -> Any:
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    # The journal of one file lies beside it while it is open; a commit is on the disk.
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _by_url(named: str) -> Ledger:
    try:
        url = make_url(named)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        engine = create_engine(url, poolclass=NullPool)
    except (ArgumentError, NoSuchModuleError):
        allowed = Words("应为 postgresql:// 开头的地址", "an address such as postgresql://…")
        raise unusable(named.partition("@")[2] or named, allowed) from None
    except ModuleNotFoundError:
        allowed = Words("需要 psycopg", "psycopg, which is not installed")
        remedy = Words("请安装 optalloc[postgres]。", "Install optalloc[postgres].")
        raise unusable(url.render_as_string(), allowed, remedy) from None
    return Ledger(engine, url.render_as_string(hide_password=True))


@contextmanager
def _said(named: str) -> Iterator[None]:
    """Turn what a database refuses into a letter; letters that name no file name the ledger."""
    try:
        yield
    except InputUnusable as unusable_:
        raise InputUnusable(_in_ledger(f, named) for f in unusable_.faults) from None
    except OperationalError as why:
        said = str(why.orig).strip().splitlines()[0] if why.orig else ""
        if "locked" in said:
            allowed = Words("别的程序一直在写入", "free: another program keeps writing")
            remedy = Words("请稍后再试。", "Try again later.")
            raise unusable(named, allowed, remedy) from None
        raise unusable(named, Words("应能打开", "one that can be opened"), came=said) from None
    except DatabaseError as why:
        if "not a database" not in str(why.orig):
            raise
        allowed = Words("应为 optalloc 的台账", "a ledger of optalloc")
        raise unusable(named, allowed, _MAKE_ONE, "SQLite: not a database") from None


def _in_ledger(fault: Fault, named: str) -> Fault:
    is_elsewhere = fault.file or fault.place.en.startswith("--")
    return fault if is_elsewhere else replace(fault, file=named)


def name_of_ledger(named: str) -> str:
    """Return a ledger's name to print: a file as it is, a URL without its password."""
    return make_url(named).render_as_string() if is_url(named) else os.path.normpath(named)
