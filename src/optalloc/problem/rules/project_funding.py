"""Money goes to projects: each gets its whole need or nothing, or from its minimum to its need.

With z_p in {0, 1}:  min_p * z_p <= sum_s a[p,s] <= need_p * z_p,  min_p = need_p for a project that
states no minimum or under `whole`, and at least 1, as funded is what gets money: a project that
needs 0 never is. A project without a minimum to which `rank_order` may give a part (then: part) has
min_p = 1 under `from_minimum`. Of alternatives at most one:  sum_{p in group} z_p <= 1;  a project
needs those it requires:  z_p <= z_q. Recipients' totals are then sums of projects.
"""

from collections import defaultdict
from collections.abc import Iterator
from math import gcd
from typing import Literal

import numpy as np

from optalloc.core.message import NOTHING, Words, listed
from optalloc.problem.component import Breach, Complaint, without_library
from optalloc.problem.facts import Facts, Plan, TargetAmounts
from optalloc.problem.interfaces import RULES, Blocks, Rule
from optalloc.problem.layout import ConstraintBlock, LinearExpressions, VariableLayout, bounded
from optalloc.problem.nested_switches import only_where_paid
from optalloc.problem.problem import Problem
from optalloc.problem.projects import Project
from optalloc.solver.program.program import Whole


@RULES.register("project_funding")
class ProjectFunding(Rule):
    """Fund projects of the library, whole or from their minimum.

    Attributes:
        how: `whole`: a project's whole need or nothing, under `rank_order` with `then: part` too;
            `from_minimum`: anything from its minimum to its need, where it states a minimum; its
            whole need where it states none, or a part where `rank_order` gives it one.
        beside: Whether recipients may get money without a project as well.
    """

    called = Words("按项目安排", "project funding")

    loosens = {"how": ("from_minimum",), "beside": (True,)}

    how: Literal["whole", "from_minimum"]
    beside: bool = False

    def check(self, facts: Facts) -> Iterator[Complaint]:
        """Complain when there is no library."""
        yield from without_library(facts)

    @property
    def is_whole_or_nothing(self) -> bool:
        """Whether projects get their whole need or nothing."""
        return self.how == "whole"

    def least(self, facts: Facts, project: Project) -> int:
        """Return the least money that a project takes if it gets any [fen]."""
        if self.how == "whole":
            return project.need
        if project.minimum is None:
            return 1 if project.name in facts.in_part else project.need
        return max(project.minimum, 1)

    def rows(self, facts: Facts, targets: TargetAmounts, amounts: VariableLayout) -> Blocks:
        """Yield two rows a project, one a group of alternatives and one a requirement."""
        projects = facts.projects
        money = amounts.sum(by="project")
        chosen = amounts.switches([(p.name,) for p in projects])
        only_where_paid(self.label, amounts, [p.recipient for p in projects], chosen)
        needs = np.array([p.need for p in projects], dtype=np.int64)
        # A project that needs nothing gets nothing, so no plan shows it funded: its switch is off.
        least = np.array([max(self.least(facts, p), 1) for p in projects], dtype=np.int64)
        yield bounded(self.label, money - chosen.times(needs), high=0)
        yield bounded(self.label, money - chosen.times(least), low=0)
        # Where no whole grains lie between the two, the switch is off: beside 10^10 grains an
        # engine does not see a gap of one.
        step = gcd(*facts.grain.cells.values())
        off = np.flatnonzero(needs // step * step < least).tolist()
        yield bounded(self.label, chosen.pick(off), high=0)
        yield from self._choices(facts, chosen)
        if not self.beside:
            plain = amounts.sum(by=("recipient", "source", "use"), projects=False)
            yield bounded(self.label, plain, 0, 0)

    def _choices(self, facts: Facts, chosen: LinearExpressions) -> Iterator[ConstraintBlock]:
        place = {p.name: i for i, p in enumerate(facts.projects)}
        for group, names in _alternatives(facts).items():
            picked = chosen.pick([place[name] for name in names]).total(group)
            yield bounded(self.label, picked, high=1)
        pairs = [(p.name, q) for p in facts.projects for q in p.requires]
        if pairs:
            wanting: Whole = np.array([place[p] for p, _ in pairs], dtype=np.int64)
            wanted: Whole = np.array([place[q] for _, q in pairs], dtype=np.int64)
            rows = np.arange(len(pairs), dtype=np.int64)
            first = LinearExpressions(
                len(pairs), rows, chosen.column[wanting], np.ones_like(rows), tuple(pairs)
            )
            second = LinearExpressions(
                len(pairs), rows, chosen.column[wanted], -np.ones_like(rows), tuple(pairs)
            )
            yield bounded(self.label, first + second, high=0)

    def breaches(self, facts: Facts, targets: TargetAmounts, plan: Plan) -> Iterator[Breach]:
        """Yield projects off their need, alternatives chosen together, requirements not met."""
        held = plan.sums("project")
        for project in facts.projects:
            money = held.get(project.name, 0)
            if money and not self.least(facts, project) <= money <= project.need:
                yield self.breach((project.name,), facts.say(money), self._range(facts, project))
            lacking = [name for name in project.requires if not held.get(name)]
            if money and lacking:
                first = listed(lacking)
                allowed = Words(f"与前置项目 {first.zh} 一起安排", f"funded only with {first.en}")
                yield self.breach((project.name,), facts.say(money), allowed)
        for group, names in _alternatives(facts).items():
            funded = tuple(name for name in names if held.get(name))
            if len(funded) > 1:
                allowed = Words(f"比选组 {group} 中只选一个", f"one of the alternatives {group}")
                yield self.breach(funded, str(len(funded)), allowed)
        if not self.beside:
            for award in plan.awards:
                if award.project is None:
                    where = (award.recipient, award.source, award.use)
                    allowed = Words("安排到项目", "money to a project")
                    yield self.breach(where, facts.say(award.amount), allowed)

    def _range(self, facts: Facts, project: Project) -> Words:
        least, need = facts.say(self.least(facts, project)), facts.say(project.need)
        if self.least(facts, project) == project.need:
            return Words(f"为 0 或全额 {need}", f"nothing or its whole need of {need}")
        return Words(f"为 0 或 {least} 至 {need}", f"nothing, or {least} to {need}")

    def words(self, facts: Facts) -> Words:
        """Say how projects are funded."""
        free = Words("；项目以外也可以安排", "; money may go beside projects too")
        free = free if self.beside else NOTHING
        if self.how == "whole":
            return Words("项目全额安排或不安排", "projects whole or not at all") + free
        said = Words("项目在最低资金与需求之间安排", "projects from their minimum to their need")
        if any(p.minimum is None for p in facts.projects if p.name in facts.in_part):
            said += Words(
                "；没有写最低资金的全额安排，按名次资金不够的一个除外",
                "; those that state no minimum whole, but for the first in rank that does not fit",
            )
        return said + free


def money_beside(problem: Problem, plan: Plan) -> Iterator[Words]:
    """Yield how much a plan gives to no project, which a table of projects does not show."""
    beside = sum(award.amount for award in plan.awards if award.project is None)
    if problem.projects and beside:
        money = problem.say(beside)
        yield Words(f"另有 {money} 安排在项目以外。", f"Another {money} go to no project.")


def are_capped(problem: Problem) -> bool:
    """Return whether a rule keeps every project within its need; true where there are none."""
    return not problem.projects or any(isinstance(rule, ProjectFunding) for rule in problem.rules)


def least_of(problem: Problem, project: Project) -> int:
    """Return the least money that a project takes if it gets any, by every such rule [fen]."""
    rules = (rule for rule in problem.rules if isinstance(rule, ProjectFunding))
    return max([1, *(rule.least(problem, project) for rule in rules)])


def _alternatives(facts: Facts) -> dict[str, list[str]]:
    """Return the groups of alternatives with their projects."""
    groups: dict[str, list[str]] = defaultdict(list)
    for project in facts.projects:
        if project.group:
            groups[project.group].append(project.name)
    return groups
