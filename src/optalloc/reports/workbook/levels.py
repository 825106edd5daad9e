"""分级合计: the totals of the units above the recipients, as sums of the comparison's rows.

Each row names its level, so that whoever reads the sheet by its columns needs no headings in it.
"""

from collections.abc import Sequence
from fractions import Fraction

from optalloc.core.exact import total
from optalloc.core.message import Words
from optalloc.pipeline.level_totals import LevelTotals, UnitTotal, level_totals
from optalloc.present.xlsx.book import TOTAL, WorkbookSheet, cell_name, joined, span
from optalloc.present.xlsx.figures import amount_format, change_format
from optalloc.reports.workbook.addresses import FIRST_BESIDE, PLAN, TARGET, BesideAt, LevelsAt
from optalloc.reports.workbook.baseline_sheet import BASELINE
from optalloc.reports.workbook.check import runs
from optalloc.reports.workbook.context import Material

NAME = Words("分级合计", "Levels")
SUBJECT = Words("各层级合计", "Totals by level")
SUM = Words("合计", "total")
HEADS, FIRST = 2, 3
LEVEL, UNIT, ABOVE, FIRST_AMOUNT = 0, 1, 2, 3
SUMMED = (TARGET, PLAN, BASELINE)
"""The columns of the comparison that are added up, in their order here."""
CHANGE = FIRST_AMOUNT + len(SUMMED)


def write_levels(page: WorkbookSheet, material: Material, beside: BesideAt) -> LevelsAt:
    """Write a table for each level, one below the other."""
    rows: dict[tuple[str, str], int] = {}
    heads = (
        Words("层级", "level"),
        Words("单位", "unit"),
        Words("上级", "stands under"),
        Words("测算额", "target"),
        Words("方案", "plan"),
        Words("基准", "baseline"),
        Words("方案－基准", "plan - baseline"),
    )
    for i, head in enumerate(heads):
        page.head(HEADS, i, head)
    page.title(material.title, SUBJECT, len(heads))
    row = FIRST
    for one in level_totals(material.report.solved, material.report.best):
        rows |= {(one.level, unit.name): i for i, unit in enumerate(one.units, row)}
        row = _write_level(page, material, beside, one, row) + 1
    page.finish((HEADS, HEADS), (FIRST, 2))
    return LevelsAt(page.name, rows, *(FIRST_AMOUNT + SUMMED.index(c) for c in (PLAN, TARGET)))


def _write_level(
    page: WorkbookSheet, material: Material, beside: BesideAt, one: LevelTotals, row: int
) -> int:
    """Write the units of a level with their sum, and return the row below."""
    first = row
    for row, unit in enumerate(one.units, first):
        page.name_of(row, LEVEL, one.level)
        page.name_of(row, UNIT, unit.name)
        page.framed(row, ABOVE, unit.above)
        for i, (column, value) in enumerate(zip(SUMMED, _values(unit), strict=True)):
            cells = (
                span((FIRST_BESIDE + a, column), (FIRST_BESIDE + b, column), beside.sheet)
                for a, b in runs(unit.places)
            )
            form = amount_format(material.target_decimals if not i else material.decimals)
            text = f"SUM({joined(cells)})"
            page.formula(row, FIRST_AMOUNT + i, text, material.money.of(value), form)
        _write_change(page, material, row, unit.beside.change)
    last, look = row, {"bold": True, "bg_color": TOTAL}
    page.name_of(last + 1, LEVEL, one.level, **look)
    page.name_of(last + 1, UNIT, page.say(SUM), **look)
    page.framed(last + 1, ABOVE, "", **look)
    sums = [total(_values(unit)[i] for unit in one.units) for i in range(len(SUMMED))]
    for column, value in enumerate(sums, FIRST_AMOUNT):
        form = amount_format(
            material.target_decimals if column == FIRST_AMOUNT else material.decimals
        )
        text = f"SUM({span((first, column), (last, column))})"
        page.formula(last + 1, column, text, material.money.of(value), form, **look)
    _write_change(page, material, last + 1, sums[1] - sums[2], **look)
    return last + 2


def _values(unit: UnitTotal) -> Sequence[Fraction | int]:
    return unit.target, unit.beside.amount, unit.beside.against


def _write_change(
    page: WorkbookSheet, material: Material, row: int, change: Fraction | int, **look: object
) -> None:
    own, other = (cell_name(row, FIRST_AMOUNT + i) for i in (1, 2))
    text = f"ROUND({own}-{other},{material.money.fen})"
    form = change_format(material.decimals)
    page.formula(row, CHANGE, text, material.money.of(change), form, **look)
