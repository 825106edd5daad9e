"""How grave it is that a sum is off: it is rounded, or wrong, or what it has of which (其中) is.

金额  其中：中央  其中：省级
60          30          20    less: they need not be all of it
60          30          31    more: wrong where each fen is in one of them, as in sources or
where most rows add up; else they may overlap
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from optalloc.core.message import NOTHING, Words
from optalloc.core.money import FEN_PER_UNIT
from optalloc.inputs.understanding.layout.arithmetic import HALF, finest
from optalloc.inputs.understanding.layout.finding import Finding, Severity
from optalloc.inputs.understanding.layout.parts import SheetColumn, of_which
from optalloc.inputs.understanding.layout.roles import role_of_figures
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


LEAST_ADDING = Fraction(2, 3)
"""Part of the rows of several parts that add up to the fen where none overlap."""
NEED_NOT = Words(
    "；其中各项可以不是全部，请核对", "; what is named of which need not be all: check it"
)
MAY_OVERLAP = Words("；其中各项若有重叠，请注明", "; say so if they overlap")


def is_of_which(total: SheetColumn, parts: Sequence[SheetColumn]) -> bool:
    """Say whether a column stands before what it has of which, which need not be all of it."""
    return all(part.is_of_which and part.index > total.index for part in parts)


def do_not_overlap(sheet: Sheet, total: SheetColumn, parts: Sequence[SheetColumn]) -> bool:
    """Say whether each fen of a column can be in one part alone: by sources, or as rows show."""
    named = [of_which(part.path[-1]) or part.path[-1] for part in parts]
    if all(role_of_figures((name,), "", is_money=False) == "source" for name in named):
        return True
    rows = [(total.values[i], [v for p in parts if (v := p.values[i])]) for i in sheet.data]
    told = [stated == sum(there) for stated, there in rows if stated and len(there) > 1]
    return len(told) > 1 and sum(told) >= LEAST_ADDING * len(told)


def of_which_off(
    sheet: Sheet,
    total: SheetColumn,
    parts: Sequence[SheetColumn],
    found: Finding,
    is_less: bool,
) -> Finding:
    """Return an error of a sum as what it is where its parts are an of-which.

    Args:
        is_less: Whether the parts come to less than their column.
    """
    if is_less:
        return replace(found, severity="warning", words=found.words + NEED_NOT)
    if do_not_overlap(sheet, total, parts):
        return found
    return replace(found, severity="warning", words=found.words + MAY_OVERLAP)
