"""Prove a face infeasible (Farkas):  the least sum of what its rows are broken by is above zero.

An engine that says "infeasible" speaks within its tolerance, and far numbers have made it wrong. So
it is asked for the point that breaks the rows least. The multipliers of that program, computed in
fractions, give a bound of nothing at all; above zero it is a proof (the lemma of Farkas).
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np

from optalloc.core.message import NOTHING
from optalloc.solver.program.face import Face
from optalloc.solver.program.program import UNBOUNDED, Program, Stage, Whole
from optalloc.solver.proof.multipliers import leaf_of
from optalloc.solver.proof.rationalise import snap
from optalloc.solver.proof.tree import NO_GOAL, Claim, Leaf
from optalloc.solver.session.linearise import LinearisedProgram, relax
from optalloc.solver.session.session import AnchoredAnswer, SolveSession


def prove_empty(solving: SolveSession) -> tuple[Leaf | None, Whole | None]:
    """Return what proves that the face is empty; without it a point that breaks its rows least.

    The point is None when the engine had none.
    """
    claim = Claim(solving.program, solving.face, (), NO_GOAL, None)
    asked, leaf = _least_broken(solving, claim)
    if leaf is not None or asked.offset is None:
        return leaf, None
    return None, asked.rounded()[: solving.program.columns]


def empty_leaf(solving: SolveSession, claim: Claim) -> Leaf | None:
    """Return what proves that a face is empty within the limits of the goals that are held.

    First its rows alone; then each held goal: its least value there is above its limit.
    """
    on_face = replace(solving.on(claim.face), plan=None)
    _, leaf = _least_broken(on_face, claim)
    if leaf is not None:
        return leaf
    for h, held in enumerate(solving.held):
        others = (*solving.held[:h], *solving.held[h + 1 :])
        places = [i for i in range(len(solving.held)) if i != h]
        limits = tuple(claim.limits[i] for i in places)
        asked = replace(on_face, held=others).ask(
            held.stage, held.chosen, False, solving.anchor(), claim.face
        )
        if asked.offset is None:
            continue
        found = leaf_of(replace(claim, stage=held.stage, limits=limits), asked, asked.floor())
        if found is None:
            continue
        weights = {places[i]: w for i, w in found.weights.items()} | {h: Fraction(1)}
        leaf = Leaf("empty", found.multipliers, weights)
        if claim.is_settled(leaf):
            return leaf
    return None


def _least_broken(solving: SolveSession, claim: Claim) -> tuple[AnchoredAnswer, Leaf | None]:
    """Return the point that breaks the rows least, and the leaf where its bound is a proof."""
    program, face = _elastic(solving.program, claim.face)
    columns = solving.program.columns
    stage = Stage("", NOTHING, linear=dict.fromkeys(range(columns, program.columns), 1))

    def around(point: Whole) -> LinearisedProgram:
        return relax(program, face, stage, {}, (), point)

    anchor = np.zeros(program.columns, dtype=np.int64)
    anchor[:columns] = solving.anchor()
    asked = replace(solving, program=program).ask_around(around, face, False, anchor)
    if asked.offset is None or asked.answer.multipliers is None:
        return asked, None
    near = asked.answer.multipliers
    exact = snap(program, face, stage, near, asked.scale, asked.rounded())
    leaf = Leaf("empty", {i: Fraction(p) for i, p in exact.items() if p})
    return asked, leaf if claim.is_settled(leaf) else None


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
