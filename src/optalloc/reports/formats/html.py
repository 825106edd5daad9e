"""The page: one self-contained HTML file that a leader opens without a network.

It holds the plan beside the baseline, the score sheet, the way from target to award, the rule check
with its clauses, what the baseline breaks, the certificate and notes; pictures answer the pointer.
"""

from collections.abc import Iterator

from optalloc.core.errors import Fault
from optalloc.core.message import Words
from optalloc.present.charts.save import undrawable
from optalloc.present.html.page import PageDocument, html_of
from optalloc.reports.page.certificate import certificate
from optalloc.reports.page.context import shown
from optalloc.reports.page.headline import headline, notes
from optalloc.reports.page.plan import plan
from optalloc.reports.page.rule_check import breaches, rule_check
from optalloc.reports.page.score_sheet import score_sheet
from optalloc.reports.page.waterfalls import waterfalls
from optalloc.reports.report import FORMATS, File, Format, Report

SECTIONS = (headline, plan, score_sheet, waterfalls, rule_check, breaches, certificate, notes)
PAGE = "page.html"
"""The name of the file."""
WORDS = Words("网页", "the page")


class HtmlPage(Format):
    """The plan as a page."""

    @property
    def words(self) -> Words:
        """What it is called."""
        return WORDS

    def missing(self) -> Iterator[Fault]:
        """Yield that no page can hold charts here, if that is so."""
        yield from undrawable("", WORDS)

    def files(self, report: Report) -> Iterator[File]:
        """Yield the page."""
        yield File(PAGE, html_of(page_of(report)))


def page_of(report: Report) -> PageDocument:
    """Return a report as a page."""
    told = shown(report.solved, report.lang, report.unit, report.to_projects)
    problem = told.problem
    below = Words(
        f"情景 {problem.name}，金额单位：{told.unit}",
        f"scenario {problem.name}, amounts in {told.unit}",
    )
    return PageDocument(
        problem.shown_name, below, [section(told) for section in SECTIONS], told.lang
    )


FORMATS.register("html")(HtmlPage())
