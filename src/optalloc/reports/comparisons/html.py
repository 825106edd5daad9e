"""Several plans side by side as a page: comparison.html; it needs the extra that draws."""

from collections.abc import Iterator

from optalloc.present.html.page import html_of
from optalloc.reports.comparison import COMPARISONS, ComparisonContext, missing
from optalloc.reports.page.compared import compared_page
from optalloc.reports.report import File


@COMPARISONS.register("html")
def files(comparison: ComparisonContext) -> Iterator[File]:
    """Yield the page; nothing where what draws its pictures is not installed."""
    if not any(missing()):
        page = compared_page(comparison.plans, comparison.lang, comparison.unit)
        yield File("comparison.html", html_of(page))
