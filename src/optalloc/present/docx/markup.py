"""Blocks as the XML of Word, built whole and parsed once: reaching each cell takes minutes."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from optalloc.present.docx.styles import (
    BODY,
    CELL,
    HEAD,
    HEADING,
    NAMESPACE,
    STYLES,
    TITLE,
    lead_fonts,
)
from optalloc.present.paper import BLANK, OfficialTable, PaperHeading, PaperLine, Para, Title
from optalloc.present.text_width import UPRIGHT, Measures, even_lines, measures

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
