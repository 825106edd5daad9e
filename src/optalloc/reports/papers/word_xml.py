"""Blocks as the XML of Word: text built whole and parsed once, as cell by cell takes minutes."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from optalloc.reports.papers.blocks import (
    BLANK,
    Heading,
    Line,
    Para,
    Table,
    Title,
)
from optalloc.reports.papers.measures import Measures, measures
from optalloc.reports.papers.word_look import (
    BODY,
    CELL,
    HEAD,
    HEADING,
    NAMESPACE,
    STYLES,
    TITLE,
    lead_fonts,
)

_MARKED = '<w:highlight w:val="yellow"/>'
_HINT = '<w:rFonts w:hint="eastAsia"/>'
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def paragraph_xml(block: Title | Heading | Para | Line, is_chinese: bool) -> str:
    """Return a paragraph."""
    runs = ""
    if isinstance(block, Para):
        style, text = BODY, block.text
        gap = "" if is_chinese or not block.lead else " "
        runs = runs_xml(block.lead + gap, lead_fonts(is_chinese))
    elif isinstance(block, Line):
        style, text = STYLES[block.role], block.text
    else:
        style, text = (TITLE if isinstance(block, Title) else HEADING), block.text
    look = _HINT if is_chinese else ""
    return styled_xml(style, runs + runs_xml(text, look))


def styled_xml(style: str, runs: str, more: str = "") -> str:
    """Return a paragraph of a style."""
    head = f'<w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>'
    return f"<w:p {NAMESPACE}>{head}{runs}</w:p>"


def runs_xml(text: str, look: str, after: str = "") -> str:
    """Return a text as runs; blanks to fill in are marked.

    Args:
        look: What stands in the properties of each run, before the mark.
        after: What stands behind it.
    """
    return "".join(
        f"<w:r><w:rPr>{look}{_MARKED if is_blank else ''}{after}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part, is_blank in pieces(text)
    )


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


def table_xml(table: Table, is_chinese: bool, cell: str = CELL, head: str = HEAD) -> str:
    """Return a table whose heads stand on every page.

    Args:
        cell, head: The styles of cells and of heads; empty for none.
    """
    how = measures(table)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for edge in _EDGES
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in how.widths)
    rows = [_row(table, how, table.head, is_chinese, head)]
    rows += [_row(table, how, row, is_chinese, cell) for row in table.rows]
    return (
        f'<w:tbl {NAMESPACE}><w:tblPr><w:tblW w:w="{sum(how.widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(table: Table, how: Measures, row: tuple[str, ...], is_chinese: bool, style: str) -> str:
    """Return a row; it is not broken over pages, and the heads are repeated."""
    is_head = row is table.head
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if is_head else "")
    bold = "<w:b/>" if table.has_total and row is table.rows[-1] else ""
    look = (_HINT if is_chinese else "") + bold
    size = f'<w:sz w:val="{how.size}"/><w:szCs w:val="{how.size}"/>'
    cells = []
    for column, text in enumerate(row):
        side = "center" if is_head else "right" if column in table.amounts else "left"
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{how.widths[column]}" w:type="dxa"/>'
            f'<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr>{named}<w:jc w:val="{side}"/></w:pPr>'
            f"{_runs_of_size(text, look, size)}</w:p></w:tc>"
        )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _runs_of_size(text: str, look: str, size: str) -> str:
    """Return the runs of a cell; the schema wants sizes before marks."""
    return "".join(
        f"<w:r><w:rPr>{look}{size}{_MARKED if is_blank else ''}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(part)}</w:t></w:r>'
        for part, is_blank in pieces(text)
    )
