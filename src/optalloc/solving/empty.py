"""Prove that no plan is on a face:  the least sum of what its rows are broken by is above zero.

An engine that says "infeasible" speaks within its tolerance, and far numbers have made it wrong. So
it is asked for the point that breaks the rows least. The multipliers of that program, computed in
fractions, give a bound of nothing at all; above zero it is a proof (the lemma of Farkas).
"""

from dataclasses import replace

import numpy as np

from optalloc.program import UNBOUNDED, Program, Stage, Whole
from optalloc.solving.asking import Asked, Solving
from optalloc.solving.certificate import bound
from optalloc.solving.face import Face
from optalloc.solving.outcome import Proven
from optalloc.solving.relax import Relaxed, relax
from optalloc.solving.snap import snap
from optalloc.words import NOTHING

BROKEN = 1e-6
"""Sum of breaks above which the engine holds to its word that there is no plan."""


def prove_empty(solving: Solving) -> tuple[Proven, Whole | None]:
    """Return how well it is proven that the face is empty, and a point that breaks its rows least.

    The point is None when the engine had none; "no" with a point means that there may be a plan.
    """
    program, face = _elastic(solving.program, solving.face)
    columns = solving.program.columns
    stage = Stage("", NOTHING, linear={j: _ONE for j in range(columns, program.columns)})

    def around(point: Whole) -> Relaxed:
        return relax(program, face, stage, {}, (), point)

    anchor = np.zeros(program.columns, dtype=np.int64)
    anchor[:columns] = solving.anchor()
    asked = replace(solving, program=program).ask_around(around, face, False, anchor)
    if asked.offset is None:
        return "no", None
    if _is_bound(solving, program, face, stage, asked):
        return "exact", None
    broken = float((asked.anchor + asked.offset)[columns:].sum())
    return ("solver" if broken > BROKEN else "no"), asked.rounded()[:columns]


_ONE = Stage("", NOTHING).constant + 1


def _is_bound(solving: Solving, program: Program, face: Face, stage: Stage, asked: Asked) -> bool:
    """Return whether the engine's multipliers prove in fractions that nothing is on the face."""
    near = asked.answer.multipliers
    if near is None:
        return False
    exact = snap(program, face, stage, near, asked.scale, asked.rounded())
    return bound(solving.program, solving.face, Stage("", NOTHING), exact).value > 0


def _elastic(program: Program, face: Face) -> tuple[Program, Face]:
    """Return the program whose rows may be broken, each at the cost of what it is broken by."""
    short = np.flatnonzero(face.low > -UNBOUNDED)
    over = np.flatnonzero(face.high < UNBOUNDED)
    row = np.concatenate([program.row_of_entry, short, over])
    added = len(short) + len(over)
    column = np.concatenate([program.column, program.columns + np.arange(added, dtype=np.int64)])
    signs = np.repeat(np.array([1, -1], dtype=np.int64), [len(short), len(over)])
    order = np.argsort(row, kind="stable")
    start = np.zeros(program.rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=program.rows), out=start[1:])
    none, all_of_it = np.zeros(added, dtype=np.int64), np.full(added, UNBOUNDED)
    lower = np.concatenate([face.lower, none])
    upper = np.concatenate([face.upper, all_of_it])
    elastic = replace(
        program,
        lower=lower,
        upper=upper,
        start=start,
        column=column[order],
        coefficient=np.concatenate([program.coefficient, signs])[order],
        low=face.low,
        high=face.high,
        anchor=np.concatenate([program.anchor, none]),
    )
    return elastic, Face(lower, upper, face.low, face.high)
