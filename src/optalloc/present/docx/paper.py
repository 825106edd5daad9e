"""Write blocks as a Word paper."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from optalloc.core.message import Lang, Words
from optalloc.inputs.docx_package import saved
from optalloc.present.docx.markup import paragraph_xml, table_xml
from optalloc.present.docx.styles import NAMESPACE, dress, section_xml
from optalloc.present.paper import Block, NewPage, OfficialTable, PaperLine, PaperPicture, Title
from optalloc.present.text_width import ACROSS, UPRIGHT, in_blocks, measures

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
