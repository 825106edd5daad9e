"""Letters to hand out: one to each recipient, and one to each project where there is a library.

`letters.docx` and `letters.txt`, `project-letters.docx` and `project-letters.txt`: each letter on a
page of its own. Each takes solves of its own, so that only who asks for letters by name waits.
"""

from collections.abc import Iterator
from dataclasses import replace

from optalloc.core.message import Words
from optalloc.present.docx.paper import word_paper
from optalloc.present.paper import left_blank
from optalloc.present.plain import plain_paper
from optalloc.reports.official.context import Subject
from optalloc.reports.official.letters import (
    letter_closing,
    letters_to_all,
    letters_to_projects,
    texts_to_projects,
)
from optalloc.reports.report import FORMATS, File, Format, Report


class LetterPapers(Format):
    """A letter to each recipient and each project."""

    @property
    def words(self) -> Words:
        """What they are called."""
        return Words("给各单位和项目的说明", "letters")

    @property
    def solves_again(self) -> bool:
        """Whether it solves for each recipient or project: it does."""
        return True

    def prepared(self, report: Report) -> Report:
        """Return the report with what is said to projects: solved for once, told in every file."""
        if not report.solved.problem.projects or report.to_projects is not None:
            return report
        return replace(report, to_projects=texts_to_projects(report))

    def files(self, report: Report) -> Iterator[File]:
        """Yield the letters in their two forms."""
        subject, lang = Subject(report), report.lang
        papers = [("letters", list(letters_to_all(subject)))]
        if subject.problem.projects:
            papers.append(("project-letters", list(letters_to_projects(subject))))
        for name, blocks in papers:
            yield File(f"{name}.docx", word_paper(blocks, lang))
            yield File(f"{name}.txt", plain_paper(blocks, lang))

    def remarks(self, report: Report) -> Iterator[Words]:
        """Yield what is left to be filled in."""
        yield from left_blank(
            "*letters.*", letter_closing(Subject(report)), report.lang, report.in_sheets
        )


FORMATS.register("letters")(LetterPapers())
