"""How each row's money divides over the sources, from columns of sources or from rows of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd

from optalloc.core.money import show_fraction
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet


@dataclass(frozen=True)
class SourceSplit:
    """The money of one row, or of one recipient's rows, by source.

    Attributes:
        line: The row, or the first of them, by index.
        column: The column a finding points to.
        parts: The amount from each source, in the order of the sources [1/scale].
    """

    line: int
    column: SheetColumn
    parts: tuple[int, ...]

    @cached_property
    def total(self) -> int:
        """The money of the row [1/scale]."""
        return sum(self.parts)


def splits(sheet: Sheet) -> tuple[tuple[str, ...], list[SourceSplit]]:
    """Return the names of the sources, and how each row divides over them; empty without two."""
    wide = [c for c in sheet.cells if c.role == "source"]
    if len(wide) >= 2:
        return tuple(c.path[-1] if c.path else c.letters for c in wide), _of_columns(sheet, wide)
    named = sheet.with_role("source", figures=False)
    whom = sheet.with_role("recipient", figures=False)
    if named and whom and len(sheet.cells) == 1:
        return _of_rows(sheet, named[0], whom[0], sheet.cells[0])
    return (), []


def _of_columns(sheet: Sheet, columns: Sequence[SheetColumn]) -> list[SourceSplit]:
    found = []
    for i in sheet.data:
        parts = tuple(c.values[i] or 0 for c in columns)
        if sum(parts) > 0 and min(parts) >= 0:
            found.append(SourceSplit(i, columns[0], parts))
    return found


def _of_rows(
    sheet: Sheet, sources: SheetColumn, recipients: SheetColumn, amount: SheetColumn
) -> tuple[tuple[str, ...], list[SourceSplit]]:
    """Return the splits of recipients that have a row for each source and use."""
    uses = sheet.with_role("use", figures=False)
    names = tuple(dict.fromkeys(n for i in sheet.data if (n := sheet.name(i, sources))))
    if len(names) < 2 or len(names) > 20:
        return (), []
    at = {name: k for k, name in enumerate(names)}
    rows: dict[tuple[str, ...], tuple[int, list[int]]] = {}
    for i in sheet.data:
        name, value = sheet.name(i, sources), amount.values[i]
        if name and value is not None:
            key = (sheet.name(i, recipients), *(sheet.name(i, u) for u in uses))
            rows.setdefault(key, (i, [0] * len(names)))
            rows[key][1][at[name]] += value
    found = [SourceSplit(line, amount, tuple(parts)) for line, parts in rows.values()]
    return names, [s for s in found if s.total > 0 and min(s.parts) >= 0]


def reduced(parts: Sequence[int]) -> tuple[int, ...]:
    """Return the ratio of some amounts in whole numbers without a common divisor: 9:11."""
    common = gcd(*parts) or 1
    return tuple(part // common for part in parts)


def ratio_words(ratio: Sequence[int]) -> str:
    """Return a ratio as offices write it: 45:55, else its least whole numbers, else percentages."""
    total = sum(ratio)
    if all(part * 100 % total == 0 for part in ratio):
        return ":".join(str(part * 100 // total) for part in ratio)
    if max(ratio) <= 9:
        return ":".join(map(str, ratio))
    return ":".join(show_fraction(Fraction(part * 100, total), 2) for part in ratio)
