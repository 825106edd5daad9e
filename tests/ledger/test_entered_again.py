"""What was entered wrong is reversed and entered again; an entry that was reversed holds no key."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from ledger_books import ACT, YEAR

from optalloc.core.errors import InputUnusable
from optalloc.ledger.exchange.exports import export, load_mapping
from optalloc.ledger.exchange.registers import import_table
from optalloc.ledger.exchange.workbook import write_book
from optalloc.ledger.exchange.workbook_merge import import_book
from optalloc.ledger.store.database import Ledger
from optalloc.ledger.store.journal import ENTRY, reverse, sums

AWARDS = "月份,资金来源,单位,用途,金额(元)\n2023-01,市级,甲镇,产业发展,5\n"
HEADS = "月份,资金来源,单位,用途,收款对象,凭证号,金额(元)"
PAYMENTS = (
    f"{HEADS}\n2023-03,市级,甲镇,产业发展,施工单位,支1,3\n"
    "2023-03,市级,甲镇,产业发展,施工单位,支2,1\n"
)
MAPPING = """\
rows: payments
columns:
  - {head: 月份, field: month}
  - {head: 资金来源, field: source.name}
  - {head: 单位, field: recipient.name}
  - {head: 用途, field: use.name}
  - {head: 收款对象, field: payee}
  - {head: 凭证号, field: voucher, required: true}
  - {head: 金额(元), field: amount}
"""
AGAIN = ("2023-03", "市级", "甲镇", "产业发展", "施工单位", "支1", "2")


def take(book: Ledger, folder: Path, sort: str, text: str, mapped: bool = False) -> None:
    path = folder / f"{sort}.csv"
    path.write_text(text, encoding="utf-8")
    (folder / "m.yml").write_text(MAPPING, encoding="utf-8")
    mapping = load_mapping(folder / "m.yml") if mapped else None
    import_table(book, sort, str(path), ACT, YEAR, mapping)


def by_table(book: Ledger, folder: Path) -> None:
    take(book, folder, "payments", f"{HEADS}\n{','.join(AGAIN)}\n")


def by_mapping(book: Ledger, folder: Path) -> None:
    take(book, folder, "payments", f"{HEADS}\n{','.join(AGAIN)}\n", mapped=True)


def by_workbook(book: Ledger, folder: Path) -> None:
    file = folder / "book.xlsx"
    with book.reading() as connection:
        file.write_bytes(write_book(connection, "zh"))
    edited = openpyxl.load_workbook(file)
    page = edited["支付"]
    cells = dict(zip(HEADS.replace("(元)", "").split(","), AGAIN, strict=True))
    heads = [str(one.value).partition("(")[0] for one in page[1]]
    page.append([{**cells, "年度": "2023", "金额": "0.0002"}.get(head) for head in heads])
    edited.save(file)
    import_book(book, str(file), ACT)


WAYS = (by_table, by_mapping, by_workbook)
Way = Callable[[Ledger, Path], None]


@pytest.fixture
def paid(book: Ledger, tmp_path: Path) -> Ledger:
    """Return a ledger whose entries 2 and 3 are payments of 3元 and 1元."""
    take(book, tmp_path, "awards", AWARDS)
    take(book, tmp_path, "payments", PAYMENTS)
    return book


def undo(book: Ledger, *entries: int) -> None:
    with book.writing(ACT) as writing:
        reverse(writing, entries, "元")


@pytest.mark.parametrize("way", WAYS)
def test_a_voucher_that_was_reversed_is_entered_again(
    paid: Ledger, tmp_path: Path, way: Way
) -> None:
    with pytest.raises(InputUnusable) as refused:
        way(paid, tmp_path)
    assert "凭证号：应为没有登记过的凭证（分录 2 已有，要更正请先冲销它：ledger reverse 2）" in (
        refused.value.letter("zh")
    )
    assert "(entry 2 has it: to correct it, `ledger reverse 2` first)" in refused.value.letter("en")
    undo(paid, 2)
    way(paid, tmp_path)
    with paid.reading() as connection:
        assert sums(connection, ("kind",), ENTRY.kind == "payment") == {("payment",): 300}
        rows = export(connection, load_mapping(tmp_path / "m.yml"), YEAR).rows
    assert [row[-2:] for row in rows] == [("支2", 100), ("支1", 200)]


@pytest.mark.parametrize("way", WAYS)
def test_a_voucher_entered_again_is_taken(paid: Ledger, tmp_path: Path, way: Way) -> None:
    undo(paid, 2)
    by_table(paid, tmp_path)
    (tmp_path / "payments.csv").unlink()
    with pytest.raises(InputUnusable, match="not in the ledger yet"):
        way(paid, tmp_path)
    undo(paid, 5)
    way(paid, tmp_path)


def test_a_file_is_new_again_once_all_its_entries_are_reversed(
    paid: Ledger, tmp_path: Path
) -> None:
    undo(paid, 2)
    with pytest.raises(InputUnusable, match="a table that is not in the ledger yet"):
        take(paid, tmp_path, "payments", PAYMENTS)
    undo(paid, 3)
    take(paid, tmp_path, "payments", PAYMENTS)
    with paid.reading() as connection:
        assert sums(connection, ("kind",), ENTRY.kind == "payment") == {("payment",): 400}


def test_a_voucher_stands_once_in_a_table(book: Ledger, tmp_path: Path) -> None:
    take(book, tmp_path, "awards", AWARDS)
    with pytest.raises(InputUnusable) as refused:
        take(book, tmp_path, "payments", PAYMENTS.replace("支2", "支1"))
    assert "第3行 凭证号：应为没有登记过的凭证（第2行已有）" in refused.value.letter("zh")
