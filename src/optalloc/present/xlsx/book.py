"""A workbook and its sheets: texts stay texts, formulas name cells and carry their cached value.

XlsxWriter calculates nothing. Viewers that do not calculate either show the value that is written
beside the formula, so it is worked out here in fractions; Excel, WPS and LibreOffice work it out
anew when they open the file.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from optalloc.core.message import Lang, Words, visible
from optalloc.inputs.tables.raw import column_letters
from optalloc.present.text_width import TITLE_HALF, even_lines
from optalloc.present.xlsx.figures import MoneyFormat, decimal
from optalloc.present.xlsx.layout import Layout


class Ref(NamedTuple):
    """One cell: its sheet, and its row and column from 0."""

    sheet: str
    row: int
    column: int

    def on(self, sheet: str) -> str:
        """Return how a formula on a sheet names it."""
        place = cell_name(self.row, self.column)
        return place if sheet == self.sheet else f"'{self.sheet}'!{place}"


def cell_name(row: int, column: int, fixed_row: bool = False) -> str:
    """Return `B5`, or `B$5`."""
    return f"{column_letters(column + 1)}{'$' if fixed_row else ''}{row + 1}"


def sum_of(cells: Sequence[str]) -> str:
    """Return the formula that adds up single cells; 0 for none."""
    return "+".join(cells) if cells else "0"


def span(first: tuple[int, int], last: tuple[int, int], sheet: str = "") -> str:
    """Return a range: `B5:B9`, or on another sheet `'分配表'!B5:B9`."""
    there = f"{cell_name(*first)}:{cell_name(*last)}"
    return f"'{sheet}'!{there}" if sheet else there


def joined(parts: Iterable[str]) -> str:
    """Return texts one after another, a comma between them."""
    return ",".join(parts)


LONGEST_TEXT = 32_000
"""Longest text of a cell [characters]; Excel takes 32,767."""
LONGEST_FORMULA, MOST_ARGUMENTS = 8_000, 255
"""What Excel takes of a formula [characters; arguments], or it calls the workbook damaged."""
CELL_SIZE, TITLE_SIZE, MOST_TITLE_LINES, MOST_OF_A_HEAD = 10, 15, 6, 12
ROOM_OF_A_TITLE = 90
"""How much of its columns a title fills: other fonts are wider [per cent]."""
# A fixed date: the same plan gives the same bytes. It is the earliest that a ZIP file can hold.
MADE = datetime(1980, 1, 1)
FONTS: dict[Lang, tuple[str, str]] = {"zh": ("宋体", "黑体"), "en": ("Arial", "Arial")}
"""The font of cells and of titles; a machine without it takes its own."""
HEAD, TOTAL, LINE = "#E7ECF3", "#F4F6F9", "#9AA5B1"


class Book:
    """A workbook on its way.

    Attributes:
        lang: The language of its words.
        money: How it writes amounts.
    """

    def __init__(self, lang: Lang, money: MoneyFormat) -> None:
        import xlsxwriter

        self.lang, self.money = lang, money
        self._content = io.BytesIO()
        plain = {"strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(
            self._content, {"in_memory": True, "strings_to_numbers": False, **plain}
        )
        self.book.set_properties({"created": MADE, "author": "optalloc"})
        self.book.set_calc_mode("auto")
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def page(self, name: Words) -> "WorkbookSheet":
        """Add a sheet; its name is a fixed word, never one of the tables."""
        said = name.say(self.lang)
        return WorkbookSheet(self, said, self.book.add_worksheet(said, _plain_sheet()))

    def style(self, **properties: Any) -> Any:
        """Return a format; the same for the same properties."""
        whole = {"font_name": FONTS[self.lang][0], "font_size": CELL_SIZE, "valign": "vcenter"}
        key = tuple(sorted((whole | properties).items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(key))
        return self._formats[key]

    def content(self) -> bytes:
        """Close the workbook and return it."""
        self.book.close()
        return self._content.getvalue()


@cache
def _plain_sheet() -> Any:
    """Return a sheet that takes formulas as they are.

    XlsxWriter looks for thirty functions newer than any used here in each formula, which takes it
    longer than all the rest. Should it look another way one day, it only takes longer again.
    """
    from xlsxwriter.worksheet import Worksheet

    class PlainSheet(Worksheet):  # type: ignore[misc, unused-ignore]
        def _prepare_formula(self, formula: str, *_: object, **__: object) -> str:
            return formula.removeprefix("=")

    return PlainSheet


class WorkbookSheet:
    """One sheet."""

    def __init__(self, book: Book, name: str, sheet: Any) -> None:
        self.book, self.name, self.sheet = book, name, sheet
        self.layout, self._title, self._columns, self._has_unit = Layout(), "", 1, False

    def text(self, row: int, column: int, words: Words | str, **style: Any) -> None:
        """Write a text as a text."""
        said = self.say(words)
        look = {"text_wrap": True} | style
        self._write(row, column, said, look)
        if look["text_wrap"]:
            self.layout.widen(column, said)
            self.layout.fold(row, column, said)

    def name_of(self, row: int, column: int, name: str, **style: Any) -> None:
        """Write a name of the tables."""
        self.framed(row, column, name, **style)

    def framed(self, row: int, column: int, words: Words | str, **style: Any) -> None:
        """Write a text of the table."""
        self.text(row, column, words, **_ruled(**style))

    def head(
        self, row: int, column: int, words: Words | str, rows: int = 1, columns: int = 1
    ) -> None:
        """Write a heading, over several cells where it stands above more than one."""
        look = _ruled(bold=True, bg_color=HEAD, align="center", text_wrap=True)
        if rows > 1 or columns > 1:
            last = (row + rows - 1, column + columns - 1)
            self.sheet.merge_range(row, column, *last, "", self.book.style(**look))
        said = self.say(words)
        self._write(row, column, said, look)
        if columns == 1:
            self.layout.widen(column, said, MOST_OF_A_HEAD)
        if rows == 1:
            self.layout.fold(row, column, said, columns)
        self.layout.reach(column + columns - 1)

    def wide_head(self, row: int, column: int, words: Words | str, columns: int) -> None:
        """Write a heading at the left of many columns; pages may begin between them."""
        look = {"bold": True, "bg_color": HEAD, "top": 1, "bottom": 1, "border_color": LINE}
        for i in range(column, column + columns):
            self.sheet.write_blank(row, i, None, self.book.style(**look))
        self._write(row, column, self.say(words), look | {"left": 1})

    def number(self, row: int, column: int, value: Fraction | int, form: str, **style: Any) -> Ref:
        """Write a number that follows from no other."""
        look = self.book.style(**_ruled(num_format=form, **style))
        self.sheet.write_number(row, column, decimal(value), look)
        return self._placed(row, column, value, form)

    def formula(
        self,
        row: int,
        column: int,
        text: str,
        value: Fraction | int | Words,
        form: str,
        **style: Any,
    ) -> Ref:
        """Write a formula with its cached value; the value alone where Excel takes no formula."""
        look = self.book.style(**_ruled(num_format=form, **style))
        said = self.say(value) if isinstance(value, Words) else decimal(value)
        if len(text) <= LONGEST_FORMULA and text.count(",") < MOST_ARGUMENTS:
            self.sheet.write_formula(row, column, f"={text}", look, said)
        else:
            self.sheet.write(row, column, said, look)
        if isinstance(value, Words):
            self.layout.widen(column, self.say(value))
            return Ref(self.name, row, column)
        return self._placed(row, column, value, form)

    def blank(self, row: int, column: int, **style: Any) -> None:
        """Draw the frame of an empty cell."""
        self.sheet.write_blank(row, column, None, self.book.style(**_ruled(**style)))
        self.layout.reach(column)

    def title(self, title: str, subject: Words, columns: int, has_unit: bool = True) -> None:
        """Write what the plan is over the columns, below it the sheet's subject and the unit."""
        self._title, self._columns = self.say(title), max(1, columns)
        self._write(1, 0, self.say(subject), {"bold": True})
        self._has_unit = has_unit

    def _put_title(self, first: int, columns: int) -> None:
        """Write the title over some columns, in as many lines as it needs, and the unit below.

        Args:
            first: The first column, behind those that every page repeats.
            columns: How many columns the first page has.
        """
        if self._has_unit:
            said = Words(f"单位：{self.book.money.unit}", f"Unit: {self.book.money.unit}")
            self._write(1, max(1, columns - 1), self.say(said), {"align": "right"})
        look = {"bold": True, "font_size": TITLE_SIZE, "align": "center", "text_wrap": True}
        look["font_name"] = FONTS[self.book.lang][1]
        if columns > first + 1:
            self.sheet.merge_range(0, first, 0, columns - 1, "", self.book.style(**look))
        room = self.layout.whole(first, max(columns, first + 1)) * CELL_SIZE * ROOM_OF_A_TITLE
        lines = even_lines(self._title, max(1, room // (TITLE_SIZE * 100)) * TITLE_HALF)
        self._write(0, first, "\n".join(line.rstrip() for line in lines), look)
        self.sheet.set_row(0, 22 * min(MOST_TITLE_LINES, len(lines)) + 4)

    def say(self, words: Words | str) -> str:
        """Return words in the language of the book, as a cell can hold them."""
        text = words if isinstance(words, str) else words.say(self.book.lang)
        text = visible(text.encode("utf-8", "backslashreplace").decode())
        return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"

    def width(self, column: int, characters: int) -> None:
        """Set the width of a column."""
        self.layout.widths[column] = -characters

    def print_only(self, first: int, last: int, column: int) -> None:
        """Print these rows of the first columns and nothing to their right."""
        self.sheet.print_area(first, 0, last, column)
        self.layout.printed = column + 1

    def finish(self, heads: tuple[int, int], freeze: tuple[int, int]) -> None:
        """Set widths, panes and print: A4, headings on every page.

        Args:
            heads: The first and the last row of the headings.
            freeze: How many rows and columns stay in sight.
        """
        kept = max(1, freeze[1])
        starts = self.layout.put_on(self.sheet, kept)
        self._put_title(kept if starts[1:] else 0, min([self._columns, *starts[1:2]]))
        self.sheet.freeze_panes(*freeze)
        self.sheet.repeat_rows(*heads)
        # Fixed words and codes alone: a name here could be read as a code.
        self.sheet.set_footer(Words("&C第 &P 页，共 &N 页", "&C&P / &N").say(self.book.lang))

    def _write(self, row: int, column: int, said: str, style: dict[str, Any]) -> None:
        self.sheet.write_string(row, column, said, self.book.style(**style))
        self.layout.reach(column)

    def _placed(self, row: int, column: int, value: Fraction | int, form: str) -> Ref:
        """Note how wide a number is shown."""
        decimals = form.partition(";")[0].partition(".")[2].count("0")
        whole = len(str(abs(int(value))))
        self.layout.need(column, whole + whole // 3 + decimals + 2)
        self.layout.reach(column)
        return Ref(self.name, row, column)


def _ruled(**style: Any) -> dict[str, Any]:
    return {"border": 1, "border_color": LINE} | style
