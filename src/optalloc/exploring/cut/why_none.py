"""Which rules leave no plan with the new money, and the sum that shows it."""

from optalloc.core.message import NOTHING, Words
from optalloc.core.solve_options import SolveOptions
from optalloc.explaining.conflict.changes import rule_words
from optalloc.explaining.conflict.describe import figure_words
from optalloc.explaining.conflict.iis import ConflictSearch
from optalloc.pipeline.feasibility import Asker
from optalloc.problem.problem import Problem

MOST_SECONDS = 10
"""What the search may take, for a letter that is already certain [s]."""


def why_none(problem: Problem, how: SolveOptions) -> Words:
    """Return the rules that cannot all hold, one a line; nothing where that is not known in time.

    Without any one of them there may be a plan: `explain` looks for the ways out.

    Args:
        problem: With the new money.
        how: What solving is told; the search takes no longer than MOST_SECONDS.
    """
    left = how.budget.left()
    asker = Asker(how.within(min(MOST_SECONDS, MOST_SECONDS if left is None else left)))
    search = ConflictSearch(problem, asker)
    every = frozenset(search.labels)
    if not search.is_conflict(every):
        return NOTHING
    conflict = search.told(search.reduced(every), False)
    said = Words("\n  不能同时成立的是：", "\n  These cannot all hold:")
    if conflict.sources:
        said = Words("\n  与资金不能同时成立的是：", "\n  These cannot hold with the money:")
    for rule in problem.rules:
        if rule.label in conflict.rules:
            said += Words("\n    ", "\n    ") + rule_words(rule, problem)
    if (figure := figure_words(conflict, problem)) != NOTHING:
        said += Words("\n    ", "\n    ") + figure
    return said
