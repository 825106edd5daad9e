"""How a sheet is laid out: widths and heights by what stands in it, and A4 pages for print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import east_asian_width

WIDEST, NARROWEST = 36, 8
"""Width of a column [characters of half width]; longer texts are folded."""
FOLDED = (WIDEST, 30, 24, 20, 16)
"""Where texts are folded, the widest with which a sheet that cannot be broken fits a page."""
A4 = 9
PORTRAIT, LANDSCAPE = 70, 98
"""What stands side by side on a page in full size [characters of half width]."""
UPRIGHT_ROWS, ACROSS_ROWS = 49, 33
"""What stands below one another on a page in full size [rows]."""
SMALLEST = 78
"""Least size at which a table is printed, before it goes on to another page [per cent]: letters of
10 pt become about 8 pt."""
LINE_HEIGHT, MOST_LINES = 13.5, 25
ROW_HEIGHT = 15
"""Height of a row of one line [points]."""
PIXELS, PADDING = 7, 5
"""Pixels of a character and of a column's margins, as Excel counts them."""


def shown_width(text: str) -> int:
    """Return how many columns of half width a text takes."""
    return sum(2 if east_asian_width(mark) in "WFA" else 1 for mark in text)


@dataclass
class Layout:
    """What is known of a sheet's columns and rows while it is written.

    Attributes:
        widths: The width of each column; below 0 where it is set and does not follow the texts.
        words: The widest text of each column that may be folded.
        widest: Where texts are folded now.
        texts: The folded texts of each row, with their first column and the one behind their last.
        used: How many columns hold something.
        printed: How many columns are printed; None for all.
        breaks: Columns at which a page may begin.
        chart: The first and the last row of a chart below the table, which is not to be cut.
    """

    widths: dict[int, int] = field(default_factory=dict)
    texts: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)
    used: int = 0
    printed: int | None = None
    breaks: list[int] = field(default_factory=list)
    words: dict[int, int] = field(default_factory=dict)
    widest: int = WIDEST
    chart: tuple[int, int] | None = None

    def reach(self, column: int) -> None:
        """Note that a column holds something."""
        self.used = max(self.used, column + 1)

    def widen(self, column: int, text: str, most: int = WIDEST) -> None:
        """Make room for a text in a column, up to a width."""
        wide = min(most, max(map(shown_width, text.split("\n"))))
        self.words[column] = max(wide, self.words.get(column, 0))

    def need(self, column: int, characters: int) -> None:
        """Make a column at least so wide, where its width is not set."""
        known = self.widths.get(column, 0)
        if 0 <= known < characters:
            self.widths[column] = characters

    def fold(self, row: int, column: int, text: str, columns: int = 1) -> None:
        """Note a text that may need several lines."""
        if "\n" in text or shown_width(text) >= NARROWEST:
            self.texts.setdefault(row, []).append((column, column + columns, text))

    def width(self, column: int) -> int:
        """Return the width of one column."""
        known = self.widths.get(column, 0)
        words = min(self.widest, self.words.get(column, 0))
        return -known if known < 0 else max(NARROWEST, known + 2, words + 2)

    def whole(self, first: int, end: int) -> int:
        """Return the width of the columns from one up to another."""
        return sum(self.width(column) for column in range(first, end))

    def pixels(self, columns: int) -> int:
        """Return the width of the first columns on a screen."""
        return sum(self.width(c) * PIXELS + PADDING for c in range(columns))

    def heights(self) -> Iterator[tuple[int, float]]:
        """Yield the rows that need more than one line, with their heights [points]."""
        for row, texts in self.texts.items():
            lines = max(_lines(text, self.whole(first, end)) for first, end, text in texts)
            if lines > 1:
                yield row, min(lines, MOST_LINES) * LINE_HEIGHT + 3

    def page_starts(self, kept: int) -> list[int]:
        """Return the columns at which pages begin, the first included.

        As few pages as there can be, and then as even as they can be.

        Args:
            kept: Columns that stand on every page.
        """
        room = LANDSCAPE * 100 // SMALLEST
        if self.whole(0, self.end) <= room:
            return [0]
        seams = list(self._seams(kept, room))
        starts = self._filled(kept, room, seams)
        while room > 1 and len(narrower := self._filled(kept, room - 1, seams)) == len(starts):
            room, starts = room - 1, narrower
        return starts

    @property
    def end(self) -> int:
        """How many columns are printed."""
        return self.used if self.printed is None else self.printed

    def _filled(self, kept: int, room: int, seams: Sequence[int]) -> list[int]:
        """Return where pages begin that are filled up one after another."""
        starts, last = [0], 0
        for column in seams:
            before = self.whole(0, kept) if starts[-1] else 0
            if last > starts[-1] and before + self.whole(starts[-1], column) > room:
                starts.append(last)
            last = column
        return starts

    def _seams(self, kept: int, room: int) -> Iterator[int]:
        """Yield the columns at which pages may begin, all of a block that no page has room for."""
        before = kept
        for column in [*(c for c in self.breaks if c > kept), self.end]:
            if self.whole(0, kept) + self.whole(before, column) > room:
                yield from range(before + 1, column)
            yield column
            before = column

    def put_on(self, sheet: Any, kept: int) -> Sequence[int]:
        """Set the widths, the heights and how the sheet is printed; return where pages begin."""
        self._fold_to_fit()
        for column in range(self.used):
            sheet.set_column(column, column, self.width(column))
        for row, height in self.heights():
            sheet.set_row(row, height)
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        starts = self.page_starts(kept)
        if len(starts) == 1 and self.chart is None:
            if self.whole(0, self.end) > PORTRAIT:
                sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
        elif len(starts) > 1 or not self._fits_one_page(sheet):
            self._put_on_pages(sheet, kept, starts)
        return starts

    def _fold_to_fit(self) -> None:
        """Fold texts earlier where the sheet is too wide for a page and cannot be broken well."""
        room = LANDSCAPE * 100 // SMALLEST
        for widest in FOLDED if not self.breaks else (WIDEST,):
            self.widest = widest
            if self.whole(0, self.end) <= room:
                return

    def _fits_one_page(self, sheet: Any) -> bool:
        """Put table and chart on one page, if they can be read there; return whether they are."""
        wide, high = self.whole(0, self.end), self._rows()
        upright = min(PORTRAIT / wide, UPRIGHT_ROWS / high)
        across = min(LANDSCAPE / wide, ACROSS_ROWS / high)
        if 100 * max(upright, across) < SMALLEST:
            return False
        if across > upright:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 1)
        return True

    def _rows(self) -> int:
        """Return how many rows of one line the sheet takes with its chart."""
        more = sum(int(height / ROW_HEIGHT) for _, height in self.heights())
        return more + (self.chart[1] + 1 if self.chart else 0)

    def _put_on_pages(self, sheet: Any, kept: int, starts: Sequence[int]) -> None:
        """Print on several pages, wide ones beside one another, a chart on one of its own."""
        ends = [*starts[1:], self.end]
        widest = max(
            self.whole(a, b) + (self.whole(0, kept) if a else 0)
            for a, b in zip(starts, ends, strict=True)
        )
        is_across = widest * SMALLEST > PORTRAIT * 100
        if is_across:
            sheet.set_landscape()
        scale = 100 * (LANDSCAPE if is_across else PORTRAIT) // widest
        scale = max(20, min(100, scale))
        sheet.set_print_scale(scale)
        if len(starts) > 1:
            sheet.set_v_pagebreaks(starts[1:])
            sheet.repeat_columns(0, kept - 1)
        room = (ACROSS_ROWS if is_across else UPRIGHT_ROWS) * 100 // scale
        if self.chart is not None and self._rows() > room:
            # Where a page is fitted, the spreadsheet would pay no heed to a break of ours. A row
            # earlier, or the edge of the chart is drawn at the foot of the page before.
            sheet.set_h_pagebreaks([self.chart[0] - 1])


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column, whose margins count in its width."""
    return sum(-(-max(1, shown_width(line)) * 19 // (width * 20)) for line in text.split("\n"))
