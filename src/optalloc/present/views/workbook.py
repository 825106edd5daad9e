"""A paper as a workbook: a sheet for each table, texts as texts, amounts and shares as numbers.

Sheets print on A4 as those of a report do: on its side where it is wide, the heads on every page.
"""

import io
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from optalloc.core.errors import flat
from optalloc.core.message import Lang, Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.present.views.view import LedgerView, PaperTable, aligned, text_of
from optalloc.present.xlsx.layout import Layout

LONGEST_TITLE = 31
"""Longest name of a sheet that Excel takes [characters]."""
NOTES = Words("说明", "notes")
WIDEST_NOTE, MOST_OF_A_HEAD = 66, 12
FOOT = Words("&C第 &P 页，共 &N 页", "&C&P / &N")
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""What keeps a text from a table a text."""


def sheet_title(name: str) -> str:
    """Return a name that Excel takes for a sheet."""
    return "".join("_" if c in "[]:*?/\\'" else c for c in flat(name))[:LONGEST_TITLE]


def paper_book(paper: LedgerView, lang: Lang) -> bytes:
    """Return the workbook."""
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, OPTIONS)
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "money": book.add_format({"num_format": "#,##0.######", "valign": "top"}),
        "share": book.add_format({"num_format": "0.00%", "valign": "top"}),
        "total": book.add_format({"bold": True, "top": 1, "num_format": "#,##0.######"}),
        "total_share": book.add_format({"bold": True, "top": 1, "num_format": "0.00%"}),
    }
    notes = book.add_worksheet(NOTES.say(lang))
    _notes(notes, paper, lang, looks)
    _print(notes, Layout({0: -WIDEST_NOTE}, used=1), lang)
    for table in paper.tables:
        _sheet(book, table, paper.unit, lang, looks)
    book.close()
    return content.getvalue()


def _notes(page: Any, paper: LedgerView, lang: Lang, looks: dict[str, Any]) -> None:
    page.write_string(0, 0, paper.title.say(lang), looks["title"])
    unit = Words(f"金额单位：{paper.unit}", f"Amounts in {paper.unit}")
    row = 1
    for words in (*paper.lines, unit):
        page.write_string(row, 0, words.say(lang), looks["text"])
        row += 1
    for title, items in paper.lists:
        page.write_string(row + 1, 0, title.say(lang), looks["head"])
        row += 2
        for item in items:
            page.write_string(row, 0, item.say(lang), looks["text"])
            row += 1


def _sheet(book: Any, table: PaperTable, unit: str, lang: Lang, looks: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet_title(table.title.say(lang)))
    layout = Layout()
    for column, head in enumerate(table.heads):
        cells = [row[column] for row in table.rows]
        is_money = any(isinstance(cell, int) for cell in cells)
        shown = f"{head.say(lang)}({unit})" if is_money else head.say(lang)
        page.write_string(0, column, shown, looks["head"])
        _widen(layout, column, shown, aligned(cells, unit, lang))
    for number, row in enumerate(table.rows, start=1):
        is_total = table.has_total and number == len(table.rows)
        for column, cell in enumerate(row):
            _write(page, (number, column), cell, unit, lang, looks, is_total)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    layout.breaks = list(range(1, len(table.heads)))
    _print(page, layout, lang)


def _widen(layout: Layout, column: int, head: str, cells: Sequence[str]) -> None:
    """Make room for a column: a head is folded, and so are long texts."""
    layout.reach(column)
    layout.widen(column, head, MOST_OF_A_HEAD)
    layout.fold(0, column, head)
    for row, text in enumerate(cells, 1):
        layout.widen(column, text)
        layout.fold(row, column, text)


def _print(page: Any, layout: Layout, lang: Lang) -> None:
    """Set widths, heights and pages."""
    layout.put_on(page, 1)
    page.set_footer(FOOT.say(lang))


def _write(
    page: Any,
    at: tuple[int, int],
    cell: object,
    unit: str,
    lang: Lang,
    looks: dict[str, Any],
    is_total: bool,
) -> None:
    if isinstance(cell, Fraction):
        share = Decimal(cell.numerator) / Decimal(cell.denominator)
        page.write_number(*at, share, looks["total_share" if is_total else "share"])
    elif isinstance(cell, int):
        amount = Decimal(cell) / FEN_PER_UNIT[unit]
        page.write_number(*at, amount, looks["total" if is_total else "money"])
    elif isinstance(cell, str | Words):
        page.write_string(*at, text_of(cell, lang), looks["total" if is_total else "text"])
