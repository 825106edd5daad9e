"""Rows that say 其中 in a table of what was given: recipients of their own, or parts of one.

合计 90 / 其中：甲镇 40 / 乙镇 30 / 丙乡 20    below a total: one of its recipients
甲镇 40 / 其中：东村 10 / 乙镇 30 / 合计 70     below a recipient: a part of it, and in no sum
甲镇 40 / 其中：东村 10 / 西村 30 / 乙镇 30     other parts may follow without the word

The total tells which, or the names that are known; where neither does, each such row is refused.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction

from optalloc.core.errors import Fault
from optalloc.core.message import NOTHING, Words
from optalloc.inputs.table_checks import is_subtotal, read_alike
from optalloc.inputs.tables import Reading, Row, Table, figure_in, named_as_part, says_part


def with_parts_told(
    table: Table, column: str, amount: str, known: Collection[str], reading: Reading
) -> Table:
    """Return a table whose rows of 其中 are recipients, or left out as parts; note the unsure.

    Args:
        column: The column of recipients.
        amount: The column of amounts.
        known: The names of recipients; empty where they are not known.
    """
    found = _PartRows(table, column, amount, {read_alike(name) for name in known})
    if not found.parts:
        return table
    left_out = found.left_out()
    if left_out is None:
        reading.faults += found.faults()
        left_out = found.parts.keys()  # of them a letter is written already
    rows = (found.as_told(i, i in left_out) for i in range(len(table.rows)))
    return replace(table, rows=tuple(rows))


class _PartRows:
    """The rows of a table that say 其中, and what each may be.

    Attributes:
        parts: For each of them the row that it is a part of, by index; None where none is above.
    """

    def __init__(self, table: Table, column: str, amount: str, known: Collection[str]) -> None:
        self.table, self.column, self.amount, self.known = table, column, amount, known
        self.rows = table.rows
        self.figures = [figure_in(row.cells.get(amount)) for row in self.rows]
        self.parts: dict[int, int | None] = {}
        for i, row in enumerate(self.rows):
            if not row.is_total and says_part(self._label(row)):
                above = i - 1 if i else None
                self.parts[i] = self.parts.get(above, above) if above is not None else None

    def left_out(self) -> Collection[int] | None:
        """Return the rows that are parts of recipients; None where nothing tells for sure."""
        below = {i: of for i, of in self.parts.items() if of is None or not self.rows[of].is_total}
        own = self.parts.keys() - below.keys()
        if any(of is None for of in below.values()) or not all(map(self._name, own)):
            return None
        further = {k for i, of in below.items() if of is not None for k in self._run(i, of)}
        for rows in (below.keys(), below.keys() | further):
            if self._comes_to_total(rows):
                return rows
        return below.keys() if self._names_tell(below.keys()) else None

    def _run(self, part: int, of: int) -> range:
        """Return the rows from a part on with which its parts come to the whole; else none."""
        parts = (i for i in self.parts if self.parts[i] == of)
        first, summed = min(parts), Fraction(0)
        for k in range(first, len(self.rows)):
            figure = self.figures[k]
            if self.rows[k].is_total or figure is None:
                break
            summed += figure
            if summed == self.figures[of] and k >= part:
                return range(part, k + 1)
        return range(0)

    def _comes_to_total(self, left_out: Collection[int]) -> bool:
        """Say whether the other rows come to every total there is, of which there is one."""
        there = [
            figure
            for i, figure in enumerate(self.figures)
            if i not in left_out and not self.rows[i].is_total
        ]
        totals = [
            figure
            for row, figure in zip(self.rows, self.figures, strict=True)
            if row.is_total and row.statistic is None and not is_subtotal(row)
        ]
        if not totals or None in there:
            return False
        summed = sum((figure for figure in there if figure is not None), Fraction(0))
        return all(figure == summed for figure in totals)

    def _names_tell(self, left_out: Collection[int]) -> bool:
        """Say whether all but the parts are known recipients, and no part is one."""
        names = {i: self._name(i) for i, row in enumerate(self.rows) if not row.is_total}
        is_known = {i: read_alike(name) in self.known for i, name in names.items()}
        return all(known != (i in left_out) for i, known in is_known.items())

    def faults(self) -> Iterator[Fault]:
        """Yield that nobody can tell what each of them is."""
        for i in self.parts:
            row, name = self.rows[i], self._name(i)
            allowed = Words(
                "应看得出是一个单位，还是另一行的一部分（合计和单位名称都没有说明是哪一种）",
                "a recipient, or a part of another row: neither a total nor names tell which",
            )
            as_own = Words(f"是一个单位，请写成 {name}；", f"If it is a recipient, write {name}; ")
            remedy = as_own if name else NOTHING
            remedy += Words(
                "是另一行的一部分，请删去这一行和同它一起的各部分。",
                "if it is a part of another row, delete it and the parts beside it.",
            )
            yield self.table.fault(row.number, self.column, allowed, self._label(row), remedy)

    def as_told(self, i: int, is_left_out: bool) -> Row:
        """Return a row without the word; one that is a part tells of another row, as a total."""
        row = self.rows[i]
        if is_left_out:
            return replace(row, is_total=True)
        if i not in self.parts:
            return row
        return replace(row, cells={**row.cells, self.column: self._name(i)})

    def _label(self, row: Row) -> str:
        return str(row.cells.get(self.column) or "")

    def _name(self, i: int) -> str:
        label = self._label(self.rows[i])
        return named_as_part(label) if i in self.parts else label
