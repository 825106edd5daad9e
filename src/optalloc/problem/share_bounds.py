"""What a letter says of shares that cannot be (bounds, weights), and a formula of its portion."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from optalloc.core.message import NOTHING, Words
from optalloc.core.money import parse_share, show_fraction, show_percent

PERCENTAGES = 50
"""From this sum on, weights above one are taken for percentages without their sign."""
SURELY_PERCENT = 10
"""From here on a weight beside others below one is a percentage without its sign."""


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


def whole_weights(weights: Iterable[Fraction]) -> Words:
    """Return that weights add up to 100%, with what was probably meant by those that do not."""
    return Words("权重之和应为 100%", "weights that add up to 100%") + _meant(list(weights))


def _meant(weights: Sequence[Fraction]) -> Words:
    """Return how to write weights far above one, or such as are nearly one together."""
    whole, one = sum(weights, Fraction(0)), max(weights, default=Fraction(0))
    if any(0 < weight < 1 for weight in weights) and one > 1:
        # 40 beside 60%: the others bear their sign, and no part of the sum is meant.
        bare = list(dict.fromkeys(weight for weight in weights if weight > 1))
        in_percent = sum((w / 100 if w > 1 else w for w in weights), Fraction(0))
        return _write((w, w / 100) for w in bare if in_percent == 1 or w >= SURELY_PERCENT)
    if whole > 2:
        # 30 of about 100 are percentages without their sign; 4 of 10 are parts of the whole.
        return _write([(one, one / 100 if whole >= PERCENTAGES else one / whole)])
    if 0 < abs(whole - 1) < Fraction(1, 1000):
        return Words("；除不尽的请写分数，如 1/3", "; write what does not end as a fraction: 1/3")
    return NOTHING


def _write(pairs: Iterable[tuple[Fraction, Fraction]]) -> Words:
    """Return how to write weights, each with the share that it is."""
    words = NOTHING
    for came, meant in pairs:
        percent = show_percent(meant)
        text = percent if parse_share(percent) == meant else str(meant)
        shown = show_fraction(came)
        words += Words(f"；{shown} 请写成 {text}", f"; write {text} for {shown}")
    return words


def portion_words(portion: Fraction) -> Words:
    """Say which part of the rest a formula shares out; nothing where it is all of it."""
    if portion == 1:
        return NOTHING
    part = show_percent(portion)
    return Words(f"（分配其余资金的 {part}）", f" (for {part} of the rest)")
