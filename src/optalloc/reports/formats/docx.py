"""The plan in Word: `plan.docx`, in the structure of the field and set as official papers are."""

from collections.abc import Iterator

from optalloc.reports.papers.plan import plan_blocks
from optalloc.reports.papers.subject import Subject
from optalloc.reports.papers.word import word_paper
from optalloc.reports.report import FORMATS, File, Format, Report
from optalloc.words import Words


class WordPlan(Format):
    """The plan as an official paper."""

    @property
    def words(self) -> Words:
        """What it is called."""
        return Words("Word 方案", "the plan in Word")

    def files(self, report: Report) -> Iterator[File]:
        """Yield the paper."""
        yield File("plan.docx", word_paper(plan_blocks(Subject(report)), report.lang))


FORMATS.register("docx")(WordPlan())
