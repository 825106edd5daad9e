"""Tidy the header of a column, split off its unit, and find the row of a table that is its header.

    金额 （万元）  ->  金额, unit 万元         amount_yuan  ->  amount, unit 元
    脱贫人口(人)   ->  脱贫人口, bracket 人     金 额        ->  金额

The header is the first row, among the first filled ones, that holds at least two of the words the
reader knows; the rows above it are titles, and may say the unit of money.
"""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from optalloc.money import FEN_PER_UNIT, halfwidth, parse_number, unit_named
from optalloc.table_files import RawRow

MOST_TITLE_ROWS = 20
"""How many filled rows are looked at for the header."""

_INVISIBLE = re.compile("[\u200b\u2060\ufeff]+")
# A space stays only between two Latin words; Chinese text has none that means anything.
_LOOSE_SPACE = re.compile(r"(?<![!-~])\s+|\s+(?![!-~])")
_BRACKETED = re.compile(r"(.+?) ?[(\[【〔]([^()\[\]【】〔〕]*)[)\]】〕]")
_SUFFIXED = re.compile(r"(.+)_(yuan|wan)", re.IGNORECASE)
_UNIT_WORDS = frozenset(FEN_PER_UNIT) | {"yuan", "wan", "10k yuan"}
_UNIT_LINE = re.compile(
    r"(?:^|[\s(])(?:(?:金额|货币|计量)?单\s*位|unit)\s*:?\s*(?:人民币\s*)?([^\s():][^():]*)",
    re.IGNORECASE,
)


class Heading(NamedTuple):
    """A header taken apart: its name, the unit of money in it, or whatever else its bracket says."""

    name: str
    unit: str | None = None
    bracket: str | None = None


def tidy_header(text: str) -> str:
    """Return a header half-width and on one line, without the spaces offices put into it."""
    plain = _INVISIBLE.sub("", halfwidth(text))
    return re.sub(r"\s+", " ", _LOOSE_SPACE.sub("", plain)).strip()


def split_header(text: str) -> Heading:
    """Return the parts of a header: its name, and the unit or remark at its end."""
    whole = tidy_header(text)
    if found := _SUFFIXED.fullmatch(whole):
        return Heading(found[1], unit_named(found[2].lower()))
    found = _BRACKETED.fullmatch(whole)
    if not found:
        return Heading(whole)
    inside = re.sub("^(单位|unit) ?:? ?", "", found[2].strip(), flags=re.IGNORECASE)
    if inside.lower() in _UNIT_WORDS:
        return Heading(found[1], unit_named(inside.lower()))
    return Heading(found[1], None, inside)


def units_said(text: str) -> list[str]:
    """Return the units of money that a title such as `单位：万元` or `(单位:万元、亩)` says."""
    said: list[str] = []
    for found in _UNIT_LINE.finditer(halfwidth(text)):
        # 单位 also means an organisation (编制单位, 单位：元谋县), so a part must be a unit in whole.
        parts = [re.sub(r"\s+", "", p).lower() for p in re.split("[、,;。]|  +", found[1])]
        said += [unit_named(p) for p in parts if p in _UNIT_WORDS]
    return list(dict.fromkeys(said))


class HeaderWords:
    """The header words that a reader knows.

    Attributes:
        known: The words, sorted; empty when any header will do.
    """

    def __init__(self, known: Collection[str]) -> None:
        self.known = tuple(sorted(known))
        self._spelled = {tidy_header(word).casefold(): word for word in self.known}

    def heading(self, text: str) -> Heading:
        """Return a header's parts; a known word is spelled as the reader spells it."""
        whole = self._spelled.get(tidy_header(text).casefold())
        if whole is not None:
            return Heading(whole)
        heading = split_header(text)
        return heading._replace(name=self._spelled.get(heading.name.casefold(), heading.name))

    def hits(self, row: RawRow) -> int:
        """Return how many different known words a row holds."""
        words = {self.heading(c).name for c in row.cells if isinstance(c, str)}
        return len(words & set(self.known))

    def find(self, rows: Sequence[RawRow]) -> int | None:
        """Return the index of the header among the filled rows, or None."""
        first = rows[:MOST_TITLE_ROWS]
        least = min(2, max((row.width for row in rows), default=0))
        is_header = self._is_known if self.known else _is_wordy
        return next((i for i, row in enumerate(first) if is_header(row, least)), None)

    def _is_known(self, row: RawRow, least: int) -> bool:
        return self.hits(row) >= max(least, 1)


def _is_wordy(row: RawRow, least: int) -> bool:
    """Say whether a row holds at least so many cells, all of them words and none a number."""
    return len(row.filled) >= max(least, 1) and all(is_word(cell) for cell in row.filled)


def is_word(cell: object) -> bool:
    """Say whether a cell holds words rather than a number."""
    if not isinstance(cell, str):
        return False
    try:
        parse_number(cell)
    except ValueError:
        return True
    return False
