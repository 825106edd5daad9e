"""Open workbooks of other makes: .xls and WPS's .et with xlrd, .xlsb and .ods with calamine.

calamine reads values and merged blocks; what it does not tell, `untold.py` finds. xlrd tells more
of workbooks of Excel 97 and WPS: an error of a formula, which calamine returns as an empty cell,
and the rows and columns that the workbook hides. Neither tells a formula from a figure: where that
matters the workbook is best saved as .xlsx (`xlsx_book.py`).
"""

import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from optalloc.core.message import Words
from optalloc.inputs.tables.files import OLD_OFFICE, SAVE_AS_BOOK, choose_sheet, refuse_packed_bomb
from optalloc.inputs.tables.number_formats import (
    FIRST_OWN,
    PERCENTS,
    as_displayed,
    as_formatted,
    exact_number,
)
from optalloc.inputs.tables.raw import (
    MOST_CELLS,
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
from optalloc.inputs.tables.untold import Untold, untold

LARGEST_AREA = 8 * MOST_CELLS
"""Most cells, empty ones among them, of the area that a sheet says it fills."""

T = TypeVar("T")


def read_old_book(content: bytes, named: str, sheet: str | None) -> RawSheet:
    """Return the filled rows of one sheet; without a name, of the only one.

    Raises:
        InputUnusable: When the workbook is broken, the sheet is not there, or it is too large.
    """
    book = _opened_old(content, named)
    name = choose_sheet(_tried_old(book.sheet_names, named), named, sheet)
    found = _tried_old(lambda: book.sheet_by_name(name), named)
    counter = Counter(named, name)
    rows = tuple(counter.take(row) for row in _tried_old(lambda: list(_rows(book, found)), named))
    return RawSheet(
        rows,
        (),
        tuple(_old_merge(block) for block in found.merged_cells),
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
    return tuple(_tried_old(_opened_old(content, named).sheet_names, named))


def _opened_old(content: bytes, named: str) -> Any:
    # Most runs read CSV or XLSX and need no xlrd.
    import xlrd

    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # it reports what it finds odd
        return _tried_old(
            lambda: xlrd.open_workbook(
                file_contents=content, formatting_info=True, logfile=nowhere
            ),
            named,
        )


def _tried_old(read: Callable[[], T], named: str) -> T:
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
        cells = [_old_value(book, cell) for cell in sheet.row(number)]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            yield RawRow(number + 1, tuple(cells))


def _old_value(book: Any, cell: Any) -> Value | Flaw:
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


def _old_merge(block: tuple[int, int, int, int]) -> Merge:
    top, bottom, left, right = block  # ends are not included
    name = f"{column_letters(left + 1)}{top + 1}:{column_letters(right)}{bottom}"
    return Merge(name, top + 1, bottom, left + 1, right)


def read_other_book(content: bytes, named: str, sheet: str | None) -> RawSheet:
    """Return the filled rows of one sheet; without a name, of the only one.

    Raises:
        InputUnusable: When the workbook is broken, the sheet is not there, or it is too large.
    """
    if content.startswith(OLD_OFFICE):
        return read_old_book(content, named, sheet)
    from python_calamine import SheetVisibleEnum

    book = _opened(content, named)
    name = choose_sheet(book.sheet_names, named, sheet)
    found = _tried(lambda: book.get_sheet_by_name(name), named)
    if found.total_height * found.total_width > LARGEST_AREA:
        allowed = Words(f"最多 {LARGEST_AREA} 格", f"at most {LARGEST_AREA} cells")
        raise unusable(named, allowed, SAVE_AS_BOOK, sheet=name)
    beside = _tried(lambda: untold(content, name), named)
    counter = Counter(named, name)
    cells = _tried(lambda: found.to_python(skip_empty_area=False), named)
    rows = [_row(number, row, beside) for number, row in enumerate(cells, 1)]
    rows = [counter.take(row) for row in rows if row.filled]
    merges = tuple(map(_merge, _tried(lambda: found.merged_cell_ranges, named) or ()))
    is_hidden = any(
        meta.name == name and meta.visible != SheetVisibleEnum.Visible
        for meta in book.sheets_metadata
    )
    hidden = frozenset(beside.hidden_rows), frozenset(beside.hidden_columns)
    return RawSheet(tuple(rows), (), merges, name, *hidden, is_hidden=is_hidden)


def other_book_sheets(content: bytes, named: str) -> tuple[str, ...]:
    """Return the names of a workbook's sheets, hidden ones included.

    Raises:
        InputUnusable: When the workbook is broken.
    """
    if content.startswith(OLD_OFFICE):
        return old_book_sheets(content, named)
    return tuple(_opened(content, named).sheet_names)


def _opened(content: bytes, named: str) -> Any:
    # Most runs read CSV or XLSX and need no calamine.
    from python_calamine import CalamineWorkbook

    if content.startswith(b"PK"):
        refuse_packed_bomb(content, named)
    return _tried(lambda: CalamineWorkbook.from_filelike(io.BytesIO(content)), named)


@contextmanager
def _without_panic() -> Iterator[None]:
    """Keep what the library's own runtime prints of a damaged file off the user's screen.

    It writes to the process's error output beneath Python; what went wrong is in the exception.
    """
    if sys.stderr is not None:
        sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:  # there is no error output
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _tried(read: Callable[[], T], named: str) -> T:
    """Return what calamine reads.

    Raises:
        InputUnusable: When the workbook is broken.
    """
    try:
        with _without_panic():
            return read()
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the library on a damaged file is no Exception
        allowed = Words("应为完好的工作簿", "an undamaged workbook")
        raise unusable(named, allowed, SAVE_AS_BOOK) from None


def _row(number: int, row: Sequence[Any], beside: Untold) -> RawRow:
    cells = [_value(cell) for cell in row]
    for column, how in beside.shown.get(number, {}).items():
        if column < len(cells) and isinstance(held := cells[column], int | Decimal):
            if isinstance(how, str):
                cells[column] = as_formatted(held, how)
            else:
                cells[column] = as_displayed(held, how)
    for column, shown in beside.errors.get(number, {}).items():
        cells += [None] * (column + 1 - len(cells))
        cells[column] = broken_value(shown)
    while cells and cells[-1] is None:
        cells.pop()
    return RawRow(number, tuple(cells))


def _value(cell: Any) -> Value | Flaw:
    """Return a cell as the reader of .xlsx does: exact numbers, dates in ISO 8601, tidy texts."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return exact_number(repr(cell))
    if isinstance(cell, datetime) and cell.time() == time(0):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return clean_text(str(cell))


def _merge(block: tuple[tuple[int, int], tuple[int, int]]) -> Merge:
    (top, left), (bottom, right) = block
    name = f"{column_letters(left + 1)}{top + 1}:{column_letters(right + 1)}{bottom + 1}"
    return Merge(name, top + 1, bottom + 1, left + 1, right + 1)
