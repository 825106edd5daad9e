"""The smallest pieces of an inequality: figures, names, marks, each with its place in the text."""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from optalloc.core.message import NOTHING, Words, visible
from optalloc.core.money import FEN_PER_UNIT, LONGEST_NUMBER, parse_number, tidy_name, unit_named

Sort = Literal["number", "percent", "money", "name", "mark", "end"]

LONGEST = 1_500
"""Most characters of an inequality; a rule that needs more is several rules."""
MOST_PIECES = 400
"""Most names, figures and marks of one; whoever walks its tree goes half as deep at most."""
HUNDRED = 100

# Marks as keyboards and word processors have them; one mark a character, so that places stay.
_ALIKE = str.maketrans("＋－−–＊×／÷（）＜＞＝，．。％&∩・", "+---**//()<>=,..%···")
_FIGURE = re.compile(r"[0-9０-９]+(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?")
_UNIT = re.compile(r"\s*(亿元|万元|元|亿|万)")
_QUOTES = {"“": "”", "”": "”", "「": "」", "『": "』", "'": "'", '"': '"', "‘": "’"}
_COMPARISONS = ("<=", ">=", "=<", "=>", "==", "<", ">", "=")
_SPACES = " \t\r\n\u3000\u00a0"


@dataclass(frozen=True)
class Slip:
    """One thing wrong with an inequality.

    Attributes:
        at: Its place, the first character being 1.
        came: What stands there; None at the end of the text.
    """

    at: int
    allowed: Words
    came: str | None = None
    remedy: Words = NOTHING


@dataclass(frozen=True)
class Token:
    """One piece.

    Attributes:
        text: As it is meant: a name without its quotes, a mark in its plain form.
        value: Of a figure; of money in fen.
    """

    sort: Sort
    text: str
    at: int
    value: Fraction = Fraction(0)
    is_quoted: bool = False


def tokens(text: str) -> tuple[list[Token], list[Slip]]:
    """Return the pieces of a text, an end behind them, and what cannot be read."""
    if len(text) > LONGEST:
        allowed = Words(f"应在 {LONGEST} 字以内", f"at most {LONGEST} characters")
        return [Token("end", "", 1)], [Slip(1, allowed, f"{len(text)}")]
    found: list[Token] = []
    slips: list[Slip] = []
    place = 0
    while place < len(text):
        if text[place] in _SPACES:
            place += 1
            continue
        piece, place = _next(text, place)
        if isinstance(piece, Slip):
            slips.append(piece)
        else:
            found.append(piece)
    if len(found) > MOST_PIECES:
        allowed = Words(f"应在 {MOST_PIECES} 项以内", f"at most {MOST_PIECES} names and marks")
        return [Token("end", "", 1)], [Slip(1, allowed, f"{len(found)}")]
    return [*found, Token("end", "", len(text) + 1)], slips


def _next(text: str, place: int) -> tuple[Token | Slip, int]:
    """Return the piece that begins at a place, and where it ends."""
    if text[place] in _QUOTES:
        return _quoted(text, place)
    if figure := _FIGURE.match(text, place):
        return _figure(text, place, figure.end())
    if _is_in_name(text[place]):
        end = _end_of_name(text, place)
        return Token("name", text[place:end], place + 1), end
    plain = text[place : place + 2].translate(_ALIKE)
    mark = next((m for m in _COMPARISONS if plain.startswith(m)), plain[:1])
    end = place + len(mark)
    mark = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">=", "==": "=", "≦": "<=", "≧": ">="}.get(
        mark, mark
    )
    if mark in ("<", ">", "<=", ">=", "=", "+", "-", "*", "/", "(", ")", ",", ".", "·"):
        return Token("mark", mark, place + 1), end
    allowed = Words(
        "应为名称、数字或 + - * / ( ) · . <= >= =", "a name, a number or a mark of these: "
    )
    allowed += Words("", "+ - * / ( ) · . <= >= =")
    return Slip(place + 1, allowed, visible(text[place])), place + 1


def _quoted(text: str, place: int) -> tuple[Token | Slip, int]:
    close = text.find(_QUOTES[text[place]], place + 1)
    if close < 0 or not text[place + 1 : close].strip():
        allowed = Words("引号里应有名称，且有后引号", "a name in quotes that are closed")
        return Slip(place + 1, allowed, text[place:]), len(text) if close < 0 else close + 1
    name = tidy_name(text[place + 1 : close])
    return Token("name", name, place + 1, is_quoted=True), close + 1


def _figure(text: str, place: int, end: int) -> tuple[Token | Slip, int]:
    """Return a figure with its percent mark or unit; a name where letters follow it (2号桥)."""
    written = text[place:end]
    rest = text[end:]
    if rest[:1] in ("%", "％"):
        sort, per, end = "percent", Fraction(1, HUNDRED), end + 1
    elif unit := _UNIT.match(text, end):
        sort, per, end = "money", Fraction(FEN_PER_UNIT[unit_named(unit[1])]), unit.end()
    else:
        sort, per = "number", Fraction(1)
    if end < len(text) and _is_in_name(text[end]) and sort != "percent":
        close = _end_of_name(text, place)
        return Token("name", text[place:close], place + 1), close
    try:
        value = parse_number(written) * per
    except ValueError:
        allowed = Words(
            f"应为不超过 {LONGEST_NUMBER} 位的数字", f"a number of at most {LONGEST_NUMBER}"
        )
        return Slip(place + 1, allowed + Words("", " characters"), written), end
    return Token(sort, text[place:end], place + 1, value), end  # type: ignore[arg-type]


def _is_in_name(mark: str) -> bool:
    return mark.isalnum() or mark in "_〔〕#№"


def _end_of_name(text: str, place: int) -> int:
    while place < len(text) and _is_in_name(text[place]):
        place += 1
    return place
