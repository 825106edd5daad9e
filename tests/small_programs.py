"""Small programs written out by hand: a matrix, its sides, and what columns bring."""

from fractions import Fraction

import numpy as np

from optalloc.core.message import NOTHING
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, Ties, Whole

NONE: Whole = np.array([], dtype=np.int64)
NO_TIES = Ties(NONE, 1, NONE, NONE, NONE, (), None)


def program_of(
    rows: list[list[int]],
    high: list[int],
    gains: list[int],
    low: list[int] | None = None,
    upper: list[int] | None = None,
) -> Program:
    """Return columns from 0 up under rows, for the most of the gains.

    Args:
        low: The least of each row; absent, none has one.
        upper: The most steps of each column; absent, all are switches.
    """
    matrix = np.array(rows, dtype=np.int64)
    row, column = np.nonzero(matrix)
    n = len(gains)
    return Program(
        lower=np.zeros(n, dtype=np.int64),
        upper=np.array([1] * n if upper is None else upper, dtype=np.int64),
        start=np.searchsorted(row, np.arange(len(rows) + 1)).astype(np.int64),
        column=column.astype(np.int64),
        coefficient=matrix[row, column],
        low=np.array([-UNBOUNDED] * len(rows) if low is None else low, dtype=np.int64),
        high=np.array(high, dtype=np.int64),
        goals=(Stage("gain", NOTHING, linear={j: Fraction(-g) for j, g in enumerate(gains) if g}),),
        ties=NO_TIES,
        anchor=np.zeros(n, dtype=np.int64),
    )
