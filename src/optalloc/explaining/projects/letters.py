"""The letter to a project: what it gets, why, and what would get it in.

A project without money is held in and the problem solved again: worse by a goal, just as good, or
forbidden by a smallest set of rules. A funded one is left out. Who has a place in a rank order
keeps it there (turns.py), or the plans would be those of another problem; what becomes of them
without it is found beside. What would get a project in is looked for (ways.py) in few letters only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from optalloc.core.errors import Fault, refuse_any
from optalloc.core.message import Words, same
from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.conflict.iis import find_conflicts
from optalloc.explaining.projects.turns import HeldIn, Turn, left_out, orders_of, turns_of
from optalloc.explaining.projects.ways import SearchForWays, WaysIn
from optalloc.explaining.replacement.replacement import (
    WITHOUT,
    Replaced,
    beside,
    changed_projects,
    replaced,
)
from optalloc.explaining.rule_costs.effects import ChangeEffect, effect_of
from optalloc.pipeline.answer import Resolved, with_rules
from optalloc.pipeline.resolve import best
from optalloc.problem.component import unknown
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.problem.rules.gate import Gate
from optalloc.problem.rules.must_fund import MustFund
from optalloc.problem.rules.project_funding import ProjectFunding
from optalloc.problem.rules.schedule import starts_told

MOST_SEARCHED = 12
"""Letters up to which it is looked for what would get each project in."""
WISH = "→"
"""Stands before the project in the label of a wish, which no rule of a scenario is called."""


@dataclass(frozen=True)
class ProjectLetter:
    """What is said to one project.

    Attributes:
        awards: What each source gives it [fen], sources that give nothing left out.
        held: Of one without money: the best plan that funds it, beside the plan; None of others.
        dropped, other: The projects that would lose all their money for it, and that plan.
        rules: Of one that cannot be funded: a smallest set of rules that forbid it.
        replaced: Of a funded one: what the plan loses without it; None of others.
        turns: Its turn in each rank order.
        apart: Of one in a rank order: what a plan would be that is decided about it apart from the
            order, funded where the plan leaves it out and withdrawn where it is funded.
        ways: What would get it in; None where nobody looked.
        passed: Of one that gates refuse for what can be settled: what the best plan would give it
            once all of that is [fen]; None of others, and where nobody looked.
    """

    project: Project
    awards: tuple[tuple[str, int], ...]
    held: ChangeEffect | None = None
    dropped: tuple[str, ...] = ()
    other: Plan | None = None
    rules: tuple[str, ...] = ()
    replaced: Replaced | None = None
    turns: tuple[Turn, ...] = ()
    apart: Replaced | None = None
    ways: WaysIn | None = None
    passed: int | None = None

    @property
    def award(self) -> int:
        """What it gets [fen]."""
        return sum(fen for _, fen in self.awards)

    @property
    def withdrawn(self) -> Replaced | None:
        """What the plan loses where a rank order passes over it; None of one without money."""
        return self.apart if self.turns and self.awards else self.replaced


@dataclass(frozen=True)
class ProjectLetters:
    """The letters to projects.

    Attributes:
        is_searched: Whether it was looked for what would get projects in.
    """

    answer: Resolved
    letters: tuple[ProjectLetter, ...]
    is_searched: bool

    @cached_property
    def starts(self) -> Mapping[str, Words]:
        """The year in which each project starts, where a rule speaks of starts."""
        problem, plan = self.answer.problem, self.answer.plan
        return {} if plan is None else starts_told(problem.rules, problem, plan)


def project_letters(
    answer: Resolved,
    projects: Sequence[str] | None = None,
    how: SolveOptions = HIGHS,
    progress: Progress | None = None,
) -> ProjectLetters:
    """Return the letters to some projects, or to all.

    Args:
        projects: Whose letters; None for everybody's.

    Raises:
        ValueError: When there is no plan.
        InputUnusable: When a project is not there, or there is no library.
    """
    if answer.plan is None:
        raise ValueError("there is no plan to explain")
    _check(answer.problem, projects or ())
    asked = [p for p in answer.problem.projects if projects is None or p.name in set(projects)]
    is_searched, told = len(asked) <= MOST_SEARCHED, list[ProjectLetter]()
    writing = _Writing(answer, answer.plan, how.begun(), is_searched)
    for project in asked:
        told.append(writing.letter(project))
        if progress is not None:
            progress(len(told), len(asked))
    return ProjectLetters(answer, tuple(told), is_searched)


class _Writing:
    """Writes one letter after another.

    Attributes:
        searching: Looks for what would get projects in.
        orders: The rank orders, for every letter.
    """

    def __init__(self, answer: Resolved, plan: Plan, how: SolveOptions, is_searched: bool) -> None:
        self.answer, self.problem, self.plan = answer, answer.problem, plan
        self.how, self.is_searched = how, is_searched
        self.searching = SearchForWays(answer, how)
        self.orders = orders_of(self.problem)
        funding = (r.how for r in self.problem.rules if isinstance(r, ProjectFunding))
        self.way: Literal["whole", "from_minimum"] = next(funding, "from_minimum")

    def letter(self, project: Project) -> ProjectLetter:
        """Return the letter to one project."""
        held: dict[str, int] = {}
        for award in self.plan.awards:
            if award.project == project.name:
                held[award.source] = held.get(award.source, 0) + award.amount
        turns = turns_of(self.problem, self.plan, project, self.orders)
        letter = ProjectLetter(project, tuple(held.items()), turns=turns)
        if held:
            return self._funded(letter, project)
        if not project.need:
            return letter
        return self._left_out(letter, project)

    def _funded(self, letter: ProjectLetter, project: Project) -> ProjectLetter:
        """Return the letter to a project with money."""
        withdrawn = replaced(self.answer, "project", project.name, self.how)
        if not letter.turns:
            return replace(letter, replaced=withdrawn)
        if any(turn.settled_by for turn in letter.turns):
            cost = Replaced("project", project.name, letter.award, ChangeEffect("no_plan"))
            return replace(letter, replaced=cost, apart=withdrawn)
        after = best(self._with_rule(left_out(WITHOUT + project.name, project)), self.how)
        cost = beside(self.answer, after, "project", project.name)
        return replace(letter, replaced=cost, apart=withdrawn)

    def _left_out(self, letter: ProjectLetter, project: Project) -> ProjectLetter:
        """Return the letter to a project without money."""
        letter, held = self._held_in(letter, project)
        if letter.turns:
            funded = best(self._with_rule(self._wish(MustFund, project)), self.how)
            letter = replace(letter, apart=beside(self.answer, funded, "project", project.name))
        if not self.is_searched:
            return letter
        gates = [rule for rule in self.problem.rules if isinstance(rule, Gate)]
        if any(gate.refusal_of(project, self.problem) for gate in gates):
            return replace(letter, passed=self._passed(project, gates))  # No figure gets it in.
        return replace(letter, ways=self.searching.ways(project, held))

    def _passed(self, project: Project, gates: Sequence[Gate]) -> int | None:
        """Return what it would get if all that gates ask for were settled; None if none passes."""
        passing = project
        for gate in gates:
            passing = gate.settled(passing)
        projects = tuple(passing if p is project else p for p in self.problem.projects)
        changed = replace(self.problem, projects=projects)
        if changed.projects_decided.get(project.name) is False:
            return None
        after = best(changed, self.how)
        if after.plan is None or not after.is_best:
            return None
        return after.plan.sums("project").get(project.name, 0)

    def _held_in(
        self, letter: ProjectLetter, project: Project
    ) -> tuple[ProjectLetter, Resolved | None]:
        """Return the letter with what holding it in would do, its place in orders kept.

        Beside it stands the best plan with it; None where an order settles that there is none.
        """
        if settled := next((t.settled_by for t in letter.turns if t.settled_by), ()):
            return replace(letter, held=ChangeEffect("no_plan"), rules=settled), None
        wished = self._with_rule(self._wish(HeldIn, project, letter.turns))
        after = best(wished, self.how)
        effect, dropped = effect_of(self.answer, after), changed_projects(self.plan, after.plan)[0]
        letter = replace(letter, held=effect, dropped=dropped, other=after.plan)
        if effect.state != "no_plan":
            return letter, after
        conflicts = find_conflicts(wished, self.how)
        found = conflicts.found[0].rules if conflicts and conflicts.found else ()
        rules = tuple(label for label in found if not label.startswith(WISH))
        return replace(letter, rules=rules), after

    def _wish(self, rule: type[MustFund], project: Project, turns: Sequence[Turn] = ()) -> MustFund:
        """Return the wish that a project is funded."""
        gets_a_part = any(turn.rule.then == "part" for turn in turns)
        made = rule.model_construct(
            label=WISH + project.name, kind="must_fund", cite="", projects=(project.name,),
            how=self.way, who="", when="", why="", firm=False,
        )  # fmt: skip
        has_least = funds_by_rule(self.problem) and project.name not in self.problem.in_part
        is_any = gets_a_part and not has_least and project.minimum is None
        return made.model_copy(update={"is_any": True}) if is_any else made

    def _with_rule(self, rule: Rule) -> Problem:
        """Return the problem with one rule more."""
        return with_rules(self.problem, (*self.problem.rules, rule))


def funds_by_rule(problem: Problem) -> bool:
    """Return whether a rule says with how much money a project counts as funded."""
    return any(isinstance(rule, ProjectFunding) for rule in problem.rules)


def _check(problem: Problem, projects: Sequence[str]) -> None:
    """Refuse names that are not there."""
    faults = [
        Fault("", same("--project"), one.allowed, one.came, one.remedy)
        for one in unknown("", tuple(projects), problem.project_named)
    ]
    refuse_any(faults)
