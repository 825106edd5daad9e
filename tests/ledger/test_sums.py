"""Whatever happens to a ledger, every sum is that of its entries, and its balances hold."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from ledger_books import ACT, SEQUENCES, YEAR, Deed, check_sums, play, somewhere
from sqlalchemy.exc import DatabaseError

from optalloc.core.errors import InputUnusable
from optalloc.ledger.store.database import Ledger, open_ledger
from optalloc.ledger.store.invariants import DraftEntry, Holding
from optalloc.ledger.store.journal import record, reverse

EXAMPLES = int(os.environ.get("OPTALLOC_SEQUENCES", "30"))


@pytest.fixture
def fresh(made: Path) -> Iterator[Callable[[], Ledger]]:
    """Return what gives the same ledger, as it was made, again and again."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("OPTALLOC_SCRATCH")) as folder:
        path = Path(folder) / "ledger.db"
        shutil.copy(made, path)
        ledger = open_ledger(path)  # One engine: what it has compiled once it knows.

        def again() -> Ledger:
            for rest in Path(folder).iterdir():
                rest.unlink()
            shutil.copy(made, path)
            return ledger

        yield again


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=SEQUENCES)
def test_every_sum_is_kept_whatever_is_tried(
    fresh: Callable[[], Ledger], deeds: list[Deed]
) -> None:
    ledger = fresh()
    check_sums(ledger, play(ledger, deeds))


CELL = Holding(1, 1, 1, None)


def award(book: Ledger, amount: int, cell: Holding = CELL) -> int:
    with book.writing(ACT) as writing:
        return record(writing, [DraftEntry("award", YEAR, 202301, cell, amount)], "元", somewhere)[
            0
        ]


def test_nothing_is_written_when_one_of_many_entries_cannot_be(book: Ledger) -> None:
    drafts = [DraftEntry("award", YEAR, 202301, CELL, fen) for fen in (500, 300, 300)]
    with pytest.raises(InputUnusable) as refused, book.writing(ACT) as writing:
        record(writing, drafts, "元", somewhere)
    assert "第2笔：不超过该来源的余额 2元" in refused.value.letter("zh")
    assert "draft 2: at most what its source has left, 2元" in refused.value.letter("en")
    with book.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM entries").scalar() == 0


def test_money_that_is_paid_cannot_be_taken_back(book: Ledger) -> None:
    award(book, 500)
    paid = DraftEntry("payment", YEAR, 202302, CELL, 400, payee="contractor")
    back = DraftEntry("take_back", YEAR, 202303, CELL, -200)
    with book.writing(ACT) as writing:
        record(writing, [paid], "元", somewhere)
    with pytest.raises(InputUnusable) as refused, book.writing(ACT) as writing:
        record(writing, [back], "元", somewhere)
    assert "no less than what is paid already, 4元, left" in refused.value.letter("en")


def test_a_payment_before_its_award_is_refused(book: Ledger) -> None:
    award(book, 500)
    early = DraftEntry("payment", YEAR, 202212, CELL, 100, payee="contractor")
    words = "no earlier than the award, 2023-01"
    with pytest.raises(InputUnusable, match=words), book.writing(ACT) as writing:
        record(writing, [early], "元", somewhere)


def test_an_entry_is_reversed_once_and_a_reversal_never(book: Ledger) -> None:
    number = award(book, 500)
    with book.writing(ACT) as writing:
        (undone,) = reverse(writing, [number], "元")
    for again, words in ((number, f"by {undone}"), (undone, "no reversal: enter the amount again")):
        with pytest.raises(InputUnusable, match=words), book.writing(ACT) as writing:
            reverse(writing, [again], "元")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entries SET amount = 1",
        "DELETE FROM entries",
        "UPDATE acts SET who = 'x'",
        "DELETE FROM changes",
        "DELETE FROM recipients",
        "UPDATE recipients SET name = 'x'",
    ],
)
def test_the_database_itself_refuses_to_forget(book: Ledger, statement: str) -> None:
    award(book, 500)
    with book.writing(ACT) as writing, pytest.raises(DatabaseError, match=r"only grows|version"):
        writing.connection.exec_driver_sql(statement)


def test_who_and_why_must_be_said(book: Ledger) -> None:
    from optalloc.ledger.store.audit_log import Act

    with pytest.raises(InputUnusable) as refused, book.writing(Act(" ", "", "test")):
        pass
    assert "--who：应写明经办人" in refused.value.letter("zh")
    assert "--why: a reason must be given" in refused.value.letter("en")
