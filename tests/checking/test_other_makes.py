"""Workbooks of other makes tell their errors, hidden rows and hidden columns as .xlsx does."""

import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from tables_made import grave
from written import NAMESPACES, as_open_book

from optalloc.checking import check
from optalloc.core.errors import InputUnusable
from optalloc.inputs.tables.files import read_whole
from optalloc.inputs.tables.other_books import read_other_book
from optalloc.inputs.tables.raw import Flaw, RawSheet

ROWS = [["单位", "村数", "金额(万元)"], ["甲镇", 4, 100], ["乙镇", 2, 50], ["丙镇", 1, 30]]
TOTAL = ["合计", 6, 150]
"""The total of the rows that are shown."""


def old_book(folder: Path) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for number, row in enumerate([*ROWS, TOTAL]):
        for column, value in enumerate(row):
            sheet.write(number, column, value)
    sheet.row(3).hidden = True
    sheet.col(1).hidden = True
    book.save(str(folder / "t.xls"))
    return folder / "t.xls"


def open_book(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write a workbook of LibreOffice, with parts of its content changed."""
    as_open_book([*ROWS, TOTAL], folder / "plain.ods")
    with (
        zipfile.ZipFile(folder / "plain.ods") as plain,
        zipfile.ZipFile(folder / "t.ods", "w") as changed,
    ):
        for name in plain.namelist():
            content = plain.read(name).decode()
            if name == "content.xml":
                for was, now in changes:
                    assert was in content
                    content = content.replace(was, now, 1)
            changed.writestr(name, content)
    return folder / "t.ods"


def row_of(text: str) -> str:
    start = f'<table:table-cell office:value-type="string"><text:p>{text}</text:p>'
    return f"<table:table-row>{start}"


def read(path: Path) -> RawSheet:
    return read_other_book(read_whole(path, path.name, 2**24), path.name, None)


def test_a_hidden_row_and_column_of_an_old_workbook_are_told(tmp_path: Path) -> None:
    sheet = read(old_book(tmp_path))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({4}, {1})
    assert ("hidden", None) in grave(check(old_book(tmp_path)))


@pytest.mark.parametrize("how", ["collapse", "filter"])
def test_a_hidden_row_of_an_open_workbook_is_told(tmp_path: Path, how: str) -> None:
    hidden = row_of("丙镇").replace("-row>", f'-row table:visibility="{how}">', 1)
    path = open_book(tmp_path, (row_of("丙镇"), hidden))
    assert read(path).hidden_rows == {4}
    assert ("hidden", None) in grave(check(path))


def test_a_hidden_column_of_an_open_workbook_is_told(tmp_path: Path) -> None:
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    name = 'table:name="Sheet1">'
    assert read(open_book(tmp_path, (name, name + columns))).hidden_columns == {1}


def test_an_error_in_an_open_workbook_is_no_empty_cell(tmp_path: Path) -> None:
    """LibreOffice writes it as an empty string of its own kind, which calamine returns as such."""
    was = '<table:table-cell office:value-type="float" office:value="50"><text:p>50</text:p>'
    now = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
    )
    spaces = f'{NAMESPACES} xmlns:calcext="urn:org:documentfoundation:names:calcext"'
    path = open_book(tmp_path, (was, now), (NAMESPACES, spaces))
    flaw = read(path).rows[2].cells[2]
    assert isinstance(flaw, Flaw) and flaw.came == "#DIV/0!"
    assert ("unreadable", "C3") in grave(check(path))


SHOWN_DIVIDED = ("#,##0,", "0!.0,", "0!.0000", '0.00,,"M"', "0\\.0000")
SHOWN_AS_THEY_ARE = ("#,##0", "#,##0.00_);(#,##0.00)", '0.0"万,元"', "General", "@")


@pytest.mark.parametrize("shown", [*SHOWN_DIVIDED, *SHOWN_AS_THEY_ARE])
def test_a_number_that_is_shown_divided_is_not_guessed(tmp_path: Path, shown: str) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in ROWS:
        book.active.append(row)
    for number in (2, 3, 4):
        book.active.cell(number, 3).number_format = shown
    book.save(tmp_path / "t.xlsx")
    kinds = [kind for kind, _ in grave(check(tmp_path / "t.xlsx"))]
    expected = "unreadable" if shown in SHOWN_DIVIDED else None
    assert set(kinds) <= {expected, "unread_money"} and bool(kinds) == (expected is not None)


def record(kind: int, data: bytes = b"") -> bytes:
    """Return a record of .xlsb: its kind and its size in seven-bit bytes, and its data."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return head + length + data


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_row(number: int, cells: list[object], hidden: bool = False) -> bytes:
    head = struct.pack("<IIHBBBI", number, 0, 300, 0, 0x10 if hidden else 0, 0, 0)
    made = record(0, head)
    for column, value in enumerate(cells):
        place = struct.pack("<II", column, 0)
        if value == "#REF!":
            made += record(11, place + b"\x17\x00\x00\x00\x00\x00\x00")
        elif isinstance(value, str):
            made += record(6, place + wide(value))
        elif isinstance(value, int):
            made += record(5, place + struct.pack("<d", value))
    return made


def binary_book(folder: Path) -> Path:
    rows = [list(row) for row in (*ROWS, TOTAL)]
    rows[2][2] = "#REF!"
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, 2)
    body = b"".join(binary_row(i, row, hidden=i == 3) for i, row in enumerate(rows))
    columns = record(60, struct.pack("<IIIIH", 1, 1, 2000, 0, 1))
    sheet = record(129) + record(148, size) + record(390) + columns + record(391)
    sheet += record(145) + body + record(146) + record(130)
    bundle = record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("表"))
    book = record(131) + record(143) + bundle + record(144) + record(157, bytes(26)) + record(132)
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
    )
    with zipfile.ZipFile(folder / "t.xlsb", "w") as archive:
        archive.writestr("xl/_rels/workbook.bin.rels", relation)
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return folder / "t.xlsb"


def test_a_binary_workbook_tells_its_errors_and_what_it_hides(tmp_path: Path) -> None:
    path = binary_book(tmp_path)
    sheet = read(path)
    assert [row.cells[0] for row in sheet.rows] == ["单位", "甲镇", "乙镇", "丙镇", "合计"]
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({4}, {1})
    flaw = sheet.rows[2].cells[2]
    assert isinstance(flaw, Flaw) and flaw.came == "#REF!"
    assert ("unreadable", "C3") in grave(check(path))


def test_a_binary_workbook_whose_records_break_off_gets_a_letter(tmp_path: Path) -> None:
    path = binary_book(tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.bin"] = parts["xl/worksheets/sheet1.bin"][:-9]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    with pytest.raises(InputUnusable):
        read(path)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_page_is_read_as_it_is_written_whatever_set_it_declares(
    encoding: str, tmp_path: Path
) -> None:
    """A page that declares gb2312 and was saved again as UTF-8: its heads could not be read."""
    rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in [*ROWS, TOTAL])
    page = tmp_path / "t.html"
    text = f"<html><head><meta charset='gb2312'></head><body><table>{rows}</table></body></html>"
    page.write_bytes(text.encode(encoding))
    (sheet,) = check(page).sheets
    assert [column.role for column in sheet.columns] == ["recipient", "indicator", "amount"]
