"""Totals first: the part of a program that speaks of recipients' totals, and cells put back.

The columns that are no cells and the rows that touch none make a program of their own, smaller and
with whole vertices. It is a relaxation: what is best there is at least as good as any plan.
"""

from dataclasses import dataclass, replace

import numpy as np

from optalloc.solver.program.natural import natural_cells
from optalloc.solver.program.program import Program, Stage, Whole, Worst
from optalloc.solver.search.outcome import GoalOutcome


@dataclass(frozen=True)
class Totals:
    """A program without its cells.

    Attributes:
        whole: The program with its cells.
        program: The program of what is left.
        columns, rows: For each of its columns and rows the place in the whole program.
    """

    whole: Program
    program: Program
    columns: Whole
    rows: Whole

    def completed(self, x: Whole) -> Whole | None:
        """Return a point with the natural cells of its totals, if it keeps the whole program."""
        ties = self.whole.ties
        point = np.zeros(self.whole.columns, dtype=np.int64)
        point[self.columns] = x
        cells = natural_cells(ties, point[ties.totals].tolist())
        if cells is None:
            return None
        point[ties.cells] = cells
        return point if self.whole.holds(point) else None

    @property
    def counts_cells(self) -> bool:
        """Whether goals look at columns that cells decide, as the money of a use, beside totals."""
        whole = self.whole
        left_out = np.ones(whole.rows, dtype=bool)
        left_out[self.rows] = False
        beside = np.zeros(whole.columns, dtype=bool)
        beside[whole.column[left_out[whole.row_of_entry]]] = True
        beside[whole.ties.totals] = False
        return any(beside[list(_columns(goal))].any() for goal in whole.goals)

    def told(self, goal: GoalOutcome) -> GoalOutcome:
        """Return a goal's outcome with its multipliers on the rows of the whole program."""
        rows = self.rows.tolist()
        return replace(goal, multipliers={rows[i]: p for i, p in goal.multipliers.items()})


def solved_program(program: Program, by_totals: bool) -> Program:
    """Return the program that proofs are of: that of the totals where it was solved by them."""
    master = totals_only(program) if by_totals else None
    return program if master is None else master.program


def totals_only(program: Program) -> Totals | None:
    """Return the program of the totals; None where cells are projects, unsaid, or a goal's."""
    ties = program.ties
    if ties.pools is None or (ties.mix is None and not len(ties.cells)):
        return None
    shape = _shape(program)
    held = (*program.goals, *(stage for stage, _ in program.limits))
    if any(shape.is_cell[list(_columns(goal))].any() for goal in held):
        return None
    goals = tuple(_moved(goal, shape.place) for goal in program.goals)
    limits = tuple((_moved_stage(stage, shape.place), most) for stage, most in program.limits)
    master = shape.rows_alone.asking(goals, program.anchor[shape.columns], limits)
    return Totals(program, master, shape.columns, shape.rows)


@dataclass(frozen=True)
class _Shape:
    """What the totals' program takes from the rows alone, whatever the goals are.

    Attributes:
        place: For each column of the whole program its place among the totals'; -1 for a cell.
        rows_alone: The totals' program without goals.
    """

    is_cell: np.ndarray[tuple[int], np.dtype[np.bool_]]
    columns: Whole
    rows: Whole
    place: Whole
    rows_alone: Program


def _shape(program: Program) -> _Shape:
    """Return what the rows of a program make of its totals' program."""
    ties = program.ties
    is_cell = np.zeros(program.columns, dtype=bool)
    is_cell[ties.cells] = True
    columns = np.flatnonzero(~is_cell).astype(np.int64)
    touched = np.bincount(program.row_of_entry, weights=is_cell[program.column]) > 0
    touched = np.pad(touched, (0, program.rows - len(touched)))
    rows = np.flatnonzero(~touched).astype(np.int64)
    place = np.full(program.columns, -1, dtype=np.int64)
    place[columns] = np.arange(len(columns))
    kept = ~touched[program.row_of_entry]
    lengths = np.diff(program.start)[rows]
    nothing = np.zeros(0, dtype=np.int64)
    alone = Program(
        program.lower[columns],
        program.upper[columns],
        np.concatenate([nothing, [0], np.cumsum(lengths)]).astype(np.int64),
        place[program.column[kept]],
        program.coefficient[kept],
        program.low[rows],
        program.high[rows],
        (),
        replace(ties, totals=place[ties.totals], cells=nothing, owner=nothing, grain=nothing),
        program.anchor[columns],
    )
    return _Shape(is_cell, columns, rows, place, alone)


def _columns(goal: Stage | Worst) -> tuple[int, ...]:
    """Return the columns a goal looks at."""
    return goal.columns if isinstance(goal, Worst) else (*goal.linear, *goal.convex)


def _moved(goal: Stage | Worst, place: Whole) -> Stage | Worst:
    """Return a goal with its columns in their new places."""
    if isinstance(goal, Worst):
        return replace(goal, columns=tuple(int(place[j]) for j in goal.columns))
    return _moved_stage(goal, place)


def _moved_stage(goal: Stage, place: Whole) -> Stage:
    linear = {int(place[j]): cost for j, cost in goal.linear.items()}
    convex = {int(place[j]): cost for j, cost in goal.convex.items()}
    parts = tuple(replace(part, stage=_moved_stage(part.stage, place)) for part in goal.parts)
    return replace(goal, linear=linear, convex=convex, parts=parts)
