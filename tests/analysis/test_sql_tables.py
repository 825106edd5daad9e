"""Tables that a query fetches: the same problem as from files, a database that stays as it was."""

import os
import sqlite3
import uuid
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest

from office import FILES, Office
from optalloc.core.errors import InputUnusable
from optalloc.inputs.read import read

TOWNS = "SELECT name AS 单位, kind AS 类型, villages AS 行政村, income AS 人均收入 FROM towns"
BY_QUERY = f"""\
extends: scenario.yaml
tables:
  recipients: {{sql: "{TOWNS}", database: base.db}}
  needs: {{sql: needs.sql, database: base.db}}
"""
NEEDS_SQL = """\
-- the needs of the year: 万元
SELECT town AS 单位, "use" AS 用途, need AS '需求(万元)' FROM needs;
"""


def make_base(path: Path) -> None:
    """Make a database of the office's towns and needs."""
    rows = [line.split(",") for line in FILES["towns.csv"].splitlines()[1:]]
    needs = [line.split(",") for line in FILES["needs.csv"].splitlines()[1:]]
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE towns (name TEXT, kind TEXT, villages INTEGER, income REAL)")
    base.executemany("INSERT INTO towns VALUES (?, ?, ?, ?)", rows)
    base.execute('CREATE TABLE needs (town TEXT, "use" TEXT, need NUMERIC)')
    base.executemany("INSERT INTO needs VALUES (?, ?, ?)", needs)
    base.commit()
    base.close()


@pytest.fixture
def based(office: Office) -> Office:
    """Return an office whose towns and needs stand in a database too."""
    make_base(Path("base.db"))
    office.put("needs.sql", NEEDS_SQL)
    office.put("query.yaml", BY_QUERY)
    return office


def put_query(office: Office, sql: str, database: str = "base.db", more: str = "") -> None:
    office.put(
        "query.yaml",
        "extends: scenario.yaml\ntables:\n"
        f"  recipients: {{sql: {sql!r}, database: {database!r}{more}}}\n",
    )


def test_rows_of_a_query_are_those_of_the_file(based: Office) -> None:
    by_query, by_file = read("query.yaml"), read("scenario.yaml")
    assert by_query.recipients == by_file.recipients
    assert by_query.needs == by_file.needs
    assert "from the database base.db, 3 rows" in " ".join(note.en for note in by_query.notes)


def test_the_database_keeps_its_bytes_and_has_no_file_beside_it(based: Office) -> None:
    before = sha256(Path("base.db").read_bytes()).hexdigest()
    there = sorted(os.listdir())
    read("query.yaml")
    assert sha256(Path("base.db").read_bytes()).hexdigest() == before
    assert sorted(os.listdir()) == there


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM towns",
        "DROP TABLE towns",
        "  -- x\nUPDATE towns SET income = 1",
        "",
        "PRAGMA x",
    ],
)
def test_what_is_no_query_is_refused_by_letter(based: Office, sql: str) -> None:
    before = Path("base.db").read_bytes()
    put_query(based, sql)
    with pytest.raises(InputUnusable, match="a query"):
        read("query.yaml")
    assert Path("base.db").read_bytes() == before


def test_a_query_that_would_write_changes_nothing(based: Office) -> None:
    before = Path("base.db").read_bytes()
    put_query(based, "WITH x AS (SELECT 1) DELETE FROM towns")
    said = based.run("solve", "query.yaml")
    assert said.code == 3 and "readonly" in said.err.replace("read-only", "readonly")
    assert Path("base.db").read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "database", "more", "letter"),
    [
        (TOWNS, "bas.db", "", "base.db"),
        (TOWNS, "towns.csv", "", "SQLite"),
        (TOWNS, "nowhere://x/y", "", "postgresql://"),
        ("SELECT altitude FROM towns", "base.db", "", "no such column"),
        ("SELECT name AS 单位, income AS 单位 FROM towns", "base.db", "", "每列只出现一次"),
        (TOWNS, "base.db", ", year: 2023", "sql、database"),
        ("missing.sql", "base.db", "", "missing.sql"),
    ],
)
def test_what_cannot_be_read_is_told_by_letter(
    based: Office, sql: str, database: str, more: str, letter: str
) -> None:
    put_query(based, sql, database, more)
    said = based.run("solve", "query.yaml", "--lang", "zh")
    assert said.code == 3 and said.out == ""
    assert letter in said.err


def test_the_rows_pass_the_checks_of_any_table(based: Office) -> None:
    put_query(based, TOWNS.replace("villages", "-villages"))
    said = based.run("solve", "query.yaml", "--lang", "zh")
    assert said.code == 3 and "第1行 行政村" in said.err and "-12" in said.err


def test_a_password_is_never_printed(based: Office) -> None:
    put_query(based, TOWNS, "postgresql://me:geheim@127.0.0.1:9/base")
    said = based.run("solve", "query.yaml")
    assert said.code == 3 and "geheim" not in said.err


def test_a_database_that_does_not_answer_is_no_fault_of_the_query(based: Office) -> None:
    pytest.importorskip("psycopg")
    put_query(based, TOWNS, "postgresql://me:geheim@127.0.0.1:1/base")
    with pytest.raises(InputUnusable) as refused:
        read("query.yaml")
    zh = refused.value.letter("zh")
    assert "tables.recipients.database：应为连得上的数据库，实为 'postgresql://me:***@" in zh
    assert "数据库说：" in zh and "geheim" not in zh and "…" not in zh and ".sql：" not in zh
    assert "a database that can be connected to" in refused.value.letter("en")


def test_numbers_come_exactly(based: Office) -> None:
    put_query(based, "SELECT name AS 单位, 7 AS 行政村, 0.1 AS 人均收入 FROM towns")
    facts = read("query.yaml").recipients[0].facts
    assert (facts["行政村"], facts["人均收入"]) == (7, Decimal("0.1"))


@pytest.mark.slow
def test_a_plan_says_that_the_database_has_changed_since(based: Office) -> None:
    assert based.run("solve", "query.yaml", "--out", "plan").code == 0
    base = sqlite3.connect("base.db")
    base.execute("UPDATE towns SET villages = 13 WHERE name = '甲镇'")
    base.commit()
    base.close()
    said = based.run("solve", "--replay", "plan/plan.json")
    assert said.code != 0
    assert "base.db#recipients" in said.out + said.err


@pytest.mark.skipif(
    not os.environ.get("OPTALLOC_TEST_POSTGRES"), reason="no PostgreSQL: run by .ci/postgres"
)
def test_a_query_of_postgresql_reads_and_cannot_write(based: Office) -> None:
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    url = make_url(os.environ["OPTALLOC_TEST_POSTGRES"]).set(drivername="postgresql+psycopg")
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(
                text(f"CREATE TABLE {name} (name text, villages int, income numeric)")
            )
            connection.execute(text(f"INSERT INTO {name} VALUES ('甲镇', 12, 186.10)"))
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        fetched = f"SELECT name AS 单位, villages AS 行政村, income AS 人均收入 FROM {name}"
        put_query(based, fetched, address)
        with pytest.raises(InputUnusable, match=r"乙镇|丙乡|甲镇"):
            read("query.yaml")  # the needs name towns that this table does not have
        put_query(based, f"WITH x AS (DELETE FROM {name} RETURNING name) SELECT * FROM x", address)
        with pytest.raises(InputUnusable, match="read-only"):
            read("query.yaml")
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
