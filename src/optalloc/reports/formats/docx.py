"""The plan in Word: `plan.docx`, in the structure of the field and set as official papers are."""

from collections.abc import Iterator

from optalloc.core.message import Words
from optalloc.present.docx.paper import word_paper
from optalloc.present.paper import left_blank
from optalloc.reports.official.context import Subject
from optalloc.reports.official.plan import plan_blocks
from optalloc.reports.official.template_fill import blocks_asked, filled
from optalloc.reports.report import FORMATS, File, Format, Report

FILE = "plan.docx"


class WordPlan(Format):
    """The plan as an official paper."""

    @property
    def words(self) -> Words:
        """What it is called."""
        return Words("Word 方案", "the plan in Word")

    def files(self, report: Report) -> Iterator[File]:
        """Yield the paper."""
        subject, template = Subject(report), report.template
        if template is None:
            yield File(FILE, word_paper(plan_blocks(subject), report.lang))
        else:
            yield File(FILE, filled(template, subject))

    def remarks(self, report: Report) -> Iterator[Words]:
        """Yield what is left to be filled in."""
        subject, template = Subject(report), report.template
        blocks = blocks_asked(template, subject) if template else plan_blocks(subject)
        yield from left_blank(FILE, blocks, report.lang, report.in_sheets)


FORMATS.register("docx")(WordPlan())
