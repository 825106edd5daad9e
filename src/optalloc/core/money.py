"""Exact money and exact shares: whole fen (int), shares and targets (Fraction), never a float."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

FEN_PER_UNIT: dict[str, int] = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}
UNIT_ALIASES = {"yuan": "元", "wan": "万元", "万": "万元", "亿": "亿元", "10k yuan": "万元"}
# Ten thousand times the yearly budget of a large country, in fen; anything above is a typing error,
# and whole arithmetic in 64 bits stays far from its limit.
LARGEST_AMOUNT = 10**17

JSON_DIGITS = 6
"""Decimals of figures in JSON that need not end; amounts of money are always whole."""
FEWEST_DIGITS = 4
"""Decimals of targets that need not end, as papers and screens show them."""
LONGEST_NUMBER = 60
"""Most characters of a number that somebody typed."""
SHORT = 20
"""Fewer plain digits than this are read at once."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_DECIMAL = re.compile(r"-?[0-9]{1,18}\.[0-9]{1,18}")
# ￥225,000.00元 and 人民币贰元整 name the only money there is here; half-width makes ￥ of ¥.
_OUR_MONEY = re.compile(r"([+-]?)(?:(?:人民币|RMB|CNY) ?)?¥? ?(?=[+-]?[0-9.])", re.IGNORECASE)
_ROUND = re.compile("(?:元|圆)(?:整|正)$|圆$")
MINUS = "\u2212"
"""The minus sign of typesetters, which no keyboard has and pages and papers write."""
_SPACES = re.compile(r"[\s\u00a0\u200b\u2060\ufeff]+")


def halfwidth(text: str) -> str:
    """Return a text with full-width digits, letters and marks made half-width and ends trimmed."""
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n\u00a0\u200b\u2060\ufeff")


def tidy_name(text: str) -> str:
    """Return a name without the spaces and invisible marks that offices put into it ("睢 县")."""
    plain = unicodedata.normalize("NFC", text)
    if not _SPACES.search(plain):
        return plain
    if any(mark.isascii() and mark.isalnum() for mark in plain):
        return _SPACES.sub(" ", plain).strip()  # a Latin name keeps its single spaces
    return _SPACES.sub("", plain)


def _typed(text: str) -> str:
    """Return what was typed for a number, half-width.

    Raises:
        ValueError: When it holds a footnote mark or an exponent (120①, 5²), which half-width would
            turn into digits (1201, 52), or is longer than any number.
    """
    if len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    if not text.isascii() and any(unicodedata.category(mark) == "No" for mark in text):
        raise ValueError(text)
    return halfwidth(text).replace(MINUS, "-")


def parse_number(value: object) -> Fraction:
    """Read a number exactly as it was typed.

    Accepts int, Decimal, and text with full-width digits or thousands separators.

    Raises:
        ValueError: When it is not a finite number; the text says what came.
    """
    if isinstance(value, str | Decimal):
        # Most cells of a large table, and ten times as fast.
        plain = str(value)
        if plain[:1].isalpha():
            raise ValueError(plain)
        if plain.isascii() and plain.isdigit() and len(plain) < SHORT:
            return Fraction(int(plain))
        if _DECIMAL.fullmatch(plain):
            whole, _, tail = plain.partition(".")
            return Fraction(int(whole + tail), 10 ** len(tail))
    if isinstance(value, bool) or value is None:
        raise ValueError(str(value))
    if isinstance(value, int):
        return Fraction(value)
    if isinstance(value, Fraction):
        return value
    if isinstance(value, float):
        value = repr(value)  # the shortest decimal that means this float: what the cell shows
    text = _typed(str(value))
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        text = _plain_exponent(text)
    return Fraction(text)


def _plain_exponent(text: str) -> str:
    """Return a number written with an exponent (1E-7, as Decimal prints it) in plain digits."""
    if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]{1,2}", text):
        raise ValueError(text)
    try:
        return format(Decimal(text), "f")
    except InvalidOperation:
        raise ValueError(text) from None


def parse_share(value: object) -> Fraction:
    """Read a share: `55%`, `5‰`, `0.55`, `11/20`.

    Raises:
        ValueError: When it is not a number or a percentage.
    """
    if isinstance(value, str):
        text = _typed(value)
        if text.endswith("%"):
            return parse_number(text[:-1]) / 100
        if text.endswith("‰"):
            return parse_number(text[:-1]) / 1000
        if re.fullmatch("[0-9]+/[1-9][0-9]*", text):
            return Fraction(text)
    return parse_number(value)


def unit_named(text: str) -> str:
    """Return the unit of money that a word means.

    Raises:
        ValueError: When no unit is called that.
    """
    word = halfwidth(text)
    word = UNIT_ALIASES.get(word, word)
    if word not in FEN_PER_UNIT:
        raise ValueError(text)
    return word


def parse_amount(value: object, unit: str) -> int:
    """Read an amount of money into whole fen.

    Args:
        value: A number in `unit`, or a text that may name its own unit (`4.5`, `4.5万元`, `18元`),
            with or without a sign of our money (`￥18.00`, `18元整`).
        unit: The unit meant when none is written.

    Raises:
        ValueError: When it is no number, is not whole fen, or is absurdly large.
    """
    if isinstance(value, str):
        value = text = _ROUND.sub("元", _OUR_MONEY.sub(r"\1", _typed(value), count=1))
        for word in sorted((*FEN_PER_UNIT, "万", "亿"), key=len, reverse=True):
            if text.endswith(word):
                value, unit = text[: -len(word)].rstrip(), unit_named(word)
                break
    fen = parse_number(value) * FEN_PER_UNIT[unit]
    if fen.denominator != 1 or abs(fen) > LARGEST_AMOUNT:
        raise ValueError(str(value))
    return int(fen)


def parse_new_amount(text: str, unit: str) -> int:
    """Read an amount that takes the place of another, as `parse_amount` does.

    Raises:
        ValueError: Also when it has a sign: +20 may be meant as 20 more than there was.
    """
    if _typed(text).startswith(("+", "-")):
        raise ValueError(text)
    return parse_amount(text, unit)


def show_amount(fen: int, unit: str) -> str:
    """Return whole fen as the shortest exact decimal in a unit: 4500000 fen in 万元 is "4.5"."""
    per = FEN_PER_UNIT[unit]
    whole, rest = divmod(abs(fen), per)
    digits = f"{rest:0{len(str(per)) - 1}d}".rstrip("0")
    return ("-" if fen < 0 else "") + (f"{whole}.{digits}" if digits else str(whole))


def show_fraction(value: Fraction, digits: int = 6) -> str:
    """Return a fraction as a decimal rounded half to even, without trailing zeros."""
    scaled = round(value * 10**digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    tail = f"{rest:0{digits}d}".rstrip("0") if digits else ""
    return ("-" if scaled < 0 else "") + (f"{whole}.{tail}" if tail else str(whole))


def show_known(value: Fraction, digits: int = 6) -> str:
    """Return a fraction as `show_fraction` does, but what is not nothing never as 0.

    It gets as many more decimals as that takes: 1/500000 with four of them is "0.000002".
    """
    while value and not round(value * 10**digits) and digits < LONGEST_NUMBER:
        digits += 1
    return show_fraction(value, digits)


def digits_of(grains: Iterable[int], unit: str) -> int:
    """Return how many decimals of a unit show grains [fen] exactly, and fractions well enough."""
    return max(FEWEST_DIGITS, *(decimals_of(grain, unit) for grain in grains))


def show_money(fen: Fraction | int, unit: str, digits: int = 6) -> str:
    """Return an exact amount that need not be whole fen, such as a target, in a unit."""
    return show_fraction(Fraction(fen) / FEN_PER_UNIT[unit], digits)


def show_percent(share: Fraction, digits: int = 2) -> str:
    """Return a share as a percentage: 11/20 is "55%".

    What is not nothing is not shown as 0%, nor what is not the whole as 100%: such a share gets as
    many more decimals as that takes, up to those of the longest number that anybody may type.
    """
    percent = share * 100
    for end in (-100, 0, 100):
        while percent != end and round(percent * 10**digits) == end * 10**digits:
            if digits >= LONGEST_NUMBER:
                break
            digits += 1
    return show_fraction(percent, digits) + "%"


def decimals_of(grain: int, unit: str) -> int:
    """Return how many decimals an amount needs in a unit when it is a multiple of `grain` fen."""
    text = show_amount(grain, unit)
    return len(text.partition(".")[2])


Figures = Fraction | None | Sequence[Fraction] | Mapping[str, Fraction]


def beside_exact(key: str, figures: Figures) -> dict[str, Any]:
    """Return figures as every JSON has them: decimals under a key, exact fractions under another.

    The second key ends in `_exact`. A list stays a list, and figures by name stay by name.
    """

    def told(value: Fraction) -> tuple[str, str]:
        return show_fraction(value, JSON_DIGITS), str(value)

    if figures is None:
        return {key: None, f"{key}_exact": None}
    if isinstance(figures, Fraction):
        return dict(zip((key, f"{key}_exact"), told(figures), strict=True))
    if isinstance(figures, Mapping):
        pairs = {name: told(value) for name, value in figures.items()}
        return {
            key: {name: text for name, (text, _) in pairs.items()},
            f"{key}_exact": {name: exact for name, (_, exact) in pairs.items()},
        }
    both = [told(value) for value in figures]
    return {key: [text for text, _ in both], f"{key}_exact": [exact for _, exact in both]}
