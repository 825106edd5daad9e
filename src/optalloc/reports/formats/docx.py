"""The plan in Word: `plan.docx`, in the structure of the field and set as official papers are."""

from collections.abc import Iterator

from optalloc.reports.papers.blocks import left_blank
from optalloc.reports.papers.filling import blocks_asked, filled
from optalloc.reports.papers.plan import plan_blocks
from optalloc.reports.papers.subject import Subject
from optalloc.reports.papers.word import word_paper
from optalloc.reports.report import FORMATS, File, Format, Report
from optalloc.words import Words

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
        yield from left_blank(FILE, blocks, report.lang)


FORMATS.register("docx")(WordPlan())
