"""What a letter says of the bounds of a share that no share can keep."""

from collections.abc import Sequence
from fractions import Fraction

from optalloc.core.message import NOTHING, Words
from optalloc.core.money import show_percent


def spread(given: Sequence[Fraction]) -> str:
    """Return the bounds that were written, as percentages."""
    return " – ".join(map(show_percent, given))


def bare_percent(given: Sequence[Fraction]) -> Words:
    """Return what to write where a hundredth is meant; nothing where no bound looks like that.

    Whether 200 or 20000% was typed nobody knows here: the advice is right of both.
    """
    meant = [show_percent(bound / 100, 6) for bound in given if 2 <= bound <= 100]
    if not meant:
        return NOTHING
    return Words(
        "；".join(f"要 {text}，请写 {text}" for text in meant) + "。",
        f"Write {', '.join(meant)} if that is meant.",
    )
