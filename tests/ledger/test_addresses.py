"""What a ledger's address may be: who only reads changes no byte, and no letter says a password."""

import json
import os
import shutil
import sqlite3
from importlib.util import find_spec
from pathlib import Path

import pytest
from ledger_books import ACT

from office import Office
from optalloc.core.errors import InputUnusable
from optalloc.ledger.store import sqlite_file
from optalloc.ledger.store.address import masked
from optalloc.ledger.store.database import make_ledger, open_ledger
from optalloc.ledger.store.migrations import NEWEST

READS = (
    "show acts",
    "year --year 2023",
    "library --year 2023",
    "assets",
    "progress --month 2023-02",
    "export --book out.xlsx",
)
MAY_NOT_READ_OR_WRITE = (*READS, "init", "reverse 1 --why x", "import book other.db")


def others(path: Path, journal: str = "delete", identity: int = 0) -> None:
    """Make the SQLite file of another program, one that runs Alembic too."""
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode={journal}")
    connection.execute(f"PRAGMA application_id={identity}")
    connection.execute("CREATE TABLE alembic_version (version_num)")
    connection.execute("INSERT INTO alembic_version VALUES (?)", (NEWEST,))
    connection.commit()
    connection.close()


@pytest.mark.parametrize(("journal", "identity"), [("delete", 0), ("wal", 0), ("delete", 7)])
@pytest.mark.parametrize("address", ["other.db", "sqlite:///other.db"])
def test_the_database_of_another_program_keeps_its_bytes(
    office: Office, journal: str, identity: int, address: str
) -> None:
    others(office.folder / "other.db", journal, identity)
    before = office.there()
    for words in MAY_NOT_READ_OR_WRITE:
        said = office.run("ledger", *words.split(), "--ledger", address)
        assert said.code == 3 and "应为 optalloc 的台账" in said.err, words
        assert office.there() == before, words


def test_an_empty_file_stays_empty_until_a_ledger_is_made_in_it(office: Office) -> None:
    office.put("ledger.db", b"")
    before = office.there()
    for words in READS:
        assert "optalloc ledger init" in office.run("ledger", *words.split()).err
        assert office.there() == before
    assert office.run("ledger", "init").code == 0
    assert office.run("ledger", "show", "acts").code == 0


def test_a_url_of_sqlite_goes_the_way_of_a_path(office: Office) -> None:
    for words in READS:
        assert office.run("ledger", *words.split(), "--ledger", "sqlite:///a.db").code == 3
    assert not (office.folder / "a.db").exists()
    assert office.run("ledger", "init", "--ledger", "sqlite:///a.db").out == "已建台账 a.db。\n"
    there = open_ledger("sqlite:///a.db")
    with there.writing(ACT) as writing:
        assert writing.connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    for words in READS[:2]:
        assert office.run("ledger", *words.split(), "--ledger", "sqlite:///a.db").code == 0


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "SQLite:///"])
def test_a_ledger_in_memory_is_refused(office: Office, address: str) -> None:
    said = office.run("ledger", "init", "--ledger", address)
    assert said.code == 3 and "内存里的数据库随程序结束就没有了" in said.err


def test_reading_changes_no_byte_of_a_ledger(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    shutil.copy(made, path)
    before = path.read_bytes()
    with open_ledger(path).reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM acts").scalar()
    assert [p.name for p in tmp_path.iterdir()] == ["ledger.db"]
    assert path.read_bytes() == before


def test_a_ledger_of_an_earlier_version_of_the_file_is_known_by_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    make_ledger(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA application_id=0")
    connection.close()
    assert path.read_bytes()[68:72] == bytes(4)
    with open_ledger(path).writing(ACT):
        pass
    assert path.read_bytes()[68:72] == b"opta"


def test_a_ledger_that_may_only_be_read_is_shown_and_not_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.run("ledger", "init")
    monkeypatch.setattr(sqlite_file, "may_write", lambda path: False)
    before = office.there()
    assert office.run("ledger", "show", "acts").code == 0
    said = office.run("ledger", "reverse", "1", "--why", "x")
    assert said.code == 3 and "应为可以写入的文件" in said.err
    assert office.there() == before


def test_a_reader_beside_a_writer_sees_what_was_committed(tmp_path: Path) -> None:
    ledger, _ = make_ledger(tmp_path / "a.db")
    with ledger.writing(ACT):
        pass
    with ledger.reading() as held:
        assert held.exec_driver_sql("SELECT count(*) FROM acts").scalar() == 1
        with ledger.writing(ACT):
            pass
        assert held.exec_driver_sql("SELECT count(*) FROM acts").scalar() == 1
    with open_ledger(tmp_path / "a.db").reading() as after:
        assert after.exec_driver_sql("SELECT count(*) FROM acts").scalar() == 2


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://h:notaport/b", "端口为数字"),
        ("postgresql://[::1/b", "端口为数字"),
        ("postgresql://h/b?bogus=1", "应能打开"),
        ("mysql://u:hush@h/b", "postgresql:// 开头的地址"),
        ("mysql+pymysql://h/b?password=hush", "postgresql:// 开头的地址"),
        ("postgresql://h:1/b?password=hu@sh&bogus=1", "应能打开"),
        ("postgresql://u:hu@sh@h:notaport/b", "端口为数字"),
        ("postgresql://u:hu/sh?hush@[h/b", "应能打开"),
    ],
)
def test_an_address_that_is_none_is_answered_and_no_password_said(
    office: Office, address: str, told: str
) -> None:
    said = office.run("ledger", "show", "acts", "--ledger", address)
    if find_spec("psycopg") is None:
        told = "应"  # without psycopg none is opened
    assert said.code == 3 and told in said.err
    assert not [part for part in ("hush", "hu@", "sh@", "hu/", "sh?") if part in said.err]


def test_a_password_is_masked_however_it_is_written() -> None:
    assert masked("postgresql://u:p@ss:w@h:5/b?x=1") == "postgresql://u:***@h:5/b?x=1"
    assert masked("postgresql://h/b?PassWord=p@s&x=1") == "postgresql://h/b?PassWord=***&x=1"
    assert masked("postgresql://u@h/b") == "postgresql://u@h/b"


def test_a_scenario_takes_a_url_of_a_file_from_its_own_folder(office: Office) -> None:
    office.swap("scenario.yaml", ("earlier.csv", "{ledger: 'sqlite:///x.db', year: 2023}"))
    (office.folder / "x.db").write_bytes(b"")
    said = office.run("solve", "scenario.yaml")
    assert said.code == 3 and "应为 optalloc 的台账" in said.err
    assert (office.folder / "x.db").read_bytes() == b""


def test_a_file_of_any_length_that_is_no_database_is_no_ledger(tmp_path: Path) -> None:
    for content in (b"x", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000):
        (tmp_path / "a.db").write_bytes(content)
        with pytest.raises(InputUnusable, match="a ledger of optalloc"):
            open_ledger(tmp_path / "a.db")
        assert (tmp_path / "a.db").read_bytes() == content


def test_the_name_of_a_ledger_is_json_as_it_is_told(office: Office) -> None:
    said = office.run("ledger", "init", "--ledger", "sqlite:///a.db", "--json")
    assert json.loads(said.out)["ledger"] == "a.db"


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_is_no_ledger_and_not_waited_for(office: Office) -> None:
    os.mkfifo(office.folder / "pipe")
    for words in ("init", "show acts"):
        said = office.run("ledger", *words.split(), "--ledger", "pipe")
        assert said.code == 3 and "应为一个文件" in said.err
