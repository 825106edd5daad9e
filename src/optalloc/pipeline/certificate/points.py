"""Plans and points as a certificate writes them: awards in fen, and columns they do not show."""

import numpy as np

from optalloc.core.message import Words
from optalloc.pipeline.certificate.encoding import Broken, Unreadable, entry, read_whole
from optalloc.problem.facts import Award, Plan
from optalloc.problem.layout import cells_of
from optalloc.problem.problem import Problem
from optalloc.solver.program.program import Program, Whole


def awards_json(plan: Plan) -> list[list[str | int | None]]:
    """Return the awards of a plan: recipient, source, use, project, fen."""
    return [[a.recipient, a.source, a.use, a.project, a.amount] for a in plan.awards]


def read_awards(said: object) -> Plan:
    """Return the plan of an entry.

    Raises:
        Unreadable: When it is none.
    """
    return Plan(_award(item) for item in entry({"plan": said}, "plan", list))


def _award(item: object) -> Award:
    if not isinstance(item, list) or len(item) != 5:
        raise Unreadable
    recipient, source, use, project, fen = item
    names = (recipient, source, use)
    if not all(isinstance(name, str) for name in names) or not isinstance(project, str | None):
        raise Unreadable
    return Award(recipient, source, use, read_whole(fen), project)


def others_json(program: Program, x: Whole) -> dict[str, int]:
    """Return the columns above 0 that are neither cells nor totals."""
    return {str(j): int(x[j]) for j in _others(program).tolist() if x[j]}


def point_json(x: Whole) -> dict[str, int]:
    """Return every column that is not 0."""
    return {str(j): int(x[j]) for j in np.flatnonzero(x).tolist()}


def read_point(said: object, columns: int) -> Whole:
    """Return the point of an entry.

    Raises:
        Unreadable: When it is none.
    """
    x = np.zeros(columns, dtype=np.int64)
    for key, value in entry({"x": said}, "x", dict).items():
        if not key.isascii() or not key.isdigit() or len(key) > 9 or int(key) >= columns:
            raise Unreadable
        x[int(key)] = read_whole(value)
    return x


def point_of(problem: Problem, program: Program, plan: Plan, others: Whole) -> Whole:
    """Return the columns of a plan.

    Args:
        others: The columns that are neither cells nor totals; 0 elsewhere.

    Raises:
        Broken: When an award is of no cell, or no whole number of its steps.
    """
    x, ties = others.copy(), program.ties
    x[ties.cells] = x[ties.totals] = 0
    place = {cell: j for j, cell in enumerate(cells_of(problem))}
    for award in plan.awards:
        column = place.get((award.recipient, award.source, award.use, award.project))
        grain = problem.grain.cells.get(award.source, 0)
        if column is None or not grain or award.amount % grain:
            where = f"{award.recipient}/{award.source}/{award.use}"
            said = problem.say(award.amount)
            raise Broken(
                Words(
                    f"{where} 的 {said} 不是情景里的一笔安排", f"{where}: {said} is no award there"
                )
            )
        x[column] = award.amount // grain
    for r, recipient in enumerate(problem.recipients):
        money = plan.by_recipient.get(recipient.name, 0)
        if money % ties.step:
            raise Broken(
                Words(
                    f"{recipient.name} 的合计 {problem.say(money)} 不合取整单位",
                    f"{recipient.name}: {problem.say(money)} is between two steps",
                )
            )
        x[ties.totals[r]] = money // ties.step
    return x


def _others(program: Program) -> Whole:
    """Return the columns that are neither cells nor totals."""
    is_other = np.ones(program.columns, dtype=bool)
    is_other[program.ties.cells] = is_other[program.ties.totals] = False
    return np.flatnonzero(is_other).astype(np.int64)
