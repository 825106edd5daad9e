"""A program that keeps any engine busy for as long as a test needs."""

import numpy as np

from optalloc.solver.engines.interface import LinearProgram


def knapsack(columns: int, rows: int = 5) -> LinearProgram:
    """Return a knapsack with several limits; 250 columns by 10 keep any engine busy for minutes."""
    draw = np.random.default_rng(7)
    weight = draw.integers(1, 1000, (rows, columns))
    gain = weight.sum(axis=0) // rows + draw.integers(0, 500, columns)
    return LinearProgram(
        -gain.astype(np.float64),
        np.zeros(columns, dtype=np.int64),
        np.ones(columns, dtype=np.int64),
        np.ones(columns, dtype=bool),
        np.arange(rows + 1, dtype=np.int64) * columns,
        np.tile(np.arange(columns, dtype=np.int64), rows),
        weight.ravel().astype(np.float64),
        np.full(rows, -float(2**60)),
        (weight.sum(axis=1) // 2).astype(np.float64),
    )
