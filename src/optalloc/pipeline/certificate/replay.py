"""Walk through the goals of a certificate again: what each proves, in exact arithmetic.

The faces between the goals are drawn anew from the multipliers, as solving drew them. A wrong
multiplier can only weaken a bound or draw a face too wide; it can never prove what is not so. What
is stated and not a multiplier (values, tops of a leximin's rounds) is held against the point.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.pipeline.certificate.encoding import Broken
from optalloc.solver.program.face import Face, whole_face
from optalloc.solver.program.program import Leximin, Program, Stage, Whole, Worst, worst_allowed
from optalloc.solver.program.weighted_costs import Limit
from optalloc.solver.proof.lagrangian import LagrangianBound
from optalloc.solver.proof.search_tree import lattice
from optalloc.solver.proof.tree import (
    NO_GOAL,
    Claim,
    LeximinProof,
    Proof,
    StageProof,
    Tree,
    WorstProof,
    after,
)
from optalloc.solver.search.leximin import free_and_waiting, next_round, raised
from optalloc.solver.search.minimax import is_proved, keeping
from optalloc.solver.search.outcome import Proven


@dataclass(frozen=True)
class ReplayedProof:
    """What the arithmetic shows of a goal.

    Attributes:
        proven: `exact`, or `no` where only a bound is shown.
        bound: No value is below it; None where nothing is shown.
        root: What the multipliers of the whole face alone show, and on which face.
    """

    proven: Proven
    bound: Fraction | None
    root: tuple[LagrangianBound, Face] | None = None


@dataclass(frozen=True)
class _Standing:
    """Where later goals are made best: a face, and limits of the goals before."""

    program: Program
    face: Face
    limits: tuple[Limit, ...]

    def claim(self, stage: Stage, value: Fraction, x: Whole) -> Claim:
        """Return the claim that a value is the least."""
        made = Claim.of(self.program, self.face, self.limits, stage, value)
        return replace(made, x=x)

    def holds(self, x: Whole) -> bool:
        """Return whether a point lies on the face and within the limits."""
        values = x.tolist()
        return self.face.holds(self.program, x) and all(
            limit.stage.value(values) <= limit.most for limit in self.limits
        )


def replay(
    program: Program, proofs: Sequence[Proof], points: Sequence[Whole], x: Whole
) -> Iterator[ReplayedProof]:
    """Yield what is shown of each goal, in order of priority.

    Args:
        points: For each goal a point that has its value.
        x: The plan's point.

    Raises:
        Broken: When a proof is not of its goal, or a point is not where it must be.
    """
    standing = _Standing(program, whole_face(program), ())
    for goal, proof, point in zip(program.goals, proofs, points, strict=False):
        if not standing.holds(point) or not standing.holds(x):
            raise Broken(_off(goal))
        standing, shown = _step(standing, goal, proof, point)
        yield shown
    if not standing.holds(x):
        raise Broken(_off(program.goals[len(proofs) - 1]))


def shows_nothing_is_there(program: Program, conflict: Tree) -> bool:
    """Return whether a tree proves that no point keeps every row."""
    return Claim(program, whole_face(program), (), NO_GOAL, None).is_proved(conflict)


def _step(
    standing: _Standing, goal: Stage | Worst, proof: Proof, point: Whole
) -> tuple[_Standing, ReplayedProof]:
    if isinstance(goal, Leximin) and isinstance(proof, LeximinProof):
        return _settle(standing, goal, proof, point)
    if isinstance(goal, Worst) and isinstance(proof, WorstProof):
        shown = _worst(standing, goal, proof, point)
        face = keeping(standing.face, goal, worst_allowed(goal, proof.value))
        return replace(standing, face=face), shown
    if isinstance(goal, Stage) and isinstance(proof, StageProof):
        return _reach(standing, goal, proof, point)
    raise Broken(
        Words(f"目标“{goal.words.zh}”的证明不是这种目标的", f"another proof than {goal.words.en}")
    )


def _reach(
    standing: _Standing, stage: Stage, proof: StageProof, point: Whole
) -> tuple[_Standing, ReplayedProof]:
    _has_value(stage, proof.value, stage.value(point.tolist()))
    if proof.root is not None and proof.root.because != "bound":
        raise Broken(_unproven(stage))  # "empty" would bound nothing, in place of the goal
    claim = standing.claim(stage, proof.value, point)
    bound = None if proof.root is None else claim.bound(proof.root)
    least = None if bound is None else bound.value
    proven: Proven = "no"
    if proof.tree is not None and proof.lower is not None:
        # With parts left open the tree proves a bound below the value. Values lie whole steps
        # from the point's, so one below the bound would be below the next value above it too.
        if not replace(claim, value=lattice(claim, proof.lower), x=None).is_proved(proof.tree):
            raise Broken(_unproven(stage))
        least = proof.lower if least is None else max(least, proof.lower)
    elif proof.tree is not None:
        if proof.root is not None and proof.tree is proof.root:
            is_shown = claim.is_settled(proof.root, bound)
        else:
            is_shown = claim.is_proved(proof.tree)
        proven = "exact" if is_shown else "no"
    face, limit = after(claim, proof.root, bound)
    limits = standing.limits if limit is None else (*standing.limits, limit)
    alone = None if bound is None else (bound, standing.face)
    shown = ReplayedProof(proven, proof.value if proven == "exact" else least, alone)
    return replace(standing, face=face, limits=limits), shown


def _worst(standing: _Standing, goal: Worst, proof: WorstProof, point: Whole) -> ReplayedProof:
    _has_value(goal, proof.value, goal.value(point.tolist()))
    if is_proved(standing.claim(NO_GOAL, proof.value, point), goal, proof):
        return ReplayedProof("exact", proof.value)
    return ReplayedProof("no", None)


def _settle(
    standing: _Standing, goal: Leximin, proof: LeximinProof, point: Whole
) -> tuple[_Standing, ReplayedProof]:
    shown = [_worst(standing, goal, proof.worst, point)]
    top = proof.worst.value
    standing = replace(standing, face=keeping(standing.face, goal, top))
    settled = top + 1
    for step in proof.rounds:
        asked = next_round(goal, standing.program, standing.face, top, settled)
        if asked is None:
            raise Broken(_off(goal))
        standing, told = _reach(standing, asked.stage, step.stage, point)
        shown.append(told)
        top, settled = step.top, asked.settled
        # Below the level of somebody who waits the round that settles it would be jumped over;
        # above the settled ones no level would be found. With the point on the face that is
        # raised, whatever lies between proves (solver/search/leximin.py, _next_top).
        if (
            not free_and_waiting(goal, standing.program, standing.face, settled)[1]
            <= top
            <= settled
        ):
            raise Broken(_off(goal))
        standing = replace(standing, face=raised(goal, standing.face, settled, top))
        if not standing.holds(point):
            raise Broken(_off(goal))
    if next_round(goal, standing.program, standing.face, top, settled) is not None:
        return standing, ReplayedProof("no", None)
    is_exact = all(told.proven == "exact" for told in shown)
    return standing, ReplayedProof("exact" if is_exact else "no", shown[0].bound)


def _has_value(goal: Stage | Worst, said: Fraction, value: Fraction) -> None:
    if said != value:
        raise Broken(
            Words(
                f"目标“{goal.words.zh}”的值不是证书写的那个",
                f"the value of “{goal.words.en}” is not the one stated",
            )
        )


def _unproven(goal: Stage) -> Words:
    return Words(
        f"目标“{goal.words.zh}”：证书写的界没有得到证明",
        f"the bound of “{goal.words.en}” that is stated is not proven",
    )


def _off(goal: Stage | Worst) -> Words:
    return Words(
        f"方案不在目标“{goal.words.zh}”的证明所说的范围内",
        f"the plan is not where the proof of “{goal.words.en}” says it is",
    )
