"""What decides between equally good plans, as data: pots, needs and the plan's mix."""

from fractions import Fraction

import numpy as np

from optalloc.core.exact import largest_remainder
from optalloc.problem.component import Mix
from optalloc.problem.interfaces import Targets
from optalloc.problem.layout import VariableLayout, pots_of
from optalloc.problem.problem import Problem
from optalloc.problem.tie_order import tie_order
from optalloc.problem.tie_rule import LISTED_ORDER
from optalloc.solver.program.program import Ties


def ties_of(problem: Problem, targets: Targets, amounts: VariableLayout) -> Ties:
    """Return what decides between equal plans: whom the tie rule favours, then even cells."""
    asked: dict[str, int] = {}
    for (name, _), need in problem.needs.items():
        asked[name] = asked.get(name, 0) + need
    of_source = [Fraction(s.amount, max(1, problem.money)) for s in problem.sources]
    wanted: dict[str, int] = {}
    for project in problem.projects:
        wanted[project.recipient] = wanted.get(project.recipient, 0) + project.need
    proportion: list[Fraction] = []
    alike = [s / len(problem.uses) for s in of_source for _ in problem.uses]
    for recipient in problem.recipients:
        need = asked.get(recipient.name, 0)
        if not need:
            proportion += alike
            continue
        of_use = [
            Fraction(problem.needs.get((recipient.name, use.name), 0), need) for use in problem.uses
        ]
        proportion += [s * u for s in of_source for u in of_use]
    for project in problem.projects:
        part = Fraction(project.need, max(1, wanted[project.recipient]))
        proportion += [s * part for s in of_source]
    return Ties(
        amounts.totals().column,
        amounts.step,
        np.arange(amounts.cells, dtype=np.int64),
        amounts.recipient,
        amounts.grain,
        tuple(proportion),
        None if problem.needs or problem.projects else _mix(problem),
        tie_order(problem, targets, amounts.step) if problem.ties != LISTED_ORDER else (),
        problem.money,
        None if problem.projects else _mix(problem),
        pots_of(problem),
        tuple(problem.grain.cells[s.name] for s in problem.sources),
        _needs(problem),
        amounts.told_by_totals,
    )


def _needs(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Return the stated needs by recipient and use; empty where none are."""
    if not problem.needs:
        return ()
    names = [use.name for use in problem.uses]
    return tuple(
        tuple(problem.needs.get((r.name, use), 0) for use in names) for r in problem.recipients
    )


def _mix(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Return each source's money by use in grains: evenly, then as each rule leans it.

    Where needs are stated, uses start as large as all the needs for them.
    """
    mix: Mix = {}
    names = [use.name for use in problem.uses]
    needs = [sum(column) for column in zip(*_needs(problem), strict=True)]
    needs = needs if any(needs) else [1] * len(names)
    for source in problem.sources:
        units = source.amount // problem.grain.cells[source.name]
        for use, part in zip(names, largest_remainder(needs, units), strict=True):
            mix[source.name, use] = part
    for rule in problem.rules:
        mix = rule.lean(problem, mix)
    rows = [[mix[s.name, use] for use in names] for s in problem.sources]
    for pot in pots_of(problem):
        if pot.by_award:
            # Every award is in whole units, so the mix is too.
            units = min(sum(rows[s]) // part for s, part in pot.parts)
            given = largest_remainder(rows[pot.parts[0][0]], units)
            for s, part in pot.parts:
                rows[s] = [part * k for k in given]
    return tuple(map(tuple, rows))
