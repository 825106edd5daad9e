"""Say what the cells of a column must hold, and how to mend one that does not."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, partial
from typing import Generic, TypeVar

from optalloc.core.chinese_numerals import in_digits, write_digits
from optalloc.core.message import NOTHING, Words, hidden_mark
from optalloc.core.money import (
    FEN_PER_UNIT,
    LARGEST_AMOUNT,
    halfwidth,
    parse_amount,
    parse_number,
    parse_share,
    show_amount,
    show_fraction,
    show_percent,
    tidy_name,
)
from optalloc.inputs.tables.table import show_value

LONGEST_NAME = 200
"""Longest name of a source, a recipient or a use [characters]."""
YES = frozenset({"是", "√", "✓", "✔", "yes", "y", "true"})
NO = frozenset({"否", "×", "✗", "✘", "no", "n", "false"})

_BLANKS = frozenset(
    {"-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "n/a", "na", "nan", "null"}
)
_WITH_UNIT = re.compile(r"[+-]?[\d.,]+ *([^\d\s.,+%-]+)")
_MANY = frozenset("十百千万亿kKwW")
"""What a unit begins with that counts in tens and more: 万人."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*|\d\d:\d\d.*")

_MONEY_UNIT = re.compile("[元圆块角十百千万亿kKwW]")
_FIGURE = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_ODD = (
    (
        re.compile(rf"\({_FIGURE}\)|{_FIGURE}-|[△▲] ?{_FIGURE}"),
        Words("是负数的，请在前面写负号。", "If it is below zero, write a minus before it."),
    ),
    (
        re.compile(r".*[0-9][\s\u00a0]+[0-9].*", re.S),
        Words("请去掉数字中间的空格。", "Leave out the spaces between the digits."),
    ),
    (
        re.compile(rf"'\s*[+-]?{_FIGURE}"),
        Words("请去掉前面的撇号。", "Leave out the apostrophe before it."),
    ),
    (
        re.compile(r"(?:\S{0,3}[$€£]|USD|EUR|GBP|HKD|JPY).*|.*(?:[$€£]|[美港欧日英澳]元)"),
        Words("请换算成人民币。", "Convert it to yuan."),
    ),
    (
        re.compile("[〇零一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟两元圆角分整正点]+"),
        Words("请用阿拉伯数字填写。", "Write digits."),
    ),
)
"""How numbers are written that are none here, and how to mend each."""

T = TypeVar("T")
Known = str | int | Decimal
"""The value of a cell that is not empty."""
Limit = Fraction | int | None


class Unfit(ValueError):
    """A value is not what its column holds; carries what to do."""

    def __init__(self, remedy: Words = NOTHING) -> None:
        super().__init__(remedy.en)
        self.remedy = remedy


@dataclass(frozen=True)
class ColumnType(Generic[T]):
    """What the cells of a column hold.

    Attributes:
        allowed: What a cell must hold, as a letter says it.
        fit: Turns a value into what it means; raises Unfit.
        required: Whether an empty cell is a fault.
    """

    allowed: Words
    fit: Callable[[Known], T]
    required: bool = True


def _fit_name(value: Known) -> str:
    """Return a name that two people would read alike."""
    name = tidy_name(show_value(value) if not isinstance(value, str) else value)
    if mark := hidden_mark(name):
        raise Unfit(
            Words(
                f"其中有看不见的字符 {mark}，请重新输入。",
                f"It holds the invisible character {mark}: type it again.",
            )
        )
    if len(name) > LONGEST_NAME:
        raise Unfit(Words("请缩短。", "Shorten it."))
    return name


NAME = ColumnType(
    Words(f"应为名称，最多 {LONGEST_NAME} 个字", f"a name of at most {LONGEST_NAME} characters"),
    _fit_name,
)


def _fit_share(value: Known, whole: int) -> Fraction:
    """Return a share from 0 to 1; its header counts the whole as 1, 100 (%) or 1000 (‰)."""
    share = _fit_ratio(value, whole, None)
    is_marked = _is_marked(value)
    if not 0 <= share <= 1:
        is_bare = whole == 1 and not is_marked and 2 <= share <= 100
        meant = share / 100 if is_bare else Fraction(11, 20)
        ways = show_percent(meant, 6), show_fraction(meant, 8)
        raise Unfit(Words(f"请写成 {ways[0]} 或 {ways[1]}。", f"Write it as {' or '.join(ways)}."))
    return share


def _fit_ratio(value: Known, whole: int, least: Limit) -> Fraction:
    """Return a part of one; its header counts the whole as 1, 100 (%) or 1000 (‰)."""
    share = _parsed(parse_share, value, "share")
    if whole != 1 and not _is_marked(value):
        if 0 < share <= 1:
            # A spreadsheet stores 55% as 0.55, and a typist may mean 0.55%: both look alike.
            raise Unfit(Words("请带 % 号填写，如 55%。", "Write it with its sign, as in 55%."))
        share /= whole
    return _within(share, least, None)


def _fit_plain_share(value: Known, least: Limit) -> Fraction:
    """Return a share that others read as a number, so that no sign can say what it is."""
    if _is_marked(value):
        share = show_fraction(_parsed(parse_share, value, "share"), 8)
        raise Unfit(
            Words(
                f"这一列还有别处按数字读，请写 {share}，别处的数字也照此写。",
                f"Something else reads this column as a number: write {share}, and its numbers so.",
            )
        )
    return _within(_parsed(parse_number, value, "number"), least, None)


def _is_marked(value: Known) -> bool:
    return isinstance(value, str) and halfwidth(value).endswith(("%", "‰"))


def _fit_yes_no(value: Known) -> bool:
    """Return whether a word means yes."""
    word = halfwidth(str(value)).casefold()
    if word not in YES | NO:
        raise Unfit
    return word in YES


@lru_cache
def number_column(least: Limit, most: Limit, whole: bool, required: bool) -> ColumnType[Fraction]:
    """Return the column of a number within limits."""
    kind = Words("整数", "a whole number") if whole else Words("数字", "a number")

    def fit(value: Known) -> Fraction:
        number = _parsed(parse_number, value, "number")
        if whole and number.denominator != 1:
            raise Unfit(Words("请去掉小数。", "Leave out the decimals."))
        return _within(number, least, most)

    return ColumnType(_range_words(kind, least, most), fit, required)


@lru_cache
def money_column(unit: str, least: int | None, required: bool) -> ColumnType[int]:
    """Return the column of an amount, written in a unit and at least so many fen."""
    digits = len(str(FEN_PER_UNIT[unit])) - 1
    floor = None if least is None else Fraction(least, FEN_PER_UNIT[unit])
    kind = Words(f"以{unit}计的金额", f"an amount in {unit}")
    allowed = _range_words(kind, floor, None)
    allowed += Words(f"，最多 {digits} 位小数", f", at most {digits} decimals")

    def fit(value: Known) -> int:
        try:
            fen = parse_amount(value, unit)
        except ValueError:
            raise Unfit(_mend_money(value, unit)) from None
        return int(_within(Fraction(fen), least, None))

    return ColumnType(allowed, fit, required)


@lru_cache
def share_column(whole: int, required: bool) -> ColumnType[Fraction]:
    """Return the column of a share whose header counts the whole as 1, 100 (%) or 1000 (‰)."""
    allowed = Words("应为 0% 到 100% 的比例", "a share from 0% to 100%")
    return ColumnType(allowed, partial(_fit_share, whole=whole), required)


@lru_cache
def ratio_column(whole: int) -> ColumnType[Fraction]:
    """Return the column of a part of one that may be above it, as of `share_column`."""
    allowed = Words("应为比例，如 82% 或 0.82，不小于 0", "a share as in 82% or 0.82, at least 0")
    return ColumnType(allowed, partial(_fit_ratio, whole=whole, least=0), required=False)


@lru_cache
def plain_share_column(least: Limit, required: bool) -> ColumnType[Fraction]:
    """Return the column of numbers that somebody reads as shares and somebody else does not."""
    allowed = _range_words(Words("数字", "a number"), least, None)
    return ColumnType(allowed, partial(_fit_plain_share, least=least), required)


@lru_cache
def text_column(required: bool) -> ColumnType[str]:
    """Return the column of a text as it stands; a number is its digits."""
    return ColumnType(Words("应有文字", "a text"), show_value, required)


@lru_cache
def yes_no_column(required: bool) -> ColumnType[bool]:
    """Return the column of a word that means yes or no."""
    return ColumnType(Words("应为 是 或 否", "yes or no (是, 否)"), _fit_yes_no, required)


TOO_SMALL = Words("数字太小，请核对。", "It is too small: check it.")


def _within(number: Fraction, least: Limit, most: Limit) -> Fraction:
    """Return a number that lies within its limits."""
    # Whole numbers are compared: nearly every cell of a large table comes by here.
    above, below = number.numerator, number.denominator
    if least is not None and above * least.denominator < least.numerator * below:
        raise Unfit(TOO_SMALL)
    if most is not None and above * most.denominator > most.numerator * below:
        raise Unfit(Words("数字太大，请核对。", "It is too large: check it."))
    return number


def _parsed(parse: Callable[[object], Fraction], value: Known, what: str) -> Fraction:
    """Return what a parser makes of a value."""
    try:
        return parse(value)
    except ValueError:
        raise Unfit(_mend(value, what)) from None


@lru_cache
def _range_words(kind: Words, least: Limit, most: Limit) -> Words:
    """Return what is allowed: `应为整数，不小于 0` and `a whole number, at least 0`."""
    words = Words("应为", "") + kind
    if least is not None:
        shown = show_fraction(Fraction(least))
        words += Words(f"，不小于 {shown}", f", at least {shown}")
    if most is not None:
        shown = show_fraction(Fraction(most))
        words += Words(f"，不大于 {shown}", f", at most {shown}")
    return words


def _mend(value: Known, what: str, unit: str | None = None) -> Words:
    """Return how to mend a cell that should hold a number, a share, or an amount in a unit."""
    text = halfwidth(str(value))
    if isinstance(value, str) and any(unicodedata.category(c) == "No" for c in value):
        return Words("请去掉注释标记。", "Remove the footnote mark.")
    if text.casefold() in _BLANKS:
        return Words(
            "为零请填 0；没有用到这一列的才可留空。",
            "Write 0 for zero; leave it empty only where nothing reads it.",
        )
    if _DATE.fullmatch(text):
        return Words(
            "请把单元格格式改为“数值”后重填。", "Format the cell as a number, then retype it."
        )
    if meant := _in_digits(text, what, unit):
        return write_digits(meant)
    for pattern, remedy in _ODD:
        if pattern.fullmatch(text):
            return remedy
    if unit is not None and text.endswith("%"):
        return Words("请填写算出的金额。", "Write the amount that it comes to.")
    if what == "number" and text.endswith("%"):
        return Words("请删去 %，按表头的单位填写。", "Remove the % and keep to the header's unit.")
    if found := _WITH_UNIT.fullmatch(text):
        return _without_unit(found[1], unit)
    if "," in text:
        return Words(
            "小数点请写“.”；逗号只能每三位一个。",
            "Write decimals with a point; a comma stands after every three digits only.",
        )
    return Words("请填写数字。", "Write digits.")


def _in_digits(text: str, what: str, unit: str | None) -> str:
    """Return a figure in words as it is to be written in a column; empty for any other text."""
    for said in in_digits(text):
        is_share, is_money = said.endswith("%"), said.endswith("元")
        if is_share == (what == "share") and (unit is not None or not is_money):
            return said
    return ""


def _without_unit(word: str, unit: str | None) -> Words:
    """Return what to do with a number that bears a unit: never what would change what it says.

    Args:
        unit: The unit that amounts are written in; None where no money is meant.
    """
    if unit is not None and not _MONEY_UNIT.search(word):
        return Words("请只填金额的数字。", "Write the amount alone, in digits.")
    if unit is not None:
        return Words(
            f"请换算成{unit}，只填数字。", f"Convert it to {unit} and write the number alone."
        )
    if word[0] in _MANY:
        return Words(
            "请按这一列其他数的单位写成数字：1.2万 以一计写成 12000，以万计写成 1.2。",
            "Keep to the unit of the column's other figures: 1.2万 is 12000 in ones, 1.2 in 万.",
        )
    return Words("请删去单位。", "Remove the unit.")


def _mend_money(value: Known, unit: str) -> Words:
    """Return how to mend a cell that should hold an amount."""
    try:
        fen = parse_number(value) * FEN_PER_UNIT[unit]
    except ValueError:
        return _mend(value, "number", unit)
    if abs(fen) > LARGEST_AMOUNT:
        most = show_amount(LARGEST_AMOUNT, unit)
        return Words(f"最大 {most}，请检查单位。", f"At most {most}: check the unit.")
    return Words("请精确到分。", "Round it to whole fen.")
