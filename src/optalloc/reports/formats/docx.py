"""The plan in Word: `plan.docx`, in the structure of the field and set as official papers are.

An office's own template is filled: placeholders become the plan, the rest stays as it is. A
placeholder may be split over several runs, as Word does at will; what replaces it looks like its
first letter.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from optalloc.core.message import Words
from optalloc.inputs.docx_package import open_word, saved
from optalloc.present.docx.paper import picture, pieces, pieces_of, run_xml, table_xml, word_paper
from optalloc.present.docx.styles import NAMESPACE
from optalloc.present.docx.template import (
    BY_NAME,
    FOUND,
    Template,
    W,
    paragraphs_of,
    stories,
    text_in,
    texts_in,
)
from optalloc.present.paper import (
    Block,
    OfficialTable,
    PaperLine,
    PaperPicture,
    Para,
    blank,
    left_blank,
)
from optalloc.reports.official.allocation_section import arrangement
from optalloc.reports.official.award_table import (
    award_table,
    has_use_table,
    note_lines,
    project_table,
    unit_line,
    use_table,
)
from optalloc.reports.official.context import Subject
from optalloc.reports.official.funds import money_received
from optalloc.reports.official.plan import (
    CONTACT,
    OFFICE,
    PHONE,
    SIGNED,
    chart,
    opening,
    plan_blocks,
    requirements,
    scope,
    supervision,
    use_title,
)
from optalloc.reports.official.principles import principles
from optalloc.reports.report import FORMATS, File, Format, Report

FILE = "plan.docx"

NOT_DRAWN = Words(
    "图（须先安装附加组件 pictures，见 optalloc doctor）",
    "the picture (install the extra pictures first: see optalloc doctor)",
)

LINES: Mapping[str, Callable[[Subject], str]] = {
    "title": lambda s: s.title,
    "fund": lambda s: s.fund,
    "money": lambda s: s.money(s.problem.money),
    "arranged": lambda s: s.money(s.plan.total),
    "unit": lambda s: s.report.unit,
    "office": lambda s: s.said(s.paper.office, OFFICE),
    "date": lambda s: s.day(s.paper.date, SIGNED),
    "contact": lambda s: s.said(s.paper.contact, CONTACT),
    "phone": lambda s: s.said(s.paper.phone, PHONE),
    "supervision": supervision,
}
"""What stands in a line, by the English name of its placeholder."""


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


def _table(subject: Subject) -> Iterator[Block]:
    yield from (unit_line(subject), award_table(subject))


def _uses(subject: Subject) -> Iterator[Block]:
    if has_use_table(subject):
        yield from (unit_line(subject), use_table(subject))


def _table_and_uses(subject: Subject) -> Iterator[Block]:
    """Yield both tables, where a template has a place for the first alone."""
    yield from _table(subject)
    if has_use_table(subject):
        yield PaperLine(use_title(subject), "label")
        yield from _uses(subject)


def _projects(subject: Subject) -> Iterator[Block]:
    if subject.problem.projects:
        yield from (unit_line(subject), project_table(subject))


def _chart(subject: Subject) -> Iterator[Block]:
    drawn = chart(subject)
    if drawn is None:
        yield Para(blank(NOT_DRAWN, subject.lang))
    else:
        yield drawn


Wholes = Mapping[str, Callable[[Subject], Iterator[Block]]]

WHOLES: Wholes = {
    "opening": opening,
    "received": money_received,
    "principle": principles,
    "scope": scope,
    "allocation": arrangement,
    "requirements": requirements,
    "table": _table,
    "uses": _uses,
    "projects": _projects,
    "notes": note_lines,
    "chart": _chart,
}
"""What stands in paragraphs of its own, likewise."""


def filled(template: Template, subject: Subject) -> bytes:
    """Return a template with the plan in it as a .docx file."""
    document = open_word(template.content, template.named)
    wholes = _wholes_of(document)
    for part in stories(document):
        for paragraph in paragraphs_of(part):
            _fill(document, paragraph, subject, wholes)
    return saved(document)


def _wholes_of(document: Any) -> Wholes:
    """Return what stands in paragraphs of its own; a table with its own place stands once."""
    texts = (text_in(p) for part in stories(document) for p in paragraphs_of(part))
    asked = {BY_NAME[found[1]].name.en for text in texts for found in FOUND.finditer(text)}
    wholes = dict(WHOLES)
    if "table" in asked:
        wholes["allocation"] = lambda subject: arrangement(subject, has_table=False)
        wholes["table"] = _table if "uses" in asked else _table_and_uses
    return wholes


def blocks_asked(template: Template, subject: Subject) -> Iterator[Block]:
    """Yield what a template asks for, to see what of it is not known."""
    document = open_word(template.content, template.named)
    wholes = _wholes_of(document)
    for part in stories(document):
        for paragraph in paragraphs_of(part):
            for found in FOUND.finditer(text_in(paragraph)):
                name = BY_NAME[found[1]].name.en
                if name in LINES:
                    yield Para(LINES[name](subject))
                else:
                    yield from wholes[name](subject)


def _fill(document: Any, paragraph: Any, subject: Subject, wholes: Wholes) -> None:
    """Replace the placeholders of one paragraph."""
    found = list(FOUND.finditer(text_in(paragraph)))
    if len(found) == 1 and BY_NAME[found[0][1]].is_whole:
        blocks = list(wholes[BY_NAME[found[0][1]].name.en](subject))
        _put_blocks(document, paragraph, blocks, subject.lang == "zh")
        return
    for match in reversed(found):
        said = LINES[BY_NAME[match[1]].name.en](subject)
        _put_text(texts_in(paragraph), match.start(), match.end(), said)


def _put_text(texts: list[Any], start: int, end: int, said: str) -> None:
    """Put a text in the place of some letters, into the run of the first of them."""
    at = 0
    for piece in texts:
        text = piece.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            inside = said if start >= at else ""
            piece.text = text[:first] + inside + text[last:]
            piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at += len(text)


def _put_blocks(document: Any, paragraph: Any, blocks: list[Block], is_chinese: bool) -> None:
    """Put blocks in the place of a paragraph, in its look; a table is as wide as the page allows.

    The paragraph stays, empty, where Word needs one: behind a table, and where a section ends.
    """
    from docx.oxml import parse_xml

    made = []
    room = _room(paragraph)
    for block in pieces_of(blocks, "zh" if is_chinese else "en", room):
        if isinstance(block, OfficialTable):
            made.append(parse_xml(table_xml(block, is_chinese, room, _font(paragraph))))
        elif isinstance(block, PaperPicture):
            made.append(picture(document, block, room))
        elif isinstance(block, Para | PaperLine):
            made.append(_paragraph(paragraph, block, is_chinese))
    for element in made:
        paragraph.addprevious(element)
    ends_section = paragraph.find(f"{W}pPr/{W}sectPr") is not None
    if made and made[-1].tag == W + "p" and not ends_section:
        paragraph.getparent().remove(paragraph)
        return
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)


def _paragraph(like: Any, block: Para | PaperLine, is_chinese: bool) -> Any:
    """Return a paragraph in the look of another; blanks to fill in are marked."""
    from docx.enum.text import WD_COLOR_INDEX
    from docx.oxml import parse_xml

    lead = block.lead if isinstance(block, Para) else ""
    gap = "" if is_chinese or not lead else " "
    look = "".join(_xml(child) for child in _properties(like))
    parts = list(pieces(lead + gap + block.text))
    runs = "".join(run_xml(part, look) for part, _ in parts)
    made = parse_xml(f"<w:p {NAMESPACE}>{runs}</w:p>")
    for run, (_, is_blank) in zip(list(made), parts, strict=True):
        if is_blank:
            run.get_or_add_rPr().highlight_val = WD_COLOR_INDEX.YELLOW
    properties = like.find(W + "pPr")
    if properties is not None:
        copied = deepcopy(properties)
        for section in copied.findall(W + "sectPr"):
            copied.remove(section)
        made.insert(0, copied)
    if isinstance(block, PaperLine) and block.role == "unit":
        made.get_or_add_pPr().get_or_add_jc().set(W + "val", "right")
    return made


def _properties(paragraph: Any) -> list[Any]:
    """Return how the first letters of a paragraph look."""
    run = next((t.getparent() for t in texts_in(paragraph)), None)
    properties = None if run is None else run.find(W + "rPr")
    return [] if properties is None else list(properties)


def _font(paragraph: Any) -> str:
    """Return the font of the first letters of a paragraph as XML."""
    return "".join(_xml(child) for child in _properties(paragraph) if child.tag == W + "rFonts")


def _xml(element: Any) -> str:
    from lxml import etree

    return str(etree.tostring(element, encoding="unicode", with_tail=False))


def _room(paragraph: Any) -> int | None:
    """Return the room for a table where a paragraph stands [twips]; None where that is not told."""
    body = next(paragraph.iterancestors(W + "body"), None)
    cell = next(paragraph.iterancestors(W + "tc"), None)
    if cell is not None:
        width = cell.find(f"{W}tcPr/{W}tcW")
        text = "" if width is None else width.get(W + "w", "")
        return int(text) - 220 if text.isdecimal() and int(text) > 1000 else None
    if body is None:
        return None
    outer = next(e for e in (paragraph, *paragraph.iterancestors()) if e.getparent() is body)
    for element in (outer, *outer.itersiblings()):
        section = element if element.tag == W + "sectPr" else element.find(f"{W}pPr/{W}sectPr")
        if section is not None:
            return _between_margins(section)
    return None


def _between_margins(section: Any) -> int | None:
    """Return how wide the text of a section is [twips]; None where it does not say."""
    size, margins = section.find(W + "pgSz"), section.find(W + "pgMar")
    if size is None or margins is None:
        return None
    texts = [size.get(W + "w", ""), margins.get(W + "left", ""), margins.get(W + "right", "")]
    if not all(text.isdecimal() for text in texts):
        return None
    page, left, right = map(int, texts)
    return page - left - right


FORMATS.register("docx")(WordPlan())
