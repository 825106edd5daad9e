"""The same ledger on PostgreSQL: `.ci/postgres` starts a server and names it."""

import os
import random
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from ledger_books import SEQUENCES, check_sums, play, small_ledger
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from writers import fresh, kill_once, race

from optalloc.core.errors import InputUnusable
from optalloc.ledger.store.database import open_ledger
from quick import examples

SERVER = os.environ.get("OPTALLOC_TEST_POSTGRES", "")
pytestmark = [
    pytest.mark.skipif(not SERVER, reason="no PostgreSQL: run the tests by .ci/postgres"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def _database() -> Iterator[str]:
    name = f"t{uuid.uuid4().hex}"
    url = make_url(SERVER).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(SERVER).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def database() -> Iterator[str]:
    """Return the address of an empty database."""
    yield from _database()


@pytest.mark.slow
def test_sums_are_kept_on_postgres() -> None:
    @settings(max_examples=examples(3), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(deeds=SEQUENCES)
    def sequence(deeds: list[object]) -> None:
        for named in _database():
            ledger = small_ledger(named)
            check_sums(ledger, play(ledger, deeds))  # type: ignore[arg-type]

    sequence()


@pytest.mark.slow
def test_a_killed_writer_loses_nothing_on_postgres(database: str) -> None:
    luck = random.Random(2)
    fresh(database, 10**9)
    assert sum(kill_once(database, 0.05, luck) for _ in range(5)) > 0


@pytest.mark.slow
def test_two_writers_at_once_give_away_no_fen_twice_on_postgres(database: str) -> None:
    assert race(database, 20, 25) == (25, 25)


def test_the_tables_are_those_of_the_code(database: str) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from optalloc.ledger.store import schema

    ledger = small_ledger(database)
    with ledger.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.META) == []


def test_a_password_is_in_no_letter() -> None:
    url = make_url(SERVER).set(username="nobody", password="secret", port=1, host="127.0.0.1")
    with pytest.raises(InputUnusable) as refused:
        open_ledger(url.render_as_string(hide_password=False))
    assert "secret" not in refused.value.letter("zh")
