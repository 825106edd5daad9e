"""Totals by level: what the units above the recipients get, beside their targets and baseline."""

from collections.abc import Iterator

from optalloc.core.alignment import padded, percents
from optalloc.core.exact import total
from optalloc.core.message import Words
from optalloc.core.money import show_money
from optalloc.pipeline.level_totals import LevelTotals, level_totals
from optalloc.present.charts.plan_and_baseline import BASELINE, CHANGE, TARGET
from optalloc.present.document import Column, TableBlock
from optalloc.reports.page.context import TOTAL, PageContext

TARGET_DIGITS = 4


def levels(page: PageContext) -> Iterator[TableBlock]:
    """Yield a table for each level; nothing without levels."""
    found = level_totals(page.solved, page.best)
    for place, one in enumerate(found):
        yield _table(page, one, found[place - 1].level if place else "")


def _table(page: PageContext, one: LevelTotals, above: str) -> TableBlock:
    units = one.units
    targets = [unit.target for unit in units]
    aims = padded([show_money(t, page.unit, TARGET_DIGITS) for t in (*targets, total(targets))])
    amounts, against = ([getattr(u.beside, k) for u in units] for k in ("amount", "against"))
    moved = [unit.beside.change for unit in units]
    columns = [Column(one.level, [*(unit.name for unit in units), TOTAL], True)]
    if above:
        columns.append(Column(above, [*(unit.above for unit in units), ""], True))
    counts = [len(unit.places) for unit in units]
    columns += [
        Column(Words("单位数", "recipients"), [*map(str, counts), str(sum(counts))]),
        Column(TARGET, aims),
        Column(TOTAL, page.amounts([*amounts, sum(amounts)])),
        Column(BASELINE, page.amounts([*against, sum(against)])),
        Column(CHANGE, page.changes([*moved, sum(moved)])),
        Column(
            CHANGE + Words("%", " %"), [*percents([unit.beside.relative for unit in units]), ""]
        ),
    ]
    return TableBlock(f"level-{one.level}", one.title + page.unit_line, columns, True)
