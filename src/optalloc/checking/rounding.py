"""Whether a total that is off is rounded, or wrong."""

from fractions import Fraction

from optalloc.core.message import NOTHING, Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.understanding.layout.arithmetic import HALF, finest
from optalloc.inputs.understanding.layout.finding import Severity
from optalloc.inputs.understanding.layout.parts import SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

NOISE = 10**9
"""A count is off by less than one part in so many: no error of a person's."""
ROUNDED = Words("，是四舍五入，不是错误", ": rounding, not an error")
MAY_BE_ROUNDED = Words("，可能是四舍五入，也可能末位有误", ": rounding, or a wrong last digit")


def rounding(
    sheet: Sheet, line: int, column: SheetColumn, off: Fraction, parts: list[Fraction]
) -> tuple[Severity, Words]:
    """Return how grave it is that a total is off, and why when rounding the total makes it.

    A workbook does not tell 15.5 from 15.50: then rounding is a guess, and the finding a warning.
    """
    if not column.is_money and abs(off) * NOISE < max(map(abs, parts), default=Fraction(1)):
        return "note", ROUNDED  # what is left of binary fractions
    if column.is_computed and abs(off) <= finest(parts) / 2 * len(parts):
        return "note", ROUNDED
    if column.is_money and sheet.unit is not None and abs(off) * FEN_PER_UNIT[sheet.unit] < HALF:
        return "note", ROUNDED  # below half a fen nothing is owed
    last = finest([sheet.exact(column.values[line] or 0)])
    digits = sheet.decimals(line, column)
    if digits is not None:
        last = Fraction(1, 10**digits)
    if last > finest(parts) and abs(off) <= last / 2:
        return ("note", ROUNDED) if digits is not None else ("warning", MAY_BE_ROUNDED)
    return "error", NOTHING
