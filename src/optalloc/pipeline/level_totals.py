"""Totals of the units above the recipients, of one plan or of several side by side.

Each is the sum of all that stand under the unit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from optalloc.core.message import Words
from optalloc.pipeline.metrics import Difference
from optalloc.pipeline.solved import AuditedPlan, Solved
from optalloc.problem.higher_units import HigherTargets

MOST_UNITS = 30
"""Units of a level that a screen shows one by one; of more, those that the plans differ on most."""


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


@dataclass(frozen=True)
class ComparedUnit:
    """What one unit gets in every scenario.

    Attributes:
        above: The unit of the next higher level that it stands under; empty at the highest.
        totals: Scenario by scenario; None where it has no such unit, or no plan.
    """

    name: str
    above: str
    totals: tuple[UnitTotal | None, ...]

    @property
    def apart(self) -> tuple[int, int]:
        """How far apart the plans are, then how far one is from its baseline [fen]."""
        there = [total.beside for total in self.totals if total is not None]
        amounts = [0] * (len(there) < len(self.totals)) + [beside.amount for beside in there]
        return max(amounts) - min(amounts), max(abs(beside.change) for beside in there)


@dataclass(frozen=True)
class ComparedLevel:
    """One level of every scenario that has it, its units in listed order.

    Attributes:
        above: The next higher level; empty for the highest.
    """

    level: str
    above: str
    units: tuple[ComparedUnit, ...]

    @property
    def title(self) -> Words:
        """What a table of it is called."""
        return Words(f"按{self.level}合计", f"Totals by {self.level}")

    def shown(self, most: int = MOST_UNITS) -> tuple[list[ComparedUnit], list[ComparedUnit]]:
        """Return who is shown one by one, in listed order, and who is left."""
        if len(self.units) <= most:
            return list(self.units), []
        order = sorted(self.units, key=lambda unit: unit.apart, reverse=True)
        kept = {unit.name for unit in order[:most]}
        shown, left = list[ComparedUnit](), list[ComparedUnit]()
        for unit in self.units:
            (shown if unit.name in kept else left).append(unit)
        return shown, left

    def sums(self, units: Sequence[ComparedUnit], name: str) -> list[Difference | None]:
        """Return what some units get together, scenario by scenario; None where it has none."""
        count = len(self.units[0].totals)
        return [_sum(name, [unit.totals[i] for unit in units]) for i in range(count)]


def _sum(name: str, totals: Sequence[UnitTotal | None]) -> Difference | None:
    there = [total.beside for total in totals if total is not None]
    if not there:
        return None
    amounts = sum(beside.amount for beside in there)
    against = sum(beside.against for beside in there)
    return Difference(name, amounts, against)


def compared_levels(plans: Sequence[Solved]) -> tuple[ComparedLevel, ...]:
    """Return every level of any scenario that has a plan, the highest first."""
    found = [() if s.best is None else level_totals(s, s.best) for s in plans]
    by_level = [{one.level: one for one in levels} for levels in found]
    names = dict.fromkeys(one.level for levels in found for one in levels)
    return tuple(
        _compared(name, [levels.get(name) for levels in by_level], found) for name in names
    )


def _compared(
    level: str, sides: Sequence[LevelTotals | None], found: Sequence[tuple[LevelTotals, ...]]
) -> ComparedLevel:
    held = [{unit.name: unit for unit in side.units} if side else {} for side in sides]
    first = next(levels for levels in found if any(one.level == level for one in levels))
    place = next(i for i, one in enumerate(first) if one.level == level)
    units = []
    for name in dict.fromkeys(name for side in held for name in side):
        totals = tuple(side.get(name) for side in held)
        units.append(ComparedUnit(name, next(t.above for t in totals if t), totals))
    return ComparedLevel(level, first[place - 1].level if place else "", tuple(units))


def left_words(level: ComparedLevel, left: Sequence[ComparedUnit]) -> Iterator[Words]:
    """Yield that not all units are shown; nothing where they are."""
    if left:
        there, shown = len(level.units), len(level.units) - len(left)
        yield Words(
            f"（共 {there} 个，这里是各方案相差最大的 {shown} 个，其余合为一行，"
            "见 --json 或 --out）",
            f"(of {there} the {shown} on which the plans differ most, the others as one row: see "
            "--json or --out)",
        )
