"""Lay a table out from its raw rows: header, columns, rows and totals, or every fault at once."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from optalloc.core.errors import Fault
from optalloc.core.message import NOTHING, Words, same, visible
from optalloc.inputs.tables.field_words import COUNTED
from optalloc.inputs.tables.headers import (
    IN_ONE_ROW,
    HeaderWords,
    ParsedHeader,
    header_again_below,
    is_unit_line,
    other_unit,
    tidy_header,
    units_said,
    with_one_header_row,
)
from optalloc.inputs.tables.raw import (
    Flaw,
    Merge,
    RawRow,
    RawSheet,
    Value,
    column_letters,
    nothing_in,
)
from optalloc.inputs.tables.raw_rows import total_at, without_notes
from optalloc.inputs.tables.row_statistics import RowStatistic, statistics_in
from optalloc.inputs.tables.table import (
    NOT_A_HIDDEN_COLUMN,
    SHOW_THE_COLUMN,
    OtherLayout,
    Row,
    Table,
    TornTable,
    hidden_sheet_words,
    place_of,
    show_value,
)

MOST_WORDS_SHOWN = 20
"""How many expected headers a letter lists."""


def lay_out(raw: RawSheet, named: str, words: HeaderWords) -> Table:
    """Return the table that raw rows hold.

    Raises:
        InputUnusable: With every fault found.
    """
    if not raw.rows:
        raise nothing_in(named, raw.name)
    at = words.find(raw.rows)
    if at is None:
        raise OtherLayout([_no_header(raw, named, words)])
    sheet = _Layout(with_one_header_row(raw, at), named, words, at)
    of_header, faults = list(sheet.faults_of_header()), list(sheet.faults_of_body())
    if of_header or faults:
        is_laid_out = {f.allowed for f in (*of_header, *faults)} <= {MERGED, HEADER_AGAIN}
        table = sheet.table() if not of_header else None
        raise (OtherLayout if is_laid_out else TornTable)([*of_header, *faults], table)
    return sheet.table()


def _no_header(raw: RawSheet, named: str, words: HeaderWords) -> Fault:
    """Return what is wrong with a table whose header is not found."""
    first = raw.rows[0]
    came = " | ".join(show_value(c) for c in first.filled if not isinstance(c, Flaw))
    if not words.known:
        allowed = Words("应有一行表头，各格都是文字", "a header row whose cells are all words")
    else:
        en = words.known[:MOST_WORDS_SHOWN]
        zh = [word for word in en if not word.isascii()] or en
        more = "…" if len(words.known) > len(en) else ""
        allowed = Words(
            f"应有表头，至少两格为：{'、'.join(zh)}{more}",
            f"a header row with at least two of: {', '.join(en)}{more}",
        )
    remedy = Words("请按模板填写表头。", "Write the header as in the template.")
    return Fault(named, place_of(first.number, None), allowed, came, remedy, raw.name)


TORN = "?"
"""Stands in a cell that cannot be used: it is not empty."""
MERGED = Words("不能合并", "must not be merged")
HEADER_AGAIN = Words("每个表头只能出现一次", "each header once")
NO_ROWS = Words("表头下应有数据", "there must be rows below the header")
"""What a table lacks that has a header alone."""


@dataclass(frozen=True)
class _Column:
    """A column that has a header.

    Attributes:
        index: Where it stands, from 0.
        written: The header as it is written.
    """

    index: int
    written: str
    heading: ParsedHeader

    @property
    def name(self) -> str:
        """The tidied header."""
        return self.heading.name


class _Layout:
    """The raw rows of a table whose header has been found."""

    def __init__(self, raw: RawSheet, named: str, words: HeaderWords, at: int) -> None:
        self.raw, self.named = raw, named
        self.titles, self.header = raw.rows[:at], raw.rows[at]
        self.columns = _columns(self.header, words)
        self.known = frozenset(map(tidy_header, words.known))
        self.body, self.remarks = without_notes(raw.rows[at + 1 :], len(self.columns))
        found = statistics_in(row.cells for row in self.body)
        self.statistics = {row.number: one for row, one in zip(self.body, found, strict=True)}
        self.totals = {row.number: total_at(row) for row in (self.header, *self.body)}
        self.totals |= {number: one[0] for number, one in self.statistics.items() if one}
        self.units = list(
            dict.fromkeys(u for said in self._said_of_units() for u in units_said(said))
        )
        self.again = header_again_below(self.header, self.body)
        self.torn: set[tuple[int, str]] = set()

    def table(self) -> Table:
        """Return the table, once its header has no faults; what is torn is marked."""
        headings, said = [c.heading for c in self.columns], [n for _, n in self.raw.notes]
        hidden = self.raw.is_hidden
        seen = (hidden_sheet_words(self.named, self.raw.name),) if hidden else ()
        return Table(
            file=self.named,
            sheet=self.raw.name,
            headers=tuple(h.name for h in headings),
            rows=tuple(self._row(row) for row in self.body),
            header_row=self.header.number,
            written={c.name: c.written for c in self.columns},
            units={h.name: h.unit for h in headings if h.unit},
            brackets={h.name: h.bracket for h in headings if h.bracket},
            unit_line=self.units[0] if self.units else None,
            other_line=next(filter(None, map(other_unit, self._said_of_units())), None),
            notes=(*seen, *(same(visible(n)) for n in (*said, *self.remarks) if n)),
            hidden=frozenset(c.name for c in self.columns if c.index in self.raw.hidden_columns),
            is_hidden=hidden,
            torn=frozenset(self.torn),
        )

    def _row(self, row: RawRow) -> Row:
        values = row.cells
        short = self.columns[-1].index + 1 - len(values)
        if short > 0:
            values += (None,) * short
        cells = {c.name: values[c.index] for c in self.columns}
        filled = {
            name: TORN if isinstance(cell, Flaw) or (row.number, name) in self.torn else cell
            for name, cell in cells.items()
        }
        return table_row(row, filled, self.totals[row.number], self.statistics[row.number])

    def _said_of_units(self) -> Iterator[str]:
        """Yield the titles, and the notes and remarks that say a unit of money and nothing else."""
        for row in self.titles:
            yield from (cell for cell in row.filled if isinstance(cell, str))
        above = (note for number, note in self.raw.notes if number < self.header.number)
        for said in (*above, *self.remarks):
            if is_unit_line(said) or other_unit(said):
                yield said

    def faults_of_body(self) -> Iterator[Fault]:
        """Yield what is wrong below the header, and note the cells that cannot be used."""
        yield from self._faults_of_cells()
        yield from self._faults_of_merges()

    def _fault(
        self, place: Words, allowed: Words, remedy: Words = NOTHING, came: str | None = None
    ) -> Fault:
        shown = None if came is None else visible(came)
        return Fault(self.named, place, allowed, shown, remedy, self.raw.name)

    def faults_of_header(self) -> Iterator[Fault]:
        number = self.header.number
        if len(self.units) > 1:
            allowed = Words("只能有一个金额单位", "one unit of money")
            remedy = Words(
                "请在表头里写明单位，如 金额(万元)。", "Put it in the header: 金额(万元)."
            )
            above = Words("表头以上", "above the header")
            yield self._fault(above, allowed, remedy, "、".join(self.units))
        first: dict[str, int] = {}
        for column in self.columns:
            at = first.setdefault(column.name, column.index)
            if at != column.index:
                letters = column_letters(at + 1)
                remedy = Words(f"{letters} 列已是它。", f"Column {letters} is already called that.")
                if (
                    next(c for c in self.columns if c.index == at).heading.unit
                    != column.heading.unit
                ):
                    remedy = Words(
                        f"{letters} 列已是它，只有单位不同：请只留一列。",
                        f"Column {letters} is already called that, in another unit: keep one.",
                    )
                place = place_of(number, column.name)
                if self.again:
                    remedy = self.again
                yield self._fault(place, HEADER_AGAIN, remedy, column.written)
        for index, cell in enumerate(self.header.cells):
            if isinstance(cell, Flaw):
                yield self._fault(_at(number, index), cell.allowed, cell.remedy, cell.came)
        if not self.body:
            allowed = NO_ROWS
            remedy = Words("请填写至少一行。", "Fill in at least one row.")
            yield self._fault(place_of(number, None), allowed, remedy)

    def _faults_of_cells(self) -> Iterator[Fault]:
        yield from self._hidden()
        yield from self._hidden_columns()
        names = {c.index: c.name for c in self.columns}
        flawed = {i for i, cell in enumerate(self.header.cells) if isinstance(cell, Flaw)}
        taken = names.keys() | flawed
        stray: dict[int, Fault] = {}
        for row in self.body:
            if self.raw.name is None and row.width > self.header.width:
                yield self._too_long(row)
                self.torn |= {(row.number, name) for name in names.values()}
                continue
            for index, cell in enumerate(row.cells):
                if index in names and isinstance(cell, Flaw):
                    place = place_of(row.number, names[index])
                    self.torn.add((row.number, names[index]))
                    yield self._fault(place, cell.allowed, cell.remedy, cell.came)
                elif cell is not None and index not in taken and index not in stray:
                    stray[index] = self._untitled(row, index)
        yield from stray.values()

    def _hidden(self) -> Iterator[Fault]:
        """Yield rows that the workbook hides: nobody who looks at it sees that they count."""
        for row in self.body:
            if row.number in self.raw.hidden_rows and self.totals[row.number] is None:
                allowed = Words("不能是隐藏的行", "a row that the workbook shows, not a hidden one")
                remedy = Words(
                    "要用请取消隐藏（或清除筛选），不用请删除这一行。",
                    "Unhide it (or clear the filter) to use it; delete it if it does not count.",
                )
                came = " | ".join(show_value(c) for c in row.filled if not isinstance(c, Flaw))
                yield self._fault(place_of(row.number, None), allowed, remedy, came)

    def _hidden_columns(self) -> Iterator[Fault]:
        """Yield hidden columns that the reader looks for; what it does not read may be hidden."""
        for column in self.columns:
            at = column.index
            is_filled = any(r.cells[at : at + 1] not in ((), (None,)) for r in self.body)
            if at in self.raw.hidden_columns and column.name in self.known and is_filled:
                place = place_of(self.header.number, column.name)
                yield self._fault(place, NOT_A_HIDDEN_COLUMN, SHOW_THE_COLUMN, column.written)

    def _too_long(self, row: RawRow) -> Fault:
        """Return what is wrong with a row of CSV that has more cells than the header."""
        width = self.header.width
        allowed = Words(f"应与表头一样有 {width} 格", f"{width} cells, as the header has")
        came = ",".join("" if isinstance(c, Flaw | None) else show_value(c) for c in row.cells)
        remedy = Words(
            "数字里的逗号（1,234）请去掉，或给这一格加英文双引号。",
            "Leave out the comma in a number (1,234), or put the cell in double quotes.",
        )
        return self._fault(place_of(row.number, None), allowed, remedy, came)

    def _untitled(self, row: RawRow, index: int) -> Fault:
        """Return what is wrong with a filled column that has no header."""
        letters = column_letters(index + 1)
        allowed = Words("有内容的列应有表头", "a header, as there are filled cells below")
        remedy = Words(
            f"请补上表头，或清空 {letters} 列（第{row.number}行有内容）。",
            f"Write one, or empty column {letters} (row {row.number} is filled).",
        )
        return self._fault(_at(self.header.number, index), allowed, self.again or remedy)

    def _faults_of_merges(self) -> Iterator[Fault]:
        """Yield merged blocks that touch the table, but not a total's label spread over cells."""
        numbers = list(self.totals)
        last = max((c.index for c in self.columns), default=0) + 1
        by_place = sorted(self.raw.merges, key=lambda m: (m.first_row, m.first_column))
        for merge in by_place:
            at = bisect_left(numbers, merge.first_row)
            is_outside = at == len(numbers) or numbers[at] > merge.last_row
            if is_outside or merge.first_column > last or self._is_label(merge):
                continue
            place = Words(f"单元格 {merge.name}", f"cells {merge.name}")
            remedy = Words("请取消合并，并逐格填写。", "Unmerge them and fill in each.")
            if merge.first_row <= self.header.number <= merge.last_row:
                remedy = IN_ONE_ROW
            self.torn |= {
                (number, column.name)
                for number in numbers[at : bisect_right(numbers, merge.last_row)]
                for column in self.columns
                if merge.first_column <= column.index + 1 <= merge.last_column
            }
            yield self._fault(place, MERGED, remedy)

    def _is_label(self, merge: Merge) -> bool:
        """Say whether a merged block is the label of a total, spread over the cells beside it."""
        label = self.totals.get(merge.first_row)
        return merge.first_row == merge.last_row and label == merge.first_column - 1


def _columns(header: RawRow, words: HeaderWords) -> tuple[_Column, ...]:
    """Return the columns that have a header."""
    columns = []
    for index, cell in enumerate(header.cells):
        if cell is not None and not isinstance(cell, Flaw):
            written = show_value(cell)
            columns.append(_Column(index, written, words.heading(written)))
    times = Counter(c.name for c in columns)
    bare = {c.name for c in columns if c.heading.bracket is None}
    return tuple(
        # 村(个) is no part of 村, as 金额(中央) is of 金额: it is the same header again.
        c
        if times[c.name] == 1 or (c.name in bare and c.heading.bracket in COUNTED)
        else _with_bracket(c)
        for c in columns
    )


def _with_bracket(column: _Column) -> _Column:
    """Return a column that keeps the bracket in its name: 金额(中央) beside 金额(省级)."""
    if column.heading.bracket is None:
        return column
    return replace(column, heading=ParsedHeader(tidy_header(column.written)))


def _at(row: int, index: int) -> Words:
    """Return the place of a cell whose column has no name."""
    letters = column_letters(index + 1)
    return Words(f"第{row}行 {letters} 列", f"row {row}, column {letters}")


def table_row(
    raw: RawRow,
    cells: Mapping[str, Value],
    total: int | None,
    statistic: tuple[int, RowStatistic] | None,
) -> Row:
    """Return a row of a table; what it states of the others, if it does, makes it none of them.

    Args:
        total: Where it says that it is a total, as `total_at` finds it; None where it does not.
        statistic: Where it says another statistic, and which.
    """
    if statistic is not None:
        return Row(raw.number, cells, True, statistic[1])
    return Row(raw.number, cells, total is not None)


def table_of(
    headings: Sequence[ParsedHeader],
    written: Sequence[str],
    rows: Iterable[tuple[int, Sequence[Value]]],
    *,
    file: str,
    sheet: str | None = None,
    header_row: int | None = 1,
    notes: tuple[Words, ...] = (),
) -> Table:
    """Return rows that come from no file as a table; those that say so are totals.

    Args:
        headings: The columns, each of another name.
        written: Each header as it came.
        rows: The number of each row, by which letters name it, and its cells.
    """
    names = [heading.name for heading in headings]
    there = [(RawRow(number, tuple(cells)), cells) for number, cells in rows]
    told = statistics_in(raw.cells for raw, _ in there)
    return Table(
        file=file,
        sheet=sheet,
        headers=tuple(names),
        rows=tuple(
            table_row(raw, dict(zip(names, cells, strict=True)), total_at(raw), one)
            for (raw, cells), one in zip(there, told, strict=True)
        ),
        header_row=header_row,
        written=dict(zip(names, written, strict=True)),
        units={h.name: h.unit for h in headings if h.unit},
        brackets={h.name: h.bracket for h in headings if h.bracket},
        notes=notes,
    )
