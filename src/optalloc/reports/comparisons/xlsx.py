"""Several plans side by side as a workbook with live formulas: comparison.xlsx."""

from collections.abc import Iterator
from types import ModuleType

from optalloc.present.xlsx.book import Book
from optalloc.present.xlsx.figures import MoneyFormat
from optalloc.reports.comparison import COMPARISONS, ComparisonContext
from optalloc.reports.report import File
from optalloc.reports.workbook import (
    compared_by_level,
    compared_cells,
    compared_notes,
    compared_totals,
)
from optalloc.reports.workbook.comparison_context import Sides


@COMPARISONS.register("xlsx")
def files(comparison: ComparisonContext) -> Iterator[File]:
    """Yield the workbook."""
    yield File("comparison.xlsx", compared_workbook(comparison))


def compared_workbook(comparison: ComparisonContext) -> bytes:
    """Return the workbook; the same plans give the same bytes."""
    money = MoneyFormat(comparison.unit)
    book, sides = Book(comparison.lang, money), Sides(comparison, money)
    pages = {part.NAME: book.page(part.NAME) for part in _parts(sides)}
    totals = pages[compared_totals.NAME]
    compared_totals.write_totals(totals, sides)
    if levels := pages.get(compared_by_level.NAME):
        compared_by_level.write_compared_levels(levels, sides, totals.name)
    compared_cells.write_cells(pages[compared_cells.NAME], sides)
    compared_notes.write_figures_and_notes(pages[compared_notes.NAME], sides)
    return book.content()


def _parts(sides: Sides) -> Iterator[ModuleType]:
    """Yield the modules that write a sheet, in the order of the sheets."""
    yield compared_totals
    if any(solved.problem.at_levels for solved in sides.plans):
        yield compared_by_level
    yield compared_cells
    yield compared_notes
