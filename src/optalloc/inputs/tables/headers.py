"""Tidy the header of a column, split off its unit, and find the row of a table that is its header.

    金额 （万元）  ->  金额, unit 万元         amount_yuan  ->  amount, unit 元
    脱贫人口(人)   ->  脱贫人口, bracket 人     金 额        ->  金额

The header is the first row, among the first filled ones, that holds at least two of the words the
reader knows; the rows above it are titles, and may say the unit of money.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from optalloc.core.message import Words
from optalloc.core.money import FEN_PER_UNIT, halfwidth, parse_number
from optalloc.inputs.tables.raw import Merge, RawRow, RawSheet, Value

MOST_TITLE_ROWS = 20
"""How many filled rows are looked at for the header."""

_INVISIBLE = re.compile("[\u200b\u2060\ufeff]+")
# A space stays only between two Latin words; Chinese text has none that means anything.
_LOOSE_SPACE = re.compile("(?<![!-~]) | (?![!-~])")
_BRACKETED = re.compile(r"(.+?) ?[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
# 金额/万元, 金额：万元, amount_yuan and 金额万元; 50万元 at the end of a header is an amount.
_SUFFIXED = re.compile(r"(.+?)\s*[\s_/:]\s*([^\s_/:]+)|(.*[^\W\d十百千])([万亿]元)")
_UNITS = {unit: unit for unit in FEN_PER_UNIT} | {
    **{"yuan": "元", "wan": "万元"},
    **dict.fromkeys(("10kyuan", "10,000yuan", "10000yuan"), "万元"),
}
"""What a header or title may call a unit of money; 万 alone is as often ten thousand people."""
_CURRENCY = re.compile("^(人民币|rmb|cny)|(人民币|rmb|cny)$")
_OTHER_MONEY = re.compile(
    r"[十百千仟万亿\d]*[元角]|[美欧港日英澳]元|角分|[\w, ]*(yuan|usd|eur|gbp|hkd|dollars?|euros?)",
    re.IGNORECASE,
)
# 资金单位：万元 and (单位:万元、亩), but not 原表单位：元, which is the unit of another table.
_UNIT_LINE = re.compile(
    r"(?:^|[\s(,、])(?:(?!原)\w{0,6}?单\s*位\s*:|单\s*位|unit\s*:)\s*(?:人民币\s*)?"
    r"(?=([^\s():][^():]*))",
    re.IGNORECASE,
)


class ParsedHeader(NamedTuple):
    """A header taken apart: its name, the unit of money in it, or what its bracket says."""

    name: str
    unit: str | None = None
    bracket: str | None = None


@lru_cache
def tidy_header(text: str) -> str:
    """Return a header half-width and on one line, without the spaces offices put into it."""
    plain = re.sub(r"\s+", " ", _INVISIBLE.sub("", halfwidth(text)))
    return _LOOSE_SPACE.sub("", plain)


def split_header(text: str) -> ParsedHeader:
    """Return the parts of a header: its name, and the unit or remark at its end."""
    whole = tidy_header(text)
    found = _SUFFIXED.fullmatch(halfwidth(text))
    if found and (said := unit_called(found[2] or found[4])):
        return ParsedHeader(tidy_header(found[1] or found[3]), said)
    return _split_bracket(whole)


def unit_told(column: str, brackets: Mapping[str, str]) -> str:
    """Return the unit of a column, by whichever of its names: 人口, or 人口(万人) in full.

    Args:
        brackets: What the headings of a table say in their brackets, by the names before these.
    """
    if column_unit := brackets.get(tidy_header(column)):
        return column_unit
    _, unit, bracket = split_header(column)
    return unit or bracket or ""


def _split_bracket(whole: str) -> ParsedHeader:
    """Return a tidy text and what stands in the bracket at its end."""
    found = _BRACKETED.fullmatch(whole)
    if not found:
        return ParsedHeader(whole)
    inside = re.sub(
        "^((?:金额|资金|计量)?单位|unit) ?:? ?", "", found[2].strip(), flags=re.IGNORECASE
    )
    unit = unit_called(re.sub("^(amounts ?)?in ?", "", inside, flags=re.IGNORECASE))
    return ParsedHeader(found[1], unit, None if unit else inside)


def unit_called(text: str) -> str | None:
    """Return the unit of money that a text is, or None."""
    plain = re.sub(r"\s+", "", text).lower().replace("圆", "元")
    return _UNITS.get(plain) or _UNITS.get(_CURRENCY.sub("", plain))


def other_unit(text: str) -> str | None:
    """Return a unit of money that a bracket or a unit line says and that is none of ours: 千元."""
    plain = halfwidth(text).strip("()")
    said = [
        plain,
        *(part for f in _UNIT_LINE.finditer(plain) for part in re.split("[、,;。]", f[1])),
    ]
    others = (part for part in map(str.strip, said) if unit_called(part) is None)
    return next((part for part in others if _OTHER_MONEY.fullmatch(part)), None)


def units_said(text: str) -> list[str]:
    """Return the units of money that a title says: `单位：万元`, `(in 万元)`, `(单位:元、亩)`."""
    plain = halfwidth(text)
    said = [unit_called(plain.strip("()")), _split_bracket(tidy_header(text)).unit]
    for found in _UNIT_LINE.finditer(plain):
        # 单位 is also an organisation (单位：元谋县): a part must be a unit in whole.
        said += map(unit_called, re.split("[、,;。]|  +", found[1]))
    return list(dict.fromkeys(unit for unit in said if unit))


def is_unit_line(text: str) -> bool:
    """Say whether a text says the unit of money and nothing else."""
    plain = halfwidth(text).strip("()")
    found = _UNIT_LINE.match(plain)
    return found is not None and found.end(1) == len(plain) and unit_called(found[1]) is not None


class HeaderWords:
    """The header words that a reader knows.

    Attributes:
        known: The words, in the reader's order, or sorted when it has none; empty when any header
            will do.
    """

    def __init__(self, known: Collection[str]) -> None:
        self.known = tuple(known if isinstance(known, Sequence) else sorted(known))
        # Brackets of either width are one: columns are looked up by the tidy name.
        self._spelled = {tidy.casefold(): tidy for tidy in map(tidy_header, self.known)}

    def heading(self, text: str) -> ParsedHeader:
        """Return a header's parts; a known word is spelled as the reader spells it."""
        whole = self._spelled.get(tidy_header(text).casefold())
        if whole is not None:
            return ParsedHeader(whole)
        heading = split_header(text)
        return heading._replace(name=self._spelled.get(heading.name.casefold(), heading.name))

    def hits(self, row: RawRow) -> int:
        """Return how many different known words a row holds."""
        words = {self.heading(c).name for c in row.cells if isinstance(c, str)}
        return len(words & set(self._spelled.values()))

    def find(self, rows: Sequence[RawRow]) -> int | None:
        """Return the index of the header among the filled rows, or None."""
        first = rows[:MOST_TITLE_ROWS]
        least = 2 if any(row.width > 1 for row in rows) else 1
        is_header = self._is_known if self.known else _is_wordy
        return next((i for i, row in enumerate(first) if is_header(row, least)), None)

    def _is_known(self, row: RawRow, least: int) -> bool:
        return self.hits(row) >= least


def _is_wordy(row: RawRow, least: int) -> bool:
    """Say whether a row holds at least so many cells, all of them words and none a number."""
    return len(row.filled) >= least and all(is_word(cell) for cell in row.filled)


def is_word(cell: object) -> bool:
    """Say whether a cell holds words rather than a number."""
    if not isinstance(cell, str) or (cell.isascii() and cell.isdigit()):
        return False
    if not any(map(str.isdigit, cell)) or "\u4e00" <= cell[0] <= "\u9fff":
        return True  # no number begins with a Chinese character
    try:
        parse_number(cell)
    except ValueError:
        return True
    return False


_TOLD_ABOVE = frozenset({"金额", "安排额", "资金规模", "amount"})
"""Heads that do not tell alone of what: the one over them may be another year, or a need."""

IN_ONE_ROW = Words(
    "请把表头写成一行：每列一个表头，不合并。",
    "Write the header in one row: a head for each column, none merged.",
)


def header_again_below(header: RawRow, below: Sequence[RawRow]) -> Words | None:
    """Return what to do where the row below a header is of heads too; None where it is not.

    It holds words alone, one of them over figures, and repeats a head or stands under the first.
    """
    if len(below) < 2:
        return None
    second, rest = below[0], below[1:]
    words = [i for i, cell in enumerate(second.cells) if isinstance(cell, str) and is_word(cell)]
    is_of_words = len(words) == len(second.filled) > 1
    first = next(i for i, cell in enumerate(header.cells) if cell is not None)
    goes_on = first not in words or any(_head(header, i) == _head(second, i) for i in words)
    if not (is_of_words and goes_on) or second.number != header.number + 1:
        return None
    if not any(_is_figure(row, i) for i in words for row in rest):
        return None
    again = Words(f"第{second.number}行也是表头。", f"Row {second.number} is of heads too. ")
    delete = Words(f"写好后删去第{second.number}行。", f" Then delete row {second.number}.")
    return again + IN_ONE_ROW + delete


def _is_figure(row: RawRow, index: int) -> bool:
    cell = row.cells[index] if index < len(row.cells) else None
    return cell is not None and not is_word(cell)


def with_one_header_row(raw: RawSheet, at: int) -> RawSheet:
    """Return the raw rows with the header in one row; as they are where that is in doubt.

    Every head is merged down over both rows, or across over columns that each have their own below.
    A unit of money over several columns is that of each.

    Args:
        at: The index of the header's first row.
    """
    if at + 1 >= len(raw.rows):
        return raw
    upper, lower = raw.rows[at], raw.rows[at + 1]
    rows = (upper.number, lower.number)
    of_header = [m for m in raw.merges if m.first_row <= rows[1] and m.last_row >= rows[0]]
    down = [m for m in of_header if (m.first_row, m.last_row) == rows and _breadth(m) == 1]
    across = [m for m in of_header if m.first_row == m.last_row == rows[0] and _breadth(m) > 1]
    is_plain = len(down) + len(across) == len(of_header) and rows[1] == rows[0] + 1
    if not (is_plain and across and down):
        return raw
    heads = _heads(upper, lower, down, across)
    if heads is None:
        return raw
    kept = tuple(m for m in raw.merges if m not in of_header)
    header = RawRow(upper.number, heads)
    return replace(raw, rows=(*raw.rows[:at], header, *raw.rows[at + 2 :]), merges=kept)


def _breadth(merge: Merge) -> int:
    return merge.last_column - merge.first_column + 1


def _heads(
    upper: RawRow, lower: RawRow, down: list[Merge], across: list[Merge]
) -> tuple[Value, ...] | None:
    """Return the head of each column; None where one stands under no merged cell or has none."""
    width = max(upper.width, lower.width)
    heads: dict[int, Value] = {}
    for merge in down:
        own = _head(upper, merge.first_column - 1)
        if own is None or _head(lower, merge.first_column - 1) is not None:
            return None
        heads[merge.first_column - 1] = own
    for merge in across:
        unit = split_header(_head(upper, merge.first_column - 1) or "").unit
        for index in range(merge.first_column - 1, merge.last_column):
            own = _head(lower, index)
            if own is None or not is_word(own) or split_header(own).name in _TOLD_ABOVE:
                return None
            is_bare = unit is not None and split_header(own)[1:] == (None, None)
            heads[index] = f"{own}({unit})" if is_bare else own
    return tuple(heads[i] for i in range(width)) if heads.keys() == set(range(width)) else None


def _head(row: RawRow, index: int) -> str | None:
    """Return the words of a cell, or None."""
    cell = row.cells[index] if index < len(row.cells) else None
    return cell if isinstance(cell, str) else None
