"""Whatever happens to a ledger, every sum is that of its entries, and its balances hold."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from ledger_books import ACT, SEQUENCES, YEAR, Deed, check_sums, play, somewhere
from sqlalchemy.exc import DatabaseError

from optalloc.core.errors import InputUnusable
from optalloc.core.money import show_amount
from optalloc.ledger.store.database import Ledger, open_ledger
from optalloc.ledger.store.invariants import Balances, DraftEntry, Holding
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


def moved(*paid: tuple[str, int]) -> Balances:
    """Return the balances of a cell with an award of 5 元 and what went on from there [fen]."""
    state = Balances({CELL.source: 1000}, lambda fen: show_amount(fen, "元") + "元")
    assert state.take(DraftEntry("award", YEAR, 202301, CELL, 500)) is None
    for payee, fen in paid:
        draft = DraftEntry("payment", YEAR, 202302, CELL, fen, payee=payee)
        assert state.take(draft) is None
    return state


@pytest.mark.parametrize(
    ("paid", "zh", "en"),
    [
        ([("contractor", 400)], "另有 4元 已支付给施工单位", "4元 is paid to the contractor"),
        ([("beneficiary", 400)], "另有 4元 已支付给受益对象", "4元 is paid to the beneficiary"),
        ([("town", 400)], "另有 4元 已拨付到镇", "4元 is passed to the town"),
        ([("retention", 400)], "另有 4元 已留作质保金", "4元 is kept as retention money"),
        # Passed to the town first, then paid from there: the larger sum is what is out.
        ([("town", 400), ("contractor", 300)], "4元 已拨付到镇", "4元 is passed to the town"),
        ([("town", 400), ("contractor", 400)], "4元 已支付给施工", "4元 is paid to the contractor"),
    ],
)
def test_money_that_went_on_cannot_be_taken_back_and_the_letter_says_where_it_went(
    paid: list[tuple[str, int]], zh: str, en: str
) -> None:
    state = moved(*paid)
    why = state.take(DraftEntry("take_back", YEAR, 202303, CELL, -200))
    assert why is not None
    assert why.zh.startswith("不超过可收回的 1元（") and zh in why.zh
    assert why.en.startswith("at most what can be taken back, 1元 (") and en in why.en
    assert state.take(DraftEntry("take_back", YEAR, 202303, CELL, -100)) is None


def test_more_than_is_there_cannot_be_taken_back_and_nobody_is_said_to_be_paid() -> None:
    why = moved().take(DraftEntry("take_back", YEAR, 202303, CELL, -600))
    assert why == ("不超过可收回的 5元", "at most what can be taken back, 5元")


def test_an_award_that_went_on_is_not_reversed() -> None:
    undone = DraftEntry("award", YEAR, 202301, CELL, -500, reverses=1)
    assert moved(("town", 400)).take(undone) == (
        "余下不低于已拨付到镇的 4元",
        "no less left than 4元 passed to the town",
    )
    state = moved()
    assert state.take(DraftEntry("take_back", YEAR, 202303, CELL, -500)) is None
    assert state.take(undone) == ("余下不低于 0元", "no less left than 0元")


def test_more_than_was_awarded_goes_to_nobody_and_what_is_left_is_for_whom_it_is() -> None:
    state = moved(("contractor", 400))
    more = DraftEntry("payment", YEAR, 202303, CELL, 600, payee="town")
    assert state.take(more) == (
        "不超过还没有拨付到镇的 5元",
        "at most the 5元 not yet passed to the town",
    )


def test_a_payment_before_its_award_is_refused(book: Ledger) -> None:
    award(book, 500)
    early = DraftEntry("payment", YEAR, 202212, CELL, 100, payee="contractor")
    words = "no earlier than the award, 2023-01"
    with pytest.raises(InputUnusable, match=words), book.writing(ACT) as writing:
        record(writing, [early], "元", somewhere)


def test_money_is_not_taken_back_before_it_was_awarded() -> None:
    state = moved()
    early = DraftEntry("take_back", YEAR, 202212, CELL, -100)
    assert state.take(early) == (
        "不早于下达的月份 2023-01",
        "no earlier than the award, 2023-01",
    )
    # What an older ledger has can be reversed; and no payment goes by the month of a take-back.
    assert state.take(replace(early, month=202303)) is None
    assert state.take(replace(early, amount=100, reverses=2)) is None
    paid = DraftEntry("payment", YEAR, 202212, CELL, 100, payee="contractor")
    assert state.take(paid) == state.take(early)


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
