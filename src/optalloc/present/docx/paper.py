"""Write blocks as a Word paper.

The XML of a paragraph or a table is built whole and parsed once: reaching each cell takes minutes.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from optalloc.core.message import Lang, Words
from optalloc.inputs.docx_package import saved
from optalloc.present.docx.styles import (
    BODY,
    CELL,
    HEAD,
    HEADING,
    NAMESPACE,
    STYLES,
    TITLE,
    dress,
    lead_fonts,
    section_xml,
)
from optalloc.present.paper import (
    BLANK,
    Block,
    NewPage,
    OfficialTable,
    PaperHeading,
    PaperLine,
    PaperPicture,
    Para,
    Title,
)
from optalloc.present.text_width import ACROSS, UPRIGHT, Measures, even_lines, in_blocks, measures

_WIDEST, _HIGHEST = 5_600_000, 6_800_000
"""Largest sides of a picture: the page between its margins, below a title [EMU]."""
_EMU_A_TWIP = 635
_TINY = (
    f'<w:p {NAMESPACE}><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" '
    'w:lineRule="exact"/></w:pPr></w:p>'
)


def word_paper(blocks: Iterable[Block], lang: Lang) -> bytes:
    """Return blocks as a .docx file."""
    import docx
    from docx.oxml import parse_xml

    document, is_chinese = docx.Document(), lang == "zh"
    dress(document, is_chinese)
    body, last = document.element.body, document.element.body.sectPr
    for child in list(body):
        if child is not last:
            body.remove(child)
    paper = list(pieces_of(blocks, lang))
    footers = _footers(last)
    is_turned = turns(paper)
    for at, block in enumerate(paper):
        if isinstance(block, NewPage):
            _end_section(last, section_xml(is_turned, footers))
            is_turned = turns(paper[at + 1 :]) if block.turned is None else block.turned
        elif isinstance(block, PaperPicture):
            last.addprevious(picture(document, block))
        elif isinstance(block, OfficialTable):
            last.addprevious(parse_xml(table_xml(block, is_chinese)))
        else:
            room = ACROSS if is_turned else UPRIGHT
            last.addprevious(parse_xml(paragraph_xml(block, is_chinese, room)))
            if _keeps(paper, at):
                last.getprevious().pPr.get_or_add_keepNext()
    if len(body) > 1 and body[-2].tag.endswith("}tbl"):
        last.addprevious(parse_xml(_TINY))  # Word wants a paragraph behind the last table.
    body.replace(last, parse_xml(section_xml(is_turned, footers)))
    _name(document, paper, lang)
    return saved(document)


def turns(blocks: list[Block]) -> bool:
    """Return whether the tables up to the next new page need the pages on their side."""
    for block in blocks:
        if isinstance(block, NewPage):
            return False
        if isinstance(block, OfficialTable) and measures(block).is_turned:
            return True
    return False


def pieces_of(blocks: Iterable[Block], lang: Lang, only: int | None = None) -> Iterator[Block]:
    """Yield blocks with tables that are too wide for a page in pieces, each called a continuation.

    Args:
        only: The room there is, where the page cannot be turned [twips].
    """
    for block in blocks:
        if not isinstance(block, OfficialTable):
            yield block
            continue
        for place, piece in enumerate(in_blocks(block, only)):
            if place:
                yield PaperLine(CONTINUED.say(lang), "unit")
            yield piece


CONTINUED = Words("续表", "continued")
"""What stands above the further pieces of a table; whoever reads a paper back looks for it."""


def _keeps(blocks: list[Block], at: int) -> bool:
    """Return whether a paragraph stays with what follows: a signature, a table with its unit."""
    block = blocks[at + 1] if at + 1 < len(blocks) else None
    is_line = isinstance(block, PaperLine) and block.role in ("annexes", "office", "unit")
    return is_line or isinstance(block, OfficialTable)


def picture(document: Any, block: PaperPicture, room: int | None = None) -> Any:
    """Return a picture as a paragraph, as large as the page allows, to be put where it belongs.

    Args:
        room: How wide it may be at most [twips]; None for a page of our own.
    """
    widest = min(_WIDEST, _WIDEST if room is None else room * _EMU_A_TWIP)
    paragraph = document.add_paragraph()
    inline = paragraph.add_run().add_picture(io.BytesIO(block.draw()))._inline
    wide, high = inline.extent.cx, inline.extent.cy
    # The smaller of the two scales, in whole numbers.
    wide, high = min(
        (widest, high * widest // wide), (wide * _HIGHEST // high, _HIGHEST), (wide, high)
    )
    shown = inline.graphic.graphicData.pic.spPr
    inline.extent.cx, inline.extent.cy = shown.cx, shown.cy = wide, high
    for properties in paragraph._p.iter(f"{{{_DRAWING}}}docPr"):
        properties.set("descr", block.said)
    paragraph._p.getparent().remove(paragraph._p)
    return paragraph._p


_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"


def _footers(section: Any) -> str:
    """Return the references to the footers of a section as XML."""
    from lxml import etree

    found = (child for child in section if child.tag.endswith("}footerReference"))
    return "".join(etree.tostring(child, encoding="unicode") for child in found)


def _end_section(last: Any, section: str) -> None:
    """Let a section of pages end with the last paragraph written, or with one of its own."""
    from docx.oxml import parse_xml

    before = last.getprevious()
    if before is None or not before.tag.endswith("}p"):
        last.addprevious(parse_xml(_TINY))
        before = last.getprevious()
    before.get_or_add_pPr().append(parse_xml(section))


def _name(document: Any, blocks: list[Block], lang: Lang) -> None:
    """Put the title into the file's properties, and nothing that was there before."""
    about = document.core_properties
    about.title = next((b.text for b in blocks if isinstance(b, Title)), "")[:255]
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.language = "zh-CN" if lang == "zh" else "en"
    properties = about._element
    for child in list(properties):
        if child.tag.endswith(("}created", "}modified", "}revision")):
            properties.remove(child)


_MARKED = '<w:highlight w:val="yellow"/>'
_HINT = '<w:rFonts w:hint="eastAsia"/>'
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


KEPT_WHOLE = 12
"""Rows up to which a table is not broken over two pages."""
KEPT_TOGETHER = 3
"""Rows of a longer one that stay together at either end, so that no total stands alone."""


def paragraph_xml(
    block: Title | PaperHeading | Para | PaperLine, is_chinese: bool, room: int = UPRIGHT
) -> str:
    """Return a paragraph; a title of several lines is broken evenly.

    Args:
        room: How wide a line may be [twips].
    """
    runs = ""
    if isinstance(block, Para):
        style, text = BODY, block.text
        gap = "" if is_chinese or not block.lead else " "
        runs = runs_xml(block.lead + gap, lead_fonts(is_chinese))
    elif isinstance(block, PaperLine):
        style, text = STYLES[block.role], block.text
    else:
        style, text = (TITLE if isinstance(block, Title) else HEADING), block.text
    look = _HINT if is_chinese else ""
    lines = even_lines(text, room) if isinstance(block, Title) else [text]
    return styled_xml(style, runs + "<w:r><w:br/></w:r>".join(runs_xml(t, look) for t in lines))


def styled_xml(style: str, runs: str) -> str:
    """Return a paragraph of a style."""
    head = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
    return f"<w:p {NAMESPACE}>{head}{runs}</w:p>"


def runs_xml(text: str, look: str) -> str:
    """Return a text as runs; blanks to fill in are marked.

    Args:
        look: What stands in the properties of each run.
    """
    return "".join(run_xml(part, look + _MARKED * is_blank) for part, is_blank in pieces(text))


def run_xml(text: str, look: str) -> str:
    """Return a text as one run."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, each with whether it is a blank to fill in."""
    at = 0
    for found in BLANK.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], False
        yield found[0], True
        at = found.end()
    if at < len(text):
        yield text[at:], False


@dataclass(frozen=True)
class _Cells:
    """How the cells of a table are set.

    Attributes:
        how: Sizes and widths.
        look: What stands in the properties of each run, before the size.
        styles: The style of cells and that of heads; empty for none.
    """

    how: Measures
    look: str
    styles: tuple[str, str]

    def row(self, table: OfficialTable, at: int) -> str:
        """Return a row; it is not broken over pages, and the heads are repeated.

        Args:
            at: Its place in the table; -1 for the heads.
        """
        is_head, is_total = at < 0, table.has_total and at == len(table.rows) - 1
        look = self.look + ("<w:b/>" if is_total else "")
        kept = "<w:keepNext/>" if stays(at, len(table.rows)) else ""
        cells = [
            self._cell(text, look, column, self._side(table, column, is_head, kept))
            for column, text in enumerate(table.head if is_head else table.rows[at])
        ]
        properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_head else "")
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"

    def _side(self, table: OfficialTable, column: int, is_head: bool, kept: str) -> str:
        style = self.styles[is_head]
        side = "center" if is_head else "right" if column in table.amounts else "left"
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        spacing = "" if style else '<w:spacing w:before="40" w:after="40"/>'
        return f'<w:pPr>{named}{kept}{spacing}<w:jc w:val="{side}"/></w:pPr>'

    def _cell(self, text: str, look: str, column: int, side: str) -> str:
        size = f'{look}<w:sz w:val="{self.how.size}"/><w:szCs w:val="{self.how.size}"/>'
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{self.how.widths[column]}" w:type="dxa"/>'
            f'<w:vAlign w:val="center"/></w:tcPr><w:p>{side}{runs_xml(text, size)}</w:p></w:tc>'
        )


def stays(at: int, rows: int) -> bool:
    """Return whether a row of a table stays on the page of the next one.

    Args:
        at: Its place; -1 for the heads.
        rows: How many the table has.
    """
    is_inside = at < rows - 1
    return is_inside and (rows <= KEPT_WHOLE or at < 1 or at >= rows - KEPT_TOGETHER)


def table_xml(
    table: OfficialTable, is_chinese: bool, room: int | None = None, look: str | None = None
) -> str:
    """Return a table whose heads stand on every page.

    Args:
        room: How wide it may be [twips]; None for a page of our own.
        look: The font of its letters where our own styles are not there, as XML.
    """
    how = measures(table, room)
    if look is None:
        cells = _Cells(how, _HINT if is_chinese else "", (CELL, HEAD))
    else:
        cells = _Cells(how, look, ("", ""))
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in _EDGES
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in how.widths)
    rows = "".join(cells.row(table, at) for at in range(-1, len(table.rows)))
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{sum(how.widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )
