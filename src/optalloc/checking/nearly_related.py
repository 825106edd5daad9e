"""Columns that lie between others, or sum them, in more than half of the rows, and in too few.

下达  支出  结余      In a table of three rows one slip leaves two that agree, and its total is
 100    60    40      off with it: who is wrong, or whether anything is, nobody can tell from
  80    50    35      that. The rows are named and nobody is accused.
  50    50     0
"""

from collections.abc import Iterator, Sequence
from itertools import permutations

from optalloc.checking.checks.difference import MOST_COLUMNS, Relation, relations
from optalloc.core.message import Words
from optalloc.inputs.tables.field_words import asks_for, says_difference
from optalloc.inputs.understanding.layout.columns import KEPT_FIGURES
from optalloc.inputs.understanding.layout.finding import Finding
from optalloc.inputs.understanding.layout.parts import SAID, SheetColumn
from optalloc.inputs.understanding.layout.sheet import Sheet

LEAST_AGREEING = 2
MOST_ROWS = 20
"""Rows of a short table: in a longer one a few slips do not hide what most of them show."""
LEAST_SUMMED = 3
"""Fewest columns of which one may sum the others."""


def nearly_related(sheet: Sheet) -> Iterator[Finding]:
    """Yield a note of each relation that most rows show, and that none was held to."""
    if len(sheet.data) > MOST_ROWS:
        return
    held = {c.index for one in relations(sheet) for c in one.columns}
    held |= {i for total, parts in sheet.sums_told.items() for i in (total, *parts)}
    columns = [c for c in sheet.columns if c.is_money or c.because == KEPT_FIGURES]
    columns = [c for c in columns if c.path and c.values and not c.is_of_which]
    changes = [c for c in columns if says_difference(c.path[-1]) and c.index not in held]
    for change in changes:
        others = [c for c in columns if c not in changes][:MOST_COLUMNS]
        tried = [Relation(change, (a,), (b,)) for a, b in permutations(others, 2)]
        yield from _seen(sheet, tried)
    if not changes and not held & {c.index for c in columns}:
        yield from _seen(sheet, list(_sums(columns)))


def _sums(columns: Sequence[SheetColumn]) -> Iterator[Relation]:
    """Yield of what columns each may be the sum: of all the others, where there are several."""
    plain = [c for c in columns if not (c.is_compared or asks_for(c.name))]
    plain = [c for c in plain if not (c.is_money and c.is_computed)]
    if len(plain) < LEAST_SUMMED or any(c.because == SAID for c in plain):
        return
    for column in plain:
        if column.role not in ("source", "use"):
            yield Relation(column, tuple(c for c in plain if c is not column))


def _seen(sheet: Sheet, tried: Sequence[Relation]) -> Iterator[Finding]:
    """Yield a note of the relation that most rows show, where it is more than half and not all."""
    best, most, off = None, LEAST_AGREEING - 1, list[int]()
    for one in tried:
        rows = [i for i in sheet.data if one.due(sheet, i) is not None]
        agreeing = [i for i in rows if one.is_exact_in(i)]
        # Where nothing changed, and where one of the parts is all, anything would agree.
        is_seen = 2 * len(agreeing) > len(rows) > len(agreeing) > most
        if is_seen and any(_tells(one, i) for i in agreeing):
            best, most = one, len(agreeing)
            off = [i for i in rows if i not in agreeing]
    if best is None:
        return
    first = sheet.row_words(off[0]) + Words(f" {sheet.lines[off[0]].label}".rstrip(), "")
    more = Words(f"等 {len(off)} 行", f" and {len(off) - 1} more") if off[1:] else Words("", "")
    count = most + len(off)
    words = Words(
        f"{count} 行中 {most} 行为 {best.words()}，{(first + more).zh}不是；看不准，没有据此核对",
        f"{best.words()} in {most} of {count} rows, and not in {(first + more).en}: not sure "
        "enough, so nothing was held to it",
    )
    yield Finding("not_compared", "note", sheet.place(None, best.column), words)


def _tells(one: Relation, line: int) -> bool:
    """Say whether a row shows a relation: a change that is not 0, or a sum of several parts."""
    if one.minus:
        return bool(one.column.values[line])
    return sum(bool(c.values[line]) for c in one.plus) > 1
