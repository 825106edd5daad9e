"""Write blocks as plain text, for a message or a site's input box; a row of a table is a line."""

from collections.abc import Iterable, Iterator

from optalloc.core.message import Lang
from optalloc.present.paper import (
    Block,
    NewPage,
    OfficialTable,
    PaperHeading,
    PaperLine,
    PaperPicture,
    Para,
)

_INDENT = "　　"


def plain_paper(blocks: Iterable[Block], lang: Lang) -> bytes:
    """Return blocks as text in UTF-8 with the mark that Windows needs to know it by."""
    lines = [line for block in blocks for line in _lines(block, lang)]
    return ("\r\n".join(lines).strip("\r\n") + "\r\n").encode("utf-8-sig")


def _lines(block: Block, lang: Lang) -> Iterator[str]:
    """Yield the lines of a block."""
    indent = _INDENT if lang == "zh" else ""
    if isinstance(block, OfficialTable):
        yield from _rows(block, lang)
        yield ""
    elif isinstance(block, NewPage):
        yield ""
    elif isinstance(block, Para):
        gap = " " if lang == "en" and block.lead else ""
        yield indent + block.lead + gap + block.text
    elif isinstance(block, PaperHeading):
        yield from ("", block.text)
    elif isinstance(block, PaperLine):
        yield from ([""] if block.role in ("office", "annexes") else [])
        yield block.text
    elif isinstance(block, PaperPicture):
        raise TypeError("plain text has no pictures")
    else:
        yield from (block.text, "")


def _rows(table: OfficialTable, lang: Lang) -> Iterator[str]:
    """Yield each row: its first cell, then each other with its head; empty cells are left out."""
    colon, comma, stop = ("：", "，", "；") if lang == "zh" else (": ", ", ", "; ")
    has_words = not table.amounts
    for row in table.rows:
        parts = [
            _said(head, cell, colon if column not in table.amounts else " ", row[0])
            for column, (head, cell) in enumerate(zip(table.head, row, strict=True))
            if column and cell
        ]
        yield f"{row[0]}{colon}{(stop if has_words else comma).join(parts)}"


def _said(head: str, cell: str, between: str, first: str) -> str:
    """Return a cell behind its head, which is left out where the row is called the same."""
    # A comma ends a cell of a line: one inside an English remark would begin another.
    plain = cell.replace(", ", " / ") if between.strip() == ":" else cell
    return cell if head == first else f"{head}{between}{plain}"
