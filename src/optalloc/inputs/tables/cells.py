"""Read cells as names, numbers, money, shares or yes and no, and collect every fault.

Nothing is raised while reading, so that one letter names all cells to mend:

    row 2, 脱贫人口: a whole number, at least 0, got '1２0人'. Remove the unit.
"""

import re
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import Words, listed, visible
from optalloc.core.money import halfwidth, parse_number, unit_named
from optalloc.inputs.tables.columns import (
    NAME,
    ColumnType,
    Limit,
    Unfit,
    money_column,
    number_column,
    plain_share_column,
    ratio_column,
    share_column,
    text_column,
    yes_no_column,
)
from optalloc.inputs.tables.raw import Shown
from optalloc.inputs.tables.table import Row, Table

T = TypeVar("T")
_FILL_IN = Words("单元格是空的，请填写。", "The cell is empty: fill it in.")
# A bracket that speaks of money; what is neither of our units is then refused, not passed over.
_MONEY_WORD = re.compile(r"[元角万亿]|分$|yuan|wan|rmb|cny|usd", re.IGNORECASE)


class Reading:
    """Reads cells and keeps what is wrong with them.

    Every method returns None after a fault, for an empty cell that is not required, and for a
    column that the table does not have.

    Attributes:
        faults: What has been found, in the order of reading.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def finish(self) -> None:
        """End the reading.

        Raises:
            InputUnusable: When there were faults.
        """
        refuse_any(self.faults)

    def text(self, table: Table, row: Row, column: str, required: bool = True) -> str | None:
        """Return the text of a cell as it stands; a number as its digits."""
        return self.take(table, row, column, text_column(required))

    def name(self, table: Table, row: Row, column: str) -> str | None:
        """Return a name without the spaces that offices put into it; it is required."""
        return self.take(table, row, column, NAME)

    def number(
        self,
        table: Table,
        row: Row,
        column: str,
        *,
        least: Limit = 0,
        most: Limit = None,
        whole: bool = False,
        required: bool = True,
        is_share: bool = False,
    ) -> Fraction | None:
        """Return an exact number.

        Args:
            least: Smallest number allowed; None allows any.
            most: Largest number allowed; None allows any.
            whole: Whether it must be a whole number.
            required: Whether an empty cell is a fault.
            is_share: Whether somebody reads it as a share, and so 82% is to be written 0.82.
        """
        if is_share:
            return self.take(table, row, column, plain_share_column(least, required))
        expected = number_column(least, most, whole, required)
        return self.take(table, _in_own_unit(table, row, column), column, expected)

    def money(
        self,
        table: Table,
        row: Row,
        column: str,
        unit: str,
        *,
        least: int | None = 0,
        required: bool = True,
    ) -> int | None:
        """Return an amount in whole fen.

        The unit is the one in the cell (4.5万元), else in the header, else in the title above the
        header, else the scenario's.

        Args:
            unit: The unit the scenario writes amounts in.
            least: Smallest amount allowed [fen]; None allows any.
            required: Whether an empty cell is a fault.
        """
        meant = self._unit(table, column, unit)
        if meant is None:
            return None
        return self.take(table, row, column, money_column(meant, least, required))

    def share(self, table: Table, row: Row, column: str, required: bool = True) -> Fraction | None:
        """Return a share from 0 to 1: `55%`, `0.55`, or 55 below a header such as 比例(%)."""
        whole = {"%": 100, "‰": 1000}.get(table.brackets.get(column, ""), 1)
        return self.take(table, row, column, share_column(whole, required))

    def ratio(self, table: Table, row: Row, column: str) -> Fraction | None:
        """Return a part of one, at least 0, that may be above it: `150%`, `1.5`, as in `share`."""
        whole = {"%": 100, "‰": 1000}.get(table.brackets.get(column, ""), 1)
        return self.take(table, row, column, ratio_column(whole))

    def yes_no(self, table: Table, row: Row, column: str, required: bool = True) -> bool | None:
        """Return whether a cell says yes; an empty one is neither."""
        return self.take(table, row, column, yes_no_column(required))

    def take(self, table: Table, row: Row, column: str, expected: ColumnType[T]) -> T | None:
        """Return the value of a cell as its column means it, or keep what is wrong with it."""
        if column not in table.headers:
            if expected.required:
                self.faults.append(_no_column(table, column))
            return None
        if (row.number, column) in table.torn:
            return None
        value = row.cells.get(column)
        remedy = _FILL_IN
        if value is not None:
            try:
                return expected.fit(value)
            except Unfit as why:
                remedy = why.remedy
        if value is not None or expected.required:
            self.faults.append(table.fault(row.number, column, expected.allowed, value, remedy))
        return None

    def _unit(self, table: Table, column: str, unit: str) -> str | None:
        """Return the unit a column of money is in, or None when its header says another."""
        if column in table.units:
            return table.units[column]
        bracket = table.brackets.get(column, "")
        if not _MONEY_WORD.search(bracket):
            if table.unit_line or table.other_line is None:
                return table.unit_line or unit
            bracket = table.other_line
        try:
            return unit_named(re.split("[/每]", bracket)[0].removeprefix("人民币"))
        except ValueError:
            allowed = Words("单位应为 元、万元 或 亿元", "a unit: 元, 万元 or 亿元")
            remedy = Words("请换算，并改正表头。", "Convert the column and correct its header.")
            self.faults.append(table.fault(table.header_row, column, allowed, bracket, remedy))
            return None


def _in_own_unit(table: Table, row: Row, column: str) -> Row:
    """Return a row whose number does not say the unit that its header says: 120元 below (元).

    That is so where the format of its cell says it: what somebody typed is refused.
    """
    value = row.cells.get(column)
    unit = table.units.get(column) or table.brackets.get(column)
    if not unit or not isinstance(value, Shown):
        return row
    number = halfwidth(value).removesuffix(halfwidth(unit)).rstrip()
    try:
        parse_number(number)
    except ValueError:
        return row
    return replace(row, cells={**row.cells, column: number})


def _no_column(table: Table, column: str) -> Fault:
    """Return what is wrong with a table that lacks a column."""
    wanted = Words(f"应有“{column}”一列", f"a column {column}")
    headers = listed(tuple(map(visible, table.headers)))
    remedy = Words(f"现有：{headers.zh}。", f"There are: {headers.en}.")
    return table.fault(table.header_row, None, wanted, remedy=remedy)
