"""What the raw rows below a header are: totals, notes, or rows of the table."""

import re
from collections.abc import Sequence
from itertools import islice

from optalloc.inputs.tables.field_words import (
    is_footnote,
    is_note,
    is_signature,
    says_whole,
    total_level,
)
from optalloc.inputs.tables.headers import is_word, split_header
from optalloc.inputs.tables.raw import RawRow

_NUMERAL = re.compile(r"[(（]?([一二三四五六七八九十]{1,3}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])[)）]?[、.．]?")
"""A number of an outline alone in its cell, before the name of its row."""
_SUBTOTALS = ("小计", "小計")
"""What nobody is called: of other totals one of a single row may be meant."""


def total_at(row: RawRow) -> int | None:
    """Return where a row says that it is a total: the first of its cells that holds words.

    The number of an outline before it is none of them (一 | 镇小计), nor is what a subtotal is of
    (镇 | 小计), nor the whole before its total (全县 | 总计).
    """
    found = (i for i, cell in enumerate(row.cells) if is_word(cell))
    words = list(islice(found, 2))
    if len(words) > 1 and _NUMERAL.fullmatch(str(row.cells[words[0]]).strip()):
        words = [words[1], *islice(found, 1)]
    if len(words) > 1:
        first, second = (str(row.cells[i]).strip() for i in words[:2])
        if second in _SUBTOTALS or (says_whole(first) and total_level(second, is_strict=True)):
            del words[0]
    index = next(iter(words), None)
    if index is None:
        return None
    whole = str(row.cells[index])
    labels = {split_header(whole).name.rstrip(": "), whole}
    return index if any(total_level(label, is_strict=True) for label in labels) else None


def without_notes(
    rows: tuple[RawRow, ...], columns: int
) -> tuple[tuple[RawRow, ...], tuple[str, ...]]:
    """Return the rows that are no notes (注：…), and the notes.

    A text alone in its row is a note when it says so; below the last full row also when it is
    marked as a footnote, or stands with others that say who made and checked the table. A table of
    one column has no notes.
    """
    signed = _signed(rows) if columns > 1 else {}
    rows = tuple(row for row in rows if row.number not in signed)
    texts = {
        row.number: found
        for row in rows
        if columns > 1 and len(row.filled) == 1 and isinstance(found := row.filled[0], str)
    }
    # The first row stays: a list whose names stand alone has no footnotes.
    last = max((row.number for row in rows if row.number not in texts), default=0)
    below = len(texts) == sum(row.number > last for row in rows)
    notes = {
        number: text
        for number, text in texts.items()
        if is_note(text) or (last and below and number > last and is_footnote(text))
    }
    return tuple(r for r in rows if r.number not in notes), (*notes.values(), *signed.values())


def _signed(rows: Sequence[RawRow]) -> dict[int, str]:
    """Return the last rows in whose several cells those who made a table sign, from the top."""
    found: dict[int, str] = {}
    for row in reversed(rows):
        first = row.filled[0] if row.filled else None
        if not isinstance(first, str):
            break
        # 负责人 alone may head anything; nobody is called 联系人：王五, whatever number follows.
        is_sure = "：" in first or ":" in first or all(map(is_word, row.filled))
        if len(row.filled) > 1 and not (is_sure and is_signature(first)):
            break
        if len(row.filled) > 1:
            found[row.number] = "　".join(map(str, row.filled))
    return dict(reversed(found.items()))
