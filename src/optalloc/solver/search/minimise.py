"""Minimise one stage on one face: linear program first, whole vertex or branch, exact bound."""

import time
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from optalloc.solver.engines.interface import NoEngineLeft
from optalloc.solver.program.face import Face, Window
from optalloc.solver.program.piecewise import Tangents, first_steps, grid, reaches
from optalloc.solver.program.program import Stage, Whole
from optalloc.solver.proof.best_points import ProvenGoal
from optalloc.solver.proof.infeasibility import prove_empty
from optalloc.solver.proof.lagrangian import LagrangianBound
from optalloc.solver.proof.multipliers import leaf_of, limits_of
from optalloc.solver.proof.points import News, Points, nothing
from optalloc.solver.proof.proof_time import ProofTime
from optalloc.solver.proof.refine import polish
from optalloc.solver.proof.tree import Claim, Leaf, PartPoint, StageProof, Tree, after
from optalloc.solver.search.beside import AT_FIRST, beside, goes_beside
from optalloc.solver.search.marginal import by_margins
from optalloc.solver.search.outcome import Proven
from optalloc.solver.session.linearise import Chosen, HeldGoal
from optalloc.solver.session.session import AnchoredAnswer, SolveSession

MOST_ROUNDS = 60
"""Programs with more tangents each; a dozen do, or doubles blur them and proofs take over."""

State = Literal["best", "infeasible", "stopped"]


@dataclass(frozen=True)
class Result:
    """What minimising one stage came to.

    Attributes:
        state: `best` is as good as could be found, and proven to be so only where `proven` says it;
            `infeasible` is always proven.
        x: A whole point on the face; with `stopped` the best one met, if any.
        bound: A proven bound; None where multipliers were not to be had.
        root: The multipliers behind the bound.
        tree: What proves the value in fractions, or `lower`, or that there is no plan; None where
            nothing does.
        linear: The answer of the linear program, while it has proven nothing yet.
        lower: What the tree proves, where that is less than the value.
        best: A part of the face that holds all points with the value, where the proof tells one.
    """

    state: State
    proven: Proven = "no"
    x: Whole | None = None
    value: Fraction | None = None
    bound: LagrangianBound | None = None
    root: Leaf | None = None
    tree: Tree | None = None
    lower: Fraction | None = None
    best: Face | None = None
    linear: AnchoredAnswer | None = field(default=None, compare=False, repr=False)

    @property
    def proof(self) -> StageProof:
        """Return what is proven, as data; only where there is a value."""
        assert self.value is not None
        return StageProof(self.value, self.root, self.tree, self.lower)

    @property
    def least(self) -> Fraction | None:
        """Return the best bound that is proven."""
        if self.proven == "exact":
            return self.value
        found = [self.lower, None if self.bound is None else self.bound.value]
        return max((b for b in found if b is not None), default=None)


def minimise(solving: SolveSession, stage: Stage) -> Result:
    """Return the best whole point of a stage on a face, with what is proven of it.

    Without any engine where one sum is all that couples the columns, by programs elsewhere.
    """
    settled = by_margins(solving, stage)
    if settled is None:
        result = _by_programs(solving, stage)
        solving.clock.budget.position.meet(result.value, result.least)
        solving.clock.met = solving.clock.met if result.x is None else result.x
        return result
    x, proof = settled
    solving.clock.met = x
    leaf = Leaf("bound", proof.multipliers)
    # The point meets the bound term by term, so the bound is its value: no need to add up again.
    return Result("best", "exact", x, proof.value, proof, leaf, leaf)


def met(solving: SolveSession, stage: Stage) -> Whole | None:
    """Return a plan that a stage leads to, with nothing proven of it; None where none is met."""
    settled = by_margins(solving, stage)
    x = _by_engine(solving, stage, Tangents(stage)).x if settled is None else settled[0]
    return x if x is not None and _is_plan(solving, x) else None


def _by_programs(solving: SolveSession, stage: Stage) -> Result:
    """Return what engines, and branch and bound after them, make of a stage."""
    if not goes_beside(solving, stage):
        met, chosen = _first_met(solving, stage)
        return met if met.proven == "exact" else _closed(solving, stage, met, chosen)
    with beside(solving, stage, {}) as news:
        met, chosen = _first_met(replace(solving, brief=AT_FIRST), stage)
        if met.proven == "exact":
            return met
        if met.state != "best":
            return _closed(solving, stage, met, chosen, news)
    return _closed(solving, stage, met, chosen)


def _first_met(solving: SolveSession, stage: Stage) -> tuple[Result, Chosen]:
    """Return what engines make of a stage before it is proven, with the tangents they had."""
    first, tangents = _at_hand(solving, stage), Tangents(stage)
    met = _by_engine(solving, stage, tangents)
    solving.clock.budget.position.meet(met.value, met.least)
    if met.proven != "exact" and first is not None:
        met = _with(met, first)
    return met, tangents.chosen


def _at_hand(solving: SolveSession, stage: Stage) -> Result | None:
    """Return a plan that is had at once, where a limit may end the solve before engines answer."""
    if solving.clock.limit is None or solving.clock.met is not None or solving.plan is not None:
        return None
    # Most stages are settled by margins or without a limit, and never need these modules.
    from optalloc.solver.search.first_plan import greedy_plan

    x = greedy_plan(solving)
    if x is None:
        return None
    return _noted(solving, Result("stopped", "no", x, stage.value(x.tolist())))


def _noted(solving: SolveSession, met: Result) -> Result:
    """Return a result that is taken down as met, for whoever looks on and for when time ends."""
    solving.clock.met = met.x
    solving.clock.budget.position.meet(met.value, None)
    return met


def _with(met: Result, point: Result) -> Result:
    """Return what engines came to with another point where that is better, and nothing proven."""
    better = _better(met, point)
    return met if better is met else replace(met, state="stopped", x=point.x, value=point.value)


def _by_engine(
    solving: SolveSession, stage: Stage, tangents: Tangents, may_branch: bool = True
) -> Result:
    """Return what an engine makes of a stage: proven, or the best point met.

    Convex costs start with the unit steps around their cheapest point; where the optimum lies
    outside, tangents are added there and the program is solved again, until they are exact.
    """
    solving = replace(solving, held=tuple(replace(h, chosen=dict(h.chosen)) for h in solving.held))
    branch, linear, window = False, None, Window(solving.face, stage, solving.anchor())
    best = Result("stopped")
    for tries in range(MOST_ROUNDS):
        asked = solving.ask(stage, tangents.chosen, branch, window.anchor, window.face())
        if asked.verdict == "infeasible" and window.is_part:
            window.is_open = True
            continue
        if asked.verdict == "infeasible" and solving.plan is None and not branch:
            leaf, near = prove_empty(solving)
            if leaf is not None:
                return Result("infeasible", "exact", tree=leaf)
            if near is None or tries:
                return best
            window.anchor = near
            continue
        if asked.offset is None:
            return best
        linear = linear if branch else asked
        x = solving.whole(asked)
        loose = [h for h in solving.held if x is not None and h.is_lost(x)]
        guide = x if x is not None else asked.floor()
        is_cut, is_narrow = window.cuts(guide), window.is_narrow
        refined = tangents.refine(guide)
        refined |= any([_tighten(held, guide) for held in loose])
        if x is not None and not loose:
            best = _better(best, Result("stopped", "no", x, stage.value(x.tolist())))
            if not refined and not is_cut:
                best = _judged(solving, stage, best, (linear, asked), is_narrow)
        if best.state == "best" or asked.answer.out_of_time:
            return best
        window.move(guide, is_cut, refined)
        if refined or is_cut or not is_narrow:
            continue
        if settled := best if branch or not may_branch else _kept(solving, stage, linear):
            return settled
        branch = True
        best = _repaired(solving, stage, tangents, asked, best)
        window.branch()
    return best


def _kept(solving: SolveSession, stage: Stage, linear: AnchoredAnswer | None) -> Result | None:
    """Return the plan at hand where the linear program shows that none is better; else None.

    Most questions of the tie rule come to what the plan has already, and need no integer program.
    """
    x = solving.plan
    if x is None or linear is None or stage.convex or not _is_plan(solving, x):
        return None
    claim = Claim.of(
        solving.program, solving.face, limits_of(solving), stage, stage.value(x.tolist())
    )
    claim = replace(claim, x=x)
    leaf = leaf_of(claim, linear, x)
    if leaf is None or not claim.is_settled(leaf, proof := claim.bound(leaf)):
        return None
    return Result("best", "exact", x, claim.value, proof, leaf, leaf)


def _repaired(
    solving: SolveSession, stage: Stage, tangents: Tangents, asked: AnchoredAnswer, met: Result
) -> Result:
    """Return a plan near the point of a linear program, before an integer program takes its time.

    Only within a limit that may end it and where no plan is known; else what was met.
    """
    if solving.clock.limit is None or met.x is not None or solving.plan is not None:
        return met
    from optalloc.solver.search.first_plan import repaired_plan

    x = repaired_plan(solving, stage, tangents.chosen, asked)
    if x is None:
        return met
    return _noted(solving, replace(met, x=x, value=stage.value(x.tolist())))


def _closed(
    solving: SolveSession, stage: Stage, met: Result, chosen: Chosen, news: News = nothing
) -> Result:
    """Return what branch and bound makes of a stage, from the best point that engines met.

    What engines say beside their points counts for nothing here.

    Args:
        news: Tells better points of an engine that is still at work.
    """
    claim = Claim.of(solving.program, solving.face, limits_of(solving), stage, met.value)
    claim = replace(claim, x=met.x)
    if met.x is None and solving.plan is not None and _is_plan(solving, solving.plan):
        x = solving.plan
        met = Result("stopped", "no", x, stage.value(x.tolist()))
        claim = replace(claim, value=met.value, x=x)
    left = ProofTime(solving)
    if left() <= 0:
        return _bounded(claim, met)

    def part(face: Face) -> PartPoint | None:
        """Return the point that engines have on a part of the face, with what proves it best."""
        found = _by_engine(replace(solving.on(face), plan=None), stage, Tangents(stage), False)
        return None if found.x is None else PartPoint(found.x, found.root)

    # Most stages are proven without a search, and never need its modules.
    from optalloc.solver.proof.branch_and_bound import search

    started = time.thread_time()
    try:
        closed = search(solving, claim, chosen, Points(part, news, met.state == "best"), left)
    except NoEngineLeft:
        return _bounded(claim, met)
    solving.clock.proving += time.thread_time() - started
    solving.clock.looked_at(closed.nodes)
    if closed.x is None:
        if closed.is_closed:
            return Result("infeasible", "exact", tree=closed.tree)
        return Result("stopped")
    if met.root is None and closed.root is not None:
        met = replace(met, root=closed.root, bound=claim.bound(closed.root))
    proven: Proven = "exact" if closed.is_closed else "no"
    lower = None if closed.is_closed else closed.lower
    found = replace(met, x=closed.x, value=closed.value, proven=proven)
    found = replace(found, tree=closed.tree, lower=lower, best=closed.best)
    if solving.settles_ties and not closed.is_closed:
        solving.clock.is_doubted = True
    solving.clock.ran_out |= not closed.is_closed and left.is_limit_over
    is_done = closed.is_closed or not left.is_limit_over
    return replace(found, state="best" if is_done else "stopped")


def _bounded(claim: Claim, met: Result) -> Result:
    """Return a point with what the linear program proves of it; there is no search for more.

    Where its bound leaves nothing better, the point is proven to be best.
    """
    if met.x is None:
        return met
    leaf = met.root
    if leaf is None and met.linear is not None:
        leaf = leaf_of(claim, met.linear, met.x)
    if leaf is None:
        return met
    found = replace(met, root=leaf, bound=(proof := claim.bound(leaf)))
    if not claim.is_settled(leaf, proof):
        return found
    return replace(found, state="best", proven="exact", tree=leaf)


def _is_plan(solving: SolveSession, x: Whole) -> bool:
    return solving.face.holds(solving.program, x) and not any(h.is_lost(x) for h in solving.held)


def _better(one: Result, other: Result) -> Result:
    """Return the result of the smaller value; the first has none before a point is met."""
    if one.value is None or (other.value is not None and other.value < one.value):
        return other
    return one


def _tighten(held: HeldGoal, x: Whole) -> bool:
    """Add tangents where they lie below a held goal's cost; returns whether there were any."""
    costs, chosen = held.stage.convex, held.chosen
    inexact = [j for j, cost in costs.items() if not reaches(cost, chosen[j], int(x[j]))]
    for j in inexact:
        chosen[j] = chosen[j] | grid(int(x[j]), 1)
    return bool(inexact)


def _judged(
    solving: SolveSession,
    stage: Stage,
    met: Result,
    answers: tuple[AnchoredAnswer | None, AnchoredAnswer],
    is_narrow: bool,
) -> Result:
    """Return a point at which the tangents are exact with what one set of multipliers proves of it.

    Args:
        answers: The last linear program's, and the last of all.
    """
    assert met.x is not None and met.value is not None
    linear, asked = answers
    claim = replace(
        Claim.of(solving.program, solving.face, limits_of(solving), stage, met.value), x=met.x
    )
    # Beside a point that took branching the linear program's multipliers prove the value only where
    # its own optimum is as good; branch and bound sees to that.
    leaf = leaf_of(claim, asked, met.x) if linear is asked else None
    root = replace(met, linear=linear)
    if leaf is not None:
        proof = claim.bound(leaf)
        root = replace(met, bound=proof, root=leaf)
        if claim.is_settled(leaf, proof):
            return replace(root, state="best", proven="exact", tree=leaf)
    if linear is asked and is_narrow and stage.convex and not solving.held:
        polished = polish(solving, stage, met.x, linear)
        if polished is not None:
            x, proof = polished
            leaf = Leaf("bound", proof.multipliers)
            return Result("best", "exact", x, stage.value(x.tolist()), proof, leaf, leaf)
    if asked.verdict == "optimal" and is_narrow:
        # On the engine's word: no more is to be had of it.
        return replace(root, state="best")
    return root


class Stop(Exception):
    """Solving ended before its end, with what was at hand."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.state)
        self.result = result


def reach_stage(solving: SolveSession, goal: Stage) -> tuple[SolveSession, Result]:
    """Minimise one stage; returns the solving on the face of its best plans.

    Raises:
        Stop: When there is no plan, or time ran out.
    """
    result = minimise(solving, goal)
    if result.state != "best" or result.value is None or result.x is None:
        raise Stop(result)
    solving = replace(solving, plan=result.x)
    claim = Claim(solving.program, solving.face, limits_of(solving), goal, result.value, result.x)
    face, limit = after(claim, result.root, result.bound)
    if limit is None:
        return solving.on(face), result
    chosen = {j: first_steps(cost) for j, cost in goal.convex.items()}
    is_known = result.proven == "exact" and goal.tolerance is None and result.tree is not None
    proven = (
        ProvenGoal(claim, result.tree, result.best)
        if is_known and result.tree is not None
        else None
    )
    held = HeldGoal(goal, chosen, limit.most, proven)
    return replace(solving.on(face), held=(*solving.held, held)), result
