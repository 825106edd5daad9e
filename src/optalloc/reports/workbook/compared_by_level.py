"""分级比较: the totals of the units above the recipients in every scenario, as sums of its rows.

Each row names its level, so that whoever reads the sheet by its columns needs no headings in it.
"""

from collections.abc import Sequence

from optalloc.core.message import Words
from optalloc.pipeline.level_totals import ComparedLevel, UnitTotal, compared_levels
from optalloc.pipeline.metrics import Difference
from optalloc.present.xlsx.book import TOTAL, WorkbookSheet, cell_name, joined, span
from optalloc.reports.workbook.check import runs
from optalloc.reports.workbook.compared_totals import BASELINE, CHANGE, PLAN, RELATIVE
from optalloc.reports.workbook.compared_totals import FIRST as FIRST_TOTAL
from optalloc.reports.workbook.comparison_context import SUM, Sides

NAME = Words("分级比较", "Levels")
SUBJECT = Words("各层级合计，按情景并列", "Totals by level, scenario by scenario")
HEADS, FIRST = 2, 4
NAMES = (Words("层级", "level"), Words("单位", "unit"), Words("上级", "stands under"))
LOOK = {"bold": True, "bg_color": TOTAL}
"""Of the row that adds up a level."""


def write_compared_levels(page: WorkbookSheet, sides: Sides, totals: str) -> None:
    """Write a table for each level, one below the other.

    Args:
        totals: The name of the sheet whose rows are added up.
    """
    for i, name in enumerate(NAMES):
        page.head(HEADS, i, name, rows=2)
    count = len(sides.plans)
    for i in range(count):
        column = _column(i)
        page.layout.breaks.append(column)
        page.head(HEADS, column, sides.heading(i), columns=4)
        for k, head in enumerate((PLAN, BASELINE, CHANGE, RELATIVE)):
            page.head(HEADS + 1, column + k, head)
    for i in range(1, count):
        column = _less(count, i)
        page.head(HEADS, column, f"[{i + 1}] － [1]", columns=2)
        page.head(HEADS + 1, column, CHANGE)
        page.head(HEADS + 1, column + 1, RELATIVE)
    places = {name: place for place, name in enumerate(sides.comparison.names)}
    row = FIRST
    for level in compared_levels(sides.plans):
        row = _write_level(page, sides, level, (totals, places), row) + 1
    page.title(page.say(NAME), SUBJECT, page.layout.used)
    page.finish((HEADS, HEADS + 1), (FIRST, 2))


def _column(place: int) -> int:
    return len(NAMES) + 4 * place


def _less(count: int, place: int) -> int:
    """Return where a later plan less the first stands."""
    return _column(count) + 2 * (place - 1)


def _write_level(
    page: WorkbookSheet,
    sides: Sides,
    level: ComparedLevel,
    summed: tuple[str, dict[str, int]],
    first: int,
) -> int:
    """Write the units of a level with their sum, and return the row below."""
    for row, unit in enumerate(level.units, first):
        page.name_of(row, 0, level.level)
        page.name_of(row, 1, unit.name)
        page.framed(row, 2, unit.above)
        for i, total in enumerate(unit.totals):
            _write_unit(page, sides, (row, i), total, summed)
        _write_changes(page, sides, row, [_amounts(total) for total in unit.totals])
    last = first + len(level.units) - 1
    page.name_of(last + 1, 0, level.level, **LOOK)
    page.name_of(last + 1, 1, page.say(SUM), **LOOK)
    page.framed(last + 1, 2, "", **LOOK)
    sums = level.sums(level.units, level.level)
    for i, there in enumerate(sums):
        for k, field in enumerate(("amount", "against")):
            if there is None:
                sides.amount(page, last + 1, _column(i) + k, None)
            else:
                sides.total(page, _column(i) + k, (first, last), getattr(there, field))
    _write_changes(page, sides, last + 1, [_pair(there) for there in sums])
    return last + 2


def _amounts(total: UnitTotal | None) -> tuple[int, int] | None:
    return None if total is None else _pair(total.beside)


def _pair(beside: Difference | None) -> tuple[int, int] | None:
    return None if beside is None else (beside.amount, beside.against)


def _write_unit(
    page: WorkbookSheet,
    sides: Sides,
    place: tuple[int, int],
    total: UnitTotal | None,
    summed: tuple[str, dict[str, int]],
) -> None:
    """Write plan and baseline of a unit in one scenario: sums of rows of the other sheet."""
    (row, i), (sheet, places) = place, summed
    for k in range(2):
        column = _column(i) + k
        amounts = _amounts(total)
        if total is None or amounts is None:
            sides.amount(page, row, column, None)
            continue
        listed = sides.plans[i].problem.recipients
        rows = sorted(FIRST_TOTAL + places[listed[at].name] for at in total.places)
        there = 1 + 4 * i + k
        cells = joined(span((a, there), (b, there), sheet) for a, b in runs(rows))
        page.formula(row, column, f"SUM({cells})", sides.money.of(amounts[k]), sides.form)


def _write_changes(
    page: WorkbookSheet, sides: Sides, row: int, held: Sequence[tuple[int, int] | None]
) -> None:
    """Write each plan less its baseline, and each later plan less the first."""
    for i, amounts in enumerate(held):
        own, base = (cell_name(row, _column(i) + k) for k in range(2))
        sides.change(page, (row, _column(i) + 2), (own, base), amounts or (None, None))
    for i in range(1, len(held)):
        own, first = cell_name(row, _column(i)), cell_name(row, _column(0))
        plan, other = (amounts[0] if amounts else None for amounts in (held[i], held[0]))
        sides.change(page, (row, _less(len(held), i)), (own, first), (plan, other))
