"""What a workbook shows of the numbers that it stores: 30%, 22.5万元, $5, divided, not at all.

    0.3 as 0%                ->  30%           22.5 as 0.0"万元"     ->  22.5万元
    225000 as #,##0,         ->  a letter      225000 as ;;;         ->  a letter

It stores binary floats, which become what was meant. A planner means what the screen shows. What a
format adds becomes part of the cell, so that a share stays a share, and an amount keeps the unit
that stands beside it; what it takes away (thousands, a sign, the whole number) cannot be meant, and
is refused. Decimals that are merely not shown count in the spreadsheet's own sums and are kept.
Codes of formats: ECMA-376, 18.8.31.
"""

import operator
import re
import struct
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

from optalloc.core.message import Words
from optalloc.core.money import halfwidth, parse_number
from optalloc.inputs.tables.raw import Flaw, Shown, Value

FIRST_OWN = 164
"""Formats of numbers below are the spreadsheet's own (ECMA-376, 18.8.30)."""

PERCENTS = {9: "0%", 10: "0.00%"}
"""Those of the spreadsheet's own that say something of a number; the rest only group or round."""

CHINESE_DATES = frozenset((*range(27, 37), *range(50, 59)))
"""Dates of Excel in Chinese, as 某年3月15日, which are stored without a code."""

_TOKEN = re.compile(r'"([^"]*)"?|\[([^\]]*)\]|[\\!](.)|[_*].|(General|G/通用格式)|(.)', re.I | re.S)

_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9]+(?:\.[0-9]+)?)")

_COLOURS = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|[黑蓝绿红白黄]色?|颜色\d+", re.I
)

# #,##0, divides by a thousand; 0!.0000 puts a point four digits from the end, for 万.
_SCALES = re.compile(r"[0#?],+(?![0#?,])|[0#?][!\\]\.[0#?]")

# 万人, but not 千米 or 百分点; 元, but not 元/亩, which is a rate.
_TELLING = re.compile(
    r"[万亿][^\s,]*|千(?![米瓦克卡伏安帕焦升])\S*|百(?!分)\S*|十\S*|[kKwWM]|[%％‰]"
    r"|(人民币)?[元圆][整正]?|[美港欧日英澳]元|\S*(\$|€|£)|(USD|EUR|GBP|HKD|JPY)"
)

_NUMERAL = re.compile("[0-9０-９〇零一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]")

_DISPLAYED = re.compile(r"([^0-9.,-]*)(-?[0-9][0-9.,\s]*(?:E[+-]?\d+)?)(.*)", re.S)

_GROUPED_BY_POINTS = re.compile(r"-?\d{1,3}(\.\d{3})+")

_COMPARE = {
    **{"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge},
    **{"=": operator.eq, "<>": operator.ne},
}

ROUNDED = Fraction(1, 5)
"""How far a displayed number may be from the one that it rounds."""

_MARKS = frozenset("0#?@.,%")

Number = int | Decimal

LONGEST_PLAIN = 12
"""Characters from which on a number may be one of single precision in full."""

DIGITS_OF_SINGLE = 7

SAME_DIGITS = 1e-15

DIGITS_SHOWN = 15
"""Significant digits of a number that Excel and WPS show."""

_EXCEL_NUMBER = re.compile(r"[+-]?(\d{1,400}(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")

_SHOWN = Context(prec=DIGITS_SHOWN, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class _Section:
    """One part of a code, for numbers of one kind.

    Attributes:
        before, after: The words around the digits.
        percents: How many signs of per cent multiply the number.
        has_digits: Whether the number is shown at all.
        divides: Whether it is shown divided.
        is_coloured: Whether it has a colour of its own, as amounts below zero do.
        condition: The comparison and the number that it is for; None without one.
    """

    before: str
    after: str
    percents: int
    has_digits: bool
    divides: bool
    is_coloured: bool
    condition: tuple[str, Decimal] | None

    def holds(self, number: Number) -> bool:
        """Say whether it is for a number, by its condition."""
        return self.condition is None or _COMPARE[self.condition[0]](number, self.condition[1])


def as_formatted(number: Number, code: str) -> Value | Flaw:
    """Return a number with what its format adds to it, or what is wrong with how it is shown."""
    if not code:
        return number
    sections = _sections(code)
    section = _chosen(sections, number)
    if not section.has_digits:
        return not_shown(number) if number else number
    if section.divides and number:
        return divided(number)
    if _is_sign_lost(section, number, sections):
        return _other_sign(number)
    if section.percents:
        return Shown(_plain(number * Decimal(100) ** section.percents) + "%")
    return _with_words(number, section.before, section.after)


@dataclass(frozen=True)
class Displayed:
    """What a cell of an OpenDocument sheet displays.

    Attributes:
        text: The text; None where the program that wrote the sheet left it out.
        sort: The type of its value: float, percentage, currency.
        currency: The code of its currency; empty without one.
    """

    text: str | None
    sort: str = "float"
    currency: str = ""


def as_displayed(number: Number, cell: Displayed) -> Value | Flaw:
    """Return a number with what is displayed beside it, or what is wrong with how it is shown."""
    if cell.sort == "percentage":
        return Shown(_plain(number * Decimal(100)) + "%")
    if cell.sort == "currency" and cell.currency not in ("", "CNY", "RMB"):
        return Shown(cell.currency + _plain(number))
    if cell.text is None:
        return number
    shown = halfwidth(cell.text).replace("\u2212", "-")
    if not _NUMERAL.search(shown):
        return not_shown(number) if number else number
    found = _DISPLAYED.fullmatch(shown)
    if found is None:
        return number
    if _is_other(found[2], number):
        return divided(number)
    if number > 0 and found[2].startswith("-"):
        return _other_sign(number)
    return _with_words(number, found[1], found[3])


def says_something(code: str) -> bool:
    """Say whether a format may say more of a number than its digits."""
    if not code:
        return False
    sections = _sections(code)[:3]
    return len(sections) > 1 or any(
        not s.has_digits or s.percents or s.divides or s.before.strip() or _telling(s.after)
        for s in sections
    )


def divided(number: Number) -> Flaw:
    """Return what is wrong with a number that is not the one that is shown."""
    how = Words("缩小了显示", "shows it divided")
    return _shown_otherwise(number, how)


def not_shown(number: Number) -> Flaw:
    """Return what is wrong with a number that nobody who looks at the sheet sees."""
    return Flaw(
        Words(
            "应为看得见的数字，这一格的数字格式不显示它",
            "a number that is shown; its number format does not show it",
        ),
        _plain(number),
        Words("请改用普通格式；不用请清空。", "Use a plain format, or empty the cell."),
    )


def _other_sign(number: Number) -> Flaw:
    return _shown_otherwise(number, Words("改了正负号的显示", "shows another sign"))


def _shown_otherwise(number: Number, how: Words) -> Flaw:
    return Flaw(
        Words("应为所见的数字，这一格的数字格式", "the number that is shown; its number format ")
        + how,
        _plain(number),
        Words("请改用普通格式，写出要用的数字。", "Use a plain format and write what is meant."),
    )


def _plain(number: Number) -> str:
    """Return a number in plain digits."""
    return format(number.normalize(), "f") if isinstance(number, Decimal) else str(number)


def _telling(words: str) -> bool:
    """Say whether words beside the digits make another number of them: 万元, 元, $."""
    return _TELLING.fullmatch(halfwidth(words).strip("() ")) is not None


def _with_words(number: Number, before: str, after: str) -> Value:
    """Return a number with the words beside it, where they make another number of it."""
    if _telling(before) or _telling(after):
        sides = (halfwidth(side).strip("() ") if _telling(side) else "" for side in (before, after))
        return Shown(_plain(number).join(sides))
    return number


def _is_sign_lost(section: _Section, number: Number, sections: tuple[_Section, ...]) -> bool:
    """Say whether a number is shown with the sign of another."""
    before = section.before.strip()
    is_below_zero = before.endswith(("-", "△", "▲")) or ("(" in before and ")" in section.after)
    if number > 0:
        return is_below_zero
    has_own = len(sections) > 1 and section is sections[1] and section.condition is None
    return number < 0 and has_own and not (is_below_zero or section.is_coloured)


def _is_other(digits: str, number: Number) -> bool:
    """Say whether displayed digits are those of another number, and not rounded ones."""
    text = re.sub(r"\s", "", digits)
    if _GROUPED_BY_POINTS.fullmatch(text):
        return False  # 225.000, as LibreOffice writes 225000 in German
    try:
        apart = abs(abs(parse_number(text)) - abs(Fraction(number)))
    except ValueError:
        return False
    return apart > 1 and apart > abs(Fraction(number)) * ROUNDED


def _chosen(sections: tuple[_Section, ...], number: Number) -> _Section:
    """Return the part of a code that is for a number."""
    if any(section.condition for section in sections):
        return next((s for s in sections[:3] if s.holds(number)), sections[0])
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[re.Match[str]]] = [[]]
    for found in _TOKEN.finditer(code):
        if found[0] == ";":
            parts.append([])
        else:
            parts[-1].append(found)
    return tuple(map(_section, parts))


def _section(tokens: list[re.Match[str]]) -> _Section:
    sides, condition, marks = ["", ""], None, ""
    has_digits = is_coloured = False
    for found in tokens:
        words, bracket, escaped, general, mark = found.groups("")
        # A point in quotes between digits divides like one behind a stroke.
        marks += mark if mark else {".": "\\."}.get(words, "") if words or bracket else found[0]
        if general or (mark and mark in "0#?@"):
            has_digits, sides[1] = True, ""
        elif bracket:
            is_coloured = is_coloured or _COLOURS.fullmatch(bracket) is not None
            if held := _CONDITION.fullmatch(bracket):
                condition = held[1], Decimal(held[2])
        literal = words + escaped + ("" if mark in _MARKS else mark)
        if bracket.startswith("$"):
            literal = bracket[1:].partition("-")[0]
        sides[has_digits] += literal
    return _Section(
        before=sides[0],
        after=sides[1],
        percents=marks.count("%"),
        has_digits=has_digits,
        divides=_SCALES.search(marks) is not None,
        is_coloured=is_coloured,
        condition=condition,
    )


@lru_cache(maxsize=65536)
def exact_number(raw: str) -> int | Decimal | Flaw:
    """Return a number of a workbook as Excel shows it: rounded to 15 significant digits.

    Workbooks store binary floats. A sum shown as 0.3 is stored as 0.30000000000000004, and the
    planner means what the screen shows.
    """
    raw = raw.strip()
    if len(raw) <= DIGITS_SHOWN and raw.isdecimal() and raw.isascii():
        return int(raw)
    number = _SHOWN.create_decimal(raw) if _EXCEL_NUMBER.fullmatch(raw) else None
    if len(raw) > LONGEST_PLAIN and number is not None and raw.isascii():
        number = of_single(raw) or number
    if number is None or abs(number.adjusted()) > 308:
        return Flaw(Words("应为数字", "a number"), raw)
    whole = number.to_integral_value()
    return int(whole) if whole == number else number.normalize(_SHOWN)


def of_single(text: str) -> Decimal | None:
    """Return the decimal of a number that was kept in single precision; None when it was not.

    549.95 becomes 549.9500122070312 on its way through four bytes. Of the decimals that become it,
    the one of at most seven digits was meant; no other number of so many digits comes so near one.
    """
    value = float(text)
    meant = Decimal(f"{value:.{DIGITS_OF_SINGLE}g}")
    try:
        stored = struct.unpack("<f", struct.pack("<f", float(meant)))[0]
    except OverflowError:
        return None
    # Makers of workbooks write 15 to 17 digits of it.
    return meant if abs(stored - value) <= abs(value) * SAME_DIGITS else None
