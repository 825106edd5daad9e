"""How grave it is that what a column has of which (其中) does not come to it.

金额  其中：中央  其中：省级
60          30          20    less: they need not be all of it
60          30          31    more: wrong where each fen is in one of them, as in sources or
where most rows add up; else they may overlap
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SheetColumn, of_which
from optalloc.inputs.understanding.layout.roles import role_of_figures
from optalloc.inputs.understanding.layout.sheet import Sheet

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
