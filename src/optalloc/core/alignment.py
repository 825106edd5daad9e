"""Figures of one column lined up: as many decimals each, signs where they are differences."""

from collections.abc import Sequence
from fractions import Fraction

from optalloc.core.money import show_amount, show_fraction

NONE = "—"
"""What stands where there is no figure."""
TINY = "<0.1%"
"""A percentage that is not nothing and less than the last decimal of its column."""


def padded(texts: Sequence[str], least: int = 0) -> list[str]:
    """Return figures with the same number of decimals, with or without a per cent sign.

    Args:
        least: Fewest decimals.
    """
    digits = max((len(_parts(text)[1]) for text in texts), default=0)
    digits = max(digits, least)

    def pad(text: str) -> str:
        whole, tail, sign = _parts(text)
        if not digits or not whole[-1:].isdigit():
            return text
        return f"{whole}.{tail:0<{digits}}{sign}"

    return [pad(text) for text in texts]


def _parts(text: str) -> tuple[str, str, str]:
    """Return the whole part, the decimals and the sign of a figure."""
    number, sign = (text[:-1], "%") if text.endswith("%") else (text, "")
    whole, _, tail = number.partition(".")
    return whole, tail, sign


def aligned(amounts: Sequence[int | None], unit: str, least: int = 0) -> list[str]:
    """Return amounts of one column [fen] with the same number of decimals; None is a dash."""
    return padded([NONE if a is None else show_amount(a, unit) for a in amounts], least)


def signed(amounts: Sequence[int | None], unit: str, least: int = 0) -> list[str]:
    """Return differences with their sign; nothing moved is 0."""
    texts = aligned(amounts, unit, least)
    return [f"+{t}" if a is not None and a > 0 else t for a, t in zip(amounts, texts, strict=True)]


def percents(relative: Sequence[Fraction | None]) -> list[str]:
    """Return relative differences with their sign; a dash where there is none.

    What is not nothing is never shown as 0%: one that is smaller than the last decimal says so.
    """
    signs = ("+" if r is not None and r > 0 else "" for r in relative)
    shown = [NONE if r is None else show_fraction(r * 100, 1) + "%" for r in relative]
    is_tiny = [bool(r) and text == "0%" for r, text in zip(relative, shown, strict=True)]
    told = zip(signs, padded(shown), is_tiny, strict=True)
    return [TINY if tiny else sign + text for sign, text, tiny in told]
