"""Find the header of a published table, however many rows it has, and name its columns.

    资金来源 over 中央 | 省级   ->  资金来源/中央, 资金来源/省级
    金额 over (万元)           ->  金额(万元)

Above it stand titles and the unit line; below it may stand a row that numbers the columns (栏次).
The header starts at the first row of two or more words and no figures that has figures soon below.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from optalloc.core.errors import Fault, InputUnusable
from optalloc.core.message import Words
from optalloc.inputs.tables.headers import split_header, tidy_header, unit_called, units_said
from optalloc.inputs.tables.raw import RawRow
from optalloc.inputs.tables.table import place_of
from optalloc.inputs.understanding.layout.cells import Held, as_shown, is_blank, is_figure, is_words
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.parts import Header
from optalloc.inputs.understanding.layout.roles import role_of_figures, role_of_words

MOST_TITLE_ROWS = 30
"""How many filled rows are looked at for the header."""
MOST_HEADER_ROWS = 6
MOST_ROWS_TO_FIGURES = 12
"""How many rows after the header the first figure may stand."""

_YEAR = re.compile(r"(19|20)\d\d")
_LABEL = re.compile(
    r"[(（]?\s*(金额|资金)?单\s*位\s*[:：]|^unit\s*[:：]|^(编制|填报|制表|申报|日期|时间|附件)\w*\s*[:：]",
    re.IGNORECASE,
)
_HEADER_WITH_UNIT = re.compile(
    r"[^(（:：]+[(（]\s*(?:金额|资金|计量)?单\s*位\s*[:：][^()（）]*[)）]"
)
_COLUMN_NUMBER = re.compile(
    r"[甲乙丙丁戊栏次]+|[(（]?\d{1,2}[)）]?(\s*[=＝][\d\s+＋\-－*×÷/()（）]+)?"
)
_COUNTS = frozenset(
    {"个", "人", "户", "亩", "村", "名", "分", "万人", "公里", "平方公里", "%", "‰"}
)


class NoHeader(InputUnusable):
    """There is no header: a cover sheet, or a text."""


def find_header(grid: CellGrid) -> Header:
    """Return the header of a table.

    Raises:
        NoHeader: When there is none.
    """
    first = _start(grid)
    if first is None:
        came = " | ".join(as_shown(c) for c in grid.rows[0].filled)
        row = grid.rows[0].number
        allowed = Words("应有一行表头，下面有数字", "a header row of words with figures below it")
        remedy = Words("请补上表头。", "Write a header above the figures.")
        if all(len(row.filled) == 1 for row in grid.rows):
            remedy = Words(
                "各列之间请用逗号或制表符隔开；只有文字、没有表的公示，请同它的表一起核对："
                "optalloc check 表 --notice 公示。",
                "Put commas or tabs between columns; a notice without a table is checked beside "
                "its table: optalloc check TABLE --notice NOTICE.",
            )
        place = place_of(row, None)
        raise NoHeader([Fault(grid.file, place, allowed, came, remedy, grid.sheet)])
    rows = list(_block(grid, first))
    titles = [*grid.above, *_titles(grid, rows[0])]
    paths = _paths(grid, [grid.rows[i] for i in rows])
    last = rows[-1]
    while last + 1 < len(grid.rows) and _numbers_columns(grid.rows[last + 1]):
        last += 1
    units = dict.fromkeys(unit for title in titles for unit in units_said(title))
    return Header(rows[0], last, paths, tuple(titles), tuple(units))


def _start(grid: CellGrid) -> int | None:
    """Return the row that the header starts at, or None."""
    rows = grid.rows[: MOST_TITLE_ROWS + MOST_ROWS_TO_FIGURES]
    figures = [sum(map(is_figure, row.cells)) for row in rows]
    for i, row in enumerate(rows[:MOST_TITLE_ROWS]):
        soon = range(i + 1, min(i + 1 + MOST_ROWS_TO_FIGURES, len(rows)))
        if _is_header_row(grid, row) and any(figures[j] for j in soon):
            return i
    return None


def _own(grid: CellGrid, row: RawRow) -> list[tuple[int, Held]]:
    """Return the cells of a row that hold something of their own."""
    return [(i, cell) for i, cell in enumerate(row.cells) if not is_blank(cell)]


def _is_header_row(grid: CellGrid, row: RawRow) -> bool:
    """Say whether a row may be the first of a header: words in two cells or more, no figures."""
    own = _own(grid, row)
    if len(own) < 2 or any(isinstance(c, str) and _is_label(c) for _, c in own):
        return False
    words = [c for _, c in own if is_words(c)]
    years = [c for _, c in own if _YEAR.fullmatch(as_shown(c))]
    return bool(words) and len(words) + len(years) == len(own)


def _is_label(text: str) -> bool:
    """Say whether a text is about the table: 单位：万元, but not the header 金额（单位：万元）."""
    return _LABEL.search(text) is not None and not _HEADER_WITH_UNIT.fullmatch(text)


def _block(grid: CellGrid, first: int) -> Iterator[int]:
    """Yield the rows of the header by index; a spanning cell alone above it belongs to it."""
    above = grid.rows[first - 1] if first else None
    if above is not None and len(own := _own(grid, above)) == 1 and own[0][0] > 0:
        span = grid.spans.get((above.number, own[0][0]), 1)
        if span > 1 and is_words(own[0][1]):
            yield first - 1
    yield first
    block = [grid.rows[first]]
    for i in range(first + 1, min(first + MOST_HEADER_ROWS, len(grid.rows))):
        row = grid.rows[i]
        is_next = _is_unit_row(grid, row) or _extends(grid, block, row)
        if not is_next and not _heads_again(grid, block[-1], row):
            break
        block.append(row)
        yield i


def _extends(grid: CellGrid, block: list[RawRow], row: RawRow) -> bool:
    """Say whether a row of words lies under spanning headers, and not under finished ones."""
    own = _own(grid, row)
    if not own or not all(is_words(c) or _YEAR.fullmatch(as_shown(c)) for _, c in own):
        return False
    numbers = {upper.number for upper in block}
    if any(first in numbers and row.number in rows for (first, _), rows in grid.tall.items()):
        return True  # a header beside it is merged down into this row
    return all(_spans_below(grid, block[-1], row, i) for i, _ in own)


def _heads_again(grid: CellGrid, upper: RawRow, row: RawRow) -> bool:
    """Say whether a row right above figures holds nothing but words of heads: a second header.

    So a file without merged cells says 单位, 资金来源, , 合计 over 乡镇, 中央, 省级, (万元).
    """
    own = [(i, as_shown(cell)) for i, cell in _own(grid, row)]
    at = grid.rows.index(row)
    below = grid.rows[at + 1].cells if at + 1 < len(grid.rows) else ()
    if len(own) < 2 or not any(map(is_figure, below)) or grid.rows[at - 1] is not upper:
        return False
    return all(_is_head(text) or text == as_shown(grid.at(upper, i)) for i, text in own)


def _is_head(text: str) -> bool:
    """Say whether a word is one that stands over columns: of names, of figures, or their unit."""
    name, unit, bracket = split_header(tidy_header(text))
    if _is_unit(tidy_header(text)) or role_of_words((name,)) is not None:
        return True
    return role_of_figures((name,), bracket or "", unit is not None) is not None


def _words_from(grid: CellGrid, row: RawRow) -> Iterator[RawRow]:
    """Yield a row and those right below it as far as they hold no figure: of a header, perhaps."""
    at = grid.rows.index(row)
    for lower in grid.rows[at : at + MOST_HEADER_ROWS]:
        if any(map(is_figure, lower.cells)):
            return
        yield lower


def _spans_below(grid: CellGrid, upper: RawRow, lower: RawRow, column: int) -> bool:
    """Say whether the upper header leaves room for one below it in a column."""
    if grid.covered(lower, column):
        return False
    if grid.spans.get((upper.number, column), 1) > 1 or grid.covered(upper, column):
        return True
    if is_blank(grid.at(upper, column)):
        return True
    # Without merged cells: a header spans the empty cells to its right where one is filled below,
    # in the next row or under a header of that row; the names of rows in the next one alone.
    beside = list(takewhile(lambda i: is_blank(grid.at(upper, i)), range(column + 1, grid.width)))
    below: Iterable[RawRow] = _words_from(grid, lower) if column and beside else (lower,)
    return any(not is_blank(grid.at(row, i)) for row in below for i in beside)


def _is_unit_row(grid: CellGrid, row: RawRow) -> bool:
    """Say whether a row holds only units: (万元) | 个 | 人."""
    own = [tidy_header(as_shown(c)).strip("()") for _, c in _own(grid, row)]
    return bool(own) and all(unit_called(c) or c in _COUNTS for c in own)


def _numbers_columns(row: RawRow) -> bool:
    """Say whether a row numbers the columns: 栏次 | 1 | 2 | 3=1+2."""
    filled = [as_shown(c).strip() for c in row.filled]
    if len(filled) < 3 or not all(_COLUMN_NUMBER.fullmatch(c) for c in filled):
        return False
    leading = [re.match(r"[(（]?(\d+)", c) for c in filled]
    numbers = [int(found[1]) for found in leading if found]
    return len(numbers) >= 2 and numbers == list(range(1, len(numbers) + 1))


def _titles(grid: CellGrid, first: int) -> Iterator[str]:
    """Yield the texts in the rows above the header."""
    for row in grid.rows[:first]:
        for cell in row.filled:
            if isinstance(cell, str):
                yield cell


def _paths(grid: CellGrid, rows: list[RawRow]) -> tuple[tuple[str, ...], ...]:
    """Return the words over each column, from outside in; a unit below its header joins it."""
    width = max(row.width for row in rows)
    lines = [_line(grid, rows, k, width) for k in range(len(rows))]
    paths = []
    for column in range(width):
        path: list[str] = []
        for text in (line[column] for line in lines):
            if text and path and _is_unit(text):
                path[-1] = f"{path[-1]}({text.strip('()')})"
            elif text and (not path or path[-1] != text):
                path.append(text)
        paths.append(tuple(path))
    return tuple(paths)


def _is_unit(text: str) -> bool:
    plain = text.strip("()")
    return unit_called(plain) is not None or plain in _COUNTS


def _line(grid: CellGrid, rows: list[RawRow], k: int, width: int) -> list[str]:
    """Return what one header row says over each column."""
    row, texts = rows[k], [""] * width
    spanning = ""
    for column in range(width):
        own = grid.at(row, column)
        if own is not None:
            texts[column] = spanning = tidy_header(as_shown(own))
            if (
                not _is_filled(grid, rows[k + 1 :], column)
                or grid.spans.get((row.number, column), 1) > 1
            ):
                spanning = ""
        elif grid.covered(row, column):
            texts[column] = tidy_header(as_shown(grid.over(row, column)))
        elif spanning and _is_filled(grid, rows[k + 1 :], column):
            texts[column] = spanning
        else:
            spanning = ""
    return texts


def _is_filled(grid: CellGrid, rows: Sequence[RawRow], column: int) -> bool:
    """Say whether something stands in a column in one of some rows."""
    return any(not is_blank(grid.at(row, column)) for row in rows)


def header_name(path: tuple[str, ...]) -> str:
    """Return a column's name: its path joined, without the unit at its end."""
    parts = [*path[:-1], split_header(path[-1]).name] if path else []
    return "/".join(parts)
