"""Columns that are nothing or at least so many steps, as the rows of a face say it by a switch.

Two rows of a column y and a switch z alone say so:

    c y + d z <= high   leaves y nothing where z is 0
    c y + d z >= low    asks for y >= m where z is 1

However they came about: a rule's own rows, or those of an optimal face that are held at both ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from optalloc.solver.program.face import Face
from optalloc.solver.program.program import UNBOUNDED, Program


@dataclass(frozen=True)
class SwitchedColumn:
    """The switch of a column that is nothing where it is 0, and where it is 1 at least so much."""

    switch: int
    least: int


@dataclass(frozen=True)
class SwitchedColumns:
    """Those of some columns that are switched; no switch is that of two."""

    of_column: dict[int, SwitchedColumn] = field(default_factory=dict)

    def __contains__(self, column: int) -> bool:
        return column in self.of_column

    def __getitem__(self, column: int) -> SwitchedColumn:
        return self.of_column[column]

    def step(self, column: int, k: int) -> int:
        """Return the fewest steps at or above k that a column can have."""
        own = self.of_column.get(column)
        return k if own is None or k <= 0 else max(k, own.least)


def switched_columns(program: Program, face: Face, columns: Sequence[int]) -> SwitchedColumns:
    """Return which of some columns are nothing or at least so much, more than a step."""
    of, closed, least = set(columns), set[tuple[int, int]](), dict[tuple[int, int], int]()
    for i in np.flatnonzero(np.diff(program.start) == 2).tolist():
        for y, z, c, d in _pairs(program, face, i):
            if y not in of or z in of:
                continue
            low, high = int(face.low[i]), int(face.high[i])
            if c < 0:
                c, d, low, high = -c, -d, -high, -low
            if high < UNBOUNDED and high < c:
                closed.add((y, z))
            if low > -UNBOUNDED:
                least[y, z] = max(least.get((y, z), 0), -((d - low) // c))
    found: dict[int, SwitchedColumn] = {}
    taken = set[int]()
    for y, z in sorted(closed & least.keys(), key=lambda pair: (-least[pair], pair)):
        if least[y, z] > 1 and y not in found and z not in taken:
            found[y] = SwitchedColumn(z, least[y, z])
            taken.add(z)
    return SwitchedColumns(found)


def _pairs(program: Program, face: Face, row: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield a column that may be nothing, an open switch, and what a row of both multiplies."""
    start = int(program.start[row])
    one, other = program.column[start : start + 2].tolist()
    c, d = (int(factor) for factor in program.coefficient[start : start + 2])
    for y, z, own, of_switch in ((one, other, c, d), (other, one, d, c)):
        is_switch = face.lower[z] == 0 and face.upper[z] == 1
        if is_switch and own and face.lower[y] == 0 and face.upper[y] > 1:
            yield y, z, own, of_switch
