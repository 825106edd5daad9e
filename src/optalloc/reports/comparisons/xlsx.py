"""Several plans side by side as a workbook with live formulas: comparison.xlsx."""

from collections.abc import Iterator

from optalloc.reports.comparison import COMPARISONS, ComparisonContext
from optalloc.reports.report import File
from optalloc.reports.workbook.compared import compared_workbook


@COMPARISONS.register("xlsx")
def files(comparison: ComparisonContext) -> Iterator[File]:
    """Yield the workbook."""
    yield File("comparison.xlsx", compared_workbook(comparison))
