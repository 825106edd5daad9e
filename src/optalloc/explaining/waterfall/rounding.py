"""Figures that add up as they are printed, although each of them is rounded."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate, pairwise

from optalloc.core.money import FEN_PER_UNIT, decimals_of, show_fraction
from optalloc.problem.problem import Problem

FEWEST_DIGITS = 4


def digits_for(problem: Problem) -> int:
    """Return how many decimals show every grain exactly, and fractions well enough."""
    grains = (decimals_of(grain, problem.unit) for grain in problem.grain.cells.values())
    return max(FEWEST_DIGITS, *grains)


def shown(amounts: Iterable[Fraction | int], unit: str, digits: int) -> list[str]:
    """Return amounts [fen, exact] in a unit, so that the rounded figures have a rounded sum.

    The running sums are rounded, half to even, and each figure is the way from one to the next.
    """
    scale = Fraction(10**digits, FEN_PER_UNIT[unit])
    levels = [round(level * scale) for level in accumulate(amounts, initial=Fraction(0))]
    return [show_fraction(Fraction(b - a, 10**digits), digits) for a, b in pairwise(levels)]


def signed(figures: Sequence[str]) -> list[str]:
    """Return figures with their sign; 0 has none."""
    return [f if f == "0" or f.startswith("-") else f"+{f}" for f in figures]
