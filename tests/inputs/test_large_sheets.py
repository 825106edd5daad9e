"""A large sheet reads as a small one does, whoever reads it."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet._reader import WorkSheetParser

from optalloc.checking import check
from optalloc.inputs.tables import xlsx_plain
from optalloc.inputs.tables.raw import Flaw, RawSheet
from optalloc.inputs.tables.xlsx_book import book_sheets, read_book

DATA = Path(__file__).resolve().parents[1] / "data"
BOOKS = sorted(DATA.rglob("*.xlsx"))
PLAIN: tuple[Any, ...] = (
    1,
    -2.5,
    0.1 + 0.2,
    123456789012345,
    549.9500122070312,
    1e-7,
    "甲 镇",
    True,
)
ODD: dict[str, Any] = {
    "a date": date(2024, 5, 1),
    "an error": "#DIV/0!",
    "a formula without a value": "=1+1",
    "a text that is a number": "007",
    "a mark of XML": "a_x000D_b <&>",
}


def both_ways(content: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[RawSheet, RawSheet]:
    """Return the first sheet as calamine sees it, where it is believed, and as XML."""
    name = book_sheets(content, "t.xlsx")[0]
    monkeypatch.setattr(xlsx_plain, "LEAST", 2**60)
    slow = read_book(content, "t.xlsx", name)
    monkeypatch.setattr(xlsx_plain, "LEAST", 0)
    return read_book(content, "t.xlsx", name), slow


def written(path: Path, *cells: Any) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["名称", "数"])
    for cell in cells:
        book.active.append(["甲", cell])
    book.active.append([])
    book.active.append([None, None, "末"])
    book.active.merge_cells("A9:B9")
    book.active.column_dimensions["B"].hidden = True
    book.save(path)
    return path.read_bytes()


def test_calamine_reads_plain_numbers_and_texts_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast, slow = both_ways(written(tmp_path / "t.xlsx", *PLAIN), monkeypatch)
    assert fast == slow
    assert fast.hidden_columns == {1}
    assert [merge.name for merge in fast.merges] == ["A9:B9"]


@pytest.mark.parametrize("odd", ODD)
def test_a_sheet_with_anything_else_is_read_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: str
) -> None:
    fast, slow = both_ways(written(tmp_path / "t.xlsx", 1, ODD[odd], 3), monkeypatch)
    assert fast == slow
    if odd == "a formula without a value":
        assert isinstance(fast.rows[2].cells[1], Flaw)


@pytest.mark.parametrize("path", BOOKS, ids=lambda p: p.parent.name + "/" + p.name)
def test_every_workbook_at_hand_reads_alike_both_ways(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast, slow = both_ways(path.read_bytes(), monkeypatch)
    assert fast == slow


def test_a_value_that_calamine_does_not_see_is_not_passed_over(tmp_path: Path) -> None:
    xml = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'
    assert xlsx_plain.plain_rows(written(tmp_path / "t.xlsx", 1), "Sheet", xml) is None


def test_the_progress_of_a_check_rises_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("单位,金额(万元)\n甲,1\n乙,2\n合计,3\n", encoding="utf-8")
    said: list[tuple[int, int]] = []
    check(path, progress=lambda done, steps: said.append((done, steps)))
    assert [done for done, _ in said] == list(range(1, len(said) + 1))
    assert said[-1][0] == said[-1][1]


def test_a_sheet_that_does_not_say_its_size_is_not_read_to_the_end_to_learn_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def measured(_: object) -> None:
        raise AssertionError("measured")

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("表")
    for row in (["单位", "金额(万元)"], ["甲镇", 10], ["乙镇", 20], ["合计", 30]):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    monkeypatch.setattr(WorkSheetParser, "parse_dimensions", measured)
    assert check(tmp_path / "t.xlsx").judged.column_sums == 1
