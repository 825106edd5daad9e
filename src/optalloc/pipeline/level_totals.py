"""Totals of the units above the recipients: each the sum of all that stand under it."""

from dataclasses import dataclass
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.pipeline.metrics import Difference
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.problem.higher_units import HigherTargets


@dataclass(frozen=True)
class UnitTotal:
    """What one unit gets, beside its target and its baseline.

    Attributes:
        above: The unit of the next higher level that it stands under; empty at the highest.
        places: The places of its recipients in listed order.
        target: The sum of its recipients' targets [fen, exact].
        beside: Its total in the plan and in the baseline [fen].
    """

    name: str
    above: str
    places: tuple[int, ...]
    target: Fraction
    beside: Difference


@dataclass(frozen=True)
class LevelTotals:
    """The totals of one level, its units in listed order."""

    level: str
    units: tuple[UnitTotal, ...]

    @property
    def title(self) -> Words:
        """What a table of it is called."""
        return Words(f"按{self.level}合计", f"Totals by {self.level}")


def level_totals(solved: Solved, best: AuditedPlan) -> tuple[LevelTotals, ...]:
    """Return the totals of every level, the highest first; nothing without levels."""
    problem, above, found = solved.problem, "", list[LevelTotals]()
    for level, units in problem.at_levels.items():
        targets = HigherTargets(units, solved.targets)
        plan, baseline = (
            units.plan(judged.plan).by_recipient for judged in (best, solved.baseline)
        )
        members = problem.hierarchy.members(level, problem.recipients)
        rows = [
            UnitTotal(
                unit.name,
                unit.marks.get(above, ""),
                tuple(members[unit.name]),
                targets.target(unit.name),
                Difference(unit.name, plan.get(unit.name, 0), baseline.get(unit.name, 0)),
            )
            for unit in units.recipients
        ]
        found.append(LevelTotals(level, tuple(rows)))
        above = level
    return tuple(found)
