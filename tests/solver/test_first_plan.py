"""A plan at once: what a solve within a time limit has before engines have answered."""

from fractions import Fraction

from optalloc.core.solve_options import AUTO
from optalloc.pipeline.audit import plan_of, verify
from optalloc.problem.formulate import formulate
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve
from optalloc.solver.program.face import whole_face
from optalloc.solver.program.piecewise import Tangents
from optalloc.solver.program.program import Stage, Whole
from optalloc.solver.search.first_plan import greedy_plan, repaired_plan
from optalloc.solver.session.session import Clock, SolveSession
from small import FEN, small, town

TOWNS = [town(name, v=people) for name, people in zip("甲乙丙丁", (5, 30, 40, 60), strict=True)]
BY_V = ("factors", {"weights": {"v": "100%"}})
LEAST = ("nothing_or_at_least", {"amount": 4, "within": "recipient"})


def solving_of(problem: Problem) -> SolveSession:
    """Return a problem at the start of a solve within a limit."""
    program = formulate(problem, score(problem))
    return SolveSession(program, engine("highs"), Clock(60.0), whole_face(program))


def plan_in(problem: Problem, x: Whole | None) -> dict[str, int]:
    """Return the totals of a point, which must keep every rule."""
    assert x is not None
    plan = plan_of(problem, x)
    assert verify(problem, score(problem), plan) == ()
    return {name: fen // FEN for name, fen in plan.by_recipient.items()}


def test_targets_with_the_rest_spread_are_a_plan_where_no_rule_is_in_the_way() -> None:
    problem = small({"s": 27}, TOWNS, targets=[BY_V])
    assert sum(plan_in(problem, greedy_plan(solving_of(problem))).values()) == 27


def test_a_switch_that_the_targets_leave_in_the_middle_is_on_for_all() -> None:
    """甲's target is 1, and it may have nothing or at least 4."""
    problem = small({"s": 27}, TOWNS, rules=[LEAST], targets=[BY_V])
    assert plan_in(problem, greedy_plan(solving_of(problem))) == {
        "甲": 4,
        "乙": 5,
        "丙": 7,
        "丁": 11,
    }


def test_money_for_half_of_the_towns_leaves_greed_without_a_plan() -> None:
    problem = small({"s": 8}, TOWNS, rules=[LEAST], targets=[BY_V])
    assert greedy_plan(solving_of(problem)) is None


def test_the_point_of_the_linear_program_is_repaired_into_a_plan() -> None:
    problem = small({"s": 27}, TOWNS, rules=[LEAST], targets=[BY_V])
    solving = solving_of(problem)
    (stage,) = solving.program.goals
    assert isinstance(stage, Stage)
    tangents = Tangents(stage)
    asked = solving.ask(stage, tangents.chosen, False, solving.anchor(), solving.face)
    found = plan_in(problem, repaired_plan(solving, stage, tangents.chosen, asked))
    assert sum(found.values()) == 27 and all(not v or v >= 4 for v in found.values())


def test_a_limit_changes_nothing_of_a_plan_that_is_proven_within_it() -> None:
    problem = small({"s": 27}, TOWNS, rules=[LEAST], targets=[BY_V])
    program = formulate(problem, score(problem))
    free, bound = (
        solve(program, engine("highs"), AUTO.within(seconds)) for seconds in (None, 600.0)
    )
    assert free.proven == bound.proven == "exact" and (free.x == bound.x).all()
    assert free.goals[0].value == bound.goals[0].value > Fraction(0)
