"""Read one cell as a figure, words, or nothing, as an office meant it.

1,234.50  12,5  １２  4.5万元  55%  120 人  12000元整  £654,518  (20)   figures     — / 无   nothing
10(其中，灾情6万元)  120①  约30                                 figures     某年  第3批   words
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache

from optalloc.core.chinese_numerals import DIGITS, MARKS, MYRIADS, number_in_words, share_in_words
from optalloc.core.money import halfwidth, parse_number, tidy_name, unit_named
from optalloc.inputs.tables.field_words import AROUND_AMOUNTS, COUNTED, CURRENCIES
from optalloc.inputs.tables.raw import Flaw, Shown, Value

Held = Value | Flaw
DASHES = frozenset({"-", "--", "—", "——", "–", "－", "/", "／", "\\", "无", "·", "…"})
"""What offices write where there is nothing."""

_NOT_IN_CELLS = frozenset(
    {"年", "月", "天", "次", "期", "批", "项", "度", "班", "宗", "m", "number"}
)
"""Units after which a cell is a date or a name: 3月, 第2期."""
_UNITS = "|".join(map(re.escape, sorted({*COUNTED} - _NOT_IN_CELLS, key=len, reverse=True)))
_COUNTED = re.compile(
    rf"([+-]?[0-9][0-9,]*(?:\.[0-9]+)?) ?(万元|亿元|元|万|亿|%|‰|{_UNITS})", re.IGNORECASE
)
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,12})?%?")
_BEFORE_NUMBERS = "约大近人"
_MARKS = re.compile(r"(?<=[0-9元%])(?:[*＊※†]+|[\u2460-\u2487]|\[[0-9]{1,2}\])+$")
_OF_WHICH = re.compile(
    r"([^(（]*[0-9][^(（]*?)\s*[(（](?:其中|含|内含|包括|包含|of which|incl)[^()（）]*[)）]",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(r"[(（]([0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?)[)）]")
_AROUND = re.compile(
    rf"(?:{AROUND_AMOUNTS[0]}\s*)*([+-]?)[{CURRENCIES}]?\s*(-?[0-9].*?)(?:(万|亿)?{AROUND_AMOUNTS[1]})?",
    re.IGNORECASE,
)
_ABOUT = re.compile("约|大约|近")
_DECIMAL_COMMA = re.compile(r"-?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),[0-9]{1,2}")
_IN_WORDS = re.compile(rf"[{MARKS}点成半分之元圆块整正人民币]+")
_AMOUNT_IN_WORDS = re.compile(r"(?:人民币)?(.+?)([万亿])?([元圆块])?[整正]?")
_SAYS_NUMBER = re.compile(
    rf"(?=.*[{MARKS}])(?:人民币|[约近负正▲△+＋-]|大约)*[{MARKS}点几余多来分角]+(?:[元圆块人户个]|万元|亿元|元?[整正])?"
    "(?:左右|上下|以上|以内)?"
)
_MONEY = frozenset({"万元", "亿元", "元", "万", "亿"})
_SHARES = frozenset({"%", "‰"})
_SPACED = re.compile(r"[0-9](?:[ \u00a0\u202f][0-9]{3})+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class CellFigure:
    """A number in a cell.

    Attributes:
        value: The number as typed; 55% is 55.
        unit: The unit of money in the cell itself, or `%`, `‰`; empty without one.
        typed: Whether it is text, which a spreadsheet leaves out of its sums.
        digits: How many decimals were typed; None when a workbook holds it as a number, which does
            not tell 15.5 from 15.50.
        has_remark: Whether words or marks stand beside it: 约20, 120①, 10(其中…), (20) for -20.
        counted: What it counts, where its own unit says so and is no money: 亩, 人.
        in_words: Whether Chinese words say it: 二十一, 壹仟元整.
    """

    value: Fraction
    unit: str = ""
    typed: bool = False
    digits: int | None = None
    has_remark: bool = False
    counted: str = ""
    in_words: bool = False

    @property
    def is_amount(self) -> bool:
        """Whether it can be an amount of money: neither a share nor so many of something."""
        return not self.counted and self.unit not in _SHARES


class Sort(Enum):
    """What a cell holds that is no number."""

    BLANK = "nothing"
    WORDS = "words"
    BROKEN = "an error where a value should be"


Read = CellFigure | Sort
"""A cell as it was read."""


def read_cell(cell: Held) -> Read:
    """Return what a cell holds."""
    if cell is None:
        return Sort.BLANK
    if isinstance(cell, str):
        # Most cells of a large table are names: the memory for numbers is not filled with them.
        found = None if starts_as_words(cell) else _of_text(cell)
        return found or (Sort.BLANK if cell in DASHES else Sort.WORDS)
    return figure(cell) or Sort.BROKEN


def starts_as_words(text: str) -> bool:
    """Say whether a text begins with a Chinese character that no number begins with."""
    return "\u4e00" <= text[:1] <= "\u9fff" and text[0] not in _BEFORE_NUMBERS


def figure(cell: Held) -> CellFigure | None:
    """Return the number that a cell holds; None when it is empty, words or broken."""
    if cell is None or isinstance(cell, Flaw):
        return None
    if isinstance(cell, int):
        return CellFigure(Fraction(cell))
    if isinstance(cell, Decimal):
        return CellFigure(Fraction(cell)) if cell.is_finite() else None
    return _of_text(cell)


def _of_text(text: str) -> CellFigure | None:
    """Return the number that a text is; what a format shows of a number counts in sums."""
    found = _typed(str(text))
    is_shown = found is not None and isinstance(text, Shown)
    return replace(found, typed=False, digits=None) if found and is_shown else found


@lru_cache(maxsize=65536)
def _typed(text: str) -> CellFigure | None:
    """Return the number that a text is."""
    if _PLAIN.fullmatch(text):
        plain = text.removesuffix("%")
        whole, _, tail = plain.partition(".")
        value = Fraction(int(whole + tail), 10 ** len(tail))
        return CellFigure(value, text[len(plain) :], True, len(tail))
    if starts_as_words(text) or not any(mark.isdecimal() for mark in text):
        return None
    try:
        return CellFigure(parse_number(text), "", True, _digits(text))
    except ValueError:
        pass
    if found := _NEGATIVE.fullmatch(text):
        return _signed(_typed(found[1]))
    if found := _OF_WHICH.fullmatch(text):
        inner = _typed(found[1].strip())
        return None if inner is None else replace(inner, has_remark=True)
    plain = _MARKS.sub("", text)
    if any(unicodedata.category(mark) == "No" for mark in plain):
        return None  # half-width would turn a footnote mark into a digit: 120① into 1201
    read = _with_words(halfwidth(plain))
    # 12,5 is a decimal or a slip: it is read, and said to be.
    has_remark = plain != text or _ABOUT.match(text) is not None or "," in text[-3:]
    return replace(read, has_remark=True) if read and has_remark else read


def _signed(found: CellFigure | None) -> CellFigure | None:
    """Return a figure that accountants put in brackets: below zero."""
    return None if found is None else replace(found, value=-found.value, has_remark=True)


def _with_words(text: str) -> CellFigure | None:
    """Return the number among a unit, a sign of money and words that do not change it."""
    around = _AROUND.fullmatch(text.strip())
    if not around:
        return None
    plain = around[1] + around[2].strip() + (around[3] or "")
    if text.strip().endswith(("元整", "圆整", "元正")):
        plain += "元"
    if _SPACED.fullmatch(plain):
        plain = re.sub(r"\s", "", plain)
    if _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(".", "").replace(",", ".")
    counted = _COUNTED.fullmatch(plain)
    unit = counted[2] if counted else ""
    try:
        value = parse_number(counted[1] if counted else plain)
    except ValueError:
        return None
    if unit in _MONEY:
        return CellFigure(value, unit_named(unit), True, _digits(plain))
    if unit in _SHARES:
        return CellFigure(value, unit, True, _digits(plain))
    return CellFigure(value, "", True, _digits(plain), counted=unit)


def figure_in_words(cell: Held, is_share: bool) -> CellFigure | None:
    """Return the number that the Chinese words of a cell say; None where more than one is meant.

    What bears 万 inside and no 元 may be yuan or the table's unit, 二〇 may be twenty or a year.
    """
    if not isinstance(cell, str) or not _IN_WORDS.fullmatch(text := cell.strip()):
        return None
    if is_share:
        share = share_in_words(text)
        return None if share is None else CellFigure(share * 100, "%", in_words=True)
    found = _AMOUNT_IN_WORDS.fullmatch(text)
    value = number_in_words(found[1]) if found else None
    if found is None or value is None or (len(found[1]) > 1 and set(found[1]) <= DIGITS.keys()):
        return None
    unit = (found[2] or "") + ("元" if found[2] or found[3] else "")
    if not unit and set(found[1]) & MYRIADS.keys():
        return None
    return CellFigure(value, unit, in_words=True)


def says_a_number(cell: Held) -> bool:
    """Say whether the words of a cell are nothing but a number, readable or not: 二三十, 约二十."""
    return isinstance(cell, str) and _SAYS_NUMBER.fullmatch(cell.strip()) is not None


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
