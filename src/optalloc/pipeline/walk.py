"""The walk of one problem: targets, Program, Outcome, audited Plan, baseline, figures."""

import time
from dataclasses import fields, replace
from typing import Any

from optalloc.core.errors import BrokenPromise
from optalloc.core.message import Words
from optalloc.core.solve_options import AUTO, SolveOptions
from optalloc.pipeline.audit import plan_of
from optalloc.pipeline.solved import Solved, judge
from optalloc.problem.at_level import values_in_order
from optalloc.problem.baseline_plan import baseline_plan
from optalloc.problem.component import Breach
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import formulate
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from optalloc.solver.engines.select import engine
from optalloc.solver.lexicographic import solve as solve_program
from optalloc.solver.program.program import Program
from optalloc.solver.proof.tree import is_alike
from optalloc.solver.search.outcome import Outcome

OF_PAPERS = frozenset(
    ("name", "title", "notes", "paper", "baseline", "warnings", "sheets", "switched_off")
)
"""The fields of a problem that no program and no solver looks at."""


def walk(problem: Problem, how: SolveOptions = AUTO, near: Solved | None = None) -> Solved:
    """Take a problem to its audited best plan, beside the baseline.

    Args:
        near: A neighbour solved as it is told here. Where the two differ in nothing that a solver
            sees, its outcome is taken, and the plan audited again; the answer is the same without.

    Raises:
        BrokenPromise: When a plan fails the independent audit: a fault of the program.
    """
    budget, begun = how.budget, time.monotonic()
    budget.position.unit = problem.unit
    targets = score(problem)
    if near is not None and is_same_to_solver(problem, near):
        return judged(problem, targets, near.program, near.outcome, near)
    program = formulate(problem, targets)
    # The audit, the figures and the baseline take about as long as all that came before did.
    solving = how.within(budget.for_a_plan.without(time.monotonic() - begun))
    outcome = solve_program(program, engine(how.solver), solving, telling=True)
    return judged(problem, targets, program, outcome, near)


def is_same_to_solver(problem: Problem, near: Solved) -> bool:
    """Return whether a solved neighbour has the very program of a problem, solved to its end."""
    if near.outcome.stopped != "finished" or not near.outcome.settled:
        return False
    names = [f.name for f in fields(problem) if f.name not in OF_PAPERS]
    pairs = [(getattr(problem, name), getattr(near.problem, name)) for name in names]
    # Mappings are equal in any order, and of years the first one is the first that is named.
    return all(one == other for one, other in pairs) and all(
        repr(one) == repr(other) for one, other in pairs
    )


def judged(
    problem: Problem,
    targets: Targets,
    program: Program,
    outcome: Outcome,
    near: Solved | None = None,
) -> Solved:
    """Return an outcome with its plan audited, beside the baseline.

    Args:
        near: A solved neighbour, whose figures are taken where they are of the same plans.

    Raises:
        BrokenPromise: When the plan fails the independent audit: a fault of the program.
    """
    best = None
    if outcome.x is not None:
        best = judge(problem, targets, plan_of(problem, outcome.x), near)
        if best.breaches:
            raise BrokenPromise(_broken(best.breaches[0]))
        if (label := _misvalued(problem, targets, outcome, best.plan)) is not None:
            raise BrokenPromise(_worth_another(label))
    plan = baseline_plan(problem, targets, problem.baseline)
    baseline = judge(problem, targets, plan, near)
    return Solved(problem, targets, program, outcome, best, baseline)


def _misvalued(problem: Problem, targets: Targets, outcome: Outcome, plan: Plan) -> str | None:
    """Return a goal of which a value is proven that is not its formula's in the plan; else None.

    The formula is written apart from the columns and costs that were solved, so that neither says
    something false unseen. A goal is passed over of which fewer values are told than it tells plans
    apart by: time ran out before its last one, or its levels have a proof of their own (leximin).
    """
    for goal in problem.goals:
        told = [g for g in outcome.goals if g.label == goal.label]
        values = values_in_order(goal, problem, targets, plan)
        if len(told) == len(values) and any(
            g.proven != "no" and not is_alike(g.value if g.in_plan is None else g.in_plan, own)
            for g, own in zip(told, values, strict=True)
        ):
            return goal.label
    return None


def _worth_another(label: str) -> Words:
    return Words(
        f"程序内部错误：目标【{label}】求得的数值与按公式算出的不同，未输出。请把情景文件发给我们。",
        f"a fault of the program: the goal [{label}] has another value by its formula than was "
        "solved for, and nothing is shown. Please send us the scenario.",
    )


class SolvedInTransit:
    """A solved scenario as it travels to another process: there the rest of it is made again."""

    def __init__(self, solved: Solved) -> None:
        self.solved = solved

    def __getstate__(self) -> dict[str, Any]:
        """Return what travels."""
        return {"of": (self.solved.problem, self.solved.outcome, self.solved.inputs)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Audit the plan again, and make what stands beside it."""
        problem, outcome, inputs = state["of"]
        targets = score(problem)
        made = judged(problem, targets, formulate(problem, targets), outcome)
        self.solved = replace(made, inputs=inputs)


def _broken(breach: Breach) -> Words:
    said = breach.words()
    return Words(
        f"程序内部错误：方案未通过独立核对，未输出。{said.zh}。请把情景文件发给我们。",
        f"a fault of the program: the plan failed its audit and is not shown. {said.en}. "
        "Please send us the scenario.",
    )
