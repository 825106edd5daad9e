"""Minimise one stage on one face: linear program first, whole vertex or branch, exact bound."""

from dataclasses import dataclass, replace
from fractions import Fraction
from math import isfinite
from typing import Literal

from optalloc.program import Stage, StepCost, Whole
from optalloc.solve.asking import Asked, Solving
from optalloc.solve.certificate import Bound, bound, minimisers
from optalloc.solve.empty import prove_empty
from optalloc.solve.linear import Floats
from optalloc.solve.outcome import Proven
from optalloc.solve.relax import Chosen
from optalloc.solve.snap import snap
from optalloc.solve.unit_steps import first_steps, more_steps

MOST_ROUNDS = 60
SMALL = 300
"""Up to so many convex costs far tangents are laid out at once: larger programs, fewer of them."""

State = Literal["best", "infeasible", "stopped"]


@dataclass(frozen=True)
class Result:
    """What minimising one stage came to.

    Attributes:
        x: A whole point on the face; with `stopped` the best one met, if any.
        bound: A proven bound; None where multipliers were not to be had.
    """

    state: State
    proven: Proven = "no"
    x: Whole | None = None
    value: Fraction | None = None
    bound: Bound | None = None


def minimise(solving: Solving, stage: Stage) -> Result:
    """Return the best whole point of a stage on a face, with what is proven of it.

    Convex costs start with the unit steps around their cheapest point; where the optimum lies
    outside, tangents are added there and the program is solved again, until they are exact.
    """
    is_small = len(stage.convex) <= SMALL
    chosen: Chosen = {j: first_steps(cost, is_small) for j, cost in stage.convex.items()}
    solving = replace(solving, held=tuple(replace(h, chosen=dict(h.chosen)) for h in solving.held))
    branch, linear, anchor = False, None, solving.anchor()
    best = Result("stopped")
    for tries in range(MOST_ROUNDS):
        asked = solving.ask(stage, chosen, branch, anchor)
        if asked.verdict == "infeasible" and solving.plan is None:
            result, anchor = _doubted(solving, branch, tries)
            if result is not None:
                return result
            continue
        if asked.offset is None:
            return best
        anchor = asked.rounded()
        linear = linear if branch else asked
        x = solving.whole(asked)
        loose = [h for h in solving.held if x is not None and h.is_lost(x)]
        guide = x if x is not None else asked.floor()
        refined = _refine(stage, chosen, guide, asked.prices(solving.program))
        refined |= any([_refine(h.stage, h.chosen, guide, None) for h in loose])
        if x is not None and not loose:
            best = _better(best, Result("stopped", "no", x, stage.value(x.tolist())))
            if not refined:
                best = _judged(solving, stage, best, linear, asked)
        if best.state == "best" or asked.answer.out_of_time:
            return best
        if not refined and branch:
            return best  # whole by the engine's tolerance, but not on the face, or not optimal
        branch |= not refined
    return best


def _doubted(solving: Solving, branch: bool, tries: int) -> tuple[Result | None, Whole]:
    """Return what an engine's "infeasible" comes to, or a point from which to ask it again."""
    if branch:
        return Result("infeasible", "solver"), solving.anchor()
    proven, near = prove_empty(solving)
    if proven != "no":
        return Result("infeasible", proven), solving.anchor()
    if near is None or tries:
        return Result("stopped"), solving.anchor()
    return None, near


def _better(one: Result, other: Result) -> Result:
    """Return the result of the smaller value; the first has none before a point is met."""
    if one.value is None or (other.value is not None and other.value < one.value):
        return other
    return one


def _refine(stage: Stage, chosen: Chosen, x: Whole, prices: Floats | None) -> bool:
    """Add tangents where they lie below the cost at a point; returns whether there were any.

    They are added at the point, and where the cost's slope is the price that the engine's
    multipliers set: the next optimum lies as a rule between the two.
    """
    inexact = [j for j, f in stage.convex.items() if not _reaches(f, chosen[j], int(x[j]))]
    for j in inexact:
        at = aim = int(x[j])
        if prices is not None and isfinite(prices[j]):
            aim, _ = minimisers(
                stage.convex[j], Fraction(prices[j]), min(chosen[j]), max(chosen[j])
            )
        chosen[j] = more_steps(chosen[j], at, aim)
    return bool(inexact)


def _reaches(cost: StepCost, chosen: set[int], k: int) -> bool:
    """Return whether one of the tangents touches the cost at k."""
    if k in chosen or k - 1 in chosen:
        return True
    below = max((c for c in chosen if c < k), default=None)
    above = min((c for c in chosen if c > k), default=None)
    return any(
        c is not None and cost.at(c) + cost.slope(c) * (k - c) == cost.at(k) for c in (below, above)
    )


def _judged(
    solving: Solving, stage: Stage, met: Result, linear: Asked | None, asked: Asked
) -> Result:
    """Return a point at which the tangents are exact with the strongest proof there is for it."""
    assert met.x is not None and met.value is not None
    proof = None
    if linear is not None and linear.answer.multipliers is not None:
        near = linear.answer.multipliers[: solving.program.rows]
        exact = snap(solving.program, solving.face, stage, near, linear.scale, met.x)
        proof = bound(solving.program, solving.face, stage, exact)
    if proof is not None and proof.meets(solving.program, solving.face, met.x):
        return Result("best", "exact", met.x, met.value, replace(proof, value=met.value))
    if asked.verdict == "optimal":
        return Result("best", "solver", met.x, met.value, proof)
    return replace(met, bound=proof)
