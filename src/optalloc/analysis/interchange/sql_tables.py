"""Tables of a scenario that a query fetches from a database, which is never written to.

    recipients: {sql: "SELECT name AS 单位, villages AS 行政村 FROM towns", database: 业务库.db}
    projects:   {sql: 项目.sql, database: "postgresql://reader@host/base"}

The rows pass the same checks as any file's. What was read is noted in the digests of the inputs,
with the query, so that a plan says when the database has changed since.
"""

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from optalloc.analysis.in_memory import exact
from optalloc.core.errors import InputUnusable, nearest, refuse_any
from optalloc.core.extras import how_to_get
from optalloc.core.message import NOTHING, Words, one_of
from optalloc.inputs.scenario import Scenario, named_beside
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.table_sources import table_source
from optalloc.inputs.tables import (
    HeaderWords,
    Table,
    Value,
    near_file,
    note_content,
    read_whole,
    table_of,
    trim,
)
from optalloc.inputs.tables.raw import MOST_ROWS
from optalloc.inputs.yaml_reader import Key
from optalloc.ledger.store.address import file_of, is_url, masked, unmasked_out
from optalloc.ledger.store.sqlite_file import MAGIC, address_of, as_it_lies

KEYS = ("sql", "database")
LONGEST_QUERY = 1_000_000
"""The longest file of a query that is read [bytes]."""
_QUERY = re.compile(r"\s*(--[^\n]*\n\s*|/\*.*?\*/\s*)*(select|with|values)\b", re.I | re.S)
"""What a query that fetches rows begins with, behind any remarks."""
_IN_SQLITE = Words("应为 SQLite 数据库文件", "a file of SQLite")


@table_source("sql")
def table_from_query(
    scenario: Scenario, key: Key, spec: Mapping[str, Any], base: Table | None
) -> Table:
    """Return the rows of a query as a table; a letter names its rows from 1.

    Raises:
        InputUnusable: When the database cannot be read, or what it is asked is no query.
    """
    sql, named = _read_spec(scenario, key, spec)
    place = scenario.place((*key, "database"))
    shown = masked(named) if is_url(named) else named_beside(place.file, named)
    path = place.folder / named
    try:
        engine = _engine(named) if is_url(named) else _file_engine(path)
        with closing(_connected(engine, named)) as connection:
            heads, rows = _fetched(connection, sql)
    except (SQLAlchemyError, sqlite3.Error) as why:
        allowed = Words("应为数据库能执行的查询", "a query that the database can carry out")
        came = _first_line(why, named)
        raise InputUnusable([scenario.fault((*key, "sql"), allowed, came)]) from None
    except _NotThere as why:
        fault = scenario.fault((*key, "database"), why.allowed, shown, why.remedy)
        raise InputUnusable([fault]) from None
    if len(rows) > MOST_ROWS:
        allowed = Words(f"最多 {MOST_ROWS} 行", f"at most {MOST_ROWS} rows")
        raise InputUnusable([scenario.fault((*key, "sql"), allowed, f"> {MOST_ROWS}")])
    said = json.dumps([sql, heads, rows], ensure_ascii=False, default=str)
    beside = place.folder / (shown.replace("/", "_") if is_url(named) else named)
    note_content(beside.with_name(f"{beside.name}#{key[-1]}"), said.encode())
    return _table(scenario, key, shown, heads, rows)


class _NotThere(Exception):
    """A database that cannot be read."""

    def __init__(self, allowed: Words, remedy: Words = NOTHING) -> None:
        super().__init__(allowed.en)
        self.allowed, self.remedy = allowed, remedy


def _read_spec(scenario: Scenario, key: Key, spec: Mapping[str, Any]) -> tuple[str, str]:
    """Return the query and the database; a query may stand in a file of its own, beside."""
    faults = []
    for word in spec:
        if word not in KEYS:
            allowed = one_of(Words("设置", "a setting, "), KEYS)
            faults.append(scenario.fault((*key, word), allowed, word, nearest(word, KEYS)))
    sql, named = spec.get("sql"), spec.get("database")
    if not isinstance(named, str) or not named.strip():
        allowed = Words(
            "应写明数据库：SQLite 文件，或 postgresql:// 等地址",
            "the database: a file of SQLite, or an address such as postgresql://…",
        )
        faults.append(scenario.fault((*key, "database"), allowed, named))
    if isinstance(sql, str) and sql.strip().casefold().endswith(".sql"):
        place = scenario.place((*key, "sql"))
        file = sql.strip()
        shown = named_beside(place.file, file)
        content = read_whole(place.folder / file, shown, LONGEST_QUERY)
        sql = content.decode("utf-8-sig", "replace")
    if not isinstance(sql, str) or not _QUERY.match(sql):
        allowed = Words(
            "应为查询（SELECT …），或 .sql 文件", "a query (SELECT …), or a file that ends in .sql"
        )
        remedy = Words("这里只读，不改数据库。", "The database is only read here.")
        faults.append(scenario.fault((*key, "sql"), allowed, sql, remedy))
    refuse_any(faults)
    return str(sql).strip().removesuffix(";"), file_of(str(named))


def _file_engine(path: Path) -> Engine:
    """Return the engine of a file of SQLite that stays as it is, byte for byte."""
    if not path.is_file():
        raise _NotThere(Words("找不到这个文件", "a file that is there"), near_file(path))
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise _NotThere(_IN_SQLITE)
    address = address_of(path, as_it_lies(path))
    return create_engine(
        "sqlite+pysqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool
    )


def _engine(named: str) -> Engine:
    """Return the engine of a database elsewhere; its driver must be installed."""
    try:
        url = make_url(named)
        if url.drivername in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
        return create_engine(url, poolclass=NullPool)
    except (ArgumentError, NoSuchModuleError, ValueError):
        allowed = Words(
            "应为 SQLite 文件，或 postgresql://用户@主机/库名 这样的地址",
            "a file of SQLite, or an address such as postgresql://user@host/name",
        )
        raise _NotThere(allowed) from None
    except ModuleNotFoundError as missing:
        allowed = Words(f"需要 Python 包 {missing.name}", f"the Python package {missing.name}")
        remedy = how_to_get("postgres") if missing.name == "psycopg" else NOTHING
        raise _NotThere(allowed, remedy) from None


def _first_line(why: Exception, named: str) -> str:
    """Return what a database says, without the password of its address."""
    said = str(getattr(why, "orig", None) or why).strip()
    return unmasked_out(said.splitlines()[0] if said else "", named)


def _connected(engine: Engine, named: str) -> Connection:
    """Return a connection to a database; one that does not answer is no matter of the query."""
    try:
        return engine.connect()
    except (SQLAlchemyError, sqlite3.Error) as why:
        allowed = Words("应为连得上的数据库", "a database that can be connected to")
        # What it says stands whole: a letter cuts what came, and the reason comes last.
        said = _first_line(why, named)
        raise _NotThere(allowed, Words(f"数据库说：{said}", f"It says: {said}")) from None


def _fetched(connection: Connection, sql: str) -> tuple[list[str], list[tuple[Value, ...]]]:
    """Return the columns and rows of a query, one more than the most at most.

    The transaction may only read where the database knows such ones, and is rolled back.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only=ON")
    elif connection.dialect.name in ("postgresql", "mysql", "mariadb"):
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
    found = connection.execute(text(sql.replace(":", r"\:")))
    rows = [tuple(map(_cell, row)) for row in found.fetchmany(MOST_ROWS + 1)]
    return list(found.keys()), rows


def _cell(value: object) -> Value:
    """Return a value of a database as a cell: numbers exactly, true and false as words."""
    if isinstance(value, bool):
        return "true" if value else "false"
    plain: Any = exact(value)
    return (trim(plain) or None) if isinstance(plain, str) else plain


def _table(
    scenario: Scenario,
    key: Key,
    shown: str,
    heads: Sequence[str],
    rows: Sequence[tuple[Value, ...]],
) -> Table:
    words = HeaderWords(TABLES[str(key[1])].heads)
    headings = [words.heading(head) for head in heads]
    names = [heading.name for heading in headings]
    for name in names:
        if names.count(name) > 1:
            allowed = Words("每列只出现一次", "each column once")
            raise InputUnusable([scenario.fault((*key, "sql"), allowed, name)])
    title, count = TABLES[str(key[1])].title, len(rows)
    note = title + Words(
        f"：取自数据库 {shown}，{count} 行。", f": from the database {shown}, {count} rows."
    )
    numbered = enumerate(rows, start=1)
    return table_of(headings, heads, numbered, file=shown, sheet=str(key[1]), notes=(note,))
