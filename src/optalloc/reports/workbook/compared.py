"""The workbook of a comparison: plans side by side, each against its baseline and the first one."""

from optalloc.present.xlsx.book import Book
from optalloc.present.xlsx.figures import MoneyFormat
from optalloc.reports.comparison import ComparisonContext
from optalloc.reports.workbook import compared_cells, compared_notes, compared_totals
from optalloc.reports.workbook.comparison_context import Sides


def compared_workbook(comparison: ComparisonContext) -> bytes:
    """Return the workbook; the same plans give the same bytes."""
    money = MoneyFormat(comparison.unit)
    book, sides = Book(comparison.lang, money), Sides(comparison, money)
    parts = (compared_totals, compared_cells, compared_notes)
    pages = [book.page(part.NAME) for part in parts]
    compared_totals.write_totals(pages[0], sides)
    compared_cells.write_cells(pages[1], sides)
    compared_notes.write_figures_and_notes(pages[2], sides)
    return book.content()
