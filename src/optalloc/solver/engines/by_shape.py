"""Choose the engine of an integer program by its shape, where nobody said which."""

import numpy as np

from optalloc.core.message import Words
from optalloc.solver.engines.interface import Linear

DENSE = 0.25
"""Part of the columns from which a row is one about all of them."""
MOST_ROWS = 20
"""Rows up to which a program of such rows alone is a knapsack with several limits."""
KNAPSACK = Words("有几条限额的取舍，CBC 较快", "a knapsack with several limits: CBC is faster")
OTHERS = Words("HiGHS 对这种整数规划较快", "HiGHS is faster on integer programs of this shape")


def chosen(linear: Linear) -> tuple[str, Words]:
    """Return the engine that starts, and why (docs/decisions/0029)."""
    return ("cbc", KNAPSACK) if _is_knapsack(linear) else ("highs", OTHERS)


def _is_knapsack(linear: Linear) -> bool:
    """Return whether all is a choice of yes or no under two or more limits on all of it."""
    columns, rows = linear.size
    if not 2 <= rows <= MOST_ROWS or not linear.is_whole.all():
        return False
    is_choice = bool((linear.upper - linear.lower <= 1).all())
    return is_choice and bool((np.diff(linear.start) >= DENSE * columns).all())
