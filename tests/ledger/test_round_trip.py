"""A workbook of the ledger is edited and taken in again; what both changed is a conflict."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from ledger_books import ACT, YEAR

from optalloc.core.errors import InputUnusable
from optalloc.ledger.exchange.registers import import_table
from optalloc.ledger.exchange.workbook import write_book
from optalloc.ledger.exchange.workbook_merge import import_book
from optalloc.ledger.store import schema
from optalloc.ledger.store.audit_log import rows_of
from optalloc.ledger.store.database import Ledger

TABLES = {
    "projects": (
        "项目名称,项目编码,入库年度,单位,用途,资金需求(元),受益人数\n"
        "茶园,Z001,2023,甲镇,产业发展,5,40\n村道,=1+1,2023,乙镇,乡村建设,3,30\n"
    ),
    "awards": (
        "月份,批次,资金来源,单位,用途,项目,金额(元)\n"
        "2023-01,第一批,市级,甲镇,产业发展,茶园,4\n2023-02,,区级,乙镇,乡村建设,,3\n"
    ),
    "payments": (
        "月份,资金来源,项目名称,金额(元),收款对象,凭证号\n2023-03,市级,茶园,2,施工单位,支1\n"
    ),
}
Edit = Callable[[Any], None]


@pytest.fixture
def full(book: Ledger, tmp_path: Path) -> Ledger:
    """Return a ledger that has something in every sheet but the assets."""
    for sort, text in TABLES.items():
        path = tmp_path / f"{sort}.csv"
        path.write_text(text, encoding="utf-8")
        import_table(book, sort, str(path), ACT, YEAR)
    return book


def exported(ledger: Ledger, folder: Path, edit: Edit | None = None) -> str:
    """Return the name of a workbook as it was written, or edited."""
    path = folder / "year.xlsx"
    with ledger.reading() as connection:
        path.write_bytes(write_book(connection, "zh"))
    if edit is not None:
        change(path, edit)
    return str(path)


def change(path: Path, edit: Edit) -> None:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)


def cell(book: Any, sheet: str, row: int, head: str) -> Any:
    """Return a cell by the start of its header."""
    page = book[sheet]
    column = next(c.column for c in page[1] if str(c.value).startswith(head))
    return page.cell(row, column)


def test_a_workbook_that_nobody_edited_changes_nothing(full: Ledger, tmp_path: Path) -> None:
    done = import_book(full, exported(full, tmp_path), ACT)
    assert not any(done.written.values()) and not any(done.missing.values())


def test_texts_of_the_ledger_are_texts_in_the_workbook(full: Ledger, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(exported(full, tmp_path))
    code = cell(book, "项目库", 3, "项目编码")
    assert (code.value, code.data_type) == ("=1+1", "s")
    assert cell(book, "支付", 2, "金额").value == pytest.approx(0.0002)


def test_edited_and_added_rows_are_written_with_what_was_before(
    full: Ledger, tmp_path: Path
) -> None:
    def edit(book: Any) -> None:
        cell(book, "项目库", 2, "责任单位").value = "甲镇政府"
        cell(book, "项目库", 2, "受益人数").value = "45"
        book["单位"].append([None, None, "丙乡", "乡"])
        book["支付"].append([None, 2023, "2023-04", "市级", "茶园", None, None, 0.0001, "受益对象"])

    done = import_book(full, exported(full, tmp_path, edit), ACT)
    assert (done.written["projects"], done.written["recipients"], done.written["payments"]) == (
        1,
        1,
        1,
    )
    assert not any(done.missing.values())
    with full.reading() as connection:
        (tea, *_) = rows_of(connection, schema.projects)
        last = rows_of(connection, schema.changes, schema.changes.c.sheet == "projects")[-1]
        payment = rows_of(connection, schema.entries)[-1]
    assert (tea["responsible"], tea["more"], tea["version"]) == (
        "甲镇政府",
        '{"受益人数": "45"}',
        3,
    )
    assert '"responsible": ""' in last["before"] and '"responsible": "甲镇政府"' in last["after"]
    assert (payment["amount"], payment["payee"]) == (100, "beneficiary")


def test_a_row_changed_here_and_there_is_a_conflict_and_nothing_is_written(
    full: Ledger, tmp_path: Path
) -> None:
    def edit(book: Any) -> None:
        cell(book, "单位", 2, "类型").value = "街道"
        cell(book, "单位", 3, "类型").value = "乡"

    file = exported(full, tmp_path, edit)
    with full.writing(ACT) as writing:
        writing.put(schema.recipients, {"name": "甲镇", "kind": "办事处"})
    with pytest.raises(InputUnusable) as refused:
        import_book(full, file, ACT)
    zh, en = refused.value.letter("zh"), refused.value.letter("en")
    assert "工作表 单位" in zh
    assert "第2行 类型：冲突：导出时为“镇”，台账现在为“办事处”（版本 2），实为 '街道'" in zh
    assert "it was '镇' when it was written, the ledger now has '办事处' (version 2)" in en
    with full.reading() as connection:
        kinds = [row["kind"] for row in rows_of(connection, schema.recipients)]
    assert kinds == ["办事处", "镇"]


def test_what_only_the_ledger_changed_stays(full: Ledger, tmp_path: Path) -> None:
    file = exported(full, tmp_path)
    with full.writing(ACT) as writing:
        writing.put(schema.recipients, {"name": "甲镇", "kind": "办事处"})
    assert not any(import_book(full, file, ACT).written.values())
    with full.reading() as connection:
        assert rows_of(connection, schema.recipients)[0]["kind"] == "办事处"


def test_entries_of_money_are_not_edited(full: Ledger, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        cell(book, "支付", 2, "金额").value = 0.0003
        cell(book, "项目库", 2, "状态").value = "验收"
        cell(book, "用途", 2, "用途").value = "改名"

    with pytest.raises(InputUnusable) as refused:
        import_book(full, exported(full, tmp_path, edit), ACT)
    said = refused.value.letter("zh")
    assert "第2行 金额：已登记的分录不能改，实为 '0.0003'。请先冲销" in said
    assert "第2行 状态：状态不在这里改，实为 '验收'" in said
    assert "第2行 用途：名称和年度不能改，请另加一行，实为 '改名'" in said


def test_rows_that_a_workbook_lacks_stay_in_the_ledger(full: Ledger, tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["项目库"].delete_rows(3)
        book["支付"].delete_rows(2)

    done = import_book(full, exported(full, tmp_path, edit), ACT)
    assert done.missing["payments"] == 1
    assert (done.missing["projects"], done.written["projects"]) == (1, 0)


def test_a_total_in_a_workbook_is_the_sum_of_its_sheet(full: Ledger, tmp_path: Path) -> None:
    def edit(amount: float) -> Edit:
        def add(book: Any) -> None:
            book["下达"].append(["合计", *[None] * 7, amount])

        return add

    with pytest.raises(InputUnusable) as refused:
        import_book(full, exported(full, tmp_path, edit(0.0008)), ACT)
    assert "工作表 下达" in refused.value.letter("zh")
    assert "第4行 金额：合计应等于各行之和 0.0007，实为 '0.0008'" in refused.value.letter("zh")
    assert not any(import_book(full, exported(full, tmp_path, edit(0.0007)), ACT).written.values())
