"""What the rows of a table must agree on: each name once, and a total that is their sum."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from optalloc.core.errors import Fault, nearest
from optalloc.core.exact import total
from optalloc.core.message import NOTHING, Words, first_few, listed
from optalloc.core.money import show_amount
from optalloc.inputs.row_values import TableColumn
from optalloc.inputs.statistic_rows import named_as_statistics, statistics_that_are_off
from optalloc.inputs.table_schema import TABLES
from optalloc.inputs.tables import (
    Reading,
    Row,
    Table,
    figure_in,
    holds_a_figure,
    holds_figures_alone,
    outline_level,
    says_part,
    says_whole,
    show_value,
    tidy_header,
    total_level,
)

MOST_NAMES_SHOWN = 12
"""How many known names a letter lists beside one that is not known."""


def rows_of(table: Table) -> Iterator[Row]:
    """Yield the rows that are not totals."""
    return (row for row in table.rows if not row.is_total)


LEAST_OTHERS = 3
"""How many other rows make it no accident that a row is their sum."""


NO_ROWS = Words("应有数据行", "there must be rows")
NOT_IN_LEDGER = Words(
    "台账里没有这样的行，或都已安排完；不用这张表时，请写 null。",
    "The ledger has none, or all of them have their money; where the table is not needed, write "
    "null.",
)
ONLY_TOTALS = Words("应有合计以外的行", "there must be rows other than totals")
IS_SUM = Words(
    "这一行等于其余各行之和，像是合计，不能当作一个单位或一笔资金",
    "this row is the sum of all the others: a total is no recipient and no source",
)
MEANS_WHOLE = Words(
    "这一行的名称指全部，像是合计，不能当作一个单位或一笔资金",
    "this row means all of them by its name: a total is no recipient and no source",
)


def unnamed_totals(table: Table, column: str) -> Iterator[Fault]:
    """Yield the rows that are totals by a name that means all: 全县, All states.

    Taken for a recipient or a source it would hand out the money twice. It holds its name and
    figures alone; a row that says its tier or kind is none. Of few rows it must be their sum.
    """
    rows = _named_rows(table, column)
    total_of = _totals_of(rows)
    for row in rows:
        label = str(row.cells.get(column) or "")
        if total_level(label, is_strict=True):
            remedy = Words(
                "是合计，请清空它前面各格的文字；不是，请改名。",
                "If it is a total, empty the cells before it; if not, rename it.",
            )
            yield table.fault(row.number, column, MEANS_WHOLE, label, remedy)
            continue
        if not says_whole(label) or len(rows) <= 1:
            continue
        is_sum = _is_sum_of_others(row, column, total_of)
        if is_sum or (len(rows) > 2 and holds_figures_alone(row, column)):
            allowed = IS_SUM if is_sum else MEANS_WHOLE
            remedy = Words(
                "是合计，请把名称写成 合计；不是，请在这一行写明 层级、类型 或 备注。",
                "If it is a total, call it 合计 (total); if not, fill in its tier, kind or remark.",
            )
            yield table.fault(row.number, column, allowed, label, remedy)


def sums_of_others(table: Table, column: str) -> Iterator[Words]:
    """Yield the rows of an ordinary name that are the sum of the others: chance, or a total."""
    rows = _named_rows(table, column)
    total_of = _totals_of(rows)
    for row in rows if len(rows) > LEAST_OTHERS else ():
        label = str(row.cells.get(column) or "")
        if not says_whole(label) and _is_sum_of_others(row, column, total_of):
            where = table.fault(row.number, column, NOTHING).where
            yield where + Words(
                f"：“{label}”等于其余各行之和，按一行读。如果是合计，请把名称写成 合计。",
                f": {label} is the sum of all the others, and is read as a row of its own. If it "
                "is their total, call it 合计 (total).",
            )


def _named_rows(table: Table, column: str) -> list[Row]:
    """Return the rows with a name and a figure: one without has its own letter."""
    return [row for row in rows_of(table) if row.cells.get(column) and holds_a_figure(row, column)]


def counted_twice(table: Table, column: str) -> Iterator[Fault]:
    """Yield the rows whose money is in another row too: 其中：…, and 一、 above its own （一）."""
    rows = [row for row in rows_of(table) if holds_a_figure(row, column)]
    labels = [str(row.cells.get(column) or "") for row in rows]
    for at, (row, label) in enumerate(zip(rows, labels, strict=True), 1):
        below = labels[at] if at < len(labels) else ""
        if says_part(label):
            allowed = Words("不能是另一行的一部分", "a row of its own, and no part of another")
            remedy = Words(
                "请删去这一行；要分开用，请把上一行改写成其余部分。",
                "Delete it; or make the row above it the rest, to use them apart.",
            )
        elif 0 < outline_level(label) < outline_level(below):
            allowed = Words(
                f"不能又有下级各行（{below} 等）", f"a row without rows of its own ({below})"
            )
            remedy = Words(
                "请删去上级的行，或删去它的下级各行。", "Delete it, or the rows that are its parts."
            )
        else:
            continue
        yield table.fault(row.number, column, allowed, label, remedy)


def _totals_of(rows: Sequence[Row]) -> Callable[[str], tuple[Fraction, int]]:
    """Return what tells the sum of a column over rows, and of how many figures it is."""

    @cache
    def total_of(header: str) -> tuple[Fraction, int]:
        there = [f for row in rows if (f := figure_in(row.cells.get(header))) is not None]
        return sum(there, Fraction(0)), len(there)

    return total_of


def _is_sum_of_others(
    row: Row, column: str, total_of: Callable[[str], tuple[Fraction, int]]
) -> bool:
    """Say whether a row holds figures alone beside its name, each the sum of the other rows'."""
    has_any = False
    for header, value in row.cells.items():
        if value is None or header == column:
            continue
        figure = figure_in(value)
        if figure is None:
            return False
        summed, there = total_of(header)
        # A sum of one other figure is an equal pair, and pairs are common.
        if summed != 2 * figure or (figure and there < 3):
            return False
        has_any = has_any or figure != 0
    return has_any


def read_alike(name: str) -> str:
    """Return what names have in common that differ in width or spaces alone: Ａ 镇 and A镇."""
    is_marked = any(unicodedata.category(mark) == "No" for mark in name)  # ① is no 1
    return name if is_marked else tidy_header(name)


class Names:
    """The names of a table: each row that is no total has one, and each is there once.

    Attributes:
        rows: The rows by name, in the table's order.
        is_whole: Whether every row has a name that can be read.
        is_sound: Whether each name is there once as well.
    """

    def __init__(self, sort: str, table: Table, reading: Reading) -> None:
        self.sort, self.table = sort, table
        column, before = TABLES[sort].head("name", table), len(reading.faults)
        self.rows: dict[str, Row] = {}
        self.is_whole = True
        seen: dict[str, str] = {}
        for row in rows_of(table):
            name = reading.name(table, row, column)
            if name is None:
                self.is_whole = False
            elif (first := seen.setdefault(read_alike(name), name)) in self.rows:
                self._say_again(row, column, first, reading)
            else:
                self.rows[name] = row
        reading.faults += named_as_statistics(table, column)
        reading.faults += unnamed_totals(table, column)
        reading.faults += counted_twice(table, column)
        self.is_sound = len(reading.faults) == before and self.is_whole
        self.is_whole = self.is_whole and bool(self.rows)
        if not self.rows and self.is_sound:
            allowed = ONLY_TOTALS if table.rows else NO_ROWS
            remedy = NOT_IN_LEDGER if table.is_made else NOTHING
            reading.faults.append(table.fault(table.header_row, column, allowed, None, remedy))

    def _say_again(self, row: Row, column: str, first: str, reading: Reading) -> None:
        """Note a row whose name is there already."""
        table, number = self.table, self.rows[first].number
        allowed = Words(
            f"每个名称只能出现一次（第{number}行已有 {first}）",
            f"each name once ({first} is already in {table.row_word} {number})",
        )
        remedy = Words(
            "请合并两行，或改名；空格、全角半角不算不同。",
            "Join the two rows or rename one; spaces and full-width marks make no difference.",
        )
        came = row.cells[column]
        reading.faults.append(table.fault(row.number, column, allowed, came, remedy))

    def read(self, table: Table, row: Row, column: str, reading: Reading) -> str | None:
        """Return a name in another table that this one must know."""
        name = reading.name(table, row, column)
        if name is None or name in self.rows or not self.is_whole:
            return name
        few, title = first_few(list(self.rows), MOST_NAMES_SHOWN), TABLES[self.sort].title.zh
        shown, more = listed(few), "…" if len(few) < len(self.rows) else ""
        allowed = Words(
            f"应为“{title}”表里的名称（{shown.zh}{more}）",
            f"a name from {self.sort} ({shown.en}{more})",
        )
        hint = nearest(name, self.rows)
        remedy = Words(f"请改正，或补进“{title}”表。", f"Correct it, or add it to {self.sort}.")
        came = show_value(row.cells[column])
        fault = table.fault(row.number, column, allowed, came, hint if hint.zh else remedy)
        reading.faults.append(fault)
        return None


class ScenarioNames:
    """The names of all tables of a scenario that could be read, for the tables that use them."""

    def __init__(self, known: Mapping[str, Names]) -> None:
        self.known = known

    def find(
        self, cell: TableColumn, row: Row, reading: Reading, values: Mapping[str, Any]
    ) -> str | None:
        """Return the name in a cell, which another table must know if it could be read at all."""
        if cell.field.of in self.known:
            return self.known[cell.field.of].read(cell.table, row, cell.head, reading)
        return reading.name(cell.table, row, cell.head)


def is_subtotal(row: Row) -> bool:
    """Say whether a total is that of some rows: 小计, 甲片区合计, 甲镇汇总."""
    levels = (total_level(v, is_strict=True) for v in row.cells.values() if isinstance(v, str))
    return next((level for level in levels if level), 1) == 1


class Total:
    """Adds up a column, to stand beside what its 合计 row says.

    Attributes:
        is_whole: Whether the sum is of every row; otherwise there is nothing to compare.
    """

    def __init__(self, table: Table, column: str, is_whole: bool = True) -> None:
        self.table, self.column = table, column
        self._values: list[Fraction | int] = []
        self.is_whole = is_whole and any(not row.is_total for row in table.rows)

    def add(self, value: Fraction | int | None) -> None:
        """Add a cell; None is one that could not be read."""
        if value is None:
            self.is_whole = False
        else:
            self._values.append(value)

    @cached_property
    def sum(self) -> Fraction:
        """What the cells come to, once all are added."""
        return total(self._values)

    def check(
        self,
        read: Callable[[Row], Fraction | int | None],
        show: Callable[[Fraction], str],
        reading: Reading,
    ) -> None:
        """Note a 合计 row that is not the sum of the rows; 小计 rows are passed over.

        So are rows that tell another statistic of them noted (平均, 最高).
        """
        if self.is_whole:
            reading.faults += statistics_that_are_off(self.table, self.column)
        for row in self.table.rows if self.is_whole else ():
            if not row.is_total or is_subtotal(row) or row.cells.get(self.column) is None:
                continue
            said = read(row)
            if said is not None and said != self.sum:
                allowed = Words("合计应等于各行之和 ", "the sum of the rows, ")
                allowed += Words(show(self.sum), show(self.sum))
                remedy = Words("请核对各行和合计。", "Check the rows and the total.")
                came = row.cells[self.column]
                reading.faults.append(
                    self.table.fault(row.number, self.column, allowed, came, remedy)
                )

    def check_money(self, unit: str, reading: Reading) -> None:
        """Check amounts of money."""
        meant = self.table.units.get(self.column) or self.table.unit_line or unit
        self.check(
            lambda row: reading.money(self.table, row, self.column, unit, least=None),
            lambda summed: show_amount(int(summed), meant),
            reading,
        )
