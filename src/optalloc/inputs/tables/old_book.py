"""Open workbooks of Excel 97 and WPS (.xls, .et) with xlrd.

xlrd tells what calamine does not: an error of a formula, which calamine returns as an empty cell,
and the rows and columns that the workbook hides.
"""

import os
from collections.abc import Callable, Iterator
from datetime import time
from typing import Any, TypeVar

from optalloc.core.message import Words
from optalloc.inputs.tables.files import SAVE_AS_BOOK, choose_sheet
from optalloc.inputs.tables.number_formats import FIRST_OWN, PERCENTS, as_formatted
from optalloc.inputs.tables.raw import (
    MOST_COLUMNS,
    Counter,
    Flaw,
    Merge,
    RawRow,
    RawSheet,
    Value,
    broken_value,
    clean_text,
    column_letters,
    unusable,
)
from optalloc.inputs.tables.stored_numbers import exact_number

T = TypeVar("T")


def read_old_book(content: bytes, named: str, sheet: str | None) -> RawSheet:
    """Return the filled rows of one sheet; without a name, of the only one.

    Raises:
        InputUnusable: When the workbook is broken, the sheet is not there, or it is too large.
    """
    book = _opened(content, named)
    name = choose_sheet(_tried(book.sheet_names, named), named, sheet)
    found = _tried(lambda: book.sheet_by_name(name), named)
    counter = Counter(named, name)
    rows = tuple(counter.take(row) for row in _tried(lambda: list(_rows(book, found)), named))
    return RawSheet(
        rows,
        (),
        tuple(_merge(block) for block in found.merged_cells),
        name,
        frozenset(number + 1 for number, row in found.rowinfo_map.items() if row.hidden),
        frozenset(
            number
            for number, column in found.colinfo_map.items()
            if column.hidden and number < MOST_COLUMNS
        ),
        is_hidden=found.visibility != 0,
    )


def old_book_sheets(content: bytes, named: str) -> tuple[str, ...]:
    """Return the names of a workbook's sheets, hidden ones included.

    Raises:
        InputUnusable: When the workbook is broken.
    """
    return tuple(_tried(_opened(content, named).sheet_names, named))


def _opened(content: bytes, named: str) -> Any:
    # Most runs read CSV or XLSX and need no xlrd.
    import xlrd

    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # it reports what it finds odd
        return _tried(
            lambda: xlrd.open_workbook(
                file_contents=content, formatting_info=True, logfile=nowhere
            ),
            named,
        )


def _tried(read: Callable[[], T], named: str) -> T:
    """Return what xlrd reads.

    Raises:
        InputUnusable: When the workbook is broken; xlrd raises whatever it stumbles over.
    """
    try:
        return read()
    except Exception:
        allowed = Words("应为完好的工作簿", "an undamaged workbook")
        raise unusable(named, allowed, SAVE_AS_BOOK) from None


def _rows(book: Any, sheet: Any) -> Iterator[RawRow]:
    for number in range(sheet.nrows):
        cells = [_value(book, cell) for cell in sheet.row(number)]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield RawRow(number + 1, tuple(cells))


def _value(book: Any, cell: Any) -> Value | Flaw:
    """Return a cell as the reader of .xlsx does: exact numbers, dates in ISO 8601, tidy texts."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return clean_text(cell.value)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return _number(book, cell)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return broken_value(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _date(book, cell.value)
    return None


def _number(book: Any, cell: Any) -> Value | Flaw:
    """Return a number as its format shows it."""
    number = exact_number(repr(cell.value))
    key = book.xf_list[cell.xf_index].format_key
    code = PERCENTS.get(key, "") if key < FIRST_OWN else book.format_map[key].format_str
    return number if not code or isinstance(number, Flaw) else as_formatted(number, code)


def _date(book: Any, value: float) -> str | Flaw:
    import xlrd

    try:
        moment = xlrd.xldate.xldate_as_datetime(value, book.datemode)
    except (OverflowError, ValueError):
        return Flaw(Words("应为日期", "a date"), str(value))
    shown = moment.date() if moment.time() == time(0) else moment
    return str(shown.isoformat())


def _merge(block: tuple[int, int, int, int]) -> Merge:
    top, bottom, left, right = block  # ends are not included
    name = f"{column_letters(left + 1)}{top + 1}:{column_letters(right)}{bottom}"
    return Merge(name, top + 1, bottom, left + 1, right)
