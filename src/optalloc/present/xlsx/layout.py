"""How a sheet is laid out: widths and heights by what stands in it, and A4 pages for print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import east_asian_width

WIDEST, NARROWEST = 36, 8
"""Width of a column [characters of half width]; longer texts are folded."""
A4 = 9
PORTRAIT, LANDSCAPE = 70, 98
"""What stands side by side on a page in full size [characters of half width]."""
SMALLEST = 52
"""Least size at which a wide table is printed, before it goes on to another page [per cent]."""
LINE_HEIGHT, MOST_LINES = 13.5, 25
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
        texts: The folded texts of each row, with their first column and the one behind their last.
        used: How many columns hold something.
        printed: How many columns are printed; None for all.
        breaks: Columns at which a page may begin.
    """

    widths: dict[int, int] = field(default_factory=dict)
    texts: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)
    used: int = 0
    printed: int | None = None
    breaks: list[int] = field(default_factory=list)

    def reach(self, column: int) -> None:
        """Note that a column holds something."""
        self.used = max(self.used, column + 1)

    def widen(self, column: int, text: str, most: int = WIDEST) -> None:
        """Make room for a text in a column, up to a width."""
        self.need(column, min(most, max(map(shown_width, text.split("\n")))))

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
        return -known if known < 0 else max(NARROWEST, known + 2)

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
        starts = self._filled(kept, room)
        while len(narrower := self._filled(kept, room - 1)) == len(starts) > 1:
            room, starts = room - 1, narrower
        return starts

    def _filled(self, kept: int, room: int) -> list[int]:
        """Return where pages begin that are filled up one after another."""
        end = self.used if self.printed is None else self.printed
        starts, last = [0], 0
        if self.whole(0, end) <= room:
            return starts
        for column in [*self.breaks, end]:
            before = self.whole(0, kept) if starts[-1] else 0
            if last > starts[-1] and before + self.whole(starts[-1], column) > room:
                starts.append(last)
            last = column
        return starts

    def put_on(self, sheet: Any, kept: int) -> Sequence[int]:
        """Set the widths, the heights and how the sheet is printed; return where pages begin."""
        for column in range(self.used):
            sheet.set_column(column, column, self.width(column))
        for row, height in self.heights():
            sheet.set_row(row, height)
        end = self.used if self.printed is None else self.printed
        sheet.set_paper(A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        if self.whole(0, end) > PORTRAIT:
            sheet.set_landscape()
        starts = self.page_starts(kept)
        if len(starts) == 1:
            sheet.fit_to_pages(1, 0)
            return starts
        ends = [*starts[1:], end]
        widths = [
            self.whole(a, b) + (self.whole(0, kept) if a else 0)
            for a, b in zip(starts, ends, strict=True)
        ]
        sheet.set_v_pagebreaks(starts[1:])
        sheet.set_print_scale(max(20, min(100, 100 * LANDSCAPE // max(widths))))
        sheet.repeat_columns(0, kept - 1)
        return starts


def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column, whose margins count in its width."""
    return sum(-(-max(1, shown_width(line)) * 19 // (width * 20)) for line in text.split("\n"))
