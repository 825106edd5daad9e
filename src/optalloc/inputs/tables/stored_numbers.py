"""Numbers as workbooks store them, as Excel shows them: binary floats become what was meant."""

import re
import struct
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from optalloc.core.message import Words
from optalloc.inputs.tables.raw import Flaw

LONGEST_PLAIN = 12
"""Characters from which on a number may be one of single precision in full."""
DIGITS_OF_SINGLE = 7
SAME_DIGITS = 1e-15
DIGITS_SHOWN = 15
"""Significant digits of a number that Excel and WPS show."""
_EXCEL_NUMBER = re.compile(r"[+-]?(\d{1,400}(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_SHOWN = Context(prec=DIGITS_SHOWN, rounding=ROUND_HALF_UP)


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
