"""What the sections of a page are written from: one solved scenario, in the unit of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd

from optalloc.core.alignment import aligned, signed
from optalloc.core.message import Lang, Words
from optalloc.core.money import decimals_of
from optalloc.core.solve_options import SolveOptions
from optalloc.explaining.waterfall.waterfall import Waterfall, waterfall
from optalloc.pipeline.answer import answer_of
from optalloc.pipeline.solved import AuditedPlan, Solved, judge
from optalloc.present.charts.plan_and_baseline import RecipientBars
from optalloc.present.document import amounts_in
from optalloc.problem.baselines import baseline_name
from optalloc.problem.facts import Plan
from optalloc.problem.problem import Problem
from optalloc.reports.report import ProjectTexts

MOST_SECONDS = 5
"""A plan that took longer to solve is not solved again, rule by rule, to be explained [s]."""
SECONDS_A_STEP = 10
"""What each such solve may take [s]."""
TOTAL = Words("合计", "total")
RECIPIENT = Words("单位", "recipient")


@dataclass(frozen=True)
class PageContext:
    """One solved scenario as a page shows it.

    Attributes:
        solved: The scenario, every amount of it said in the unit of the page; it has a plan.
        to_projects: What is said to each project, where letters were asked for.
    """

    solved: Solved
    best: AuditedPlan
    lang: Lang
    to_projects: ProjectTexts | None = None

    @property
    def problem(self) -> Problem:
        """The facts and the policy."""
        return self.solved.problem

    @property
    def unit(self) -> str:
        """The unit of every amount."""
        return self.solved.problem.unit

    @property
    def names(self) -> list[str]:
        """The recipients, in listed order."""
        return [recipient.name for recipient in self.problem.recipients]

    @property
    def unit_line(self) -> Words:
        """What stands behind the title of a table of amounts."""
        return amounts_in(self.unit)

    @cached_property
    def grain(self) -> int:
        """The step that totals are printed in [fen]."""
        return step_of(self.problem)

    @cached_property
    def held(self) -> Mapping[str, Mapping[tuple[str, str], int]]:
        """By recipient what it has [fen], by ("source", name) and by ("use", name)."""
        held: dict[str, dict[tuple[str, str], int]] = {name: {} for name in self.names}
        for award in self.best.plan.awards:
            for key in (("source", award.source), ("use", award.use)):
                cells = held[award.recipient]
                cells[key] = cells.get(key, 0) + award.amount
        return held

    @cached_property
    def beside(self) -> list[RecipientBars]:
        """Each recipient's amounts beside its baseline, as the pictures take them."""
        against = self.solved.baseline.plan.by_recipient
        sources = [("source", source.name) for source in self.problem.sources]
        return [
            RecipientBars(
                name,
                tuple(self.held[name].get(source, 0) for source in sources),
                against.get(name, 0),
                self.solved.targets.target(name),
            )
            for name in self.names
        ]

    @property
    def baseline_name(self) -> Words:
        """What the baseline is called."""
        return baseline_name(self.problem)

    @cached_property
    def way(self) -> Waterfall | None:
        """The way from target to award; None where finding it would take too long."""
        outcome = self.solved.outcome
        if outcome.seconds > MOST_SECONDS:
            return None
        engine = outcome.engine if outcome.engine in ("cbc", "highs") else "cbc"
        return waterfall(answer_of(self.solved), SolveOptions(engine, SECONDS_A_STEP))

    def amounts(self, fen: Sequence[int | None], grain: int | None = None) -> list[str]:
        """Return amounts of a column [fen] with the decimals that their grain needs."""
        return aligned(fen, self.unit, decimals_of(grain or self.grain, self.unit))

    def changes(self, fen: Sequence[int | None]) -> list[str]:
        """Return differences of a column [fen] with their signs."""
        return signed(fen, self.unit, decimals_of(self.grain, self.unit))


def shown(
    solved: Solved, lang: Lang, unit: str, to_projects: ProjectTexts | None = None
) -> PageContext:
    """Return a solved scenario for a page.

    Raises:
        ValueError: When it has no plan.
    """
    said = in_unit(solved, unit)
    if said.best is None:
        raise ValueError("there is no plan to show")
    return PageContext(said, said.best, lang, to_projects)


def in_unit(solved: Solved, unit: str) -> Solved:
    """Return a solved scenario with every amount said in a unit; the plan stays what it is."""
    if unit == solved.problem.unit:
        return solved
    problem = replace(solved.problem, unit=unit)
    targets = replace(solved.targets, facts=problem)

    def again(plan: Plan) -> AuditedPlan:
        return judge(problem, targets, plan)

    best = None if solved.best is None else again(solved.best.plan)
    baseline = again(solved.baseline.plan)
    return replace(solved, problem=problem, targets=targets, best=best, baseline=baseline)


def step_of(problem: Problem) -> int:
    """Return the step that totals are printed in [fen]."""
    return problem.grain.totals or gcd(*problem.grain.cells.values())
