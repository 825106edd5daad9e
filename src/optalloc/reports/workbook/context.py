"""What the sheets of one report are written from, worked out once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from math import gcd

from optalloc.present.xlsx.figures import TARGET_DECIMALS, MoneyFormat
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.reports.report import Report

Cells = dict[tuple[str, str, str], int]
"""MoneyFormat by recipient, source and use [fen]."""


@dataclass(frozen=True)
class Material:
    """A report and how its money is shown."""

    report: Report
    money: MoneyFormat

    @property
    def problem(self) -> Problem:
        """The problem that was solved."""
        return self.report.solved.problem

    @property
    def plan(self) -> Plan:
        """The plan that is reported."""
        return self.report.best.plan

    @property
    def title(self) -> str:
        """What the plan calls itself."""
        return self.problem.shown_name

    @cached_property
    def names(self) -> list[str]:
        """The recipients, in listed order."""
        return [r.name for r in self.problem.recipients]

    @cached_property
    def cells(self) -> Cells:
        """The plan's money, projects together."""
        return cells_of(self.plan)

    @cached_property
    def direct(self) -> Cells:
        """The plan's money that goes to no project."""
        return cells_of(Plan(a for a in self.plan.awards if a.project is None))

    @cached_property
    def decimals_of(self) -> dict[str, int]:
        """How many decimals the awards from each source need, by its grain."""
        amounts = defaultdict[str, set[int]](set)
        for award in self.plan.awards:
            amounts[award.source].add(award.amount)
        grains = self.problem.grain.cells
        return {s: self.money.decimals(grain, amounts[s]) for s, grain in grains.items()}

    @cached_property
    def decimals(self) -> int:
        """How many decimals every amount of the plan and its baseline can be shown in."""
        common = reduce(gcd, self.problem.grain.cells.values())
        plans = (self.plan, self.report.solved.baseline.plan)
        amounts = [a.amount for plan in plans for a in plan.awards]
        amounts += [source.amount for source in self.problem.sources]
        amounts += [project.need for project in self.problem.projects]
        return self.money.decimals(common, amounts)

    @cached_property
    def target_decimals(self) -> int:
        """How many decimals targets are shown in."""
        return max(self.decimals, min(TARGET_DECIMALS, self.money.fen))


def cells_of(plan: Plan) -> Cells:
    """Return a plan's money by recipient, source and use [fen]."""
    held: Cells = defaultdict(int)
    for award in plan.awards:
        held[award.recipient, award.source, award.use] += award.amount
    return dict(held)


def uses_of(material: Material, source: str) -> list[str]:
    """Return the uses that a source gives to, the first of all where it gives nothing."""
    given = {use for _, s, use in material.cells if s == source}
    uses = [use.name for use in material.problem.uses if use.name in given]
    return uses or [material.problem.uses[0].name]


def money_in(cells: Cells, sources: Iterable[str], uses: Iterable[str]) -> int:
    """Return the money of some sources and uses [fen]."""
    pots, purposes = set(sources), set(uses)
    return sum(m for (_, s, u), m in cells.items() if s in pots and u in purposes)
