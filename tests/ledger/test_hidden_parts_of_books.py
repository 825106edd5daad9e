"""What a workbook hides goes into a ledger only where its sheet was named, and is said."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ledger_books import ACT, YEAR, small_ledger

from optalloc.core.errors import InputUnusable
from optalloc.ledger.exchange.registers import import_table
from optalloc.ledger.exchange.workbook import write_book
from optalloc.ledger.exchange.workbook_merge import import_book

HEADS = ("项目名称", "项目编码", "入库年度", "单位", "用途", "资金需求(元)", "用地")


def library(folder: Path, column: str | None = None) -> Path:
    made = openpyxl.Workbook()
    sheet = made.create_sheet("项目库")
    for row in (HEADS, ("茶园", "Z1", 2023, "甲镇", "产业发展", 5, "是")):
        sheet.append(row)
    if column is None:
        sheet.sheet_state = "hidden"
    else:
        sheet.column_dimensions[column].hidden = True
    made.save(folder / "p.xlsx")
    return folder / "p.xlsx"


def test_a_hidden_sheet_that_is_named_is_taken_in_and_said(tmp_path: Path) -> None:
    named = f"{library(tmp_path)}#项目库"
    done = import_table(small_ledger(tmp_path / "l.db"), "projects", named, ACT, YEAR)
    assert (done.rows, len(done.findings)) == (1, 1)
    assert "“项目库”是隐藏的，已按所写的名称读入" in done.findings[0].zh


@pytest.mark.parametrize("column", ["B", "G"])
def test_a_hidden_column_that_the_ledger_would_keep_is_refused(tmp_path: Path, column: str) -> None:
    """B is a column of the ledger's own, G one that it keeps as the office's."""
    named = f"{library(tmp_path, column)}#项目库"
    with pytest.raises(InputUnusable, match="not a hidden one"):
        import_table(small_ledger(tmp_path / "l.db"), "projects", named, ACT, YEAR)


def test_a_hidden_column_of_codes_is_not_read_unseen(tmp_path: Path) -> None:
    book = small_ledger(tmp_path / "l.db")
    import_table(book, "projects", f"{library(tmp_path)}#项目库", ACT, YEAR)
    made: Any = openpyxl.Workbook()
    for row in (
        ("月份", "资金来源", "项目编码", "收款对象", "金额(元)"),
        ("2023-03", "市级", "Z1", "施工单位", 1),
    ):
        made.active.append(row)
    made.active.column_dimensions["C"].hidden = True
    made.save(tmp_path / "pay.xlsx")
    with pytest.raises(InputUnusable, match="项目编码: a column that the workbook shows"):
        import_table(book, "payments", str(tmp_path / "pay.xlsx"), ACT, YEAR)


def test_a_hidden_sheet_of_an_exported_book_is_refused(tmp_path: Path) -> None:
    book = small_ledger(tmp_path / "l.db")
    with book.reading() as connection:
        (tmp_path / "book.xlsx").write_bytes(write_book(connection, "zh"))
    made = openpyxl.load_workbook(tmp_path / "book.xlsx")
    made["单位"].append((None, None, "丙镇", "镇"))
    made["单位"].sheet_state = "hidden"
    made.save(tmp_path / "book.xlsx")
    with pytest.raises(InputUnusable) as refused:
        import_book(book, str(tmp_path / "book.xlsx"), ACT, YEAR)
    assert "不能是隐藏的工作表" in refused.value.letter("zh")
