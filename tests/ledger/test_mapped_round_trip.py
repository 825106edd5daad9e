"""Whatever a ledger holds goes out by a mapping and comes into another ledger as it was."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_books import ACT, SEQUENCES, YEAR, Deed, play

from optalloc.core.errors import InputUnusable
from optalloc.core.money import FEN_PER_UNIT
from optalloc.ledger.exchange.exports import Mapped, export, export_book, export_csv, load_mapping
from optalloc.ledger.exchange.registers import import_table
from optalloc.ledger.store.database import Ledger, open_ledger
from quick import examples

ENTRY = """\
rows: {rows}
columns:
  - {{head: 月份, field: month, required: true}}
  - {{head: 来源, field: source.name}}
  - {{head: 性质, field: source.kind}}
  - {{head: 镇, field: recipient.name}}
  - {{head: 做什么, field: use.name}}
  - {{head: 项目, field: project.name}}
  - {{head: 批, field: batch.name}}
  - {{head: 付给, field: payee}}
  - {{head: 凭证, field: voucher}}
  - {{head: 备注, field: note}}
  - {{head: 多少{unit}, field: amount}}
"""
LIBRARY = """\
rows: projects
which: all
columns:
  - {{head: 编码, field: project.code}}
  - {{head: 名称, field: project.name}}
  - {{head: 入库, field: project.entered}}
  - {{head: 镇, field: recipient.name}}
  - {{head: 做什么, field: use.name}}
  - {{head: 需求{unit}, field: project.need}}
  - {{head: 最低{unit}, field: project.minimum}}
  - {{head: 用地, field: project.more.用地审批}}
  - {{head: 状态, field: project.state}}
"""
PROJECTS = (
    "项目名称,项目编码,入库年度,单位,用途,资金需求(元),最低资金(元),用地审批\n"
    "茶园,007,2023,甲镇,产业发展,5.01,2.5,是\n村道,=1+1,2022,乙镇,乡村建设,3,,\n"
)
UNITS = ("", "(元)", "(万元)", "（亿元）")


def mapping_of(folder: Path, text: str, rows: str, unit: str) -> Mapped:
    path = folder / f"{rows}.yml"
    path.write_text(text.format(rows=rows, unit=unit), encoding="utf-8")
    return load_mapping(path)


def sent(book: Ledger, other: Ledger, wanted: Mapped, folder: Path, end: str) -> None:
    """Send a table of a ledger into another; both then hold the same."""
    with book.reading() as connection:
        table = export(connection, wanted, YEAR)
    if not table.rows:
        return
    path = folder / f"{wanted.rows}.{end}"
    path.write_bytes(export_csv(table) if end == "csv" else export_book(table))
    import_table(other, wanted.rows, str(path), ACT, YEAR, wanted)
    with other.reading() as connection:
        assert export(connection, wanted, YEAR).rows == table.rows


@pytest.mark.slow
@settings(max_examples=examples(6), deadline=None, derandomize=True)
@given(SEQUENCES, st.sampled_from(UNITS), st.sampled_from(("csv", "xlsx")))
def test_property_entries_come_in_as_they_went_out_in_any_unit(
    made: Path, deeds: list[Deed], unit: str, end: str
) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("one.db", "other.db"):
            shutil.copy(made, folder / name)
        book, other = open_ledger(folder / "one.db"), open_ledger(folder / "other.db")
        play(book, deeds)
        for rows in ("awards", "payments"):
            sent(book, other, mapping_of(folder, ENTRY, rows, unit), folder, end)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("end", ["csv", "xlsx"])
def test_the_whole_library_goes_out_and_in_with_columns_of_its_own(
    book: Ledger, made: Path, tmp_path: Path, unit: str, end: str
) -> None:
    (tmp_path / "in.csv").write_text(PROJECTS, encoding="utf-8")
    import_table(book, "projects", str(tmp_path / "in.csv"), ACT, YEAR)
    shutil.copy(made, tmp_path / "other.db")
    wanted = mapping_of(tmp_path, LIBRARY, "projects", unit)
    sent(book, open_ledger(tmp_path / "other.db"), wanted, tmp_path, end)
    with book.reading() as connection:
        told = {row[1]: row for row in export(connection, wanted, YEAR).rows}
    assert told["茶园"][5:8] == (501, 250, "是") and told["村道"][5:8] == (300, "", "")
    assert (told["茶园"][0], told["村道"][0]) == ("007", "=1+1")


def test_amounts_go_out_in_the_unit_that_their_head_names(book: Ledger, tmp_path: Path) -> None:
    """By hand: 5.01 元 are 0.000501 万元; a head without a unit is in 元."""
    (tmp_path / "in.csv").write_text(PROJECTS, encoding="utf-8")
    import_table(book, "projects", str(tmp_path / "in.csv"), ACT, YEAR)
    for unit, said in (("", "5.01"), ("(元)", "5.01"), ("(万元)", "0.000501")):
        wanted = mapping_of(tmp_path, LIBRARY, "projects", unit)
        with book.reading() as connection:
            table = export(connection, wanted, YEAR)
        assert export_csv(table).decode("utf-8-sig").splitlines()[1].split(",")[5] == said
        path = tmp_path / "out.xlsx"
        path.write_bytes(export_book(table))
        value = openpyxl.load_workbook(path).active["F2"].value
        assert round(value * FEN_PER_UNIT[unit.strip("()") or "元"]) == 501


def test_all_is_for_projects_alone(tmp_path: Path) -> None:
    with pytest.raises(InputUnusable, match="all for rows: projects alone"):
        mapping_of(tmp_path, ENTRY.replace("rows:", "which: all\nrows:"), "awards", "")
