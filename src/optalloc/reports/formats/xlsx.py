"""The plan as a workbook with live formulas: plan.xlsx."""

from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.reports.report import FORMATS, File, Format, Report
from optalloc.reports.workbook.whole_book import workbook


class Xlsx(Format):
    """Sheets of sources, scores, awards, the baseline, the rules, and notes."""

    words = Words("工作簿", "workbook")

    def files(self, report: Report) -> Iterator[File]:
        """Yield the workbook."""
        yield File("plan.xlsx", workbook(report))


FORMATS.register("xlsx")(Xlsx())
