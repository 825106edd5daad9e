"""明细比较: every award of any plan, by recipient, source and use, beside that of the others."""

from optalloc.core.message import Words
from optalloc.present.xlsx.book import WorkbookSheet, cell_name
from optalloc.reports.workbook.comparison_context import SUM, Sides
from optalloc.reports.workbook.context import Cells, cells_of

NAME = Words("明细比较", "Details")
HEADS, FIRST, NAMES = 2, 3, 3


def write_cells(page: WorkbookSheet, sides: Sides) -> None:
    """Write the sheet; an amount that a plan does not give is 0."""
    held = [cells_of(s.best.plan) if s.best else None for s in sides.plans]
    keys = _keys(sides, held)
    heads = (Words("单位", "recipient"), Words("资金来源", "source"), Words("用途", "use"))
    for i, head in enumerate(heads):
        page.head(HEADS, i, head)
    for row, key in enumerate(keys, FIRST):
        for i, name in enumerate(key):
            page.name_of(row, i, name)
    last = FIRST + len(keys) - 1
    page.name_of(last + 1, 0, page.say(SUM), bold=True)
    page.blank(last + 1, 1)
    page.blank(last + 1, 2)
    for i, cells in enumerate(held):
        _write_plan(page, sides, i, (cells, keys))
    for i in range(1, len(held)):
        column = page.layout.used
        page.head(HEADS, column, f"[{i + 1}] － [1]")
        page.head(HEADS, column + 1, "%")
        amounts = [_of(held[i], held[0], key) for key in keys]
        for row, pair in enumerate([*amounts, _sums(held[i], held[0])], FIRST):
            names = cell_name(row, NAMES + i), cell_name(row, NAMES)
            sides.change(page, (row, column), names, pair)
    subject = Words("按单位、来源、用途", "By recipient, source and use")
    page.title(page.say(NAME), subject, page.layout.used)
    page.finish((HEADS, HEADS), (FIRST, NAMES))


def _keys(sides: Sides, held: list[Cells | None]) -> list[tuple[str, str, str]]:
    """Return the cells that any plan gives something, in the order of the tables."""
    given = {key for cells in held if cells for key in cells}
    order: list[dict[str, int]] = [{}, {}, {}]
    for problem in (solved.problem for solved in sides.plans):
        names = (problem.recipient_named, problem.source_named, problem.use_named)
        for known, listed in zip(order, names, strict=True):
            for name in listed:
                known.setdefault(name, len(known))
    return sorted(given, key=lambda key: tuple(order[i][name] for i, name in enumerate(key)))


def _write_plan(
    page: WorkbookSheet,
    sides: Sides,
    place: int,
    held: tuple[Cells | None, list[tuple[str, str, str]]],
) -> None:
    cells, keys = held
    column, last = NAMES + place, FIRST + len(keys) - 1
    page.head(HEADS, column, sides.heading(place))
    for row, key in enumerate(keys, FIRST):
        sides.amount(page, row, column, None if cells is None else cells.get(key, 0))
    if cells is None:
        sides.amount(page, last + 1, column, None)
    else:
        sides.total(page, column, (FIRST, last), sum(cells.values()))


def _of(
    have: Cells | None, other: Cells | None, key: tuple[str, str, str]
) -> tuple[int | None, int | None]:
    return (have.get(key, 0) if have is not None else None), (
        other.get(key, 0) if other is not None else None
    )


def _sums(have: Cells | None, other: Cells | None) -> tuple[int | None, int | None]:
    return (sum(have.values()) if have is not None else None), (
        sum(other.values()) if other is not None else None
    )
