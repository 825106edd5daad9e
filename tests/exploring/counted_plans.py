"""What counting every plan says of a drawn case, by another hand than the product's."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from cases import Case, cases
from optalloc.pipeline.audit import verify
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import GOALS, Goal
from optalloc.problem.problem import Problem
from optalloc.problem.score import score
from small import every_plan

FEW_PLANS = 1200


def drawn() -> st.SearchStrategy[Case]:
    """Draw cases whose plans can be counted, and whose targets a scenario could have."""
    return cases(FEW_PLANS).filter(_has_targets)


def _has_targets(case: Case) -> bool:
    aims = list(score(case.problem()).of.values())
    return any(aims) and min(aims) >= 0


def with_goals(problem: Problem, *texts: str) -> Problem:
    """Return a problem with other goals, written as on the command line."""
    return replace(problem, goals=tuple(goal(text) for text in texts))


def goal(text: str) -> Goal:
    word, *settings = text.split(":")
    pairs = dict(setting.split("=") for setting in settings)
    return GOALS[word].read(text, pairs, "元")


def kept(problem: Problem) -> list[Plan]:
    """Return every plan that keeps every rule."""
    targets = score(problem)
    return [plan for plan in every_plan(problem) if not verify(problem, targets, plan)]


def totals(problem: Problem, plan: Plan) -> tuple[int, ...]:
    """Return what each recipient gets in all [fen]."""
    return tuple(plan.by_recipient.get(r.name, 0) for r in problem.recipients)


def apart(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Return how much two plans differ by [fen]."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def first_ones(problem: Problem, plans: list[Plan], goals: Iterable[Goal]) -> list[Plan]:
    """Return the plans with least money to recipients without a target, where a goal asks for it.

    Distances that are relative to the target say nothing of such recipients.
    """
    targets = score(problem)
    without = [r.name for r in problem.recipients if not targets.target(r.name)]
    asks = any(getattr(g, "distance", "absolute") not in ("absolute", "squared") for g in goals)
    if not asks or not without or not plans:
        return plans
    given = [sum(plan.by_recipient.get(name, 0) for name in without) for plan in plans]
    return [plan for plan, money in zip(plans, given, strict=True) if money == min(given)]


def undominated(pairs: Iterable[tuple[Fraction, Fraction]]) -> list[tuple[Fraction, Fraction]]:
    """Return the pairs that no other is at least as good as in both, and better in one."""
    found: list[tuple[Fraction, Fraction]] = []
    for pair in sorted(set(pairs)):
        if not found or pair[1] < found[-1][1]:
            found.append(pair)
    return found
