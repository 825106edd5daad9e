"""Figures of a workbook: exact numbers as the decimals a cell holds, and how a cell shows them."""

from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction

from optalloc.core.money import FEN_PER_UNIT, decimals_of, show_fraction

DIGITS = Context(prec=20)
"""More digits than the 15 to 17 that a spreadsheet keeps of a number."""
EXACT_UP_TO = 10**15
"""MoneyFormat up to which a spreadsheet's 15 digits hold every fen [fen]."""
MOST_DECIMALS, MOST_PERCENT_DECIMALS = 6, 12
TARGET_DECIMALS = 4
"""Decimals of targets and other amounts that need not end, where awards do not need more."""


def decimal(value: Fraction | int) -> Decimal:
    """Return a number with as many digits as a cell can hold, and some more."""
    exact = Fraction(value)
    return DIGITS.divide(Decimal(exact.numerator), Decimal(exact.denominator))


class MoneyFormat:
    """How one report writes money.

    Attributes:
        unit: The unit of every amount.
        fen: Decimals of one fen in it; differences are rounded to them.
    """

    def __init__(self, unit: str) -> None:
        self.unit = unit
        self.fen = decimals_of(1, unit)

    def of(self, fen: Fraction | int) -> Fraction:
        """Return an amount in the unit."""
        return Fraction(fen) / FEN_PER_UNIT[self.unit]

    def decimals(self, grain: int, amounts: Iterable[int] = ()) -> int:
        """Return how many decimals show a step [fen] and every one of some amounts [fen]."""
        return max(decimals_of(grain, self.unit), self.decimals_in(amounts))

    def decimals_in(self, amounts: Iterable[int]) -> int:
        """Return how many decimals show every one of some amounts [fen]."""
        return max((decimals_of(abs(amount), self.unit) for amount in set(amounts)), default=0)


def whole_fen(amount: Fraction) -> int:
    """Return an amount rounded to whole fen as a spreadsheet rounds: halves away from 0."""
    whole = int(abs(amount) + Fraction(1, 2))
    return whole if amount >= 0 else -whole


def amount_format(decimals: int) -> str:
    """Return the format of amounts: nothing is 0, less than nothing has a minus."""
    plain = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return f"{plain};-{plain};0"


def change_format(decimals: int) -> str:
    """Return the format of differences, more with a plus."""
    plain = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return f"+{plain};-{plain};0"


def share_format(shares: Iterable[Fraction], least: int = 0) -> str:
    """Return the format of shares, with the decimals that they need."""
    return "0" + _tail(max((_decimals(s * 100) for s in shares), default=0), least) + "%"


def shown_share_format(share: Fraction, digits: int) -> str:
    """Return the format of a share, with more decimals where it would be shown as nothing."""
    return f"0.{'0' * _until_seen(share, digits)}%"


def relative_format(relative: Fraction | None) -> str:
    """Return the format of a relative difference, which is 0 only where it is nothing."""
    plain = f"0.{'0' * _until_seen(relative or Fraction(0), 1)}%"
    return f"+{plain};-{plain};0"


def _until_seen(share: Fraction, digits: int) -> int:
    """Return the decimals, from so many on, with which a share is not shown as 0%."""
    while share and digits < MOST_PERCENT_DECIMALS and not round(abs(share) * 100 * 10**digits):
        digits += 1
    return digits


def plain_format(figures: Iterable[Fraction]) -> str:
    """Return the format of an indicator's figures, with the decimals that they need."""
    return "#,##0" + _tail(max((_decimals(f) for f in figures), default=0), 0)


def _decimals(value: Fraction) -> int:
    return len(show_fraction(value, MOST_DECIMALS).partition(".")[2])


def _tail(needed: int, least: int) -> str:
    decimals = max(needed, least)
    return f".{'0' * decimals}" if decimals else ""
