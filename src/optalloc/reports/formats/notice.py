"""The public notice: `notice.docx`, `notice.html` and `notice.txt`, with the fields papers ask."""

from collections.abc import Iterator

from optalloc.core.message import Words, listed
from optalloc.present.docx.paper import word_paper
from optalloc.present.html.paper import web_paper
from optalloc.present.paper import left_blank
from optalloc.present.plain import plain_paper
from optalloc.reports.official.context import Subject
from optalloc.reports.official.notice import notice_blocks
from optalloc.reports.official.project_fields import fields_missing
from optalloc.reports.report import FORMATS, File, Format, Report


class Notice(Format):
    """The notice that hangs on the board, stands on the site and goes into a message."""

    @property
    def words(self) -> Words:
        """What it is called."""
        return Words("公告公示", "the public notice")

    def files(self, report: Report) -> Iterator[File]:
        """Yield the notice in its three forms."""
        blocks, lang = list(notice_blocks(Subject(report))), report.lang
        yield File("notice.docx", word_paper(blocks, lang))
        yield File("notice.html", web_paper(blocks, lang))
        yield File("notice.txt", plain_paper(blocks, lang))

    def remarks(self, report: Report) -> Iterator[Words]:
        """Yield what is left to be filled in."""
        subject = Subject(report)
        yield from left_blank("notice.*", notice_blocks(subject), report.lang, report.in_sheets)
        missing = list(fields_missing(subject))
        if missing:
            zh, en = listed([w.zh for w in missing]), listed([w.en for w in missing])
            yield Words(
                f"notice.*：项目库没有写明：{zh.zh}。请填写，或在项目库加上同名的列。",
                f"notice.*: the project library does not say: {en.en}. Fill them in, or add "
                "columns of these names to the library.",
            )


FORMATS.register("notice")(Notice())
