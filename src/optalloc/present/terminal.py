"""Tables for a terminal: plain text only, amounts right-aligned, widths right for Chinese.

Names come from tables and are data: everything is printed as text, never as markup.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from optalloc.core.message import NOTHING, SPARED, Lang, Words, visible
from optalloc.present import document
from optalloc.present.document import MOST_ROWS

WIDTH_WHEN_PIPED = 140
WIDEST_NAME, WIDEST_HEAD = 40, 20
"""Where names and headers are folded [columns of the terminal]."""
GAP = 2
BULLET = "·"
LONGEST_SIZE = 5
"""Most digits of a terminal's width."""
STYLES: dict[document.Style, str] = {
    "": "",
    "lead": "bold",
    "quiet": "dim",
    "warning": "yellow",
    "error": "bold red",
}
"""How rich prints them."""
_CLOSING = "[，。；：、！？）》”]*"
_WORDS = re.compile(r"\S+\s*|\s+")
# What stays together on a line, with the marks that open and close it.
_PIECES = re.compile(rf"[（《“]*(?:【[^】]{{1,40}}】|[!-~]+|\S){_CLOSING}\s*|\s+")
# A line below the headers and one above the total, and nothing else.
_LINES = Box("    \n    \n ── \n    \n ── \n    \n    \n    \n")


@dataclass(frozen=True)
class GridColumn:
    """One column of a grid.

    Attributes:
        cells: What stands in it, the total last where the grid has one.
        is_text: Whether it stands to the left, as words do.
    """

    head: str
    cells: Sequence[str]
    is_text: bool = False

    @property
    def width(self) -> int:
        """The columns of the terminal that it needs, at most WIDEST_NAME for words."""
        head = min(cell_len(self.head), WIDEST_HEAD)
        widest = max(map(cell_len, self.cells), default=0)
        return max(head, min(widest, WIDEST_NAME) if self.is_text else widest)


class _Console(Console):
    """Leaves it to the program what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        """Pass on the BrokenPipeError that is being handled; rich would leave with 1."""
        raise


def environment() -> dict[str, str]:
    """Return the environment with no width or height that is no number of columns or lines."""
    here = dict(os.environ)
    for name in ("COLUMNS", "LINES"):
        size = here.get(name, "1")
        if not (size.isascii() and size.isdigit() and len(size) <= LONGEST_SIZE and int(size)):
            del here[name]
    return here


class Terminal:
    """Prints in one language to standard output."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        here = environment()
        width = None if sys.stdout.isatty() or "COLUMNS" in here else WIDTH_WHEN_PIPED
        self.console = _Console(
            highlight=False, markup=False, emoji=False, width=width, _environ=here
        )

    def say(self, words: Words | str = "", style: str = "") -> None:
        """Print one paragraph."""
        self.item("", words, style)

    def item(self, mark: str, words: Words | str, style: str = "") -> None:
        """Print a paragraph behind a mark; its further lines stand below its first word."""
        text = visible(words if isinstance(words, str) else words.say(self.lang))
        indent = cell_len(mark)
        for i, line in enumerate(wrapped(text, max(20, self.console.width - indent))):
            start = mark if i == 0 else " " * indent
            self.console.print(Text(start + line, style=style), soft_wrap=True)

    def grid(
        self,
        title: Words,
        names: GridColumn,
        groups: Sequence[Sequence[GridColumn]],
        has_total: bool,
    ) -> None:
        """Print columns beside names, in several grids where one would be too wide.

        Args:
            groups: Columns that stay together as long as they fit.
            has_total: Whether the last row is a total of the others.
        """
        said = title.say(self.lang)
        for columns in self._pages(names.width, groups):
            self.say(said, "bold")
            self.console.print(_table([names, *columns], has_total), crop=False, no_wrap=True)
            self.say()
            said = title.say(self.lang) + Words("（续）", ", continued").say(self.lang)

    def _pages(
        self, taken: int, groups: Sequence[Sequence[GridColumn]]
    ) -> Iterator[list[GridColumn]]:
        """Yield as many columns at a time as fit beside the names."""
        left = self.console.width - taken
        page: list[GridColumn] = []
        for group in groups:
            fits = _width(group) <= left
            for part in [group] if fits else [[column] for column in group]:
                if page and _width([*page, *part]) > left:
                    yield page
                    page = []
                page += part
        yield page


def print_sections(
    sections: Iterable[document.Section], lang: Lang, has_more: bool = False
) -> None:
    """Print a document: each section below its title, an empty line before the next.

    Args:
        has_more: Whether anything is printed after it.
    """
    page, is_open = Terminal(lang), False
    for section in sections:
        if is_open:
            page.say()
        if section.title.zh:
            page.say(section.title, STYLES[section.style or "lead"])
        is_open = bool(section.title.zh)
        for block in section.blocks:
            if isinstance(block, document.TableBlock) and is_open:
                page.say()
            _print_block(page, block)
            is_open = not isinstance(block, document.TableBlock)
    if has_more and is_open:
        page.say()


def _print_block(page: Terminal, block: document.Block) -> None:
    """Print one block.

    Raises:
        TypeError: For what a terminal does not show.
    """
    match block:
        case document.Text(said, style):
            page.item(document.text_of(block.mark, page.lang), said, STYLES[style])
        case document.Items(said):
            for item, mark in zip(said, block.marks or [BULLET] * len(said), strict=True):
                page.item(f" {mark} ", item)
        case document.Command(said):
            # Folded, it could not be copied.
            page.console.print(Text(visible(said)), soft_wrap=True)
        case document.TableBlock():
            _print_table(page, block)
        case _:
            raise TypeError(f"a terminal shows no {block.kind}")


def _print_table(page: Terminal, block: document.TableBlock) -> None:
    """Print the first rows of a table and its total, and say how many more there are."""
    is_cut, last = block.count > MOST_ROWS + SPARED, len(block.columns[0].cells)
    shown = [*range(MOST_ROWS), *range(block.count, last)] if is_cut else range(last)
    columns = [_column(column, shown, page.lang) for column in block.columns]
    groups: list[list[GridColumn]] = []
    for column, grid in zip(block.columns[1:], columns[1:], strict=True):
        groups += [] if column.is_joined and groups else [[]]
        groups[-1].append(grid)
    page.grid(document.words_of(block.caption), columns[0], groups, block.has_total)
    if is_cut:
        counted = Words("，已计入合计", ", counted in the total") if block.has_total else NOTHING
        more = block.count - MOST_ROWS
        page.say(
            Words(
                f"（另有 {more} 行没有列出{counted.zh}，见 --json）",
                f"({more} more rows are not shown{counted.en}: see --json)",
            )
        )
        page.say()


def _column(column: document.Column, rows: Iterable[int], lang: Lang) -> GridColumn:
    cells = [document.text_of(column.cells[row], lang) for row in rows]
    return GridColumn(document.text_of(column.head, lang), cells, column.is_text)


def wrapped(text: str, width: int) -> list[str]:
    """Return a text in lines of at most so many columns of a terminal.

    Lines break at spaces. What is wider than a line is folded, but not within a label in 【】, a
    Latin word or a number, and a closing mark stands behind what it closes.
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _WORDS.findall(paragraph):
            whole = cell_len(word.rstrip())
            for piece in [word] if whole <= width else _PIECES.findall(word):
                if line and cell_len(line + piece.rstrip()) > width:
                    lines.append(line.rstrip())
                    line = ""
                *full, last = _cut(piece, width)
                lines += full
                line += last
        lines.append(line.rstrip())
    return lines


def _cut(piece: str, width: int) -> list[str]:
    """Return a piece in parts of at most so many columns."""
    parts = [""]
    for mark in piece:
        if cell_len(parts[-1] + mark.rstrip()) > width:
            parts.append("")
        parts[-1] += mark
    return parts


def _width(columns: Sequence[GridColumn]) -> int:
    return sum(column.width + GAP for column in columns)


def _table(columns: Sequence[GridColumn], has_total: bool) -> Table:
    """Return columns as a table, its last row below a line where it is a total."""
    grid = Table(box=_LINES, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
    for column in columns:
        grid.add_column(
            Text(visible(column.head)),
            justify="left" if column.is_text else "right",
            width=column.width,
            overflow="fold",
        )
    rows = list(zip(*(column.cells for column in columns), strict=True))
    for i, row in enumerate(rows, 1):
        is_total = has_total and i == len(rows)
        grid.add_row(*(Text(visible(cell)) for cell in row), style="bold" if is_total else "")
        if has_total and i == len(rows) - 1:
            grid.add_section()
    return grid
