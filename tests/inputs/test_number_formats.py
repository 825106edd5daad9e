"""A number means what its cell shows, whichever make of workbook it stands in."""

import struct
import zipfile
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.cell import Cell

from optalloc.core.errors import InputUnusable
from optalloc.inputs.tables import Reading, read_table
from optalloc.inputs.tables.number_formats import (
    Displayed,
    as_displayed,
    as_formatted,
    says_something,
)
from optalloc.inputs.tables.raw import Flaw, Shown
from optalloc.inputs.understanding.layout.cells import figure

KNOWN = ("单位", "金额", "人口", "比例")
NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
SHOWN = [
    # number, code, what LibreOffice displays, what the cell means
    (Decimal("0.3"), "0%", "30%", "30%"),
    (Decimal("0.4567"), "0%", "46%", "45.67%"),
    (Decimal("22.5"), '0.0"万元"', "22.5万元", "22.5万元"),
    (Decimal("22.5"), "#,##0.00\\万", "22.50万", "22.5万"),
    (225000, '#,##0.00"元"', "225,000.00元", "225000元"),
    (225, '0"千元"', "225千元", "225千元"),
    (5, '"$"#,##0', "$5", "$5"),
    (5, "[$€-2]\\ #,##0", "€ 5", "€5"),
    (Decimal("1.2"), '0.0"万人"', "1.2万人", "1.2万人"),
    (Decimal("0.3"), '0.0"‰"', "0.3‰", "0.3‰"),
]
PLAIN = [
    (225000, "#,##0.00", "225,000.00"),
    (225000, '"￥"#,##0.00', "￥225,000.00"),
    (225000, "[$￥-804]#,##0.00;[$￥-804]\\-#,##0.00", "￥225,000.00"),
    (1200, '0"人"', "1200人"),
    (Decimal("3.5"), '0.0"元/亩"', "3.5元/亩"),
    (12, '0"千米"', "12千米"),
    (Decimal("12345.67"), "#,##0", "12,346"),
    (225000, "0.00E+00", "2.25E+05"),
    (Decimal("0.5"), "# ?/?", "1/2"),
    (-1234, "#,##0;[Red]#,##0", "1,234"),
    (-1234, "#,##0_);\\(#,##0\\)", "(1,234)"),
    (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
    (225000, "_ ￥* #,##0.00_ ;_ ￥* -#,##0.00_ ", "￥225,000.00"),
    (0, '0;-0;"无"', "无"),
    (0, ";;;", ""),
    (5, "[DBNum1][$-804]General", "五"),
    (5, '[>=10000]0!.0000"万";0', "5"),
    (5, "@", "5"),
    (225, "000000", "000225"),
]
REFUSED = [
    (225000, "#,##0,", "225"),
    (225000, '0!.0,"万"', "22.5万"),
    (225000, '0"."0000"万"', "22.5000万"),
    (225000, '[>=10000]0!.0000"万";0', "22.5000万"),
    (225000, ";;;", ""),
    (225000, "**;**;**", ""),
    (225000, '"已拨付"', "已拨付"),
    (1234, "-#,##0", "-1,234"),
]


@pytest.mark.parametrize(("number", "code", "display", "means"), SHOWN)
def test_what_a_format_adds_is_part_of_the_cell(
    number: int | Decimal, code: str, display: str, means: str
) -> None:
    assert says_something(code)
    told = as_formatted(number, code)
    assert isinstance(told, Shown) and told == means
    sort = "percentage" if display.endswith("%") else "float"
    assert as_displayed(number, Displayed(display, sort)) == means


@pytest.mark.parametrize(("number", "code", "display"), PLAIN)
def test_what_only_groups_rounds_or_colours_changes_nothing(
    number: int | Decimal, code: str, display: str
) -> None:
    for told in (as_formatted(number, code), as_displayed(number, Displayed(display))):
        assert told == number and not isinstance(told, str)


@pytest.mark.parametrize(("number", "code", "display"), REFUSED)
def test_a_number_that_is_shown_as_another_or_not_at_all_is_refused(
    number: int, code: str, display: str
) -> None:
    assert says_something(code)
    for told in (as_formatted(number, code), as_displayed(number, Displayed(display))):
        assert isinstance(told, Flaw) and told.came == str(number) and told.remedy.zh


def test_a_sheet_without_displays_or_with_points_between_thousands_is_believed() -> None:
    assert as_displayed(225000, Displayed(None)) == 225000
    assert as_displayed(225000, Displayed("225.000")) == 225000


def test_a_currency_of_an_open_workbook_is_ours_or_another() -> None:
    assert as_displayed(5, Displayed("5.00", "currency", "CNY")) == 5
    assert as_displayed(5, Displayed("5.00", "currency", "USD")) == "USD5"


def test_a_shown_number_counts_in_the_sums_of_a_spreadsheet() -> None:
    found, typed = figure(Shown("30%")), figure("30%")
    assert found is not None and typed is not None
    assert (found.value, found.unit, found.typed, typed.typed) == (30, "%", False, True)


# --- the same in every make of workbook ---------------------------------------------------------


def as_xlsx(head: str, number: Any, code: str, display: str, path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["单位", head], ["甲", number], ["乙", 5]):
        book.active.append(row)
    cell = book.active["B2"]
    assert isinstance(cell, Cell)
    cell.number_format = code
    book.save(path)


def as_xls(head: str, number: Any, code: str, display: str, path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("S")
    style = xlwt.easyxf(num_format_str=code)
    for row, (name, value) in enumerate([("单位", head), ("甲", number), ("乙", 5)]):
        sheet.write(row, 0, name)
        sheet.write(row, 1, value, style if row == 1 else xlwt.Style.default_style)
    book.save(str(path))


def as_ods(head: str, number: Any, code: str, display: str, path: Path) -> None:
    sort = "percentage" if display.endswith("%") else "float"

    def cell(text: str, of: str = "string", value: str = "") -> str:
        held = f'office:value-type="{of}"{value}'
        return f"<table:table-cell {held}><text:p>{text}</text:p></table:table-cell>"

    rows = (
        cell("单位") + cell(head),
        cell("甲") + cell(display, sort, f' office:value="{number}"'),
        cell("乙") + cell("5", "float", ' office:value="5"'),
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content {NAMES} office:version="1.2"><office:body>'
            f'<office:spreadsheet><table:table table:name="S">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:'
            '1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type='
            '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(data)]) + data


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def as_xlsb(head: str, number: Any, code: str, display: str, path: Path) -> None:
    def row(at: int, name: str, cell: bytes) -> bytes:
        begin = _record(0, struct.pack("<IIHBBBI", at, 0, 300, 0, 0, 0, 0))
        return begin + _record(6, struct.pack("<II", 0, 0) + _wide(name)) + cell

    def real(value: Any, style: int) -> bytes:
        return _record(5, struct.pack("<IId", 1, style, float(value)))

    titles = _record(6, struct.pack("<II", 1, 0) + _wide(head))
    body = row(0, "单位", titles) + row(1, "甲", real(number, 1)) + row(2, "乙", real(5, 0))
    size = struct.pack("<IIII", 0, 2, 0, 1)
    sheet = _record(129) + _record(148, size) + _record(145) + body + _record(146) + _record(130)
    plain, own = (struct.pack("<HH", 0, i) + bytes(12) for i in (0, 164))
    formats = _record(44, struct.pack("<H", 164) + _wide(code))
    styles = (
        _record(278)
        + _record(615, struct.pack("<I", 1))
        + formats
        + _record(616)
        + _record(617, struct.pack("<I", 2))
        + _record(47, plain)
        + _record(47, own)
        + _record(618)
        + _record(279)
    )
    bundle = _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("S"))
    book = _record(131) + _record(143) + bundle + _record(144) + _record(157, bytes(26))
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{kinds}worksheet" Target="worksheets/sheet1.bin"/>'
            f'<Relationship Id="rId2" Type="{kinds}styles" Target="styles.bin"/></Relationships>',
        )
        archive.writestr("xl/workbook.bin", book + _record(132))
        archive.writestr("xl/styles.bin", styles)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)


MAKES = {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods, "xlsb": as_xlsb}
Take = Callable[[Reading, Any, Any], Any]
MONEY: Take = lambda reading, table, row: reading.money(table, row, "金额", "元")  # noqa: E731
PEOPLE: Take = lambda reading, table, row: reading.number(table, row, "人口")  # noqa: E731
SHARE: Take = lambda reading, table, row: reading.share(table, row, "比例")  # noqa: E731
READ = [
    ("金额(元)", Decimal("0.3"), "0%", "30%", MONEY, "Write the amount that it comes to."),
    ("金额(元)", Decimal("22.5"), '0.0"万元"', "22.5万元", MONEY, 22500000),
    ("金额(万元)", 225000, '#,##0.00"元"', "225,000.00元", MONEY, 22500000),
    ("金额(元)", 225000, '"￥"#,##0.00', "￥225,000.00", MONEY, 22500000),
    ("金额(元)", 5, '"$"0', "$5", MONEY, "Convert it to yuan."),
    ("金额(元)", 225000, "#,##0,", "225", MONEY, "Use a plain format and write what is meant."),
    ("金额(元)", 225000, ";;;", "", MONEY, "Use a plain format, or empty the cell."),
    (
        "人口(人)",
        Decimal("1.2"),
        '0.0"万人"',
        "1.2万人",
        PEOPLE,
        "1.2万 is 12000 in ones, 1.2 in 万.",
    ),
    ("人口(人)", 1200, '0"人"', "1200人", PEOPLE, 1200),
    ("人口(元)", 1200, '0"元"', "1200元", PEOPLE, 1200),
    ("人口", 1200, '0"元"', "1200元", PEOPLE, "Remove the unit."),
    ("比例(%)", Decimal("0.3"), "0%", "30%", SHARE, Fraction(3, 10)),
    ("比例(%)", Decimal("1.2"), "0%", "120%", SHARE, "Write it as 55% or 0.55."),
    ("比例(‰)", Decimal("0.5"), '0.0"‰"', "0.5‰", SHARE, Fraction(1, 2000)),
]


@pytest.mark.parametrize("make", MAKES)
@pytest.mark.parametrize(("head", "number", "code", "display", "take", "expected"), READ)
def test_a_cell_means_what_it_shows_in_every_make_of_workbook(
    tmp_path: Path,
    make: str,
    head: str,
    number: Any,
    code: str,
    display: str,
    take: Take,
    expected: Any,
) -> None:
    path = tmp_path / f"t.{make}"
    MAKES[make](head, number, code, display, path)
    reading = Reading()
    try:
        table = read_table(path, path.name, None, KNOWN)
        found = take(reading, table, table.rows[0])
        remedies = [fault.remedy.en for fault in reading.faults]
    except InputUnusable as unusable:
        found, remedies = None, [fault.remedy.en for fault in unusable.faults]
    if isinstance(expected, str):
        assert found is None and len(remedies) == 1 and remedies[0].endswith(expected)
    else:
        assert not remedies and found == expected


@pytest.mark.parametrize("number", [27, 31, 36, 50, 58])
def test_a_date_of_excel_in_chinese_is_no_amount(tmp_path: Path, number: int) -> None:
    """Excel stores 2023年3月15日 as format 31, which has no code in the file."""
    path = tmp_path / "t.xlsx"
    as_xlsx("金额(元)", 45000, "yyyy-mm-dd", "", path)
    with zipfile.ZipFile(path) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    was = parts["xl/styles.xml"]
    parts["xl/styles.xml"] = was.replace(b'numFmtId="164" fontId', b'numFmtId="%d" fontId' % number)
    assert parts["xl/styles.xml"] != was
    with zipfile.ZipFile(path, "w") as changed:
        for name, content in parts.items():
            changed.writestr(name, content)
    table, reading = read_table(path, path.name, None, KNOWN), Reading()
    assert MONEY(reading, table, table.rows[0]) is None
    assert [fault.came for fault in reading.faults] == ["2023-03-15"]
