"""Replacement cost: the best plan without a project, a recipient or a source, beside the best plan.

    cost of x  =  best goals of the problem without x  -  best goals of the problem

A project is withdrawn: it gets nothing, and a rank order passes over it. A recipient gets nothing
and withdraws all its projects, so that where it has one alone both cost the same; its target stays,
so that goals can be compared. Where a rule such as a floor does not let it go without, it is exempt
from that rule, which is named. A source has no money, and targets are found anew from what is left.
Where there is no plan the rules that forbid it are named.
What gets no money and no rule ranks costs nothing, unless it is a source: the plan keeps one rule
more, and no plan is better. This does not hold where a goal leaves room for the next; then it is
solved for like any other.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from optalloc.core.solve_options import HIGHS, SolveOptions
from optalloc.core.time_budget import Progress
from optalloc.explaining.conflict.iis import ConflictSearch
from optalloc.explaining.rule_costs.effects import NO_EFFECT, ChangeEffect, effect_of, leaves_room
from optalloc.pipeline.answer import Resolved, with_rules
from optalloc.pipeline.feasibility import Asker
from optalloc.pipeline.resolve import best
from optalloc.problem.at_level import breaches_of, complaints_of, covers
from optalloc.problem.facts import Plan
from optalloc.problem.interfaces import Rule
from optalloc.problem.problem import Problem
from optalloc.problem.rules.ceiling import Ceiling
from optalloc.problem.rules.fixed_award import FixedAward
from optalloc.problem.rules.must_fund import MustFund
from optalloc.problem.rules.never_fund import NeverFund
from optalloc.problem.rules.rank_order import RankOrder
from optalloc.problem.scopes import ForRecipients

WITHOUT = "−"
"""Stands before the name in the label of what is left out; no rule of a scenario has it."""
Sort = Literal["project", "recipient", "source"]


@dataclass(frozen=True)
class Replaced:
    """What the plan loses without one thing.

    Attributes:
        name: The project, recipient or source.
        money: What it has, or gives, in the plan [fen].
        effect: The best plan without it, beside the plan.
        dropped, added: Other projects that lose all their money, or get some, without it.
        exempt: Of a recipient: the rules that it was exempt from, as they do not let it go without.
        rules: The rules that cannot all hold without it; empty where there is a plan.
        plan: The best plan without it; None where there is none, or none was solved for.
    """

    sort: Sort
    name: str
    money: int
    effect: ChangeEffect
    dropped: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    exempt: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    plan: Plan | None = None


@dataclass(frozen=True)
class Replacements:
    """The replacement costs of a plan.

    Attributes:
        answer: The plan.
        found: One for each project, recipient and source, in listed order.
        solves: How many problems were solved for them, here or for letters to projects before, and
            how many sets of rules were asked about where they leave no plan.
    """

    answer: Resolved
    found: tuple[Replaced, ...]
    solves: int

    def of(self, sort: Sort) -> tuple[Replaced, ...]:
        """Return those of one sort."""
        return tuple(one for one in self.found if one.sort == sort)


def replacements(
    answer: Resolved,
    how: SolveOptions = HIGHS,
    progress: Progress | None = None,
    known: Sequence[Replaced] = (),
    only: Collection[str] = (),
) -> Replacements:
    """Return what the plan loses without each project, recipient and source.

    Args:
        known: What was found of some before; nothing that was left open is taken.
        only: The recipients that it is about, with their projects; all, and sources, when empty.

    Raises:
        ValueError: When there is no plan.
    """
    if answer.plan is None:
        raise ValueError("there is no plan to explain")
    how, plan = how.begun(), answer.plan
    found = {(one.sort, one.name): one for one in known if one.effect.state != "open"}
    asked = [one for one in _asked(answer.problem, plan) if _is_of(answer.problem, one, only)]
    told, solving = list[Replaced](), _Solving(how)
    has_room = leaves_room(answer)
    for sort, name, money in asked:
        # A source that gives nothing is money all the same: targets share it out.
        is_counted = bool(money) or has_room or sort == "source"
        if is_counted or _keeps_others_out(answer.problem, sort, name):
            cost = found.get((sort, name))
            if cost is None:
                cost = solving.replaced(answer, sort, name)
            else:
                solving.count += 1  # What letters know is of projects: one solve each.
            told.append(solving.with_rules_named(answer, cost))
        else:
            told.append(Replaced(sort, name, 0, replace(NO_EFFECT, proven=answer.outcome.proven)))
        if progress is not None:
            progress(len(told), len(asked))
    return Replacements(answer, tuple(told), solving.count)


def _is_of(problem: Problem, one: tuple[Sort, str, int], only: Collection[str]) -> bool:
    """Return whether something is one of some recipients, or a project of theirs."""
    sort, name, _ = one
    owner = problem.project_named[name].recipient if sort == "project" else name
    return not only or (sort != "source" and owner in only)


def replaced(answer: Resolved, sort: Sort, name: str, how: SolveOptions) -> Replaced:
    """Return what the plan loses without one thing."""
    return _Solving(how).replaced(answer, sort, name)


class _Solving:
    """Solves what is left without one thing, and counts.

    Attributes:
        count: How many problems were solved, and sets of rules asked about.
    """

    def __init__(self, how: SolveOptions) -> None:
        self.how, self.count = how, 0

    def _best(self, problem: Problem) -> Resolved:
        self.count += 1
        return best(problem, self.how)

    def replaced(self, answer: Resolved, sort: Sort, name: str) -> Replaced:
        """Return what the plan loses without one thing."""
        left = without(answer.problem, sort, name)
        after = self._best(left)
        if sort == "recipient" and after.is_infeasible:
            freed = self._best(_exempting(left, name))
            if freed.plan is not None:
                broken = [
                    rule.label
                    for rule in left.rules
                    if any(True for _ in breaches_of(rule, left, freed.targets, freed.plan))
                ]
                return replace(beside(answer, freed, sort, name), exempt=tuple(broken))
        return beside(answer, after, sort, name)

    def with_rules_named(self, answer: Resolved, one: Replaced) -> Replaced:
        """Return a cost with the rules that leave no plan, where there is none."""
        if one.effect.state != "no_plan":
            return one
        problem = without(answer.problem, one.sort, one.name)
        if one.sort == "recipient":
            problem = _exempting(problem, one.name)
        # That it is left out is given, no member: once that was dropped, a rule that exempting made
        # narrower might be named for a conflict that the others have without it.
        search = ConflictSearch(problem, Asker(self.how), frozenset({WITHOUT + one.name}))
        everything = frozenset(search.labels)
        found = search.reduced(everything) if search.is_conflict(everything) else ()
        self.count += search.asker.asked
        named = (rule.label for rule in answer.problem.rules if rule.label in found)
        return replace(one, rules=tuple(named))


def _exempting(problem: Problem, name: str) -> Problem:
    """Return the problem without what its rules ask of one recipient, as far as it can be told."""
    own = {project.name for project in problem.projects if project.recipient == name}
    rules = (_exempted(problem, rule, name, own) for rule in problem.rules)
    return with_rules(problem, [rule for rule in rules if rule is not None])


def _exempted(problem: Problem, rule: Rule, name: str, own: Collection[str]) -> Rule | None:
    """Return a rule that asks nothing of a recipient; None where it is about nobody else."""
    if rule.label == WITHOUT + name:
        return rule
    if isinstance(rule, FixedAward):
        return None if rule.recipient == name else rule
    if isinstance(rule, MustFund):
        others = tuple(project for project in rule.projects if project not in own)
        return rule.model_copy(update={"projects": others}) if others else None
    if not isinstance(rule, ForRecipients) or rule.at or not covers(rule, problem, name):
        return rule
    rest = tuple(r.name for r in rule.covered(problem) if r.name != name)
    changed = rule.model_copy(update={"recipients": rest, "kinds": None, "where": {}})
    if not rest:
        return None
    return rule if any(True for _ in complaints_of(changed, problem)) else changed


def beside(answer: Resolved, after: Resolved, sort: Sort, name: str) -> Replaced:
    """Return what becomes of the plan where a changed problem has another best one."""
    assert answer.plan is not None
    money = answer.plan.sums(sort).get(name, 0)
    dropped, added = changed_projects(answer.plan, after.plan)
    dropped = tuple(project for project in dropped if (sort, project) != ("project", name))
    effect = effect_of(answer, after)
    return Replaced(sort, name, money, effect, dropped, added, plan=after.plan)


def without(problem: Problem, sort: Sort, name: str) -> Problem:
    """Return the problem without a project, a recipient or a source."""
    if sort == "source":
        left = (replace(s, amount=0) if s.name == name else s for s in problem.sources)
        return replace(problem, sources=tuple(left))
    if sort == "project":
        return with_rules(problem, (*problem.rules, withdrawn(name, (name,))))
    nothing = Ceiling.model_construct(
        label=WITHOUT + name, kind="ceiling", cite="", amount=0, per_unit=None, column=None,
        recipients=(name,), kinds=None, where={}, at="",
    )  # fmt: skip
    own = tuple(p.name for p in problem.projects if p.recipient == name)
    # As many as there are: a rank order would hold what gets nothing against those below it.
    gone = (withdrawn(name, own),) if own else ()
    return with_rules(problem, (*problem.rules, nothing, *gone))


def withdrawn(name: str, projects: tuple[str, ...]) -> NeverFund:
    """Return the rule that some projects get nothing, with the name of what is left out."""
    return NeverFund.model_construct(
        label=WITHOUT + name, kind="never_fund", cite="", projects=projects, who="", when="", why=""
    )


def changed_projects(before: Plan, after: Plan | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the projects that lose all their money and those that get some, as they are listed."""
    if after is None:
        return (), ()
    one, other = ([n for n in p.sums("project") if n is not None] for p in (before, after))
    gone = tuple(name for name in one if name not in set(other))
    return gone, tuple(name for name in other if name not in set(one))


def _asked(problem: Problem, plan: Plan) -> Iterator[tuple[Sort, str, int]]:
    """Yield what is asked about, with its money [fen]; a source alone has nothing beside it."""
    held = plan.sums("project")
    yield from (("project", p.name, held.get(p.name, 0)) for p in problem.projects)
    got = plan.by_recipient
    yield from (("recipient", r.name, got.get(r.name, 0)) for r in problem.recipients)
    given = plan.sums("source")
    others = problem.sources if len(problem.sources) > 1 else ()
    yield from (("source", s.name, given.get(s.name, 0)) for s in others)


def _keeps_others_out(problem: Problem, sort: Sort, name: str) -> bool:
    """Return whether a rank order may hold projects without money against those below them."""
    if not any(isinstance(rule, RankOrder) for rule in problem.rules):
        return False
    if sort == "project":
        return True
    return sort == "recipient" and any(p.recipient == name for p in problem.projects)
