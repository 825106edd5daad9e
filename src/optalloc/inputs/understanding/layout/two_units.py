"""Columns under one head in two units of money: the same amounts told twice.

    单位  金额（元）  金额（万元）
    甲镇    300000        30            one amount: the finer column counts, the other is held to it

Added up they would be the money twice. They are one where both are filled in most of the rows that
have either, and come to the same, rounded or not, in most of these; else each is read for itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from optalloc.core.errors import Fault
from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.understanding.layout.arithmetic import finest, shown
from optalloc.inputs.understanding.layout.parts import SAID, SheetColumn, SheetRow
from optalloc.inputs.understanding.layout.sheet import Sheet

_ADDED = ("data", "total", "part")


@dataclass(frozen=True)
class ToldInTwoUnits:
    """Columns of one head in two units.

    Attributes:
        fine, coarse: The one in the finer unit, and the other.
        of_lines: What both tell by line [fen]; None where a cell is empty.
    """

    fine: SheetColumn
    coarse: SheetColumn
    of_lines: dict[int, tuple[Fraction | None, Fraction | None]]

    @property
    def is_one(self) -> bool:
        """Whether the coarser is the finer once more, and so no money of its own."""
        return self.coarse.role == "figure"

    @cached_property
    def last(self) -> Fraction:
        """The last decimal that the coarser column has anywhere [fen]."""
        per = FEN_PER_UNIT[self.coarse.unit or "元"]
        told = [again / per for _, again in self.of_lines.values() if again is not None]
        return finest(told) * per

    def is_same(self, line: int, within: Fraction = Fraction(0)) -> bool:
        """Say whether both tell the same of a line, but for so many fen."""
        one, other = self.of_lines[line]
        return one is not None and other is not None and abs(one - other) <= within

    def said(self, line: int) -> tuple[str, str]:
        """Return what both columns say of a line, each in its unit; — of an empty cell."""
        one, other = (
            "—" if told is None else shown(told / FEN_PER_UNIT[column.unit or "元"])
            for told, column in zip(self.of_lines[line], (self.fine, self.coarse), strict=True)
        )
        return f"{one}{self.fine.unit}", f"{other}{self.coarse.unit}"


def told_in_two_units(
    columns: Sequence[SheetColumn], lines: Sequence[SheetRow], unit: str | None, scale: int
) -> Iterator[ToldInTwoUnits]:
    """Yield pairs of columns of money under one head in two units, the finer first.

    Args:
        unit: What their figures are in [1/scale of it].
    """
    groups: dict[tuple[str, ...], list[SheetColumn]] = {}
    for column in columns:
        if column.holds_figures and column.unit and column.because != SAID and any(column.path):
            groups.setdefault(column.path, []).append(column)
    per = Fraction(FEN_PER_UNIT[unit or "元"], scale)
    for group in groups.values():
        fine, *others = sorted(group, key=lambda c: FEN_PER_UNIT[c.unit or "元"])
        for coarse in others:
            is_again = coarse.is_money or coarse.because == _same_as(fine)
            if coarse.unit != fine.unit and fine.is_money and is_again:
                yield ToldInTwoUnits(fine, coarse, _of_lines(fine, coarse, lines, per))


def _same_as(column: SheetColumn) -> Words:
    """Return why a column is no money of its own: it tells another's once more."""
    return Words(
        f"与“{column.name}（{column.unit}）”是同一笔钱",
        f"the same money as {column.name} ({column.unit})",
    )


def _of_lines(
    fine: SheetColumn, coarse: SheetColumn, lines: Sequence[SheetRow], per: Fraction
) -> dict[int, tuple[Fraction | None, Fraction | None]]:
    """Return what two columns tell, of the lines that either tells."""
    found = {}
    for i, line in enumerate(lines):
        both = fine.values[i], coarse.values[i]
        if line.kind in _ADDED and both != (None, None):
            one, other = (None if value is None else value * per for value in both)
            found[i] = one, other
    return found


def without_the_same_again(
    columns: tuple[SheetColumn, ...], lines: Sequence[SheetRow], unit: str | None, scale: int
) -> tuple[SheetColumn, ...]:
    """Return the columns; what tells another's amounts once more in its unit is no money."""
    again = dict[int, SheetColumn]()
    for pair in told_in_two_units(columns, lines, unit, scale):
        rows = [i for i in pair.of_lines if lines[i].kind == "data"]
        both = [i for i in rows if None not in pair.of_lines[i]]
        near = [i for i in both if pair.is_same(i, pair.last / 2)]
        if pair.coarse.is_money and 2 * len(both) > len(rows) and 2 * len(near) > len(both):
            again[pair.coarse.index] = replace(
                pair.coarse, role="figure", because=_same_as(pair.fine)
            )
    return tuple(again.get(c.index, c) for c in columns)


def pairs_of_units(sheet: Sheet) -> list[ToldInTwoUnits]:
    """Return the columns of a table that stand under one head in two units."""
    return [*told_in_two_units(sheet.columns, sheet.lines, sheet.unit, sheet.scale)]


def faults_of_two_units(sheet: Sheet, named: str) -> Iterator[Fault]:
    """Yield the rows that two columns of one head tell otherwise, for who takes their amounts."""
    for pair in pairs_of_units(sheet):
        for i in pair.of_lines:
            if pair.is_same(i, pair.last / 2):
                continue
            due, came = pair.said(i)
            allowed = Words(
                f"应与另一单位的一列相同（{due}）", f"the same as in the other unit ({due})"
            )
            yield Fault(named, sheet.place(i, pair.coarse).words(), allowed, came)
