"""Read the table that a user names: `towns.csv`, `towns.xlsx`, `towns.xlsx#指标`.

It becomes a faithful table whose every cell knows its place:

    file -> bytes -> raw rows -> header -> columns -> Table
"""

import re
from collections.abc import Collection
from pathlib import Path

from optalloc.core.message import Words
from optalloc.inputs.tables.cells import Reading
from optalloc.inputs.tables.columns import TOO_SMALL
from optalloc.inputs.tables.csv_text import decode, read_text
from optalloc.inputs.tables.field_words import (
    named_as_part,
    outline_level,
    says_part,
    says_whole,
    total_level,
)
from optalloc.inputs.tables.files import (
    KINDS,
    PAGES,
    PAPERS,
    PDFS,
    SAVE_AS_BOOK,
    near_file,
    note_content,
    noting_files,
    open_table,
    read_whole,
)
from optalloc.inputs.tables.headers import (
    HeaderWords,
    ParsedHeader,
    split_header,
    tidy_header,
    unit_told,
)
from optalloc.inputs.tables.layout import lay_out, table_of, table_row
from optalloc.inputs.tables.raw import RawRow, Value, trim, unusable
from optalloc.inputs.tables.raw_rows import total_at
from optalloc.inputs.tables.row_statistics import (
    STATISTICS,
    agrees,
    statistic_of,
    statistic_or_name,
    statistics_in,
)
from optalloc.inputs.tables.table import (
    Cell,
    OtherLayout,
    Row,
    Table,
    TornTable,
    figure_in,
    holds_a_figure,
    holds_figures_alone,
    show_value,
)

__all__ = [
    "KINDS",
    "STATISTICS",
    "TOO_SMALL",
    "Cell",
    "HeaderWords",
    "OtherLayout",
    "ParsedHeader",
    "RawRow",
    "Reading",
    "Row",
    "Table",
    "TornTable",
    "Value",
    "agrees",
    "decode",
    "figure_in",
    "holds_a_figure",
    "holds_figures_alone",
    "named_as_part",
    "near_file",
    "note_content",
    "noting_files",
    "outline_level",
    "read_table",
    "read_whole",
    "says_part",
    "says_whole",
    "sheet_names",
    "show_value",
    "split_header",
    "split_reference",
    "statistic_of",
    "statistic_or_name",
    "statistics_in",
    "table_of",
    "table_row",
    "tidy_header",
    "total_at",
    "total_level",
    "trim",
    "unit_told",
]

_REFERENCE = re.compile(
    rf"(.*?({'|'.join(map(re.escape, (*KINDS, *PAPERS, *PAGES, *PDFS)))}))#(.*)",
    re.IGNORECASE | re.DOTALL,
)


def split_reference(text: str) -> tuple[str, str | None]:
    """Return file and sheet or table of `towns.xlsx#指标`, `plan.docx#表2`; None without one."""
    found = _REFERENCE.fullmatch(text)
    return (found[1], found[3].strip() or None) if found else (text, None)


def sheet_names(path: Path, named: str) -> tuple[str, ...]:
    """Return the sheets of a workbook, hidden ones included; a CSV file has none.

    Raises:
        InputUnusable: When the file is neither.
    """
    kind, content = open_table(path, named)
    if kind == "other book":
        from optalloc.inputs.tables.other_books import other_book_sheets

        return other_book_sheets(content, named)
    if kind != "book":
        return ()
    from optalloc.inputs.tables.xlsx_book import book_sheets

    return book_sheets(content, named)


def read_table(
    path: Path, named: str, sheet: str | None = None, known: Collection[str] = ()
) -> Table:
    """Read a table with all its places.

    Args:
        sheet: The sheet; None means the only one.
        known: The header words the reader knows; when empty, the header is the first row of at
            least two cells that are all words.

    Raises:
        InputUnusable: With every fault found.
    """
    words = HeaderWords(known)
    kind, content = open_table(path, named)
    if kind == "book":
        from optalloc.inputs.tables.xlsx_book import read_book

        return lay_out(read_book(content, named, sheet), named, words)
    if kind == "other book":
        from optalloc.inputs.tables.other_books import read_other_book

        return lay_out(read_other_book(content, named, sheet), named, words)
    if kind == "page":
        allowed = Words("应为工作簿，实为网页", "a workbook; it is a page")
        raise unusable(named, allowed, SAVE_AS_BOOK)
    if sheet is not None:
        allowed = Words("CSV 没有工作表", "a CSV file has no sheets")
        raise unusable(named, allowed, Words("请去掉 #。", "Leave out the # part."), sheet)
    return lay_out(read_text(content, named, words), named, words)
