"""A rule against counting: both engines find the plan that the second audit counts out.

A test file adds its rule to a `SecondAudit`, written from the formula, as a method of the rule's
word that yields checks of a plan's cells.
"""

from hypothesis import HealthCheck, Phase, settings

from cases import Case, solved
from optalloc.problem.score import score
from quick import examples
from second_audit import SecondAudit
from test_differential import judge

FEW = settings(
    max_examples=examples(40),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


def both_engines_find_it(case: Case, audit: SecondAudit) -> bool:
    """Hold both engines against the count; returns whether there is a plan.

    `judge` asks for a clean audit and a proven best plan, or for a proof that there is none.
    """
    assert case.complaints() == []
    cells = judge(case, audit, solved(case, "highs"))
    assert judge(case, audit, solved(case, "cbc")) == cells
    return cells is not None


def the_audits_agree(case: Case, audit: SecondAudit, word: str) -> None:
    """Hold the product's breaches of one rule against the second hand, on every plan."""
    problem = case.problem()
    rules = [r for r in problem.rules if r.label == word]
    for cells in audit.plans():
        plan = case.plan(cells)
        found = any(True for r in rules for _ in r.breaches(problem, score(problem), plan))
        assert found != audit.checks[word](cells)
