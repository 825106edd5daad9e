"""Write rows of cells as a file of each format that `optalloc check` reads.

What a format can carry stands here too: CSV, pages and papers hold texts alone, so that a number
stored as text or an error of a formula is no fault that they could have.
"""

import csv
import zipfile
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from html import escape
from pathlib import Path
from typing import Any

import docx
import openpyxl
import xlwt
from pdf_made import pdf_of

Rows = Sequence[Sequence[Any]]
Writer = Callable[[Rows, Path], object]

BOOKS = (".xlsx", ".xls", ".ods")
"""Formats that tell numbers from texts, and know errors of formulas."""
TEXTS = (".csv", ".html", ".docx", ".pdf")
FORMATS = (*BOOKS, *TEXTS)
WITH_MARKS = tuple(ending for ending in FORMATS if ending != ".pdf")
"""Formats in which a name can hold a mark that has no glyph: a font has none to print."""
ERRORS = {"#NULL!": 0, "#DIV/0!": 7, "#VALUE!": 15, "#REF!": 23, "#NAME?": 29, "#N/A": 42}
"""What Excel writes for an error, and its number in a file of Excel 97."""
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def write(rows: Rows, path: Path) -> Path:
    """Write rows in the format that the name says."""
    WRITERS[path.suffix](rows, path)
    return path


def stored(cell: Any) -> Any:
    """Return a cell as a workbook stores it: numbers as numbers, but 'text after a quote."""
    if not isinstance(cell, str):
        return cell
    try:
        return Decimal(cell)
    except InvalidOperation:
        return cell.removeprefix("'")


def as_csv(rows: Rows, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def as_book(rows: Rows, path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append([stored(cell) for cell in row])
    book.save(path)


def as_old_book(rows: Rows, path: Path) -> None:
    """Write a workbook of Excel 97."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    for number, row in enumerate(rows):
        for column, cell in enumerate(map(stored, row)):
            if cell in ERRORS:
                sheet.row(number).set_cell_error(column, ERRORS[cell])
            elif cell != "":
                sheet.write(number, column, cell)
    book.save(str(path))


def as_open_book(rows: Rows, path: Path) -> None:
    """Write a workbook of LibreOffice: the two parts that a reader needs."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    body = "".join(
        f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>" for row in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} '
        'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Sheet1">'
        f"{body}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{manifest}" m:version="1.2">'
            f'<m:file-entry m:full-path="/" m:media-type="{kind}"/>'
            '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
        )
        archive.writestr("content.xml", content)


def _open_cell(cell: Any) -> str:
    value = stored(cell)
    if value == "":
        return "<table:table-cell/>"
    shown = f"<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'
    number = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {number}>{shown}</table:table-cell>"


def as_page(rows: Rows, path: Path) -> None:
    cells = ("".join(f"<td>{escape(str(v))}</td>" for v in row) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    path.write_text(f"<html><meta charset=utf-8><table>{body}</table></html>", encoding="utf-8")


def as_paper(rows: Rows, path: Path) -> None:
    paper = docx.Document()
    table = paper.add_table(rows=len(rows), cols=max(map(len, rows)))
    for own, row in zip(table.rows, rows, strict=True):
        for place, value in zip(own.cells, row, strict=False):
            place.text = str(value)
    paper.save(str(path))


def as_print(rows: Rows, path: Path) -> None:
    """Write a PDF with a text layer, one page, its cells ruled."""
    width = max(map(len, rows))
    full = [[*map(str, row), *[""] * (width - len(row))] for row in rows]
    path.write_bytes(pdf_of([((), full)]))


WRITERS: dict[str, Writer] = {
    ".csv": as_csv,
    ".xlsx": as_book,
    ".xls": as_old_book,
    ".ods": as_open_book,
    ".html": as_page,
    ".docx": as_paper,
    ".pdf": as_print,
}
