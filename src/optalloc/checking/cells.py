"""Read one cell as a figure, words, or nothing, as an office meant it.

1,234.50  １２  4.5万元  55%  120 人   figures        — / 无   nothing
某年  第3批  约30                    words
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from optalloc.money import halfwidth, parse_number, tidy_name, unit_named
from optalloc.tables.raw import Flaw, Value

Held = Value | Flaw
DASHES = frozenset({"-", "--", "—", "——", "–", "－", "/", "／", "\\", "无", "·", "…"})
"""What offices write where there is nothing."""

_COUNTED = re.compile(
    r"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?) ?(万元|亿元|元|万|亿|%|‰|个|人|户|亩|村|名|公里|平方公里)"
)
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?")
_STARS = re.compile(r"(?<=[0-9])[*＊]+$")
_MONEY = frozenset({"万元", "亿元", "元", "万", "亿"})
_SPACED = re.compile(r"[0-9](?:[ \u00a0\u202f][0-9]{3})+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a cell.

    Attributes:
        value: The number as typed; 55% is 55.
        unit: The unit of money in the cell itself, or `%`, `‰`; empty without one.
        typed: Whether it is text, which a spreadsheet leaves out of its sums.
        digits: How many decimals were typed; None when a workbook holds it as a number, which does
            not tell 15.5 from 15.50.
    """

    value: Fraction
    unit: str = ""
    typed: bool = False
    digits: int | None = None


class Sort(Enum):
    """What a cell holds that is no number."""

    BLANK = "nothing"
    WORDS = "words"
    BROKEN = "an error where a value should be"


Read = Figure | Sort
"""A cell as it was read."""


def read_cell(cell: Held) -> Read:
    """Return what a cell holds."""
    if cell is None:
        return Sort.BLANK
    found = figure(cell)
    if found is not None:
        return found
    if isinstance(cell, str):
        return Sort.BLANK if cell in DASHES else Sort.WORDS
    return Sort.BROKEN


def figure(cell: Held) -> Figure | None:
    """Return the number that a cell holds; None when it is empty, words or broken."""
    if cell is None or isinstance(cell, Flaw):
        return None
    if isinstance(cell, int):
        return Figure(Fraction(cell))
    if isinstance(cell, Decimal):
        return Figure(Fraction(cell)) if cell.is_finite() else None
    return _typed(cell)


@lru_cache(maxsize=65536)
def _typed(text: str) -> Figure | None:
    """Return the number that a text is."""
    if _PLAIN.fullmatch(text):
        whole, _, tail = text.partition(".")
        return Figure(Fraction(int(whole + tail), 10 ** len(tail)), "", True, len(tail))
    if not any(mark.isdecimal() for mark in text):
        return None
    try:
        return Figure(parse_number(text), "", True, _digits(text))
    except ValueError:
        pass
    if any(unicodedata.category(mark) == "No" for mark in text):
        return None  # half-width would turn a footnote mark into a digit: 120① into 1201
    plain = _STARS.sub("", halfwidth(text)).removeprefix("¥").removeprefix("￥").strip()
    if _SPACED.fullmatch(plain):
        plain = re.sub(r"\s", "", plain)
    counted = _COUNTED.fullmatch(plain)
    unit = counted[2] if counted else ""
    try:
        value = parse_number(counted[1] if counted else plain)
    except ValueError:
        return None
    if unit in _MONEY:
        return Figure(value, unit_named(unit), True, _digits(plain))
    return Figure(value, unit if unit in "%‰" else "", True, _digits(plain))


def _digits(text: str) -> int:
    """Return how many decimals a typed number has."""
    found = re.search(r"[.．]([0-9０-９]+)", text)
    return len(found[1]) if found else 0


def is_dash(cell: Held) -> bool:
    """Say whether a cell says that there is nothing."""
    return isinstance(cell, str) and cell in DASHES


def is_blank(cell: Held) -> bool:
    """Say whether a cell holds nothing, or says that there is nothing."""
    return cell is None or is_dash(cell)


def is_figure(cell: Held) -> bool:
    """Say whether a cell holds a number, or what is broken where a number may have been."""
    return isinstance(cell, int | Decimal | Flaw) or figure(cell) is not None


def is_words(cell: Held) -> bool:
    """Say whether a cell holds words."""
    return isinstance(cell, str) and not is_dash(cell) and _typed(cell) is None


def name_of(cell: Held) -> str:
    """Return what a cell says, without the spaces that offices put into names."""
    if cell is None or isinstance(cell, Flaw):
        return ""
    return tidy_name(cell if isinstance(cell, str) else str(cell))


def as_shown(cell: Held) -> str:
    """Return what stands in a cell, as a reader sees it."""
    if isinstance(cell, Flaw):
        return cell.came or ""
    if cell is None:
        return ""
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)
