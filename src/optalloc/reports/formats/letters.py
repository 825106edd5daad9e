"""Letters to hand out: one to each recipient, and one to each project where there is a library.

`letters.docx` and `letters.txt`, `project-letters.docx` and `project-letters.txt`: each letter on a
page of its own. Each takes solves of its own, so that only who asks for letters by name waits.

They say what `explain --letter` and `explain --projects` say, in the office's words: to whom, what
was decided and why, what would change it, who signs. No rule is called by its label, nobody else is
named, and how the plan was proven stands in one plain sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from optalloc.core.message import Words
from optalloc.explaining.letters import describe as to_recipients
from optalloc.explaining.letters.letters import letters
from optalloc.explaining.projects import describe as to_projects
from optalloc.explaining.projects.letters import project_letters
from optalloc.pipeline.answer import Resolved, answer_of
from optalloc.present.docx.paper import word_paper
from optalloc.present.paper import Block, NewPage, PaperLine, Para, Title, clean, left_blank
from optalloc.present.plain import plain_paper
from optalloc.reports.official.context import Subject
from optalloc.reports.official.plan import CONTACT, OFFICE, PHONE, SIGNED, supervision
from optalloc.reports.report import FORMATS, File, Format, ProjectTexts, Report


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


def letters_to_all(subject: Subject) -> Iterator[Block]:
    """Yield a letter to each recipient, each on a page of its own."""
    report = subject.report
    beside = report.solved.baseline.plan
    found = letters(_answer(subject), beside, how=report.how.share())
    said = to_recipients.preface(found, on_paper=True)
    for place, letter in enumerate(found.letters):
        name = clean(letter.recipient)
        title = Words(f"关于{name}资金安排的说明", f"How the amount for {name} was found")
        parts = to_recipients.letter_parts(found, letter, report.named)
        yield from _letter(subject, place, (title, name), [*parts, said])


def letters_to_projects(subject: Subject) -> Iterator[Block]:
    """Yield a letter to each project, each on a page of its own, addressed to its recipient."""
    told = subject.report.to_projects or texts_to_projects(subject.report)
    library = subject.problem.project_named
    for place, (named, parts) in enumerate(told.parts.items()):
        name, to = clean(named), clean(library[named].recipient)
        title = Words(f"关于{name}安排情况的说明", f"What was decided on {name}")
        yield from _letter(subject, place, (title, to), [*parts, told.preface])


def texts_to_projects(report: Report) -> ProjectTexts:
    """Return what is said to each project; it solves for each of them."""
    found = project_letters(_answer(Subject(report)), how=report.how)
    said = {
        letter.project.name: tuple(to_projects.letter_parts(found, letter, report.named))
        for letter in found.letters
    }
    return ProjectTexts(to_projects.preface(found, on_paper=True), said)


def letter_closing(subject: Subject) -> Iterator[Block]:
    """Yield whom to ask, who signs and the day."""
    paper = subject.paper
    contact, phone = subject.said(paper.contact, CONTACT), subject.said(paper.phone, PHONE)
    own = supervision(subject)
    yield Para(
        subject.say(
            Words(
                f"对以上说明有疑问的，请与我们联系。联系人：{contact}；联系电话：{phone}；监督电话：{own}。",
                f"Please ask us where this is not clear. Contact: {contact}, telephone {phone}. "
                f"Complaints: {own}.",
            )
        )
    )
    yield PaperLine(subject.said(paper.office, OFFICE), "office")
    yield PaperLine(subject.day(paper.date, SIGNED), "day")


def _letter(
    subject: Subject, place: int, head: tuple[Words, str], parts: Sequence[Words]
) -> Iterator[Block]:
    """Yield one letter: its title, to whom it is, its paragraphs, and who signs."""
    title, to = head
    if place:
        yield NewPage(turned=False)
    yield Title(subject.say(title))
    yield PaperLine(subject.say(Words(f"{to}：", f"To {to}")), "to")
    yield from (Para(subject.told(words)) for words in parts)
    yield from letter_closing(subject)


def _answer(subject: Subject) -> Resolved:
    """Return the plan as it is explained, amounts said in the unit of the report."""
    return answer_of(replace(subject.report.solved, problem=subject.problem))


FORMATS.register("letters")(LetterPapers())
