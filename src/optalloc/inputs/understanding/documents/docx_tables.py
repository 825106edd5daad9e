"""Read the tables of a DOCX document, merged cells as merged, with the text around each.

python-docx opens the package; rows and cells are walked in the XML, because its own table walk
repeats merged cells and takes quadratic time.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from optalloc.inputs.docx_package import open_word
from optalloc.inputs.tables.raw import MOST_COLUMNS
from optalloc.inputs.understanding.documents.spans import MOST_SPAN, Slot, raw_of, worth_reading
from optalloc.inputs.understanding.layout.cells import figure
from optalloc.inputs.understanding.layout.grid import CellGrid, grid_of

LINES_AROUND = 6
"""Paragraphs above and below a table that may be its title, unit line or notes."""

_CONTINUED = re.compile(r"[（(]?\s*(?:续\s*表?|表?\s*续|continued)\s*[）)]?", re.IGNORECASE)
"""What stands alone between the pieces of a table that was too wide for a page."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def paper_grids(content: bytes, named: str) -> tuple[CellGrid, ...]:
    """Return the tables of a document that hold figures, in reading order.

    Raises:
        InputUnusable: When the document is damaged.
    """
    body = open_word(content, named).element.body
    blocks = [block for block in body.iter(_W + "p", _W + "tbl") if _is_outer(block)]
    grids: list[CellGrid] = []
    before: list[Slot] = []
    for at, block in enumerate(blocks):
        if block.tag != _W + "tbl":
            continue
        slots = list(_slots(block))
        below = _texts(blocks[at + 1 : at + 1 + LINES_AROUND])
        if grids and _stands_beside(before, slots, _between(blocks, at)):
            before = _beside(before, slots)
            raw = raw_of(before, grids[-1].sheet or "", named)
            grids[-1] = grid_of(raw, named, grids[-1].above, below)
        elif grids and _goes_on(grids[-1], slots, blocks, at):
            grids[-1] = grids[-1].joined(raw_of(slots, grids[-1].sheet or "", named))
            before = []
        elif worth_reading(slots):
            raw, before = raw_of(slots, f"表{len(grids) + 1}", named), slots
            above = _texts(blocks[max(0, at - LINES_AROUND) : at][::-1])[::-1]
            grids.append(grid_of(raw, named, above, below))
    return tuple(grids)


def _between(blocks: Sequence[Any], at: int) -> list[str]:
    """Return the paragraphs between a table and the one before it."""
    texts: list[str] = []
    for block in reversed(blocks[:at]):
        if block.tag == _W + "tbl":
            break
        texts += filter(None, [_text(block)])
    return texts


def _stands_beside(before: Sequence[Slot], slots: Sequence[Slot], between: Sequence[str]) -> bool:
    """Say whether a table is more columns of the one before it, as a table too wide for a page.

    It is called a continuation, and every row of it has the same name.
    """
    is_called = len(between) == 1 and _CONTINUED.fullmatch(between[0]) is not None
    return is_called and len(before) > 0 and _names(before) == _names(slots)


def _names(slots: Sequence[Slot]) -> list[tuple[int, str]]:
    return [(slot.row, slot.text) for slot in slots if slot.column == 0]


def _beside(before: Sequence[Slot], slots: Sequence[Slot]) -> list[Slot]:
    """Return the cells of a table with those of another at its right, row by row."""
    width = max(slot.column + slot.width for slot in before)
    more = [replace(s, column=s.column + width - 1) for s in slots if s.column]
    return sorted([*before, *more], key=lambda slot: (slot.row, slot.column))


def _goes_on(before: CellGrid, slots: Sequence[Slot], blocks: list[Any], at: int) -> bool:
    """Say whether a table goes on where the one before it ended, as after a page break.

    It stands right below, is as wide, has no header, and its line numbers go on.
    """
    above = next((b for b in reversed(blocks[:at]) if b.tag == _W + "tbl" or _text(b)), None)
    if above is None or above.tag != _W + "tbl" or not before.rows:
        return False
    if max((s.column + s.width for s in slots), default=0) != before.width:
        return False
    first = next((figure(s.text) for s in slots if s.row == 1 and s.column == 0), None)
    last = next(
        (f for row in reversed(before.rows) if (f := figure(before.at(row, 0))) is not None), None
    )
    return first is not None and last is not None and first.value == last.value + 1


def paper_text(content: bytes, named: str) -> str:
    """Return the text of a document, a line for each paragraph and table cell.

    Raises:
        InputUnusable: When the document is damaged.
    """
    return "\n".join(_text(p) for p in open_word(content, named).element.body.iter(_W + "p"))


def paper_prose(content: bytes, named: str) -> str:
    """Return the text of a document outside its tables, a line for each paragraph.

    Raises:
        InputUnusable: When the document is damaged.
    """
    paragraphs = open_word(content, named).element.body.iter(_W + "p")
    return "\n".join(
        _text(p) for p in paragraphs if next(p.iterancestors(_W + "tbl"), None) is None
    )


def _is_outer(block: Any) -> bool:
    """Say whether a block is a table that holds no table, or a paragraph outside tables."""
    if block.tag == _W + "tbl":
        return next(block.iterdescendants(_W + "tbl"), None) is None
    return next(block.iterancestors(_W + "tbl"), None) is None


def _slots(table: Any) -> Iterator[Slot]:
    """Yield the cells of a table; one that continues a merge from above says so."""
    for number, row in enumerate(table.iter(_W + "tr"), start=1):
        before = row.find(f"{_W}trPr/{_W}gridBefore")
        column = _whole(before)
        for cell in row.iter(_W + "tc"):
            if column > MOST_COLUMNS:
                break  # raw_of() refuses the table
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            width = max(1, _whole(span))
            continues = merge is not None and merge.get(_W + "val", "continue") == "continue"
            text = "\n".join(filter(None, (_text(p) for p in cell.iter(_W + "p"))))
            yield Slot(number, column, width, 1, text, continues)
            column += width


def _whole(element: Any) -> int:
    """Return the number that an element carries; what is absent or absurd is 0."""
    text = "" if element is None else element.get(_W + "val", "")
    return min(int(text), MOST_SPAN) if text.isdecimal() and len(text) < 10 else 0


def _text(paragraph: Any) -> str:
    """Return the words of a paragraph, without what was deleted under tracked changes."""
    parts = {_W + "t": None, _W + "tab": "\t", _W + "br": "\n", _W + "noBreakHyphen": "-"}
    return "".join(
        (e.text or "") if parts[e.tag] is None else str(parts[e.tag])
        for e in paragraph.iter(*parts)
    ).strip()


def _texts(blocks: list[Any]) -> tuple[str, ...]:
    """Return the paragraphs up to the next table."""
    texts = []
    for block in blocks:
        if block.tag == _W + "tbl":
            break
        if text := _text(block):
            texts.append(text)
    return tuple(texts)
