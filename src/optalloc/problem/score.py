"""Score a problem: standards and fixed amounts first, then formulas on what they leave."""

from fractions import Fraction

from optalloc.core.exact import total
from optalloc.problem.at_level import complaints_of
from optalloc.problem.interfaces import Targets
from optalloc.problem.problem import Problem


def score(problem: Problem) -> Targets:
    """Return every recipient's target with its score sheet.

    Formulas share out what standards and fixed amounts leave, each its portion of the same rest.
    """
    nothing = Fraction(0)
    first = [part for part in problem.targets if not part.takes_rest]
    given = (line.amount for part in first for line in part.sheet(problem, nothing))
    rest = problem.money - total(given)
    parts = [(part, nothing) for part in first]
    parts += [(part, rest) for part in problem.targets if part.takes_rest]
    targets: dict[str, Fraction] = {}
    for part, money in parts:
        for name, amount in part.by_recipient(problem, money).items():
            targets[name] = targets[name] + amount if name in targets else amount
    return Targets(targets, problem, tuple(parts))


def can_score(problem: Problem) -> bool:
    """Return whether every part can use its figures, and no formula shares less than nothing."""
    refused = (True for part in problem.targets for _ in complaints_of(part, problem))
    return not any(refused) and not problem.is_overfixed
