"""Tables come in as they stand, and what cannot be used is named with its place."""

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from optalloc.core.errors import InputUnusable
from optalloc.core.message import Words, visible
from optalloc.inputs.tables import (
    Cell,
    Reading,
    Table,
    files,
    raw,
    read_table,
    sheet_names,
    split_header,
    split_reference,
    tidy_header,
)
from optalloc.inputs.tables.field_words import is_footnote, is_note
from optalloc.inputs.tables.headers import units_said
from optalloc.inputs.tables.number_formats import exact_number
from optalloc.inputs.tables.raw import column_letters
from quick import examples

KNOWN = frozenset({"单位", "脱贫人口", "金额", "备注", "recipient", "amount"})
Make = Callable[..., Path]
Rows = Sequence[Sequence[Any]]


# --- building files -----------------------------------------------------------------------------


@pytest.fixture
def csv_file(tmp_path: Path) -> Make:
    """Return what writes a text, or bytes, as towns.csv."""

    def write(content: str | bytes, name: str = "towns.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def book_file(tmp_path: Path) -> Make:
    """Return what writes rows as the sheet 指标 of towns.xlsx; `change` may then touch it."""

    def write(rows: Rows, change: Callable[[Any], object] | None = None) -> Path:
        book = openpyxl.Workbook()
        book.active.title = "指标"
        for row in rows:
            book.active.append(list(row))
        if change:
            change(book.active)
        path = tmp_path / "towns.xlsx"
        book.save(path)
        return path

    return write


def change_part(path: Path, part: str, change: Callable[[str], str] | None) -> Path:
    """Rewrite one part of a workbook; without a change, leave it out."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if change is None:
        del parts[part]
    else:
        text = parts[part].decode()
        assert change(text) != text, "the change found nothing to change"
        parts[part] = change(text).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def sheet_of(path: Path, data: str) -> Path:
    """Put cells, written as XML, into the sheet of a workbook."""

    def put(xml: str) -> str:
        start, end = xml.index("<sheetData"), xml.index("</sheetData>")
        return xml[:start] + "<sheetData>" + data + xml[end:]

    return change_part(path, SHEET, put)


def read(path: Path, sheet: str | None = None, known: frozenset[str] = KNOWN) -> Table:
    return read_table(path, path.name, sheet, known)


def values(table: Table) -> list[list[Any]]:
    return [[row.cells[h] for h in table.headers] for row in table.rows]


def letter(path: Path, sheet: str | None = None, known: frozenset[str] = KNOWN) -> list[str]:
    """Return the lines of the Chinese and of the English letter, without their headings."""
    with pytest.raises(InputUnusable) as caught:
        read(path, sheet, known)
    return lines_of(caught.value)


def lines_of(error: InputUnusable) -> list[str]:
    zh, en = error.letter("zh").split("\n"), error.letter("en").split("\n")
    assert zh[0].endswith("，不能使用：") and en[0].endswith(", cannot be used:")
    return [line.strip() for line in zh[1:] + en[1:]]


# --- CSV ----------------------------------------------------------------------------------------

PLAIN = "单位,脱贫人口\n灵山镇,120\n三江镇,98\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_of_an_office_reads_alike(csv_file: Make, encoding: str, end: str) -> None:
    table = read(csv_file(PLAIN.replace("\n", end).encode(encoding)))
    assert table.headers == ("单位", "脱贫人口")
    assert values(table) == [["灵山镇", "120"], ["三江镇", "98"]]
    assert [row.number for row in table.rows] == [2, 3]
    assert (table.file, table.sheet, table.header_row) == ("towns.csv", None, 1)


def test_a_rare_character_of_gb18030_survives(csv_file: Make) -> None:
    table = read(csv_file("单位,脱贫人口\n𫍯家村㙍,1\n".encode("gb18030")))
    assert table.rows[0].cells["单位"] == "𫍯家村㙍"


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_comma_tab_and_semicolon_divide_cells(csv_file: Make, delimiter: str) -> None:
    table = read(csv_file(PLAIN.replace(",", delimiter)))
    assert values(table) == [["灵山镇", "120"], ["三江镇", "98"]]


def test_the_delimiter_is_the_one_that_shows_the_header_and_not_the_most_frequent(
    csv_file: Make,
) -> None:
    table = read(csv_file("说明：甲,乙,丙,丁,戊\n单位;备注\n灵山镇;1,2,3,4\n"))
    assert values(table) == [["灵山镇", "1,2,3,4"]]


@pytest.mark.parametrize("ending", [".CSV", ".tsv", ".txt"])
def test_other_endings_of_text_are_welcome(csv_file: Make, ending: str) -> None:
    assert len(read(csv_file(PLAIN, "t" + ending)).rows) == 2


def test_the_rows_of_a_csv_are_counted_as_a_spreadsheet_counts_them(csv_file: Make) -> None:
    table = read(csv_file('单位,备注\n\n灵山镇,"两\n行"\n,\n三江镇,一行\n'))
    assert [(row.number, row.cells["备注"]) for row in table.rows] == [(3, "两\n行"), (5, "一行")]


def test_cells_keep_their_text_and_lose_only_their_ends(csv_file: Make) -> None:
    table = read(csv_file("单位,备注\n \u3000睢 县\ufeff\t,１２０ 人 \n镇,-\n县, \u3000\n"))
    assert values(table) == [["睢 县", "１２０ 人"], ["镇", "-"], ["县", None]]


def test_marks_for_nothing_stay_text(csv_file: Make) -> None:
    table = read(csv_file("单位,备注\n甲,-\n乙,—\n丙,/\n丁,无\n戊,\n"))
    assert [v[1] for v in values(table)] == ["-", "—", "/", "无", None]


def test_a_short_row_is_filled_with_nothing(csv_file: Make) -> None:
    assert values(read(csv_file("单位,脱贫人口,备注\n灵山镇,1\n"))) == [["灵山镇", "1", None]]


def test_comment_lines_are_kept_as_notes_and_do_not_disturb(csv_file: Make) -> None:
    text = (
        '# 数据为示意, 非实际\n单位,脱贫人口\n#"不成对的引号\n灵山镇,1\n"# 引号里, 的",\n＃全角\n'
    )
    table = read(csv_file(text))
    assert [zh for zh, _ in table.notes] == [
        "数据为示意, 非实际",
        '"不成对的引号',
        "引号里, 的",
        "全角",
    ]
    assert [row.number for row in table.rows] == [4]


def test_a_header_that_is_a_number_sign_is_not_a_comment(csv_file: Make) -> None:
    table = read(csv_file("#,单位,脱贫人口\n1,灵山镇,3\n"))
    assert table.headers == ("#", "单位", "脱贫人口") and table.notes == ()


def test_full_width_commas_are_refused_politely(csv_file: Make) -> None:
    assert letter(csv_file("某表\n单位，脱贫人口\n灵山镇，1\n")) == [
        "第2行：应以半角逗号（,）、制表符或分号分隔，实为 '单位，脱贫人口'。"
        "请把全角“，”全部替换为半角逗号。",
        "row 2: half-width commas, tabs or semicolons, got '单位，脱贫人口'. "
        "Replace every full-width ， by a half-width comma.",
    ]
    assert "Replace every full-width ；" in letter(csv_file("单位；脱贫人口\n灵山镇；1\n"))[1]
    assert "Replace every" in letter(csv_file("甲，乙\n一，1\n"), known=frozenset())[1]


def test_an_unquoted_comma_in_a_number_is_refused_with_its_row(csv_file: Make) -> None:
    assert letter(csv_file("单位,脱贫人口\n灵山镇,1,234\n三江镇,5\n")) == [
        "第2行：应与表头一样有 2 格，实为 '灵山镇,1,234'。"
        "数字里的逗号（1,234）请去掉，或给这一格加英文双引号。",
        "row 2: 2 cells, as the header has, got '灵山镇,1,234'. "
        "Leave out the comma in a number (1,234), or put the cell in double quotes.",
    ]


def test_commas_that_a_spreadsheet_appends_do_no_harm(csv_file: Make) -> None:
    table = read(csv_file("单位,脱贫人口,,\n灵山镇,1,,,,\n"))
    assert table.headers == ("单位", "脱贫人口")


@pytest.mark.parametrize("row", ['"灵山"镇,1', '"灵山镇,1\n三江镇,2'])
def test_quotes_that_do_not_pair_are_refused_with_their_row(csv_file: Make, row: str) -> None:
    assert letter(csv_file(f"单位,脱贫人口\n甲,1\n{row}\n")) == [
        '第3行：英文双引号应成对。请从这一行起检查引号：文字里的一个 " 应写成两个 ""。',
        "row 3: double quotes in pairs. "
        'Check the quotes from this row on: a " inside a text is written as "".',
    ]


def test_a_cell_without_end_is_refused_with_its_row(csv_file: Make) -> None:
    lines = letter(csv_file('单位,脱贫人口\n"' + "灵山镇,1\n" * 40_000))
    assert lines[1].startswith("row 2: at most 10000 characters in a cell. Check the quotes")


UNDECODABLE = [
    "文件：应为 UTF-8、GB18030 或带 BOM 的 UTF-16 文本。第 3 行起无法识别。请另存为“CSV UTF-8”。",
    "the file: text in UTF-8, GB18030 or UTF-16 with a BOM. "
    "Line 3 cannot be understood. Save it as 'CSV UTF-8'.",
]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode("gb18030").replace("三".encode("gb18030"), b"\xff\xff"),
        PLAIN.encode().replace("江".encode(), "江".encode()[:2]),  # would pass as GB18030
        b"\xef\xbb\xbf" + PLAIN.encode().replace("江".encode(), b"\xe6"),
        PLAIN.replace("江", "\0").encode(),
    ],
    ids=["neither", "damaged utf-8", "damaged utf-8 with bom", "nul"],
)
def test_bytes_that_are_no_text_are_refused_with_their_line(csv_file: Make, content: bytes) -> None:
    assert letter(csv_file(content)) == UNDECODABLE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32"])
def test_rare_unicode_is_refused_and_not_guessed(csv_file: Make, encoding: str) -> None:
    assert (
        "text in UTF-8, GB18030 or UTF-16 with a BOM" in letter(csv_file(PLAIN.encode(encoding)))[1]
    )


def test_text_that_was_damaged_earlier_is_refused(csv_file: Make) -> None:
    assert letter(csv_file("单位,脱贫人口\n灵�镇,1\n")) == [
        "第2行 单位：应为完好的文字，实为 '灵�镇'。原字已丢失（�），请重新填写。",
        "row 2, 单位: undamaged text, got '灵�镇'. The original is lost (�): type it again.",
    ]


def test_an_error_of_excel_that_became_text_is_refused_and_is_no_comment(csv_file: Make) -> None:
    assert letter(csv_file("单位,脱贫人口\n#N/A,1\n三江镇,#REF!\n灵山镇,####\n"))[3:] == [
        "row 2, 单位: a value, not the error of a formula, got '#N/A'. "
        "Correct it in the spreadsheet.",
        "row 3, 脱贫人口: a value, not the error of a formula, got '#REF!'. "
        "Correct it in the spreadsheet.",
        "row 4, 脱贫人口: a value, not the error of a formula, got '####'. "
        "Correct it in the spreadsheet.",
    ]


def test_a_text_too_long_is_refused_with_its_cell(csv_file: Make) -> None:
    lines = letter(csv_file(f"单位,备注\n灵山镇,{'长' * 10_001}\n"))
    assert lines[0] == f"第2行 备注：最多 10000 个字，实为 '{'长' * 60}…'。请缩短。"
    assert lines[1] == (f"row 2, 备注: at most 10000 characters, got '{'长' * 60}…'. Shorten it.")
    assert read(csv_file(f"单位,备注\n灵山镇,{'长' * 10_000}\n")).rows


# --- files --------------------------------------------------------------------------------------


def test_a_missing_file_is_told_with_names_like_it(csv_file: Make) -> None:
    path = csv_file(PLAIN)
    assert letter(path.with_name("town.csv")) == [
        "文件：找不到。是不是 towns.csv？",
        "the file: not found. Did you mean towns.csv?",
    ]
    assert letter(path.with_name("towns.xlsx"))[1].endswith("Did you mean towns.csv?")
    assert letter(path.with_name("四月.csv"))[1] == "the file: not found. Check the name."


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    lines = letter(tmp_path / "no" / "towns.csv")
    assert lines[1] == f"the file: not found. There is no folder {tmp_path / 'no'} either."


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "towns.csv").mkdir()
    assert letter(tmp_path / "towns.csv") == [
        "文件：应是文件，不是文件夹。",
        "the file: a file, not a folder.",
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "towns.csv")
    assert letter(tmp_path / "towns.csv")[1] == "the file: an ordinary file."


def test_a_file_that_may_not_be_read_is_told(
    csv_file: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    path = csv_file(PLAIN)
    monkeypatch.setattr(Path, "open", refuse)
    assert letter(path) == [
        "文件：没有读取权限。请检查权限，或先关闭正在使用它的程序。",
        "the file: no permission to read it. "
        "Check its permissions, or close the program that holds it.",
    ]


def test_a_failing_disk_is_told(csv_file: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    path = csv_file(PLAIN)
    monkeypatch.setattr(Path, "open", fail)
    assert letter(path)[1] == "the file: it cannot be read. The disk fails."


@pytest.mark.parametrize("name", ["a\0b.csv", "x" * 300 + ".csv"])
def test_an_impossible_name_is_told_and_does_not_crash(tmp_path: Path, name: str) -> None:
    assert letter(Path(f"{tmp_path}/{name}"))[1].startswith("the file: ")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b",,,\n,,\n"])
def test_an_empty_file_is_refused(csv_file: Make, content: bytes) -> None:
    assert letter(csv_file(content)) == [
        "文件：应有表格，但没有任何内容。请检查是否选对了文件。",
        "the file: a table, but there is nothing in it. Is it the right file?",
    ]


def test_a_header_without_rows_is_refused(csv_file: Make) -> None:
    assert letter(csv_file("某表\n单位,脱贫人口\n\n")) == [
        "第2行：表头下应有数据。请填写至少一行。",
        "row 2: there must be rows below the header. Fill in at least one row.",
    ]


def test_a_file_too_large_is_refused(csv_file: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = csv_file(PLAIN + "甲,1\n" * 200_000)
    monkeypatch.setattr(files, "LARGEST_FILE", 2**20)
    assert letter(path) == [
        "文件：最大 1 MiB。请只保留需要的部分。",
        "the file: at most 1 MiB. Keep only the part that is needed.",
    ]


@pytest.mark.parametrize(
    ("limit", "most", "en", "zh"),
    [
        ("MOST_ROWS", 2, "at most 2 rows", "最多 2 行"),
        ("MOST_COLUMNS", 1, "at most 1 columns", "最多 1 列"),
        ("MOST_CELLS", 5, "at most 5 filled cells", "最多 5 个有内容的单元格"),
    ],
)
def test_a_table_too_large_is_refused(
    csv_file: Make,
    book_file: Make,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    most: int,
    en: str,
    zh: str,
) -> None:
    monkeypatch.setattr(raw, limit, most)
    expected = [
        f"文件：{zh}。请只保留需要的部分。",
        f"the file: {en}. Keep only the part that is needed.",
    ]
    assert letter(csv_file(PLAIN)) == expected
    assert letter(book_file([["单位", "脱贫人口"], ["甲", 1], ["乙", 2]])) == expected


def test_limits_are_those_of_the_manual() -> None:
    assert (files.LARGEST_FILE, files.LARGEST_UNPACKED) == (64 * 2**20, 512 * 2**20)
    assert (raw.MOST_ROWS, raw.MOST_COLUMNS, raw.LONGEST_TEXT) == (200_000, 500, 10_000)


OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "en"),
    [
        ("t.csv", b"%PDF-1.7\n", "CSV text, got 'PDF'. Open it in Excel"),
        ("t.csv", b"<html><table>", "CSV text, got 'HTML/XML'. Open it in Excel"),
        ("t.csv", OLD_OFFICE, "CSV text, got '.xls'. Open it in Excel"),
        ("t.csv", b"PK\x03\x04 cut off", "CSV text, got 'ZIP'. Copy it again"),
        ("t.xlsx", b"PK\x03\x04 cut off", "an XLSX workbook, got 'ZIP'. Copy it again"),
        ("t.xlsx", b"<table>", "an XLSX workbook, got 'HTML/XML'. Open it in Excel"),
        ("t.xlsx", b"{\\rtf1", "an XLSX workbook, got 'RTF'. Open it in Excel"),
        ("t.xlsx", OLD_OFFICE, "an XLSX workbook, got '.xls'. Open it in Excel"),
        ("t.xlsx", PLAIN.encode(), "an XLSX workbook, got 'CSV'. If it is text, rename it"),
        (
            "t.xlsx",
            OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"),
            "a workbook without a password. Open it, remove the password",
        ),
        (
            "t.et",
            OLD_OFFICE,
            "an undamaged workbook. Open it in Excel or WPS",
        ),
        ("table", b"a,b", "a name that ends in one of"),
    ],
)
def test_a_file_that_is_something_else_is_told_what_it_is(
    csv_file: Make, name: str, content: bytes, en: str
) -> None:
    lines = letter(csv_file(content, name))
    assert lines[1].startswith("the file: " + en)
    assert lines[0].startswith(("文件：应为", "文件：扩展名应为"))


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("word/document.xml", "DOCX"),
        ("content.xml", "ODS"),
        ("xl/workbook.bin", "XLSB"),
        ("a.txt", "ZIP"),
    ],
)
def test_another_document_in_an_archive_is_told(tmp_path: Path, part: str, what: str) -> None:
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    assert f"an XLSX workbook, got '{what}'" in letter(path)[1]


def test_a_workbook_called_csv_is_to_be_renamed(book_file: Make) -> None:
    path = book_file([["单位", "金额"], ["甲", 1]])
    assert letter(path.rename(path.with_suffix(".csv"))) == [
        "文件：应为 CSV 文本，实为 'XLSX'。请把扩展名改为 .xlsx。",
        "the file: CSV text, got 'XLSX'. Rename it to end in .xlsx.",
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("towns.csv", ("towns.csv", None)),
        ("towns.xlsx#指标", ("towns.xlsx", "指标")),
        ("data/towns.XLSX# 指标 ", ("data/towns.XLSX", "指标")),
        ("a#b.csv", ("a#b.csv", None)),
        ("a#b.xlsx#c#d", ("a#b.xlsx", "c#d")),
        ("towns.xlsx#", ("towns.xlsx", None)),
        ("towns", ("towns", None)),
    ],
)
def test_a_reference_is_a_file_and_perhaps_a_sheet(
    text: str, parts: tuple[str, str | None]
) -> None:
    assert split_reference(text) == parts


def test_a_sheet_of_a_csv_is_refused(csv_file: Make) -> None:
    assert letter(csv_file(PLAIN), "指标") == [
        "文件：CSV 没有工作表，实为 '指标'。请去掉 #。",
        "the file: a CSV file has no sheets, got '指标'. Leave out the # part.",
    ]
    assert sheet_names(csv_file(PLAIN), "towns.csv") == ()


# --- workbooks ----------------------------------------------------------------------------------


def test_cells_of_a_workbook_are_exact(book_file: Make) -> None:
    path = book_file(
        [
            ["单位", "金额", "备注"],
            [" 灵 山镇 ", 4.5, "两\n行"],
            ["三江镇", 12, None],
            [None, 0.1 + 0.2, True],
            ["大致坡镇", 1e-7, False],
        ]
    )
    table = read(path)
    assert values(table) == [
        ["灵 山镇", Decimal("4.5"), "两\n行"],
        ["三江镇", 12, None],
        [None, Decimal("0.3"), "TRUE"],
        ["大致坡镇", Decimal("1E-7"), "FALSE"],
    ]
    assert (table.sheet, table.file) == ("指标", "towns.xlsx")
    assert type(table.rows[1].cells["金额"]) is int


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("0.30000000000000004", Decimal("0.3")),
        ("4.5", Decimal("4.5")),
        ("4.50", Decimal("4.5")),
        ("1234567.8900000001", Decimal("1234567.89")),
        ("2.2999999999999998", Decimal("2.3")),
        ("123456789012345678", 123456789012346000),
        ("1E+20", 10**20),
        ("-0", 0),
        ("1.0", 1),
        ("1E-3", Decimal("0.001")),
    ],
)
def test_a_stored_float_is_the_number_that_the_screen_shows(
    stored: str, shown: int | Decimal
) -> None:
    number = exact_number(stored)
    assert number == shown and type(number) is type(shown)


@pytest.mark.parametrize("stored", ["NaN", "INF", "1E+999", "1_000", "abc", "1,5"])
def test_a_stored_number_that_is_none_is_refused(book_file: Make, stored: str) -> None:
    path = book_file([["单位", "金额"], ["甲", 7]])
    change_part(path, SHEET, lambda xml: xml.replace("<v>7</v>", f"<v>{stored}</v>"))
    assert letter(path) == [
        f"第2行 金额：应为数字，实为 '{stored}'。",
        f"row 2, 金额: a number, got '{stored}'.",
    ]


def test_dates_and_times_are_texts_in_iso(book_file: Make) -> None:
    moments = [
        date(2023, 5, 1),
        datetime(2023, 5, 1, 8, 30),
        time(8, 30),
        timedelta(days=1, hours=2),
    ]
    path = book_file([["单位", "备注"], *[["甲", m] for m in moments]])
    texts = [row.cells["备注"] for row in read(path).rows]
    assert texts == ["2023-05-01", "2023-05-01T08:30:00", "08:30:00", "1 day, 2:00:00"]


def test_a_date_out_of_range_is_refused(book_file: Make) -> None:
    path = book_file([["单位", "备注"], ["甲", date(2023, 5, 1)]])
    change_part(path, SHEET, lambda xml: xml.replace("45047", "99999999"))
    assert letter(path)[1] == "row 2, 备注: a date, got '99999999'."


def test_errors_of_formulas_are_refused_with_their_cells(book_file: Make) -> None:
    path = book_file([["单位", "金额"], ["甲", "#REF!"], ["#N/A", 2]])
    assert letter(path) == [
        "第2行 金额：不能是公式的错误值，实为 '#REF!'。请在表格软件里改正。",
        "第3行 单位：不能是公式的错误值，实为 '#N/A'。请在表格软件里改正。",
        "row 2, 金额: a value, not the error of a formula, got '#REF!'. "
        "Correct it in the spreadsheet.",
        "row 3, 单位: a value, not the error of a formula, got '#N/A'. "
        "Correct it in the spreadsheet.",
    ]


NOT_CALCULATED = [
    "第2行 金额：这里的公式还没有算出结果。请用 Excel 或 WPS 打开，保存一次，结果就会存进文件。",
    "row 2, 金额: a formula with its result, which this one lacks. "
    "Open it in Excel or WPS and save it: the result is saved with it.",
]


def test_a_formula_that_was_never_calculated_is_refused(book_file: Make) -> None:
    assert letter(book_file([["单位", "金额"], ["甲", "=1+1"]])) == NOT_CALCULATED


def written(path: Path, cells: Sequence[tuple[str, Any]]) -> Path:
    """Write formulas by XlsxWriter, which puts their values as told, and 0 when not told."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("指标")
        sheet.write_row(0, 0, ["单位", "金额"])
        for i, (formula, value) in enumerate(cells, 1):
            sheet.write(i, 0, f"镇{i}")
            sheet.write_formula(i, 1, formula, None, *([] if value is None else [value]))
    return path


def test_a_formula_gives_the_value_it_last_had(tmp_path: Path) -> None:
    cells = [("=1+1", 2), ('=""&"x"', "x"), ("=TRUE()", True), ("=0.1+0.2", 0.1 + 0.2)]
    path = written(tmp_path / "towns.xlsx", cells)
    assert [v[1] for v in values(read(path))] == [2, "x", "TRUE", Decimal("0.3")]
    change_part(path, SHEET, lambda xml: xml.replace("<v>x</v>", "<v></v>"))
    assert [v[1] for v in values(read(path))] == [2, None, "TRUE", Decimal("0.3")]


def test_zeros_that_a_program_left_for_excel_to_calculate_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "towns.xlsx", [("=1+1", None)])
    assert letter(path) == NOT_CALCULATED
    change_part(path, "xl/workbook.xml", lambda xml: xml.replace(' fullCalcOnLoad="1"', ""))
    assert values(read(path)) == [["镇1", 0]]


def test_a_formula_whose_value_is_an_error_is_refused(tmp_path: Path) -> None:
    lines = letter(written(tmp_path / "towns.xlsx", [("=1/0", "#DIV/0!"), ("=1+1", 2)]))
    assert lines[1].startswith("row 2, 金额: a value, not the error of a formula, got '#DIV/0!'")


def test_inline_and_rich_texts_are_read_without_their_pronunciation(book_file: Make) -> None:
    path = sheet_of(
        book_file([["x"]]),
        '<row r="1"><c r="A1" t="inlineStr"><is><t>单位</t></is></c>'
        '<c r="B1" t="inlineStr"><is><r><t>金</t></r><r><t>额</t></r>'
        '<rPh sb="0" eb="1"><t>jin</t></rPh></is></c></row>'
        '<row><c t="inlineStr"><is><t>甲_x000D_\n乙</t></is></c><c><v>3</v></c></row>'
        '<row><c t="str"><v>丙</v></c><c t="d"><v>2023-05-01T00:00:00</v></c></row>',
    )
    assert values(read(path)) == [["甲\n乙", 3], ["丙", "2023-05-01"]]


def test_rows_and_columns_left_out_of_the_file_keep_their_places(book_file: Make) -> None:
    def place(sheet: Any) -> None:
        sheet["C4"], sheet["E4"] = "单位", "金额"
        sheet["C7"], sheet["E9"] = "甲", 5

    table = read(book_file([], place))
    assert [(r.number, *r.cells.values()) for r in table.rows] == [(7, "甲", None), (9, None, 5)]
    assert table.header_row == 4


@pytest.mark.parametrize("size", ["A1:XFD1048576", "A1", ""])
def test_the_declared_size_of_a_sheet_is_not_believed(book_file: Make, size: str) -> None:
    path = book_file([["单位", "金额"], ["甲", 1], ["乙", 2]])
    declared = f'<dimension ref="{size}"/>' if size else ""
    change_part(path, SHEET, lambda xml: re.sub('<dimension ref="A1:B3" ?/>', declared, xml))
    assert len(read(path).rows) == 2


def test_formatted_empty_rows_are_passed_over(book_file: Make) -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}" s="0"/></row>' for i in range(3, 5000))
    path = book_file([["单位", "金额"], ["甲", 1]])
    change_part(path, SHEET, lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"))
    assert len(read(path).rows) == 1


def test_a_row_far_below_the_table_is_refused_and_not_lost(book_file: Make) -> None:
    def put(sheet: Any) -> None:
        sheet["A1004"] = "旧数"

    assert letter(book_file([["单位", "金额"], ["甲", 1]], put)) == [
        "第1004行：表内最多 1000 个空行，实为 '旧数'。请删除或上移这一行。",
        "row 1004: at most 1000 empty rows inside a table, got '旧数'. "
        "Delete this row or move it up.",
    ]

    def put_nearer(sheet: Any) -> None:
        sheet["A1003"] = "新数"

    assert len(read(book_file([["单位", "金额"], ["甲", 1]], put_nearer)).rows) == 2


def test_the_only_sheet_needs_no_name_and_hidden_ones_can_be_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    hidden = book.create_sheet("指标 （一）")
    hidden.append(["单位", "金额"])
    hidden.append(["甲", 1])
    hidden.sheet_state = "veryHidden"
    path = tmp_path / "towns.xlsx"
    book.save(path)
    assert sheet_names(path, "towns.xlsx") == ("说明", "指标 （一）")
    assert read(path, "指标(一)").sheet == "指标 （一）"
    assert read(path, "指标 （一）").rows
    assert letter(path) == [
        "工作表：应指明是哪一张。工作簿里有：说明、指标 （一）。例如写 towns.xlsx#说明。",
        "sheet: must be named. The workbook has: 说明, 指标 （一）. "
        "Write, for example, towns.xlsx#说明.",
    ]
    assert letter(path, "项目") == [
        "工作表：应为工作簿里的一张，实为 '项目'。工作簿里有：说明、指标 （一）。",
        "sheet: one that the workbook has, got '项目'. The workbook has: 说明, 指标 （一）.",
    ]


def test_sheets_that_differ_by_a_space_are_told_apart_only_by_their_exact_names(
    tmp_path: Path,
) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        for name, town in (("指标", "甲"), ("指 标", "乙")):
            sheet = book.add_worksheet(name)
            sheet.write_column(0, 0, ["单位", town])
            sheet.write_column(0, 1, ["金额", 1])
    assert values(read(tmp_path / "t.xlsx", "指 标")) == [["乙", 1]]
    assert letter(tmp_path / "t.xlsx", "指  标")[1].startswith("sheet: one that the workbook has")


def test_an_empty_sheet_is_refused_with_its_name(book_file: Make) -> None:
    with pytest.raises(InputUnusable) as caught:
        read(book_file([]))
    assert caught.value.letter("zh").startswith(
        "towns.xlsx，工作表 指标，不能使用：\n  文件：应有表格"
    )
    assert caught.value.letter("en").startswith(
        "towns.xlsx, sheet 指标, cannot be used:\n  the file"
    )


def test_merged_cells_are_refused_with_their_ranges_from_above(book_file: Make) -> None:
    rows = [["表", None, None], ["单位", "金额", "数"], ["甲", 1, 2], ["乙", None], ["丙", None]]

    def merge(sheet: Any) -> None:
        sheet.merge_cells("A1:B1")
        sheet.merge_cells("D4:E5")
        sheet.merge_cells("C4:C5")
        sheet.merge_cells("B3:B5")
        sheet.merge_cells("A3:A4")
        sheet.merge_cells("A9:B9")

    assert letter(book_file(rows, merge)) == [
        "单元格 A3:A4、单元格 B3:B5、单元格 C4:C5：不能合并。请取消合并，并逐格填写。",
        "cells A3:A4; cells B3:B5; cells C4:C5: must not be merged. Unmerge them and fill in each.",
    ]


def test_a_merged_header_is_refused(book_file: Make) -> None:
    path = book_file(
        [["表", None, None], ["单位", "金额", None], ["甲", 1, 2]],
        lambda sheet: sheet.merge_cells("B2:C2"),
    )
    assert letter(path)[2:] == [
        "row 2, column C: a header, as there are filled cells below. "
        "Write one, or empty column C (row 3 is filled).",
        "cells B2:C2: must not be merged. "
        "Write the header in one row: a head for each column, none merged.",
    ]


def test_the_label_of_a_total_may_be_spread_over_cells(book_file: Make) -> None:
    rows = [["序号", "单位", "金额"], [1, "甲", 1], ["合计", None, 1]]
    table = read(book_file(rows, lambda sheet: sheet.merge_cells("A3:B3")))
    assert [row.is_total for row in table.rows] == [False, True]
    assert "cells B2:C2" in letter(book_file(rows, lambda sheet: sheet.merge_cells("B2:C2")))[-1]


def test_a_comment_row_of_a_workbook_is_a_note_when_it_stands_alone(book_file: Make) -> None:
    rows = [["# 数据为示意", None], ["单位", "金额"], ["#1村", 1], ["#", None]]
    table = read(book_file(rows))
    assert [zh for zh, _ in table.notes] == ["数据为示意"]
    assert [row.cells["单位"] for row in table.rows] == ["#1村", "#"]


DAMAGED = "the file: an undamaged XLSX workbook. "


@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/styles.xml", SHEET])
def test_a_workbook_that_lacks_a_part_is_refused(book_file: Make, part: str) -> None:
    path = change_part(book_file([["单位", "备注"], ["甲", date(2023, 5, 1)]]), part, None)
    lines = letter(path)
    with pytest.raises(InputUnusable):
        sheet_names(change_part(path, "xl/workbook.xml", None), "towns.xlsx")
    assert lines[1].startswith(DAMAGED)
    assert lines[1].endswith("Open it in Excel or WPS and save it as .xlsx.")
    assert lines[0] == "文件：应为完好的 XLSX 工作簿。请用 Excel 或 WPS 打开，另存为 .xlsx。"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="2"', '<row r="1"'),
        ('<row r="2"', '<row r="x"'),
        ('r="B2"', 'r="A2"'),
        ('r="B2"', 'r="!"'),
        ('r="B2"', 'r="B3"'),
        ('r="B2"', 'r="B2" s="z"'),
        ('r="B2"', 'r="B2" s="-1"'),
        ('t="s"><v>2</v>', 't="s"><v>-1</v>'),
        ('t="s"><v>2</v>', 't="s"><v>99</v>'),
        ("</sheetData>", "<sheetData>"),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="?"/></mergeCells>'),
        ("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A:B"/></mergeCells>'),
    ],
)
def test_a_sheet_that_contradicts_itself_is_refused(tmp_path: Path, old: str, new: str) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "t.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单位", "金额"])
        sheet.write_row(1, 0, ["甲", 1])
    path = change_part(tmp_path / "t.xlsx", SHEET, lambda xml: xml.replace(old, new))
    assert letter(path)[1].startswith(DAMAGED)


def test_a_flipped_bit_or_a_cut_is_refused(book_file: Make) -> None:
    path = book_file([["单位", "金额"], *[[f"镇{i}", i] for i in range(50)]])
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(SHEET)
    at = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    path.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
    assert letter(path)[1].startswith(DAMAGED)
    path.write_bytes(content[: len(content) // 2])
    assert "got 'ZIP'. Copy it again" in letter(path)[1]


@settings(max_examples=examples(60), deadline=None)
@given(data=st.data())
def test_no_damage_to_a_workbook_gets_past_the_letters(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    for row in [["单位", "金额"], ["甲", 1.5], ["乙", "=1"]]:
        book.active.append(row)
    book.save(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    start = data.draw(st.integers(0, len(parts[name])))
    end = data.draw(st.integers(start, len(parts[name])))
    put = data.draw(st.sampled_from([b"", b"<", b'"', b"9", b"-1", b"<a/>", b"&x;", b"\xff"]))
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for part, content in parts.items():
            archive.writestr(
                part, content[:start] + put + content[end:] if part == name else content
            )
    try:
        read(path)
    except InputUnusable as refused:
        assert refused.faults


def test_a_bomb_of_entities_is_refused(book_file: Make) -> None:
    layers = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "{"x" * 50}">{layers}]>'
    path = book_file([["单位", "金额"], ["甲", 7]])
    change_part(path, SHEET, lambda xml: bomb + xml.replace("<v>7</v>", "<v>&a11;</v>"))
    assert letter(path)[1].startswith(DAMAGED)


def test_a_bomb_of_zeros_is_refused_before_it_is_unpacked(
    book_file: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book_file([["单位", "金额"], ["甲", 1]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(11 * 2**20))
    assert letter(path) == [
        "文件：各部分压缩不超过 200 倍，实为 'xl/media/big.bin'。"
        "请用 Excel 或 WPS 打开，另存为 .xlsx。",
        "the file: parts that are compressed at most 200 times, got 'xl/media/big.bin'. "
        "Open it in Excel or WPS and save it as .xlsx.",
    ]
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 2**20)
    assert letter(path)[1].startswith("the file: at most 1 MiB when unpacked.")


def test_openpyxl_is_loaded_only_for_a_workbook() -> None:
    code = "import optalloc.inputs.tables, sys; sys.exit('openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        (" 单 位\n", "单位"),
        ("脱贫\n人口\u200b（人）", "脱贫人口(人)"),
        ("ＧＤＰ", "GDP"),
        ("GDP 总量", "GDP总量"),
        ("earlier  awards\n", "earlier awards"),
        ("2023 年", "2023年"),
    ],
)
def test_a_header_loses_what_offices_put_into_it(text: str, tidy: str) -> None:
    assert tidy_header(text) == tidy


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("金额（万元）", ("金额", "万元", None)),
        ("金 额\n(元)", ("金额", "元", None)),
        ("金额【亿元】", ("金额", "亿元", None)),
        ("金额(单位：万元)", ("金额", "万元", None)),
        ("amount_yuan", ("amount", "元", None)),
        ("Amount_WAN", ("Amount", "万元", None)),
        ("amount (yuan)", ("amount", "元", None)),
        ("脱贫人口(人)", ("脱贫人口", None, "人")),
        ("人口(万)", ("人口", None, "万")),
        ("标准（元/亩）", ("标准", None, "元/亩")),
        ("area_mu", ("area_mu", None, None)),
        ("(人)", ("(人)", None, None)),
        ("甲(乙)丙", ("甲(乙)丙", None, None)),
    ],
)
def test_a_header_gives_up_its_unit(text: str, parts: tuple[str, str | None, str | None]) -> None:
    assert tuple(split_header(text)) == parts


def test_units_and_brackets_of_headers_are_kept_apart(csv_file: Make) -> None:
    table = read(csv_file("单 位,脱贫人口（人）,金额（万元）\n甲,1,2\n"))
    assert table.headers == ("单位", "脱贫人口", "金额")
    assert (table.units, table.brackets) == ({"金额": "万元"}, {"脱贫人口": "人"})
    assert table.written["脱贫人口"] == "脱贫人口（人）"
    assert table.cell(table.rows[0], "金额") == Cell("2", 2, "金额（万元）")


def test_brackets_that_tell_columns_apart_stay_in_their_names(csv_file: Make) -> None:
    table = read(csv_file("单位,金额(中央),金额（省级）,备注\n甲,1,2,3\n"))
    assert table.headers == ("单位", "金额(中央)", "金额(省级)", "备注")


def test_a_known_header_is_spelled_as_the_reader_spells_it(csv_file: Make) -> None:
    table = read(csv_file("Recipient,AMOUNT_yuan,GDP\n甲,1,2\n"))
    assert table.headers == ("recipient", "amount", "GDP")


def test_a_known_header_with_a_bracket_is_taken_whole(csv_file: Make) -> None:
    table = read(csv_file("单位,金额(中央)\n甲,1\n"), known=KNOWN | {"金额(中央)"})
    assert table.headers == ("单位", "金额(中央)")


def test_a_header_twice_is_refused(csv_file: Make) -> None:
    assert letter(csv_file("单位,金额(元),金 额（万元）\n甲,1,2\n")) == [
        "第1行 金额：每个表头只能出现一次，实为 '金 额（万元）'。"
        "B 列已是它，只有单位不同：请只留一列。",
        "row 1, 金额: each header once, got '金 额（万元）'. "
        "Column B is already called that, in another unit: keep one.",
    ]


def test_a_header_beside_itself_with_the_unit_of_what_it_counts_is_there_twice(
    csv_file: Make,
) -> None:
    """The figures of 村(个) were passed over, and those of 村 were taken without a word."""
    for first, second in (("行政村(个)", "行政村"), ("行政村", "行政 村（个）")):
        (said, _) = letter(csv_file(f"单位,{first},金额,{second}\n甲,14,1,1\n"))
        assert said.startswith(f"第1行 行政村：每个表头只能出现一次，实为 '{second}'。B 列已是它。")
    # A part in brackets beside the whole is another column.
    table = read(csv_file("单位,金额,金额(中央)\n甲,3,1\n"))
    assert table.headers == ("单位", "金额", "金额(中央)")


def test_a_filled_column_without_a_header_is_refused_once(csv_file: Make) -> None:
    assert letter(csv_file("单位,,金额\n甲,,1\n乙,x,1\n丙,y,1\n")) == [
        "第1行 B 列：有内容的列应有表头。请补上表头，或清空 B 列（第3行有内容）。",
        "row 1, column B: a header, as there are filled cells below. "
        "Write one, or empty column B (row 3 is filled).",
    ]


def test_a_column_of_a_workbook_right_of_the_header_is_refused(book_file: Make) -> None:
    lines = letter(book_file([["单位", "金额"], ["甲", 1, None, "x"]]))
    assert lines[1].startswith("row 1, column D: a header")


def test_an_empty_column_is_ignored(book_file: Make) -> None:
    assert read(book_file([["单位", None, "金额"], ["甲", None, 1]])).headers == ("单位", "金额")


def test_an_error_in_the_header_is_refused_once(book_file: Make) -> None:
    lines = letter(book_file([["单位", "金额", "#REF!"], ["甲", 1, 2], ["乙", 1, 2]]))
    assert lines[1:] == [
        "row 1, column C: a value, not the error of a formula, got '#REF!'. "
        "Correct it in the spreadsheet."
    ]


def test_titles_above_the_header_are_passed_over_and_their_unit_is_kept(book_file: Make) -> None:
    rows = [
        ["2023年第二批资金分配表", None, None],
        ["编制单位：美兰区农业农村局", None, "单位：万元"],
        [None, None, None],
        ["单位", "金额", "备注"],
        ["甲", 1, None],
    ]
    table = read(book_file(rows, lambda sheet: sheet.merge_cells("A1:C1")))
    assert (table.header_row, table.unit_line) == (4, "万元")


@pytest.mark.parametrize(
    ("title", "units"),
    [
        ("单位：元", ["元"]),
        ("单 位 : 万 元", ["万元"]),
        ("分配表（单位：万元）", ["万元"]),
        ("单位：亩、万元", ["万元"]),
        ("金额单位：人民币元", ["元"]),
        ("单位万元", ["万元"]),
        ("编制单位：县财政局    单位：亿元", ["亿元"]),
        ("unit: yuan", ["元"]),
        ("Unit: 10k yuan", ["万元"]),
        ("资金单位：万元", ["万元"]),
        ("2023年资金分配表（万元）", ["万元"]),
        ("（万元）", ["万元"]),
        ("币种：人民币  单位：元", ["元"]),
        ("原表单位：元", []),
        ("编制单位：元谋县财政局", []),
        ("单位：元谋县", []),
        ("单位：元/亩", []),
        ("单位：人", []),
        ("单位", []),
        ("单位：元、万元", ["元", "万元"]),
        ("Plan (in 万元)", ["万元"]),
        ("Figures (amounts in yuan)", ["元"]),
        ("Plan (in words)", []),
    ],
)
def test_a_title_may_say_the_unit_of_money(title: str, units: list[str]) -> None:
    assert units_said(title) == units


def test_two_units_above_the_header_are_refused(csv_file: Make) -> None:
    assert letter(csv_file("单位：元,单位：万元\n单位,金额\n甲,1\n")) == [
        "表头以上：只能有一个金额单位，实为 '元、万元'。请在表头里写明单位，如 金额(万元)。",
        "above the header: one unit of money, got '元、万元'. Put it in the header: 金额(万元).",
    ]


def test_a_comment_says_the_unit_only_when_it_says_nothing_else(csv_file: Make) -> None:
    assert read(csv_file("# 单位：万元\n单位,金额\n甲,1\n")).unit_line == "万元"
    assert read(csv_file("# 原表单位：元，已换算\n单位,金额\n甲,1\n")).unit_line is None
    assert read(csv_file("单位,金额\n甲,1\n# 单位：万元\n")).unit_line is None


def test_a_table_without_known_headers_is_refused_with_those_expected(csv_file: Make) -> None:
    assert letter(csv_file("镇,钱\n甲,1\n"), known=frozenset({"单位", "金额"})) == [
        "第1行：应有表头，至少两格为：单位、金额，实为 '镇 | 钱'。请按模板填写表头。",
        "row 1: a header row with at least two of: 单位, 金额, got '镇 | 钱'. "
        "Write the header as in the template.",
    ]


def test_a_long_list_of_headers_is_cut(csv_file: Make) -> None:
    known = frozenset(f"列{i:02}" for i in range(30))
    assert "列19…, got" in letter(csv_file("镇,钱\n甲,1\n"), known=known)[1]


def test_the_header_is_sought_in_twenty_rows(csv_file: Make) -> None:
    assert read(csv_file("说明\n" * 19 + PLAIN)).header_row == 20
    assert "a header row with at least two of" in letter(csv_file("说明\n" * 20 + PLAIN))[1]


def test_one_known_header_is_enough_for_a_table_of_one_column(csv_file: Make) -> None:
    assert values(read(csv_file("某表\n单位\n甲\n乙\n"))) == [["甲"], ["乙"]]
    assert "a header row" in letter(csv_file("单位,钱\n甲,1\n"))[1]


def test_without_known_headers_the_first_row_of_words_is_the_header(csv_file: Make) -> None:
    table = read(csv_file("某表\n1,2\n镇;甲,钱\n甲,1\n"), known=frozenset())
    assert (table.headers, table.header_row) == (("镇;甲", "钱"), 3)
    assert letter(csv_file("1,2\n3,4\n"), known=frozenset()) == [
        "第1行：应有一行表头，各格都是文字，实为 '1 | 2'。请按模板填写表头。",
        "row 1: a header row whose cells are all words, got '1 | 2'. "
        "Write the header as in the template.",
    ]


@pytest.mark.parametrize(
    "label", ["合计", "合 计", "总计：", "小计", "合计(万元)", "全县合计", "Total", "grand total"]
)
def test_total_rows_are_marked_and_kept(csv_file: Make, label: str) -> None:
    table = read(csv_file(f"序号,单位,金额\n1,甲,1\n,{label},1\n{label},,1\n9,{label},1\n"))
    assert [row.is_total for row in table.rows] == [False, True, True, True]


@pytest.mark.parametrize("name", ["合计村", "甲", "total village"])
def test_a_name_that_only_sounds_like_a_total_is_none(csv_file: Make, name: str) -> None:
    assert not read(csv_file(f"单位,备注\n{name},合计\n")).rows[0].is_total


def test_all_faults_of_a_table_come_in_one_letter(csv_file: Make) -> None:
    lines = letter(csv_file("单位,金额,金额\n甲,#REF!,1\n乙,1,2,3\n"))
    assert [line.split(":")[0] for line in lines[3:]] == ["row 1, 金额", "row 2, 金额", "row 3"]


def test_columns_are_lettered_as_in_a_spreadsheet() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]


# --- the cells of a table -----------------------------------------------------------------------


def table_of(column: str, value: object, **known: Any) -> Table:
    """Return a table of one cell in row 2."""
    from optalloc.inputs.tables import Row

    rows = (Row(2, {column: value}),)  # type: ignore[dict-item]
    return Table("towns.xlsx", "指标", (column,), rows, **known)


def taken(
    method: str, value: object, *args: Any, table: dict[str, Any] | None = None, **kw: Any
) -> Any:
    """Read one cell; return what it means, or the two lines of the letter."""
    reading = Reading()
    sheet = table_of("栏", value, **(table or {}))
    result = getattr(reading, method)(sheet, sheet.rows[0], "栏", *args, **kw)
    if not reading.faults:
        return result
    assert result is None
    return lines_of(InputUnusable(reading.faults))


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("120", 120),
        ("１２０", 120),
        ("1,234", 1234),
        ("1，234.5", Fraction("1234.5")),
        (Decimal("0.1"), Fraction(1, 10)),
        (Decimal("1E-7"), Fraction(1, 10**7)),
        (12, 12),
        ("0", 0),
    ],
)
def test_numbers_are_exact_however_they_are_typed(value: object, number: Fraction) -> None:
    assert taken("number", value) == number


UNKNOWN = (
    "为零请填 0；没有用到这一列的才可留空。",
    "Write 0 for zero; leave it empty only where nothing reads it.",
)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("1２0人", "请删去单位。", "Remove the unit."),
        (
            "-",
            "为零请填 0；没有用到这一列的才可留空。",
            "Write 0 for zero; leave it empty only where nothing reads it.",
        ),
        (
            "—",
            "为零请填 0；没有用到这一列的才可留空。",
            "Write 0 for zero; leave it empty only where nothing reads it.",
        ),
        (
            "无",
            "为零请填 0；没有用到这一列的才可留空。",
            "Write 0 for zero; leave it empty only where nothing reads it.",
        ),
        (
            "nan",
            "为零请填 0；没有用到这一列的才可留空。",
            "Write 0 for zero; leave it empty only where nothing reads it.",
        ),
        (
            "2023-04-05",
            "请把单元格格式改为“数值”后重填。",
            "Format the cell as a number, then retype it.",
        ),
        (
            "1,23",
            "小数点请写“.”；逗号只能每三位一个。",
            "Write decimals with a point; a comma stands after every three digits only.",
        ),
        (
            "1.2万人",
            "请按这一列其他数的单位写成数字：1.2万 以一计写成 12000，以万计写成 1.2。",
            "Keep to the unit of the column's other figures: 1.2万 is 12000 in ones, 1.2 in 万.",
        ),
        ("5%", "请删去 %，按表头的单位填写。", "Remove the % and keep to the header's unit."),
        ("120①", "请去掉注释标记。", "Remove the footnote mark."),
        ("5²", "请去掉注释标记。", "Remove the footnote mark."),
        ("TRUE", "请填写数字。", "Write digits."),
        ("约120", "请填写数字。", "Write digits."),
        ("=1+1", "请填写数字。", "Write digits."),
        ("-5", "数字太小，请核对。", "It is too small: check it."),
        ("\u22125", "数字太小，请核对。", "It is too small: check it."),
    ],
)
def test_what_is_no_number_is_refused_with_what_to_do(value: str, zh: str, en: str) -> None:
    assert taken("number", value) == [
        f"第2行 栏：应为数字，不小于 0，实为 '{value}'。{zh}",
        f"row 2, 栏: a number, at least 0, got '{value}'. {en}".rstrip(),
    ]


def test_a_number_outside_its_range_is_refused() -> None:
    assert taken("number", "101", least=1, most=100, whole=True) == [
        "第2行 栏：应为整数，不小于 1，不大于 100，实为 '101'。数字太大，请核对。",
        "row 2, 栏: a whole number, at least 1, at most 100, got '101'. It is too large: check it.",
    ]
    assert taken("number", Decimal("1.5"), whole=True)[1] == (
        "row 2, 栏: a whole number, at least 0, got '1.5'. Leave out the decimals."
    )
    assert taken("number", "-1.5", least=None) == Fraction(-3, 2)
    assert taken("number", "x", least=None)[1] == "row 2, 栏: a number, got 'x'. Write digits."


def test_an_empty_cell_is_a_fault_only_where_it_is_required() -> None:
    assert taken("number", None) == [
        "第2行 栏：应为数字，不小于 0。单元格是空的，请填写。",
        "row 2, 栏: a number, at least 0. The cell is empty: fill it in.",
    ]
    assert taken("number", None, required=False) is None
    assert taken("money", None, "元", required=False) is None
    assert taken("text", None, required=False) is None
    assert taken("share", None, required=False) is None
    assert taken("yes_no", None, required=False) is None


@pytest.mark.parametrize(
    ("value", "table", "fen"),
    [
        ("4.5", {}, 4_500_000),
        (Decimal("4.5"), {}, 4_500_000),
        ("4.5元", {}, 450),
        ("4.5", {"units": {"栏": "元"}, "unit_line": "亿元"}, 450),
        ("4.5", {"unit_line": "亿元"}, 45_000_000_000),
        ("4.5", {"brackets": {"栏": "元/亩"}, "unit_line": "亿元"}, 450),
        ("4.5", {"brackets": {"栏": "万"}, "unit_line": "亿元"}, 4_500_000),
        ("4.5", {"brackets": {"栏": "人民币元"}}, 450),
        ("4.5", {"brackets": {"栏": "中央"}}, 4_500_000),
        ("1,000", {}, 10**9),
    ],
)
def test_money_is_in_the_nearest_unit_that_is_said(
    value: object, table: dict[str, Any], fen: int
) -> None:
    assert taken("money", value, "万元", table=table) == fen


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("4.5000001", "请精确到分。", "Round it to whole fen."),
        (Decimal("0.333333333333333"), "请精确到分。", "Round it to whole fen."),
        ("9" * 15, "最大 100000000000，请检查单位。", "At most 100000000000: check the unit."),
        ("4.5块", "请换算成万元，只填数字。", "Convert it to 万元 and write the number alone."),
        ("4.5千元", "请换算成万元，只填数字。", "Convert it to 万元 and write the number alone."),
        ("5%", "请填写算出的金额。", "Write the amount that it comes to."),
        ("4.5①", "请去掉注释标记。", "Remove the footnote mark."),
        ("-1", "数字太小，请核对。", "It is too small: check it."),
    ],
)
def test_what_is_no_money_is_refused_with_what_to_do(value: object, zh: str, en: str) -> None:
    assert taken("money", value, "万元") == [
        f"第2行 栏：应为以万元计的金额，不小于 0，最多 6 位小数，实为 '{value}'。{zh}",
        "row 2, 栏: an amount in 万元, at least 0, at most 6 decimals, "
        f"got '{value}'. {en}".rstrip(),
    ]


def test_money_may_be_allowed_below_zero() -> None:
    assert taken("money", "-1", "元", least=None) == -100


def test_a_header_in_another_unit_of_money_is_refused_once() -> None:
    assert taken("money", "5", "万元", table={"brackets": {"栏": "千元"}}) == [
        "第1行 栏：单位应为 元、万元 或 亿元，实为 '千元'。请换算，并改正表头。",
        "row 1, 栏: a unit: 元, 万元 or 亿元, got '千元'. "
        "Convert the column and correct its header.",
    ]


@pytest.mark.parametrize(
    ("value", "share"),
    [
        ("55%", Fraction(11, 20)),
        ("５５％", Fraction(11, 20)),
        ("0.55", Fraction(11, 20)),
        (Decimal("0.55"), Fraction(11, 20)),
        ("11/20", Fraction(11, 20)),
        (1, 1),
        (0, 0),
    ],
)
def test_shares_are_exact(value: object, share: Fraction) -> None:
    assert taken("share", value) == share


def test_a_share_below_a_percent_sign_is_in_hundredths_and_never_guessed() -> None:
    percent = {"brackets": {"栏": "%"}}
    assert taken("share", 55, table=percent) == Fraction(11, 20)
    assert taken("share", "55%", table=percent) == Fraction(11, 20)
    assert taken("share", 0, table=percent) == 0
    assert taken("share", 5, table={"brackets": {"栏": "‰"}}) == Fraction(1, 200)
    assert taken("share", Decimal("0.55"), table=percent) == [
        "第2行 栏：应为 0% 到 100% 的比例，实为 '0.55'。请带 % 号填写，如 55%。",
        "row 2, 栏: a share from 0% to 100%, got '0.55'. Write it with its sign, as in 55%.",
    ]


@pytest.mark.parametrize("value", [55, "101%", "-1%", Decimal("1.01")])
def test_a_share_outside_the_whole_is_refused(value: object) -> None:
    assert taken("share", value) == [
        f"第2行 栏：应为 0% 到 100% 的比例，实为 '{value}'。请写成 55% 或 0.55。",
        f"row 2, 栏: a share from 0% to 100%, got '{value}'. Write it as 55% or 0.55.",
    ]


@pytest.mark.parametrize(("value", "ways"), [(40, "40% 或 0.4"), ("12.5", "12.5% 或 0.125")])
def test_a_share_without_its_sign_is_told_as_it_came(value: object, ways: str) -> None:
    (zh, _) = taken("share", value)
    assert zh.endswith(f"实为 '{value}'。请写成 {ways}。")


@pytest.mark.parametrize("word", ["是", "√", "✓", "Yes", "Ｙ", "TRUE"])
def test_words_for_yes(word: str) -> None:
    assert taken("yes_no", word) is True


@pytest.mark.parametrize("word", ["否", "×", "no", "N", "FALSE"])
def test_words_for_no(word: str) -> None:
    assert taken("yes_no", word) is False


@pytest.mark.parametrize("word", ["x", "1", "有", "-"])
def test_other_words_are_neither_yes_nor_no(word: str) -> None:
    assert taken("yes_no", word) == [
        f"第2行 栏：应为 是 或 否，实为 '{word}'。",
        f"row 2, 栏: yes or no (是, 否), got '{word}'.",
    ]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("睢 县", "睢县"),
        ("灵山\n镇", "灵山镇"),
        ("New  Town", "New Town"),
        (3, "3"),
        ("甲" * 200,) * 2,
    ],
)
def test_names_lose_the_spaces_of_offices(value: object, name: str) -> None:
    assert taken("name", value) == name


def test_names_nobody_can_tell_apart_are_refused() -> None:
    assert taken("name", "灵\u202e山镇") == [
        "第2行 栏：应为名称，最多 200 个字，实为 '灵\\u202e山镇'。"
        "其中有看不见的字符 U+202E，请重新输入。",
        "row 2, 栏: a name of at most 200 characters, got '灵\\u202e山镇'. "
        "It holds the invisible character U+202E: type it again.",
    ]
    assert taken("name", "\x1b[31m甲")[1].startswith(
        "row 2, 栏: a name of at most 200 characters, got '\\u001b[31m甲'."
    )
    assert taken("name", "甲" * 201)[1].endswith("…'. Shorten it.")
    assert taken("name", None)[1].endswith("The cell is empty: fill it in.")


def test_texts_are_what_stands_there() -> None:
    assert taken("text", "海乡振发〔2023〕15号") == "海乡振发〔2023〕15号"
    assert taken("text", Decimal("1E-7")) == "0.0000001"
    assert taken("text", 15) == "15"


def test_a_missing_column_is_told_once_for_all_rows(csv_file: Make) -> None:
    table = read(csv_file(PLAIN))
    reading = Reading()
    for row in table.rows:
        assert reading.number(table, row, "金额") is None
        assert reading.number(table, row, "备注", required=False) is None
        assert reading.name(table, row, "单位") in ("灵山镇", "三江镇")
    with pytest.raises(InputUnusable) as caught:
        reading.finish()
    assert lines_of(caught.value) == [
        "第1行：应有“金额”一列。现有：单位、脱贫人口。",
        "row 1: a column 金额. There are: 单位, 脱贫人口.",
    ]


def test_a_reading_collects_the_faults_of_all_cells_in_one_letter(book_file: Make) -> None:
    table = read(book_file([["单位", "脱贫人口(人)"], ["灵山镇", "1２0人"], [None, -3], ["甲", 5]]))
    reading = Reading()
    found = [
        (reading.name(table, row, "单位"), reading.number(table, row, "脱贫人口", whole=True))
        for row in table.rows
    ]
    assert found == [("灵山镇", None), (None, None), ("甲", 5)]
    with pytest.raises(InputUnusable) as caught:
        reading.finish()
    assert caught.value.letter("en") == (
        "towns.xlsx, sheet 指标, cannot be used:\n"
        "  row 2, 脱贫人口: a whole number, at least 0, got '1２0人'. Remove the unit.\n"
        "  row 3, 单位: a name of at most 200 characters. The cell is empty: fill it in.\n"
        "  row 3, 脱贫人口: a whole number, at least 0, got '-3'. It is too small: check it."
    )
    assert caught.value.letter("zh") == (
        "towns.xlsx，工作表 指标，不能使用：\n"
        "  第2行 脱贫人口：应为整数，不小于 0，实为 '1２0人'。请删去单位。\n"
        "  第3行 单位：应为名称，最多 200 个字。单元格是空的，请填写。\n"
        "  第3行 脱贫人口：应为整数，不小于 0，实为 '-3'。数字太小，请核对。"
    )


def test_a_reading_without_faults_ends_in_peace() -> None:
    Reading().finish()


def test_a_table_names_any_of_its_places() -> None:
    table = table_of("栏", 1)
    allowed = Words("甲", "a")
    assert table.fault(2, "栏", allowed, Decimal("1.50")).say("zh") == "第2行 栏：甲，实为 '1.50'。"
    assert table.fault(2, None, allowed).say("en") == "row 2: a."
    assert table.fault(None, "栏", allowed).say("zh") == "列 栏：甲。"
    assert table.fault(None, "栏", allowed).say("en") == "column 栏: a."
    assert table.fault(None, None, allowed, remedy=allowed).say("zh") == "表格：甲。甲"
    assert table.fault(2, "x\x1b", allowed).say("en") == "row 2, x\\u001b: a."


def test_marks_from_a_table_reach_no_terminal(csv_file: Make) -> None:
    text = "\n".join(letter(csv_file("单位,金额,\x1b,\x1b\n灵�\x1b镇,1,2,3\n")))
    assert "\x1b" not in text and "灵�\\u001b镇" in text


def test_marks_that_a_terminal_would_act_on_are_made_visible() -> None:
    assert visible("睢\u3000县\n\x07") == "睢\u3000县\n\\u0007"


# --- what is written is what is read ------------------------------------------------------------

NAMES = st.text(
    st.characters(codec="gb18030", exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=12
)
WHOLE = st.integers(-(10**15) + 1, 10**15 - 1)
PART = st.decimals(-(10**6), 10**6, places=6, allow_nan=False)
ROW = st.tuples(NAMES, st.one_of(st.none(), WHOLE, PART), NAMES)


def as_read(value: str | int | Decimal | None) -> str | int | Decimal | None:
    """Return what a cell is after its ends are trimmed; an empty text is nothing."""
    return raw.trim(value) or None if isinstance(value, str) else value


def is_plain(text: str) -> bool:
    """Say whether a text is no comment, no note, no error of Excel's and no escape of OOXML."""
    own = raw.trim(text)
    is_aside = own.startswith(("#", "＃")) or is_note(own) or is_footnote(own)
    return not is_aside and "\ufffd" not in text and "_x" not in text


@pytest.mark.slow
@settings(max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(ROW, min_size=1, max_size=8), how=st.sampled_from(["utf-8", "gb18030", "xlsx"])
)
@example(rows=[('"', Decimal("-0.000001"), ",")], how="gb18030")
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, ...]], how: str
) -> None:
    assume(all(is_plain(row[0]) and is_plain(row[2]) for row in rows))
    header = ("单位", "金额", "备注")
    path = tmp_path_factory.getbasetemp() / ("t.xlsx" if how == "xlsx" else "t.csv")
    if how == "xlsx":
        with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            for i, row in enumerate((header, *rows)):
                for j, value in enumerate(row):
                    write = sheet.write_string if isinstance(value, str) else sheet.write
                    write(i, j, value)
    else:
        lines = (",".join(_quoted(value) for value in row) for row in (header, *rows))
        path.write_bytes("\r\n".join(lines).encode(how))
    expected = []
    for number, row in enumerate(rows, 2):
        cells = [as_read(value) for value in row]
        if any(cell is not None for cell in cells):
            expected.append((number, cells))
    assume(expected)
    table = read(path)
    assert [row.number for row in table.rows] == [number for number, _ in expected]
    for got, (_, cells) in zip(values(table), expected, strict=True):
        assert got[0::2] == cells[0::2]
        assert _same_number(got[1], cells[1], is_text=how != "xlsx")


def _quoted(value: object) -> str:
    if value is None:
        return ""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return '"' + text.replace('"', '""') + '"'


def _same_number(got: Any, written: Any, is_text: bool) -> bool:
    if written is None or not is_text:
        return bool(got == written)
    return bool(Decimal(got) == written)


def two_rows_of_heads(folder: Path, group: str, *own: str, merges: tuple[str, ...]) -> Path:
    """Write a workbook whose heads stand in two rows, and name its sheet's merged cells."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in (("单位", group), (None, *own), ("甲镇", 1, 2), ("乙镇", 3, 4)):
        sheet.append(cells)
    for merge in merges:
        sheet.merge_cells(merge)
    book.save(folder / "t.xlsx")
    return folder / "t.xlsx"


def test_a_header_of_two_rows_under_merged_cells_is_read_as_one(tmp_path: Path) -> None:
    merges = ("A1:A2", "B1:C1")
    path = two_rows_of_heads(tmp_path, "人口情况", "脱贫人口", "监测对象", merges=merges)
    table = read_table(path, "t.xlsx", known=("单位", "人口情况"))
    assert table.headers == ("单位", "脱贫人口", "监测对象")
    assert [(row.number, row.cells["监测对象"]) for row in table.rows] == [(3, 2), (4, 4)]
    path = two_rows_of_heads(tmp_path, "资金（元）", "中央", "县级", merges=merges)
    assert read_table(path, "t.xlsx").units == {"中央": "元", "县级": "元"}


@pytest.mark.parametrize(
    ("own", "merges"),
    [
        (("脱贫人口", "监测对象"), ("B1:C1",)),
        (("脱贫人口", None), ("A1:A2", "B1:C1")),
        (("金额", "占比"), ("A1:A2", "B1:C1")),
    ],
)
def test_a_merged_header_in_doubt_is_refused_with_what_helps(
    tmp_path: Path, own: tuple[str, ...], merges: tuple[str, ...]
) -> None:
    path = two_rows_of_heads(tmp_path, "人口情况", *own, merges=merges)
    with pytest.raises(InputUnusable) as error:
        read_table(path, "t.xlsx")
    assert "请把表头写成一行：每列一个表头，不合并。" in error.value.letter("zh")


@pytest.mark.parametrize(
    ("first", "second", "is_told"),
    [
        ("单位,类型,人口情况,人口情况", "单位,类型,脱贫人口,监测对象", True),
        ("单位,类型,人口情况,人口情况", ",,脱贫人口,监测对象", True),
        ("单位,类型,人口情况,人口情况", "丁镇,镇,暂无,暂无", False),
        ("单位,类型,人口情况,人口情况", "丁镇,镇,100,1", False),
    ],
)
def test_a_letter_about_heads_in_two_rows_says_that_one_row_is_wanted(
    first: str, second: str, is_told: bool, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{first}\n{second}\n甲镇,镇,1200,10\n乙镇,镇,800,5\n", "utf-8")
    with pytest.raises(InputUnusable) as refused:
        read_table(path, "t.csv", None, ("单位", "类型"))
    remedy = "第2行也是表头。请把表头写成一行：每列一个表头，不合并。写好后删去第2行。"
    assert (remedy in refused.value.letter("zh")) == is_told


def test_a_column_without_a_head_over_heads_asks_for_one_row(tmp_path: Path) -> None:
    path, book = tmp_path / "t.xlsx", openpyxl.Workbook()
    rows = ("单位 类型 人口情况", "单位 类型 脱贫人口 监测对象", "甲镇 镇 1200 10", "乙镇 镇 800 5")
    for row in rows:
        book.active.append([int(c) if c.isdecimal() else c for c in row.split()])
    book.save(path)
    with pytest.raises(InputUnusable) as refused:
        read_table(path, "t.xlsx", None, ("单位", "类型"))
    assert refused.value.letter("zh").endswith(
        "第1行 D 列：有内容的列应有表头。第2行也是表头。请把表头写成一行：每列一个表头，不合并。"
        "写好后删去第2行。"
    )
