"""What a letter says of the bounds of a share that no share can keep."""

from collections.abc import Sequence
from fractions import Fraction

from optalloc.core.message import NOTHING, Words
from optalloc.core.money import show_fraction, show_percent


def spread(given: Sequence[Fraction]) -> str:
    """Return the bounds that were written, as percentages."""
    return " – ".join(map(show_percent, given))


def bare_percent(given: Sequence[Fraction]) -> Words:
    """Return how to write a percentage that came without its sign; nothing where none did."""
    bare = [bound for bound in given if 2 <= bound <= 100]
    if not bare:
        return NOTHING
    texts = [show_percent(bound / 100, 6) for bound in bare]
    came = [show_fraction(bound) for bound in bare]
    pairs = list(zip(came, texts, strict=True))
    return Words(
        "；".join(f"{one} 请写成 {text}" for one, text in pairs) + "。",
        "Write " + ", ".join(f"{text} for {one}" for one, text in pairs) + ".",
    )
