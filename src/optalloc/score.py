"""Score a problem: standards and fixed amounts first, then formulas on what they leave."""

from fractions import Fraction

from optalloc.exact import total
from optalloc.parts import ScoreLine, Targets
from optalloc.problem import Problem


def score(problem: Problem) -> Targets:
    """Return every recipient's target with its score sheet.

    Formulas share out what standards and fixed amounts leave, each its portion of the same rest.
    """
    sheet: list[ScoreLine] = []
    for part in problem.targets:
        if not part.takes_rest:
            sheet += part.lines(problem, Fraction(0))
    rest = Fraction(problem.money) - total(line.amount for line in sheet)
    for part in problem.targets:
        if part.takes_rest:
            sheet += part.lines(problem, rest)
    return Targets(tuple(sheet))
