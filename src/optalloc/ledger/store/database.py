"""Open a ledger: one SQLite file, or a PostgreSQL database by its URL.

A reader sees one moment of the ledger. Writers come one after the other: SQLite by BEGIN IMMEDIATE,
PostgreSQL by an advisory lock, so that what a writer has checked still holds when it commits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.extras import how_to_get
from optalloc.core.message import Words
from optalloc.inputs.tables.raw import unusable
from optalloc.ledger.store.address import file_of, is_url, masked, postgres_url, unmasked_out
from optalloc.ledger.store.audit_log import Act, Writing, begin
from optalloc.ledger.store.migrations import NEWEST, migrate, unknown_version
from optalloc.ledger.store.sqlite_file import A_LEDGER, MAKE_ONE, WRITES, file_engine

THE_LOCK = 0x6F7074616C6C
"""The advisory lock of PostgreSQL that one writer at a time holds."""


@dataclass(frozen=True)
class Ledger:
    """A ledger that is there and of this version.

    Attributes:
        named: How the user named it, without a password.
        without_secrets: Takes the password out of what the database says.
    """

    engine: Engine
    named: str
    without_secrets: Callable[[str], str] = str

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one moment of the ledger."""
        engine = self.engine
        if engine.dialect.name == "postgresql":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self._said(), engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, act: Act) -> Iterator[Writing]:
        """Give what writes the rows of one act: all of them are kept, or none."""
        with self._said(), self._alone() as connection:
            yield begin(connection, act)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        engine = self.engine.execution_options(**{WRITES: True})
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": THE_LOCK})
            yield connection

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Turn what a database refuses into a letter; letters without a file name the ledger."""
        try:
            yield
        except InputUnusable as unusable_:
            raise InputUnusable(_in_ledger(f, self.named) for f in unusable_.faults) from None
        except DatabaseError as why:
            letter = self._refused(why)
            if letter is None:
                raise
            raise letter from None

    def _refused(self, why: DatabaseError) -> InputUnusable | None:
        """Return the letter about what a database refuses; None for a fault of ours."""
        said = self.without_secrets((str(why.orig).strip().splitlines() or [""])[0])
        if "not a database" in said or "malformed" in said:
            return unusable(self.named, A_LEDGER, MAKE_ONE)
        if "locked" in said:
            allowed = Words("别的程序一直在写入", "free: another program keeps writing")
            return unusable(self.named, allowed, Words("请稍后再试。", "Try again later."))
        # Without a state of SQL it is the address that psycopg does not take.
        is_address = isinstance(why, ProgrammingError) and not getattr(why.orig, "sqlstate", "x")
        if is_address or isinstance(why, OperationalError):
            return unusable(self.named, Words("应能打开", "one that can be opened"), came=said)
        return None


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
        raise unusable(ledger.named, A_LEDGER, MAKE_ONE)
    if came != NEWEST:
        raise unknown_version(ledger.named, came)
    return ledger


def make_ledger(named: str | Path) -> tuple[Ledger, bool]:
    """Make a ledger, or bring one that is there to this version; return whether it is new.

    Raises:
        InputUnusable: When it cannot be made, or is something else.
    """
    ledger = _ledger(str(named), Path(named), is_new=True)
    with ledger._said(), ledger._alone() as connection:
        before = _version_of(connection)
        if before is None and inspect(connection).get_table_names():
            allowed = Words("应为空的数据库，或台账", "an empty database, or a ledger")
            raise unusable(ledger.named, allowed)
        if before != NEWEST:
            migrate(connection, ledger.named)
    return ledger, before is None


def _version_of(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _ledger(named: str, path: Path, is_new: bool = False) -> Ledger:
    if not is_url(named):
        return Ledger(file_engine(named, path, is_new), named)
    file = file_of(named)
    if file != named:
        return _ledger(file, Path(file), is_new)
    shown = masked(named)
    try:
        engine = create_engine(postgres_url(named), poolclass=NullPool)
    except ModuleNotFoundError:
        allowed = Words("需要 psycopg", "psycopg, which is not installed")
        raise unusable(shown, allowed, how_to_get("postgres")) from None
    return Ledger(engine, shown, lambda said: unmasked_out(said, named))


def _in_ledger(fault: Fault, named: str) -> Fault:
    is_elsewhere = fault.file or fault.place.en.startswith("--")
    return fault if is_elsewhere else replace(fault, file=named)
