"""One scenario at the end of its walk, as every report and question takes it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from optalloc.core.message import Words
from optalloc.pipeline.audit import verify
from optalloc.pipeline.metrics import Difference, PlanMetrics, differences, measure
from optalloc.problem.component import Breach
from optalloc.problem.facts import Plan
from optalloc.problem.formulate import lattice
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem
from optalloc.solver.program.program import Program
from optalloc.solver.search.outcome import Outcome


@dataclass(frozen=True)
class AuditedPlan:
    """A plan with what the audit and the figures say of it."""

    plan: Plan
    breaches: tuple[Breach, ...]
    figures: PlanMetrics


@dataclass(frozen=True)
class Inputs:
    """The files that a scenario was read from.

    Attributes:
        scenario: Its own file, YAML or a workbook.
        settings: What was laid over it, `KEY=VALUE`.
        digests: The SHA-256 of every file as it was read, by its whole path.
    """

    scenario: Path
    settings: tuple[str, ...]
    digests: Mapping[Path, str]


@dataclass(frozen=True)
class Solved:
    """One scenario at the end of its walk; every stage it went through is here.

    Attributes:
        problem: What was to be shared out, by which policy.
        targets: What each recipient would get with no rules and no rounding [fen, Fraction].
        program: The integer program that was solved, in whole grains.
        outcome: Why solving ended, whether there is a plan, and what is proven of it.
        best: The best plan, audited; None when there is none.
        baseline: The proportional plan with its breaches.
        inputs: The files it was read from; None where it was not read from files.
    """

    problem: Problem
    targets: Targets
    program: Program
    outcome: Outcome
    best: AuditedPlan | None
    baseline: AuditedPlan
    inputs: Inputs | None = None

    @cached_property
    def step(self) -> tuple[int, Words]:
        """The step of every recipient's total [fen], and why."""
        return lattice(self.problem)

    @cached_property
    def changes(self) -> tuple[Difference, ...]:
        """Each recipient's total beside the baseline's; empty without a plan."""
        names = [r.name for r in self.problem.recipients]
        return differences(names, self.best.plan, self.baseline.plan) if self.best else ()


def judge(
    problem: Problem, targets: Targets, plan: Plan, near: Solved | None = None
) -> AuditedPlan:
    """Return a plan with its breaches and figures.

    Args:
        near: A solved neighbour: its figures are taken where it measured the same plan.
    """
    breaches = verify(problem, targets, plan)
    known = None if near is None else _measured(problem, targets, plan, near)
    if known is not None:
        return AuditedPlan(plan, breaches, replace(known, breaches=len(breaches)))
    return AuditedPlan(plan, breaches, measure(problem, targets, plan, len(breaches)))


def _measured(problem: Problem, targets: Targets, plan: Plan, near: Solved) -> PlanMetrics | None:
    """Return a neighbour's figures of the same plan, where all they are made of is the same."""
    other = near.problem
    read = ("recipients", "uses", "earlier")
    if any(getattr(problem, name) != getattr(other, name) for name in read):
        return None
    for audited in (near.best, near.baseline):
        if audited is not None and audited.plan == plan and near.targets.of == targets.of:
            return audited.figures
    return None
