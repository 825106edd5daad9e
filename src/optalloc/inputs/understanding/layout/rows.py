"""Tell the rows below a header apart: data, totals, of-which rows, headings, notes.

合计, 小计, 总数, 全县, Total …    a total (tables/field_words.py); 小计 reaches less far than 合计
一、 … above 1. 2. 3. with figures   a total of the rows numbered below it
其中：…                             a part of the row above, in no sum
平均, 最高, 占比 …                  a statistic of the others, in no sum (tables/row_statistics.py)
a spanning cell alone               a heading
注：…, 制表人：…                    a note
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from optalloc.core.money import tidy_name
from optalloc.inputs.tables.field_words import (
    PARAMETERS,
    TOTALS,
    ends_open,
    heads_note,
    is_date,
    is_footnote,
    is_note,
    says_whole,
    total_level,
)
from optalloc.inputs.tables.headers import tidy_header
from optalloc.inputs.tables.raw import RawRow
from optalloc.inputs.tables.row_statistics import statistics_in
from optalloc.inputs.understanding.layout.cells import CellFigure, Read, Sort, as_shown
from optalloc.inputs.understanding.layout.grid import CellGrid
from optalloc.inputs.understanding.layout.parts import Header, SheetRow

_NUMBERED = re.compile(r"\d+(\.\d+)*")
LONGEST_HEADING = 40
"""A single cell of more words than this is a note [characters]."""

_OF_WHICH = re.compile(r"其中[:：]?|其中[:：、].*|of which\b.*", re.IGNORECASE)
_NUMERALS = "一二三四五六七八九十"
_OUTER = re.compile(rf"[{_NUMERALS}]+[、.．]\s*.*")
_INNER = re.compile(rf"[(（][{_NUMERALS}]+[)）].*")
_IN_WORDS = re.compile(
    r"(人民币)?[:：]?[零〇壹贰叁肆伍陆柒捌玖拾佰仟一二三四五六七八九十百千万亿]+[元圆万][元零壹贰叁肆伍陆柒捌玖角分整正]*"
)


def lines_of(grid: CellGrid, header: Header) -> tuple[tuple[SheetRow, ...], int | None]:
    """Return the rows below a header by kind, and where another table starts, by index.

    A later row of words where figures should stand starts another table; the same header again,
    as at the top of each printed page, is passed over.
    """
    body = grid.rows[header.last + 1 :]
    heads = {_texts(row) for row in grid.rows[header.first : header.last + 1]}
    balance = [0] * grid.width  # figures less words, by column
    lines: list[SheetRow] = []
    for at, row in enumerate(body):
        reads = grid.reads(row)
        if not any(map(is_number, reads)):
            if _texts(row) in heads and not _is_titled(lines):
                continue
            later = (r for row in body[at + 1 : at + 6] for r in grid.reads(row))
            is_apart = at > 0 and (
                len(body[at - 1].filled) == 1 or row.number > body[at - 1].number + 1
            )
            below = grid.reads(body[at + 1]) if at + 1 < len(body) else ()
            is_another = _starts_another(reads, balance, is_apart) or (
                is_apart and _turns_to_figures(reads, balance, below)
            )
            if is_another and any(map(is_number, later)):
                titles = _titles_at_end(lines)
                ours = _with_statistics(grid, lines[: len(lines) - titles])
                return _outlined(ours), header.last + 1 + at - titles
        for i, read in enumerate(reads):
            if read is not Sort.BLANK:
                balance[i] += -1 if read is Sort.WORDS else 1
        lines.append(_line(grid, row))
    return _outlined(_with_statistics(grid, _with_footnotes(grid, lines))), None


def _with_statistics(grid: CellGrid, lines: list[SheetRow]) -> list[SheetRow]:
    """Return the lines; rows with figures whose only words say so tell a statistic of the rest.

    Where there is no rest, they are what the table is about.
    """
    found = list(lines)
    for i, one in enumerate(statistics_in(line.row.cells for line in lines)):
        has_figures = one is not None and any(map(is_number, grid.reads(lines[i].row)))
        if one is not None and has_figures and lines[i].kind in ("data", "total"):
            found[i] = SheetRow(lines[i].row, "statistic", statistic=one[1])
    return found if any(line.kind in ("data", "total") for line in found) else lines


def _titles_at_end(lines: Sequence[SheetRow]) -> int:
    """Return how many rows of a single text end the lines: titles of the table that follows."""
    found = 0
    while found < len(lines) - 1 and _is_lone_text(lines[-1 - found]):
        found += 1
    return found


def _is_titled(lines: Sequence[SheetRow]) -> bool:
    """Say whether a title stands below a total: the same header after it starts a new table."""
    titles = _titles_at_end(lines)
    return 0 < titles < len(lines) and lines[-1 - titles].kind == "total"


def _is_lone_text(line: SheetRow) -> bool:
    return len(line.row.filled) == 1 and isinstance(line.row.filled[0], str)


def _with_footnotes(grid: CellGrid, lines: list[SheetRow]) -> list[SheetRow]:
    """Return the lines; below the last figures texts that read as notes are notes.

    So are rows that begin with 注, 制表日期, 审核人, whatever stands beside it; who signs, with the
    stamp and the date; and single texts below a note.
    """
    found, is_dated = list(lines), False
    has_total = any(line.kind == "total" for line in lines)
    last = len(lines)
    for i in range(len(lines) - 1, -1, -1):
        first = lines[i].row.filled[0]
        if i and isinstance(first, str) and heads_note(first):
            found[i] = SheetRow(lines[i].row, "note")
        elif any(map(is_number, grid.reads(lines[i].row))):
            break
        elif lines[i].kind == "data":
            is_lone, was_dated = _is_lone_text(lines[i]), is_dated
            texts = [as_shown(cell) for cell in lines[i].row.filled]
            is_dated = has_total and any(map(is_date, texts))
            is_signed = is_dated or (was_dated and is_lone) or ends_open(texts[0])
            if is_signed or (is_lone and is_footnote(texts[0])):
                found[i] = replace(lines[i], kind="note")
        last = i
    notes = [i for i in range(last, len(lines)) if found[i].kind == "note"]
    for i in range(notes[0], len(lines)) if notes else ():
        if found[i].kind == "data" and _is_lone_text(lines[i]):
            found[i] = replace(lines[i], kind="note")
    return found


def _texts(row: RawRow) -> tuple[str, ...]:
    return tuple(tidy_header(as_shown(c)) for c in row.filled)


def is_number(read: Read) -> bool:
    """Say whether a cell holds a number, or what is broken where a number may have been."""
    return read is Sort.BROKEN or isinstance(read, CellFigure)


def _starts_another(reads: Sequence[Read], balance: Sequence[int], is_apart: bool) -> bool:
    """Say whether a row of words fills columns of figures, as the header of a new table does.

    Args:
        balance: How many more figures than words each column holds so far.
        is_apart: Whether an empty row or a title stands before it; else it must fill two columns of
            figures and three in all.
    """
    filled = [i for i, read in enumerate(reads) if read is Sort.WORDS]
    under = sum(balance[i] > 0 for i in filled)
    return under >= 1 and len(filled) >= 2 if is_apart else under >= 2 and len(filled) >= 3


def _turns_to_figures(reads: Sequence[Read], balance: Sequence[int], below: Sequence[Read]) -> bool:
    """Say whether words stand over figures where words stood so far: a header set apart."""
    filled = [i for i, read in enumerate(reads) if read is Sort.WORDS]
    return len(filled) >= 2 and any(
        balance[i] < 0 and i < len(below) and is_number(below[i]) for i in filled
    )


def _line(grid: CellGrid, row: RawRow) -> SheetRow:
    """Return one row by its own cells."""
    reads = grid.reads(row)
    own = [i for i, read in enumerate(reads) if read is not Sort.BLANK]
    words = [as_shown(row.cells[i]) for i in own if reads[i] is Sort.WORDS]
    has_figures = len(words) < len(own)
    if _tells_in_words([as_shown(row.cells[i]) for i in own]):
        return SheetRow(row, "note")
    if words and _OF_WHICH.fullmatch(tidy_name(words[0])):
        return SheetRow(row, "part")
    level = max(map(total_level, words), default=0)
    if not level and has_figures and words:  # 合计大写玖万元整: the total tells itself in words
        level = total_level(words[0].partition("大写")[0].rstrip("(（"))
    if not level and has_figures and words and says_whole(words[0]):
        level = TOTALS["合计"]
    if level:
        return SheetRow(row, "total", level)
    if any(_OF_WHICH.fullmatch(tidy_name(text)) for text in words[1:2]):
        return SheetRow(row, "part")
    if words and tidy_name(words[0]) in PARAMETERS:
        return SheetRow(row, "section")
    if has_figures or not words:
        return SheetRow(row, "data")
    is_alone = len(own) == 1
    spans = grid.spans.get((row.number, own[0]), 1) > 1
    if is_note(words[0]) or (is_alone and len(words[0]) > LONGEST_HEADING):
        return SheetRow(row, "note")
    if is_alone and (spans or _rank(words[0])):
        return SheetRow(row, "section")
    if len(own) <= 3 and all("：" in text for text in words):
        return SheetRow(row, "note")
    return SheetRow(row, "data")


def _tells_in_words(texts: Sequence[str]) -> bool:
    """Say whether a row tells an amount in words under a label: 合计（大写） | 玖万玖仟元整."""
    return "大写" in texts[0] and any(map(_IN_WORDS.fullmatch, texts[1:]))


def _rank(text: str) -> int:
    """Return the rank of an outline number: 2 for 一、, 1 for （一）, 0 for none."""
    if _OUTER.fullmatch(text) or (len(text) <= 2 and text and set(text) <= set(_NUMERALS)):
        return 2
    return 1 if _INNER.fullmatch(text) else 0


def _dotted(lines: Sequence[SheetRow]) -> dict[str, int]:
    """Return the rank of each number above others with a point: 1 above 1.1 and 1.2.

    Nothing where a number without a point has none below it: it may be a row beside the others.
    """
    firsts = [as_shown(line.row.cells[0]) for line in lines if line.kind == "data"]
    numbers = {text for text in firsts if _NUMBERED.fullmatch(text)}
    above = {text for text in numbers if f"{text}.1" in numbers}
    deepest = max((text.count(".") for text in numbers), default=0)
    if any("." not in text for text in numbers - above):
        return {}
    return {text: deepest - text.count(".") for text in above}


def _outlined(lines: list[SheetRow]) -> tuple[SheetRow, ...]:
    """Return the lines; a numbered heading with figures above lower numbers becomes a total.

    Its level is negative: it reaches down to the next heading of its rank, with rows or without.
    """
    dotted = _dotted(lines)
    ranks = [
        max((dotted.get(c) or _rank(c) for c in map(as_shown, line.row.cells[:2])), default=0)
        if line.kind == "data"
        else 0
        for line in lines
    ]
    found = list(lines)
    for i, rank in enumerate(ranks):
        if not rank:
            continue
        after = next((k for k in range(i + 1, len(lines)) if lines[k].kind == "data"), None)
        is_above = after is not None and ranks[after] < rank
        found[i] = SheetRow(lines[i].row, "total" if is_above else "data", -rank)
    return tuple(found)
