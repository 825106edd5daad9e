"""The most benefit from projects (knapsack):  max sum_p b_p * a_p / need_p,  a_p project p's money.

A project funded whole counts its whole benefit, one funded in part the part that is paid for; money
above the need counts nothing. Where a part brings more than its part: diminishing_benefit.
"""

from collections.abc import Iterator
from fractions import Fraction

from optalloc.core.exact import Exact, total
from optalloc.core.message import Words, same
from optalloc.problem.component import Complaint, without_scores
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import GOALS, Goal
from optalloc.problem.layout import VariableLayout
from optalloc.solver.program.program import Stage, Worst


@GOALS.register("project_benefit")
class ProjectBenefit(Goal):
    """Fund the projects that bring the most.

    Attributes:
        column: The column of the library that counts the benefit, such as 受益人数.
        unit: What one of it is.
    """

    called = Words("项目受益", "project benefit")

    column: str
    unit: str

    @property
    def figure_of_projects(self) -> str:
        """The column that counts the benefit."""
        return self.column

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain about projects without a figure."""
        yield from super().check(facts)
        yield from without_scores(facts, self.column)

    def stages(
        self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout
    ) -> Iterator[Stage | Worst]:
        """Yield the benefit, negated, as a cost of each project's cells."""
        costs: dict[int, Exact] = {}
        money = amounts.sum(by="project")
        entries = zip(
            money.row.tolist(), money.column.tolist(), money.coefficient.tolist(), strict=True
        )
        for p, column, grain in entries:
            project = facts.projects[p]
            if project.need:
                costs[column] = -project.facts[self.column] * grain / project.need
        yield Stage(self.label, self.words(facts), "gain", linear=costs)

    def counted_in(self, facts: Facts) -> Words:
        """Return what one of its value is."""
        return same(self.unit)

    def value(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Fraction:
        """Return the benefit of a plan, negated."""
        held = plan.sums("project")
        return -total(
            p.facts[self.column] * min(held.get(p.name, 0), p.need) / p.need
            for p in facts.projects
            if p.need
        )

    def words(self, facts: Facts) -> Words:
        """Say what is counted."""
        return Words(f"项目的{self.column}最多", f"most {self.column} from projects")
